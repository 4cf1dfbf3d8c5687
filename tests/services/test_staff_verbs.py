"""What staff do: the day's list, the door, closures, capacity, and wishes that come true."""

from datetime import date, datetime
from typing import Any

from bot.services import audit, capacity, closing, desk, news, subscriptions
from bot.services.booking import Booked, SessionClosed, SessionFull, Suspended, WrongAge
from bot.services.capacity import BelowBooked, CapacitySet, NothingToChange, PlannedMove, TooSmall
from bot.services.closing import AlreadyClosed, Closed, NotClosed, NothingToClose, Reopened
from bot.services.day_list import day_list
from bot.services.desk import AlreadyIn, AlreadyNoShow, CheckedIn, NoShow, NotBegun, NotToday
from bot.services.outcomes import Moved, NotFound, WaitRequest
from bot.services.waitlist import join
from bot.services.walk_in import WalkIn, walk_in
from tests.services.world import BORN, SERVICE, World, at, provider

WHO = audit.staff(1)
DAY = date(2026, 11, 24)


def done(world: World, verb: Any, *arguments: Any, **named: Any) -> tuple[Any, list[news.News]]:
    with world.database.begin() as tx:
        outcome = verb(tx, *arguments, **named)
        return outcome, [item for item in news.collect(tx) if isinstance(item, news.News)]


def visitor(world: World, starts_at: datetime, nickname: str = "客客", born_on: date = BORN) -> WalkIn:
    return WalkIn(
        world.provider, SERVICE, starts_at, nickname, born_on, True, f"door-{nickname}", "13800000000"
    )


def test_the_list_of_the_day(world: World) -> None:
    number = world.booked(world.child(), at("11-24")).number
    world.now = at("11-24", "09:20")
    guest, _ = done(world, walk_in, visitor(world, at("11-24")), world.now, world.rng, WHO)
    again, _ = done(world, walk_in, visitor(world, at("11-24")), world.now, world.rng, WHO)
    assert (guest.number, again.again) == (again.number, True)
    done(world, desk.check_in, number, world.now, WHO)
    (session,), _ = done(world, day_list, world.provider, DAY)
    assert (session.booked, session.capacity, session.waiting) == (2, 3, 0)
    shown = [(line.nickname, line.age_months, line.walk_in, line.checked_in_at) for line in session.lines]
    assert shown == [("糖糖", 20, False, world.now), ("客客", 20, True, None)]
    assert session.lines[1].telephone == "13800000000"
    world.balanced()


def test_a_visitor_who_is_refused_leaves_nothing(world: World) -> None:
    before = world.rows()
    refused, _ = done(
        world, walk_in, visitor(world, at("11-24"), born_on=date(2026, 10, 1)), world.now, world.rng, WHO
    )
    assert isinstance(refused, WrongAge)
    assert world.rows() == before


def test_the_door(world: World) -> None:
    number = world.booked(world.child(), at("11-24")).number
    assert done(world, desk.check_in, number, world.now, WHO)[0] == NotToday(at("11-24"))
    world.now = at("11-24", "08:50")
    assert done(world, desk.check_in, number, world.now, WHO, "jinhai")[0] == NotFound()
    assert done(world, desk.record_no_show, number, world.provider, world.now, WHO)[0] == NotBegun(
        at("11-24")
    )
    arrived = CheckedIn(number, "糖糖", at("11-24"), world.now)
    assert done(world, desk.check_in, number, world.now, WHO)[0] == arrived
    assert done(world, desk.check_in, number, world.now, WHO)[0] == AlreadyIn(number, "糖糖", world.now)


def test_no_shows_suspend_as_the_file_says(world: World) -> None:
    world.provider = provider(offer={"no_shows": {"suspend_after": 2, "suspend_days": 7}})
    child = world.child()
    numbers = [world.booked(child, at(day)).number for day in ("11-24", "11-25")]
    world.now = at("11-25", "12:00")
    first, told = done(world, desk.record_no_show, numbers[0], world.provider, world.now, WHO)
    assert (first, [item.kind for item in told]) == (NoShow(numbers[0], 1, None), ["no_show"])
    until = at("12-02", "12:00")
    second, told = done(world, desk.record_no_show, numbers[1], world.provider, world.now, WHO)
    assert second == NoShow(numbers[1], 2, until)
    assert told[0].facts["suspended_until"] == until.isoformat()
    again, _ = done(world, desk.record_no_show, numbers[1], world.provider, world.now, WHO)
    assert again == AlreadyNoShow(numbers[1])
    assert world.book(child, at("11-27")) == Suspended(until)
    assert isinstance(done(world, desk.check_in, numbers[1], world.now, WHO)[0], CheckedIn)
    world.booked(child, at("11-27"))


def test_a_closed_day_is_told_once_to_each_family(world: World) -> None:
    world.provider = provider(capacity=1)
    child, other = world.child(), world.child("p2")
    numbers = {world.booked(child, at("11-24", clock)).number for clock in ("09:00", "14:00")}
    wait = WaitRequest(other.family_id, (other.id,), world.provider, SERVICE, at("11-24"), "wait")
    done(world, join, wait, world.now)
    outcome, told = done(world, closing.close, world.provider, DAY, "停水", world.now, WHO)
    assert isinstance(outcome, Closed)
    assert (set(outcome.bookings), outcome.families, outcome.waiting) == (numbers, 2, 1)
    assert sorted((item.family_id, len(item.facts["bookings"])) for item in told) == [
        (child.family_id, 2), (other.family_id, 0),
    ]  # fmt: skip
    assert world.quota(child) == 12
    assert world.book(child, at("11-24")) == SessionClosed("停水")
    assert done(world, closing.close, world.provider, DAY, "停水", world.now, WHO) == (AlreadyClosed(), [])
    reopened, _ = done(world, closing.reopen, world.provider, at("11-24"), world.now, WHO)
    assert reopened == Reopened((at("11-24"),))
    assert done(world, closing.reopen, world.provider, at("11-24"), world.now, WHO)[0] == NotClosed()
    world.booked(child, at("11-24"))
    past = done(world, closing.close, world.provider, date(2026, 11, 20), "停水", world.now, WHO)[0]
    assert past == NothingToClose()
    world.balanced()


def test_capacity_never_falls_below_what_is_booked_but_a_plan_says_how(world: World) -> None:
    early, late = world.child("p1"), world.child("p2")
    numbers = []
    for child in (early, late):
        numbers.append(world.booked(child, at("11-24")).number)
        world.now = at("11-23", "11:00")
    change = (world.provider, at("11-24"), 1, world.now, WHO)
    refused, _ = done(world, capacity.set_capacity, *change)
    assert refused == BelowBooked((TooSmall(at("11-24"), 2, 0, (numbers[1], numbers[0])),))
    plan, _ = done(world, capacity.plan_moves, world.provider, (), at("11-24"), 1, world.now)
    move = PlannedMove(numbers[1], "糖糖", at("11-24"), "fengpu", at("11-24", "10:30"))
    assert (plan.moves, plan.stay) == ((move,), ())
    moved, told = done(
        world, capacity.move_by_staff, move.number, world.provider, move.starts_at, world.now, WHO
    )
    assert isinstance(moved, Moved)
    assert [(item.kind, item.family_id) for item in told] == [("moved_by_staff", late.family_id)]
    assert done(world, capacity.set_capacity, *change)[0] == CapacitySet((at("11-24"),))
    assert world.book(world.child("p3"), at("11-24")) == SessionFull()
    past = (world.provider, date(2026, 11, 20), 1, world.now, WHO)
    assert done(world, capacity.set_capacity, *past)[0] == NothingToChange()
    world.balanced()


def test_more_places_go_to_those_who_wait(world: World) -> None:
    world.provider = provider(capacity=1)
    world.booked(world.child(), at("11-24"))
    other = world.child("p2")
    wait = WaitRequest(other.family_id, (other.id,), world.provider, SERVICE, at("11-24"), "wait")
    done(world, join, wait, world.now)
    _, told = done(world, capacity.set_capacity, world.provider, at("11-24"), 2, world.now, WHO)
    assert [(item.kind, item.family_id) for item in told] == [("offered", other.family_id)]


def test_wishes_come_true(world: World) -> None:
    world.provider = provider("Tu 09:00-11:00", capacity=1)
    providers = {"fengpu": world.provider}
    family = world.child("p9").family_id
    for day in ("11-24", "12-01"):
        assert isinstance(world.book(world.child(f"p{day}"), at(day)), Booked)
    place, _ = done(world, subscriptions.subscribe_places, family, "fengpu", None, 1, world.now)
    again, _ = done(world, subscriptions.subscribe_places, family, "fengpu", None, 1, world.now)
    assert again == subscriptions.AlreadySubscribed(place.id)
    done(world, subscriptions.subscribe_openings, family, "奉贤区", None, providers, world.now)
    assert done(world, subscriptions.tell_due, providers, world.now) == (0, [])
    providers |= {"jinhai": provider(id="jinhai")}
    world.now = at("11-24", "12:00")
    assert done(world, subscriptions.tell_due, providers, world.now)[1][0].facts["providers"] == ["jinhai"]
    with world.database.begin() as tx:
        (opening, wish) = reversed(subscriptions.subscriptions_of(tx, family))
        assert (opening.kind, wish.id) == ("opening", place.id)
    providers["fengpu"] = provider("Tu 09:00-11:00", capacity=2)
    count, told = done(world, subscriptions.tell_due, providers, world.now)
    assert (count, told[0].facts["starts_at"]) == (1, at("12-01").isoformat())
    assert done(world, subscriptions.tell_due, providers, world.now) == (0, [])
    assert done(world, subscriptions.unsubscribe, family, opening.id, world.now)[0] is True
    assert done(world, subscriptions.unsubscribe, family, opening.id, world.now)[0] is False
