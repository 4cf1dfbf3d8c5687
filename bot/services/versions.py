"""Published versions of the knowledge: kept with who and when, one of them in force for every process that
works on the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.services import audit
from bot.services.pack import Pack, digest, unzipped, zipped
from db.models import KnowledgeInForce, KnowledgeVersion
from db.tables import in_turn

_THE_ROW = 1


@dataclass(frozen=True, slots=True)
class Version:
    id: int
    digest: str
    note: str | None
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class InForce:
    version: int
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Published:
    version: int
    before: int | None


@dataclass(frozen=True, slots=True)
class SameAsInForce:
    version: int


def in_force(tx: Session) -> InForce | None:
    """None when nothing was ever published: then each process answers from its own folder."""
    row = tx.get(KnowledgeInForce, _THE_ROW)
    return InForce(row.version_id, row.since, row.by) if row else None


def versions(tx: Session) -> list[Version]:
    """Newest first."""
    rows = tx.scalars(select(KnowledgeVersion).order_by(KnowledgeVersion.id.desc()))
    return [Version(row.id, row.digest, row.note, row.made_by, row.made_at) for row in rows]


def pack_of(tx: Session, version: int) -> Pack | None:
    archive = tx.scalar(select(KnowledgeVersion.archive).where(KnowledgeVersion.id == version))
    return unzipped(archive) if archive is not None else None


def before(tx: Session, version: int) -> int | None:
    """The version published before this one."""
    older = select(KnowledgeVersion.id).where(KnowledgeVersion.id < version)
    return tx.scalar(older.order_by(KnowledgeVersion.id.desc()).limit(1))


def publish(
    tx: Session, pack: Pack, now: datetime, by: str, note: str | None = None
) -> Published | SameAsInForce:
    """The pack has been loaded without an error. From the commit on, all processes follow."""
    summed = digest(pack)
    current = locked(tx)
    digest_in_force = select(KnowledgeVersion.digest).where(KnowledgeVersion.id == current)
    if current and tx.scalar(digest_in_force) == summed:
        return SameAsInForce(current)
    row = {"digest": summed, "archive": zipped(pack), "note": note, "made_by": by, "made_at": now}
    made = tx.execute(insert(KnowledgeVersion).values(row).returning(KnowledgeVersion.id)).scalar_one()
    _put_in_force(tx, current, made, now, by, "knowledge.published")
    return Published(made, current)


def put_back(tx: Session, version: int, now: datetime, by: str) -> Published | SameAsInForce:
    """An earlier version, which exists and has been loaded without an error."""
    current = locked(tx)
    if current == version:
        return SameAsInForce(version)
    _put_in_force(tx, current, version, now, by, "knowledge.rolled_back")
    return Published(version, current)


def _put_in_force(tx: Session, current: int | None, version: int, now: datetime, by: str, what: str) -> None:
    values = {"version_id": version, "since": now, "by": by}
    if current is None:
        tx.execute(insert(KnowledgeInForce).values(id=_THE_ROW, **values))
    else:
        tx.execute(update(KnowledgeInForce).where(KnowledgeInForce.id == _THE_ROW).values(values))
    before = {"version": current} if current else None
    audit.record(tx, now, by, what, f"knowledge:{version}", before, {"version": version})


def locked(tx: Session) -> int | None:
    """The version in force; until the commit nobody else changes which."""
    in_turn(tx, "publishing")
    return tx.scalar(select(KnowledgeInForce.version_id).where(KnowledgeInForce.id == _THE_ROW))
