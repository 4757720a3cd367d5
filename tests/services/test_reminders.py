"""Reminders follow the dates of a case, go as one mail a morning, and are never silently missing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_administrator, make_case, make_event, make_organization
from tracker.models import (
    Account,
    Case,
    DeadlineRow,
    Escalation,
    Organization,
    OutboxBody,
    OutboxMessage,
    OutboxStatus,
    Patient,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules.terms import Actor, EventKind, Status, Unit
from tracker.services import accounts, escalations, events, outbox, profiles, reminders
from tracker.services.refreshing import refresh_cases

BASE_URL = "https://appeals.example.org"
CHICAGO = ZoneInfo("America/Chicago")
MEDICAL = ("lumbar", "fusion", "spinal", "cigna", "conservative", "0555-0142", "55501", "alice", "moreau")


def rows(session: Session, case: Case, rule: str = "erisa.appeal.file") -> DeadlineRow:
    return session.exec(
        select(DeadlineRow).where(DeadlineRow.case_id == case.id, DeadlineRow.rule == rule)
    ).one()


def planned(session: Session, row: DeadlineRow, recipient: Recipient = Recipient.ADVOCATE) -> dict[str, str]:
    """What is planned of a deadline: step and morning in Chicago."""
    found = session.exec(
        select(Reminder)
        .where(Reminder.deadline_id == row.id, Reminder.recipient == recipient)
        .where(Reminder.state == ReminderState.PLANNED)
    )
    return {r.step: f"{r.due_at.astimezone(CHICAGO):%m-%d %H:%M}" for r in found}


def fates(session: Session, row: DeadlineRow) -> dict[str, tuple[str, str | None]]:
    found = session.exec(select(Reminder).where(Reminder.deadline_id == row.id))
    return {r.step: (r.state.value, r.because) for r in found}


def morning(day: str, hour: int = 9) -> datetime:
    """That hour of a day in Chicago."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=CHICAGO).astimezone(UTC)


def queue_due(session: Session, now: datetime) -> reminders.Queued:
    """Make mails of everything that is due."""
    cases = reminders.due_cases(session, now)
    prepared = [each for case_id in cases for each in reminders.prepare(session, case_id, BASE_URL, now)]
    return reminders.keep(session, prepared, BASE_URL, now)


def mails(session: Session) -> list[OutboxMessage]:
    return list(session.exec(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.kind)))


def said(session: Session, mail: OutboxMessage) -> str:
    return outbox.body_of(session, mail).text or ""


def make_deadline(session: Session, case: Case, **changes: Any) -> DeadlineRow:
    """A deadline as the engine would give it, on the day that a test needs."""
    row = DeadlineRow(
        **{
            "organization_id": case.organization_id,
            "case_id": case.id,
            "rule": "aca.ext.fed.submit_info",
            "limb": "only",
            "event_key": "e1",
            "trigger": EventKind.IRO_NOTICE_RECEIVED,
            "actor": Actor.CLAIMANT,
            "unit": Unit.BUSINESS_DAYS,
            "title": "Send further information",
            "status": Status.OPEN,
            "citation": "45 CFR 147.136(d)(2)(iii)(B)(3)",
            "source": "https://www.ecfr.gov/",
            "verification": "primary",
            "checked": "2026-11-22",
            "created_at": NOW,
            "updated_at": NOW,
            **changes,
        }
    )
    session.add(row)
    session.flush()
    reminders.replan(session, case, NOW)
    return row


def let_the_patient_be_written_to(session: Session, case: Case, **changes: Any) -> Patient:
    """The patient asked, consented, and verified an address."""
    patient = session.get_one(Patient, case.patient_id)
    wishes = {
        "email": "patient@example.org",
        "wants_reminders": True,
        "consented_at": NOW,
        "email_verified_at": NOW,
        "timezone": "America/Chicago",
        **changes,
    }
    for name, value in wishes.items():
        setattr(patient, name, value)
    session.flush()
    reminders.replan(session, case, NOW)
    return patient


class TestPlanning:
    def test_a_denial_plans_the_reminders_of_its_appeal(self, session: Session) -> None:
        # Given a notice of 5 October; 180 days end on 3 April, to be argued from receipt until 7 April
        case = make_case(session)

        assert planned(session, rows(session, case)) == {
            "days_30": "03-04 09:00",
            "days_14": "03-20 09:00",
            "mail_by": "03-27 09:00",
            "days_7": "03-27 09:00",
            "days_3": "03-31 09:00",
            "days_1": "04-02 09:00",
            "days_0": "04-03 09:00",
            "arguable_2027-04-04": "04-04 09:00",
            "arguable_2027-04-05": "04-05 09:00",
            "arguable_2027-04-06": "04-06 09:00",
            "arguable_2027-04-07": "04-07 09:00",
            "outcome_wanted": "04-08 09:00",
        }

    def test_planning_again_changes_nothing(self, session: Session) -> None:
        case = make_case(session)
        before = [(r.id, r.state, r.updated_at) for r in session.exec(select(Reminder))]

        reminders.replan(session, case, NOW + timedelta(minutes=5))

        assert [(r.id, r.state, r.updated_at) for r in session.exec(select(Reminder))] == before

    def test_a_corrected_letter_moves_the_same_deadlines_reminders_and_tells_at_once(
        self, session: Session
    ) -> None:
        # Given a denial whose letter turns out to be a month older
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)
        row = rows(session, case)
        letter = events.current(session, case)[0]

        # When it is corrected
        fields = {"notice_on": "2026-09-05", "received_on": "2026-09-09"}
        events.correct(session, bob, case, letter.event_key, fields, {}, "read the wrong line", NOW)

        # Then the old mornings are cancelled, the new ones planned, and one reminder goes now
        assert row.shown_on == date(2027, 3, 4)
        now_planned = planned(session, row)
        assert now_planned["days_0"] == "03-04 09:00"
        assert now_planned["moved_earlier"] == f"{NOW.astimezone(CHICAGO):%m-%d %H:%M}"
        old = session.exec(
            select(Reminder).where(Reminder.deadline_id == row.id, Reminder.state == ReminderState.CANCELLED)
        )
        assert {r.because for r in old} == {"the date changed"}

    def test_a_deadline_that_is_met_has_nothing_ahead_of_it(self, session: Session) -> None:
        case = make_case(session)

        make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-20T10:00")

        row = rows(session, case)
        assert row.status is Status.MET
        assert planned(session, row) == {}
        assert set(fates(session, row).values()) == {("cancelled", "the step was done")}

    def test_an_appeal_removed_again_brings_the_reminders_back(self, session: Session) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)
        before = planned(session, rows(session, case))
        filed = make_event(
            session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-20T10:00"
        )

        events.remove(session, bob, case, filed.event_key, "it was another case's", NOW)

        assert planned(session, rows(session, case)) == before

    def test_a_closed_case_reminds_nobody(self, session: Session) -> None:
        case = make_case(session)
        case.closed_at = NOW

        reminders.replan(session, case, NOW)

        assert set(fates(session, rows(session, case)).values()) == {("cancelled", "the case is closed")}

    def test_a_deadline_born_inside_48_hours_is_told_at_once(self, session: Session) -> None:
        case = make_case(session)

        row = make_deadline(session, case, shown_on=date(2026, 11, 23), outer_on=date(2026, 11, 23))

        assert planned(session, row)["at_once"] == f"{NOW.astimezone(CHICAGO):%m-%d %H:%M}"

    def test_an_advocate_who_moves_keeps_nine_in_the_morning_and_is_not_alarmed(
        self, session: Session
    ) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)

        profiles.edit_profile(session, bob, bob.name, "", "Pacific/Honolulu", NOW)

        steps = planned(session, rows(session, case))
        assert steps["days_0"] == "04-03 14:00"
        assert "moved_earlier" not in steps

    def test_what_is_urgent_is_told_at_once_and_each_morning_as_todays_work(self, session: Session) -> None:
        make_case(session, notice_on="2026-11-21", received_on="", urgency="expedited")

        told = []
        for moment in (NOW, morning("2026-11-23"), morning("2026-11-24")):
            queue_due(session, moment)
            told.append(said(session, mails(session)[-1]))

        assert "Target date: Sunday, November 22, 2026" in told[0]
        assert "Target date: Monday, November 23, 2026" in told[1]
        assert "Target date: Tuesday, November 24, 2026" in told[2]
        assert all("The matter is urgent: file today." in text for text in told)


class TestThePatient:
    def test_hears_nothing_unless_they_asked(self, session: Session) -> None:
        case = make_case(session)

        assert planned(session, rows(session, case), Recipient.PATIENT) == {}

    def test_who_asked_hears_twice_of_a_date_of_law_and_never_of_a_target(self, session: Session) -> None:
        case = make_case(session)
        let_the_patient_be_written_to(session, case)

        target = rows(session, case, "practice.target.internal_appeal")
        assert planned(session, rows(session, case), Recipient.PATIENT) == {
            "days_7": "03-27 09:00",
            "days_1": "04-02 09:00",
        }
        assert planned(session, target, Recipient.PATIENT) == {}

    @pytest.mark.parametrize(
        "change, because",
        [
            ({"stopped_at": NOW}, "mail to the patient was stopped"),
            ({"died_on": date(2026, 11, 20)}, "the patient has died"),
            ({"wants_reminders": False}, "the patient did not ask for reminders"),
            ({"email_verified_at": None}, "the patient's address is not verified"),
            ({"consented_at": None}, "the patient's consent is not on record"),
        ],
    )
    def test_is_written_to_no_more(self, session: Session, change: dict[str, Any], because: str) -> None:
        case = make_case(session)
        let_the_patient_be_written_to(session, case)

        let_the_patient_be_written_to(session, case, **change)

        row = rows(session, case)
        assert planned(session, row, Recipient.PATIENT) == {}
        cancelled = session.exec(select(Reminder).where(Reminder.recipient == Recipient.PATIENT)).all()
        assert {r.because for r in cancelled} == {because}

    def test_gets_a_mail_that_says_who_acts_and_nothing_else(self, session: Session) -> None:
        case = make_case(session)
        let_the_patient_be_written_to(session, case, sender_name="Harbor")

        queue_due(session, morning("2027-03-27"))

        mail = next(mail for mail in mails(session) if mail.patient_id)
        assert (mail.to_address, mail.from_name) == ("patient@example.org", "Harbor")
        assert "Bob Lindgren will do this for you." in said(session, mail)
        assert f"{BASE_URL}/stop/" in said(session, mail)

    def test_is_not_written_to_at_night_though_the_worker_was_down_by_day(self, session: Session) -> None:
        case = make_case(session)
        let_the_patient_be_written_to(session, case)

        queue_due(session, morning("2027-03-27", hour=22))
        assert [mail for mail in mails(session) if mail.patient_id] == []
        queue_due(session, morning("2027-03-28", hour=9))

        assert len([mail for mail in mails(session) if mail.patient_id]) == 1

    def test_hears_of_a_deadline_twice_at_most_however_often_it_moves(self, session: Session) -> None:
        # Given a patient who has had both reminders of a date
        case = make_case(session)
        let_the_patient_be_written_to(session, case)
        row = rows(session, case)
        for day in ("2027-03-27", "2027-04-02"):
            queue_due(session, morning(day))

        # When the date moves by a month
        row.shown_on, row.outer_on = date(2027, 5, 3), date(2027, 5, 7)
        reminders.replan(session, case, morning("2027-04-02", hour=12))
        for day in ("2027-04-26", "2027-05-02"):
            queue_due(session, morning(day))

        # Then they hear no more
        assert len([mail for mail in mails(session) if mail.patient_id]) == 2


class TestQueueing:
    def test_a_due_reminder_becomes_one_mail_to_the_advocate(self, session: Session) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)

        queued = queue_due(session, morning("2027-03-04"))

        assert (queued.messages, queued.failures) == (1, 0)
        mail = mails(session)[-1]
        assert (mail.to_address, mail.account_id, mail.kind) == (bob.email, bob.id, "reminder")
        assert "Internal appeal" in said(session, mail)
        assert "30 days were left" in said(session, mail)
        assert "You are the one to act." in said(session, mail)

    def test_the_dates_of_one_morning_go_in_one_mail_and_each_knows_it(self, session: Session) -> None:
        # Given two deadlines of a case that are reminded on the same morning
        case = make_case(session)
        make_deadline(session, case, shown_on=date(2026, 12, 8), outer_on=date(2026, 12, 8))
        make_deadline(session, case, shown_on=date(2026, 12, 15), outer_on=date(2026, 12, 15), event_key="e2")

        # When that morning comes
        queue_due(session, morning("2026-12-01"))

        # Then one mail names both
        (mail,) = mails(session)
        assert said(session, mail).count("Information for the external review") == 2
        going = session.exec(select(Reminder).where(Reminder.state == ReminderState.QUEUED)).all()
        assert {r.outbox_id for r in going} == {mail.id}
        assert {"days_7", "days_14"} <= {r.step for r in going}

    def test_a_second_pass_of_the_same_morning_queues_nothing_more(self, session: Session) -> None:
        make_case(session)
        queue_due(session, morning("2027-03-04"))

        assert queue_due(session, morning("2027-03-04")).messages == 0

    def test_no_mail_carries_anything_medical_or_a_name(self, session: Session) -> None:
        # Given a case whose every reminder goes, to the advocate and to the patient
        case = make_case(session)
        let_the_patient_be_written_to(session, case)
        moments = sorted({r.due_at for r in session.exec(select(Reminder))})
        for moment in moments:
            refresh_cases(session, moment)
            queue_due(session, moment)

        sent = mails(session)
        assert len(sent) > 12
        for mail in sent:
            body = outbox.body_of(session, mail)
            words = f"{mail.subject} {body.text} {body.html} {mail.from_name}".lower()
            assert [word for word in MEDICAL if word in words] == []

    def test_met_since_it_was_planned_it_does_not_go(self, session: Session) -> None:
        case = make_case(session)
        row = rows(session, case)
        session.execute(sa.update(DeadlineRow).values(status=Status.MET))
        session.expire_all()

        queue_due(session, morning("2027-03-04"))

        assert mails(session) == []
        assert fates(session, row)["days_30"] == ("cancelled", "the step was done")

    def test_after_a_long_stop_only_the_nearest_goes_with_the_days_that_are_left_now(
        self, session: Session
    ) -> None:
        # Given a worker that was down from before the 14-day reminder until two days before the end
        case = make_case(session)
        queue_due(session, morning("2027-03-04"))

        # When it runs again
        queue_due(session, morning("2027-04-01", hour=11))

        # Then one mail counts from today, and the ones made pointless say so
        told = fates(session, rows(session, case))
        assert "2 days were left" in said(session, mails(session)[-1])
        assert told["days_14"] == ("skipped", "a nearer reminder of the same date went instead")
        assert told["days_3"] == ("queued", None)

    def test_running_again_only_past_the_cautious_date_it_says_file_today(self, session: Session) -> None:
        case = make_case(session)
        now = morning("2027-04-04", hour=8)
        refresh_cases(session, now)

        queue_due(session, now)

        assert "File today and say why." in said(session, mails(session)[-1])
        assert rows(session, case).status is Status.PAST_CAUTIOUS

    def test_when_a_nearer_one_is_about_to_go_the_late_one_is_skipped(self, session: Session) -> None:
        case = make_case(session)
        make_case(session)

        queue_due(session, morning("2027-04-03") - timedelta(minutes=10))

        because = "a nearer reminder of the same date is about to go"
        assert fates(session, rows(session, case))["days_1"] == ("skipped", because)

    def test_the_last_day_past_its_outcome_is_asked_for_and_stays_on_the_screen(
        self, session: Session
    ) -> None:
        # Given that nobody filed until the last arguable day was over
        case = make_case(session)
        now = morning("2027-04-08")
        refresh_cases(session, now)

        # When the morning after comes
        queue_due(session, now)

        # Then a mail asks what became of it, and so does the screen until it is answered
        row = rows(session, case)
        assert "Record what became of it" in said(session, mails(session)[-1])
        escalation = session.exec(select(Escalation)).one()
        assert (escalation.kind, escalation.deadline_id) == ("date_passed", row.id)
        row.met_by = "an appeal filed late, for good cause"
        reminders.replan(session, case, now)
        assert escalation.closed_at == now

    def test_of_a_date_still_to_be_found_the_next_weeks_are_planned_when_one_goes(
        self, session: Session
    ) -> None:
        case = make_case(session)
        row = make_deadline(session, case, status=Status.NEEDS_DATE)

        for week in range(8):
            queue_due(session, morning("2026-11-23") + timedelta(weeks=week))

        assert len(planned(session, row)) >= 1
        assert sum("Date not known" in said(session, mail) for mail in mails(session)) == 8

    def test_a_plan_that_is_certainly_late_is_told_with_what_that_opens(self, session: Session) -> None:
        # Given an appeal that the plan received on 2 November and has not answered in 30 days
        case = make_case(session)
        make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02T10:00")
        late = rows(session, case, "erisa.appeal.decide.pre")
        assert late.outer_on is not None

        # When the morning after certain lateness comes
        now = morning((late.outer_on + timedelta(days=1)).isoformat())
        refresh_cases(session, now)
        queue_due(session, now)

        words = " ".join(said(session, mails(session)[-1]).split())
        assert "No answer is on record: the plan is late. This is open now: External review." in words

    def test_an_advocate_who_left_is_replaced_by_an_administrator(self, session: Session) -> None:
        harbor = make_organization(session)
        bob, dora = make_account(session, harbor, active=False), make_administrator(session, harbor)
        make_case(session, bob)

        queue_due(session, morning("2027-03-04"))

        assert {mail.to_address for mail in mails(session)} == {dora.email}

    def test_where_nobody_is_left_that_is_on_record(self, session: Session) -> None:
        case = make_case(session, make_account(session, active=False))

        queue_due(session, morning("2027-03-04"))

        assert mails(session) == []
        assert session.exec(select(Escalation)).one().kind == "nobody_to_remind"
        assert fates(session, rows(session, case))["days_30"][0] == "skipped"


class TestOneBadReminder:
    def test_it_stops_no_other_and_is_shown_to_a_person(self, session: Session) -> None:
        # Given two patients who are written to, of whom one has a time zone that does not exist
        good, bad = make_case(session), make_case(session)
        let_the_patient_be_written_to(session, good)
        lost = let_the_patient_be_written_to(session, bad)
        session.execute(sa.update(Patient).where(Patient.id == lost.id).values(timezone="Atlantis/Harbor"))
        session.expire_all()

        # When reminders to both are due, and to their advocates
        queued = queue_due(session, morning("2027-03-27"))

        # Then all that can be written was written, and the rest is on a screen
        written = {(mail.case_id, mail.kind) for mail in mails(session)}
        assert written == {(good.id, "reminder"), (good.id, "patient_reminder"), (bad.id, "reminder")}
        assert queued.failures >= 1
        assert {e.kind for e in session.exec(select(Escalation))} == {"reminder_failed"}

    def test_a_case_that_cannot_be_opened_stops_no_other(self, session: Session) -> None:
        bad, good = make_case(session), make_case(session)
        session.execute(
            sa.text('UPDATE "case" SET insurer = :broken WHERE id = :id').bindparams(
                sa.bindparam("broken", "v1:test:0:AAAA"), sa.bindparam("id", bad.id, type_=sa.Uuid())
            )
        )
        session.expire_all()

        queued = queue_due(session, morning("2027-03-04"))

        assert {mail.case_id for mail in mails(session)} == {good.id}
        assert queued.failures >= 1


class TestWaitingInTheOutbox:
    def claimed(self, session: Session, now: datetime) -> tuple[OutboxMessage, OutboxBody]:
        claimed = outbox.claim(session, now)
        opened = outbox.claimed_message(session, claimed, claimed.ids[0])
        assert opened is not None
        return opened

    def test_a_mail_that_waited_is_written_anew_with_the_days_that_are_left(self, session: Session) -> None:
        make_case(session)
        queue_due(session, morning("2027-03-27"))
        later = morning("2027-03-29")

        message, body = self.claimed(session, later)
        before = message.message_id

        looked = reminders.look_again(session, message, BASE_URL, later)
        assert looked is not None
        assert reminders.settle(session, message, body, looked, later) is reminders.Settled.GOES
        assert "2 days have passed" not in (body.text or "")
        assert message.message_id == before
        assert (message.subject or "").startswith("Case ")

    def test_a_mail_about_what_was_done_since_is_not_sent(self, session: Session) -> None:
        make_case(session)
        queue_due(session, morning("2027-03-27"))
        session.execute(sa.update(DeadlineRow).values(status=Status.MET))
        session.expire_all()
        later = morning("2027-03-29")

        message, body = self.claimed(session, later)

        looked = reminders.look_again(session, message, BASE_URL, later)
        assert looked is not None
        assert reminders.settle(session, message, body, looked, later) is reminders.Settled.CANCELLED
        assert message.status is OutboxStatus.CANCELLED


class TestReading:
    def test_having_read_one_quiets_that_one_alone(self, session: Session) -> None:
        case = make_case(session)
        bob = session.get_one(Account, case.advocate_id)
        queue_due(session, morning("2027-03-04"))
        read = session.exec(select(Reminder).where(Reminder.state == ReminderState.QUEUED)).first()
        assert read is not None
        before = planned(session, rows(session, case))

        reminders.acknowledge(session, bob, read, NOW)
        reminders.replan(session, case, NOW)

        assert (read.acknowledged_at, read.acknowledged_by_id) == (NOW, bob.id)
        assert planned(session, rows(session, case)) == before


class TestTheSweep:
    def test_a_case_as_it_was_opened_has_no_date_without_a_reminder(self, session: Session) -> None:
        make_case(session)

        assert reminders.uncovered(session, NOW) == []

    def test_a_date_without_a_reminder_gets_a_person(self, session: Session) -> None:
        case = make_case(session)
        session.execute(
            sa.update(Reminder)
            .where(Reminder.deadline_id == rows(session, case).id)
            .values(state=ReminderState.CANCELLED)
        )

        assert reminders.sweep(session, NOW) == 1

        told = session.exec(select(Escalation)).one()
        assert told.kind == "no_reminder"
        assert (
            told.sentence
            == f"Internal appeal, case {case.number}: no reminder is planned. Look after this date."
        )
        assert reminders.sweep(session, NOW) == 0

    def test_somebody_who_left_looks_after_nothing(self, session: Session) -> None:
        # Given a date whose reminders are lost, which is put before an advocate whose account is then closed
        erin = make_administrator(session)
        bob = make_account(session, session.get_one(Organization, erin.organization_id))
        row = rows(session, make_case(session, bob))
        session.execute(sa.update(Reminder).values(state=ReminderState.CANCELLED))
        reminders.sweep(session, NOW)
        accounts.deactivate(session, erin, bob, NOW)

        assert row in reminders.uncovered(session, NOW)
        reminders.sweep(session, NOW)

        assert reminders.uncovered(session, NOW) == []
        assert row.id in {
            each.deadline_id for each in escalations.of_account(session, erin) if each.account_id == erin.id
        }

    def test_a_reminder_stuck_for_an_hour_covers_nothing(self, session: Session) -> None:
        case = make_case(session)
        row = rows(session, case)
        session.execute(
            sa.update(Reminder)
            .where(Reminder.deadline_id == row.id, Reminder.step != "days_30")
            .values(state=ReminderState.CANCELLED)
        )

        assert row not in reminders.uncovered(session, morning("2027-03-04"))
        assert row in reminders.uncovered(session, morning("2027-03-04", hour=10))


def test_a_letters_shorter_date_is_mailed_with_the_laws_beside_it(session: Session) -> None:
    case = make_case(session, notice_on="2026-10-05", states_deadline_on="2026-12-21")

    queue_due(session, datetime(2026, 12, 18, 15, 1, tzinfo=UTC))

    text = "\n".join(said(session, mail) for mail in mails(session))
    assert "The date that the letter states" in text
    assert "The letter says so; the law allows until April 3, 2027." in " ".join(text.split())
    assert case.number in text
