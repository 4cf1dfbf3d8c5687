"""Which questions go to which entry, and what is not taken."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.services import drafts
from bot.services.draft_steps import Question
from bot.services.staff import Scope
from bot.web.pages.learning import proposed_id
from knowledge.schema import Identifier
from tests.web.filled import begin_draft
from tests.web.office import DISTRICT, StreetOffice
from tests.web.small import ASKED, known, steps
from tests.web.test_protection import client, enter

__all__ = ["client"]


def test_a_district_adds_to_its_own_entries_only(client: httpx.Client, street_office: StreetOffice) -> None:
    token = enter(client, street_office, "editor", Scope(DISTRICT))
    street_office.ask_bot([ASKED])
    assert "没有这样的条目" in client.get("/admin/gaps/1/learn").text
    for form in ({"entry": known().id}, {"new": "yes", "entry": "x", "category": "y", "answer": "z"}):
        answer = client.post("/admin/gaps/1/learn", data={"token": token, "wording1": ASKED, **form})
        assert answer.status_code == 422
    assert steps(street_office) == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"wording1": "别的问题"}, "至少选一个问法"),
        ({"entry": "nobody"}, "没有这条问答"),
        ({"new": "yes", "category": " ", "answer": "z"}, "请写类别和回答"),
        ({"new": "yes", "category": "x", "answer": "z", "entry": "x\n  answer: y"}, "编号只能用"),
    ],
)
def test_a_form_that_cannot_be_taken(
    client: httpx.Client, street_office: StreetOffice, form: dict[str, str], told: str
) -> None:
    token = enter(client, street_office)
    street_office.ask_bot([ASKED])
    filled = {"token": token, "wording1": ASKED, "entry": known().id, **form}
    answer = client.post("/admin/gaps/1/learn", data=filled)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert steps(street_office) == []


@pytest.mark.parametrize(
    ("words", "proposed"),
    [("夜里可以托吗", "ye-li-ke-yi-tuo-ma-2"), ("Is there Wi-Fi?", "is-there-wi-fi"), ("？！", "question")],
)
def test_an_id_is_proposed_that_is_free(words: str, proposed: str) -> None:
    assert proposed_id(words, {"ye-li-ke-yi-tuo-ma"}) == proposed


@given(st.text(max_size=60))
def test_whatever_was_asked_an_id_is_proposed(words: str) -> None:
    first = proposed_id(words, ())
    for one in (first, proposed_id(words, {first})):
        TypeAdapter(Identifier).validate_python(one)


def test_too_many_steps_leave_none_behind(client: httpx.Client, street_office: StreetOffice) -> None:
    token = enter(client, street_office)
    street_office.ask_bot([ASKED, f"{ASKED}？"])
    with street_office.database.begin() as tx:
        for number in range(drafts.MOST_STEPS - 1):
            begin_draft(tx, "li", Question("x", f"问法{number}"))
    form = {"token": token, "entry": known().id, "wording1": ASKED, "wording2": f"{ASKED}？"}
    client.post("/admin/gaps/1/learn", data=form)
    assert "没有加上" in client.get("/admin/draft").text
    assert len(steps(street_office)) == drafts.MOST_STEPS - 1
