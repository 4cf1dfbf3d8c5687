"""Why a booking or a place on the waiting list could not be had, in one sentence."""

from bot.clock import SHANGHAI
from bot.dialogue import formats
from bot.dialogue.turn import Turn
from bot.services import booking


def reason(turn: Turn, refusal: booking.Refusal) -> str:
    say, english = turn.say, turn.english
    match refusal:
        case booking.SessionFull():
            return say("book.full")
        case booking.SessionClosed(because=because):
            return say("book.closed", because=because)
        case booking.QuotaUsed(used=used, allowed=allowed, year=year):
            return say("book.quota_used", used=used, allowed=allowed, year=year)
        case booking.WrongAge(age_months=age, takes=ages, from_day=from_day):
            why = say("book.wrong_age", age=formats.months(age, english), first=ages.from_, last=ages.to)
            if from_day:
                why += "\n" + say("book.old_enough_from", day=formats.full_day(from_day, english))
            return why
        case booking.AgeUnknown():
            return say("book.day_decides")
        case booking.AlreadyBooked(number=number):
            return say("book.already_booked", number=number)
        case booking.AlreadyBegan():
            return say("book.already_began")
        case booking.NotEligible(of=of):
            return say("book.not_eligible", of=of.in_language(turn.language) if of else "")
        case booking.Suspended(until=until):
            day = until.astimezone(SHANGHAI).date()
            return say("book.suspended", day=formats.full_day(day, english))
        case booking.TooLate(deadline=deadline):
            return say("cancel.too_late", deadline=formats.day_and_time(deadline, english))
        case booking.AlreadyCancelled():
            return say("book.confirm_gone")
        case booking.NotFound():
            return say("cancel.not_found")
        case booking.NotOffered() | booking.TooFarAhead():
            return say("book.session_gone")
