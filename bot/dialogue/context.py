"""What a message leaves out, taken from what was talked about: the topic, the provider, the day; and how long
that is meant still. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.dialogue.conversation import Conversation, Day
from bot.understanding.dates import When
from bot.understanding.reading import Reading
from bot.understanding.references import Reference

CONTEXT_LIFETIME = timedelta(
    minutes=30
)  # after the last message words refer to what was talked about no more
QUESTION_LIFETIME = timedelta(hours=2)  # then a booking under way and a question of the bot's are dropped
BUTTONS_LIFETIME = timedelta(hours=12)  # a button means the list above it, however the talk went on
MOST_MENTIONED = 3
_KEPT = (
    "language", "children", "age_months", "age_said_on", "born_on", "born_day_known", "open", "recent",
    "confirmed",
)  # fmt: skip
_CONTINUES = re.compile(r"呢|那|换成|what about|how about|^and\b")
_OF_ONE_PROVIDER = ("price", "hours", "register")
_OF_DAYS = ("hours", "book", "find", "cancel")


def still_meant(conversation: Conversation, now: datetime, *, pressed: bool) -> Conversation:
    """The same without what is too old to be meant still. What is known of the children stays."""
    if conversation.updated_at is None:
        return conversation
    idle = now - conversation.updated_at
    if idle > QUESTION_LIFETIME:
        conversation.draft = conversation.open = None
    lifetime = QUESTION_LIFETIME if conversation.draft else CONTEXT_LIFETIME
    if idle <= (BUTTONS_LIFETIME if pressed else lifetime):
        return conversation
    return Conversation(**{name: getattr(conversation, name) for name in _KEPT})


def topic_continued(reading: Reading, conversation: Conversation) -> str | None:
    """The topic of nothing but names, dates or numbers: what they mean depends on what was talked about."""
    entities, last = reading.entities, conversation.topic
    when, reference = entities.when, entities.reference
    continues = _CONTINUES.search(reading.text) is not None or reference.to == "other"
    if reference.to == "not_this" or entities.excluded_providers or entities.excluded_places:
        return "find"
    if reference.same_time:
        return "hours" if last in (*_OF_ONE_PROVIDER, "find") else "book"
    if entities.providers or entities.ordinal is not None or reference.to:
        about = "hours" if tells_when(when) else "find"
        return last if continues and last in (*_OF_ONE_PROVIDER, "book") else about
    if entities.places and conversation.open and conversation.open.what == "place":
        return conversation.open.about or "find"
    if entities.places:
        return last if continues and last in ("price", "hours") else "find"
    if tells_when(when):
        of_one = last == "find" and conversation.provider is not None
        return last if last in _OF_DAYS and not of_one else "hours"
    if entities.age or entities.max_price is not None or entities.radius_m is not None:
        return "find"
    return "find" if child_named(conversation, entities.people) is not None else None


def tells_when(when: When) -> bool:
    told = when.dates or when.time or when.part or when.doubtful or when.impossible or when.week
    return bool(told or when.excluded)


def child_named(conversation: Conversation, people: Sequence[str]) -> int | None:
    """Which of the children told apart before: 老二呢."""
    for number, child in enumerate(conversation.children):
        if child.who and child.who in people:
            return number
    return None


def last_talked_about(conversation: Conversation) -> str | None:
    return conversation.provider or next(iter(conversation.mentioned), None) or _only(conversation.shown)


def providers_referred(conversation: Conversation, reference: Reference) -> tuple[str, ...]:
    """Those that "它" or "另外一家" may mean; several: to be asked back."""
    talked = last_talked_about(conversation)
    match reference.to:
        case "last":
            return (talked,) if talked else ()
        case "other" if talked in conversation.shown:
            return tuple(provider for provider in conversation.shown if provider != talked)
        case "other":
            before = [provider for provider in conversation.mentioned if provider != talked]
            return tuple(before[:1]) or conversation.shown
    return ()


def mentioned_now(conversation: Conversation, provider: str) -> tuple[str, ...]:
    others = (other for other in conversation.mentioned if other != provider)
    return (provider, *others)[:MOST_MENTIONED]


def picked_from_list(conversation: Conversation, ordinal: int | None) -> str | None:
    """By the number shown, which goes on from page to page; else by its position on the last page."""
    if ordinal is None or not conversation.shown:
        return None
    shown, found = conversation.shown, conversation.found
    if ordinal < 0:
        return shown[ordinal] if -ordinal <= len(shown) else None
    first = found.index(shown[0]) if shown[0] in found else 0
    if found[first : first + len(shown)] == shown and first < ordinal <= first + len(shown):
        return found[ordinal - 1]
    return shown[ordinal - 1] if ordinal <= len(shown) else None


def same_time(base: Day, when: When) -> Day:
    """The hour talked about on another day: that of "下周" is the same weekday."""
    dates = when.dates
    if when.week and base.dates:
        dates = (when.week[0] + timedelta(days=base.dates[0].weekday()),)
    return Day(
        dates=dates or base.dates,
        time=when.time or base.time,
        part=when.part or base.part,
        weekly=when.weekly if dates else base.weekly,
    )


def day_with(said: Day, before: Day) -> Day:
    """ "那周四呢" keeps the morning that was asked for, "下午呢" the day, "除了周二" the others."""
    if said.dates:
        part = said.part or (None if said.time else before.part)
        return said.model_copy(update={"part": part})
    if said:
        excluded = said.excluded or before.excluded
        return Day(dates=before.dates, excluded=excluded, time=said.time, part=said.part)
    left = tuple(day for day in before.dates if day not in said.excluded)
    return Day(dates=left, excluded=said.excluded, time=before.time, part=before.part)


def days_of(week: tuple[date, date] | None, today: date) -> tuple[date, ...]:
    """A whole week as its days to come."""
    days = (week[0] + timedelta(days=n) for n in range(7)) if week else ()
    return tuple(day for day in days if day >= today)


def _only(shown: Sequence[str]) -> str | None:
    return shown[0] if len(shown) == 1 else None
