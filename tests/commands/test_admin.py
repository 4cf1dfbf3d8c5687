"""`tuoyu admin invite | list | remove`, as somebody in a street office runs them."""

import random
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import system_clock
from bot.services import audit, staff
from bot.services.staff import Bound, CodeRefused, Scope
from db.models import AuditEntry, StaffMember
from db.session import Database
from tests.commands.conftest import Tuoyu

CODE = re.compile(r"口令：([0-9A-Z]+)")


def bound(database: Database, code: str, user: str = "42") -> StaffMember:
    with database.begin() as tx:
        match staff.bind(tx, code, "telegram", user, system_clock()):
            case Bound(member):
                tx.expunge(member)
                return member
            case refused:
                pytest.fail(str(refused))


def code_in(said: str) -> str:
    found = CODE.search(said)
    assert found, said
    return found[1]


def test_a_code_is_shown_with_what_it_gives(tuoyu: Tuoyu, database: Database) -> None:
    said = tuoyu("admin", "invite", "--name", "王老师", "--district", "奉贤区")
    assert said.status == 0
    code = code_in(said.out)
    assert f"给王老师的口令：{code}（3 天内有效，只能用一次）" in said.out
    assert "权限：管预约和请求" in said.out and "范围：奉贤区" in said.out
    assert f"请对方在聊天里发：/staff {code}" in said.out and "/admin" in said.out
    member = bound(database, code)
    assert (member.name, member.role, member.district, member.provider) == ("王老师", "staff", "奉贤区", None)
    with database.begin() as tx:
        assert staff.bind(tx, code, "telegram", "43", system_clock()) == CodeRefused()


@pytest.mark.parametrize("typed", ["奉贤区", "奉贤", "Fengxian", "fengxian", " 奉贤区 "])
def test_a_district_may_be_called_as_parents_call_it(tuoyu: Tuoyu, database: Database, typed: str) -> None:
    code = code_in(tuoyu("admin", "invite", "--district", typed, "--role", "editor").out)
    assert bound(database, code).district == "奉贤区"


def test_a_misspelt_district_is_named_with_the_right_one(tuoyu: Tuoyu) -> None:
    said = tuoyu("admin", "invite", "--district", "奉闲区")
    assert (said.status, said.out) == (2, "")
    assert "没有“奉闲区”这个区。→ 奉贤区? 有：" in said.err and "浦东新区" in said.err
    assert "昆山" not in said.err  # a metro line ends there


@pytest.mark.parametrize("typed", ["fengpu-baobaowu", "奉浦宝宝屋"])
def test_a_provider_by_its_id_or_its_name(tuoyu: Tuoyu, database: Database, typed: str) -> None:
    said = tuoyu("admin", "invite", "--provider", typed, "--district", "奉贤")
    assert "范围：奉浦宝宝屋 (fengpu-baobaowu)" in said.out
    assert bound(database, code_in(said.out)).provider == "fengpu-baobaowu"


def test_limits_that_leave_nothing_are_refused(tuoyu: Tuoyu) -> None:
    said = tuoyu("admin", "invite", "--provider", "奉浦宝宝屋", "--district", "黄浦区")
    assert (said.status, said.out) == (2, "")
    assert "奉浦宝宝屋在奉贤区，不在黄浦区" in said.err
    said = tuoyu("admin", "invite", "--provider", "不存在宝宝屋")
    assert said.status == 2 and "没有这家机构：不存在宝宝屋" in said.err


def test_without_a_name_or_limits(tuoyu: Tuoyu, database: Database) -> None:
    said = tuoyu("admin", "invite", "--role", "owner")
    assert "给工作人员的口令" in said.out and "范围：不分区" in said.out and "权限：都管" in said.out
    assert bound(database, code_in(said.out)).role == "owner"


def test_only_the_digest_of_a_code_is_kept(tuoyu: Tuoyu, database: Database) -> None:
    code = code_in(tuoyu("admin", "invite").out)
    with database.begin() as tx:
        kept = [str(row) for row in tx.execute(select(staff.StaffInvitation.__table__))]
    assert len(kept) == 1 and code not in kept[0]


def test_a_role_that_does_not_exist(tuoyu: Tuoyu) -> None:
    said = tuoyu("admin", "invite", "--role", "boss")
    assert said.status == 2 and "boss" in said.err


def test_who_is_there_and_taking_a_role_away(tuoyu: Tuoyu, database: Database) -> None:
    assert "还没有工作人员" in tuoyu("admin", "list").out
    by_chat = bound(database, code_in(tuoyu("admin", "invite", "--name", "王老师", "--district", "奉贤").out))
    with database.begin() as tx:
        scope = Scope(None, "fengpu-baobaowu")
        code = staff.invite(tx, "李老师", "editor", scope, audit.SYSTEM, system_clock(), random.Random(7))
        staff.register(tx, code, "li", "hash", system_clock())
    said = tuoyu("admin", "list")
    first, second = said.out.splitlines()
    shown = f"{by_chat.id}  王老师  管预约和请求 / bookings and requests  奉贤区  telegram:42"
    assert first == shown
    assert "管资料" in second and "奉浦宝宝屋 (fengpu-baobaowu)" in second and second.endswith("li")
    assert "hash" not in said.out
    removed = tuoyu("admin", "remove", by_chat.id)
    assert removed.status == 0 and f"已取消王老师（编号 {by_chat.id}）的权限" in removed.out
    assert "王老师" not in tuoyu("admin", "list").out
    again = tuoyu("admin", "remove", by_chat.id)
    assert (again.status, again.out) == (1, "") and f"没有编号 {by_chat.id} 的人" in again.err
    with database.begin() as tx:
        entries = tx.scalars(select(AuditEntry).where(AuditEntry.what == "staff.removed")).all()
        assert [entry.who for entry in entries] == [audit.SYSTEM]


def test_a_code_that_is_too_old(tuoyu: Tuoyu, database: Database) -> None:
    code = code_in(tuoyu("admin", "invite").out)
    late = system_clock() + staff.INVITATION_HOLDS + timedelta(minutes=1)
    with database.begin() as tx:
        assert staff.bind(tx, code, "telegram", "42", late) == CodeRefused()
