"""Health is what the last full pass and the outbox tell."""

from datetime import timedelta

from sqlmodel import Session

from tests.factories import NOW, make_case
from tracker.services import health, outbox, reminders
from tracker.services.outbox import Draft


def test_without_a_pass_it_is_not_alive(session: Session) -> None:
    assert not health.is_alive(session, NOW)
    assert health.status(session, NOW).last_tick_at is None


def test_a_full_pass_is_a_sign_of_life_for_five_minutes(session: Session) -> None:
    health.beat(session, health.TICK, NOW, errors=0)

    assert health.is_alive(session, NOW + timedelta(minutes=4, seconds=59))
    assert not health.is_alive(session, NOW + timedelta(minutes=5))
    assert health.status(session, NOW).is_fresh


def test_a_pass_made_for_a_moment_far_ahead_is_no_sign_of_life(session: Session) -> None:
    health.beat(session, health.TICK, NOW + timedelta(hours=7), errors=0)

    assert not health.is_alive(session, NOW)


def test_a_pass_that_broke_is_no_sign_of_life_and_says_why(session: Session) -> None:
    health.beat(session, health.TICK, NOW, errors=0)
    later = NOW + timedelta(minutes=6)

    health.note_errors(session, health.TICK, later, 1, "delivering mail: OSError")

    known = health.status(session, later)
    assert not known.is_fresh
    assert (known.last_tick_at, known.errors) == (NOW, 1)
    assert (known.last_error, known.last_error_at) == ("delivering mail: OSError", later)


def test_the_next_full_pass_has_no_errors_and_still_knows_the_last_one(session: Session) -> None:
    health.note_errors(session, health.TICK, NOW, 1, "delivering mail: OSError")

    health.beat(session, health.TICK, NOW + timedelta(minutes=1), errors=0)

    known = health.status(session, NOW + timedelta(minutes=1))
    assert (known.errors, known.last_error) == (0, "delivering mail: OSError")


def test_it_counts_what_waits_since_when(session: Session) -> None:
    draft = Draft(
        unique_key="a", kind="invitation", to_address="bob@example.org", subject="s", text="t", html="h"
    )
    outbox.enqueue(session, draft, "https://appeals.example.org", NOW)

    known = health.status(session, NOW + timedelta(hours=2))

    assert (known.waiting, known.oldest_waiting_at, known.given_up) == (1, NOW, 0)


def test_it_counts_reminders_that_are_due_and_matters_that_wait(session: Session) -> None:
    make_case(session)
    now = NOW + timedelta(days=365)

    known = health.status(session, now)
    assert known.due > 10
    reminders.sweep(session, now)
    assert health.status(session, now).escalations > 0


def test_a_pause_of_all_mail_is_told(session: Session) -> None:
    outbox.pause(session, NOW + timedelta(minutes=15), "SendGrid refused the key.")

    pause = health.status(session, NOW).pause

    assert pause is not None
    assert pause.sentence == "SendGrid refused the key."
