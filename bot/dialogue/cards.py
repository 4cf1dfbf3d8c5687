"""What is shown about one provider, and the lines every answer about one carries."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.dialogue import formats
from bot.dialogue.search import Found, ages_of, fees_on
from bot.dialogue.speaker import Speaker
from bot.dialogue.turn import Turn
from bot.messages import Button, Location
from bot.services.notices import Notice
from knowledge.opening import Interval, day_kind, intervals_on
from knowledge.schema import AgeRange, Fee, Hours, Provider, Schedule, Service, Source

STALE_AFTER = timedelta(days=365)
_PLAIN_DAYS_SEARCHED = 35  # enough to meet every weekday once outside of holidays


def source_line(turn: Turn, source: Source) -> str:
    """Where a fact comes from and when it was checked; says so when that is over a year ago."""
    stale = turn.now.date() - source.checked_on > STALE_AFTER
    key = "source.stale" if stale else "source.fresh"
    return turn.say(key, title=source.title, checked_on=formats.full_day(source.checked_on, turn.english))


def footer(turn: Turn, provider: Provider) -> str:
    """Notices in force, the sample warning and the source: under every answer about a provider."""
    today = turn.now.date()
    lines = [
        turn.say("card.notice", text=notice.text.in_language(turn.language))
        for notice in provider.notices
        if notice.holds_on(today)
    ]
    lines += [urgent(turn, notice) for notice in turn.urgent_notices if notice.provider == provider.id]
    if provider.opens_on and provider.opens_on > today:
        lines.append(turn.say("card.opens_on", day=formats.full_day(provider.opens_on, turn.english)))
    if provider.eligibility and provider.eligibility.who != "everyone" and provider.eligibility.of:
        lines.append(turn.say("card.eligible", of=provider.eligibility.of.in_language(turn.language)))
    if provider.sample:
        lines.append(turn.say("card.sample"))
    return "\n".join([*lines, source_line(turn, provider.source)])


def urgent(turn: Turn, notice: Notice) -> str:
    until = formats.day_and_time(notice.until, turn.english)
    return turn.say("card.urgent", words=notice.words, until=until)


def contact_line(turn: Turn, provider: Provider) -> str:
    """Whom to ask what the file does not say."""
    if provider.telephone:
        return turn.say("card.ask_by_telephone", telephone=provider.telephone)
    return turn.say("card.ask_a_person")


def buttons(turn: Turn, provider: Provider, but: str = "") -> tuple[tuple[Button, ...], ...]:
    """What one can do next about a provider. but: the topic just answered."""
    topics = [
        turn.button(f"button.{topic}", f"{topic}:{provider.id}")
        for topic in ("hours", "price", "register")
        if topic != but
    ]
    second = [turn.button("button.book", f"book:{provider.id}")] if can_book(provider) else []
    second.append(turn.button("button.wrong", f"wrong:{provider.id}"))
    return (tuple(topics), tuple(second))


def can_book(provider: Provider, service: Service = "temporary_care") -> bool:
    offer = provider.offer(service)
    return offer is not None and bool(offer.sessions)


def location(turn: Turn, provider: Provider) -> Location | None:
    """Only for a point of the provider's own: a street's middle would send people astray."""
    point = provider.point
    if point is None:
        return None
    where = address(turn, provider) or provider.district
    return Location(point.lat, point.lon, name=turn.name_of(provider), address=where)


def address(voice: Turn | Speaker, provider: Provider) -> str | None:
    if not provider.address:
        return None
    area = provider.district + (provider.street or "")
    return (
        f"{provider.address.in_language(voice.language)}{', ' if voice.english else '，'}{area}"
        if voice.english
        else (f"{area}{provider.address.zh}")
    )


def ages_text(turn: Turn, ages: AgeRange) -> str:
    return turn.say("card.ages", first=ages.from_, last=ages.to)


def card(turn: Turn, provider: Provider) -> str:
    """All that is known of a provider, one fact a line."""
    say, english = turn.say, turn.english
    lines = [title(turn, provider)]
    if provider.about:
        lines.append(provider.about.in_language(turn.language))
    lines.append(
        say(
            "card.address",
            address=address(turn, provider) or say("card.unknown_address", area=_area(provider)),
        )
    )
    lines.append(
        say("card.telephone", telephone=provider.telephone)
        if provider.telephone
        else say("card.no_telephone")
    )
    ages = provider.ages_months or next(
        (ages_of(provider, o.service) for o in provider.services if o.ages_months), None
    )
    if ages:
        lines.append(ages_text(turn, ages))
    lines.append(say("card.hours", hours=weekly_hours(turn, provider) or say("card.not_known")))
    lines.append(say("card.fees", fees=fees_summary(turn, provider) or say("card.not_known")))
    if provider.places:
        lines.append(say("card.places", places=provider.places))
    if provider.operator:
        lines.append(say("card.operator", operator=provider.operator.in_language(turn.language)))
    if provider.quality_rating:
        lines.append(
            say("card.rating", grade=provider.quality_rating.grade, year=provider.quality_rating.year)
        )
    services = formats.listing([say(f"service.{offer.service}") for offer in provider.services], english)
    if services:
        lines.append(say("card.services", services=services))
    return "\n".join([*lines, footer(turn, provider)])


def title(turn: Turn, provider: Provider) -> str:
    """Name and what sort of provider it is."""
    sorts = [turn.say(f"kind.{provider.kind}")]
    if provider.inclusive is not None:
        sorts.append(turn.say("card.inclusive" if provider.inclusive else "card.not_inclusive"))
    return turn.say("card.title", name=turn.name_of(provider), sorts=" · ".join(sorts))


def list_entry(turn: Turn, number: int, found: Found) -> str:
    """One provider of a list in two lines."""
    provider, say = found.provider, turn.say
    where = provider.street or provider.district
    if found.distance_m is not None:
        key = "find.about_distance" if found.about else "find.distance"
        where += " · " + say(key, distance=formats.distance(found.distance_m, turn.english))
    facts = []
    ages = ages_of(provider, "temporary_care") or provider.ages_months
    if ages:
        facts.append(ages_text(turn, ages))
    facts.append(fees_summary(turn, provider, short=True) or say("find.fees_unknown"))
    hours = weekly_hours(turn, provider)
    if hours:
        facts.append(hours)
    if provider.eligibility and provider.eligibility.who != "everyone" and provider.eligibility.of:
        facts.append(say("card.eligible", of=provider.eligibility.of.in_language(turn.language)))
    if provider.opens_on and provider.opens_on > turn.now.date():
        facts.append(say("card.opens_on", day=formats.full_day(provider.opens_on, turn.english)))
    separator = "; " if turn.english else "；"
    return f"{number}. {title(turn, provider)} · {where}\n   {separator.join(facts)}"


def fees_summary(turn: Turn, provider: Provider, short: bool = False) -> str:
    """Today's fees in one line, free sessions first; short: only the first of each service."""
    parts = []
    for offer in provider.services:
        fees = [fee for service, fee in fees_on(provider, turn.now.date(), offer.service)]
        if offer.free_sessions:
            parts.append(
                turn.say(
                    "price.free_sessions", service=turn.say(f"service.{offer.service}"), n=offer.free_sessions
                )
            )
            fees = [fee for fee in fees if fee.amount > 0]
        for fee in fees[:1] if short else fees:
            parts.append(f"{turn.say(f'service.{offer.service}')} {fee_text(turn, fee)}")
    return ("; " if turn.english else "；").join(parts[:2] if short else parts)


def fee_text(turn: Turn, fee: Fee) -> str:
    if fee.amount == 0:
        return turn.say("price.free")
    text = turn.say(
        "price.fee", amount=formats.yuan(fee.amount, turn.english), unit=turn.say(f"unit.{fee.unit}")
    )
    if not fee.includes:
        return text
    covered = formats.listing([turn.say(f"includes.{thing}") for thing in fee.includes], turn.english)
    key = "price.covers" if "care" in fee.includes else "price.for"
    return turn.say(key, what=covered, fee=text)


def weekly_hours(turn: Turn, provider: Provider) -> str:
    """The usual week, weekdays with the same hours together; "" when not known."""
    rules: Sequence[Hours | Schedule] = provider.opening_hours or tuple(
        schedule for offer in provider.services for schedule in offer.sessions
    )
    if not rules:
        return ""
    week = _usual_week(rules, max(turn.now.date(), provider.opens_on or turn.now.date()))
    groups: dict[str, list[str]] = {}
    for day, intervals in week:
        if intervals:
            groups.setdefault(formats.spans(intervals, turn.english), []).append(
                formats.weekday(day, turn.english)
            )
    joined = [f"{_run(days, turn.english)} {hours}" for hours, days in groups.items()]
    return ("; " if turn.english else "；").join(joined)


def _usual_week(rules: Sequence[Hours | Schedule], today: date) -> list[tuple[date, tuple[Interval, ...]]]:
    """For Monday to Sunday: the next such day that is no holiday, and its intervals."""
    usual: dict[int, tuple[date, tuple[Interval, ...]]] = {}
    for offset in range(_PLAIN_DAYS_SEARCHED):
        day = today + timedelta(days=offset)
        if day.weekday() not in usual and day_kind(day) in ("workday", "weekend"):
            usual[day.weekday()] = (day, intervals_on(rules, day))
    return [usual[number] for number in sorted(usual)]


def _run(days: list[str], english: bool) -> str:
    week = [formats.weekday(date(2024, 1, 1) + timedelta(days=n), english) for n in range(7)]
    first, last = week.index(days[0]), week.index(days[-1])
    if len(days) > 2 and last - first + 1 == len(days):
        return f"{days[0]}–{days[-1]}" if english else f"{days[0]}至{days[-1]}"
    return formats.listing(days, english)


def _area(provider: Provider) -> str:
    return provider.district + (provider.street or "")
