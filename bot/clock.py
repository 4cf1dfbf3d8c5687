"""The clock, passed to whoever needs the time. Instants are aware; days and years are Shanghai's."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC).astimezone(SHANGHAI)


class FrozenClock:
    """Stands still until it is moved. Naive instants are taken as Shanghai time."""

    def __init__(self, instant: datetime) -> None:
        self.move_to(instant)

    def move_to(self, instant: datetime) -> None:
        aware = instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)
        self._instant = aware.astimezone(SHANGHAI)

    def __call__(self) -> datetime:
        return self._instant
