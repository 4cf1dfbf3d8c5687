"""After booking, through the whole core: news with the next answer, calendar, entry code, check-in."""

import io
import random
import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import segno
from icalendar import Calendar, Event
from PIL import Image
from sqlalchemy import select

from bot.clock import FrozenClock
from bot.dialogue.engine import Engine
from bot.dialogue.turn import Arrangements
from bot.jobs import Jobs
from bot.messages import Answer, Document, IncomingMessage
from bot.services import staff
from bot.services.entry_codes import EntryCodes, code_in
from bot.services.reminders import Times
from bot.services.staff import Role, Scope
from db.models import Booking, OutboxMessage
from db.session import Database
from knowledge.loader import SHIPPED, Knowledge, load
from tests.services.world import NOW, at
from tests.shipped_state import shipped

FENGPU = "fengpu-baobaowu"  # open on Tuesdays and Thursdays, 9:00–11:00
THURSDAY = "11-26"


@dataclass
class Town:
    """A bot without a channel of its own, and people who write to it. parent: whoever a test is about."""

    knowledge: Knowledge
    database: Database
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    parent: str = ""

    def __post_init__(self) -> None:
        arrangements = Arrangements("https://t.me/b?start={provider}", entry_codes=EntryCodes(b"k" * 32))
        self.engine = Engine(shipped(), self.database, self.clock, random.Random(7), arrangements)
        self.jobs = self.jobs_with(self.knowledge)

    def jobs_with(self, knowledge: Knowledge) -> Jobs:
        return Jobs(self.database, lambda: knowledge, self.clock, Times(), timedelta(hours=2))

    async def say(self, text: str, user: str = "", update_id: str | None = None) -> Answer:
        message = IncomingMessage("test", user or self.parent, text=text, update_id=update_id)
        return await self.engine.handle(message)

    async def press(self, button: str, user: str = "") -> Answer:
        return await self.engine.handle(IncomingMessage("test", user or self.parent, button=button))

    async def book(self, child: str = "糖糖 2025-03-12") -> str:
        """The booking's number."""
        await self.say("约奉浦宝宝屋周四")
        answer = await self.say(child)
        answer = await self.press(only("ok:", answer))
        return only("ics:", answer).removeprefix("ics:")

    async def until(self, instant: datetime, jobs: Jobs | None = None) -> None:
        self.clock.move_to(instant)
        await (jobs or self.jobs).once()

    def employ(self, role: Role, scope: Scope) -> str:
        """The account of one of the staff."""
        user = f"staff of {self.parent}"
        with self.database.begin() as tx:
            code = staff.invite(tx, "李老师", role, scope, "system", self.clock(), random.Random(user))
            assert isinstance(staff.bind(tx, code, "test", user, self.clock()), staff.Bound)
        return user

    def checked_in_at(self, number: str) -> datetime | None:
        with self.database.begin() as tx:
            return tx.scalar(select(Booking.checked_in_at).where(Booking.number == number))


@pytest.fixture(scope="module")
def one_town(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Built once: to learn to understand takes its time."""
    file = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("town") / "database")
    return Town(load(SHIPPED), Database(f"sqlite:///{file}"))


@pytest.fixture
def town(one_town: Town, request: pytest.FixtureRequest) -> Town:
    one_town.parent = request.node.name
    one_town.clock.move_to(NOW)
    return one_town


def only(verb: str, answer: Answer) -> str:
    """The first button with the verb."""
    found = [data for data in buttons(answer) if data.startswith(verb)]
    assert found, (verb, texts(answer), buttons(answer))
    return found[0]


def buttons(answer: Answer) -> list[str]:
    return [button.data for reply in answer.replies for row in reply.buttons for button in row]


def texts(answer: Answer) -> list[str]:
    return [reply.text for reply in answer.replies]


def document(answer: Answer) -> Document:
    found = answer.replies[-1].document
    assert found is not None
    return found


def event(answer: Answer) -> Event:
    (found,) = Calendar.from_ical(document(answer).content).walk("VEVENT")
    return found


async def test_reminders_come_with_the_next_answer_once(town: Town) -> None:
    number = await town.book()
    await town.until(at("11-25", "19:00"))
    first = await town.say("谢谢", update_id="1")
    assert "明天有预约" in texts(first)[0]
    assert number in texts(first)[0]
    assert "汇贤社区党群服务站" in texts(first)[0]
    assert f"cancel:{number}" in buttons(first)
    assert len(first.replies) == 2
    assert (await town.say("谢谢", update_id="1")).replies == first.replies
    await town.until(at(THURSDAY, "07:00"))
    assert ["快到时间了" in text for text in texts(await town.say("谢谢"))] == [True, False]
    assert len((await town.say("谢谢")).replies) == 1


async def test_what_is_too_late_is_left_out(town: Town) -> None:
    await town.book()
    await town.until(at("11-25", "19:00"))
    town.clock.move_to(at("11-25", "23:00"))
    assert len((await town.say("谢谢")).replies) == 1
    with town.database.begin() as tx:
        found = select(OutboxMessage.given_up_because).where(OutboxMessage.chat == town.parent)
        assert tx.scalars(found).all() == ["expired"]


async def test_a_cancelled_booking_is_not_reminded_of(town: Town) -> None:
    number = await town.book()
    await town.until(at("11-25", "19:00"))
    told = await town.press(f"cancel_now:{number}")
    assert [("明天" in text, "取消" in text) for text in texts(told)][-1] == (False, True)
    await town.until(at(THURSDAY, "07:00"))
    assert len((await town.say("谢谢")).replies) == 1


async def test_reminders_speak_the_language_of_the_chat(town: Town) -> None:
    await town.book()
    await town.say("what are the opening hours of 奉浦宝宝屋?")
    await town.until(at("11-25", "19:00"))
    assert "tomorrow" in texts(await town.say("thanks"))[0]
    await town.say("奉浦寶寶屋幾點開門")
    await town.until(at(THURSDAY, "07:00"))
    assert "預約號" in texts(await town.say("謝謝"))[0]


async def test_a_provider_that_is_gone_from_the_files_is_still_reminded_of(town: Town) -> None:
    await town.book()
    others = {id_: provider for id_, provider in town.knowledge.providers.items() if id_ != FENGPU}
    await town.until(at("11-25", "19:00"), town.jobs_with(replace(town.knowledge, providers=others)))
    assert "先和机构确认" in texts(await town.say("谢谢"))[0]


async def test_the_calendar_follows_the_booking(town: Town) -> None:
    number = await town.book()
    made = event(await town.press(f"ics:{number}"))
    assert (made["uid"], made["status"], made["sequence"]) == (f"{number}@tuoyu", "CONFIRMED", 0)
    assert made.start == at(THURSDAY)
    assert "糖糖" not in document(await town.press(f"ics:{number}")).content.decode()
    choice = only(f"slot:{FENGPU}:20261201", await town.press(f"move:{number}"))
    confirm = only("ok:", await town.press(choice))
    assert f"ics:{number}" in buttons(await town.press(confirm))
    moved = event(await town.press(f"ics:{number}"))
    assert (moved["uid"], moved.start) == (made["uid"], at("12-01"))
    assert f"ics:{number}" in buttons(await town.press(f"cancel_now:{number}"))
    gone = event(await town.press(f"ics:{number}"))
    assert (gone["uid"], gone["status"]) == (made["uid"], "CANCELLED")
    assert made["sequence"] < moved["sequence"] < gone["sequence"]


async def test_what_is_another_family_s_is_not_to_be_had(town: Town) -> None:
    number = await town.book()
    town.clock.move_to(at(THURSDAY, "08:50"))
    for verb in ("ics", "entry", "here"):
        answer = await town.press(f"{verb}:{number}", user="somebody else")
        assert answer.replies[-1].document is None
        assert "糖糖" not in texts(answer)[0]
    assert town.checked_in_at(number) is None


async def test_the_poster_at_the_door_checks_in(town: Town) -> None:
    number = await town.book()
    assert (await town.press(f"start:{FENGPU}")).topic == "find"
    town.clock.move_to(at(THURSDAY, "08:29"))
    early = await town.press(f"start:{FENGPU}")
    assert "30 分钟" in texts(early)[0]
    assert town.checked_in_at(number) is None
    town.clock.move_to(at(THURSDAY, "09:02"))
    assert "已到，签到 9:02" in texts(await town.say(f"/start {FENGPU}"))[0]
    assert town.checked_in_at(number) == at(THURSDAY, "09:02")
    town.clock.move_to(at(THURSDAY, "09:05"))
    assert "9:02" in texts(await town.press(f"start:{FENGPU}"))[0]
    assert town.checked_in_at(number) == at(THURSDAY, "09:02")


async def test_of_several_children_the_door_asks_who_is_here(town: Town) -> None:
    first = await town.book()
    await town.say("约奉浦宝宝屋周四")
    await town.press("child:new")
    await town.press(only("ok:", await town.say("果果 2024-10-01")))
    town.clock.move_to(at(THURSDAY, "08:55"))
    asked = await town.press(f"start:{FENGPU}")
    assert f"here:{first}" in buttons(asked)
    assert len([b for b in buttons(asked) if b.startswith("here:")]) == 2
    await town.press(f"here:{first}")
    assert town.checked_in_at(first) == at(THURSDAY, "08:55")
    assert "果果" in texts(await town.press(f"start:{FENGPU}"))[0]


async def test_the_code_s_picture_is_the_link_and_says_nothing(town: Town) -> None:
    number = await town.book()
    town.clock.move_to(at(THURSDAY, "08:55"))
    answer = await town.press(f"entry:{number}")
    code = code_in(texts(answer)[0]) or ""
    expected = segno.make(f"https://t.me/b?start={code}", error="m").matrix
    with Image.open(io.BytesIO(document(answer).content)) as picture:
        grey, module = picture.convert("L"), picture.width // (len(expected) + 8)
        for y, row in enumerate(expected):
            for x, dark in enumerate(row):
                middle = ((x + 4) * module + module // 2, (y + 4) * module + module // 2)
                assert (grey.getpixel(middle) == 0) == bool(dark)
    assert "糖糖" not in texts(answer)[0]
    assert number not in code


async def code_for(town: Town, number: str) -> str:
    answer = await town.press(f"entry:{number}")
    assert document(answer).mime == "image/png"
    code = code_in(texts(answer)[0])
    assert code is not None
    return code


async def test_staff_scan_the_parent_s_code_once(town: Town) -> None:
    number = await town.book()
    assert "当天才有" in texts(await town.press(f"entry:{number}"))[0]
    town.clock.move_to(at(THURSDAY, "08:55"))
    code = await code_for(town, number)
    assert "门口给工作人员" in texts(await town.press(f"start:{code}"))[0]
    assert town.checked_in_at(number) is None
    teacher = town.employ("staff", Scope(provider=FENGPU))
    done = texts(await town.press(f"start:{code}", teacher))[0]
    assert "已到，签到 8:55" in done
    assert number in done
    town.clock.move_to(at(THURSDAY, "09:30"))
    for again in (await town.say(code.lower(), teacher), await town.say(f"/start {code}", teacher)):
        assert "已经签到过了：8:55" in texts(again)[0]
    assert town.checked_in_at(number) == at(THURSDAY, "08:55")
    assert "已经签到过了" in texts(await town.press(f"entry:{number}"))[0]


@pytest.mark.parametrize(
    ("role", "scope", "words"),
    [
        ("staff", Scope(), "✓"),
        ("owner", Scope(district="奉贤区"), "✓"),
        ("staff", Scope(district="黄浦区"), "不在您负责的机构"),
        ("editor", Scope(), "门口给工作人员"),
    ],
)
async def test_who_may_let_in(town: Town, role: Role, scope: Scope, words: str) -> None:
    number = await town.book()
    town.clock.move_to(at(THURSDAY, "08:55"))
    code = await code_for(town, number)
    assert words in texts(await town.say(code, town.employ(role, scope)))[0]
    assert (town.checked_in_at(number) is not None) == (words == "✓")


async def test_codes_of_other_days_of_cancelled_bookings_and_forged_ones(town: Town) -> None:
    number = await town.book()
    teacher = town.employ("staff", Scope())
    town.clock.move_to(at(THURSDAY, "06:00"))
    code = await code_for(town, number)
    forged = EntryCodes(b"x" * 32).code_of(1)
    assert "不对" in texts(await town.say(forged, teacher))[0]
    town.clock.move_to(at("11-27", "09:00"))
    assert "11月26日" in texts(await town.say(code, teacher))[0]
    town.clock.move_to(at(THURSDAY, "06:30"))
    await town.press(f"cancel_now:{number}")
    assert "已经取消" in texts(await town.say(code, teacher))[0]
    assert town.checked_in_at(number) is None
