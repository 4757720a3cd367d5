"""What to gather and what the plan requires, filled from the playbook and kept in order."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_case
from tracker.models import CriterionStatus
from tracker.services import evidence, gathering
from tracker.services.access import NotFound
from tracker.services.evidence import CriterionInput, EvidenceError
from tracker.services.gathering import ItemInput

TYPED = CriterionInput(
    requirement="Six weeks of supervised therapy",
    source="Policy 0303, section II",
    record_shows="24 visits",
    outcome="Completed: plateau",
    exhibit="B, pp. 2-31",
    status="documented",
)


def test_filling_again_adds_nothing_and_keeps_what_was_answered(session: Session) -> None:
    case = make_case(session)
    first = evidence.criteria(session, case)[0]
    evidence.edit_criterion(session, case, first.id, TYPED)
    counts = len(evidence.checklist(session, case)), len(evidence.criteria(session, case))

    evidence.fill_from_playbook(session, case)

    assert (len(evidence.checklist(session, case)), len(evidence.criteria(session, case))) == counts
    assert evidence.criteria(session, case)[0].record_shows == "24 visits"


def test_rows_stand_in_the_playbooks_order(session: Session) -> None:
    case = make_case(session)

    for rows in (evidence.checklist(session, case), evidence.criteria(session, case)):
        assert [row.position for row in rows] == list(range(len(rows)))


def test_something_more_to_gather_comes_last(session: Session) -> None:
    case = make_case(session)

    item = gathering.add_item(session, case, ItemInput(" Envelope ", "Ask Alice"), NOW)

    assert evidence.checklist(session, case)[-1] is item
    assert (item.label, item.note, item.code) == ("Envelope", "Ask Alice", None)


def test_an_item_is_done_and_not_done_after_all(session: Session) -> None:
    case = make_case(session)
    item = evidence.checklist(session, case)[0]

    evidence.tick(session, case, item.id, True, NOW)
    assert item.done_at == NOW

    evidence.tick(session, case, item.id, False, NOW)
    assert item.done_at is None


def test_an_item_can_be_said_otherwise_moved_and_removed(session: Session) -> None:
    case = make_case(session)
    first, second, *_ = evidence.checklist(session, case)
    gathering.edit_item(session, case, second.id, ItemInput("Asked the clinic", "Nov 12"), NOW)

    evidence.move_item(session, case, second.id, 0)
    assert [row.id for row in evidence.checklist(session, case)[:2]] == [second.id, first.id]

    evidence.remove_item(session, case, second.id)
    rows = evidence.checklist(session, case)
    assert rows[0] is first
    assert [row.position for row in rows] == list(range(len(rows)))


def test_a_requirement_can_be_added_answered_moved_and_removed(session: Session) -> None:
    case = make_case(session)
    row = evidence.add_criterion(session, case, CriterionInput(requirement="No tobacco"))
    assert row.status is CriterionStatus.OPEN

    evidence.edit_criterion(session, case, row.id, TYPED)
    evidence.move_criterion(session, case, row.id, 0)
    assert evidence.criteria(session, case)[0] is row
    assert (row.exhibit, row.status) == ("B, pp. 2-31", CriterionStatus.DOCUMENTED)

    evidence.remove_criterion(session, case, row.id)
    assert row not in evidence.criteria(session, case)


def test_progress_counts_what_is_answered(session: Session) -> None:
    case = make_case(session)
    first, second, *rest = (row for row in evidence.criteria(session, case) if row.kind == "requirement")
    evidence.edit_criterion(session, case, first.id, TYPED)
    evidence.edit_criterion(session, case, second.id, CriterionInput("Injection", status="exception"))

    done = evidence.progress(evidence.criteria(session, case))

    assert (done.documented, done.exceptions, done.still_open) == (1, 1, len(rest))


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"requirement": " "}, "requirement"),
    ({"requirement": "x" * 1_000_000}, "requirement"),
    ({"outcome": "a\x00b"}, "outcome"),
    ({"exhibit": "x" * 41}, "exhibit"),
    ({"status": "perhaps"}, "status"),
    ({"kind": "perhaps"}, "kind"),
    ({"status": "documented"}, "record_shows"),
]


@pytest.mark.parametrize("changes, field", WRONG, ids=lambda value: str(value)[:30])
def test_a_row_that_cannot_be_is_refused_at_its_field(
    session: Session, changes: dict[str, Any], field: str
) -> None:
    case = make_case(session)
    before = len(evidence.criteria(session, case))

    with pytest.raises(EvidenceError) as refused:
        evidence.add_criterion(session, case, CriterionInput(**{"requirement": "No tobacco", **changes}))

    assert [problem.field for problem in refused.value.problems] == [field]
    assert len(evidence.criteria(session, case)) == before


def test_an_item_needs_words(session: Session) -> None:
    with pytest.raises(EvidenceError, match="needed"):
        gathering.add_item(session, make_case(session), ItemInput(" "), NOW)


def test_rows_of_another_case_are_not_there(session: Session) -> None:
    case, other = make_case(session), make_case(session)
    item, row = evidence.checklist(session, other)[0], evidence.criteria(session, other)[0]

    with pytest.raises(NotFound):
        evidence.tick(session, case, item.id, True, NOW)
    with pytest.raises(NotFound):
        evidence.edit_criterion(session, case, row.id, TYPED)
    with pytest.raises(NotFound):
        evidence.remove_criterion(session, case, uuid4())


def test_the_policy_is_named_with_its_number_date_and_place(session: Session) -> None:
    case = make_case(session)
    typed = CriterionInput(
        "Six weeks of therapy",
        "section II, page 4",
        policy_name="Lumbar Spinal Fusion",
        policy_number="0303",
        policy_dated="effective June 1, 2026",
    )

    row = evidence.add_criterion(session, case, typed)

    assert evidence.where_it_stands(row) == (
        "Lumbar Spinal Fusion, no. 0303, effective June 1, 2026, section II, page 4"
    )


@pytest.mark.parametrize(
    "changes, said", [({}, None), ({"policy_number": "0303"}, "0303"), ({"source": "p. 4"}, "p. 4")]
)
def test_what_nobody_said_of_the_policy_is_left_out(
    session: Session, changes: dict[str, str], said: str | None
) -> None:
    row = evidence.add_criterion(session, make_case(session), CriterionInput("Therapy", **changes))

    assert evidence.where_it_stands(row) == said


def test_what_has_least_behind_it_is_missing_most(session: Session) -> None:
    case = make_case(session)
    for row in evidence.criteria(session, case):
        evidence.remove_criterion(session, case, row.id)
    evidence.add_criterion(session, case, CriterionInput("An article", kind="support"))
    evidence.add_criterion(session, case, CriterionInput("An MRI", record_shows="asked for"))
    bare = evidence.add_criterion(session, case, CriterionInput("Six weeks of therapy"))
    evidence.add_criterion(session, case, TYPED)

    rows = evidence.criteria(session, case)

    assert evidence.missing_most(rows) is bare
    assert (evidence.progress(rows).documented, evidence.progress(rows).total) == (1, 3)
    assert evidence.missing_most([row for row in rows if row.status is CriterionStatus.DOCUMENTED]) is None
