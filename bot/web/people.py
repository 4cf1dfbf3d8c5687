"""The audit's names of people as the staff know them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.services import audit
from db.models import StaffMember


def names_of(tx: Session) -> dict[str, str]:
    """ "staff:3" → name, also of those who have left."""
    found = tx.execute(select(StaffMember.id, StaffMember.name))
    return {audit.staff(member_id): name for member_id, name in found}
