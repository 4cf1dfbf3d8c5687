"""The day list of a provider, checking in, no-shows, closing and opening again."""

from datetime import date, datetime, timedelta

from bot.clock import SHANGHAI
from bot.dialogue import formats
from bot.dialogue.conversation import Open
from bot.dialogue.staff.scope import provider_meant, provider_with
from bot.dialogue.turn import Outcome, Turn
from bot.messages import Button, Reply
from bot.services import audit, closing, desk
from bot.services.bookings import by_any_number
from bot.services.closing import AlreadyClosed, Closed, NothingToClose, Reopened
from bot.services.day_list import Line, SessionList, day_list
from db.models import StaffMember
from knowledge.schema import Provider

MOST_BUTTONS = 12
_DAY = "%Y-%m-%d"


def show(turn: Turn, member: StaffMember, _: str) -> Outcome:
    provider = provider_meant(turn, member)
    if provider is None:
        return Outcome((Reply(turn.say("staff.which_provider", command="/today")),))
    return _list(turn, provider, _day_meant(turn))


def show_of(turn: Turn, member: StaffMember, rest: str) -> Outcome:
    """A button: provider and day."""
    provider_id, _, iso = rest.partition(":")
    provider = provider_with(turn, member, provider_id)
    if provider is None:
        return Outcome((Reply(turn.say("staff.not_yours")),))
    return _list(turn, provider, datetime.strptime(iso, _DAY).date())


def _list(turn: Turn, provider: Provider, day: date) -> Outcome:
    sessions = day_list(turn.tx, provider, day)
    heading = turn.say("desk.heading", name=turn.name_of(provider), day=formats.day(day, turn.english))
    lines = [heading] if sessions else [heading, turn.say("desk.nobody")]
    rows: list[tuple[Button, ...]] = []
    for session in sessions:
        lines += _session_lines(turn, session)
        rows += [_buttons(turn, line, session) for line in session.lines if not line.checked_in_at]
    before, after = ((day + timedelta(days=n)).strftime(_DAY) for n in (-1, 1))
    rows = [row for row in rows if row][:MOST_BUTTONS]
    rows.append(
        (
            turn.button("button.day_before", f"desk:day:{provider.id}:{before}"),
            turn.button("button.day_after", f"desk:day:{provider.id}:{after}"),
        )
    )
    return Outcome((Reply("\n".join(lines), tuple(rows)),), provider=provider.id)


def _session_lines(turn: Turn, session: SessionList) -> list[str]:
    head = turn.say(
        "desk.session",
        span=formats.span(session.starts_at, session.ends_at),
        booked=session.booked,
        capacity=session.capacity,
        waiting=session.waiting,
    )
    if session.closed_because is not None:
        head = f"{head} {turn.say('desk.closed', because=session.closed_because)}"
    return [head, *(_child(turn, line) for line in session.lines)]


def _child(turn: Turn, line: Line) -> str:
    if line.checked_in_at:
        state = turn.say("desk.came", at=formats.clock(line.checked_in_at))
    else:
        state = turn.say("desk.did_not_come") if line.no_show_at else ""
    age = formats.months(line.age_months, turn.english)
    return " ".join(filter(None, ("·", line.number, line.nickname, age, line.note, line.telephone, state)))


def _buttons(turn: Turn, line: Line, session: SessionList) -> tuple[Button, ...]:
    came = turn.button("button.came", f"desk:in:{line.number}", child=line.nickname)
    if line.no_show_at or session.starts_at > turn.now:
        return (came,)
    return (came, turn.button("button.did_not_come", f"desk:no:{line.number}", child=line.nickname))


def check_in(turn: Turn, member: StaffMember, number: str) -> Outcome:
    provider = _provider_of(turn, member, number)
    if provider is None:
        return Outcome((Reply(turn.say("staff.not_yours")),))
    match desk.check_in(turn.tx, number, turn.now, audit.staff(member.id), provider.id):
        case desk.CheckedIn(nickname=child, at=at):
            text = turn.say("desk.checked_in", child=child, at=formats.clock(at))
        case desk.AlreadyIn(nickname=child, at=at):
            text = turn.say("desk.already_in", child=child, at=formats.clock(at))
        case desk.NotToday(starts_at=starts_at):
            day = formats.day(starts_at.astimezone(SHANGHAI).date(), turn.english)
            text = turn.say("desk.not_today", day=day)
        case _:
            text = turn.say("desk.gone")
    return _told_and_list(turn, provider, text)


def no_show(turn: Turn, member: StaffMember, number: str) -> Outcome:
    provider = _provider_of(turn, member, number)
    if provider is None:
        return Outcome((Reply(turn.say("staff.not_yours")),))
    match desk.record_no_show(turn.tx, number, provider, turn.now, audit.staff(member.id)):
        case desk.NoShow(count=count, suspended_until=until):
            text = turn.say("desk.no_show", count=count)
            if until:
                day = formats.full_day(until.astimezone(SHANGHAI).date(), turn.english)
                text += turn.say("desk.suspended", day=day)
        case desk.AlreadyIn(nickname=child, at=at):
            text = turn.say("desk.already_in", child=child, at=formats.clock(at))
        case desk.NotBegun():
            text = turn.say("desk.not_begun")
        case _:
            text = turn.say("desk.gone")
    return _told_and_list(turn, provider, text)


def ask_close(turn: Turn, member: StaffMember, rest: str) -> Outcome:
    """`/close provider [day] reason`: who is concerned is shown before anything is done."""
    provider, words = provider_meant(turn, member), rest.split()
    day = _day_meant(turn)
    told_day = bool(turn.reading and turn.reading.entities.when.dates)
    reason = " ".join(words[2 if told_day else 1 :])
    if provider is None or not reason:
        return Outcome((Reply(turn.say("staff.how_to_close")),))
    sessions = day_list(turn.tx, provider, day)
    children = sum(session.booked for session in sessions)
    turn.conversation.open = Open(what="close", about=f"{provider.id} {day.strftime(_DAY)} {reason}")
    text = turn.say(
        "desk.ask_close",
        name=turn.name_of(provider),
        day=formats.day(day, turn.english),
        reason=reason,
        children=children,
        waiting=sum(session.waiting for session in sessions),
    )
    rows = ((turn.button("button.close_day", "desk:close:"), turn.button("button.never_mind", "stop:")),)
    return Outcome((Reply(text, rows),), provider=provider.id)


def close(turn: Turn, member: StaffMember, _: str) -> Outcome:
    """What ask_close has shown."""
    asked, turn.conversation.open = turn.conversation.open, None
    if asked is None or asked.what != "close":
        return Outcome((Reply(turn.say("button.stale")),))
    provider_id, iso, reason = asked.about.split(" ", 2)
    provider = provider_with(turn, member, provider_id)
    if provider is None:
        return Outcome((Reply(turn.say("staff.not_yours")),))
    day = datetime.strptime(iso, _DAY).date()
    match closing.close(turn.tx, provider, day, reason, turn.now, audit.staff(member.id)):
        case Closed(sessions=sessions, families=families, bookings=bookings):
            text = turn.say(
                "desk.day_closed", sessions=len(sessions), families=families, bookings=len(bookings)
            )
        case AlreadyClosed():
            text = turn.say("desk.already_closed")
        case NothingToClose():
            text = turn.say("desk.nothing_to_close")
    return Outcome((Reply(text),), provider=provider.id)


def reopen(turn: Turn, member: StaffMember, _: str) -> Outcome:
    provider = provider_meant(turn, member)
    if provider is None:
        return Outcome((Reply(turn.say("staff.which_provider", command="/reopen")),))
    outcome = closing.reopen(turn.tx, provider, _day_meant(turn), turn.now, audit.staff(member.id))
    key = "desk.reopened" if isinstance(outcome, Reopened) else "desk.not_closed"
    return Outcome((Reply(turn.say(key)),), provider=provider.id)


def _told_and_list(turn: Turn, provider: Provider, text: str) -> Outcome:
    listed = _list(turn, provider, turn.now.date())
    return Outcome((Reply(text), *listed.replies), provider=provider.id)


def _provider_of(turn: Turn, member: StaffMember, number: str) -> Provider | None:
    """Where the booking is, if that is the member's to see."""
    booking = by_any_number(turn.tx, number)
    return provider_with(turn, member, booking.session.provider) if booking else None


def _day_meant(turn: Turn) -> date:
    """The last one told: the command /today is a day itself."""
    dates = turn.reading.entities.when.dates if turn.reading else ()
    return dates[-1] if dates else turn.now.date()
