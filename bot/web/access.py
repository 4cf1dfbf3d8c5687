"""Who gets in: sign-in, role, and the token that shows that a form is ours."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.services import staff
from bot.services.draft_steps import File
from bot.services.staff import Task
from bot.web import ticket as tickets
from bot.web.office import Office
from bot.web.rendering import LANGUAGES
from bot.web.ticket import Ticket, new_ticket, unsign
from bot.web.visit import SAID_COOKIE, Said, Visit
from db.models import StaffMember

SIGN_IN = "/admin/sign-in"
LANGUAGE_COOKIE = "tuoyu_language"
TOKEN = "token"
Needs = Task | Literal["member", "nobody"]
Handler = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Way:
    """A path of the pages. needs: what the role must allow; "member" for any role, "nobody" for guests too.
    The handler works in a thread. takes_file: the form brings one along."""

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    needs: Needs
    takes_file: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought: its fields, and the file that was chosen."""

    fields: dict[str, str] = field(default_factory=dict)
    file: File | None = None


def endpoint(way: Way, office: Office) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if way.takes_file and visit_of(request, office, Sent()).ticket.member is None:
            return RedirectResponse(SIGN_IN, 303)  # a stranger's file is not even read
        sent = await _sent(request) if request.method == "POST" else Sent()
        return await run_in_threadpool(_answer, way, office, request, sent)

    return answer


async def _sent(request: Request) -> Sent:
    fields, file = {}, None
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                file = File(value.filename, await value.read()) if value.filename else None
            else:
                fields[name] = value
    return Sent(fields, file)


def visit_of(request: Request, office: Office, sent: Sent) -> Visit:
    """As a guest."""
    now = office.clock()
    said = unsign(office.key, request.cookies.get(SAID_COOKIE))
    language = request.cookies.get(LANGUAGE_COOKIE, LANGUAGES[0])
    return Visit(
        office=office,
        using=office.in_use(),
        now=now,
        ticket=tickets.read(request.cookies.get(tickets.COOKIE), office.key, now) or new_ticket(now),
        language=language if language in LANGUAGES else LANGUAGES[0],
        address=request.client.host if request.client else "",
        secure=request.url.scheme == "https",
        path=request.url.path,
        given=request.path_params,
        query=request.query_params,
        form=sent.fields,
        upload=sent.file,
        said=Said(*said) if said else None,
    )


def member_of(office: Office, ticket: Ticket) -> StaffMember | None:
    if ticket.member is None:
        return None
    with office.database.begin() as tx:
        member = staff.member_with(tx, ticket.member)
    return member if member and tickets.is_of(ticket, member) else None


def _answer(way: Way, office: Office, request: Request, sent: Sent) -> Response:
    token = sent.fields.pop(TOKEN, "")
    guest = visit_of(request, office, sent)
    if request.method == "POST" and not secrets.compare_digest(token.encode(), guest.ticket.token.encode()):
        raise HTTPException(403, "token")
    visit = replace(guest, guest_or_member=member_of(office, guest.ticket))
    if way.needs == "nobody":
        return _with_ticket(way.handler(visit), visit)
    if visit.guest_or_member is None:
        wanted = f"?next={quote(visit.path)}" if request.method == "GET" else ""
        return RedirectResponse(f"{SIGN_IN}{wanted}", 303)
    if way.needs != "member" and not visit.may(way.needs):
        raise HTTPException(403, "role")
    return way.handler(visit)


def _with_ticket(response: Response, visit: Visit) -> Response:
    """A guest's, for the form that it will send; unless the page has handed one out."""
    if tickets.COOKIE not in "".join(response.headers.getlist("set-cookie")):
        tickets.hand_out(response, visit.ticket, visit.office.key, visit.now, secure=visit.secure)
    return response
