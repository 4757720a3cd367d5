"""A signed form that runs out is reminded on 30 and 7 days before, and stands on a screen from the day after."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, advocate_of, make_account, make_case
from tests.services.test_reminders import BASE_URL, MEDICAL, mails, make_deadline, queue_due, said
from tracker.models import (
    Account,
    Case,
    Escalation,
    FormReminder,
    OutboxBody,
    OutboxMessage,
    OutboxStatus,
    ReminderState,
    SignedForm,
)
from tracker.rules.terms import EventKind
from tracker.services import events, papers, reminders
from tracker.services.denial_input import FormInput
from tracker.services.escalations import EscalationKind
from tracker.services.reminders import Settled

CHICAGO = ZoneInfo("America/Chicago")
LAST_DAY = "2027-01-31"
BOBS = FormInput("representative", "Bob Lindgren", "brother", "2026-10-10", LAST_DAY)


def at(day: str, hour: int = 9) -> datetime:
    """That hour of a day in Chicago, where case and advocate are."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=CHICAGO).astimezone(UTC)


def keep(session: Session, case: Case, typed: FormInput = BOBS, now: datetime = NOW) -> SignedForm:
    return papers.add_form(session, advocate_of(session, case), case, typed, now)


def fates(session: Session) -> dict[str, tuple[str, str | None]]:
    found = session.exec(select(FormReminder))
    return {
        f"{each.step} {each.due_at.astimezone(CHICAGO):%m-%d %H:%M}": (each.state.value, each.because)
        for each in found
    }


def of_forms(session: Session) -> list[OutboxMessage]:
    """The mails that tell of a signed form."""
    return [mail for mail in mails(session) if "Signed form" in said(session, mail)]


def look_again(session: Session, mail: OutboxMessage, now: datetime) -> Settled | None:
    """What becomes of a mail that has waited until `now`."""
    mail.created_at = now - timedelta(hours=1)
    looked = reminders.look_again(session, mail, BASE_URL, now)
    return (
        reminders.settle(session, mail, session.get_one(OutboxBody, mail.id), looked, now) if looked else None
    )


def to_look_at(session: Session) -> list[str]:
    found = session.exec(select(Escalation).where(Escalation.kind == EscalationKind.FORM_RAN_OUT.value))
    return [each.sentence for each in found if each.closed_at is None]


@pytest.fixture
def case(session: Session) -> Case:
    """A case with no other reminder due in the months that matter here."""
    return make_case(session, sponsor="short_term", funding="unknown", appeal_levels="", grandfathered="")


def test_three_mornings_are_planned_when_a_form_is_kept(session: Session, case: Case) -> None:
    keep(session, case)

    assert fates(session) == {
        "days_30 01-01 09:00": ("planned", None),
        "days_7 01-24 09:00": ("planned", None),
        "ran_out 02-01 09:00": ("planned", None),
    }


def test_each_is_told_once_and_the_last_stays_on_the_screen(session: Session, case: Case) -> None:
    keep(session, case)
    told = []
    for day in ("2027-01-01", "2027-01-02", "2027-01-24", "2027-01-31", "2027-02-01", "2027-02-02"):
        queue_due(session, at(day))
        told.append((day, len(of_forms(session)), len(to_look_at(session))))

    assert told == [
        ("2027-01-01", 1, 0),
        ("2027-01-02", 1, 0),
        ("2027-01-24", 2, 0),
        ("2027-01-31", 2, 0),
        ("2027-02-01", 3, 1),
        ("2027-02-02", 3, 1),
    ]
    (sentence,) = to_look_at(session)
    assert "ran out on January 31, 2027" in sentence


def test_a_mail_names_nobody_and_nothing_medical(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-01-01"))

    (mail,) = of_forms(session)
    words = said(session, mail).lower()
    assert "last day: sunday, january 31, 2027" in words
    assert not [word for word in (*MEDICAL, "bob", "brother") if word in words]


def test_one_mail_a_morning_tells_of_dates_and_forms(session: Session, case: Case) -> None:
    keep(session, case)
    make_deadline(session, case, shown_on=datetime(2027, 1, 31, tzinfo=UTC).date())
    queue_due(session, at("2027-01-23"))
    before = len(mails(session))

    queue_due(session, at("2027-01-24"))

    *_, mail = of_forms(session)
    assert len(mails(session)) == before + 1
    assert said(session, mail).index("Last day: Sunday, January 31") > said(session, mail).index("File by")


def test_after_days_without_a_worker_the_nearest_alone_is_told(session: Session, case: Case) -> None:
    keep(session, case)

    queue_due(session, at("2027-01-25"))

    assert len(of_forms(session)) == 1
    assert fates(session)["days_30 01-01 09:00"] == (
        "skipped",
        "a nearer reminder of the same form went instead",
    )


def test_a_missed_one_is_sent_late_while_no_nearer_one_is_due(session: Session, case: Case) -> None:
    keep(session, case)

    queue_due(session, at("2027-01-05"))

    assert fates(session)["days_30 01-01 09:00"] == ("queued", None)


def test_nothing_ahead_is_told_once_it_has_run_out(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-01-01"))

    queue_due(session, at("2027-02-01", hour=3))

    assert fates(session)["days_7 01-24 09:00"] == ("skipped", "it had run out when it would have gone")
    assert len(of_forms(session)) == 1


def test_a_form_signed_anew_ends_the_reminders_and_the_escalation(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-02-01"))
    assert to_look_at(session)

    keep(
        session,
        case,
        FormInput("representative", "bob lindgren", "", "2027-02-02", "2028-02-02"),
        at("2027-02-02"),
    )

    assert to_look_at(session) == []
    assert fates(session)["days_30 01-03 09:00"] == ("planned", None)


def test_a_form_of_somebody_else_renews_nothing(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-02-01"))

    keep(session, case, FormInput("representative", "Rosa Delgado", "", "2027-02-02", ""), at("2027-02-02"))

    assert len(to_look_at(session)) == 1


def test_a_form_that_is_taken_off_the_record_is_told_of_no_more(session: Session, case: Case) -> None:
    form = keep(session, case)
    queue_due(session, at("2027-02-01"))

    papers.remove_form(session, advocate_of(session, case), case, form.id, at("2027-02-02"))

    assert to_look_at(session) == []
    assert fates(session) == {}


def test_another_last_day_moves_what_is_planned(session: Session, case: Case) -> None:
    form = keep(session, case)

    later = FormInput("representative", "Bob Lindgren", "brother", "2026-10-10", "2027-03-31")
    papers.edit_form(session, advocate_of(session, case), case, form.id, later, NOW)

    assert fates(session)["days_7 01-24 09:00"] == ("cancelled", "the date changed")
    assert fates(session)["days_7 03-24 09:00"] == ("planned", None)


def test_a_closed_case_is_told_nothing_and_a_reopened_one_is(session: Session, case: Case) -> None:
    keep(session, case)
    account = advocate_of(session, case)
    closing = events.record(
        session, account, case, EventKind.CLOSED, {"closed_on": "2026-11-22", "outcome": "won"}, {}, NOW
    )
    assert {state for state, _ in fates(session).values()} == {"cancelled"}
    queue_due(session, at("2027-02-01"))
    assert of_forms(session) == []

    events.remove(session, account, case, closing.event_key, "It was not over.", NOW)

    assert {state for state, _ in fates(session).values()} == {"planned"}


def test_planning_again_changes_nothing(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-01-24"))
    before = fates(session)

    reminders.replan(session, case, at("2027-01-25"))
    reminders.replan_forms(session, case, at("2027-01-25"))

    assert fates(session) == before


def test_an_advocate_who_moves_is_not_told_twice(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-01-24"))
    advocate = session.get_one(Account, case.advocate_id)
    advocate.timezone = "America/Los_Angeles"

    reminders.replan_cases_of(session, advocate, at("2027-01-24", hour=10))
    queue_due(session, at("2027-01-25"))

    assert len(of_forms(session)) == 1


def test_a_form_without_an_end_or_a_signature_is_not_reminded_on(session: Session, case: Case) -> None:
    keep(session, case, FormInput("representative", "Bob Lindgren", "", "2026-10-10", ""))
    keep(session, case, FormInput("records_release", "Bob Lindgren", "", "", LAST_DAY))

    assert fates(session) == {}


def test_a_form_that_had_run_out_when_it_was_kept_is_told_at_once(session: Session, case: Case) -> None:
    keep(session, case, FormInput("representative", "Bob Lindgren", "", "2025-10-10", "2026-10-10"))

    queue_due(session, NOW)

    assert [each.state for each in session.exec(select(FormReminder))] == [ReminderState.QUEUED]
    assert len(to_look_at(session)) == 1


def test_a_mail_that_waited_is_cancelled_when_the_form_was_renewed(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-01-23"))
    queue_due(session, at("2027-01-24"))
    *_, mail = of_forms(session)
    keep(
        session,
        case,
        FormInput("representative", "Bob Lindgren", "", "2027-01-24", "2028-01-24"),
        at("2027-01-24", hour=10),
    )

    assert look_again(session, mail, at("2027-01-24", hour=12)) is Settled.CANCELLED
    assert mail.status is OutboxStatus.CANCELLED


def test_a_mail_that_waited_past_the_last_day_says_so(session: Session, case: Case) -> None:
    keep(session, case)
    queue_due(session, at("2027-01-24"))
    (mail,) = of_forms(session)

    assert look_again(session, mail, at("2027-02-01", hour=8)) is Settled.GOES
    assert "Last day, now past" in said(session, mail)


def test_a_mail_is_not_kept_where_the_form_has_moved_since_it_was_written(
    session: Session, case: Case
) -> None:
    form = keep(session, case)
    prepared = reminders.prepare(session, case.id, BASE_URL, at("2027-01-01"))
    form.expires_on = date(2027, 3, 31)

    assert reminders.keep(session, prepared, BASE_URL, at("2027-01-01")).messages == 0


def test_where_nobody_is_active_a_person_is_still_named(session: Session) -> None:
    account = make_account(session)
    case = make_case(session, account, sponsor="short_term", funding="unknown", appeal_levels="")
    keep(session, case)
    account.active = False

    queue_due(session, at("2027-02-01"))

    assert of_forms(session) == []
    found = session.exec(select(Escalation.kind)).all()
    assert EscalationKind.NOBODY_TO_REMIND.value in found
