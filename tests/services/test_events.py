"""People enter events; a correction and a removal are versions, and the dates follow."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from tests.factories import NOW, PDF, advocate_of, make_case, make_event
from tracker.db import SessionFactory, write_session
from tracker.models import Account, AuditEntry, Case, DeadlineRow, EventVersion
from tracker.rules.terms import EventKind, Sponsor, Stage, Status
from tracker.services import deadlines, documents, events
from tracker.services.access import NotFound
from tracker.services.events import EventError
from tracker.services.timeline import facts_of, words_of


def denial_of(session: Session, case: Case) -> EventVersion:
    """The denial that the case began with."""
    return events.current(session, case)[0]


def row(session: Session, case: Case, rule: str) -> DeadlineRow:
    """The case's deadline by that rule."""
    return next(each for each in deadlines.of_case(session, case) if each.rule == rule)


def refusal(session: Session, case: Case, kind: EventKind, **fields: Any) -> dict[str, str]:
    """The sentences, by field, with which an event is refused."""
    with pytest.raises(EventError) as refused:
        make_event(session, case, kind, **fields)
    return {problem.field: problem.sentence for problem in refused.value.problems}


def test_an_event_moves_the_case(session: Session) -> None:
    case = make_case(session)

    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02T10:00")

    assert case.stage is Stage.INTERNAL_APPEAL_FILED
    assert row(session, case, "erisa.appeal.file").status is Status.MET
    assert row(session, case, "erisa.appeal.decide.pre").shown_on == date(2026, 12, 2)


def test_private_words_are_kept_beside_what_law_reads(session: Session) -> None:
    case = make_case(session)

    call = make_event(
        session, case, EventKind.CALL_LOGGED, called_at="2026-11-20T14:30", with_whom="Dana", said="Wait."
    )

    assert call.fields == {"called_at": "2026-11-20T14:30"}
    assert words_of(call) == {"with_whom": "Dana", "said": "Wait."}
    assert facts_of(session, case).events[-1].get("said") is None


def test_a_local_moment_is_read_in_the_cases_zone(session: Session) -> None:
    case = make_case(session, timezone="America/Los_Angeles")

    make_event(session, case, EventKind.CALL_LOGGED, called_at="2026-11-20T14:30")

    called_at = facts_of(session, case).events[-1].get("called_at")
    assert called_at == datetime.fromisoformat("2026-11-20T22:30+00:00")


def test_correcting_a_date_moves_the_same_deadline(session: Session) -> None:
    case = make_case(session, received_on="")
    before = row(session, case, "erisa.appeal.file")
    identity, revision, shown_on = before.id, before.revision, before.shown_on

    events.correct(
        session,
        advocate_of(session, case),
        case,
        denial_of(session, case).event_key,
        {"notice_on": "2026-10-12"},
        {},
        "Misread the letter.",
        NOW,
    )

    after = row(session, case, "erisa.appeal.file")
    assert (after.id, after.shown_on) == (identity, date(2027, 4, 10))
    assert shown_on == date(2027, 4, 3)
    assert after.revision == revision + 1


def test_the_history_keeps_both_with_who_and_why(session: Session) -> None:
    case = make_case(session)
    account, key = advocate_of(session, case), denial_of(session, case).event_key

    events.correct(session, account, case, key, {"notice_on": "2026-10-06"}, {}, "Misread.", NOW)

    first, second = events.history(session, case)
    assert (first.fields["notice_on"], second.fields["notice_on"]) == ("2026-10-05", "2026-10-06")
    assert (first.is_current, second.is_current) == (False, True)
    assert (second.version, second.because, second.recorded_by_id) == (2, "Misread.", account.id)


def test_a_correction_needs_a_reason(session: Session) -> None:
    case = make_case(session)

    with pytest.raises(EventError, match="Say why"):
        events.correct(
            session,
            advocate_of(session, case),
            case,
            denial_of(session, case).event_key,
            {"notice_on": "2026-10-06"},
            {},
            "  ",
            NOW,
        )

    assert len(events.history(session, case)) == 1


def test_what_is_removed_no_longer_counts_and_stays_readable(session: Session) -> None:
    case = make_case(session)
    filed = make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")

    events.remove(session, advocate_of(session, case), case, filed.event_key, "It was another case.", NOW)

    assert case.stage is Stage.DENIAL_RECEIVED
    assert [each.kind for each in events.current(session, case)] == [EventKind.ADVERSE_DETERMINATION]
    assert row(session, case, "erisa.appeal.decide.pre").status is Status.SUPERSEDED
    assert row(session, case, "erisa.appeal.file").status is Status.OPEN
    last = events.versions(session, case, filed.event_key)[-1]
    assert (last.is_removed, last.because) == (True, "It was another case.")


def test_a_removed_event_cannot_be_removed_again(session: Session) -> None:
    case = make_case(session)
    filed = make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
    account = advocate_of(session, case)
    events.remove(session, account, case, filed.event_key, "It was another case.", NOW)

    with pytest.raises(NotFound):
        events.remove(session, account, case, filed.event_key, "Again.", NOW)


def test_what_another_entry_answers_stays(session: Session) -> None:
    case = make_case(session)
    denial = denial_of(session, case)
    make_event(
        session,
        case,
        EventKind.INTERNAL_APPEAL_FILED,
        received_by_plan="2026-11-02",
        answers=denial.event_key,
    )

    with pytest.raises(EventError, match="answers this entry"):
        events.remove(session, advocate_of(session, case), case, denial.event_key, "Wrong case.", NOW)


def test_each_change_is_on_record_without_a_word_of_what_is_private(session: Session) -> None:
    case = make_case(session)
    call = make_event(session, case, EventKind.CALL_LOGGED, called_at="2026-11-20", said="Alice is in pain.")
    account = advocate_of(session, case)
    events.correct(session, account, case, call.event_key, {"called_at": "2026-11-19"}, {}, "Day.", NOW)
    events.remove(session, account, case, call.event_key, "Never called.", NOW)

    entries = session.exec(select(AuditEntry).where(AuditEntry.case_id == case.id)).all()
    assert {"event recorded", "event corrected", "event removed"} <= {entry.action for entry in entries}
    assert not any("Alice" in entry.detail or "pain" in entry.detail for entry in entries)


def test_a_moved_deadline_is_on_record_with_both_dates(session: Session) -> None:
    case = make_case(session, received_on="")
    account, key = advocate_of(session, case), denial_of(session, case).event_key

    events.correct(session, account, case, key, {"notice_on": "2026-10-12"}, {}, "Misread.", NOW)

    details = session.exec(select(AuditEntry.detail).where(AuditEntry.action == "deadline changed")).all()
    assert any("erisa.appeal.file" in d and "2027-04-03 to 2027-04-10" in d for d in details)


CONTRADICTIONS = [
    (EventKind.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-10-01"}, "received_by_plan", "cannot stand before"),
    (EventKind.INTERNAL_APPEAL_FILED, {"received_by_plan": "2026-12-01"}, "received_by_plan", "future"),
    (EventKind.INTERNAL_APPEAL_FILED, {}, "sent_on", "When was it"),
    (EventKind.INTERNAL_APPEAL_FILED, {"sent_on": "2026-11-03", "received_by_plan": "2026-11-02"},
     "received_by_plan", "before it was sent"),
    (EventKind.INTERNAL_APPEAL_FILED, {"sent_on": "2026-11-03", "answers": "nothing"}, "answers", "not there"),
    (EventKind.INTERNAL_APPEAL_FILED, {"sent_on": "2026-11-03", "channel": "pigeon"}, "channel", "not one of"),
    (EventKind.EXTERNAL_REVIEW_REQUESTED, {"sent_on": "2026-10-01"}, "sent_on", "cannot stand before"),
    (EventKind.CALL_LOGGED, {"called_at": "2026-03-08T02:30"}, "called_at", "clock skips"),
    (EventKind.CALL_LOGGED, {"called_at": "2026-11-31"}, "called_at", "exist"),
    (EventKind.CALL_LOGGED, {"called_at": "2026-11-20", "said": "x" * 1_000_000}, "said", "1,000,000 characters"),
    (EventKind.CALL_LOGGED, {"called_at": "2026-11-20", "said": "a\x07b"}, "said", "cannot be printed"),
    (EventKind.CLOSED, {"closed_on": "2026-11-20"}, "outcome", "fill this in"),
]  # fmt: skip


@pytest.mark.parametrize("kind, fields, field, words", CONTRADICTIONS, ids=lambda value: str(value)[:25])
def test_what_cannot_be_is_refused_with_a_sentence_at_its_field(
    session: Session, kind: EventKind, fields: dict[str, Any], field: str, words: str
) -> None:
    case = make_case(session)

    sentences = refusal(session, case, kind, **fields)

    assert list(sentences) == [field]
    assert words in sentences[field]
    assert len(events.history(session, case)) == 1


def test_a_cause_cannot_be_corrected_to_after_its_effect(session: Session) -> None:
    case = make_case(session, received_on="")
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")

    with pytest.raises(EventError, match="cannot stand before"):
        events.correct(
            session,
            advocate_of(session, case),
            case,
            denial_of(session, case).event_key,
            {"notice_on": "2026-11-03"},
            {},
            "Misread.",
            NOW,
        )


def test_an_event_may_come_with_its_document(session: Session) -> None:
    case = make_case(session)
    account = advocate_of(session, case)
    letter = documents.store(session, account, case, "l.pdf", "", PDF, "decision", NOW)

    decided = events.record(
        session,
        account,
        case,
        EventKind.APPEAL_DECIDED,
        {"notice_on": "2026-11-20", "outcome": "upheld"},
        {},
        NOW,
        document_id=letter.id,
    )

    assert decided.document_id == letter.id


def test_a_document_of_another_case_is_not_there(session: Session) -> None:
    case, other = make_case(session), make_case(session)
    theirs = documents.store(session, advocate_of(session, other), other, "l.pdf", "", PDF, "other", NOW)

    for document_id in (theirs.id, uuid4()):
        with pytest.raises(NotFound):
            events.record(
                session,
                advocate_of(session, case),
                case,
                EventKind.NOTE_ADDED,
                {"noted_on": "2026-11-20"},
                {},
                NOW,
                document_id=document_id,
            )


def test_an_event_of_another_case_is_not_there(session: Session) -> None:
    case, other = make_case(session), make_case(session)
    key = denial_of(session, other).event_key

    with pytest.raises(NotFound):
        events.remove(session, advocate_of(session, case), case, key, "Not mine.", NOW)


def test_two_people_who_correct_the_same_event_at_once_both_count(database: SessionFactory) -> None:
    with write_session(database) as session:
        case = make_case(session)
        case_id, account_id, key = case.id, case.advocate_id, denial_of(session, case).event_key

    def correct(day: str) -> None:
        with write_session(database) as session:
            case, account = session.get_one(Case, case_id), session.get_one(Account, account_id)
            events.correct(session, account, case, key, {"notice_on": day}, {}, "Misread.", NOW)

    with ThreadPoolExecutor(4) as people:
        list(people.map(correct, ["2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"]))

    with database() as session:
        history = events.history(session, session.get_one(Case, case_id))
        assert [each.version for each in history] == [1, 2, 3, 4, 5]
        assert [each.is_current for each in history] == [False] * 4 + [True]
        (row,) = session.exec(select(DeadlineRow).where(DeadlineRow.rule == "erisa.appeal.file"))
        assert row.shown_on == date.fromisoformat(history[-1].fields["notice_on"]) + timedelta(days=180)


def test_the_database_lets_only_one_version_speak(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, EventKind.NOTE_ADDED, noted_on="2026-11-20")
    account = advocate_of(session, case)
    events.correct(
        session,
        account,
        case,
        denial_of(session, case).event_key,
        {"notice_on": "2026-10-06"},
        {},
        "Why.",
        NOW,
    )

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(EventVersion).values(is_current=True))


def test_a_closed_case_says_how_it_ended_and_opens_again_when_that_is_taken_back(session: Session) -> None:
    case = make_case(session)
    closed = make_event(session, case, EventKind.CLOSED, closed_on="2026-11-20", outcome="won")
    assert (case.stage, case.outcome, case.closed_at) == (Stage.CLOSED, "won", NOW)
    assert case.next_change_at is None

    events.remove(session, advocate_of(session, case), case, closed.event_key, "Too early.", NOW)

    assert (case.stage, case.outcome, case.closed_at) == (Stage.DENIAL_RECEIVED, None, None)


def test_what_the_coverage_cannot_have_is_refused_in_a_sentence(session: Session) -> None:
    private = {"funding": "unknown", "grandfathered": "", "appeal_levels": ""}
    case = make_case(session, sponsor="medicaid_managed_care", **private)

    refused = refusal(session, case, EventKind.IRO_ASSIGNED, assigned_on="2026-11-20")

    assert "does not happen under a Medicaid managed care plan" in refused["kind"]


def test_what_stands_may_be_corrected_where_the_coverage_no_longer_has_it(session: Session) -> None:
    case = make_case(session)
    asked = make_event(session, case, EventKind.PLAN_DOCUMENTS_REQUESTED, sent_on="2026-10-12")
    case.sponsor = Sponsor.TRICARE

    fields = {"sent_on": "2026-10-13"}
    corrected = events.correct(
        session, advocate_of(session, case), case, asked.event_key, fields, {}, "Read wrong.", NOW
    )

    assert corrected.fields["sent_on"] == "2026-10-13"
