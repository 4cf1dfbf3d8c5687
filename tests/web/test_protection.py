"""Who is kept out: strangers, forged forms, other districts, guessers."""

import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import select, update

from bot.services import sign_in, staff, tries
from bot.services.staff import Role, Scope
from bot.web import protection
from bot.web.site import ways
from bot.web.ticket import COOKIE, HOLDS
from db.models import Booking, StaffMember, UrgentNotice
from tests.web.filled import fill
from tests.web.office import DISTRICT, NOW, PASSWORD, TODAY, StreetOffice

HUANGPU = Scope("黄浦区")


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as client:
        yield client


def token_on(client: httpx.Client, path: str = "/admin/sign-in") -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def signed_in(
    client: httpx.Client, login: str = "wang", password: str = PASSWORD, **more: str
) -> httpx.Response:
    form = {"login": login, "password": password, "token": token_on(client), **more}
    return client.post("/admin/sign-in", data=form)


def enter(client: httpx.Client, office: StreetOffice, role: Role = "owner", scope: Scope = Scope()) -> str:  # noqa: B008
    """Signed in; the token of its forms."""
    office.appoint("li", role, scope)
    assert signed_in(client, "li").status_code == 303
    return token_on(client, "/admin/board")


def test_strangers_are_sent_to_the_door(client: httpx.Client) -> None:
    for way in ways():
        if way.method == "GET" and way.needs != "nobody":
            path = way.path.format(provider="fengpu", day=TODAY, case="1", version="1", question="1")
            answer = client.get(path)
            assert (path, answer.status_code) == (path, 303)
            assert answer.headers["location"].startswith("/admin/sign-in?next=")


def test_no_form_is_taken_without_its_token(client: httpx.Client, street_office: StreetOffice) -> None:
    enter(client, street_office)
    for way in ways():
        if way.method == "POST":
            path = way.path.format(provider="fengpu", day=TODAY, case="1", version="1", question="1")
            assert (path, client.post(path, data={"confirmed": "yes"}).status_code) == (path, 403)
            assert client.post(path, data={"token": "x" * 32}).status_code == 403


def test_the_token_of_before_signing_in_is_not_good_after_it(
    client: httpx.Client, street_office: StreetOffice
) -> None:
    before = token_on(client)
    after = enter(client, street_office)
    assert before != after
    assert client.post("/admin/sign-out", data={"token": before}).status_code == 403
    assert client.post("/admin/sign-out", data={"token": after}).status_code == 303
    assert client.get("/admin/board").status_code == 303


def test_cookies_and_headers(client: httpx.Client, street_office: StreetOffice) -> None:
    street_office.appoint("wang")
    cookie = signed_in(client).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=lax", "Path=/admin", f"Max-Age={int(HOLDS.total_seconds())}"} <= set(
        cookie.split("; ")
    )
    assert "Secure" not in cookie
    page = client.get("/admin/board")
    policy = page.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert client.get("/admin/static/admin.css").headers["cache-control"] == "no-cache"


def test_behind_https_cookies_are_secure(client: httpx.Client) -> None:
    page = client.get("/admin/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in page.headers["set-cookie"]
    assert "strict-transport-security" in page.headers


def test_a_forged_or_old_ticket_opens_nothing(client: httpx.Client, street_office: StreetOffice) -> None:
    street_office.appoint("wang")
    signed_in(client)
    ticket = client.cookies[COOKIE]
    forged = ticket[:-3] + ("aaa" if ticket[-3:] != "aaa" else "bbb")
    fresh = httpx.Client(base_url=client.base_url)
    with fresh:
        assert fresh.get("/admin/board", headers={"Cookie": f"{COOKIE}={ticket}"}).status_code == 200
        assert fresh.get("/admin/board", headers={"Cookie": f"{COOKIE}={forged}"}).status_code == 303
    street_office.clock.move_to(NOW + HOLDS)
    assert client.get("/admin/board").status_code == 303


def test_who_leaves_is_out_at_once(client: httpx.Client, street_office: StreetOffice) -> None:
    enter(client, street_office)
    with street_office.database.begin() as tx:
        staff.remove(tx, tx.scalars(select(StaffMember)).one(), "system", NOW)
    assert client.get("/admin/board").status_code == 303


def test_a_new_password_ends_what_the_old_one_opened(
    client: httpx.Client, street_office: StreetOffice
) -> None:
    enter(client, street_office)
    with street_office.database.begin() as tx:
        tx.execute(update(StaffMember).values(password_hash=sign_in.hash_of("另一个很长的密码")))
    assert client.get("/admin/board").status_code == 303


def test_too_many_tries(client: httpx.Client, street_office: StreetOffice) -> None:
    street_office.appoint("wang")
    statuses = [signed_in(client, password="falsch").status_code for _ in range(tries.ALLOWED + 1)]
    assert statuses == [422] * tries.ALLOWED + [429]
    assert signed_in(client).status_code == 429
    street_office.clock.move_to(NOW + tries.WINDOW * 2)
    assert signed_in(client).status_code == 303


def test_codes_cannot_be_guessed_either(client: httpx.Client) -> None:
    form = {"login": "li", "password": PASSWORD, "again": PASSWORD, "token": token_on(client)}
    guesses = [
        client.post("/admin/register", data={**form, "code": f"{number:08}"}).status_code
        for number in range(sign_in.TRIES_AN_ADDRESS + 1)
    ]
    assert guesses == [422] * sign_in.TRIES_AN_ADDRESS + [429]


def test_registering_with_a_code(client: httpx.Client, street_office: StreetOffice) -> None:
    form = {"code": street_office.invitation(), "login": "li", "token": token_on(client)}
    for wrong in (
        {"password": "kurz", "again": "kurz"},
        {"password": PASSWORD, "again": "anders"},
        {"password": PASSWORD, "again": PASSWORD, "login": ""},
    ):
        assert client.post("/admin/register", data={**form, **wrong}).status_code == 422
    right = {**form, "password": PASSWORD, "again": PASSWORD}
    assert client.post("/admin/register", data=right).status_code == 303
    assert client.get("/admin/day").status_code == 200
    right["token"] = token_on(client, "/admin/board")
    assert client.post("/admin/register", data=right).status_code == 422  # used


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/admin//evil", "/adminx"])
def test_after_signing_in_one_stays_here(
    client: httpx.Client, street_office: StreetOffice, elsewhere: str
) -> None:
    street_office.appoint("wang")
    assert signed_in(client, next=elsewhere).headers["location"] == "/admin"


def test_another_district_s_rows_are_not_there(client: httpx.Client, street_office: StreetOffice) -> None:
    fill(street_office)
    number = street_office.book("琪琪")
    token = enter(client, street_office, scope=HUANGPU)
    day = f"/admin/day/fengpu/{TODAY}"
    for path in (
        day,
        f"{day}/list.csv",
        f"{day}/close",
        "/admin/requests/1",
        "/admin/bookings?provider=fengpu",
    ):
        assert (path, client.get(path).status_code) == (path, 404)
    forms = {
        f"{day}/check-in": {"number": number},
        f"/admin/day/waitan/{TODAY}/no-show": {"number": number},
        f"{day}/close": {"reason": "x"},
        f"{day}/capacity": {"places": "1"},
        "/admin/requests/1/answer": {"words": "x"},
        "/admin/requests/1/close": {"confirmed": "yes"},
        "/admin/notices": {"provider": "fengpu", "words": "x", "until": f"{TODAY}T23:00"},
        "/admin/notices/withdraw": {"number": "1", "confirmed": "yes"},
    }
    for path, form in forms.items():
        assert (path, client.post(path, data={**form, "token": token}).status_code) == (path, 404)
    seen = {path: client.get(path).text for path in ("/admin/bookings", "/admin/audit", "/admin/notices")}
    assert [path for path, text in seen.items() if number in text or "fengpu" in text] == []
    assert "糖糖" not in client.get("/admin/undelivered").text
    with street_office.database.begin() as tx:
        assert tx.scalars(select(Booking).where(Booking.checked_in_at.is_not(None))).all() == []
        assert tx.scalars(select(UrgentNotice)).one().withdrawn_at is None


def test_a_number_does_not_help_at_another_provider(
    client: httpx.Client, street_office: StreetOffice
) -> None:
    """Within the limits is the provider of the address, but not that of the booking."""
    number = street_office.book("琪琪")
    token = enter(client, street_office, scope=HUANGPU)
    path = f"/admin/day/waitan/{TODAY}/check-in"
    assert client.post(path, data={"number": number, "token": token}).status_code == 303
    with street_office.database.begin() as tx:
        assert tx.scalars(select(Booking)).one().checked_in_at is None


def test_what_the_own_district_s_owner_sees(client: httpx.Client, street_office: StreetOffice) -> None:
    fill(street_office)
    enter(client, street_office, scope=Scope(DISTRICT))
    assert "booking:TY" in client.get("/admin/audit").text
    assert "knowledge:2" not in client.get("/admin/audit").text
    assert "糖糖" in client.get("/admin/undelivered").text


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        (
            "editor",
            [
                "/admin/day",
                "/admin/bookings",
                "/admin/requests",
                "/admin/notices",
                "/admin/audit",
                "/admin/undelivered",
            ],
        ),
        (
            "staff",
            [
                "/admin/gaps",
                "/admin/versions",
                "/admin/audit",
                "/admin/draft",
                "/admin/draft/marked",
                "/admin/draft/try",
                "/admin/draft/workbook",
            ],
        ),
        ("owner", []),
    ],
)
def test_what_a_role_may_open(
    client: httpx.Client, street_office: StreetOffice, role: Role, closed: list[str]
) -> None:
    enter(client, street_office, role)
    every = {way.path for way in ways() if way.method == "GET" and "{" not in way.path}
    assert {path for path in every if client.get(path).status_code == 403} == set(closed)


def test_nothing_large_is_read(client: httpx.Client) -> None:
    large = {"token": "x" * (protection.LARGEST_BODY + 1)}
    answer = client.post("/admin/sign-in", data=large)
    assert answer.status_code == 413
    assert "太大" in answer.text
    assert client.post("/admin/sign-in", content=iter([b"token=x"])).status_code == 411


@pytest.mark.parametrize(
    "path",
    ["/admin/day/fengpu/2026-13-45", "/admin/day/nobody/2026-11-24", "/admin/requests/99999999999999999999",
     "/admin/requests/-1", "/admin/versions/x", "/admin/day?day=%00", "/admin/nowhere",
     f"/admin/day/fengpu/{TODAY}/close?at=never",
     f"/admin/day/fengpu/{TODAY}/close?at={TODAY}T09:00&service=x"],
)  # fmt: skip
def test_nonsense_is_not_there(client: httpx.Client, street_office: StreetOffice, path: str) -> None:
    enter(client, street_office)
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


def test_a_fault_says_so_and_no_more(client: httpx.Client, street_office: StreetOffice) -> None:
    token_on(client)
    with street_office.database.begin() as tx:
        tx.connection().exec_driver_sql("DROP TABLE failed_sign_ins")
    answer = signed_in(client)
    assert answer.status_code == 500
    assert "刚才没办成" in answer.text
    assert "failed_sign_ins" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_what_a_family_wrote_is_text(client: httpx.Client, street_office: StreetOffice) -> None:
    street_office.book("<b>糖</b>", note='"><script>alert(1)</script>')
    street_office.ask_people("<img src=x onerror=alert(1)>")
    enter(client, street_office)
    for path in (f"/admin/day/fengpu/{TODAY}", "/admin/requests", "/admin/requests/1", "/admin/bookings"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>糖" not in page
