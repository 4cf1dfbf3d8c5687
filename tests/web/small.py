"""A small state of the knowledge that a draft is reviewed on within a second or two."""

import tempfile
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import select

from bot.services import versions
from bot.services.pack import Pack, read_pack
from db.models import DraftStep
from knowledge.schema import FaqEntry
from tests.knowledge.packs import build, copy_topics
from tests.web.office import NOW, StreetOffice, knowledge

KNOWN = "faq/known.yaml"
ASKED = "哪里的托班被国家点名表扬"  # which is answered by none of its entries, but near to one


def known() -> FaqEntry:
    """The entry that the pages know of too."""
    return next(iter(knowledge().faq.values()))


@cache
def small() -> Pack:
    with tempfile.TemporaryDirectory() as folder:
        directory = build(Path(folder) / "pack")
        copy_topics(directory, "unknown", "price", phrases=20)
        pack = read_pack(directory)
    entry = {
        "id": known().id,
        "category": known().category,
        "questions": list(known().questions[:20]),
        "answer": "上海有三个区入选。",
        "source": {"title": "某某网站", "checked_on": "2026-11-01"},
    }
    return {**pack, KNOWN: yaml.safe_dump([entry], allow_unicode=True).encode()}


def changed(name: str, old: str, new: str) -> bytes:
    """One of its files, with other words in it."""
    before = small()[name].decode()
    assert old in before
    return before.replace(old, new).encode()


def publish(office: StreetOffice, pack: Pack | None = None) -> None:
    with office.database.begin() as tx:
        versions.publish(tx, pack or small(), NOW, "system")


def steps(office: StreetOffice) -> list[str]:
    with office.database.begin() as tx:
        return list(tx.scalars(select(DraftStep.name).order_by(DraftStep.id)))


def version_in_force(office: StreetOffice) -> int:
    with office.database.begin() as tx:
        found = versions.in_force(tx)
    assert found is not None
    return found.version


def file_in_force(office: StreetOffice, name: str) -> str:
    version = version_in_force(office)
    with office.database.begin() as tx:
        pack = versions.pack_of(tx, version)
    assert pack is not None
    return pack[name].decode()
