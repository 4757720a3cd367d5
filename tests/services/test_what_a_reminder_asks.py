"""A mail says of each date what it asks for, and what stands behind it: of our own as of those that are new."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tests.services.test_reminders import (
    let_the_patient_be_written_to,
    mails,
    make_deadline,
    queue_due,
    rows,
    said,
)
from tracker.models import Case, Detail
from tracker.rules.terms import EventKind

CHICAGO = ZoneInfo("America/Chicago")
DECIDED = datetime(2026, 12, 1, 12, tzinfo=CHICAGO)


def nine(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=CHICAGO)


@pytest.fixture
def medicare(session: Session) -> Case:
    """A claim under Original Medicare, whose redetermination was unfavorable; the letter is of December 1."""
    case = make_case(
        session,
        make_account(session),
        sponsor="original_medicare",
        funding="unknown",
        grandfathered="",
        appeal_levels="",
        claim_type="post_service",
    )
    filed = {
        "sent_on": "2026-11-23",
        "received_by_plan": "2026-11-23",
        "filed_by": "member",
        "channel": "fax",
    }
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, DECIDED, **filed)
    upheld = {"notice_on": "2026-12-01", "received_on": "2026-12-01", "outcome": "upheld"}
    make_event(session, case, EventKind.APPEAL_DECIDED, DECIDED, **upheld)
    return case


def test_a_target_for_the_next_level_is_a_target_and_names_the_laws_date(
    session: Session, medicare: Case
) -> None:
    target, law = (
        rows(session, medicare, "practice.target.next_level"),
        rows(session, medicare, "ffs.qic.file"),
    )
    assert str(target.shown_on) == "2026-12-31"

    queue_due(session, nine(12, 31))

    words = "\n".join(f"{mail.subject}\n{said(session, mail)}" for mail in mails(session))
    assert "target date Thursday, December 31, 2026" in words
    assert law.shown_on is not None
    assert f"The law allows until {law.shown_on:%B} {law.shown_on.day}, {law.shown_on.year}." in words
    assert "We chase this" not in words


@pytest.mark.parametrize(
    "rule, basis, asked",
    [
        ("ffs.qic.file", None, "Send it, then record how it was sent. Late, it may be refused."),
        ("practice.confirm_receipt", "practice", "Ask then whether it has come. No law sets this date."),
        ("practice.target.next_level", "practice", "We set it ourselves."),
        ("ma.fasttrack.file", None, "Call by then. Record who took the call, with the hour"),
        ("letter.peer_to_peer", "letter", "Hold it by then, and record what was said."),
        ("ma.court.file", None, "Decide with a lawyer before then."),
    ],
)
def test_a_date_that_is_new_says_what_it_asks_for(
    session: Session, rule: str, basis: str | None, asked: str
) -> None:
    case = make_case(session, make_account(session))
    tomorrow = (NOW + timedelta(days=1)).date()
    make_deadline(session, case, rule=rule, basis=basis, shown_on=tomorrow)

    queue_due(session, NOW)

    assert any(f"This date is new and close. {asked}" in said(session, mail) for mail in mails(session))


def test_a_patient_who_wants_detail_reads_of_an_appeal_to_the_plan_whatever_the_program(
    session: Session,
) -> None:
    case = make_case(
        session,
        make_account(session),
        sponsor="medicare_advantage",
        funding="unknown",
        grandfathered="",
        appeal_levels="",
    )
    let_the_patient_be_written_to(session, case, detail=Detail.DETAILED)
    law = rows(session, case, "ma.recon.file")
    assert law.shown_on is not None

    queue_due(session, datetime.combine(law.shown_on - timedelta(days=7), time(9), CHICAGO))

    to_alice = [said(session, mail) for mail in mails(session) if mail.patient_id]
    assert any("Your appeal to the plan" in words for words in to_alice)
