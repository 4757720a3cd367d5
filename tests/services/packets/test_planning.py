"""What a packet is made of: the letter's own exhibits under its own letters, and what is missing said."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, PDF, make_account, make_case_with_letters
from tracker.models import Account, Case, Document
from tracker.rules.terms import FiledBy
from tracker.services import documents, evidence
from tracker.services.documents import Placed
from tracker.services.evidence import CriterionInput
from tracker.services.letters import keeping
from tracker.services.letters.from_case import Wishes
from tracker.services.letters.record import read
from tracker.services.packets.contents import PacketContents, Reference
from tracker.services.packets.memo import references
from tracker.services.packets.planning import Choice, contents_of


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session, phone="555-010-4000")


@pytest.fixture
def case(session: Session, bob: Account) -> Case:
    """Alice's case, whose denial has just been recorded; what its playbook expects is taken out."""
    case = make_case_with_letters(session, bob)
    for row in evidence.criteria(session, case):
        evidence.remove_criterion(session, case, row.id)
    return case


def kept(session: Session, bob: Account, case: Case, name: str, exhibit: str = "", **more: Any) -> Document:
    kind = more.get("kind", "medical_record")
    document = documents.store(session, bob, case, name, "", PDF, kind, NOW)
    return documents.set_exhibit(session, bob, case, document.id, exhibit, "", NOW)


def titles(contents: PacketContents) -> dict[str, list[str]]:
    return {each.letter: [paper.title for paper in each.papers] for each in contents.exhibits}


def shown(session: Session, case: Case, requirement: str, exhibit: str, status: str = "documented") -> None:
    typed = CriterionInput(requirement, "", "March to May 2026", "tried, failed", exhibit, status)
    evidence.add_criterion(session, case, typed)


def planned(session: Session, bob: Account, case: Case, choice: Choice | None = None) -> PacketContents:
    version = keeping.write(session, bob, case, "internal_appeal", Wishes(filed_by=FiledBy.MEMBER), NOW)
    letter = keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)
    record = read(session, case, NOW)
    return contents_of(
        record, letter, b"the letter", choice or Choice(), lambda each: documents.bytes_of(session, each)
    )


def test_what_the_letter_encloses_goes_in_under_its_letter_in_order(
    session: Session, bob: Account, case: Case
) -> None:
    kept(session, bob, case, "Policy.pdf", "C", kind="policy")
    kept(session, bob, case, "MRI report.pdf")
    kept(session, bob, case, "Denial.pdf", kind="denial_letter")
    kept(session, bob, case, "Therapy.pdf", "A")

    contents = planned(session, bob, case)

    assert titles(contents) == {"A": ["Therapy"], "B": ["MRI report"], "C": ["Policy"]}
    assert contents.exhibits[0].papers[0].read() == PDF
    assert contents.missing == ()


def test_the_memo_says_where_each_requirement_is_documented(
    session: Session, bob: Account, case: Case
) -> None:
    kept(session, bob, case, "Therapy.pdf", "A")
    shown(session, case, "Six weeks of therapy", "A, p. 3")

    contents = planned(session, bob, case)

    (row,) = contents.memo_rows
    assert row.requirement == "Six weeks of therapy"
    assert (row.shows, row.outcome) == ("March to May 2026", "tried, failed")
    assert row.references == (Reference("A, p. 3", "A", 3),)
    assert contents.exhibits[0].shows == ("Six weeks of therapy",)


def test_an_exception_is_called_one(session: Session, bob: Account, case: Case) -> None:
    shown(session, case, "Injections first", "", "exception")

    (row,) = planned(session, bob, case).memo_rows

    assert row.outcome == "Exception: tried, failed"


def test_what_is_open_or_names_nothing_is_told_to_whoever_sends_it(
    session: Session, bob: Account, case: Case
) -> None:
    shown(session, case, "Six weeks of therapy", "")
    evidence.add_criterion(session, case, CriterionInput("An MRI"))

    contents = planned(session, bob, case)

    assert [row.requirement for row in contents.memo_rows] == ["Six weeks of therapy"]
    assert contents.missing == (
        "1 requirement is still open; the cover memo leaves it out.",
        "1 requirement names no exhibit: a reviewer will not find what documents it.",
    )


def test_what_the_letter_says_is_not_documented_the_memo_says_too(
    session: Session, bob: Account, case: Case
) -> None:
    shown(session, case, "Six weeks of therapy", "A, p. 3")
    shown(session, case, "No tobacco", "", "open")

    contents = planned(session, bob, case)

    assert [row.shows for row in contents.memo_rows] == [
        "March to May 2026",
        "Not documented: March to May 2026",
    ]
    assert "what is not documented is shown as such" in contents.memo_notes[0]
    assert not any("still open" in sentence for sentence in contents.missing)


def test_the_memo_names_the_policy_as_the_letter_does(session: Session, bob: Account, case: Case) -> None:
    case.policy_cited = "Policy 0303"
    shown(session, case, "Six weeks of therapy", "A, p. 3")

    contents = planned(session, bob, case)

    assert contents.memo_header[0] == "The plan requires (Policy 0303)"


def test_an_exhibit_that_is_named_and_not_there_is_told(session: Session, bob: Account, case: Case) -> None:
    shown(session, case, "Six weeks of therapy", "D, p. 1")

    (sentence,) = planned(session, bob, case).missing

    assert sentence == "Exhibit D is named, and no document of the case is that exhibit."


def test_what_was_left_out_by_choice_is_told(session: Session, bob: Account, case: Case) -> None:
    first = kept(session, bob, case, "Therapy.pdf", "A")
    kept(session, bob, case, "MRI report.pdf", "B")

    contents = planned(session, bob, case, Choice(documents=(first.id,)))

    assert [each.letter for each in contents.exhibits] == ["A"]
    assert contents.missing == ("Exhibit B, “MRI report”, was left out, and the letter encloses it.",)


def test_several_documents_under_one_letter_go_in_as_they_are_ordered(
    session: Session, bob: Account, case: Case
) -> None:
    names = ("Third.pdf", "First.pdf", "Second.pdf", "Later.pdf")
    third, first, second, later = (kept(session, bob, case, name, "B") for name in names)
    order = ((third, "3"), (first, "1"), (second, "2"), (later, ""))
    letters = {document.id: Placed("B", place) for document, place in order}
    documents.set_letters(session, bob, case, letters, NOW)

    contents = planned(session, bob, case)

    assert titles(contents) == {"B": ["First", "Second", "Third", "Later"]}


def test_one_of_several_documents_left_out_by_choice_is_told(
    session: Session, bob: Account, case: Case
) -> None:
    first = kept(session, bob, case, "Therapy.pdf", "A")
    kept(session, bob, case, "MRI report.pdf", "A")

    contents = planned(session, bob, case, Choice(documents=(first.id,)))

    assert titles(contents) == {"A": ["Therapy"]}
    assert contents.missing == ("Exhibit A, “MRI report”, was left out, and the letter encloses it.",)


def test_a_letter_drafted_before_its_exhibits_is_told(session: Session, bob: Account, case: Case) -> None:
    version = keeping.write(session, bob, case, "internal_appeal", Wishes(filed_by=FiledBy.MEMBER), NOW)
    letter = keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)
    kept(session, bob, case, "Therapy.pdf", "A")

    contents = contents_of(read(session, case, NOW), letter, b"", Choice(), lambda each: b"")

    assert contents.missing == (
        "The letter lists its enclosures otherwise than the documents stand now. Draft it again, or compare.",
    )


def test_a_fax_cover_names_the_claim_and_nothing_of_the_member(
    session: Session, bob: Account, case: Case
) -> None:
    fax = planned(session, bob, case, Choice(has_fax_cover=True)).fax

    assert fax is not None
    words = " ".join((*(line for _, lines in fax.lines for line in lines), *fax.notes))
    assert case.claim_number is not None
    assert case.claim_number in words
    assert (
        "Alice" not in words.replace("Alice Moreau", "Alice", 0) or ("From", ("Alice Moreau",)) in fax.lines
    )
    assert case.member_id is not None
    assert case.member_id not in words
    assert "fusion" not in words


@pytest.mark.parametrize(
    "text, found",
    [
        ("B, p. 3", [("B", 3)]),
        ("B", [("B", None)]),
        ("B, pp. 3–4; C", [("B", 3), ("C", None)]),
        ("A and C", [("A", None), ("C", None)]),
        ("see the chart", [(None, None)]),
        ("", []),
        (None, []),
    ],
)
def test_references_to_exhibits_are_read(
    text: str | None, found: list[tuple[str | None, int | None]]
) -> None:
    assert [(each.letter, each.page) for each in references(text)] == found
