"""今日: whom a provider expects, and who has come."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.clock import SHANGHAI
from bot.dialogue import formats
from bot.services import bookings, desk
from bot.services.closing import Reopened, reopen
from bot.services.desk import AlreadyIn, AlreadyNoShow, BookingGone, CheckedIn, NoShow, NotBegun, NotToday
from bot.services.outcomes import NotFound
from bot.web.access import Way
from bot.web.rendering import local_day
from bot.web.visit import NOT_HERE, Visit
from bot.web.whole_day import day_of, meant, parsed_day, whole_day
from db.models import Booking, CareSession
from knowledge.schema import Provider

PATH = "/admin/day"


def path_of(provider: Provider, day: date) -> str:
    return f"{PATH}/{provider.id}/{day}"


def overview(visit: Visit) -> Response:
    """All providers within the role's limits of which something is kept on the day."""
    day = parsed_day(visit.query.get("day") or str(local_day(visit.now)))
    providers = visit.providers()
    if chosen := visit.query.get("provider"):
        return visit.to(path_of(visit.provider(chosen), day))
    if len(providers) == 1:
        return visit.to(path_of(providers[0], day))
    with visit.tx() as tx:
        counts = _counts(tx, visit, day)
    return visit.page("overview", day=day, providers=providers, counts=counts)


def show(visit: Visit) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    with visit.tx() as tx:
        sessions = whole_day(tx, provider, day)
    return visit.page(
        "day",
        provider=provider,
        day=day,
        sessions=sessions,
        before=path_of(provider, day - timedelta(days=1)),
        after=path_of(provider, day + timedelta(days=1)),
        here=path_of(provider, day),
        is_today=day == local_day(visit.now),
    )


def check_in(visit: Visit) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    with visit.tx() as tx:
        outcome = desk.check_in(tx, visit.field("number", 12), visit.now, visit.who, provider.id)
    return visit.to(path_of(provider, day), *_told(visit, outcome))


def no_show(visit: Visit) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    number, here = visit.field("number", 12), path_of(provider, day)
    if not visit.confirmed:
        with visit.tx() as tx:
            booking = bookings.by_any_number(tx, number)
        if booking is None or booking.session.provider != provider.id:
            raise NOT_HERE
        question = visit.say("no_show_ask", child=booking.child.nickname)
        return visit.confirm(question, visit.say("no_show_verb"), here, visit.say("no_show_means"))
    with visit.tx() as tx:
        outcome = desk.record_no_show(tx, number, provider, visit.now, visit.who)
    return visit.to(here, *_told(visit, outcome))


def open_again(visit: Visit) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    when, service = meant(visit, day)
    if not visit.confirmed:
        question = visit.say("reopen_ask", name=provider.name, day=_day_words(visit, day))
        verb = visit.say("reopen_verb")
        return visit.confirm(question, verb, path_of(provider, day), visit.say("reopen_means"))
    with visit.tx() as tx:
        outcome = reopen(tx, provider, when, visit.now, visit.who, service)
    if isinstance(outcome, Reopened):
        return visit.to(path_of(provider, day), visit.say("reopened", count=len(outcome.sessions)))
    return visit.to(path_of(provider, day), visit.say("not_closed"), "bad")


def _told(visit: Visit, outcome: desk.CheckInOutcome | desk.NoShowOutcome) -> tuple[str, str]:
    """Words, and whether they are good or bad."""
    match outcome:
        case CheckedIn(nickname=child, at=at):
            return visit.say("checked_in", child=child, at=formats.clock(at)), "good"
        case AlreadyIn(nickname=child, at=at):
            return visit.say("already_in", child=child, at=formats.clock(at)), "bad"
        case NotToday(starts_at=starts_at):
            return visit.say("not_today", day=_day_words(visit, local_day(starts_at))), "bad"
        case NoShow():
            return _told_no_show(visit, outcome), "good"
        case AlreadyNoShow():
            return visit.say("no_show_already"), "bad"
        case NotBegun():
            return visit.say("not_begun"), "bad"
        case BookingGone() | NotFound():
            return visit.say("booking_gone"), "bad"


def _told_no_show(visit: Visit, outcome: NoShow) -> str:
    if outcome.suspended_until is None:
        return visit.say("no_show_kept", count=outcome.count)
    day = _day_words(visit, local_day(outcome.suspended_until))
    return visit.say("no_show_suspended", count=outcome.count, day=day)


def _day_words(visit: Visit, day: date) -> str:
    return formats.day(day, visit.language == "en")


def _counts(tx: Session, visit: Visit, day: date) -> list[Any]:
    """Rows of provider, capacity, booked, held, came, closed."""
    starts = CareSession.starts_at
    begins = datetime.combine(day, time(), SHANGHAI)
    came = select(Booking.session_id, func.count(Booking.checked_in_at).label("came"))
    came_by_session = came.group_by(Booking.session_id).subquery()
    found = (
        select(
            CareSession.provider,
            func.sum(CareSession.capacity).label("capacity"),
            func.sum(CareSession.booked).label("booked"),
            func.sum(CareSession.held).label("held"),
            func.coalesce(func.sum(came_by_session.c.came), 0).label("came"),
            func.count(CareSession.closed_at).label("closed"),
        )
        .outerjoin(came_by_session, came_by_session.c.session_id == CareSession.id)
        .where(starts >= begins, starts < begins + timedelta(days=1))
        .group_by(CareSession.provider)
        .order_by(func.sum(CareSession.booked).desc(), CareSession.provider)
    )
    known = {provider.id for provider in visit.providers()}
    return [row for row in tx.execute(found) if row.provider in known]


WAYS = (
    Way("GET", PATH, overview, "bookings"),
    Way("GET", PATH + "/{provider}/{day}", show, "bookings"),
    Way("POST", PATH + "/{provider}/{day}/check-in", check_in, "bookings"),
    Way("POST", PATH + "/{provider}/{day}/no-show", no_show, "bookings"),
    Way("POST", PATH + "/{provider}/{day}/reopen", open_again, "bookings"),
)
