"""Which provider a command of the staff is about."""

from bot.dialogue.turn import Turn
from bot.services.staff import scope_of
from db.models import StaffMember
from knowledge.schema import Provider


def provider_meant(turn: Turn, member: StaffMember) -> Provider | None:
    """The one named, or the only one of the role; None where none is, or another's."""
    named = turn.reading.entities.provider if turn.reading else None
    provider = turn.provider(named or member.provider)
    return provider if provider and scope_of(member).covers(provider) else None


def provider_with(turn: Turn, member: StaffMember, provider_id: str) -> Provider | None:
    provider = turn.provider(provider_id)
    return provider if provider and scope_of(member).covers(provider) else None
