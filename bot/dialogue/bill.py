"""The bill of a month at one provider, from its file. Pure."""

from dataclasses import dataclass
from datetime import date

from bot.dialogue.search import DAYS_A_MONTH, fees_on
from knowledge.schema import Fee, Provider, Service


@dataclass(frozen=True, slots=True)
class Bill:
    """Yuan. once: what is paid a single time (deposit, materials); free_sessions: taken off before."""

    service: Service
    lines: tuple[tuple[Fee, float], ...]
    monthly: float
    once: tuple[Fee, ...]
    sessions: int | None = None
    free_sessions: int = 0


def monthly_bill(provider: Provider, service: Service, day: date) -> Bill | None:
    """A month of full or half day care: each fee that recurs, brought to a month. None without one."""
    lines = []
    for _, fee in fees_on(provider, day, service):
        if fee.unit == "month":
            lines.append((fee, fee.amount))
        elif fee.unit in ("day", "half_day"):
            lines.append((fee, fee.amount * DAYS_A_MONTH))
        elif fee.unit == "term":
            lines.append((fee, fee.amount / 5))  # a term has about five months
    if not lines:
        return None
    once = tuple(fee for _, fee in fees_on(provider, day, service) if fee.unit == "once")
    return Bill(service, tuple(lines), sum(amount for _, amount in lines), once)


def sessions_bill(provider: Provider, service: Service, sessions: int, day: date) -> Bill | None:
    """So many single sessions in a month, the free ones taken off. None when no price is known for what
    is not free."""
    offer = provider.offer(service)
    if offer is None:
        return None
    free = min(sessions, offer.free_sessions or 0)
    paid = [fee for _, fee in fees_on(provider, day, service) if fee.unit == "session" and fee.amount > 0]
    if free < sessions and not paid:
        return None
    lines = tuple((fee, fee.amount * (sessions - free)) for fee in paid)
    return Bill(service, lines, sum(amount for _, amount in lines), (), sessions, free)
