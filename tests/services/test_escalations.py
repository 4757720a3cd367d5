"""Escalations have a name on them and stay until the matter or a person closes them."""

from datetime import timedelta

from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_administrator, make_case, make_organization
from tracker.models import DeadlineRow
from tracker.rules.terms import Status
from tracker.services import accounts, escalations
from tracker.services.escalations import EscalationKind


def test_the_same_matter_is_opened_once_with_the_newest_words(session: Session) -> None:
    case = make_case(session)
    bob = escalations.named_person(session, case)

    first = escalations.open_escalation(session, bob, EscalationKind.MAIL_FAILED, "One", NOW, case=case)
    again = escalations.open_escalation(session, bob, EscalationKind.MAIL_FAILED, "Two", NOW, case=case)

    assert first is again
    assert escalations.of_account(session, bob) == [again]
    assert again.sentence == "Two"


def test_a_matter_closed_with_a_reason_is_opened_anew_when_it_comes_back(session: Session) -> None:
    case = make_case(session)
    bob = escalations.named_person(session, case)
    first = escalations.open_escalation(session, bob, EscalationKind.MAIL_FAILED, "One", NOW, case=case)

    escalations.close(session, first, "called the patient", NOW)
    escalations.close(session, first, "something else", NOW + timedelta(days=1))
    again = escalations.open_escalation(session, bob, EscalationKind.MAIL_FAILED, "Two", NOW, case=case)

    assert first is not again
    assert (first.closed_at, first.closed_because) == (NOW, "called the patient")


def test_a_deadline_that_is_met_settles_its_own_and_no_other(session: Session) -> None:
    case = make_case(session)
    bob = escalations.named_person(session, case)
    met, other = session.exec(select(DeadlineRow).where(DeadlineRow.case_id == case.id)).all()
    for row in (met, other):
        kind = EscalationKind.DATE_PASSED
        escalations.open_escalation(session, bob, kind, "It passed", NOW, case=case, deadline_id=row.id)
    met.status = Status.MET

    escalations.settle(session, case, [met, other], NOW)

    assert [each.deadline_id for each in escalations.of_case(session, case)] == [other.id]


def test_what_waited_for_somebody_who_left_waits_for_the_administrators(session: Session) -> None:
    harbor = make_organization(session)
    bob, dana, erin = (
        make_account(session, harbor),
        make_account(session, harbor),
        make_administrator(session, harbor),
    )
    task = escalations.open_escalation(session, bob, EscalationKind.MAIL_FAILED, "One", NOW)
    assert escalations.of_account(session, erin) == []

    accounts.deactivate(session, erin, bob, NOW)

    assert escalations.of_account(session, erin) == [task]
    assert escalations.of_account(session, dana) == []
    assert escalations.of_account(session, make_administrator(session)) == []


def test_a_closed_case_settles_all_of_its_own(session: Session) -> None:
    case = make_case(session)
    bob = escalations.named_person(session, case)
    escalations.open_escalation(session, bob, EscalationKind.MAIL_FAILED, "One", NOW, case=case)
    case.closed_at = NOW

    escalations.settle(session, case, [], NOW)

    assert escalations.of_account(session, bob) == []


def test_the_name_on_it_is_the_advocates_while_their_account_is_open(session: Session) -> None:
    harbor = make_organization(session)
    bob, dora = make_account(session, harbor), make_administrator(session, harbor)
    case = make_case(session, bob)

    assert escalations.named_person(session, case) is bob
    bob.active = False
    session.flush()
    assert escalations.named_person(session, case) is dora
    dora.active = False
    session.flush()
    assert escalations.named_person(session, case) is bob


def test_another_organizations_administrator_is_never_asked(session: Session) -> None:
    make_administrator(session)
    bob = make_account(session, active=False)
    case = make_case(session, bob)

    assert escalations.named_person(session, case) is bob


def test_what_one_of_them_has_answered_no_longer_stands_before_the_others(session: Session) -> None:
    harbor = make_organization(session)
    bob, erin = make_account(session, harbor), make_administrator(session, harbor)
    case = make_case(session, bob)
    one, other = session.exec(select(DeadlineRow).where(DeadlineRow.case_id == case.id)).all()[:2]
    kind = EscalationKind.UNATTENDED
    mine, hers, another = (
        escalations.open_escalation(session, person, kind, "Close.", NOW, case=case, deadline_id=row.id)
        for person, row in ((bob, one), (erin, one), (erin, other))
    )

    escalations.close_for_all(session, mine, "filed by fax today", NOW)

    assert (mine.closed_because, hers.closed_because) == ("filed by fax today", "filed by fax today")
    assert another.closed_at is None
