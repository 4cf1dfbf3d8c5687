"""News about bookings and the waiting list, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clock import SHANGHAI
from bot.dialogue import formats
from bot.dialogue.speaker import Speaker, Words
from bot.messages import Button, Reply

Facts = Mapping[str, Any]


def _offered(speaker: Speaker, facts: Facts) -> Reply:
    text = speaker.say(
        "news.offered",
        session=_session(speaker, facts),
        children=_children(speaker, facts),
        until=_instant(speaker, facts["hold_until"]),
    )
    entry = facts["entry"]
    row = (speaker.button("button.take", f"take:{entry}"), speaker.button("button.unwait", f"unwait:{entry}"))
    return Reply(text, (row,))


def _about_waiting(kind: str) -> Words:
    def words(speaker: Speaker, facts: Facts) -> Reply:
        text = speaker.say(
            f"news.{kind}", session=_session(speaker, facts), children=_children(speaker, facts)
        )
        if because := facts.get("because"):
            text = f"{text}\n{speaker.say(f'wait.because_{because}')}"
        return Reply(text, (_elsewhere(speaker),))

    return words


def _about_bookings(kind: str) -> Words:
    def words(speaker: Speaker, facts: Facts) -> Reply:
        lines = [speaker.say(f"news.{kind}"), *(_booking(speaker, one) for one in facts["bookings"])]
        if facts.get("counted"):
            lines.append(speaker.say("news.counted"))
        return Reply("\n".join(lines), ((speaker.button("button.bookings", "bookings:"),),))

    return words


def _closed(speaker: Speaker, facts: Facts) -> Reply:
    """What falls out, and what is possible instead."""
    name = speaker.name_of(facts["provider"])
    lines = [speaker.say("news.closed", name=name, because=facts["because"])]
    lines += [_booking(speaker, one) for one in facts["bookings"]]
    if facts["bookings"]:
        lines.append(speaker.say("news.given_back"))
    if facts["waiting"]:
        lines.append(speaker.say("news.waiting_ended"))
    rows = (
        (
            speaker.button("button.book", f"book:{facts['provider']}"),
            speaker.button("button.find", "find:new"),
        ),
        (speaker.button("button.human", "human:"),),
    )
    return Reply("\n".join(lines), rows)


def _no_show(speaker: Speaker, facts: Facts) -> Reply:
    lines = [speaker.say("news.no_show", booking=_booking(speaker, facts["bookings"][0]))]
    if until := facts.get("suspended_until"):
        day = datetime.fromisoformat(until).astimezone(SHANGHAI).date()
        day_text = formats.full_day(day, speaker.english)
        lines.append(speaker.say("news.suspended", day=day_text, count=facts["count"]))
    return Reply("\n".join(lines), ((speaker.button("button.human", "human:"),),))


def _opening(speaker: Speaker, facts: Facts) -> Reply:
    names = formats.listing([speaker.name_of(one) for one in facts["providers"]], speaker.english)
    area = f"{facts['district'] or ''}{facts['street'] or ''}"
    rows = tuple((Button(speaker.name_of(one), f"p:{one}"),) for one in facts["providers"][:5])
    return Reply(speaker.say("news.opening", area=area, names=names), rows)


def _place(speaker: Speaker, facts: Facts) -> Reply:
    name, when = speaker.name_of(facts["provider"]), _instant(speaker, facts["starts_at"])
    stamp = datetime.fromisoformat(facts["starts_at"]).astimezone(SHANGHAI).strftime("%Y%m%d%H%M")
    rows = ((speaker.button("button.book", f"slot:{facts['provider']}:{stamp}"),),)
    return Reply(speaker.say("news.place", name=name, when=when), rows)


def _elsewhere(speaker: Speaker) -> tuple[Button, ...]:
    return (speaker.button("button.bookings", "bookings:"), speaker.button("button.book", "book:"))


def _booking(speaker: Speaker, facts: Facts) -> str:
    return speaker.say(
        "bookings.line",
        number=facts["number"],
        name=speaker.name_of(facts["provider"]),
        when=_when(speaker, facts),
        child=facts["child"],
    )


def _session(speaker: Speaker, facts: Facts) -> str:
    return f"{speaker.name_of(facts['provider'])} {_when(speaker, facts)}"


def _when(speaker: Speaker, facts: Facts) -> str:
    if "ends_at" not in facts:
        return _instant(speaker, facts["starts_at"])
    begin, end = (datetime.fromisoformat(facts[key]) for key in ("starts_at", "ends_at"))
    return formats.when(begin, end, speaker.english)


def _instant(speaker: Speaker, iso: str) -> str:
    return formats.day_and_time(datetime.fromisoformat(iso), speaker.english)


def _children(speaker: Speaker, facts: Facts) -> str:
    return formats.listing(facts["children"], speaker.english)


BOOKING_NEWS: dict[str, Words] = {
    "offered": _offered,
    "closed": _closed,
    "no_show": _no_show,
    "opening": _opening,
    "place": _place,
    **{
        kind: _about_waiting(kind)
        for kind in (
            "offer_expired", "waitlist_ineligible", "waitlist_elsewhere", "waitlist_closed",
            "waitlist_left_by_other", "waitlist_joined_by_other",
        )
    },
    **{
        kind: _about_bookings(kind)
        for kind in ("booked_by_other", "cancelled_by_other", "moved_by_other", "moved_by_staff")
    },
}  # fmt: skip
