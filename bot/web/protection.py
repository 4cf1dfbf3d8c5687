"""What every answer carries and no request may exceed."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.services.drafts import LARGEST_FILE

LARGEST_BODY = 64 * 1024  # bytes; the longest form is an answer of 2,000 characters
LARGEST_WITH_FILE = LARGEST_FILE + LARGEST_BODY
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ONLY_HTTPS = "max-age=31536000"


class Protected:
    """Middleware. Pages are about children: no browser and no proxy keeps them; style and script may stay.
    refuse: a page that says why a request is not read. with_files: paths that a file may be sent to."""

    def __init__(
        self, app: ASGIApp, refuse: Callable[[Request, HTTPException], Response], with_files: frozenset[str]
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._with_files = with_files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                lasting = scope["path"].startswith("/admin/static/")
                headers["Cache-Control"] = "no-cache" if lasting else "no-store"
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = _ONLY_HTTPS
            await send(message)

        refusal = self._refusal(scope)
        answer = self._refuse(Request(scope), refusal) if refusal else self._app
        await answer(scope, receive, send_protected)

    def _refusal(self, scope: Scope) -> HTTPException | None:
        """A body has to say how long it is before it is read."""
        if scope["method"] in ("GET", "HEAD"):
            return None
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():
            return HTTPException(411)
        most = LARGEST_WITH_FILE if scope["path"] in self._with_files else LARGEST_BODY
        return HTTPException(413) if int(length) > most else None
