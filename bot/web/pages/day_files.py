"""The day list as a file, to be printed or kept at the door."""

from collections.abc import Iterator
from datetime import datetime

from starlette.responses import Response

from bot.dialogue import formats
from bot.services import audit
from bot.services.day_list import Line, SessionList
from bot.web.access import Way
from bot.web.pages.day import PATH
from bot.web.table_files import Cell, csv_file, workbook
from bot.web.visit import Visit
from bot.web.whole_day import day_of, whole_day

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = ("time", "service", "number", "child", "age", "note", "telephone", "state", "signature")


def as_workbook(visit: Visit) -> Response:
    rows = _rows(visit)
    return _file(visit, workbook(rows, visit.given["day"]), "xlsx", _EXCEL)


def as_csv(visit: Visit) -> Response:
    return _file(visit, csv_file(_rows(visit)), "csv", "text/csv; charset=utf-8")


def _rows(visit: Visit) -> list[list[Cell]]:
    """It leaves the house: the audit knows who took it along."""
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    with visit.tx() as tx:
        sessions = whole_day(tx, provider, day)
        after = {"day": str(day)}
        audit.record(tx, visit.now, visit.who, "day_list.taken", f"provider:{provider.id}", after=after)
    heading: list[Cell] = [visit.say(f"column_{name}") for name in _COLUMNS]
    return [heading, *(row for session in sessions for row in _of_session(visit, session))]


def _of_session(visit: Visit, session: SessionList) -> Iterator[list[Cell]]:
    span, service = formats.span(session.starts_at, session.ends_at), visit.term(f"service.{session.service}")
    for line in session.lines:
        age = formats.months(line.age_months, visit.language == "en")
        state = _state(visit, line)
        yield [span, service, line.number, line.nickname, age, line.note, line.telephone, state, None]


def _state(visit: Visit, line: Line) -> str:
    came: datetime | None = line.checked_in_at
    if came:
        return visit.say("came_at", at=formats.clock(came))
    return visit.say("did_not_come") if line.no_show_at else ""


def _file(visit: Visit, content: bytes, suffix: str, kind: str) -> Response:
    name = f"{visit.given['provider']}-{visit.given['day']}.{suffix}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=disposition)


WAYS = (
    Way("GET", PATH + "/{provider}/{day}/list.xlsx", as_workbook, "bookings"),
    Way("GET", PATH + "/{provider}/{day}/list.csv", as_csv, "bookings"),
)
