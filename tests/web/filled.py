"""A day in the street office with something on every page."""

from datetime import timedelta
from functools import cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.publishing.review import Review
from bot.services import drafts, notices, versions
from bot.services.draft_steps import File, Step
from bot.services.drafts import Compared
from bot.services.pack import Pack, read_pack
from db import outbox
from db.models import OutboxMessage, StaffMember
from knowledge.loader import SHIPPED
from tests.web.office import NOW, TODAY, StreetOffice

PAGES = (
    "/admin/day",
    f"/admin/day/fengpu/{TODAY}",
    "/admin/day/fengpu/2025-12-24",
    f"/admin/day/fengpu/{TODAY}/close",
    f"/admin/day/fengpu/{TODAY}/close?at={TODAY}T14:00&service=temporary_care",
    f"/admin/day/fengpu/{TODAY}/capacity?at={TODAY}T14:00&service=temporary_care",
    f"/admin/day/fengpu/{TODAY}/walk-in?at={TODAY}T14:00&service=temporary_care",
    "/admin/bookings",
    "/admin/bookings?number=TYNOBODY",
    "/admin/requests",
    "/admin/requests?closed=yes",
    "/admin/requests/1",
    "/admin/gaps",
    "/admin/gaps/3/learn",
    "/admin/gaps/3/learn?new=yes",
    "/admin/draft",
    "/admin/draft/try",
    "/admin/notices",
    "/admin/undelivered",
    "/admin/board",
    "/admin/versions",
    "/admin/versions/2",
    "/admin/audit",
)


def fill(office: StreetOffice) -> None:
    """The owner "wang", and work for her."""
    office.appoint("wang")
    lost = office.book("糖糖")
    office.book("豆豆", note="对鸡蛋过敏，午睡要抱着自己的小毯子，别忘了下午三点的药")
    office.book("果果", "14:00")
    office.book("南南", "14:00", "nanqiao")
    office.ask_people("想问问鸡蛋过敏的孩子能不能去？\n要自带饭吗？")
    office.ask_bot(["奉浦多少钱", "一个月多少钱"], "answered")
    office.ask_bot(["夜里可以托吗", "夜里可以托嘛", "夜里能托吗"])
    with office.database.begin() as tx:
        notices.post(tx, "fengpu", "今天下午空调检修，停托半天", NOW + timedelta(hours=8), 1, NOW)
        versions.publish(tx, shipped(), NOW - timedelta(days=3), "staff:1", "初版")
        versions.publish(tx, earlier_opening(), NOW - timedelta(hours=3), "staff:1", "奉浦提早开门")
        outbox.put(tx, "telegram", "42", {}, NOW, key="lost", about=f"booking:{lost}")
        tx.execute(update(OutboxMessage).values(given_up_because="Forbidden: bot was blocked by the user"))
        begin_draft(tx, "wang", File("奉贤区.yaml", b"- id: fengpu\n"), CHANGED)


CHANGED = Review(
    touched=("providers/奉贤区.yaml",),
    doubts=({"zh": "第 14 行：出处超过 12 个月没核对", "en": "line 14: not checked for 12 months"},),
    changes=({"zh": "奉浦宝宝屋：周二 9:00 → 9:30", "en": "Fengpu: Tuesday 9:00 → 9:30"},),
    asked=5,
    shifts=({"question": "奉浦周二几点开门", "before": "周二 9:00–11:00", "after": "周二 9:30–11:00"},),
    from_folder=True,
)


def begin_draft(tx: Session, login: str, step: Step, review: Review | None = None, **more: object) -> None:
    """By one of the staff, reviewed already when there is a review. more: what is kept beside it."""
    member = tx.scalars(select(StaffMember).where(StaffMember.login == login)).one()
    drafts.add(tx, member, step, NOW)
    if review is not None:
        task = drafts.take(tx, NOW)
        assert task is not None
        drafts.keep_review(tx, task, {**review.as_json(), **more}, Compared(""), NOW)


@cache
def shipped() -> Pack:
    """Without what takes long and is not looked at here."""
    left_out = ("faq/", "providers/samples/")
    return {name: content for name, content in read_pack(SHIPPED).items() if not name.startswith(left_out)}


def earlier_opening() -> Pack:
    """The same, but the 宝宝屋 of 奉浦 opens at 8:30."""
    name = "providers/奉贤区.yaml"
    return {**shipped(), name: shipped()[name].replace(b"09:00", b"08:30")}
