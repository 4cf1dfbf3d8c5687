"""Families one press away from a booking, and a small knowledge folder that is quick to start from."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bot.clock import SHANGHAI
from bot.dialogue.conversation import Conversation, Draft
from db.migrate import upgrade
from db.models import Child, ConversationRow, Family, Guardian
from db.session import Database
from tests.knowledge.packs import build, write

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)  # a Monday
PROVIDER = """\
- id: {id}
  name: 第{number}屋
  kind: community
  district: 奉贤区
  telephone: 021-57120000
  ages_months: {{from: 12, to: 36}}
  services:
    - service: temporary_care
      free_sessions: 12
      sessions:
        - {{opens: "Mo-Su 09:00-11:00", capacity: {capacity}}}
  source: {{title: 试用, checked_on: 2026-11-01}}
"""


def knowledge_folder(folder: Path, providers: int, capacity: int) -> Path:
    directory = build(folder)
    listed = (
        PROVIDER.format(id=provider_id(number), number=number, capacity=capacity)
        for number in range(providers)
    )
    write(directory, "providers/rush.yaml", "".join(listed))
    return directory


def provider_id(number: int) -> str:
    return f"rush-{number}"


def fill(database: Database, channel: str, families: int, a_provider: int, days: int = 1) -> None:
    """Families 1, 2, …; a_provider of them want the same provider, on days of which each takes the next."""
    upgrade(database.engine)
    numbers = range(1, families + 1)
    wanted = [(provider_id((n - 1) // a_provider), (n - 1) % days) for n in numbers]
    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (Family, [{"id": n, "created_at": NOW, "consented_at": NOW} for n in numbers]),
        (Guardian, [{"id": n, "family_id": n, "channel": channel, "user": user(n)} for n in numbers]),
        (Child, [_child(n) for n in numbers]),
        (
            ConversationRow,
            [_about_to_confirm(channel, n, *where) for n, where in zip(numbers, wanted, strict=True)],
        ),
    ]
    with database.begin() as tx:
        for model, listed in rows:
            tx.execute(insert(model), listed)
        if not database.is_sqlite:
            for name in ("families", "guardians", "children"):
                last = f"(SELECT max(id) FROM {name})"
                tx.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))


def user(number: int) -> str:
    return f"f{number}"


def confirming(number: int) -> str:
    """The data of the button."""
    return f"ok:k{number}"


def request_key(number: int) -> str:
    return f"{number}-k{number}"


def _child(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "family_id": number,
        "nickname": "糖糖",
        "born_on": date(2025, 3, 15),
        "born_day_known": True,
    }


def _about_to_confirm(channel: str, number: int, provider: str, day: int) -> dict[str, Any]:
    starts_at = NOW.replace(hour=9) + timedelta(days=1 + day)
    draft = Draft(
        key=f"k{number}",
        started_at=NOW,
        asked="confirm",
        provider=provider,
        starts_at=starts_at,
        child_ids=(number,),
    )
    state = Conversation(draft=draft, updated_at=NOW).model_dump(mode="json")
    return {"channel": channel, "user": user(number), "state": state, "version": 1, "updated_at": NOW}
