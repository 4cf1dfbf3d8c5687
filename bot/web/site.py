"""All pages as one application."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.web.access import Sent, Way, endpoint, visit_of
from bot.web.office import Office
from bot.web.pages import (
    audit,
    board,
    bookings,
    capacity,
    closing,
    day,
    day_files,
    draft,
    entrance,
    gaps,
    learning,
    listed,
    notices,
    requests,
    trying,
    undelivered,
    versions,
    walk_in,
)
from bot.web.protection import Protected
from bot.web.rendering import HERE

PAGES = (
    entrance, day_files, day, closing, capacity, walk_in, bookings, requests, gaps, learning,
    draft, listed, trying, notices, versions, audit, undelivered, board,
)  # fmt: skip
_FAULTS = {403: "fault_role", 404: "fault_not_here", 413: "fault_large"}


def application(office: Office) -> ASGIApp:
    """Everything under /admin."""

    def fault(request: Request, error: Exception) -> Response:
        """A page that says in one line what went wrong. Looks at no database: that may be the fault."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        key = _FAULTS.get(status, "fault")
        if isinstance(error, HTTPException) and error.detail == "token":
            key = "fault_token"
        return visit_of(request, office, Sent()).page("fault", words=key, status=status)

    routes = [Route(way.path, endpoint(way, office), methods=[way.method]) for way in ways()]
    static = Mount("/admin/static", StaticFiles(directory=HERE / "static"))
    front = Route("/", lambda _: RedirectResponse("/admin"))
    faults = {HTTPException: fault, Exception: fault}
    pages = Starlette(routes=[static, front, *routes], exception_handlers=faults)
    with_files = frozenset(way.path for way in ways() if way.takes_file)
    return Protected(pages, fault, with_files)


def ways() -> list[Way]:
    return [way for page in PAGES for way in page.WAYS]
