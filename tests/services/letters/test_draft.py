"""Drafting: the law of this coverage and no other, nothing claimed that the case does not show."""

import re
from dataclasses import replace
from datetime import date

import pytest
from jinja2 import UndefinedError

from tests.services.letters.examples import (
    CHECKPOINT,
    LACTATION,
    PUMP,
    SPARSE,
    SPINAL_FUSION,
    after_the_final_determination,
    while_the_plan_is_late,
)
from tracker.rules.citations import citations_for, review_of
from tracker.rules.terms import Jeopardy, ReasonKind
from tracker.services.letters.blocks import Lines, LinesRole, Paragraph, Table, text_of
from tracker.services.letters.context import (
    Argument,
    Authority,
    ClaimFile,
    Criterion,
    Exhaustion,
    Expedite,
    LetterContext,
    PhoneCall,
    Timeliness,
)
from tracker.services.letters.draft import LetterError, draft, rewrite
from tracker.services.letters.invented import COVERAGES
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.markdown import MarkdownError
from tracker.templating import letter_environment

ERISA_WORDS = re.compile(r"ERISA|Employee Retirement|502\(a\)|104\(b\)|29 USC|2590\.715")
EVERY_KIND = pytest.mark.parametrize("kind", sorted(KINDS))


def covered_by(name: str, context: LetterContext = SPINAL_FUSION) -> LetterContext:
    """The same case under another coverage, with only that coverage's citations in it."""
    covered = COVERAGES[name]
    due = replace(context.decision_due, citation=None) if context.decision_due else None
    time = replace(context.timeliness, citation=None) if context.timeliness else None
    late = replace(context.lateness, citation=None) if context.lateness else None
    plan = replace(
        context.plan,
        sponsor=covered.sponsor,
        funding=covered.funding,
        is_grandfathered=covered.grandfathered,
    )
    return replace(
        context,
        plan=plan,
        citations=citations_for(covered),
        review=review_of(covered),
        decision_due=due,
        timeliness=time,
        lateness=late,
    )


def words(context: LetterContext, kind: str) -> str:
    return draft(context, kind).text


@EVERY_KIND
@pytest.mark.parametrize("regime", ["church", "state_local", "individual"])
def test_no_erisa_word_is_in_a_letter_for_a_plan_that_is_not_an_erisa_plan(kind: str, regime: str) -> None:
    late = while_the_plan_is_late(after_the_final_determination(SPINAL_FUSION))

    assert ERISA_WORDS.findall(words(covered_by(regime, late), kind)) == []


@pytest.mark.parametrize("coverage", ["church_grandfathered", "individual_grandfathered", "medicare"])
def test_where_federal_law_gives_nothing_the_letter_asks_without_citing(coverage: str) -> None:
    text = words(covered_by(coverage), "internal_appeal")

    assert "CFR" not in text
    assert "a decision without deference to the first one" in text


def test_the_stated_reason_is_quoted_and_answered_in_the_first_paragraph() -> None:
    opening = next(s for s in draft(SPINAL_FUSION, "internal_appeal").sections if s.key == "opening")

    first = text_of(opening.blocks[1].line)  # type: ignore[union-attr]
    assert "“documentation does not show completion of six weeks of physician-supervised" in first
    assert "The enclosed records show twenty-one weeks of it." in first


def test_without_an_advocates_answer_the_letter_counts_what_the_table_shows() -> None:
    text = words(replace(SPINAL_FUSION, answer=None), "internal_appeal")

    assert (
        "Of the plan's six requirements, four are documented in the enclosed records, one is answered by a stated "
        "exception and one is not documented yet and shown as such."
    ) in text


def test_a_requirement_marked_documented_without_a_record_does_not_count_as_one() -> None:
    claimed = tuple(replace(row, record_shows=None) for row in SPINAL_FUSION.criteria)
    letter = draft(replace(SPINAL_FUSION, answer=None, criteria=claimed), "internal_appeal")

    assert "one sentence that answers the reason from the record" in letter.blanks


def test_what_is_missing_is_shown_as_missing() -> None:
    table = next(b for b in draft(SPINAL_FUSION, "internal_appeal").blocks if isinstance(b, Table))

    assert text_of(table.rows[-1][1]) == "Not documented: cotinine test ordered November 18, result awaited"


def test_a_requirement_that_nobody_answered_is_a_blank() -> None:
    letter = draft(replace(SPINAL_FUSION, criteria=(Criterion("Six weeks of therapy"),)), "internal_appeal")

    assert "not documented: requirement 1" in letter.blanks


def test_the_request_for_the_claim_file_names_no_number_of_days_for_it() -> None:
    letter = draft(SPINAL_FUSION, "claim_file_request")
    about_the_file = next(s for s in letter.sections if s.key == "documents").markdown

    assert re.search(r"\bdays?\b", about_the_file) is None
    assert "30 days" not in words(LACTATION, "claim_file_request")


def test_only_an_erisa_plans_administrator_is_asked_for_plan_documents() -> None:
    wanted = "section 104(b)(4) of the Employee Retirement Income Security Act (29 USC 1024(b)(4))"

    assert wanted in words(SPINAL_FUSION, "claim_file_request")
    assert wanted in words(covered_by("erisa_insured_grandfathered"), "claim_file_request")
    assert wanted not in words(PUMP, "claim_file_request")
    assert "the complete policy that was in force" in words(PUMP, "claim_file_request")
    assert "the plan document or certificate of coverage" in words(LACTATION, "claim_file_request")


def test_the_claim_file_that_was_asked_for_and_did_not_come_is_said_to_be_missing() -> None:
    received = ClaimFile(date(2026, 6, 8), None, None, date(2026, 7, 1), True, "the reviewer's notes")

    assert "requested on June 8, 2026 and not yet received" in words(SPINAL_FUSION, "internal_appeal")
    text = words(replace(SPINAL_FUSION, claim_file=received), "internal_appeal")
    assert "which came in part on July 1, 2026 and lacks the reviewer's notes" in text


def test_a_late_filing_says_why_it_should_be_accepted() -> None:
    time = replace(SPINAL_FUSION.timeliness or Timeliness(None, None, None, None), ends_on=date(2026, 11, 1))
    late = replace(SPINAL_FUSION, timeliness=replace(time, late_because="The notice went to an old address."))

    text = words(late, "internal_appeal")
    assert "This appeal is timely" not in text
    assert "I ask that this appeal be accepted after it: The notice went to an old address." in text
    assert draft(replace(late, timeliness=time), "internal_appeal").blanks == (
        "why this late filing should be accepted",
    )


def test_a_receipt_that_is_not_proven_is_not_claimed() -> None:
    text = words(PUMP, "internal_appeal")

    assert "180 days end on April 3, 2027 even when counted from that date" in text
    assert "received on" not in text


@pytest.mark.parametrize(
    "reason, asked",
    [
        (ReasonKind.STEP_THERAPY, "after consulting a health care professional trained and experienced in"),
        (ReasonKind.OUT_OF_NETWORK, "so far as medical judgment is involved, after consulting"),
    ],
)
def test_an_expert_is_asked_for_as_far_as_medical_judgment_is_involved(
    reason: ReasonKind, asked: str
) -> None:
    assert asked in words(for_reason(reason), "internal_appeal")


def test_no_medical_expert_is_asked_for_about_a_billing_code() -> None:
    assert "after consulting" not in words(for_reason(ReasonKind.CODING_OR_BILLING), "internal_appeal")


def test_steps_are_spoken_of_only_where_steps_are_the_reason() -> None:
    assert "steps to be taken first" in words(SPINAL_FUSION, "internal_appeal")
    for reason in set(ReasonKind) - {ReasonKind.STEP_THERAPY}:
        assert "steps to be taken first" not in words(for_reason(reason), "internal_appeal")


def for_reason(reason: ReasonKind) -> LetterContext:
    determinations = tuple(replace(one, reason=reason) for one in SPINAL_FUSION.determinations)
    return replace(SPINAL_FUSION, determinations=determinations)


def test_an_urgent_claim_without_a_certification_leaves_it_blank() -> None:
    bare = replace(CHECKPOINT, sender=SPINAL_FUSION.sender, expedite=Expedite((Jeopardy.SEVERE_PAIN,)))
    letter = draft(bare, "internal_appeal_expedited")

    assert "physician who certifies the urgency" in letter.blanks
    assert "severe pain that cannot be adequately managed without this care" in letter.text
    assert "seriously jeopardize" not in letter.text


def test_a_call_that_nobody_made_is_not_mentioned() -> None:
    without = replace(CHECKPOINT, expedite=replace(CHECKPOINT.expedite or Expedite(), call=None))

    assert "by telephone on" not in words(without, "internal_appeal_expedited")


def test_a_provider_may_file_an_urgent_appeal_without_an_appointment() -> None:
    text = words(CHECKPOINT, "internal_appeal_expedited")

    assert "as authorized representative in an urgent claim (29 CFR 2560.503-1(b)(4))" in text


def test_a_provider_needs_an_appointment_where_the_claim_is_not_urgent() -> None:
    standard = replace(CHECKPOINT, expedite=None, authority=Authority())

    assert "exhibit with the appointment" in draft(standard, "internal_appeal").blanks


def test_the_member_needs_no_appointment() -> None:
    assert "appointment" not in words(PUMP, "internal_appeal")


def test_a_late_plan_is_asked_to_explain_within_ten_days_and_told_what_is_open() -> None:
    text = words(while_the_plan_is_late(LACTATION), "plan_is_late")

    assert "a written explanation within 10 days" in text
    assert "26 CFR 54.9815-2719(b)(2)(ii)(F)(2)" in text
    assert "the internal process is deemed exhausted" in text


def test_a_grandfathered_erisa_plan_that_is_late_opens_the_courts_and_no_external_review() -> None:
    text = words(
        covered_by("erisa_self_funded_grandfathered", while_the_plan_is_late(SPINAL_FUSION)), "plan_is_late"
    )

    assert "29 CFR 2560.503-1(l)(1)" in text
    assert "external review" not in text
    assert "10 days" not in text


def test_deemed_exhaustion_says_what_the_plan_did_not_do() -> None:
    deemed = replace(while_the_plan_is_late(SPINAL_FUSION), exhaustion=Exhaustion.DEEMED)

    text = words(deemed, "external_review_request")
    assert (
        "The plan received the internal appeal on October 12, 2026; its decision was due by November 11"
        in text
    )


def test_an_argument_shows_what_supports_it_and_what_the_advocate_still_has_to_add() -> None:
    argument = Argument(
        "A preventive service", "The rule names no step.", None, "Exhibit D", ("the guideline, quoted",)
    )
    letter = draft(replace(LACTATION, arguments=(argument,)), "internal_appeal")

    assert "A preventive service. The rule names no step (Exhibit D). [the guideline, quoted]" in letter.text
    assert letter.blanks == ("the guideline, quoted",)


def test_calls_are_told_as_they_were_logged() -> None:
    calls = (PhoneCall(date(2026, 11, 2), "Kim", None, "C-1", "The file is being copied."),)

    text = words(replace(SPINAL_FUSION, calls=calls), "claim_file_chaser")
    assert (
        "I called on November 2, 2026 and spoke with Kim (reference C-1). The file is being copied." in text
    )


def test_a_chaser_speaks_of_the_determination_that_the_request_was_about() -> None:
    came_in_part = ClaimFile(requested_on=date(2026, 6, 8), received_on=date(2026, 7, 1))
    context = replace(after_the_final_determination(SPINAL_FUSION), claim_file=came_in_part)

    text = words(context, "claim_file_chaser")

    assert "the criteria behind the determination of May 24, 2026. Part of it came on July 1, 2026" in text
    assert "it lacks [what is still missing]. The member" in text


def test_each_missing_fact_is_listed_once() -> None:
    blanks = draft(SPARSE, "internal_appeal").blanks

    assert blanks.count("sender's name") == 1
    assert len(blanks) == len(set(blanks))


def test_the_draft_names_the_citations_it_used_and_how_surely_each_was_verified() -> None:
    used = {
        citation.key: citation.verification for citation in draft(SPINAL_FUSION, "internal_appeal").citations
    }

    assert used["no_deference"] == "P26"
    assert used["new_evidence"] == "P25"
    assert "external_window" not in used


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(LetterError, match="There is no letter called “poem”; there are claim_file_request"):
        draft(SPINAL_FUSION, "poem")


def test_a_misspelt_name_in_a_template_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        letter_environment().from_string("{{ letter.pateint.name }}").render(letter=SPINAL_FUSION)


def test_a_rewritten_section_replaces_its_text_and_leaves_the_others() -> None:
    letter = draft(SPINAL_FUSION, "internal_appeal")
    changed = rewrite(letter, "opening", "To the reviewer:\n\nThe fusion is [what it is].\n")

    assert "The fusion is [what it is]." in changed.text
    assert changed.blanks == ("what it is",)
    assert [s.key for s in changed.sections if s.is_edited] == ["opening"]
    assert [s for s in changed.sections if s.key != "opening"] == [
        s for s in letter.sections if s.key != "opening"
    ]


def test_loose_pages_carry_the_number_by_its_own_name() -> None:
    assert draft(SPINAL_FUSION, "internal_appeal").running_head.startswith("Theo Lindqvist · Claim 55501")
    assert draft(PUMP, "internal_appeal").running_head.startswith("Imani Brooks · Reference PA-2026")


def test_a_signature_never_stands_alone_on_a_page() -> None:
    blocks = draft(SPINAL_FUSION, "internal_appeal").blocks
    place = next(i for i, b in enumerate(blocks) if isinstance(b, Lines) and b.role is LinesRole.SIGNATURE)

    assert [b.keeps_with_next for b in blocks[place - 2 : place] if isinstance(b, Paragraph)] == [True, True]


def test_a_section_that_is_not_there_cannot_be_rewritten() -> None:
    with pytest.raises(LetterError, match="no section called “poem”"):
        rewrite(draft(PUMP, "internal_appeal"), "poem", "x")


def test_an_edit_that_a_letter_cannot_show_is_refused_with_a_sentence() -> None:
    with pytest.raises(MarkdownError, match="has no form in a letter"):
        rewrite(draft(PUMP, "internal_appeal"), "opening", "> quoted")
