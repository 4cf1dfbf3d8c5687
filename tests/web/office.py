"""A street office: two providers in two districts, the staff, and pages that are really served."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path

from bot.clock import SHANGHAI, FrozenClock
from bot.dialogue.announcements import announced
from bot.dialogue.loaded import Loaded, loaded
from bot.publishing.building import build
from bot.publishing.review import review
from bot.publishing.reviewer import Reviewer, digest_in_force
from bot.publishing.try_out import TryOuts
from bot.publishing.workbook import Workbooks
from bot.services import cases, sign_in, staff
from bot.services.cases import Asked
from bot.services.families import guardian_of
from bot.services.questions import Question, Taken, record
from bot.services.staff import Bound, Role, Scope
from bot.understanding.understand import Understanding
from bot.web.office import Office
from db.models import Child, HumanRequest
from db.session import Database
from knowledge.loader import SHIPPED, Knowledge, load
from tests.services.world import World, provider

NOW = datetime(2026, 11, 24, 9, 20, tzinfo=SHANGHAI)  # a Tuesday; the first session has begun
YESTERDAY = NOW - timedelta(days=1)
TODAY = "2026-11-24"
PASSWORD = "一个很长的密码 123"
DISTRICT = "奉贤区"
FENGPU = provider(
    "Mo-Su 09:00-11:00,14:00-16:00",
    capacity=4,
    telephone="021-37560000",
    street="奉浦街道",
    point={"lat": 30.926, "lon": 121.468},
)
NANQIAO = provider(
    "Mo-Su 14:00-16:00",
    id="nanqiao",
    name="南桥宝宝屋",
    street="南桥镇",
    point={"lat": 30.919, "lon": 121.457},
)
ELSEWHERE = provider("Mo-Su 09:00-11:00", id="waitan", name="外滩宝宝屋", district="黄浦区")


@cache
def knowledge() -> Knowledge:
    shipped = load(SHIPPED)
    few = dict(list(shipped.faq.items())[:6])
    return replace(shipped, providers={p.id: p for p in (FENGPU, NANQIAO, ELSEWHERE)}, faq=few)


@cache
def state() -> Loaded:
    return loaded(knowledge(), Understanding(knowledge()))


@dataclass
class StreetOffice:
    database: Database
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    rng: random.Random = field(default_factory=lambda: random.Random(3))
    folder: Path = SHIPPED

    @property
    def office(self) -> Office:
        return Office(
            database=self.database,
            clock=self.clock,
            rng=self.rng,
            in_use=state,
            with_samples=True,
            hold_for=timedelta(hours=2),
            digest_in_force=partial(digest_in_force, folder=self.folder),
            try_out=TryOuts(self.database, build, self.clock, self.rng).answer,
            workbook=Workbooks(self.database, self.folder, state, self.clock).make,
            key=b"k" * 32,
        )

    def review_drafts(self) -> None:
        """As the bot does it, but for the process of its own."""
        reviewer = Reviewer(self.database, self.folder, state, review, self.clock, with_samples=True)
        with ThreadPoolExecutor(1) as beside:  # a browser has a loop of its own in this thread
            while beside.submit(reviewer.once).result():
                pass

    def appoint(self, login: str, role: Role = "owner", scope: Scope = Scope()) -> None:  # noqa: B008
        with self.database.begin() as tx:
            code = staff.invite(tx, f"{login}老师", role, scope, "system", NOW, self.rng)
            made = staff.register(tx, code, login, _hashed(PASSWORD), NOW)
            assert isinstance(made, Bound)

    def invitation(self, role: Role = "staff", scope: Scope = Scope(DISTRICT)) -> str:  # noqa: B008
        with self.database.begin() as tx:
            return staff.invite(tx, "新来的老师", role, scope, "system", NOW, self.rng)

    def world(self, of: str = "fengpu") -> World:
        """Where families book, on the day before."""
        return World(self.database, knowledge().providers[of], YESTERDAY, self.rng)

    def book(self, nickname: str, clock: str = "09:00", of: str = "fengpu", note: str | None = None) -> str:
        """The number of a booking for today, by a family of its own."""
        world = self.world(of)
        child = world.child(f"parent-{nickname}", nickname, date(2025, 3, 15))
        starts_at = datetime.fromisoformat(f"{TODAY}T{clock}:00+08:00")
        number = world.booked(child, starts_at, request_key=nickname).number
        if note:
            with self.database.begin() as tx:
                tx.get_one(Child, child.id).note = note
        return number

    def ask_people(self, words: str, user: str = "p1", district: str | None = DISTRICT) -> int:
        excerpt = ({"from": "parent", "words": "鸡蛋过敏能去吗"}, {"from": "bot", "words": "资料里没有写。"})
        with announced(self.database, state().compose, NOW) as tx:
            guardian = guardian_of(tx, "telegram", user, NOW)
            return cases.open_case(tx, Asked(guardian, words, district, None, excerpt), NOW).id

    def ask_bot(self, words: Sequence[str], outcome: Taken = "unknown", topic: str | None = "price") -> None:
        with self.database.begin() as tx:
            for days, text in enumerate(words):
                question = Question(text, outcome, topic, district=DISTRICT)
                record(tx, question, NOW - timedelta(days=days % 20))

    def case(self, number: int) -> HumanRequest:
        with self.database.begin() as tx:
            return tx.get_one(HumanRequest, number)


@cache
def _hashed(password: str) -> str:
    return sign_in.hash_of(password)
