"""An organization chooses how far ahead it reminds: open cases follow, and nothing is sent twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from tests.factories import NOW, make_account, make_administrator, make_case, make_organization
from tests.services.test_form_reminders import keep as keep_form
from tests.services.test_reminders import (
    fates,
    let_the_patient_be_written_to,
    mails,
    morning,
    planned,
    queue_due,
    rows,
)
from tracker.models import (
    Account,
    AuditEntry,
    Case,
    Escalation,
    FormReminder,
    Organization,
    Recipient,
    Reminder,
    ReminderState,
)
from tracker.rules.reminder_policy import BOUNDS, DateKind
from tracker.services import reminder_policies, reminders
from tracker.services.access import NotAllowed
from tracker.services.refreshing import refresh_cases
from tracker.services.reminder_policies import OWN, Policy, change, policy_of

SOON = NOW + timedelta(minutes=1)
AFTER_THE_FIRST = morning("2027-03-05")


@pytest.fixture
def harbor(session: Session) -> Organization:
    """Whose policy it is."""
    return make_organization(session)


@pytest.fixture
def erin(session: Session, harbor: Organization) -> Account:
    """Its administrator."""
    return make_administrator(session, harbor, name="Erin Cole")


@pytest.fixture
def case(session: Session, harbor: Organization) -> Case:
    """An open case of its: the appeal is due on April 3, 2027."""
    return make_case(session, make_account(session, harbor))


def chosen(**offsets: tuple[int, ...]) -> Policy:
    """The program's own policy, but for these lines."""
    return Policy({**OWN.offsets, **{DateKind(kind): each for kind, each in offsets.items()}}, OWN.ladder)


def apply(session: Session, now: object = SOON) -> int:
    """What the worker does in its next pass; how many cases it looked at."""
    reminder_policies.mark_for_another_look(session, now)  # type: ignore[arg-type]
    session.flush()
    return refresh_cases(session, now).cases  # type: ignore[arg-type]


def days_ahead(session: Session, case: Case) -> list[str]:
    found = planned(session, rows(session, case))
    return sorted((code for code in found if code.startswith("days_")), key=lambda code: int(code[5:]))


def test_without_a_choice_the_programs_own_policy_holds(session: Session, harbor: Organization) -> None:
    assert policy_of(session, harbor.id) == OWN


def test_an_open_case_follows_in_the_next_pass_and_not_before(
    session: Session, erin: Account, case: Case
) -> None:
    assert change(session, erin, chosen(last_day=(60, 10, 2, 0)), NOW)
    assert days_ahead(session, case) == ["days_0", "days_1", "days_3", "days_7", "days_14", "days_30"]
    assert reminder_policies.is_being_applied(session, case.organization_id)

    assert apply(session) == 1

    assert days_ahead(session, case) == ["days_0", "days_2", "days_10", "days_60"]
    assert fates(session, rows(session, case))["days_14"] == (
        "cancelled",
        "the organization reminds on other days now",
    )
    assert not reminder_policies.is_being_applied(session, case.organization_id)
    assert not reminder_policies.has_changes(session)


def test_the_choice_survives_being_stored_whole(
    session: Session, erin: Account, harbor: Organization
) -> None:
    policy = Policy(chosen(plans_answer=(0, 7)).offsets, OWN.ladder[1:])

    change(session, erin, policy, NOW)
    session.flush()
    session.expire_all()

    assert policy_of(session, harbor.id) == policy
    assert reminder_policies.ladders(session) == {harbor.id: policy.ladder}


def test_a_new_case_follows_from_its_first_moment(
    session: Session, erin: Account, harbor: Organization
) -> None:
    change(session, erin, chosen(last_day=(10, 2, 0)), NOW)

    assert days_ahead(session, make_case(session, make_account(session, harbor))) == [
        "days_0",
        "days_2",
        "days_10",
    ]


def test_what_was_sent_is_not_sent_again_and_what_has_passed_is_not_caught_up(
    session: Session, erin: Account, case: Case
) -> None:
    # Given a case whose reminder of thirty days ahead has gone
    queue_due(session, morning("2027-03-04"))
    gone = len(mails(session))

    # When the organization asks for thirty, twenty-nine and forty days too, on the day after
    change(session, erin, chosen(last_day=(40, 30, 29, 7, 1, 0)), AFTER_THE_FIRST)
    apply(session, AFTER_THE_FIRST)
    queue_due(session, AFTER_THE_FIRST + timedelta(minutes=1))

    # Then the one that went stays as it is, and only what lies ahead is planned
    states = fates(session, rows(session, case))
    assert states["days_30"] == ("queued", None)
    assert "days_40" not in states
    assert len(mails(session)) == gone
    assert days_ahead(session, case) == ["days_0", "days_1", "days_7"]


def test_a_reminder_that_is_due_and_waits_still_goes(session: Session, erin: Account, case: Case) -> None:
    late = morning("2027-03-20", hour=11)

    change(session, erin, chosen(last_day=(7, 1, 0)), late)
    apply(session, late)
    queue_due(session, late)

    assert fates(session, rows(session, case))["days_14"] == ("queued", None)


def test_choosing_back_plans_the_same_reminders_again(session: Session, erin: Account, case: Case) -> None:
    before = planned(session, rows(session, case))

    change(session, erin, chosen(last_day=(10, 2, 0)), NOW)
    apply(session)
    change(session, erin, OWN, NOW)
    apply(session)

    assert planned(session, rows(session, case)) == before


def test_a_patient_still_gets_two_mails_of_a_date_at_most(
    session: Session, erin: Account, case: Case
) -> None:
    let_the_patient_be_written_to(session, case)
    queue_due(session, morning("2027-03-27"))

    change(session, erin, chosen(patients_day=(5, 2)), morning("2027-03-28"))
    apply(session, morning("2027-03-28"))
    for day in ("2027-03-29", "2027-04-01"):
        queue_due(session, morning(day))

    to_patient = [mail for mail in mails(session) if mail.patient_id is not None]
    assert len(to_patient) == 2
    assert planned(session, rows(session, case), Recipient.PATIENT) == {}


def test_a_form_that_runs_out_follows_too(session: Session, erin: Account, case: Case) -> None:
    keep_form(session, case)

    change(session, erin, chosen(signed_form=(60, 14)), NOW)
    apply(session)

    planned_now = select(FormReminder.step).where(FormReminder.state == ReminderState.PLANNED)
    assert set(session.exec(planned_now)) == {"days_60", "days_14", "ran_out"}


def test_another_organizations_cases_and_closed_ones_are_left_alone(session: Session, erin: Account) -> None:
    elsewhere = make_case(session)
    change(session, erin, chosen(last_day=(10, 2, 0)), NOW)

    assert apply(session) == 0
    assert "days_30" in days_ahead(session, elsewhere)


def test_each_line_that_changed_is_audited_and_the_same_again_is_no_change(
    session: Session, erin: Account
) -> None:
    assert change(session, erin, chosen(last_day=(10, 2, 0), plans_answer=(0, 7)), NOW)
    assert not change(session, erin, chosen(last_day=(10, 2, 0), plans_answer=(0, 7)), NOW)
    assert change(session, erin, Policy(chosen(last_day=(10, 2, 0), plans_answer=(0, 7)).offsets, ()), NOW)

    said = session.exec(select(AuditEntry.detail).where(AuditEntry.action == reminder_policies.CHANGED)).all()
    assert sorted(said) == [
        "ladder: advocate 4 tells advocate; supervisor 3 tells advocate, supervisor; "
        "administrators 2 tells administrators to none",
        "last_day: 30, 14, 7, 3, 1, 0 to 10, 2, 0",
        "plans_answer: 0 to 0, 7",
    ]


def test_only_an_administrator_chooses(session: Session, harbor: Organization) -> None:
    with pytest.raises(NotAllowed):
        change(session, make_account(session, harbor), chosen(last_day=(10, 2, 0)), NOW)


@pytest.mark.parametrize("kind", DateKind)
def test_on_the_floor_of_a_policy_no_date_is_without_a_reminder(
    session: Session, erin: Account, case: Case, kind: DateKind
) -> None:
    # Given a policy of as little as the floor of this kind of date allows
    floor = BOUNDS[kind].floor
    least = {*BOUNDS[kind].always, *(each[0] for each in floor)}
    change(session, erin, chosen(**{kind.value: tuple(sorted(least, reverse=True))}), NOW)
    apply(session)

    # Then, whenever one looks until the last day, every date of the case has somebody who will be told
    for weeks in range(20):
        now = NOW + timedelta(weeks=weeks)
        queue_due(session, now)
        refresh_cases(session, now)
        assert reminders.uncovered(session, now) == []


def test_a_date_that_a_policy_left_without_a_reminder_becomes_an_escalation(
    session: Session, erin: Account, case: Case
) -> None:
    # Given a reminder of each step lost, however that came about, under a policy of its own
    change(session, erin, chosen(last_day=(10, 2, 0)), NOW)
    apply(session)
    row = rows(session, case)
    lost = sa.update(Reminder).where(col(Reminder.deadline_id) == row.id)
    session.execute(lost.values(state=ReminderState.CANCELLED))

    assert reminders.sweep(session, SOON) == 1

    found = session.exec(select(Escalation).where(Escalation.deadline_id == row.id)).one()
    assert (found.kind, found.account_id) == ("no_reminder", case.advocate_id)
    assert reminders.uncovered(session, SOON) == []
