"""A booking as an iCalendar file (RFC 5545, RFC 5546). The same booking has the same UID for ever and a
higher SEQUENCE after each change, so that a calendar changes its entry instead of making a second one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vGeo, vText

MIME = "text/calendar"
_MAKER = "-//Tuoyu//Bookings//ZH"
_NO_MAIL = "invalid:nomail"  # RFC 5546 wants an organizer, and nothing is to be mailed to it


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the calendar; words as people read them, none of them about the child. number: of the
    booking. revision: how often it has changed. place: where to go; point: WGS-84 degrees."""

    number: str
    revision: int
    cancelled: bool
    starts_at: datetime
    ends_at: datetime
    title: str
    host: str
    about: str
    place: str | None = None
    point: tuple[float, float] | None = None
    remind_before: timedelta = timedelta(hours=2)


def calendar_file(entry: Entry, now: datetime) -> bytes:
    """One that puts the entry in, changes it or, where it is cancelled, takes it out."""
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.number}@tuoyu")
    event.add("sequence", entry.revision)
    event.add("dtstamp", now.astimezone(UTC))
    # In UTC: right everywhere, and Shanghai has no summer time that a rule would have to follow.
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", entry.title)
    event.add("description", entry.about)
    if entry.place:
        event.add("location", entry.place)
    if entry.point:
        event.add("geo", vGeo(entry.point))
    organizer = vCalAddress(_NO_MAIL)
    organizer.params["CN"] = vText(entry.host)
    event.add("organizer", organizer)
    if not entry.cancelled:
        event.add_component(_alarm(entry))
    return event


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", -entry.remind_before)
    return alarm
