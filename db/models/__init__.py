"""What the bot remembers."""

from db.models.base import Base, UtcDateTime
from db.models.booking import (
    Booking,
    CareSession,
    DoneCommand,
    QuotaUse,
    Reminder,
    Subscription,
    Suspension,
    WaitlistEntry,
)
from db.models.channels import AnsweredUpdate, ConversationRow, InboxUpdate, OutboxMessage
from db.models.families import Child, Family, Guardian, GuardianInvitation
from db.models.knowledge import (
    DraftStep,
    KnowledgeDraft,
    KnowledgeInForce,
    KnowledgeVersion,
    RecordedQuestion,
)
from db.models.staff import (
    AuditEntry,
    CaseMessage,
    FactReport,
    FailedSignIn,
    HumanRequest,
    StaffInvitation,
    StaffMember,
    UrgentNotice,
)

__all__ = [
    "AnsweredUpdate",
    "AuditEntry",
    "Base",
    "Booking",
    "CareSession",
    "CaseMessage",
    "Child",
    "ConversationRow",
    "DoneCommand",
    "DraftStep",
    "FactReport",
    "FailedSignIn",
    "Family",
    "Guardian",
    "GuardianInvitation",
    "HumanRequest",
    "InboxUpdate",
    "KnowledgeDraft",
    "KnowledgeInForce",
    "KnowledgeVersion",
    "OutboxMessage",
    "QuotaUse",
    "RecordedQuestion",
    "Reminder",
    "StaffInvitation",
    "StaffMember",
    "Subscription",
    "Suspension",
    "UrgentNotice",
    "UtcDateTime",
    "WaitlistEntry",
]
