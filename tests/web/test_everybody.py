"""Each page for everybody: without complaints, on a telephone, by keyboard, with a screen reader."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from db.models import OutboxMessage
from tests.web.filled import PAGES, fill
from tests.web.office import PASSWORD, StreetOffice
from tests.web.visitor import Visitor

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
FOR_GUESTS = ("/admin/sign-in", "/admin/register")


@pytest.fixture
def owner(street_office: StreetOffice, visitor: Visitor) -> Visitor:
    fill(street_office)
    visitor.sign_in()
    return visitor


def test_each_page_opens_without_complaint(owner: Visitor) -> None:
    for path in PAGES:
        answer = owner.page.goto(path)
        assert answer is not None
        assert (path, answer.status) == (path, 200)
    assert owner.complaints == []


def test_each_page_fits_a_small_telephone(owner: Visitor) -> None:
    page = owner.page
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for path in PAGES:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[path] = width
    assert wide == {}


@pytest.mark.parametrize("width", [360, 1200])
def test_each_page_is_accessible(owner: Visitor, width: int) -> None:
    owner.page.set_viewport_size({"width": width, "height": 800})
    assert {path: found for path in PAGES if (found := barriers(owner.page, path))} == {}


def test_pages_for_guests_are_accessible(visitor: Visitor) -> None:
    assert {path: found for path in FOR_GUESTS if (found := barriers(visitor.page, path))} == {}


def test_a_barrier_is_found(owner: Visitor) -> None:
    """The test above can fail: a field loses its label, and words their contrast."""
    page = owner.page
    page.goto("/admin/notices")
    page.evaluate("document.querySelector('label[for=words]').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    page.evaluate("document.getElementById('words').removeAttribute('placeholder')")
    assert {found.partition(":")[0] for found in looked_through(page)} >= {"label", "color-contrast"}


def test_signing_in_and_answering_by_keyboard_alone(street_office: StreetOffice, visitor: Visitor) -> None:
    street_office.appoint("wang")
    street_office.ask_people("周末有没有临时托")
    page = visitor.page
    page.goto("/admin/requests/1")
    tab_to(page, "#login")
    page.keyboard.type("wang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "#words")
    page.keyboard.type("有的，周六上午。")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert visitor.told() == "答复已发出。"
    assert page.evaluate("document.activeElement.id") == "said"
    with street_office.database.begin() as tx:
        sent = tx.query(OutboxMessage).one()
        assert (sent.channel, sent.chat) == ("telegram", "p1")


def test_the_pages_speak_english_too(owner: Visitor) -> None:
    page = owner.page
    page.goto("/admin/bookings")
    owner.press("English")
    assert page.locator("h1").inner_text() == "Bookings"
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert (path, answer.status, page.locator("html").get_attribute("lang")) == (path, 200, "en")
    owner.press("中文")
    assert page.locator("h1").inner_text() == "审计"


def tab_to(page: Page, selector: str, most: int = 30) -> None:
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is out of the keyboard's reach")


def barriers(page: Page, path: str) -> list[str]:
    page.goto(path)
    return looked_through(page)


def looked_through(page: Page) -> list[str]:
    """What axe finds serious or critical: rule and element."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
