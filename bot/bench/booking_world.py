"""A district's worth of rows to book among: families with a child, each about to confirm a booking, and
sessions of many providers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, text
from sqlalchemy.orm import Session

from bot.bench.understanding import NOW
from bot.clock import SHANGHAI
from bot.dialogue.conversation import Conversation, Draft
from bot.messages import IncomingMessage
from db.models import Booking, CareSession, Child, ConversationRow, Family, Guardian
from db.session import Database
from knowledge.loader import Knowledge
from knowledge.schema import Provider

CHANNEL = "bench"
PROVIDERS, DAYS = 500, 13  # bookable: each with a session a day, from tomorrow on
CAPACITY = 200
BATCH = 5_000  # rows of one INSERT
_BORN = date(2025, 3, 15)
_PAST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Size:
    """sessions: past ones; families: a multiple of them, each with one booking in the past."""

    sessions: int
    families: int


def with_providers(knowledge: Knowledge) -> Knowledge:
    return replace(knowledge, providers={p.id: p for p in map(_provider, range(PROVIDERS))})


def fill(database: Database, size: Size, confirming: int) -> None:
    """confirming: how many of the families have a booking before them that one press confirms."""
    with database.begin() as tx:
        _put(tx, Family, ({"id": n, "created_at": NOW, "consented_at": NOW} for n in _numbers(size.families)))
        _put(tx, Guardian, map(_guardian, _numbers(size.families)))
        _put(tx, Child, map(_child, _numbers(size.families)))
        _put(tx, CareSession, (_past_session(n, size) for n in _numbers(size.sessions)))
        _put(tx, Booking, (_past_booking(n, size) for n in _numbers(size.families)))
        _put(tx, ConversationRow, map(_about_to_confirm, _numbers(confirming)))
        if not database.is_sqlite:
            for model in (Family, Child, CareSession):
                _count_on(tx, model.__tablename__)


def press(number: int) -> IncomingMessage:
    """The confirming one of a family."""
    return IncomingMessage(CHANNEL, _user(number), button=f"ok:k{number}", update_id=f"{number}")


def _numbers(count: int) -> range:
    return range(1, count + 1)


def _put(tx: Session, model: Any, rows: Iterable[dict[str, Any]]) -> None:
    table: Table = model.__table__
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        tx.execute(insert(table), batch)


def _count_on(tx: Session, table: str) -> None:
    """PostgreSQL's own numbering knows nothing of numbers that were given."""
    tx.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))


def _provider(number: int) -> Provider:
    return Provider.model_validate(
        {
            "id": _provider_id(number),
            "name": f"第{number}宝宝屋",
            "kind": "community",
            "district": "奉贤区",
            "ages_months": {"from": 12, "to": 36},
            "services": [
                {
                    "service": "temporary_care",
                    "free_sessions": 12,
                    "sessions": [{"opens": "Mo-Su 09:00-11:00", "capacity": CAPACITY}],
                }
            ],
            "source": {"title": "bench", "checked_on": "2026-11-01"},
        }
    )


def _provider_id(number: int) -> str:
    return f"bench-{number}"


def _user(number: int) -> str:
    return f"f{number}"


def _guardian(number: int) -> dict[str, Any]:
    return {"family_id": number, "channel": CHANNEL, "user": _user(number)}


def _child(number: int) -> dict[str, Any]:
    return {"id": number, "family_id": number, "nickname": "糖糖", "born_on": _BORN, "born_day_known": True}


def _past_session(number: int, size: Size) -> dict[str, Any]:
    starts_at = NOW - _PAST + timedelta(hours=number // PROVIDERS)
    each = size.families // size.sessions
    return {
        "id": number,
        "provider": _provider_id(number % PROVIDERS),
        "service": "temporary_care",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "capacity": each,
        "booked": each,
    }


def _past_booking(number: int, size: Size) -> dict[str, Any]:
    return {
        "number": f"P{number}",
        "family_id": number,
        "child_id": number,
        "session_id": number % size.sessions + 1,
        "request_key": f"past-{number}",
        "booked_at": NOW - _PAST,
    }


def _about_to_confirm(number: int) -> dict[str, Any]:
    day = NOW.astimezone(SHANGHAI).date() + timedelta(days=1 + number // PROVIDERS % DAYS)
    draft = Draft(
        key=f"k{number}",
        started_at=NOW,
        asked="confirm",
        provider=_provider_id(number % PROVIDERS),
        starts_at=datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI),
        child_ids=(number,),
    )
    state = Conversation(draft=draft, updated_at=NOW).model_dump(mode="json")
    return {"channel": CHANNEL, "user": _user(number), "state": state, "version": 1, "updated_at": NOW}
