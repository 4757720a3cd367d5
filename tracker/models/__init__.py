"""The tables. Importing this package knows them all, which Alembic and `create_all` rely on."""

from tracker.models.cases import (
    Case,
    ChecklistItem,
    Criterion,
    CriterionStatus,
    Detail,
    Document,
    DocumentContent,
    Insurer,
    ItemState,
    Party,
    Patient,
    SearchWord,
)
from tracker.models.deadlines import DeadlineRow, Escalation, Recipient, Reminder, ReminderState
from tracker.models.delivery import (
    AuditEntry,
    DeliveryEvent,
    DeliveryReport,
    Feed,
    Heartbeat,
    OutboxBody,
    OutboxMessage,
    OutboxStatus,
    Setting,
)
from tracker.models.events import EventVersion
from tracker.models.forms import FormKind, FormReminder, SignedForm
from tracker.models.letters import Letter, LetterVersion
from tracker.models.notices import NoticeFinding, NoticeState
from tracker.models.packets import Packet, PacketPart, PacketState
from tracker.models.people import Account, AccountRole, Invitation, Organization, SignInThrottle, WebSession
from tracker.models.playbooks import OwnPlaybook, OwnPlaybookVersion
from tracker.models.policies import ReminderPolicy
from tracker.models.uploads import HeldUpload

__all__ = [
    "Account",
    "AccountRole",
    "AuditEntry",
    "Case",
    "ChecklistItem",
    "Criterion",
    "CriterionStatus",
    "DeadlineRow",
    "DeliveryEvent",
    "DeliveryReport",
    "Detail",
    "Document",
    "DocumentContent",
    "Escalation",
    "EventVersion",
    "Feed",
    "FormKind",
    "FormReminder",
    "Heartbeat",
    "HeldUpload",
    "Insurer",
    "Invitation",
    "ItemState",
    "Letter",
    "LetterVersion",
    "NoticeFinding",
    "NoticeState",
    "Organization",
    "OutboxBody",
    "OutboxMessage",
    "OutboxStatus",
    "OwnPlaybook",
    "OwnPlaybookVersion",
    "Packet",
    "PacketPart",
    "PacketState",
    "Party",
    "Patient",
    "Recipient",
    "Reminder",
    "ReminderPolicy",
    "ReminderState",
    "SearchWord",
    "Setting",
    "SignInThrottle",
    "SignedForm",
    "WebSession",
]
