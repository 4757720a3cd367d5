"""An advocate who is away: a colleague gets their mails and tasks, and they get them again when they are back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_administrator, make_case, make_organization
from tests.services.test_reminders import morning, queue_due
from tracker.models import Account, Organization, OutboxMessage
from tracker.services import escalations, leave
from tracker.services.accounts import AccountError
from tracker.services.escalations import EscalationKind

LAST_DAY = "2027-03-05"


@pytest.fixture
def harbor(session: Session) -> Organization:
    """Whose advocates they are."""
    return make_organization(session)


@pytest.fixture
def bob(session: Session, harbor: Organization) -> Account:
    """The advocate."""
    return make_account(session, harbor, email="bob@example.org")


@pytest.fixture
def dana(session: Session, harbor: Organization) -> Account:
    """The colleague who covers."""
    return make_account(session, harbor, name="Dana Reyes", email="dana@example.org")


def written_to(session: Session) -> list[str | None]:
    return [
        mail.to_address for mail in session.exec(select(OutboxMessage).order_by(OutboxMessage.created_at))
    ]


def test_the_colleague_gets_the_reminders_until_the_last_day_is_over(
    session: Session, bob: Account, dana: Account
) -> None:
    case = make_case(session, bob)
    leave.go_away(session, bob, dana.id, LAST_DAY, NOW)

    queue_due(session, morning("2027-03-04"))
    assert escalations.named_person(session, case) == dana
    leave.end_what_is_over(session, morning(LAST_DAY, hour=23))
    assert bob.covered_by_id == dana.id
    leave.end_what_is_over(session, morning("2027-03-06", hour=1))
    queue_due(session, morning("2027-03-27"))

    assert bob.covered_by_id is None
    assert written_to(session) == ["dana@example.org", "bob@example.org"]


def test_what_already_waited_is_the_colleagues_to_see_to_as_well(
    session: Session, bob: Account, dana: Account
) -> None:
    case = make_case(session, bob)
    kind = EscalationKind.MAIL_BOUNCED
    task = escalations.open_escalation(session, bob, kind, "A mail came back.", NOW, case=case)
    assert escalations.of_account(session, dana) == []

    leave.go_away(session, bob, dana.id, LAST_DAY, NOW)
    assert escalations.of_account(session, dana) == [task]
    assert escalations.of_account(session, bob) == [task]

    leave.come_back(session, bob, NOW)
    assert escalations.of_account(session, dana) == []


def test_where_the_colleague_is_away_too_an_administrator_answers(
    session: Session, harbor: Organization, bob: Account, dana: Account
) -> None:
    erin, case = make_administrator(session, harbor), make_case(session, bob)
    leave.go_away(session, bob, dana.id, LAST_DAY, NOW)
    leave.go_away(session, dana, erin.id, LAST_DAY, NOW)

    assert escalations.named_person(session, case) == erin
    assert leave.covered_by(session, erin) == [dana]


def test_who_comes_back_early_has_everything_again(session: Session, bob: Account, dana: Account) -> None:
    case = make_case(session, bob)
    leave.go_away(session, bob, dana.id, LAST_DAY, NOW)

    leave.come_back(session, bob, NOW + timedelta(days=1))

    assert escalations.named_person(session, case) == bob


def test_only_a_colleague_who_is_here_covers_and_not_for_ever(
    session: Session, bob: Account, dana: Account
) -> None:
    stranger = make_account(session)
    for cover, until, field in [
        (stranger.id, LAST_DAY, "cover"),
        (bob.id, LAST_DAY, "cover"),
        (uuid4(), LAST_DAY, "cover"),
        (dana.id, "", "until"),
        (dana.id, "2026-02-30", "until"),
        (dana.id, "2026-11-21", "until"),
        (dana.id, "2028-11-23", "until"),
    ]:
        with pytest.raises(AccountError) as refused:
            leave.go_away(session, bob, cover, until, NOW)
        assert [problem.field for problem in refused.value.problems] == [field]
    assert bob.covered_by_id is None
