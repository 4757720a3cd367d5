"""A date is close, no outcome stands, and nobody has said to have seen it: everybody is told, once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from tests.factories import make_account, make_administrator, make_case, make_organization
from tracker.models import (
    Account,
    Case,
    DeadlineRow,
    Escalation,
    OutboxMessage,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules.terms import EventKind, Status
from tracker.services import deadlines, events, outbox
from tracker.services.alarms import due_alarms, raise_alarm, unattended
from tracker.services.escalations import EscalationKind

CHICAGO = ZoneInfo("America/Chicago")
BASE_URL = "https://appeals.example.org"
# The denial's appeal is due on Saturday, April 3, 2027: Friday is the business day before it.
FRIDAY_NINE = datetime(2027, 4, 2, 9, tzinfo=CHICAGO)


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session, name="Bob Lindgren")


@pytest.fixture
def case(session: Session, bob: Account) -> Case:
    """Bob's case, with a colleague and an administrator beside him, and its dates as they stand on that Friday."""
    organization = make_organization(session)
    bob.organization_id = organization.id
    make_account(session, organization, name="Dana Reyes", email="dana@example.org")
    make_administrator(session, organization, name="Erin Cole", email="erin@example.org")
    session.flush()
    found = make_case(session, bob)
    deadlines.sync(session, found, FRIDAY_NINE)
    return found


def raised(session: Session, now: datetime) -> int:
    return sum(raise_alarm(session, alarm, BASE_URL, now) for alarm in due_alarms(session, BASE_URL, now))


def appeal(session: Session, case: Case) -> DeadlineRow:
    wanted = select(DeadlineRow).where(
        DeadlineRow.case_id == case.id, DeadlineRow.rule == "erisa.appeal.file"
    )
    return session.exec(wanted).one()


def went(session: Session, row: DeadlineRow, at: datetime, acknowledged: bool) -> None:
    """A reminder of that date went at that moment, and somebody pressed its button or nobody did."""
    session.add(
        Reminder(
            organization_id=row.organization_id,
            case_id=row.case_id,
            deadline_id=row.id,
            recipient=Recipient.ADVOCATE,
            step=f"test_{at:%d%H}",
            due_at=at,
            state=ReminderState.QUEUED,
            acknowledged_at=at if acknowledged else None,
            created_at=at,
            updated_at=at,
        )
    )
    session.flush()


def test_on_the_business_day_before_everybody_is_told_and_the_matter_has_names(
    session: Session, case: Case, bob: Account
) -> None:
    assert raised(session, FRIDAY_NINE - timedelta(seconds=1)) == 0

    assert raised(session, FRIDAY_NINE) == 1

    mails = {mail.to_address: mail for mail in session.exec(select(OutboxMessage)) if mail.kind == "alarm"}
    assert set(mails) == {bob.email, "dana@example.org", "erin@example.org"}
    said = {address: outbox.body_of(session, mail).text or "" for address, mail in mails.items()}
    assert "You are the one to act." in said[bob.email]
    assert "Bob Lindgren is the one to act." in said["dana@example.org"]
    assert "Saturday, April 3, 2027" in said["dana@example.org"]
    assert "April 3" not in said["erin@example.org"]
    assert case.number in said["erin@example.org"]
    matters = session.exec(select(Escalation).where(Escalation.kind == EscalationKind.UNATTENDED.value))
    assert len({matter.account_id for matter in matters}) == 2


def test_it_is_raised_once_and_stands_at_the_top_until_the_outcome(
    session: Session, case: Case, bob: Account
) -> None:
    raised(session, FRIDAY_NINE)
    assert raised(session, FRIDAY_NINE + timedelta(hours=5)) == 0
    assert [(found.id, row.rule) for found, row in unattended(session, bob)] == [
        (case.id, "erisa.appeal.file")
    ]

    filed = {
        "sent_on": "2027-04-02",
        "received_by_plan": "2027-04-02",
        "filed_by": "representative",
        "channel": "fax",
    }
    events.record(
        session, bob, case, EventKind.INTERNAL_APPEAL_FILED, filed, {}, FRIDAY_NINE + timedelta(hours=6)
    )

    assert unattended(session, bob) == []
    assert raised(session, FRIDAY_NINE + timedelta(hours=7)) == 0


@pytest.mark.parametrize(
    "days_before, acknowledged, alarms",
    [(2, True, 0), (2, False, 1), (0, True, 0)],
    ids=["the last one was read", "the last one was not", "that morning's was read"],
)
def test_only_a_word_on_the_newest_reminder_keeps_it_quiet(
    session: Session, case: Case, days_before: int, acknowledged: bool, alarms: int
) -> None:
    row = appeal(session, case)
    went(session, row, FRIDAY_NINE - timedelta(days=29), acknowledged=True)
    went(session, row, FRIDAY_NINE - timedelta(days=days_before, hours=1), acknowledged)

    assert raised(session, FRIDAY_NINE) == alarms


def test_after_a_time_without_a_worker_it_is_raised_late_but_not_when_all_is_over(
    session: Session, case: Case
) -> None:
    row = appeal(session, case)
    over = datetime(2027, 5, 1, 9, tzinfo=CHICAGO)
    row.status = Status.MISSED
    session.flush()
    assert raised(session, over) == 0

    row.status = Status.OPEN
    session.flush()
    assert raised(session, datetime(2027, 4, 3, 20, tzinfo=CHICAGO)) == 1


def test_what_moves_while_the_alarm_is_written_takes_it_back(session: Session, case: Case) -> None:
    (alarm,) = due_alarms(session, BASE_URL, FRIDAY_NINE)
    appeal(session, case).revision += 1
    session.flush()

    assert raise_alarm(session, alarm, BASE_URL, FRIDAY_NINE) is False
    assert [mail for mail in session.exec(select(OutboxMessage)) if mail.kind == "alarm"] == []


def test_who_works_alone_is_told_once(session: Session) -> None:
    alone = make_administrator(session)
    deadlines.sync(session, make_case(session, alone), FRIDAY_NINE)

    assert raised(session, FRIDAY_NINE) == 1
    (mail,) = [mail for mail in session.exec(select(OutboxMessage)) if mail.kind == "alarm"]
    assert "You are the one to act." in (outbox.body_of(session, mail).text or "")
