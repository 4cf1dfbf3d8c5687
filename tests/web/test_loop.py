"""What staff do on a day, from the browser to the families' chats."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from bot.dialogue.engine import Engine
from bot.messages import IncomingMessage
from db.models import Booking, CareSession, OutboxMessage
from tests.web.office import NOW, TODAY, StreetOffice, state
from tests.web.visitor import Visitor

DAY = f"/admin/day/fengpu/{TODAY}"


def test_a_day_at_the_desk(street_office: StreetOffice, visitor: Visitor) -> None:
    street_office.appoint("wang", "staff")
    came, missed = street_office.book("糖糖"), street_office.book("豆豆")
    street_office.book("果果", "14:00")
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="奉浦宝宝屋").click()
    visitor.press("糖糖 入场")
    assert visitor.told() == "糖糖 已入场（9:20）。"
    visitor.press("豆豆 没来")
    assert standing(street_office, missed).no_show_at is None  # first it is asked
    visitor.press("记下没来")
    assert "第 1 次" in visitor.told()
    assert standing(street_office, came).checked_in_at == NOW
    assert standing(street_office, missed).no_show_at == NOW
    page.get_by_role("link", name="停一整天").click()
    assert "果果" in page.locator("main").inner_text()
    assert "糖糖" not in page.locator("main").inner_text()  # that session has begun
    page.get_by_label("原因").fill("空调检修")
    visitor.press("停托并通知家长")
    assert "取消 1 个预约，通知 1 个家庭" in visitor.told()
    told = texts(street_office, "parent-果果")
    assert len(told) == 1
    assert "空调检修" in told[0]
    assert visitor.complaints == []
    visitor.press("重新开放")
    visitor.press("重新开放")
    assert visitor.told() == "已重新开放 1 场。"


def test_an_answer_reaches_the_chat_and_the_next_message_the_request(
    street_office: StreetOffice, visitor: Visitor
) -> None:
    street_office.appoint("wang", "staff")
    number = street_office.ask_people("周末有没有临时托")
    page = visitor.page
    visitor.sign_in()
    page.goto("/admin/requests")
    page.get_by_role("link", name="周末有没有临时托").click()
    assert "鸡蛋过敏能去吗" in page.locator(".talk").inner_text()
    page.get_by_label("您的答复").fill("有的，周六上午。")
    visitor.press("发给家长")
    assert ["有的，周六上午。" in text for text in texts(street_office, "p1")] == [True]
    says(street_office, "谢谢，要带什么吗")
    page.reload()
    assert page.locator(".talk li").last.inner_text().endswith("谢谢，要带什么吗")
    visitor.press("结束这个请求")
    assert street_office.case(number).closed_at is None
    visitor.press("结束这个请求")
    assert street_office.case(number).closed_at == NOW


def test_a_second_press_sends_nothing_twice(street_office: StreetOffice, visitor: Visitor) -> None:
    street_office.appoint("wang", "staff")
    street_office.ask_people("周末有没有临时托")
    visitor.sign_in()
    visitor.page.goto("/admin/requests/1")
    for _ in range(2):
        visitor.page.get_by_label("您的答复").fill("有的。")
        visitor.press("发给家长")
    assert len(texts(street_office, "p1")) == 1


def test_somebody_at_the_door(street_office: StreetOffice, visitor: Visitor) -> None:
    street_office.appoint("wang", "staff")
    page = visitor.page
    visitor.sign_in()
    page.goto(DAY)
    page.get_by_role("link", name="现场登记").first.click()
    page.get_by_label("孩子的小名").fill("=HYPERLINK(1)")
    page.get_by_label("出生日期").fill("2020-01")
    visitor.press("登记入托")
    assert "月龄不在招收范围内" in visitor.told()
    page.get_by_label("出生日期").fill("2025-03-15")
    visitor.press("登记入托")
    assert "登记好了" in visitor.told()
    assert "=HYPERLINK(1)" in page.locator("main").inner_text()


def test_fewer_places_than_bookings(street_office: StreetOffice, visitor: Visitor) -> None:
    """Refused, with a plan; carried out, the families hear of it."""
    street_office.appoint("wang", "staff")
    for nickname in ("糖糖", "豆豆", "果果"):
        street_office.book(nickname, "14:00")
    page = visitor.page
    visitor.sign_in()
    page.goto(DAY)
    page.get_by_role("link", name="改名额").click()
    page.get_by_label("名额改为").fill("2")
    visitor.press("保存")
    assert "没有改" in visitor.told()
    assert "果果" in page.locator("main").inner_text()
    visitor.press("调整这 1 个预约、改名额并通知家长")
    assert "调整了 1 个预约，名额改为 2" in visitor.told()
    assert len(texts(street_office, "parent-果果")) == 1
    with street_office.database.begin() as tx:
        afternoon = tx.scalars(select(CareSession).where(CareSession.capacity == 2)).one()
        assert afternoon.booked == 2


def test_fewer_places_for_the_whole_day(street_office: StreetOffice, visitor: Visitor) -> None:
    street_office.appoint("wang", "staff")
    visitor.sign_in()
    visitor.page.goto(DAY.replace(TODAY, "2026-11-25"))
    visitor.page.get_by_role("link", name="改全天名额").click()
    visitor.page.get_by_label("名额改为").fill("3")
    visitor.press("保存")
    assert visitor.told() == "名额改为 3（2 场）。"


def test_a_notice_is_posted_and_withdrawn(street_office: StreetOffice, visitor: Visitor) -> None:
    street_office.appoint("wang", "staff")
    page = visitor.page
    visitor.sign_in()
    page.goto("/admin/notices")
    page.get_by_label("机构").select_option("fengpu")
    page.get_by_label("通知内容").fill("今天停托一天")
    visitor.press("发布")
    assert "今天停托一天" in page.locator(".requests").inner_text()
    visitor.press("撤下 奉浦宝宝屋 的通知")
    visitor.press("撤下")
    assert page.locator(".requests").count() == 0


def test_a_gap_is_dealt_with(street_office: StreetOffice, visitor: Visitor) -> None:
    street_office.appoint("wang", "editor")
    street_office.ask_bot(["夜里可以托吗", "夜里可以托嘛"])
    page = visitor.page
    visitor.sign_in()
    assert page.locator("h1").inner_text().startswith("没答上的问题")
    page.get_by_role("button", name="标为已处理").click()
    visitor.press("标为已处理")
    assert visitor.told() == "已处理 2 个问题。"
    assert page.locator(".empty").is_visible()


def says(office: StreetOffice, words: str) -> None:
    """A parent, in the chat."""
    engine = Engine(state(), office.database, office.clock, random.Random(1))
    turn = engine.handle(IncomingMessage("telegram", "p1", text=words))
    with ThreadPoolExecutor(1) as beside:  # the browser has a loop of its own in this thread
        beside.submit(asyncio.run, turn).result()


def standing(office: StreetOffice, number: str) -> Booking:
    with office.database.begin() as tx:
        return tx.scalars(select(Booking).where(Booking.number == number)).one()


def texts(office: StreetOffice, chat: str) -> list[str]:
    """What waits to be sent to a chat."""
    with office.database.begin() as tx:
        found = tx.scalars(select(OutboxMessage).where(OutboxMessage.chat == chat))
        return [row.payload["text"] for row in found]
