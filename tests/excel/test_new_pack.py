"""A pack for another city: nothing in it speaks of Shanghai, and a bot on it says what is true there."""

import io
import itertools
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI, FrozenClock, system_clock
from bot.dialogue.conversation import Conversation
from bot.dialogue.engine import Engine
from bot.dialogue.loaded import Loaded, loaded
from bot.dialogue.policy import Run, choose
from bot.messages import Answer, IncomingMessage
from bot.understanding.understand import Understanding
from db.session import Database
from knowledge.check import checked
from knowledge.excel.nameless import Nameless
from knowledge.excel.new_pack import new_pack
from knowledge.loader import SHIPPED, load, read
from tests.excel import foreign
from tests.excel.test_commands import run

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
OF_SHANGHAI = ("上海", "Shanghai", "徐家汇", "浦西", "Puxi", "沪", "随申办", "瑞金", "南码头", "上观")
# Places of ours, and words of their own in any city; all of them in examples of what is not for the bot.
ANYWHERE = {"儿科医院", "科技馆", "自然博物馆", "迪士尼", "disney", "disneyland"}
QUESTIONS = (
    "你好", "多少钱", "还剩几次免费", "12次免费", "几点开门", "怎么报名", "附近有托班吗", "约下周二上午",
    "转人工", "hello", "how much is it", "how many free sessions are left", "where do I register",
    "find a nursery near me",
)  # fmt: skip
Ask = Callable[..., Awaitable[Answer]]


def names_of_shanghai() -> set[str]:
    shipped = load(SHIPPED)
    names = {name for place in shipped.places for name in (place.name, *place.aliases)}
    for provider in shipped.providers.values():
        names |= {provider.name, *provider.aliases, provider.name_en or provider.name}
    return {name for name in names.union(OF_SHANGHAI) if not name.isdigit()}


def found_in(text: str, names: set[str]) -> set[str]:
    """In small letters; Latin ones as whole words."""
    chinese = {name for name in names if not name.isascii() and name in text}
    latin = "|".join(re.escape(name) for name in names if name.isascii())
    words = re.findall(rf"(?<![a-z])(?:{latin})(?![a-z])", text, re.IGNORECASE)
    return chinese | {word.lower() for word in words}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    city = tmp_path_factory.mktemp("begun") / "杭州"
    new_pack(city, "杭州")
    return city


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    city = tmp_path_factory.mktemp("filled") / "杭州"
    new_pack(city, "杭州")
    listed = foreign.write_csv(city.with_name("名单.csv"), foreign.rows(6))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdin", io.StringIO("\n3\n1\n\n"))
        assert run("import", listed, "--knowledge", city) == 0
    return city


@pytest.fixture(scope="module")
def states(begun: Path, filled: Path) -> dict[str, Loaded]:
    return {"begun": loaded(load(begun)), "filled": loaded(load(filled))}


@pytest.fixture
def ask(states: dict[str, Loaded], sqlite_url: str) -> Iterator[Ask]:
    database, numbers = Database(sqlite_url), itertools.count()

    async def asked(which: str, text: str | None, location: tuple[float, float] | None = None) -> Answer:
        """By somebody who never wrote before."""
        engine = Engine(states[which], database, FrozenClock(NOW), random.Random(7))
        user = f"p{next(numbers)}"
        return await engine.handle(IncomingMessage("test", user, text=text, location=location))

    yield asked
    database.close()


def said(answer: Answer) -> str:
    return "\n".join(reply.text for reply in answer.replies)


def test_no_file_names_shanghai(begun: Path) -> None:
    names = names_of_shanghai()
    assert {"徐家汇", "黄浦区", "奉浦宝宝屋", "Pudong"} <= names
    for path in begun.rglob("*.yaml"):
        found = found_in(path.read_text(encoding="utf-8"), names)
        assert found <= (ANYWHERE if path.name == "unknown.yaml" else set()), path


def test_nothing_is_wrong_with_it(begun: Path, filled: Path) -> None:
    assert checked(filled, system_clock().date()).errors == 0  # the day on which the list was imported
    told = {problem.code for problem in checked(begun, date(2026, 12, 1)).problems}
    assert told == set()


@pytest.mark.parametrize("which", ["begun", "filled"])
async def test_no_answer_names_shanghai(ask: Ask, which: str) -> None:
    names = names_of_shanghai()
    for question in QUESTIONS:
        answer = await ask(which, question)
        labels = [button.label for reply in answer.replies for row in reply.buttons for button in row]
        assert not found_in("\n".join([said(answer), *labels]), names), question
        assert "宝宝屋" not in said(answer) and "Baby House" not in said(answer), question


async def test_before_the_list_is_there_nothing_is_asked_back(ask: Ask) -> None:
    for question in ("多少钱", "几点开门", "附近有托班吗"):
        answer = await ask("begun", question)
        assert "机构名单还在整理" in said(answer), question
        assert [[button.data for button in row] for row in answer.replies[0].buttons] == [["human:"]]
    assert "还在整理" in said(await ask("begun", None, (30.26, 120.1)))
    assert "入托前要体检吗" in said(await ask("begun", "你好"))
    assert "托育点" in said(await ask("begun", "怎么报名"))
    assert "用一两句话" in said(await ask("begun", "转人工"))


@pytest.mark.parametrize("which", ["begun", "filled"])
async def test_no_free_sessions_are_promised(ask: Ask, which: str) -> None:
    for question in ("还剩几次免费", "12次免费"):
        answer = said(await ask(which, question))
        assert "没有哪家机构写明" in answer and not re.search(r"\d", answer), question
    assert "states a number of free sessions" in said(await ask(which, "how many free sessions are left"))


@pytest.mark.parametrize("which", ["begun", "filled"])
async def test_what_cannot_be_booked_is_said(ask: Ask, which: str) -> None:
    assert "还没有能在这里预约的机构" in said(await ask(which, "约下周二上午"))


async def test_with_a_list_it_speaks_of_its_own_places(ask: Ask) -> None:
    hello = said(await ask("filled", "你好"))
    assert re.search(r"(街道|镇)附近有托班吗", hello) and "托育园" in hello and "约下周二" not in hello
    asked = await ask("filled", "多少钱")
    assert [button.label for row in asked.replies[0].buttons for button in row] == ["拱墅区", "西湖区"]
    assert "按“西湖区”找到 5 家" in said(await ask("filled", "西湖区有哪些托班"))
    assert (await ask("filled", "翠苑街道附近有托班吗")).topic == "find"
    assert "1,500" in said(await ask("filled", "西湖区多少钱"))


def test_a_word_for_any_name_is_an_example_of_every_name(filled: Path) -> None:
    """The phrases hold no name of the city, and yet its names are understood in them."""
    understanding = Understanding(load(filled))
    for place, any_place in (("西湖区", "某区"), ("翠苑街道", "某地"), ("古荡街道", "Placename")):
        real, like = (understanding.read(f"{name}那一带有托班吗", NOW) for name in (place, any_place))
        assert real.whole.masked == like.whole.masked and place[:2] not in real.whole.masked
    for question, topic in (("翠苑街道这块有没有临时托", "find"), ("西湖区哪家最便宜", "price")):
        match choose(understanding.read(question, NOW), Conversation()):
            case Run(targets):
                assert targets[0].topic == topic
            case other:
                pytest.fail(f"{question}: {other}")


def test_names_give_way_and_lines_that_become_the_same_are_one() -> None:
    nameless = Nameless(read(SHIPPED)[0], {"any-provider": ["小桔灯"]}, ["科技馆"])
    text = (
        "- 浦东新区有托班吗\n- 小桔灯在哪\n- 徐汇有托班吗\n- 科技馆几点开\n- a place in Xuhui\n- 有托班吗\n"
    )
    assert nameless.without_names(text) == (
        "- 某区有托班吗\n- 某某机构在哪\n- 科技馆几点开\n- a place in Districtname\n- 有托班吗\n"
    )
