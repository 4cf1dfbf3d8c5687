"""What every answer carries and no request may exceed."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024  # bytes; the longest form is an answer of 2,000 characters
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
    """Middleware. Pages are about children: no browser and no proxy keeps them; style and script may stay."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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

        refusal = _refusal(scope)
        await (refusal or self._app)(scope, receive, send_protected)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    """A body has to say how long it is before it is read."""
    if scope["method"] in ("GET", "HEAD"):
        return None
    length = Headers(scope=scope).get("content-length", "")
    if not length.isdecimal():
        return PlainTextResponse("411", status_code=411)
    return PlainTextResponse("413", status_code=413) if int(length) > LARGEST_BODY else None
