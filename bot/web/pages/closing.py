"""Closing a session or a day: whom it concerns is shown before, and told after."""

from datetime import datetime

from starlette.responses import Response

from bot.services.closing import AlreadyClosed, Closed, NothingToClose, close
from bot.web.access import Way
from bot.web.pages.day import PATH, path_of
from bot.web.visit import Visit
from bot.web.whole_day import concerned, day_of, meant, whole_day

LONGEST_REASON = 100


def ask(visit: Visit) -> Response:
    return _form(visit)


def take(visit: Visit) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    when, service = meant(visit, day)
    reason = visit.field("reason", LONGEST_REASON)
    if not reason:
        return _form(visit, "close_no_reason")
    with visit.tx() as tx:
        outcome = close(tx, provider, when, reason, visit.now, visit.who, service)
    here = path_of(provider, day)
    match outcome:
        case Closed(bookings=bookings, families=families, waiting=waiting):
            told = visit.say("closed_now", bookings=len(bookings), families=families, waiting=waiting)
            return visit.to(here, told)
        case AlreadyClosed():
            return visit.to(here, visit.say("already_closed"), "bad")
        case NothingToClose():
            return visit.to(here, visit.say("nothing_to_close"), "bad")


def _form(visit: Visit, fault: str = "") -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    when, service = meant(visit, day)
    with visit.tx() as tx:
        sessions = concerned(whole_day(tx, provider, day), when, service, visit.now)
    return visit.page(
        "close",
        provider=provider,
        day=day,
        when=when if isinstance(when, datetime) else None,
        service=service,
        sessions=[one for one in sessions if one.closed_because is None],
        here=path_of(provider, day),
        longest=LONGEST_REASON,
        fault=fault,
        status=422 if fault else 200,
    )


WAYS = (
    Way("GET", PATH + "/{provider}/{day}/close", ask, "bookings"),
    Way("POST", PATH + "/{provider}/{day}/close", take, "bookings"),
)
