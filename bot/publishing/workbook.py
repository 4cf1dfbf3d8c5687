"""The knowledge in force as a workbook, for those who keep it: made in a process of its own, so that
answering goes on, and handed over in the chat as soon as it is there."""

import base64
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import Clock
from bot.dialogue.announcements import announced
from bot.dialogue.loaded import Loaded
from bot.publishing.reviewer import in_force
from bot.services.news import StaffNews, tell
from bot.services.pack import Pack, unfolded
from db.session import Database
from knowledge.excel.export import export
from knowledge.loader import read

log = logging.getLogger(__name__)


def workbook_of(pack: Pack) -> bytes:
    """An .xlsx; some seconds for thousands of providers."""
    with unfolded(pack) as directory, TemporaryDirectory(prefix="tuoyu-") as aside:
        files, _ = read(directory)
        path = Path(aside) / "tuoyu.xlsx"
        export(files, path)
        return path.read_bytes()


class Workbooks:
    def __init__(self, database: Database, folder: Path, in_use: Callable[[], Loaded], clock: Clock) -> None:
        self._database = database
        self._folder = folder
        self._in_use = in_use
        self._clock = clock

    def make(self) -> bytes | None:
        """None while somebody writes in the folder. KnowledgeError for a folder with errors."""
        with self._database.begin() as tx:
            base = in_force(tx, self._folder)
        if base is None:
            return None
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
            return aside.submit(workbook_of, base.pack).result()

    def send(self, staff_id: int) -> None:
        """Comes by itself, in the chat that the account is bound to."""
        threading.Thread(target=self._send, args=(staff_id,), name="workbook", daemon=True).start()

    def _send(self, staff_id: int) -> None:
        try:
            content = self.make()
        except Exception:  # the edge of the thread
            log.exception("no workbook could be made")
            content = None
        now = self._clock()
        facts = {"day": f"{now:%Y-%m-%d}", "base64": base64.b64encode(content or b"").decode()}
        kind = "workbook" if content else "no_workbook"
        with announced(self._database, self._in_use().compose, now) as tx:
            tell(tx, StaffNews(staff_id, kind, f"{kind}:{now.timestamp()}", facts))
