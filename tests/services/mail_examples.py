"""One mail of every kind, and of the reminders one for every kind of date: invented people, neutral words."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.services.mail_contexts import (
    AccountInvitation,
    Acts,
    AdvocateAlert,
    AdvocateReminder,
    AlertKind,
    Digest,
    DigestGroup,
    DigestLine,
    EvidenceMissing,
    Item,
    ItemKind,
    MailContext,
    Manner,
    PasswordChanged,
    PasswordReset,
    PatientItem,
    PatientReminder,
    PatientStep,
    ReachDifferently,
    ReachWish,
    RemindersStopped,
    StopReason,
    Trial,
    VerifyAddress,
)

CHICAGO = ZoneInfo("America/Chicago")
TODAY = date(2026, 11, 20)
A_WEEK_ON = date(2026, 11, 27)
TEN_PAST_FOUR = datetime(2026, 11, 23, 16, 10, tzinfo=CHICAGO)
OF_FORMS = (ItemKind.FORM_ENDS, ItemKind.FORM_ENDED, ItemKind.GUARDIAN_ENDS, ItemKind.GUARDIAN_ENDED)
CASE_URL = "https://tracker.example.org/cases/A-7F3K"


def an_item(**changes: Any) -> Item:
    """An internal appeal to be filed in a week by whoever reads of it."""
    return Item(**{"kind": ItemKind.FILE_BY, "title": "Internal appeal", "when": A_WEEK_ON, **changes})


def a_reminder(*items: Item) -> AdvocateReminder:
    """A reminder of these dates to the advocate of case A-7F3K."""
    return AdvocateReminder(
        case_number="A-7F3K",
        case_url=CASE_URL,
        written_on=TODAY,
        items=items,
        change_url="https://tracker.example.org/settings",
        has_file=any(item.when and item.kind not in OF_FORMS for item in items),
    )


def to_alice(*items: PatientItem, **changes: Any) -> PatientReminder:
    """A reminder of these dates to Alice."""
    ordinary = {
        "case_number": "A-7F3K",
        "items": items,
        "advocate_name": "Rosa Delgado",
        "advocate_phone": "409-555-0110",
        "change_url": "https://tracker.example.org/mail/change/3Zk9",
        "stop_url": "https://tracker.example.org/mail/stop/3Zk9",
    }
    return PatientReminder(**{**ordinary, **changes})


MAILS: dict[str, MailContext] = {
    "reminder_file_by": a_reminder(an_item()),
    "reminder_several": a_reminder(
        an_item(kind=ItemKind.PAST_CAUTIOUS, when=date(2026, 11, 19), limit=date(2026, 11, 25)),
        an_item(
            kind=ItemKind.MAIL_BY,
            title="External review request",
            when=date(2026, 11, 25),
            limit=date(2026, 12, 2),
            acts=Acts.REPRESENTATIVE,
            acts_name="Bob Marsh",
        ),
        an_item(
            kind=ItemKind.TARGET,
            title="Internal appeal, second level",
            limit=date(2027, 1, 4),
        ),
        an_item(kind=ItemKind.CHASE, title="Claim file", when=TODAY),
        an_item(kind=ItemKind.OUTCOME_WANTED, when=date(2026, 11, 19), acts=Acts.CLAIMANT),
        an_item(kind=ItemKind.FIND_DATE, title="Information to be supplied", when=None),
        an_item(
            kind=ItemKind.CALL_PLAN,
            title="Answer to the expedited appeal",
            when=TEN_PAST_FOUR,
            is_estimate=True,
        ),
    ),
    "reminder_urgent": a_reminder(
        an_item(kind=ItemKind.TARGET, when=TODAY, limit=date(2027, 5, 19), is_urgent=True)
    ),
    "reminder_hours": a_reminder(an_item(title="Information to the reviewer", when=TEN_PAST_FOUR)),
    "reminder_call_plan": a_reminder(
        an_item(kind=ItemKind.CALL_PLAN, title="Answer to the expedited appeal", when=TEN_PAST_FOUR)
    ),
    "reminder_plan_late": a_reminder(
        an_item(
            kind=ItemKind.PLAN_LATE,
            title="Answer to the internal appeal",
            when=date(2026, 11, 19),
            door="External review, without waiting for the plan",
        )
    ),
    "deadline_moved": a_reminder(
        an_item(kind=ItemKind.MOVED_EARLIER, was=date(2026, 12, 4), asks=ItemKind.FILE_BY),
        an_item(kind=ItemKind.NEW_AND_NEAR, title="Proof that it arrived", asks=ItemKind.CHASE),
        an_item(
            kind=ItemKind.NEW_AND_NEAR,
            title="Information to the reviewer",
            when=TEN_PAST_FOUR,
            acts=Acts.ADVOCATE,
            acts_name="Priya Raman",
            asks=ItemKind.FILE_BY,
        ),
    ),
    "reminder_to_call": a_reminder(
        an_item(title="Fast review", when=TEN_PAST_FOUR, manner=Manner.CALL),
        an_item(title="Conversation with the plan's reviewer", manner=Manner.TALK),
        an_item(title="Court", manner=Manner.COURT),
    ),
    "form_ends": a_reminder(an_item(kind=ItemKind.FORM_ENDS, title="Signed form of the representative")),
    "form_ended": a_reminder(
        an_item(),
        an_item(kind=ItemKind.FORM_ENDED, title="Signed release of records", when=date(2026, 11, 19)),
    ),
    "guardian_ends": a_reminder(an_item(kind=ItemKind.GUARDIAN_ENDS, title="The guardian’s authority")),
    "guardian_ended": a_reminder(
        an_item(kind=ItemKind.GUARDIAN_ENDED, title="The guardian’s authority", when=date(2026, 11, 19))
    ),
    "law_changed": a_reminder(
        an_item(kind=ItemKind.LAW_CHANGED, was=date(2026, 12, 4), asks=ItemKind.FILE_BY)
    ),
    "patient_you_act": to_alice(
        PatientItem(when=A_WEEK_ON, acts=Acts.YOU, must_leave=True), page_url=CASE_URL
    ),
    "patient_advocate_acts": to_alice(PatientItem(A_WEEK_ON, Acts.ADVOCATE, acts_name="Rosa Delgado")),
    "patient_with_detail": to_alice(
        PatientItem(A_WEEK_ON, Acts.YOU, step=PatientStep.INTERNAL_APPEAL),
        PatientItem(TEN_PAST_FOUR, Acts.REPRESENTATIVE, "Bob Marsh", PatientStep.EXTERNAL_REVIEW),
        first_name="Alice",
        page_url=CASE_URL,
        has_file=True,
    ),
    "patient_guardian": to_alice(
        PatientItem(A_WEEK_ON, Acts.ADVOCATE, acts_name="Rosa Delgado"), is_guardian=True
    ),
    **{
        f"reach_differently_{wish.value}": ReachDifferently(
            "A-7F3K", f"{CASE_URL}/people", wish, wish is ReachWish.HOURS
        )
        for wish in ReachWish
    },
    "verify_address": VerifyAddress(
        sender_name="Rosa",
        advocate_phone="409-555-0110",
        verify_url="https://tracker.example.org/mail/verify/8Qm2",
        valid_until=A_WEEK_ON,
    ),
    "alert_undeliverable": AdvocateAlert(
        kind=AlertKind.UNDELIVERABLE,
        case_number="A-7F3K",
        case_url=CASE_URL,
        reason="550 5.1.1 (address): user unknown",
        title="Internal appeal",
        when=A_WEEK_ON,
    ),
    "alert_delivery_failed": AdvocateAlert(
        kind=AlertKind.DELIVERY_FAILED,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.ADVOCATE,
        recipient_name="Priya Raman",
        reason="The mail server mail.example.org:587 could not be reached: no answer in time.",
    ),
    "alert_unanswered": AdvocateAlert(
        kind=AlertKind.UNANSWERED,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.YOU,
        title="Internal appeal",
        when=A_WEEK_ON,
    ),
    "alert_unanswered_to_a_supervisor": AdvocateAlert(
        kind=AlertKind.UNANSWERED,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.ADVOCATE,
        recipient_name="Rosa Delgado",
        title="Internal appeal",
        when=A_WEEK_ON,
    ),
    "alert_unanswered_to_an_administrator": AdvocateAlert(
        kind=AlertKind.UNANSWERED,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.ADVOCATE,
        recipient_name="Rosa Delgado",
    ),
    "alert_unconfirmed": AdvocateAlert(
        kind=AlertKind.UNCONFIRMED,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.YOU,
        title="Proof that it arrived",
        when=A_WEEK_ON,
    ),
    "alert_unconfirmed_to_a_supervisor": AdvocateAlert(
        kind=AlertKind.UNCONFIRMED,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.ADVOCATE,
        recipient_name="Rosa Delgado",
        title="Proof that it arrived",
        when=A_WEEK_ON,
    ),
    "alert_escalation": AdvocateAlert(
        kind=AlertKind.ESCALATION,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.YOU,
        title="Internal appeal",
        when=A_WEEK_ON,
    ),
    "alert_passed": AdvocateAlert(
        kind=AlertKind.PASSED,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.YOU,
        title="Internal appeal",
        when=A_WEEK_ON,
    ),
    "alert_escalation_of_a_colleague": AdvocateAlert(
        kind=AlertKind.ESCALATION,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.ADVOCATE,
        recipient_name="Rosa Delgado",
        title="Internal appeal",
        when=A_WEEK_ON,
    ),
    "alert_escalation_to_an_administrator": AdvocateAlert(
        kind=AlertKind.ESCALATION,
        case_number="A-7F3K",
        case_url=CASE_URL,
        recipient=Acts.ADVOCATE,
        recipient_name="Rosa Delgado",
    ),
    "reminders_stopped": RemindersStopped(
        case_number="A-7F3K",
        case_url=CASE_URL,
        because=StopReason.BY_PATIENT,
        title="Internal appeal",
        when=A_WEEK_ON,
    ),
    "evidence_missing_one": EvidenceMissing("A-7F3K", f"{CASE_URL}/evidence#gather", 1),
    "evidence_missing_three": EvidenceMissing("A-7F3K", f"{CASE_URL}/evidence#gather", 3),
    "invitation": AccountInvitation(
        organization_name="Harbor Patient Advocates",
        inviter_name="Rosa Delgado",
        accept_url="https://tracker.example.org/welcome/5Tr8",
        valid_until=A_WEEK_ON,
    ),
    "password_reset": PasswordReset(
        reset_url="https://tracker.example.org/reset/5Tr8", valid_until=TEN_PAST_FOUR
    ),
    "digest": Digest(
        day=A_WEEK_ON,
        groups=(
            DigestGroup(
                "Within 72 hours",
                12,
                (
                    DigestLine("A-7F3K", "Internal appeal", A_WEEK_ON),
                    DigestLine("A-9QPD", "External review", TEN_PAST_FOUR),
                ),
            ),
            DigestGroup("The plan is late", 1, (DigestLine("A-2MMX", "See the case", None),)),
        ),
        today_url="https://tracker.example.org/",
        stop_url="https://tracker.example.org/summary/stop/5Tr8",
    ),
    "trial": Trial(asked_at=TEN_PAST_FOUR, outbox_url="https://tracker.example.org/outbox"),
    "password_changed": PasswordChanged(
        changed_at=TEN_PAST_FOUR, reset_url="https://tracker.example.org/reset"
    ),
}
