"""When a provider is open, and whether there is a session or a free place."""

import re
from datetime import date, timedelta

from bot.clock import SHANGHAI
from bot.dialogue import cards, formats
from bot.dialogue.listing import PAGE, filters_text, has_places, no_providers, query_of
from bot.dialogue.search import Found, care_intervals, search
from bot.dialogue.subject import provider_meant
from bot.dialogue.topics.find import gone
from bot.dialogue.turn import Outcome, TopicHandler, Turn
from bot.messages import Button, Reply
from bot.services.sessions import upcoming
from knowledge.opening import day_kind, holidays_published, next_interval
from knowledge.schema import Provider, Schedule

_NOW = re.compile(r"现在|此刻|这会儿|这会|right now|\bnow\b|currently|还开着")
MOST_SESSIONS = 6


def answer(turn: Turn) -> Outcome:
    provider = provider_meant(turn)
    return of_one(turn, provider) if provider else _of_several(turn)


def of_one(turn: Turn, provider: Provider) -> Outcome:
    turn.conversation.provider = provider.id
    lines = [turn.name_of(provider)]
    if not provider.opening_hours and not cards.can_book(provider):
        lines += [turn.say("hours.unknown", name=turn.name_of(provider)), cards.contact_line(turn, provider)]
    else:
        lines += _answer_lines(turn, provider)
    lines.append(cards.footer(turn, provider))
    reply = Reply("\n".join(lines), cards.buttons(turn, provider, but="hours"))
    return Outcome((reply,), provider=provider.id, providers=(provider.id,))


def _answer_lines(turn: Turn, provider: Provider) -> list[str]:
    days = turn.conversation.day.dates if _asks_for_days(turn) else ()
    lines = []
    if not days and (left_out := _left_out(turn)):
        days = _other_days(turn, provider, left_out)
        lines += [] if days else [_no_other_days(turn, left_out)]
    if turn.reading is not None and _NOW.search(turn.reading.text):
        lines += _now_lines(turn, provider)
    shown = [day for day in days if care_intervals(provider, day)] if len(days) > 2 else days
    for day in shown:
        lines += day_lines(turn, provider, day)
    if not lines or not days:
        lines.append(
            turn.say("hours.usual", hours=cards.weekly_hours(turn, provider) or turn.say("card.not_known"))
        )
    notes = [rule.note for rule in provider.opening_hours if rule.note and rule.holds_on(turn.now.date())]
    lines += [note.in_language(turn.language) for note in notes]
    if not days:
        lines += _next_line(turn, provider)
    lines += places_lines(turn, provider, days)
    return lines


def _left_out(turn: Turn) -> tuple[date, ...]:
    return turn.reading.entities.when.excluded if turn.reading else ()


def _other_days(turn: Turn, provider: Provider, left_out: tuple[date, ...]) -> tuple[date, ...]:
    """Of the coming week, those on which it is open."""
    week = (turn.now.date() + timedelta(days=n) for n in range(7))
    return tuple(day for day in week if day not in left_out and care_intervals(provider, day))


def _no_other_days(turn: Turn, left_out: tuple[date, ...]) -> str:
    return turn.say("hours.no_other_days", days=formats.days_left_out(left_out, turn.english))


def _asks_for_days(turn: Turn) -> bool:
    """A day was said just now, or the last one is meant still ("那上午呢"); or its button was pressed."""
    reading, message = turn.reading, turn.message
    if reading is None:
        return (message.button or "").startswith("day:")
    when = reading.entities.when
    told = when.dates or when.week or reading.entities.reference.same_time
    return bool(told) or (reading.whole.bare and not when.excluded)


def day_lines(turn: Turn, provider: Provider, day: date) -> list[str]:
    intervals = care_intervals(provider, day)
    named = formats.day(day, turn.english)
    if intervals:
        doubtful = day_kind(day) == "public_holiday" and not _says_holidays(provider)
        key = "hours.usually_open_on" if doubtful else "hours.open_on"
        lines = [turn.say(key, day=named, hours=formats.spans(intervals, turn.english))]
    else:
        lines = [turn.say("hours.closed_on", day=named)]
        lines += [turn.say("hours.usual", hours=cards.weekly_hours(turn, provider))]
    if day < turn.now.date():
        lines.append(turn.say("hours.past"))
    return lines + _calendar_lines(turn, provider, day, bool(intervals))


def _calendar_lines(turn: Turn, provider: Provider, day: date, is_open_then: bool) -> list[str]:
    """What public holidays and make-up working days leave doubtful."""
    kind = day_kind(day)
    if kind == "public_holiday":
        return [turn.say("hours.holiday")] if _says_holidays(provider) else [turn.say("hours.holiday_unsaid")]
    if kind == "makeup_workday":
        return [turn.say("hours.makeup_workday")]
    if not holidays_published(day.year) and is_open_then:
        return [turn.say("hours.unpublished", year=day.year)]
    return []


def _says_holidays(provider: Provider) -> bool:
    return any("PH" in opens for opens in _rules_text(provider))


def _rules_text(provider: Provider) -> list[str]:
    return [rule.opens for rule in provider.opening_hours] + [s.opens for s in _sessions_of(provider)]


def _sessions_of(provider: Provider) -> tuple[Schedule, ...]:
    return tuple(schedule for offer in provider.services for schedule in offer.sessions)


def _now_lines(turn: Turn, provider: Provider) -> list[str]:
    today = care_intervals(provider, turn.now.date())
    open_now = [i for i in today if i.starts_at <= turn.now < i.ends_at]
    if open_now:
        return [turn.say("hours.open_now", until=formats.clock(open_now[0].ends_at))]
    return [turn.say("hours.closed_now"), *_next_line(turn, provider)]


def _next_line(turn: Turn, provider: Provider) -> list[str]:
    rules = provider.opening_hours or _sessions_of(provider)
    start = turn.now
    if provider.opens_on and provider.opens_on > turn.now.date():
        return []
    coming = next_interval(rules, start)
    if coming is None or coming.starts_at <= turn.now:
        return []
    return [turn.say("hours.next", when=formats.when(coming.starts_at, coming.ends_at, turn.english))]


def places_lines(turn: Turn, provider: Provider, days: tuple[date, ...]) -> list[str]:
    """Free places of the bookable sessions: of those days, or of the next few."""
    if not cards.can_book(provider):
        return []
    sessions = [
        session
        for session in upcoming(turn.tx, provider, "temporary_care", turn.now)
        if not days or session.starts_at.astimezone(SHANGHAI).date() in days
    ]
    lines = []
    for session in sessions[: MOST_SESSIONS if days else 3]:
        key = "hours.places" if session.free_places else "hours.full"
        lines.append(
            turn.say(
                key,
                when=formats.when(session.starts_at, session.ends_at, turn.english),
                free=session.free_places,
                capacity=session.capacity,
            )
        )
    return lines


def _of_several(turn: Turn) -> Outcome:
    """The hours of the last list, or of what is near."""
    conversation, query = turn.conversation, query_of(turn)
    new_place = turn.reading is not None and bool(turn.reading.entities.places)
    if conversation.shown and not new_place:
        found = tuple(Found(p, None) for p in map(turn.provider, conversation.shown) if p)
    elif not turn.knowledge.providers:
        return no_providers(turn)
    elif conversation.spot is None:
        return Outcome((Reply(turn.say("hours.which"), ((turn.button("button.find", "find:new"),),)),))
    else:
        found = search(turn.knowledge, query, lambda provider: has_places(turn, provider))
    if not found:
        return Outcome(
            (
                Reply(
                    turn.say("hours.none", filters=filters_text(turn, query)),
                    ((turn.button("button.find", "find:new"),),),
                ),
            )
        )
    page = found[:PAGE]
    conversation.shown = tuple(item.provider.id for item in page)
    lines = [turn.say("hours.heading")]
    for number, item in enumerate(page, 1):
        lines.append(f"{number}. {turn.name_of(item.provider)}\n   {_short(turn, item.provider)}")
    lines.append(turn.say("find.source_note"))
    if any(item.provider.sample for item in page):
        lines.append(turn.say("find.sample_note"))
    rows = tuple(
        (Button(f"{n}. {turn.name_of(i.provider)}", f"hours:{i.provider.id}"),) for n, i in enumerate(page, 1)
    )
    return Outcome((Reply("\n".join(lines), rows),), providers=conversation.shown)


def _short(turn: Turn, provider: Provider) -> str:
    days = turn.conversation.day.dates
    if not days:
        return cards.weekly_hours(turn, provider) or turn.say("card.not_known")
    if not provider.opening_hours and not cards.can_book(provider):
        return turn.say("card.not_known")
    return day_lines(turn, provider, days[0])[0]


def press(turn: Turn, provider_id: str) -> Outcome:
    provider = turn.provider(provider_id)
    return of_one(turn, provider) if provider else gone(turn)


TOPIC = TopicHandler("hours", answer, {"hours": press})
