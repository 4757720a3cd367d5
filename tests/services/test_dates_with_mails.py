"""What goes with a mail of reminders for a calendar: the dates that it names, as they stand when it goes."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from tests.factories import advocate_of, make_case
from tests.services.test_reminders import (
    BASE_URL,
    MEDICAL,
    let_the_patient_be_written_to,
    mails,
    make_deadline,
    morning,
    queue_due,
    rows,
)
from tracker.models import Case, DeadlineRow, OutboxMessage
from tracker.rules.terms import Status
from tracker.services import feeds
from tracker.services.calendar_entries import CalendarEntry, EntryState

MARCH_4 = morning("2027-03-04")
"""Thirty days before the last day of the appeal."""


def entries_of(session: Session, mail: OutboxMessage) -> tuple[CalendarEntry, ...]:
    """What goes with a mail."""
    return feeds.of_mails(session, [mail], BASE_URL, MARCH_4).get(mail.id, ())


def of_row(session: Session, mail: OutboxMessage, row: DeadlineRow) -> CalendarEntry | None:
    """What the mail's file says of one deadline; None where it is not in it."""
    found = {entry.uid: entry for entry in entries_of(session, mail)}
    return found.get(f"deadline-{row.id}@appeals.example.org")


def told(session: Session, case: Case, to_patient: bool = False) -> OutboxMessage:
    """The newest mail of the case's reminders to its advocate, or to its patient."""
    return [
        mail for mail in mails(session) if mail.case_id == case.id and bool(mail.patient_id) == to_patient
    ][-1]


@pytest.fixture
def case(session: Session) -> Case:
    """A case whose appeal is due on April 3."""
    return make_case(session)


def test_the_advocate_gets_the_date_as_their_feed_has_it(session: Session, case: Case) -> None:
    queue_due(session, MARCH_4)

    entry = of_row(session, told(session, case), rows(session, case))

    feed, _ = feeds.create(session, advocate_of(session, case), None, BASE_URL, MARCH_4)
    in_the_feed = {each.uid: each for each in feeds.entries(session, feed, BASE_URL, MARCH_4)[1]}
    assert entry is not None
    assert entry == in_the_feed[entry.uid]
    assert (entry.on, entry.state) == (date(2027, 4, 3), EntryState.OPEN)


def test_a_patient_who_did_not_ask_for_files_gets_none(session: Session, case: Case) -> None:
    let_the_patient_be_written_to(session, case)
    queue_due(session, morning("2027-03-27"))

    assert entries_of(session, told(session, case, to_patient=True)) == ()


def test_a_patient_who_asked_gets_a_neutral_entry_that_leads_nowhere(session: Session, case: Case) -> None:
    let_the_patient_be_written_to(session, case, takes_attachments=True)
    queue_due(session, morning("2027-03-27"))

    (entry,) = entries_of(session, told(session, case, to_patient=True))

    assert entry.title == f"Appeal step due – case {case.number}"
    assert entry.url == ""
    assert not [word for word in MEDICAL if word in f"{entry.title} {entry.description}".lower()]


def test_more_detail_stands_in_it_only_where_the_claimant_chose_it(session: Session, case: Case) -> None:
    let_the_patient_be_written_to(session, case, takes_attachments=True, detail="detailed")
    queue_due(session, morning("2027-03-27"))

    (entry,) = entries_of(session, told(session, case, to_patient=True))

    assert entry.title == f"Internal appeal due – case {case.number}"


def test_each_date_of_a_morning_is_in_the_one_file(session: Session, case: Case) -> None:
    other = make_deadline(session, case, shown_on=date(2027, 4, 3))
    queue_due(session, MARCH_4)

    assert of_row(session, told(session, case), rows(session, case))
    assert of_row(session, told(session, case), other)


def test_what_waited_and_moved_goes_as_it_stands_now(session: Session, case: Case) -> None:
    queue_due(session, MARCH_4)
    row = rows(session, case)
    before = of_row(session, told(session, case), row)

    row.shown_on, row.revision = date(2027, 4, 1), row.revision + 1
    after = of_row(session, told(session, case), row)

    assert before
    assert after
    assert (after.uid, after.on) == (before.uid, date(2027, 4, 1))
    assert after.sequence > before.sequence


def test_a_date_that_was_replaced_is_cancelled_in_the_next_mails_file(session: Session, case: Case) -> None:
    # Given a date that a mail has put in a calendar, and that another one has replaced
    gone = make_deadline(session, case, shown_on=date(2027, 4, 3))
    queue_due(session, MARCH_4)
    first = of_row(session, told(session, case), gone)
    gone.status, gone.revision, gone.updated_at = Status.SUPERSEDED, gone.revision + 1, MARCH_4

    # When the next mail of the case goes
    queue_due(session, morning("2027-03-20"))
    second = of_row(session, told(session, case), gone)

    # Then its file says so, under the same UID and a higher sequence
    assert first
    assert second
    assert second.state is EntryState.CANCELLED
    assert second.sequence > first.sequence


def test_after_thirty_days_nothing_more_is_said_of_it(session: Session, case: Case) -> None:
    gone = make_deadline(session, case, shown_on=date(2027, 4, 3))
    queue_due(session, MARCH_4)
    gone.status, gone.updated_at = Status.SUPERSEDED, MARCH_4 - timedelta(days=31)
    queue_due(session, morning("2027-03-20"))

    assert of_row(session, told(session, case), gone) is None


def test_what_another_readers_mail_named_is_no_business_of_this_one(session: Session, case: Case) -> None:
    gone = make_deadline(session, case, shown_on=date(2027, 4, 3))
    queue_due(session, MARCH_4)
    gone.status, gone.updated_at = Status.SUPERSEDED, MARCH_4
    let_the_patient_be_written_to(session, case, takes_attachments=True)

    queue_due(session, morning("2027-03-27"))

    assert of_row(session, told(session, case, to_patient=True), rows(session, case))
    assert of_row(session, told(session, case, to_patient=True), gone) is None


def test_other_mails_have_no_file(session: Session, case: Case) -> None:
    queue_due(session, MARCH_4)
    mail = told(session, case)
    mail.kind = "alert"

    assert entries_of(session, mail) == ()
