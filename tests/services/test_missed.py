"""A date that was missed closes with why: nobody is asked any more, and the date stays missed."""

from datetime import datetime

import pytest
from sqlmodel import Session

from tests.factories import make_case, make_event
from tests.services.test_reminders import fates, morning, queue_due, rows
from tracker.models import Case, DeadlineRow
from tracker.rules.terms import EventKind, Status
from tracker.services import deadlines, escalations, events
from tracker.services.refreshing import refresh_cases

# The appeal is due on April 3, 2027, and can be argued until April 7.
OVER = morning("2027-04-08")
ARGUABLE = morning("2027-04-05")


@pytest.fixture
def case(session: Session) -> Case:
    """A case in which nobody has filed."""
    return make_case(session)


def say_missed(session: Session, case: Case, row: DeadlineRow, now: datetime) -> str:
    said = {"noted_on": f"{now:%Y-%m-%d}", "rule": row.rule, "answers": row.event_key}
    return make_event(session, case, EventKind.DEADLINE_MISSED, now, **said).event_key


def matters(session: Session, case: Case) -> list[str]:
    return [each.kind for each in escalations.of_case(session, case)]


def test_once_its_reason_is_on_record_nobody_is_asked_and_it_stays_missed(
    session: Session, case: Case
) -> None:
    # Given a last day that passed, of which a person was asked what became of it
    refresh_cases(session, OVER)
    queue_due(session, OVER)
    assert matters(session, case) == ["date_passed"]

    # When they say that it was missed, and why
    row = rows(session, case)
    key = say_missed(session, case, row, OVER)

    # Then it is missed still, and nothing stands open
    assert (row.status, row.missed_by, row.met_by) == (Status.MISSED, key, None)
    assert any("It is on record that this was missed" in warning for warning in row.warnings)
    assert matters(session, case) == []


def test_said_before_the_question_was_mailed_the_question_is_not_mailed(session: Session, case: Case) -> None:
    deadlines.sync(session, case, OVER)
    say_missed(session, case, rows(session, case), OVER)

    queue_due(session, OVER)

    state, because = fates(session, rows(session, case))["outcome_wanted"]
    assert state in ("cancelled", "skipped")
    assert because
    assert matters(session, case) == []


def test_what_can_still_be_argued_is_not_over_whatever_an_entry_says(session: Session, case: Case) -> None:
    refresh_cases(session, ARGUABLE)
    row = rows(session, case)

    say_missed(session, case, row, ARGUABLE)

    assert (row.status, row.missed_by) == (Status.PAST_CAUTIOUS, None)
    assert any("it can still be argued: file today" in warning for warning in row.warnings)
    assert fates(session, row)["arguable_2027-04-06"] == ("planned", None)


def test_taken_back_it_is_asked_again(session: Session, case: Case) -> None:
    refresh_cases(session, OVER)
    queue_due(session, OVER)
    row = rows(session, case)
    key = say_missed(session, case, row, OVER)
    bob = escalations.named_person(session, case)

    events.remove(session, bob, case, key, "That was another date.", OVER)

    assert (row.status, row.missed_by) == (Status.MISSED, None)


def test_an_appeal_filed_late_after_all_is_what_became_of_it(session: Session, case: Case) -> None:
    refresh_cases(session, OVER)
    row = rows(session, case)
    say_missed(session, case, row, OVER)

    filed = {"sent_on": "2027-04-09", "received_by_plan": "2027-04-09", "filed_by": "representative"}
    key = make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, morning("2027-04-09"), **filed).event_key

    assert (row.met_by, row.missed_by) == (key, None)
