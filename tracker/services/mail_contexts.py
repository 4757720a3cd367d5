"""What each mail tells, as frozen plain values: no rows, and no sentences where a template can make them.

A day is a `date`; a moment is a `datetime` already in the zone in which its reader is to read it. Case
numbers look like "A-7F3K". Nothing here may hold a diagnosis, a service, an insurer, or a claim or member
number; a patient's name stands only in `first_name`, for the patient, who chose it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tracker.rules.facts import When


class Acts(StrEnum):
    """Who is to act, seen from the reader."""

    YOU = "you"
    ADVOCATE = "advocate"
    CLAIMANT = "claimant"
    REPRESENTATIVE = "representative"


class ItemKind(StrEnum):
    """What a date asks of its reader."""

    TARGET = "target"
    FILE_BY = "file_by"
    MAIL_BY = "mail_by"
    PAST_CAUTIOUS = "past_cautious"
    OUTCOME_WANTED = "outcome_wanted"
    FIND_DATE = "find_date"
    CHASE = "chase"
    MOVED_EARLIER = "moved_earlier"
    LAW_CHANGED = "law_changed"
    NEW_AND_NEAR = "new_and_near"
    CALL_PLAN = "call_plan"
    PLAN_LATE = "plan_late"
    FORM_ENDS = "form_ends"
    FORM_ENDED = "form_ended"
    GUARDIAN_ENDS = "guardian_ends"
    GUARDIAN_ENDED = "guardian_ended"


class Manner(StrEnum):
    """How a date is kept: by sending something, by calling, by a conversation, or by deciding about a court."""

    SEND = "send"
    CALL = "call"
    TALK = "talk"
    COURT = "court"


ABOUT_THE_PLAN = frozenset({ItemKind.CALL_PLAN, ItemKind.PLAN_LATE})
ABOUT_A_CHANGE = frozenset({ItemKind.MOVED_EARLIER, ItemKind.LAW_CHANGED, ItemKind.NEW_AND_NEAR})


@dataclass(frozen=True, slots=True)
class Item:
    """One deadline in a mail to an advocate.

    `title` is neutral ("Internal appeal"). `when` is the one date in front, None for FIND_DATE. `limit` is the date
    behind it: the law's for TARGET, MAIL_BY and a letter's shorter FILE_BY, the latest arguable for PAST_CAUTIOUS.
    `is_letters_limit`: a letter sets that one, and no law. `was` is the date that MOVED_EARLIER and LAW_CHANGED
    replace, and `asks` what such a date, or a new one, asks for: FILE_BY, TARGET or CHASE. `door` is what is open now
    that the plan is late ("External review"). `acts_name` names who acts where it is neither the reader nor the
    patient. `is_estimate`: receipt is not on record. `is_urgent`: a target that is to be met at once; its `when` is
    the day the mail goes.
    """

    kind: ItemKind
    title: str
    when: When | None
    acts: Acts = Acts.YOU
    acts_name: str = ""
    limit: When | None = None
    is_letters_limit: bool = False
    was: When | None = None
    door: str = ""
    is_estimate: bool = False
    is_urgent: bool = False
    asks: ItemKind | None = None
    manner: Manner = Manner.SEND


@dataclass(frozen=True, slots=True)
class MailContext:
    """Any mail. `folder` and `template` name the folder in `templates/email/<language>/`."""

    folder: ClassVar[str]

    @property
    def template(self) -> str:
        """The folder for this one: a mail may choose by what it tells."""
        return self.folder


@dataclass(frozen=True, slots=True)
class AdvocateReminder(MailContext):
    """All that one advocate has to know of one case on one morning; `written_on` is the day in their zone, `has_file`
    that the dates are attached for a calendar. `change_url` needs a login.
    """

    folder: ClassVar[str] = "reminder_claimant_advocate"
    case_number: str
    case_url: str
    written_on: date
    items: tuple[Item, ...]
    change_url: str
    has_file: bool = False

    @property
    def template(self) -> str:
        """Which of the three reminders it is: of the plan's clocks, of changed dates, or of anything else."""
        kinds = {item.kind for item in self.items}
        if kinds <= ABOUT_THE_PLAN:
            return "reminder_plan"
        return "deadline_moved" if kinds <= ABOUT_A_CHANGE else self.folder


class PatientStep(StrEnum):
    """A step in words for a patient who asked for more detail."""

    INTERNAL_APPEAL = "internal_appeal"
    SECOND_LEVEL = "second_level"
    EXTERNAL_REVIEW = "external_review"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class PatientItem:
    """One date of a patient's case. `step` only where they asked for detail; `must_leave`: mail by."""

    when: When
    acts: Acts
    acts_name: str = ""
    step: PatientStep | None = None
    must_leave: bool = False


@dataclass(frozen=True, slots=True)
class PatientReminder(MailContext):
    """To a patient, or a child's guardian (`is_guardian`), who asked for it. `page_url` needs a login; without one, the
    action is to call.

    `first_name` and a file for the calendar (`has_file`) only where they chose them. `change_url` and `stop_url` open
    a page with a button.
    """

    folder: ClassVar[str] = "reminder_patient"
    case_number: str
    items: tuple[PatientItem, ...]
    advocate_name: str
    advocate_phone: str
    change_url: str
    stop_url: str
    page_url: str | None = None
    first_name: str = ""
    has_file: bool = False
    is_guardian: bool = False


@dataclass(frozen=True, slots=True)
class VerifyAddress(MailContext):
    """To a patient, before anything else is sent there. `verify_url` opens a page with a button."""

    folder: ClassVar[str] = "verify_address"
    sender_name: str
    advocate_phone: str
    verify_url: str
    valid_until: When
    first_name: str = ""


class AlertKind(StrEnum):
    """Why a person has to look."""

    UNDELIVERABLE = "undeliverable"
    DELIVERY_FAILED = "delivery_failed"
    UNANSWERED = "unanswered"
    UNCONFIRMED = "unconfirmed"
    ESCALATION = "escalation"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class AdvocateAlert(MailContext):
    """To a named person: a mail did not arrive, or nobody acts on a date.

    `recipient` is whom the mail was for (`recipient_name` only for staff); `reason` is what the mail server
    said; `title` and `when` are of the deadline it was about.
    """

    folder: ClassVar[str] = "advocate_alert"
    kind: AlertKind
    case_number: str
    case_url: str
    recipient: Acts = Acts.CLAIMANT
    recipient_name: str = ""
    reason: str = ""
    title: str = ""
    when: When | None = None


class StopReason(StrEnum):
    """Why mail to a patient stopped."""

    BY_PATIENT = "by_patient"
    IN_THE_CASE = "in_the_case"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True)
class RemindersStopped(MailContext):
    """To the advocate: the patient gets no more mail, a person has to tell them. `when` is the next date."""

    folder: ClassVar[str] = "reminders_stopped"
    case_number: str
    case_url: str
    because: StopReason
    title: str = ""
    when: When | None = None


class ReachWish(StrEnum):
    """How a patient asks to be reached instead."""

    CALL = "call"
    LETTER = "letter"
    ADDRESS = "address"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class ReachDifferently(MailContext):
    """To the advocate: patient or guardian asks to be reached in another way; a person has to ask them how."""

    folder: ClassVar[str] = "reach_differently"
    case_number: str
    people_url: str
    wish: ReachWish
    is_guardian: bool = False


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One case in a summary. `title` is neutral; `when` is the date in front, None where there is none."""

    case_number: str
    title: str
    when: When | None


@dataclass(frozen=True, slots=True)
class DigestGroup:
    """Cases that ask for the same kind of attention; `count` of them in all, the first of them in `lines`."""

    title: str
    count: int
    lines: tuple[DigestLine, ...]


@dataclass(frozen=True, slots=True)
class Digest(MailContext):
    """To an advocate, each morning of a working day: everything due, late and waiting. It replaces no other mail."""

    folder: ClassVar[str] = "digest"
    day: date
    groups: tuple[DigestGroup, ...]
    today_url: str
    stop_url: str


@dataclass(frozen=True, slots=True)
class EvidenceMissing(MailContext):
    """To the advocate: so many papers that were asked for have not come. Which ones stands on the page alone."""

    folder: ClassVar[str] = "evidence_missing"
    case_number: str
    evidence_url: str
    count: int


@dataclass(frozen=True, slots=True)
class Trial(MailContext):
    """To the administrator who asked whether mail arrives."""

    folder: ClassVar[str] = "trial"
    asked_at: When
    outbox_url: str


@dataclass(frozen=True, slots=True)
class AccountInvitation(MailContext):
    """To somebody who gets an account. The link works once."""

    folder: ClassVar[str] = "invitation"
    organization_name: str
    inviter_name: str
    accept_url: str
    valid_until: When


@dataclass(frozen=True, slots=True)
class PasswordReset(MailContext):
    """To an account, after somebody asked for it. The link works once."""

    folder: ClassVar[str] = "password_reset"
    reset_url: str
    valid_until: When


@dataclass(frozen=True, slots=True)
class PasswordChanged(MailContext):
    """To an account, after its password changed."""

    folder: ClassVar[str] = "password_changed"
    changed_at: When
    reset_url: str
