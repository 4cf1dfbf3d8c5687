"""Ages in completed months, as the rules of childcare count them."""

import calendar
from datetime import date, timedelta

from knowledge.schema import AgeRange


def months_between(born_on: date, day: date) -> int:
    """Completed months of life on the day; negative before birth. Born on a day that a month lacks, a
    child completes that month on its last day."""
    months = (day.year - born_on.year) * 12 + day.month - born_on.month
    last_of_month = calendar.monthrange(day.year, day.month)[1]
    return months if day.day >= min(born_on.day, last_of_month) else months - 1


def day_of_age(born_on: date, months: int) -> date:
    """The day on which the child completes so many months."""
    year, month = divmod(born_on.month - 1 + months, 12)
    year, month = born_on.year + year, month + 1
    return date(year, month, min(born_on.day, calendar.monthrange(year, month)[1]))


def possible_birthdays(born_on: date, day_known: bool) -> tuple[date, date]:
    """First and last day on which the child may have been born: a month when only that was told."""
    if day_known:
        return born_on, born_on
    first = born_on.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def takes_on(ages: AgeRange, born_on: date, day_known: bool, day: date) -> bool | None:
    """Whether a child is taken on the day; None when the unknown day of birth decides."""
    birthdays = possible_birthdays(born_on, day_known)
    verdicts = {ages.takes(months_between(birthday, day)) for birthday in birthdays}
    return verdicts.pop() if len(verdicts) == 1 else None
