"""Serving the pages, in a thread of its own: a channel may wait for a line, a page never does."""

import socket
import threading
from contextlib import AbstractContextManager

import uvicorn

from bot.web.office import Office
from bot.web.site import application

TO_THE_END_S = 3  # for answers under way


class PortTaken(OSError):
    """Nothing can be served there."""


class Server(AbstractContextManager["Server"]):
    """Serves as long as it is entered. PortTaken when made; port 0: any that is free."""

    def __init__(self, office: Office, host: str, port: int) -> None:
        try:
            self._socket = socket.create_server((host, port), family=_family(host))
        except OSError as fault:
            raise PortTaken(f"{host}:{port}") from fault
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            application(office),
            log_config=None,
            access_log=False,  # addresses name bookings
            server_header=False,
            ws="none",
            lifespan="off",
            limit_concurrency=200,
            timeout_graceful_shutdown=TO_THE_END_S,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="pages", daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(TO_THE_END_S + 1)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
