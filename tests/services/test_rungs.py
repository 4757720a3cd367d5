"""The rungs below the alarm: who is told when nobody answers for a date, step by step, and never the patient."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from tests.factories import NOW, make_account, make_administrator, make_case, make_event, make_organization
from tests.services.test_alarms import BASE_URL, appeal, raised, went
from tests.services.test_reminders import let_the_patient_be_written_to, queue_due, said
from tracker.models import Account, AuditEntry, Case, DeadlineRow, Escalation, OutboxMessage, Reminder
from tracker.rules.terms import EventKind
from tracker.rules.unanswered import Rung, Step, Told
from tracker.services import deadlines, escalations, leave, reminder_policies, reminders, supervision
from tracker.services.access import NotAllowed
from tracker.services.accounts import AccountError
from tracker.services.alarms import due_alarms, raise_alarm, unattended
from tracker.services.escalations import EscalationKind

CHICAGO = ZoneInfo("America/Chicago")


def nine(month: int, day: int) -> datetime:
    """Nine in the morning in Chicago. The appeal is due on Saturday, April 3, 2027; four business days before it is
    Tuesday, March 30.
    """
    return datetime(2027, month, day, 9, tzinfo=CHICAGO)


TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = nine(3, 30), nine(3, 31), nine(4, 1), nine(4, 2)
MONDAY = nine(3, 29)


@dataclass
class Harbor:
    """Bob's case, Sam who supervises him, Dana beside them, and Erin who administers."""

    case: Case
    bob: Account
    sam: Account
    dana: Account
    erin: Account


@pytest.fixture
def harbor(session: Session) -> Harbor:
    """A case whose last reminder, of a week ahead, has gone, and of which nobody has said a word."""
    organization = make_organization(session)
    erin = make_administrator(session, organization, name="Erin Cole", email="erin@example.org")
    bob = make_account(session, organization, email="bob@example.org")
    sam = make_account(session, organization, name="Sam Okafor", email="sam@example.org")
    dana = make_account(session, organization, name="Dana Reyes", email="dana@example.org")
    supervision.supervise(session, erin, bob, sam.id, NOW)
    case = make_case(session, bob)
    deadlines.sync(session, case, MONDAY)
    went(session, appeal(session, case), nine(3, 27), acknowledged=False)
    return Harbor(case, bob, sam, dana, erin)


def mailed(session: Session) -> dict[str, str]:
    """To whom an alarm was mailed so far, and what it said last."""
    found = session.exec(
        select(OutboxMessage).where(OutboxMessage.kind == "alarm").order_by(col(OutboxMessage.created_at))
    )
    return {mail.to_address or "": f"{mail.subject}\n{said(session, mail)}" for mail in found}


def on_screens(session: Session) -> set[tuple[str, str]]:
    """Before whom something stands open, and what kind of thing."""
    found = session.exec(
        select(Account.email, Escalation.kind)
        .join(Escalation, col(Escalation.account_id) == col(Account.id))
        .where(col(Escalation.closed_at).is_(None), col(Escalation.deadline_id).is_not(None))
    )
    return set(found)


def test_step_by_step_more_people_are_told_until_it_is_everybody(session: Session, harbor: Harbor) -> None:
    assert raised(session, TUESDAY - timedelta(seconds=1)) == 0

    assert raised(session, TUESDAY) == 1
    assert set(mailed(session)) == {"bob@example.org"}
    assert on_screens(session) == {("bob@example.org", "unanswered")}
    assert unattended(session, harbor.bob) == []

    assert raised(session, WEDNESDAY) == 1
    assert set(mailed(session)) == {"bob@example.org", "sam@example.org"}

    assert raised(session, THURSDAY) == 1
    assert set(mailed(session)) == {"bob@example.org", "sam@example.org", "erin@example.org"}
    assert on_screens(session) == {("erin@example.org", "unanswered")}

    assert raised(session, FRIDAY) == 1
    assert set(mailed(session)) == {f"{name}@example.org" for name in ("bob", "sam", "erin", "dana")}
    assert on_screens(session) == {("bob@example.org", "unattended"), ("erin@example.org", "unattended")}
    assert [row.rule for _, row in unattended(session, harbor.bob)] == ["erisa.appeal.file"]


def test_a_step_is_told_once(session: Session, harbor: Harbor) -> None:
    raised(session, TUESDAY)

    assert raised(session, TUESDAY + timedelta(hours=3)) == 0
    assert raised(session, WEDNESDAY - timedelta(seconds=1)) == 0


def test_the_supervisor_reads_the_date_and_the_administrator_only_that_a_case_needs_somebody(
    session: Session, harbor: Harbor
) -> None:
    for morning in (TUESDAY, WEDNESDAY, THURSDAY):
        raised(session, morning)

    mails = mailed(session)
    assert "Saturday, April 3, 2027" in mails["sam@example.org"]
    assert "Bob Lindgren is the one to act. Ask them whether they have it." in mails["sam@example.org"]
    assert "You are the one to act." in mails["bob@example.org"]
    assert harbor.case.number in mails["erin@example.org"]
    assert "April 3" not in mails["erin@example.org"]
    assert "Internal appeal" not in mails["erin@example.org"]


def test_a_word_on_the_last_reminder_stops_the_steps_until_the_next_one_goes(
    session: Session, harbor: Harbor
) -> None:
    row = appeal(session, harbor.case)
    raised(session, TUESDAY)
    last = session.exec(
        select(Reminder).where(Reminder.deadline_id == row.id, Reminder.step == "test_2709")
    ).one()
    reminders.acknowledge(session, harbor.bob, last, TUESDAY + timedelta(hours=1))

    assert raised(session, WEDNESDAY) == 0

    went(session, row, WEDNESDAY, acknowledged=False)
    assert raised(session, THURSDAY) == 1
    assert {"sam@example.org", "erin@example.org"} <= set(mailed(session))


def test_a_word_on_the_last_reminder_answers_the_matter_and_one_on_an_older_does_not(
    session: Session, harbor: Harbor
) -> None:
    row = appeal(session, harbor.case)
    went(session, row, nine(3, 20), acknowledged=False)
    raised(session, TUESDAY)
    older, last = session.exec(
        select(Reminder)
        .where(Reminder.deadline_id == row.id, col(Reminder.step).startswith("test_"))
        .order_by(col(Reminder.due_at))
    )

    reminders.acknowledge(session, harbor.bob, older, TUESDAY + timedelta(hours=1))
    assert on_screens(session) == {("bob@example.org", "unanswered")}

    reminders.acknowledge(session, harbor.bob, last, TUESDAY + timedelta(hours=2))
    assert on_screens(session) == set()
    assert raised(session, WEDNESDAY) == 0

    went(session, row, WEDNESDAY, acknowledged=False)
    assert raised(session, THURSDAY) == 1


def test_who_closes_the_matter_and_says_what_they_did_has_answered(session: Session, harbor: Harbor) -> None:
    raised(session, TUESDAY)
    (matter,) = escalations.of_account(session, harbor.bob)
    escalations.close_for_all(session, matter, "the physician signs tomorrow", TUESDAY + timedelta(hours=1))

    assert raised(session, WEDNESDAY) == 0
    assert raised(session, FRIDAY) == 0


def test_before_any_reminder_has_gone_only_the_floor_is_told(session: Session) -> None:
    bob = make_administrator(session)
    case = make_case(session, bob)
    deadlines.sync(session, case, MONDAY)

    assert raised(session, THURSDAY) == 0
    assert raised(session, FRIDAY) == 1


def test_after_days_without_a_worker_the_steps_that_were_passed_are_told_together(
    session: Session, harbor: Harbor
) -> None:
    assert raised(session, THURSDAY + timedelta(hours=2)) == 1

    assert set(mailed(session)) == {"bob@example.org", "sam@example.org", "erin@example.org"}


def test_a_date_that_moves_is_climbed_anew(session: Session, harbor: Harbor) -> None:
    raised(session, TUESDAY)
    row = appeal(session, harbor.case)
    row.shown_on, row.outer_on, row.revision = row.shown_on + timedelta(weeks=2), None, row.revision + 1  # type: ignore[operator]
    session.flush()

    assert raised(session, WEDNESDAY) == 0
    assert raised(session, TUESDAY + timedelta(weeks=2)) == 1


def test_the_organizations_own_ladder_is_climbed_over_the_same_floor(
    session: Session, harbor: Harbor
) -> None:
    ladder = (Rung(Step.SUPERVISOR, 2, frozenset({Told.SUPERVISOR})),)
    policy = reminder_policies.Policy(reminder_policies.OWN.offsets, ladder)
    reminder_policies.change(session, harbor.erin, policy, NOW)

    assert raised(session, WEDNESDAY) == 0
    assert raised(session, THURSDAY) == 1
    assert set(mailed(session)) == {"sam@example.org"}
    assert raised(session, FRIDAY) == 1
    assert set(mailed(session)) == {f"{name}@example.org" for name in ("bob", "sam", "erin", "dana")}


def test_a_step_that_was_taken_off_meanwhile_takes_the_alarm_back(session: Session, harbor: Harbor) -> None:
    (alarm,) = due_alarms(session, BASE_URL, TUESDAY)
    policy = reminder_policies.Policy(reminder_policies.OWN.offsets, ())
    reminder_policies.change(session, harbor.erin, policy, TUESDAY)

    assert raise_alarm(session, alarm, BASE_URL, TUESDAY) is False
    assert mailed(session) == {}


class TestWhoIsAway:
    def test_whoever_covers_is_told_at_every_step(self, session: Session, harbor: Harbor) -> None:
        leave.go_away(session, harbor.bob, harbor.dana.id, "2027-04-30", MONDAY)
        policy = reminder_policies.Policy(
            reminder_policies.OWN.offsets, (Rung(Step.ADMINISTRATORS, 4, frozenset({Told.ADMINISTRATORS})),)
        )
        reminder_policies.change(session, harbor.erin, policy, NOW)

        raised(session, TUESDAY)

        assert set(mailed(session)) == {"dana@example.org", "erin@example.org"}
        assert "You are the one to act." in mailed(session)["dana@example.org"]

    def test_a_supervisor_who_is_away_has_somebody_too(self, session: Session, harbor: Harbor) -> None:
        leave.go_away(session, harbor.sam, harbor.dana.id, "2027-04-30", MONDAY)

        raised(session, TUESDAY)
        raised(session, WEDNESDAY)

        assert set(mailed(session)) == {"bob@example.org", "dana@example.org"}

    @pytest.mark.parametrize(
        "why", ["none was chosen", "their account is closed", "they cover for the advocate"]
    )
    def test_where_there_is_no_supervisor_the_administrators_are_told(
        self, session: Session, harbor: Harbor, why: str
    ) -> None:
        if why == "none was chosen":
            supervision.supervise(session, harbor.erin, harbor.bob, None, NOW)
        elif why == "their account is closed":
            harbor.sam.active = False
        else:
            leave.go_away(session, harbor.bob, harbor.sam.id, "2027-04-30", MONDAY)
        session.flush()

        raised(session, WEDNESDAY)

        assert "erin@example.org" in mailed(session)


class TestWhoSupervises:
    def test_it_is_on_record_who_chose(self, session: Session, harbor: Harbor) -> None:
        assert harbor.bob.supervised_by_id == harbor.sam.id
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "supervisor chosen"))
        assert entry.account_id == harbor.erin.id

    def test_only_an_administrator_chooses(self, session: Session, harbor: Harbor) -> None:
        with pytest.raises(NotAllowed):
            supervision.supervise(session, harbor.sam, harbor.bob, harbor.dana.id, NOW)

    @pytest.mark.parametrize("who", ["oneself", "a stranger", "a closed account"])
    def test_it_has_to_be_somebody_else_who_is_there(
        self, session: Session, harbor: Harbor, who: str
    ) -> None:
        harbor.dana.active = who != "a closed account"
        someone = {
            "oneself": harbor.bob,
            "a stranger": make_account(session),
            "a closed account": harbor.dana,
        }[who]

        with pytest.raises(AccountError, match="Choose a colleague"):
            supervision.supervise(session, harbor.erin, harbor.bob, someone.id, NOW)
        assert harbor.bob.supervised_by_id == harbor.sam.id


def test_the_patient_is_on_no_step(session: Session, harbor: Harbor) -> None:
    patient = let_the_patient_be_written_to(session, harbor.case)

    for morning in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        raised(session, morning)

    assert patient.email not in mailed(session)
    found = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "alarm"))
    assert {mail.patient_id for mail in found} == {None}


class TestAFilingThatNobodyConfirmed:
    """Faxed on Monday, March 1, 2027: on the day after, its receipt is asked for."""

    @pytest.fixture
    def faxed(self, session: Session, harbor: Harbor) -> DeadlineRow:
        """The chase of the receipt; its reminders have gone."""
        sent = {"sent_on": "2027-03-01", "filed_by": "representative", "channel": "fax"}
        make_event(session, harbor.case, EventKind.INTERNAL_APPEAL_FILED, nine(3, 1), **sent)
        wanted = DeadlineRow.case_id == harbor.case.id, DeadlineRow.rule == "practice.confirm_receipt"
        return session.exec(select(DeadlineRow).where(*wanted)).one()

    def pass_until(self, session: Session, harbor: Harbor, day: datetime) -> None:
        """Reminders and statuses as they are on that morning."""
        deadlines.sync(session, harbor.case, day)
        queue_due(session, day)

    def test_it_climbs_the_same_steps_after_its_day(
        self, session: Session, harbor: Harbor, faxed: DeadlineRow
    ) -> None:
        assert str(faxed.shown_on) == "2027-03-02"
        told = []
        for day in range(2, 9):
            self.pass_until(session, harbor, nine(3, day))
            raised(session, nine(3, day))
            told.append(sorted(address.partition("@")[0] for address in mailed(session)))

        # Tuesday 2 to Monday 8: the business days after the 2nd are 3, 4, 5 and 8.
        assert told == [
            [],
            ["bob"],
            ["bob", "sam"],
            ["bob", "erin", "sam"],
            ["bob", "erin", "sam"],
            ["bob", "erin", "sam"],
            ["bob", "dana", "erin", "sam"],
        ]
        assert (
            "It was sent, and nothing on record shows that it arrived." in mailed(session)["sam@example.org"]
        )
        assert [row.id for _, row in unattended(session, harbor.bob)] == [faxed.id]

    def test_its_receipt_ends_it(self, session: Session, harbor: Harbor, faxed: DeadlineRow) -> None:
        self.pass_until(session, harbor, nine(3, 3))
        raised(session, nine(3, 3))
        assert ("bob@example.org", EscalationKind.UNANSWERED.value) in on_screens(session)

        faxed.met_by = faxed.event_key
        session.flush()
        reminders.replan(session, harbor.case, nine(3, 3))

        assert raised(session, nine(3, 4)) == 0
        assert on_screens(session) == set()


def test_a_date_that_is_over_is_not_called_close(session: Session, harbor: Harbor) -> None:
    """The worker stood still from Wednesday until Sunday, the day after the date."""
    raised(session, nine(4, 4))

    assert "A date has passed and nobody has acted" in mailed(session)["bob@example.org"]
    shown = session.exec(
        select(Escalation.sentence).where(Escalation.kind == EscalationKind.UNATTENDED)
    ).all()
    assert shown
    assert all("the date has passed and nobody has said that they saw it." in each for each in shown)
