"""Versions in the database: one in force, who and when, one step back."""

from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import select

from bot.clock import SHANGHAI
from bot.services import versions
from bot.services.pack import digest, unzipped, zipped
from bot.services.versions import Published, SameAsInForce
from db.models import AuditEntry, KnowledgeInForce
from db.session import Database
from tests.services.at_once import at_once

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
FIRST, SECOND = {"faq/a.yaml": "一\n".encode()}, {"faq/a.yaml": "二\n".encode()}


def test_the_newest_is_in_force_until_it_is_rolled_back(database: Database) -> None:
    with database.begin() as tx:
        assert versions.in_force(tx) is None
        assert versions.publish(tx, FIRST, NOW, "小王", "第一版") == Published(1, None)
        assert versions.publish(tx, FIRST, NOW, "小王") == SameAsInForce(1)
        assert versions.publish(tx, SECOND, NOW, "小李") == Published(2, 1)
    with database.begin() as tx:
        assert versions.before(tx, 2) == 1
        assert versions.put_back(tx, 1, NOW, "小李") == Published(1, 2)
        assert versions.put_back(tx, 1, NOW, "小李") == SameAsInForce(1)
    with database.begin() as tx:
        current = versions.in_force(tx)
        assert current and (current.version, current.by) == (1, "小李")
        assert [(v.id, v.made_by, v.note) for v in versions.versions(tx)] == [
            (2, "小李", None),
            (1, "小王", "第一版"),
        ]
        assert versions.pack_of(tx, 2) == SECOND
        assert versions.pack_of(tx, 3) is None


def test_every_change_is_audited(database: Database) -> None:
    with database.begin() as tx:
        versions.publish(tx, FIRST, NOW, "小王")
        versions.publish(tx, SECOND, NOW, "小李")
        versions.put_back(tx, 1, NOW, "小李")
    with database.begin() as tx:
        rows = tx.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(row.what, row.who, row.before, row.after) for row in rows] == [
            ("knowledge.published", "小王", None, {"version": 1}),
            ("knowledge.published", "小李", {"version": 1}, {"version": 2}),
            ("knowledge.rolled_back", "小李", {"version": 2}, {"version": 1}),
        ]


def test_what_was_rolled_back_leaves_nothing(database: Database) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), database.begin() as tx:
        versions.publish(tx, FIRST, NOW, "小王")
        raise Stop
    with database.begin() as tx:
        assert versions.in_force(tx) is None
        assert versions.versions(tx) == []


def test_two_who_publish_first_at_once(database: Database) -> None:
    def publish(number: int) -> object:
        with database.begin() as tx:
            return versions.publish(tx, {"faq/a.yaml": bytes([number])}, NOW, "小王")

    done = at_once(*(partial(publish, number) for number in range(4)))
    assert all(isinstance(one, Published) for one in done)
    with database.begin() as tx:
        current = versions.in_force(tx)
        rows = tx.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert len(tx.scalars(select(KnowledgeInForce)).all()) == 1
        assert len(versions.versions(tx)) == 4
        assert current and rows[-1].after == {"version": current.version}


def test_the_same_files_are_the_same_archive_and_digest() -> None:
    files = {"faq/b.yaml": b"2", "faq/a.yaml": b"1"}
    turned = dict(reversed(files.items()))
    assert zipped(files) == zipped(turned)
    assert digest(files) == digest(turned)
    assert unzipped(zipped(files)) == files
    assert len({digest(one) for one in (files, {"faq/a.yaml": b"12"}, {"faq/a.yaml": b"1"}, {})}) == 4
