"""What was found in a letter that denies: ticked item by item, kept with who and when, and argued only if missing."""

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, advocate_of, make_case, make_event
from tracker.models import AuditEntry, Case, NoticeFinding, NoticeState
from tracker.rules.terms import EventKind
from tracker.services import notices
from tracker.services.access import NotFound
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import context_for
from tracker.services.notices import NoticeError
from tracker.services.timeline import current, facts_of

K = EventKind


def denial_key(session: Session, case: Case) -> str:
    return next(each.event_key for each in current(session, case) if each.kind is K.ADVERSE_DETERMINATION)


def tick(session: Session, case: Case, **found: str) -> int:
    """Record what was found in the denial; `__` stands for the dot of a note's name."""
    typed = {name.replace("__", "."): value for name, value in found.items()}
    return notices.record(session, advocate_of(session, case), case, denial_key(session, case), typed, NOW)


def the_letter(session: Session, case: Case) -> notices.Letter:
    return notices.letter_for(session, case, denial_key(session, case))


def test_nothing_is_read_at_first_and_what_the_facts_rule_out_does_not_apply(session: Session) -> None:
    letter = the_letter(session, make_case(session))
    states = {each.item.content.code: each.state for each in letter.items}

    assert states["reason"] is NoticeState.NOT_READ
    assert states["expedited"] is NoticeState.DOES_NOT_APPLY
    assert letter.missing == ()


def test_what_was_found_is_kept_with_who_when_and_a_note(session: Session) -> None:
    case = make_case(session)

    assert (
        tick(session, case, reason="there", provisions="missing", note__provisions="page 2 names none") == 2
    )

    rows = {row.item: row for row in session.exec(select(NoticeFinding))}
    assert rows["reason"].state is NoticeState.THERE
    assert rows["provisions"].note == "page 2 names none"
    assert (rows["provisions"].read_by_id, rows["provisions"].read_at) == (case.advocate_id, NOW)
    assert [each.item.content.code for each in the_letter(session, case).missing] == ["provisions"]


def test_each_change_is_in_the_audit_once_and_says_nothing_of_the_note(session: Session) -> None:
    case = make_case(session)
    tick(session, case, provisions="missing", note__provisions="Vexillary")
    tick(session, case, provisions="missing", note__provisions="Vexillary")

    entries = [e for e in session.exec(select(AuditEntry)) if e.action == "letter checked"]

    assert [entry.detail for entry in entries] == ["adverse_determination: provisions missing"]


def test_a_tick_is_taken_back(session: Session) -> None:
    case = make_case(session)
    tick(session, case, provisions="missing")

    assert tick(session, case, provisions="not_read") == 1
    assert the_letter(session, case).missing == ()


def test_what_was_ruled_out_may_be_looked_for_all_the_same(session: Session) -> None:
    case = make_case(session)
    tick(session, case, expedited="missing")

    assert [each.item.content.code for each in the_letter(session, case).missing] == ["expedited"]


@pytest.mark.parametrize(
    "typed,field",
    [({"reason": "burnt"}, "reason"), ({"note__reason": "x" * 500}, "note.reason")],
)
def test_an_answer_that_was_not_offered_is_refused_and_nothing_is_kept(
    session: Session, typed: dict[str, str], field: str
) -> None:
    case = make_case(session)

    with pytest.raises(NoticeError) as refused:
        tick(session, case, provisions="missing", **typed)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert session.exec(select(NoticeFinding)).all() == []


def test_a_letter_of_another_case_is_not_there(session: Session) -> None:
    case, other = make_case(session), make_case(session)

    with pytest.raises(NotFound):
        notices.record(
            session, advocate_of(session, case), case, denial_key(session, other), {"reason": "there"}, NOW
        )


def test_a_coverage_whose_list_is_not_known_has_no_check_list(session: Session) -> None:
    case = make_case(session, sponsor="other", funding="unknown", appeal_levels="")

    with pytest.raises(NotFound):
        the_letter(session, case)


def test_a_decision_has_a_list_of_its_own(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-10", outcome="upheld", final="yes")

    denied, decided = notices.letters(facts_of(session, case), notices.findings(session, case))

    assert "discussion" not in {each.item.content.code for each in denied.items}
    assert "discussion" in {each.item.content.code for each in decided.items}
    assert decided.is_decision


def test_a_decision_for_the_patient_has_none(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    make_event(session, case, K.APPEAL_DECIDED, notice_on="2026-11-10", outcome="overturned")

    assert len(notices.letters(facts_of(session, case), ())) == 1


def test_only_what_is_missing_is_argued_in_the_appeal_with_its_citation(session: Session) -> None:
    case = make_case(session)
    tick(session, case, reason="there", provisions="missing", reviews="missing", criterion="not_read")

    text = draft(context_for(session, case, "internal_appeal", NOW), "internal_appeal").text

    assert (
        "the specific plan provisions on which the determination is based (29 CFR 2560.503-1(g)(1)(ii))"
        in text
    )
    assert "how to start an appeal (29 CFR 2590.715-2719(b)(2)(ii)(E)(4))" in text
    assert "protocol or criterion that was relied upon, or the statement" not in text


def test_a_letter_that_lacks_nothing_is_not_spoken_of(session: Session) -> None:
    case = make_case(session)
    tick(session, case, reason="there")

    assert "It lacks" not in draft(context_for(session, case, "internal_appeal", NOW), "internal_appeal").text


def test_the_external_review_argues_what_both_letters_lack(session: Session) -> None:
    case = make_case(session)
    tick(session, case, provisions="missing")
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")
    decided = make_event(
        session, case, K.APPEAL_DECIDED, notice_on="2026-11-10", outcome="upheld", final="yes"
    )
    account = advocate_of(session, case)
    notices.record(session, account, case, decided.event_key, {"discussion": "missing"}, NOW)

    letter = context_for(session, case, "external_review_request", NOW)

    assert [(each.name, len(each.lacks)) for each in letter.defective_notices] == [
        ("determination", 1),
        ("appeal decision", 1),
    ]


def test_the_notice_that_the_plan_is_late_argues_it_too(session: Session) -> None:
    case = make_case(session, notice_on="2026-09-01", received_on="")
    tick(session, case, provisions="missing")
    make_event(session, case, K.INTERNAL_APPEAL_FILED, received_by_plan="2026-09-14")

    text = draft(context_for(session, case, "plan_is_late", NOW), "plan_is_late").text

    assert "same rules as the time for a decision (29 CFR 2590.715-2719(b)(2)(ii)(F)(1))" in text


def test_less_time_than_the_law_is_argued_from_the_day_that_can_be_proven(session: Session) -> None:
    case = make_case(session, states_deadline_on="2026-12-04")

    letter = context_for(session, case, "internal_appeal", NOW)
    text = draft(letter, "internal_appeal").text

    assert (
        "The determination of October 5, 2026 gives until December 4, 2026 to file the appeal. The time is at least "
        "180 days from receipt, until April 7, 2027 (29 CFR 2560.503-1(h)(3)(i))."
    ) in text
    assert "itself gives until" not in text


def test_more_time_than_the_law_is_used_and_nothing_is_argued(session: Session) -> None:
    case = make_case(session, states_deadline_on="2027-10-05")

    letter = context_for(session, case, "internal_appeal", NOW)

    assert letter.short_notices == ()
    assert "itself gives until October 5, 2027" in draft(letter, "internal_appeal").text


def test_too_little_time_to_send_information_is_argued_in_the_appeal(session: Session) -> None:
    case = make_case(session, notice_on="2026-11-16", received_on="")
    make_event(session, case, K.CLAIM_RECEIVED, received_by_plan="2026-10-01")
    make_event(
        session,
        case,
        K.CLAIM_EXTENDED,
        notice_on="2026-10-10",
        missing_information=True,
        respond_by="2026-10-24",
    )

    text = draft(context_for(session, case, "internal_appeal", NOW), "internal_appeal").text

    assert (
        "The notice of the extension of October 10, 2026 gives until October 24, 2026 to send the information that it "
        "asks for. The time is at least 45 days, until November 24, 2026 (29 CFR 2560.503-1(f)(2)(iii)(A)-(B))."
    ) in text
