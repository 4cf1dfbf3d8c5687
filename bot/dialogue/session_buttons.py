"""Sessions as a parent sees them: those that have places, and their buttons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import SHANGHAI
from bot.dialogue import formats
from bot.dialogue.drafts import service_of
from bot.dialogue.search import fits_time
from bot.dialogue.turn import Turn
from bot.messages import Button
from bot.services.sessions import OpenSession, upcoming
from knowledge.opening import Interval
from knowledge.schema import Provider, Service

MOST_SESSIONS = 8
_SLOT = re.compile(r"(?P<provider>.+):(?P<stamp>\d{12})(?P<guidance>g?)")


@dataclass(frozen=True, slots=True)
class Slot:
    """The session that a button stands for, whether or not there is one."""

    provider: Provider
    service: Service
    starts_at: datetime


def free_sessions(turn: Turn, provider: Provider, any_day: bool = False) -> list[OpenSession]:
    """any_day: also on others than the wanted one, but on none left out."""
    wanted = turn.conversation.day
    return [
        session
        for session in upcoming(turn.tx, provider, service_of(turn), turn.now)
        if session.free_places
        and (
            session.starts_at.astimezone(SHANGHAI).date() not in wanted.excluded
            if any_day
            else wanted.allows(session.starts_at.astimezone(SHANGHAI).date())
            and fits_time(Interval(session.starts_at, session.ends_at), wanted)
        )
    ]


def session_line(turn: Turn, session: OpenSession) -> str:
    when = formats.when(session.starts_at, session.ends_at, turn.english)
    key = "hours.places" if session.free_places else "hours.full"
    return turn.say(key, when=when, free=session.free_places, capacity=session.capacity)


def session_rows(turn: Turn, sessions: Sequence[OpenSession]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (
            turn.button(
                "button.session",
                f"slot:{slot_of(session)}",
                when=formats.when(session.starts_at, session.ends_at, turn.english),
                free=session.free_places,
            ),
        )
        for session in [s for s in sessions if s.free_places][:MOST_SESSIONS]
    )


def slot_of(session: OpenSession) -> str:
    """A session as a button carries it."""
    mark = "g" if session.service == "guidance" else ""
    return f"{session.provider}:{session.starts_at.astimezone(SHANGHAI):%Y%m%d%H%M}{mark}"


def slot_meant(turn: Turn, carried: str) -> Slot | None:
    """What slot_of put into a button; None for anything else."""
    match = _SLOT.fullmatch(carried)
    provider = turn.provider(match["provider"]) if match else None
    if match is None or provider is None:
        return None
    try:
        starts_at = datetime.strptime(match["stamp"], "%Y%m%d%H%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return Slot(provider, "guidance" if match["guidance"] else "temporary_care", starts_at)


def wait_button(turn: Turn, session: OpenSession) -> Button:
    when = formats.when(session.starts_at, session.ends_at, turn.english)
    return turn.button("button.wait", f"wait:{slot_of(session)}", when=when)
