"""Who is signed in, as a signed cookie: nothing is kept on the server. It ends by its time, with the
membership, and with the password that it was got for."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.responses import Response

from db.models import StaffMember

COOKIE = "tuoyu_ticket"
PATH = "/admin"
HOLDS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Ticket:
    """token: what every form has to send along. member: None for a guest. mark: of the password."""

    token: str
    until: datetime
    member: int | None = None
    mark: str = ""


def new_ticket(now: datetime, member: StaffMember | None = None) -> Ticket:
    """A token of its own for each sign-in, so that none of before it is good after it."""
    token = secrets.token_urlsafe(24)
    if member is None:
        return Ticket(token, now + HOLDS)
    return Ticket(token, now + HOLDS, member.id, _mark(member))


def is_of(ticket: Ticket, member: StaffMember) -> bool:
    """Not when the password has changed since."""
    return secrets.compare_digest(ticket.mark, _mark(member))


def read(cookie: str | None, key: bytes, now: datetime) -> Ticket | None:
    """None for none, a forged one, or one that is over."""
    if not cookie:
        return None
    try:
        token, until, member, mark = _signed(key).loads(cookie)
    except (BadData, ValueError, TypeError):
        return None
    ends = datetime.fromtimestamp(until, UTC)
    return Ticket(token, ends, member, mark) if now < ends else None


def hand_out(response: Response, ticket: Ticket, key: bytes, now: datetime, *, secure: bool) -> None:
    content = [ticket.token, int(ticket.until.timestamp()), ticket.member, ticket.mark]
    left = int((ticket.until - now).total_seconds())
    set_cookie(response, COOKIE, str(_signed(key).dumps(content)), left, secure=secure)


def set_cookie(response: Response, name: str, value: str, seconds: int, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=seconds, path=PATH, secure=secure, httponly=True, samesite="lax")


def sign(key: bytes, content: Any) -> str:
    """What the pages give a browser to bring back."""
    return str(URLSafeSerializer(key, salt="tuoyu.said").dumps(content))


def unsign(key: bytes, cookie: str | None) -> Any:
    """None for what was not signed here."""
    try:
        return URLSafeSerializer(key, salt="tuoyu.said").loads(cookie or "")
    except BadData:
        return None


def _signed(key: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="tuoyu.ticket")


def _mark(member: StaffMember) -> str:
    return hashlib.sha256((member.password_hash or "").encode()).hexdigest()[:16]
