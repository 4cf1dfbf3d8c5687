"""Going back to an earlier version of the knowledge."""

from bot.publishing import versions
from bot.services.staff import Scope
from tests.web.filled import fill
from tests.web.office import DISTRICT, StreetOffice
from tests.web.visitor import Visitor


def test_going_back_shows_first_what_it_changes(street_office: StreetOffice, visitor: Visitor) -> None:
    fill(street_office)
    visitor.sign_in()
    visitor.page.goto("/admin/versions/2")
    assert "→" in visitor.page.locator(".diff").inner_text()
    visitor.page.goto("/admin/versions/1")
    visitor.press("退回到这个版本")
    assert "8:30" in visitor.page.locator("form.card").inner_text()
    visitor.press("退回")
    assert visitor.told() == "已退回到版本 1。"
    with street_office.database.begin() as tx:
        current = versions.in_force(tx)
        assert current is not None
        assert (current.version, current.by) == (1, "staff:1")


def test_a_version_with_faults_is_not_put_back(street_office: StreetOffice, visitor: Visitor) -> None:
    fill(street_office)
    with street_office.database.begin() as tx:
        pack = versions.pack_of(tx, 2)
        assert pack is not None
        broken = {**pack, "providers/奉贤区.yaml": b"- id: [1"}
        versions.publish(tx, broken, street_office.clock(), "staff:1")
        versions.put_back(tx, 2, street_office.clock(), "staff:1")
    visitor.sign_in()
    visitor.page.goto("/admin/versions/3")
    assert "读不出来" in visitor.page.locator("main").inner_text()
    visitor.press("退回到这个版本")
    visitor.press("退回")
    assert "没有退回" in visitor.told()


def test_a_district_does_not_decide_for_all(street_office: StreetOffice, visitor: Visitor) -> None:
    fill(street_office)
    street_office.appoint("li", "editor", Scope(DISTRICT))
    visitor.sign_in("li")
    visitor.page.goto("/admin/versions/1")
    assert visitor.page.get_by_role("button", name="退回到这个版本").count() == 0
