"""Plain answers come to a kind of coverage, say why, and say where to look for what is still open."""

from pathlib import Path

import pytest

from tracker.rules.coverage_needs import NEEDED
from tracker.rules.errors import LawTableError
from tracker.rules.facts import COVERAGE_FACTS, Coverage
from tracker.rules.finding_out import answers_of, find_out, open_words
from tracker.rules.finding_out_rows import finding_out, read_finding_out
from tracker.rules.kinds import axes_that_matter
from tracker.rules.terms import Funding, Sponsor

ENDS = [
    ({"through": "job", "employer": "company", "funding": "self_funded"}, "private_employer", "ERISA"),
    ({"through": "job", "employer": "union", "board": "yes"}, "private_employer", "ERISA"),
    ({"through": "job", "employer": "church"}, "church", "without ERISA"),
    ({"through": "job", "employer": "public"}, "state_local_government", "without ERISA"),
    ({"through": "job", "employer": "federal"}, "fehb", "FEHB"),
    ({"through": "own", "bought": "marketplace"}, "individual", "Affordable Care Act"),
    ({"through": "own", "bought": "student"}, "individual", "Affordable Care Act"),
    ({"through": "own", "bought": "short"}, "short_term", "no federal clock"),
    ({"through": "medicare", "medicare": "plan"}, "medicare_advantage", "Part C"),
    ({"through": "medicare", "medicare": "drugs"}, "medicare_part_d", "Part D"),
    ({"through": "medicare", "medicare": "original"}, "original_medicare", "Parts A and B"),
    ({"through": "medicare"}, "medicare", "still open"),
    ({"through": "medicaid", "medicaid": "plan"}, "medicaid_managed_care", "managed care"),
    ({"through": "medicaid", "medicaid": "state"}, "medicaid_fee_for_service", "straight from the state"),
    ({"through": "medicaid", "medicaid": "chip"}, "chip", "CHIP"),
    ({"through": "medicaid"}, "medicaid", "still open"),
    ({"through": "military", "service": "tricare"}, "tricare", "TRICARE"),
    ({"through": "military", "service": "va"}, "va", "VA"),
    ({"through": "other"}, "other", "contract"),
    ({}, "unknown", "Not known yet"),
]


@pytest.mark.parametrize("answers, sponsor, law", ENDS, ids=[str(row[0]) for row in ENDS])
def test_plain_answers_end_at_the_governing_law_and_say_why(
    answers: dict[str, str], sponsor: str, law: str
) -> None:
    found = find_out(answers)

    assert found.coverage.sponsor == sponsor
    assert law in found.kind.law
    assert found.kind.why.endswith(".")
    assert found.kind.citation
    assert found.problems == ()


def test_every_fact_of_a_private_plan_is_asked_for_and_taken() -> None:
    answers = {
        "through": "job",
        "employer": "company",
        "funding": "insured",
        "levels": "2",
        "small": "yes",
        "old": "no",
        "hhs": "no",
        "state": "tx",
    }

    assert find_out(answers).coverage == Coverage(
        sponsor=Sponsor.PRIVATE_EMPLOYER,
        funding=Funding.INSURED,
        appeal_levels=2,
        essential_health_benefits=True,
        grandfathered=False,
        hhs_administered=False,
        state="TX",
    )


def test_a_medicaid_plans_state_and_days_are_taken() -> None:
    answers = {"through": "medicaid", "medicaid": "plan", "window": "120", "contract": "yes", "state": "OH"}

    assert find_out(answers).coverage == Coverage(
        sponsor=Sponsor.MEDICAID_MANAGED_CARE, state="OH", state_window_days=120, rating_period_2026=True
    )


def test_who_does_not_know_is_told_where_to_look() -> None:
    found = find_out({"through": "job", "employer": "company", "funding": "unknown"})

    funding = next(each for each in found.still_open if each.question.id == "funding")
    assert found.coverage.funding is Funding.UNKNOWN
    assert "administrative services only" in " ".join(clue.look for clue in funding.clues)
    assert {clue.where for clue in funding.clues} >= {"booklet", "card", "person"}


def test_every_question_that_can_stay_open_has_somewhere_to_look() -> None:
    assert all(finding_out().clues_of(question.id) for question in finding_out().questions)


def test_what_stands_on_the_card_answers_for_who_does_not_know() -> None:
    found = find_out({"through": "unknown"}, ["medicare_rx"])

    assert found.coverage.sponsor is Sponsor.MEDICARE_PART_D
    assert found.problems == ()


@pytest.mark.parametrize("code", finding_out().ticks)
def test_every_tick_answers_something(code: str) -> None:
    assert find_out({}, [code]).answers or code in ("texas", "grandfathered")


def test_a_card_that_speaks_against_an_answer_is_told_at_that_answer() -> None:
    found = find_out({"through": "own", "bought": "insurer"}, ["advantage"])

    (problem,) = found.problems
    assert problem.field == "through"
    assert "“Medicare”" in problem.sentence
    assert found.coverage.sponsor is Sponsor.INDIVIDUAL


def test_answers_to_questions_that_are_no_longer_asked_do_not_count() -> None:
    found = find_out({"through": "medicare", "employer": "company", "funding": "self_funded", "levels": "2"})

    assert found.coverage == Coverage(sponsor=Sponsor.MEDICARE)


@pytest.mark.parametrize(
    "answers, field, words",
    [
        ({"through": "medicaid", "window": "soon"}, "window", "number of days"),
        ({"through": "medicaid", "window": "0"}, "window", "number of days"),
        ({"through": "own", "state": "Texas"}, "state", "two letters"),
        ({"through": "own", "state": "ZZ"}, "state", "no state"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(answers: dict[str, str], field: str, words: str) -> None:
    (problem,) = find_out(answers).problems

    assert problem.field == field
    assert words in problem.sentence


def test_an_answer_that_nobody_offered_is_none() -> None:
    assert find_out({"through": "the moon"}).coverage.sponsor is Sponsor.UNKNOWN


@pytest.mark.parametrize("sponsor", Sponsor)
def test_a_coverage_that_is_known_opens_the_questions_with_its_answers(sponsor: Sponsor) -> None:
    assert find_out(answers_of(Coverage(sponsor=sponsor))).coverage.sponsor is sponsor


def test_a_unions_board_is_found_again_in_its_answers() -> None:
    coverage = Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED, False, 1, joint_board=True)

    assert answers_of(coverage)["employer"] == "union"
    assert find_out(answers_of(coverage)).coverage == coverage


def test_what_moves_the_dates_and_is_not_known_has_words() -> None:
    assert open_words(Coverage(sponsor=Sponsor.UNKNOWN)) == ("where the coverage comes from",)
    assert open_words(Coverage(sponsor=Sponsor.PRIVATE_EMPLOYER)) == (
        "who pays the claims",
        "how many appeals inside the plan are required",
    )
    assert open_words(Coverage(sponsor=Sponsor.FEHB)) == ()


@pytest.mark.parametrize("sponsor", Sponsor)
def test_forms_ask_what_finding_out_asks_of_the_same_coverage(sponsor: Sponsor) -> None:
    asked = {each.question.settles for each in find_out(answers_of(Coverage(sponsor=sponsor))).still_open}

    assert asked - {"sponsor"} <= {*NEEDED.get(sponsor, ()), "joint_board"}


def test_every_fact_that_law_needs_has_a_question() -> None:
    settled = {question.settles for question in finding_out().questions}

    assert settled == set(COVERAGE_FACTS)
    assert {fact for facts in NEEDED.values() for fact in facts} == settled - {"sponsor"}


@pytest.mark.parametrize(
    "broken, words",
    [
        ('[[question]]\nid = "a"\nask = "?"\nsettles = "weather"\nopen = "it"', "unknown fact “weather”"),
        ('[[question]]\nid = "a"\nask = "?"\nsettles = "funding"', "'open' is missing"),
        (
            '[[question]]\nid = "a"\nask = "?"\nsettles = "funding"\nopen = "it"\nwhen = { b = ["yes"] }',
            "no question “b”",
        ),
        ('[[choice]]\nquestion = "a"\nvalue = "b"\nwords = "c"', "unknown question “a”"),
        (
            '[[kind]]\nsponsor = "the moon"\nlaw = "l"\nwhy = "w"\ncitation = "c"\nsource = "s"\n'
            'checked = 2026-01-01\nverification = "P26"',
            "unknown sponsor “the moon”",
        ),
        (
            '[[kind]]\nsponsor = "va"\nlaw = "l"\nwhy = "w"\ncitation = "c"\nsource = "s"\n'
            'checked = 2026-01-01\nverification = "sure"',
            "unknown verification “sure”",
        ),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, broken: str, words: str) -> None:
    file = tmp_path / "finding_out.toml"
    file.write_text(broken, encoding="utf-8")

    with pytest.raises(LawTableError, match=r"finding_out\.toml") as refused:
        read_finding_out(file)

    assert words in str(refused.value)


@pytest.mark.parametrize("sponsor", sorted(set(Sponsor) - {Sponsor.MEDICAID}))
def test_forms_ask_for_whatever_changes_a_date_and_else_for_the_state_alone(sponsor: Sponsor) -> None:
    asked = set(NEEDED.get(sponsor, ()))

    assert axes_that_matter(sponsor) <= asked
    assert asked - axes_that_matter(sponsor) <= {"state"}
