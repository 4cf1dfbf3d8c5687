"""Changing how many places a session has; where too many are booked, with a plan of who could move."""

from datetime import date, datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.services.capacity import (
    BelowBooked,
    CapacitySet,
    MovePlan,
    NothingToChange,
    move_by_staff,
    plan_moves,
    set_capacity,
)
from bot.services.outcomes import Moved
from bot.web.access import Way
from bot.web.pages.day import PATH, path_of
from bot.web.visit import Visit
from bot.web.whole_day import concerned, day_of, meant, whole_day
from knowledge.nearby import distance_m
from knowledge.schema import Provider, Service

MOST_PLACES = 500
MOST_NEAR = 5  # providers that children may be moved to


class _NotCarriedOut(Exception):
    """Takes back what was done so far."""


def ask(visit: Visit) -> Response:
    return _form(visit)


def take(visit: Visit) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    when, service = meant(visit, day)
    typed = visit.field("places", 4)
    if not typed.isdecimal() or int(typed) > MOST_PLACES:
        return _form(visit, "capacity_no_number")
    places = int(typed)
    if visit.field("plan"):
        return _carry_out(visit, provider, day, when, places, service)
    with visit.tx() as tx:
        outcome = set_capacity(
            tx, provider, when, places, visit.now, visit.who, service, visit.office.hold_for
        )
        plan = plan_moves(tx, provider, _near(visit, provider), when, places, visit.now, service)
    if isinstance(outcome, BelowBooked):
        return _form(visit, "capacity_below", outcome, plan)
    return _done(visit, provider, day, outcome)


def _carry_out(
    visit: Visit, provider: Provider, day: date, when: date | datetime, places: int, service: Service | None
) -> Response:
    """All moves and the change, or nothing: what the plan was may have changed since it was shown."""
    try:
        with visit.tx() as tx:
            plan = plan_moves(tx, provider, _near(visit, provider), when, places, visit.now, service)
            _move_all(tx, visit, plan)
            outcome = set_capacity(
                tx, provider, when, places, visit.now, visit.who, service, visit.office.hold_for
            )
            if not isinstance(outcome, CapacitySet):
                raise _NotCarriedOut
    except _NotCarriedOut:
        return visit.to(path_of(provider, day), visit.say("plan_outdated"), "bad")
    return visit.to(path_of(provider, day), visit.say("plan_done", moved=len(plan.moves), places=places))


def _move_all(tx: Session, visit: Visit, plan: MovePlan) -> None:
    for move in plan.moves:
        target = visit.provider(move.provider)
        moved = move_by_staff(
            tx, move.number, target, move.starts_at, visit.now, visit.who, visit.office.hold_for
        )
        if not isinstance(moved, Moved):
            raise _NotCarriedOut


def _done(visit: Visit, provider: Provider, day: date, outcome: CapacitySet | NothingToChange) -> Response:
    here = path_of(provider, day)
    if isinstance(outcome, NothingToChange):
        return visit.to(here, visit.say("nothing_to_change"), "bad")
    places, count = visit.field("places", 4), len(outcome.sessions)
    return visit.to(here, visit.say("capacity_set", places=places, count=count))


def _near(visit: Visit, provider: Provider) -> list[Provider]:
    """Of the same district and within the role's limits, the nearest first."""
    here = provider.point
    others = [p for p in visit.providers() if p.district == provider.district and p.id != provider.id]
    if here is None:
        return others[:MOST_NEAR]
    placed = [
        (distance_m((here.lat, here.lon), (p.point.lat, p.point.lon)), p.id, p) for p in others if p.point
    ]
    return [p for _, _, p in sorted(placed, key=lambda one: one[:2])][:MOST_NEAR]


def _form(
    visit: Visit, fault: str = "", refused: BelowBooked | None = None, plan: MovePlan | None = None
) -> Response:
    provider, day = visit.provider(visit.given["provider"]), day_of(visit)
    when, service = meant(visit, day)
    with visit.tx() as tx:
        sessions = concerned(whole_day(tx, provider, day), when, service, visit.now)
    return visit.page(
        "capacity",
        provider=provider,
        day=day,
        when=when if isinstance(when, datetime) else None,
        service=service,
        sessions=sessions,
        places=visit.field("places", 4) or (sessions[0].capacity if sessions else ""),
        most=MOST_PLACES,
        here=path_of(provider, day),
        refused=refused.sessions if refused else (),
        plan=plan,
        fault=fault,
        status=422 if fault else 200,
    )


WAYS = (
    Way("GET", PATH + "/{provider}/{day}/capacity", ask, "bookings"),
    Way("POST", PATH + "/{provider}/{day}/capacity", take, "bookings"),
)
