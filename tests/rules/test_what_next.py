"""What can have happened, and what comes next: read off the rows of law."""

from tracker.rules.events import SCHEMA
from tracker.rules.facts import Coverage
from tracker.rules.terms import EventKind, Sponsor
from tracker.rules.what_next import fields_that_count, kinds_next, kinds_possible

K = EventKind
EMPLOYER = Coverage(Sponsor.PRIVATE_EMPLOYER)


def next_after(*happened: EventKind) -> list[EventKind]:
    return [shape.kind for shape in kinds_next(EMPLOYER, happened)]


def test_after_a_denial_comes_the_appeal() -> None:
    assert K.INTERNAL_APPEAL_FILED in next_after(K.ADVERSE_DETERMINATION)


def test_after_the_appeal_comes_the_plans_decision_and_after_that_external_review() -> None:
    filed = (K.ADVERSE_DETERMINATION, K.INTERNAL_APPEAL_FILED)

    assert K.APPEAL_DECIDED in next_after(*filed)
    assert K.EXTERNAL_REVIEW_REQUESTED in next_after(*filed, K.APPEAL_DECIDED)


def test_after_the_request_comes_what_the_reviewer_does() -> None:
    assert K.IRO_ASSIGNED in next_after(K.EXTERNAL_REVIEW_REQUESTED)
    assert K.EXTERNAL_REVIEW_DECIDED in next_after(K.EXTERNAL_REVIEW_REQUESTED)


def test_what_has_happened_does_not_come_next() -> None:
    assert K.INTERNAL_APPEAL_FILED not in next_after(K.ADVERSE_DETERMINATION, K.INTERNAL_APPEAL_FILED)


def test_nothing_comes_before_the_first_step() -> None:
    assert next_after() == []


def test_every_next_step_of_every_kind_of_coverage_can_have_happened_there() -> None:
    for sponsor in Sponsor:
        coverage = Coverage(sponsor)
        possible = kinds_possible(coverage)
        for shape in possible:
            assert set(kinds_next(coverage, (shape.kind,))) <= set(possible), (sponsor, shape.kind)


def test_notes_calls_and_what_closes_a_case_are_not_asked_for() -> None:
    kinds = {shape.kind for shape in kinds_possible(EMPLOYER)}

    assert not kinds & {
        K.CALL_LOGGED,
        K.NOTE_ADDED,
        K.CLOSED,
        K.WITHDRAWN,
        K.DEADLINE_NOT_NEEDED,
        K.DEADLINE_MISSED,
    }


def test_the_dates_of_a_letter_count_and_who_signed_it_does_not() -> None:
    fields = fields_that_count(SCHEMA[K.APPEAL_DECIDED], EMPLOYER)

    assert {"notice_on", "received_on", "outcome", "states_deadline_on"} <= set(fields)
    assert "by" not in fields


def test_every_kind_has_a_field_that_says_when_it_was() -> None:
    for shape in kinds_possible(EMPLOYER):
        assert fields_that_count(shape, EMPLOYER), shape.kind
