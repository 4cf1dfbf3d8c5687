"""Going back to an earlier version of the knowledge."""

from bot.services import drafts, versions
from bot.services.draft_steps import File
from bot.services.staff import Scope
from db.models import StaffMember
from tests.web.filled import fill
from tests.web.office import DISTRICT, StreetOffice
from tests.web.small import changed, publish, small
from tests.web.visitor import Visitor

HOURS = "providers/full.yaml"


def two_versions(office: StreetOffice) -> None:
    publish(office)
    publish(office, {**small(), HOURS: changed(HOURS, "满满托育园1", "圆圆托育园1")})


def test_going_back_shows_first_what_it_changes(street_office: StreetOffice, visitor: Visitor) -> None:
    two_versions(street_office)
    street_office.appoint("wang")
    visitor.sign_in()
    visitor.page.goto("/admin/versions/2")
    assert "→" in visitor.page.locator(".diff").inner_text()
    visitor.page.goto("/admin/versions/1")
    visitor.press("退回到这个版本")
    assert in_force(street_office).version == 2
    street_office.review_drafts()
    visitor.page.goto("/admin/draft")
    text = visitor.page.locator("main").inner_text()
    assert "退回到版本 1" in text
    assert "满满托育园1" in text
    assert visitor.page.locator("input[type=file]").count() == 0  # another draft has to wait
    visitor.press("发布")
    visitor.press("发布")
    assert "已发布：版本 1" in visitor.told()
    assert (in_force(street_office).version, in_force(street_office).by) == (1, "staff:1")


def test_a_version_with_faults_is_not_put_back(street_office: StreetOffice, visitor: Visitor) -> None:
    publish(street_office, {**small(), HOURS: b"- id: [1"})
    publish(street_office)
    street_office.appoint("wang")
    visitor.sign_in()
    visitor.page.goto("/admin/versions/2")
    assert "读不出来" in visitor.page.locator("main").inner_text()
    visitor.page.goto("/admin/versions/1")
    visitor.press("退回到这个版本")
    street_office.review_drafts()
    visitor.page.goto("/admin/draft")
    assert "不能发布" in visitor.page.locator("main").inner_text()
    assert visitor.page.get_by_role("button", name="发布").count() == 0


def test_an_open_draft_has_to_end_first(street_office: StreetOffice, visitor: Visitor) -> None:
    two_versions(street_office)
    street_office.appoint("wang")
    with street_office.database.begin() as tx:
        member = tx.get_one(StaffMember, 1)
        drafts.add(tx, member, File("full.yaml", b""), street_office.clock())
    visitor.sign_in()
    visitor.page.goto("/admin/versions/1")
    visitor.press("退回到这个版本")
    assert "别的草稿" in visitor.told()


def test_a_district_does_not_decide_for_all(street_office: StreetOffice, visitor: Visitor) -> None:
    fill(street_office)
    street_office.appoint("li", "editor", Scope(DISTRICT))
    visitor.sign_in("li")
    visitor.page.goto("/admin/versions/1")
    assert visitor.page.get_by_role("button", name="退回到这个版本").count() == 0


def in_force(office: StreetOffice) -> versions.InForce:
    with office.database.begin() as tx:
        found = versions.in_force(tx)
    assert found is not None
    return found
