"""How long a reload holds up a message: `python -m tests.publishing.measure_reload [RELOADS]`.

A bot on SQLite answers one message after the other. Meanwhile its folder is edited again and again: what is
only told (hours), and what messages are understood by too (an example question), in turn. Beside the messages
a thread wakes every half millisecond: how much later it wakes, as far as the reloading thread was at work
meanwhile and not another program of the machine, is how long a reload kept all other threads waiting.
"""

import asyncio
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from bot.app import build
from bot.clock import system_clock
from bot.messages import IncomingMessage
from bot.settings import Settings
from knowledge.files import FOLDERS
from knowledge.loader import SHIPPED

QUESTIONS = ("奉浦宝宝屋周四几点开门", "附近有什么托班", "宝宝屋要钱吗", "怎么报名", "how much is it")
QUIET_S = 10.0
TICK_S = 0.0005

Spans = list[tuple[float, float]]  # begin, seconds


class Pulse:
    """When the reloading thread let no other run."""

    def __init__(self) -> None:
        self.gaps: Spans = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def _beat(self) -> None:
        reloading = next(thread for thread in threading.enumerate() if thread.name == "knowledge")
        work = time.pthread_getcpuclockid(reloading.ident or 0)
        last, worked = time.perf_counter(), time.clock_gettime(work)
        while not self._over.is_set():
            time.sleep(TICK_S)
            now, working = time.perf_counter(), time.clock_gettime(work)
            self.gaps.append((last, min(now - last - TICK_S, working - worked)))
            last, worked = now, working

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def edit(folder: Path, number: int) -> None:
    if number % 2:
        path, old, new = (
            folder / "faq/宝宝屋.yaml",
            "  questions:\n",
            f"  questions:\n    - 宝宝屋测试{number}\n",
        )
    else:
        path, old, new = folder / "providers/奉贤区.yaml", "汇贤社区", f"汇贤社区{number}"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


async def main(reloads: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "knowledge"
        for name in FOLDERS:
            shutil.copytree(SHIPPED / name, folder / name)
        url = f"sqlite:///{place}/db"
        app = build(Settings(TUOYU_DATABASE_URL=url, TUOYU_KNOWLEDGE=folder), system_clock, random.Random(1))
        messages: Spans = []
        over = asyncio.Event()

        async def talk() -> None:
            number = 0
            while not over.is_set():
                number += 1
                begun = time.perf_counter()
                text = QUESTIONS[number % len(QUESTIONS)]
                await app.engine.handle(IncomingMessage("measure", str(number), text=text))
                messages.append((begun, time.perf_counter() - begun))
                await asyncio.sleep(0.002)

        windows: Spans = []
        took = []
        with app.follower:
            pulse = Pulse()
            talking = asyncio.create_task(talk())
            await asyncio.sleep(1)
            quiet_from = time.perf_counter()
            await asyncio.sleep(QUIET_S)
            quiet_until = time.perf_counter()
            for number in range(reloads):
                before, begun = app.engine.in_use(), time.perf_counter()
                edit(folder, number)
                while app.engine.in_use() is before:
                    await asyncio.sleep(0.01)
                took.append(time.perf_counter() - begun)
                del before
                await asyncio.sleep(1.5)  # letting go of the old state is part of it
                windows.append((begun, time.perf_counter() - begun))
            over.set()
            await talking
            pulse.stop()
    show("quiet: a message", within(messages, [(quiet_from, quiet_until - quiet_from)]))
    show("reloading: a message", within(messages, windows))
    show("kept waiting by a reload", within(pulse.gaps, windows))
    print(f"seen after: {', '.join(f'{one:.1f}' for one in took)} s")


def within(spans: Spans, windows: Spans) -> list[float]:
    return [length for at, length in spans if any(begun <= at < begun + window for begun, window in windows)]


def show(name: str, seconds: list[float]) -> None:
    ms = sorted(one * 1000 for one in seconds)
    figures = (ms[len(ms) // 2], ms[int(len(ms) * 0.99)], ms[int(len(ms) * 0.999)], ms[-1])
    median, p99, p999, most = (f"{one:.1f}" for one in figures)
    print(f"{name:28} n {len(ms):6}  median {median}  p99 {p99}  p99.9 {p999}  longest {most} ms")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 6))
