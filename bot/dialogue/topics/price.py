"""Fees of one provider, of those of a kind or near a place, and the bill of a month."""

import re

from bot.dialogue import cards, formats
from bot.dialogue.bill import Bill, monthly_bill, sessions_bill
from bot.dialogue.listing import PAGE, ask_place, filters_text, has_places, query_of
from bot.dialogue.search import DAYS_A_MONTH, Found, monthly_fee, search
from bot.dialogue.subject import provider_meant
from bot.dialogue.topics.find import gone
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from knowledge.schema import Benefit, Provider

_SESSIONS = re.compile(r"(\d{1,2}) ?(?:次|sessions?|times)")
_MONTHLY_SERVICES = ("full_day", "half_day")


def answer(turn: Turn) -> Outcome:
    provider = provider_meant(turn)
    if provider is not None:
        return of_one(turn, provider)
    return _of_several(turn)


def of_one(turn: Turn, provider: Provider) -> Outcome:
    turn.conversation.provider = provider.id
    lines = [cards.title(turn, provider)]
    fees = [cards.fees_summary(turn, provider)] if cards.fees_summary(turn, provider) else []
    if fees:
        lines += [turn.say("price.of", fees=fees[0])]
        lines += _notes(turn, provider)
        lines += _bill_lines(turn, provider)
    else:
        lines += [turn.say("price.unknown", name=turn.name_of(provider)), cards.contact_line(turn, provider)]
    if provider.inclusive is not None:
        lines.append(turn.say("price.inclusive" if provider.inclusive else "price.not_inclusive"))
    lines.append(cards.footer(turn, provider))
    reply = Reply("\n".join(lines), cards.buttons(turn, provider, but="price"))
    return Outcome((reply,), provider=provider.id, providers=(provider.id,))


def _notes(turn: Turn, provider: Provider) -> list[str]:
    offers = [offer.note for offer in provider.services if offer.note]
    fees = [
        fee.note
        for offer in provider.services
        for fee in offer.fees
        if fee.note and fee.holds_on(turn.now.date())
    ]
    later = [
        turn.say(
            "price.from_day",
            day=formats.full_day(fee.valid_from, turn.english),
            fee=cards.fee_text(turn, fee),
        )
        for offer in provider.services
        for fee in offer.fees
        if fee.valid_from and fee.valid_from > turn.now.date()
    ]
    return [note.in_language(turn.language) for note in (*offers, *fees)] + later


def _bills(turn: Turn, provider: Provider) -> list[Bill]:
    day, text = turn.now.date(), turn.reading.text if turn.reading else ""
    if asked := _SESSIONS.search(text):
        bill = sessions_bill(provider, "temporary_care", int(asked.group(1)), day)
        return [bill] if bill else []
    wanted = turn.conversation.filters.service
    services = [wanted] if wanted in _MONTHLY_SERVICES else _MONTHLY_SERVICES
    found = [monthly_bill(provider, service, day) for service in services]  # type: ignore[arg-type]
    return [bill for bill in found if bill]


def _bill_lines(turn: Turn, provider: Provider) -> list[str]:
    bills = _bills(turn, provider)
    lines = [_bill_text(turn, bill) for bill in bills]
    monthly = [bill for bill in bills if bill.sessions is None]
    lines += [
        turn.say("price.once", fee=cards.fee_text(turn, fee)) for fee in (monthly[0].once if monthly else ())
    ]
    if any(fee.unit in ("day", "half_day") for bill in monthly for fee, _ in bill.lines):
        lines.append(turn.say("price.daily_note", days=DAYS_A_MONTH))
    if monthly:
        lines += [_tax_text(turn, benefit) for benefit in _benefits(turn, "tax_base")]
    return lines


def _bill_text(turn: Turn, bill: Bill) -> str:
    total = formats.yuan(bill.monthly, turn.english)
    if bill.sessions is not None:
        return turn.say("price.sessions_bill", n=bill.sessions, free=bill.free_sessions, total=total)
    text = turn.say("price.monthly_bill", service=turn.say(f"service.{bill.service}"), total=total)
    rest = bill.monthly
    for benefit in _benefits(turn, "cash"):
        rest = max(0, rest - _a_month(benefit))
        text = turn.say(
            "price.after_cash",
            bill=text,
            name=benefit.name.in_language(turn.language),
            a_month=formats.yuan(_a_month(benefit), turn.english),
            rest=formats.yuan(rest, turn.english),
        )
    return text


def _tax_text(turn: Turn, benefit: Benefit) -> str:
    a_month = formats.yuan(_a_month(benefit), turn.english)
    return turn.say("price.tax_deduction", name=benefit.name.in_language(turn.language), a_month=a_month)


def _benefits(turn: Turn, effect: str) -> list[Benefit]:
    return [b for b in turn.knowledge.benefits if b.effect == effect and b.holds_on(turn.now.date())]


def _a_month(benefit: Benefit) -> float:
    return benefit.amount / 12 if benefit.unit == "year" else benefit.amount


def _of_several(turn: Turn) -> Outcome:
    """The last list with its prices; or those around the place, cheapest first."""
    conversation = turn.conversation
    query = query_of(turn)
    asks_anew = turn.reading is not None and (
        bool(turn.reading.entities.places)
        or turn.reading.entities.wishes != type(turn.reading.entities.wishes)()
    )
    if conversation.shown and not asks_anew and turn.reading and turn.reading.entities.max_price is None:
        found = tuple(Found(p, None) for p in map(turn.provider, conversation.shown) if p)
    else:
        query.filters.cheap = True
        found = search(turn.knowledge, query, lambda provider: has_places(turn, provider))
        found = (
            tuple(item for item in found if monthly_fee(item.provider, turn.now.date()) is not None) or found
        )
    if conversation.spot is None and not conversation.shown and not turn.conversation.filters.kind:
        return ask_place(turn, "price")
    if not found:
        return Outcome((Reply(turn.say("price.none", filters=filters_text(turn, query)), _anew(turn)),))
    page = found[:PAGE]
    conversation.shown = tuple(item.provider.id for item in page)
    conversation.found = tuple(item.provider.id for item in found)
    lines = [turn.say("price.heading", filters=filters_text(turn, query))]
    for number, item in enumerate(page, 1):
        fees = cards.fees_summary(turn, item.provider) or turn.say("find.fees_unknown")
        lines.append(f"{number}. {cards.title(turn, item.provider)}\n   {fees}")
    lines.append(turn.say("find.source_note"))
    if any(item.provider.sample for item in page):
        lines.append(turn.say("find.sample_note"))
    rows = tuple(
        (Button(f"{n}. {turn.name_of(i.provider)}", f"price:{i.provider.id}"),) for n, i in enumerate(page, 1)
    )
    return Outcome((Reply("\n".join(lines), rows),), providers=conversation.shown)


def _anew(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    return ((turn.button("button.find", "find:new"), turn.button("button.human", "human:")),)


def press(turn: Turn, provider_id: str) -> Outcome:
    provider = turn.provider(provider_id)
    return of_one(turn, provider) if provider else gone(turn)


TOPIC = TopicHandler("price", answer, {"price": press})
