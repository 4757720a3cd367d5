"""What a letter that denies has to contain, under each kind of coverage."""

from typing import Any

import pytest

from tests.rules.cases import facts_of
from tracker.rules.errors import LawTableError
from tracker.rules.notice_contents import LETTERS, Item, contents, items_for, read_contents
from tracker.rules.terms import EventKind

DENIED, DECIDED = EventKind.ADVERSE_DETERMINATION, EventKind.APPEAL_DECIDED
ROW = {
    "code": "reason",
    "letter": "denial",
    "citation": "notice_reason",
    "asks": "Does it say why?",
    "look_for": "A reason.",
    "lacks": "the reason",
}


def listed(kind: EventKind, **changed: Any) -> dict[str, Item]:
    return {item.content.code: item for item in items_for(facts_of(**changed), kind)}


def test_a_denial_is_asked_for_each_paragraph_of_g_1() -> None:
    """29 CFR 2560.503-1(g)(1)(i) to (vi); (vii) and (viii) are about disability benefits."""
    cited = {item.citation.text for item in listed(DENIED).values()}

    assert {f"29 CFR 2560.503-1(g)(1)({n})" for n in ("i", "ii", "iii", "iv", "v)(A", "v)(B", "vi")} <= cited


@pytest.mark.parametrize(
    "coverage,section,verification",
    [
        ({}, "29 CFR 2590.715-2719(b)(2)(ii)", "P25"),
        ({"sponsor": "church"}, "26 CFR 54.9815-2719(b)(2)(ii)", "SEC"),
        ({"sponsor": "state_local_government"}, "45 CFR 147.136(b)(2)(ii)", "P26"),
        ({"sponsor": "individual", "funding": "insured"}, "45 CFR 147.136(b)(3)(ii)", "P26"),
    ],
)
def test_what_was_added_is_cited_as_the_coverage_cites_it(
    coverage: dict[str, Any], section: str, verification: str
) -> None:
    added = [
        item for item in listed(DENIED, coverage=coverage).values() if "2560.503" not in item.citation.section
    ]

    assert {item.citation.text for item in added} == {
        f"{section}(E){n}" for n in ("", "(1)", "(3)", "(4)", "(5)")
    }
    assert {item.citation.verification for item in added} == {verification}


def test_a_decision_is_asked_for_what_j_requires() -> None:
    cited = {item.citation.text for item in listed(DECIDED).values()}

    assert {
        f"29 CFR 2560.503-1(j){n}" for n in ("(1)", "(2)", "(3)", "(4)(i)", "(5)(i)", "(5)(ii)", "(5)(iii)")
    } <= cited
    assert not [text for text in cited if "(g)(1)" in text]


def test_a_grandfathered_employer_plan_is_asked_for_nothing_that_was_added() -> None:
    items = listed(DENIED, coverage={"grandfathered": True})

    assert "reason" in items
    assert {item.citation.section for item in items.values()} == {"29 CFR 2560.503-1"}


def test_the_right_to_sue_under_erisa_is_asked_of_erisa_plans_alone() -> None:
    assert "right_to_sue" in listed(DENIED)
    assert "right_to_sue" not in listed(DENIED, coverage={"sponsor": "state_local_government"})


@pytest.mark.parametrize("sponsor", ["medicare_advantage", "medicaid_managed_care", "unknown"])
def test_coverage_whose_list_is_not_in_the_table_is_asked_for_nothing(sponsor: str) -> None:
    assert listed(DENIED, coverage={"sponsor": sponsor, "funding": "unknown", "appeal_levels": None}) == {}


def test_what_the_facts_rule_out_does_not_apply() -> None:
    standard, urgent = listed(DENIED), listed(DENIED, urgency="expedited")
    coding = listed(DENIED, reason="coding_or_billing")

    assert not standard["expedited"].applies
    assert urgent["expedited"].applies
    assert standard["clinical_judgment"].applies
    assert not coding["clinical_judgment"].applies


def test_an_event_that_is_no_such_letter_has_no_list() -> None:
    assert items_for(facts_of(), EventKind.CALL_LOGGED) == ()
    assert set(LETTERS) == {
        DENIED,
        EventKind.COURSE_REDUCTION_NOTIFIED,
        EventKind.RESCISSION_NOTIFIED,
        DECIDED,
    }


def test_every_item_says_where_it_stands_when_it_was_checked_and_how() -> None:
    for kind in (DENIED, DECIDED):
        for item in items_for(facts_of(urgency="expedited"), kind):
            assert item.citation.source.startswith("https://")
            assert item.citation.checked
            assert item.citation.verification


def test_a_question_ends_as_one_and_a_phrase_for_letters_does_not() -> None:
    for row in contents():
        assert row.asks.endswith("?")
        assert row.look_for.endswith(".")
        assert row.lacks[0].islower()
        assert not row.lacks.endswith((".", ";"))


@pytest.mark.parametrize(
    "changed,word",
    [
        ({"citation": "nowhere"}, "nowhere"),
        ({"letter": "postcard"}, "postcard"),
        ({"asks": ""}, "asks"),
        ({"when": {"moon": ["full"]}}, "moon"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_broken_row_is_refused_by_name(changed: dict[str, Any], word: str) -> None:
    with pytest.raises(LawTableError, match=word):
        read_contents({"content": [{**ROW, **changed}]})


def test_an_item_that_stands_twice_is_refused() -> None:
    with pytest.raises(LawTableError, match="twice"):
        read_contents({"content": [ROW, ROW]})
