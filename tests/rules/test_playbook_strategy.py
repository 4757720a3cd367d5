"""What an experienced advocate does, reason by reason: in order, exact, and with the law that reaches the case."""

from dataclasses import asdict
from pathlib import Path

import pytest

from tests.rules.test_playbooks import ALL, REASONS, copy_with, said, strings
from tracker.rules.errors import LawTableError
from tracker.rules.playbook_choice import for_reason, in_case, match, wordings
from tracker.rules.playbook_files import read_playbooks
from tracker.rules.playbook_strategy import Move, notes_for, strategy_for
from tracker.rules.playbooks import arguments_for, load
from tracker.rules.terms import ReasonKind

SELF_FUNDED = {"sponsor": "private_employer", "funding": "self_funded", "grandfathered": "no"}
PART_D = {"sponsor": "medicare_part_d"}
SMALL_GROUP = {**SELF_FUNDED, "funding": "insured", "essential_health_benefits": "yes"}

# One line for what decides a denial of this kind: where it stands, and words of it.
DECIDES = {
    "medical_necessity": (
        ("strategy", "two_texts", "definition of medical necessity"),
        ("strategy", "right_criterion", "a version that had been replaced"),
        ("strategy", "who_decides", "did not make the first decision"),
        ("gather", "criteria_set", "with its name, number and version"),
    ),
    "experimental": (
        ("strategy", "definition_first", "the plan document's own definition"),
        ("strategy", "this_use", "one indication, line of treatment"),
        ("criteria", "definition_not_met", "one row for each part of the definition"),
        ("cautions", "off_label_is_not_experimental_by_itself", "not the same as an experimental one"),
    ),
    "prior_authorization_missing": (
        ("strategy", "was_it_required", "the provision that requires approval"),
        ("strategy", "whose_duty", "check the provider's contract"),
        ("strategy", "after_the_fact", "approval after the fact"),
        ("strategy", "not_yet_given", "keeps its own deadline"),
        ("cautions", "code_and_words_differ", "answer both"),
    ),
    "quantity_limit": (
        ("strategy", "which_kind_of_limit", "a term of the benefit"),
        ("strategy", "part_d_exception", "send it with the request"),
        ("gather", "prescriber_statement", "less effective or to harm"),
    ),
    "non_formulary": (
        ("strategy", "exception_first", "may be no determination yet"),
        ("strategy", "aca_exception", "separate from the ordinary external review"),
        ("strategy", "part_d_exception", "a formulary exception and a tiering exception are two requests"),
        ("strategy", "other_plans", "no federal rule in this program sets a clock"),
    ),
    "out_of_network": (
        ("strategy", "clause_of_the_gap", "gap exception"),
        ("strategy", "protected_bill", "surprise bill"),
        ("gather", "network_search", "first appointment, distance"),
        ("strategy", "ask_for_the_terms", "count toward the network's deductible"),
    ),
    "coding_or_billing": (
        ("strategy", "correct_or_appeal", "a corrected claim is no appeal"),
        ("strategy", "who_can_act", "only the provider can correct its claim"),
        ("cautions", "corrected_claim_stops_nothing", "does not stop the time to appeal"),
        ("strategy", "hold_the_bill", "something to check with the plan"),
    ),
    "not_covered_benefit": (
        ("strategy", "exact_words", "exact words of the exclusion"),
        ("strategy", "is_it_a_contract_dispute", "may be outside external review"),
        ("cautions", "self_funded_and_state_law", "does not reach a self-funded employer plan"),
        ("cautions", "need_does_not_lift_an_exclusion", "medical need alone does not lift"),
    ),
    "untimely_filing": (
        ("strategy", "whose_deadline", "the dispute is its own to bring"),
        ("strategy", "may_the_member_be_billed", "something to check before all else"),
        ("strategy", "proof_of_earlier_sending", "the other side's receipt is strong"),
        ("cautions", "not_a_late_appeal", "its own window to appeal"),
    ),
}


def codes(moves: tuple[Move, ...]) -> list[str]:
    return [move.code for move in moves]


def move(moves: tuple[Move, ...], code: str) -> Move:
    return next(each for each in moves if each.code == code)


@pytest.mark.parametrize(
    "reason,section,code,words", [(reason, *line) for reason in DECIDES for line in DECIDES[reason]]
)
def test_what_decides_this_kind_of_denial_is_in_its_playbook(
    reason: str, section: str, code: str, words: str
) -> None:
    assert words in said(load()[reason], section, code)


def test_every_reason_has_its_lines() -> None:
    assert set(DECIDES) == set(REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_a_strategy_says_what_the_plan_has_to_show_and_what_answers_it(reason: str) -> None:
    titles = " ".join(row.title.lower() for row in load()[reason].strategy)

    assert "what answers it" in titles
    assert "what the plan has to" in titles or "whose" in titles or "which of four questions" in titles


@pytest.mark.parametrize("reason", REASONS)
def test_evidence_that_somebody_has_to_write_says_who_and_what(reason: str) -> None:
    written = [row for row in load()[reason].gather if row.who_writes]

    assert written
    assert all(row.must_say for row in written)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("kind", ["requirement", "exception", "support"])
def test_its_table_has_requirements_exceptions_and_support(reason: str, kind: str) -> None:
    assert [row for row in load()[reason].criteria if row.kind == kind]


def test_a_medicare_drug_plan_is_answered_under_its_own_rules() -> None:
    found = move(strategy_for(load()["non_formulary"], PART_D), "part_d_exception")

    assert found.citation == ("42 CFR 423.578(b)(5)(i); 42 CFR 423.568(b), 423.578; 42 CFR 423.582(b)(1)-(2)")
    assert {each.verification for each in found.authorities} == {"Q26", "P26"}
    assert "aca_exception" not in codes(strategy_for(load()["non_formulary"], PART_D))


def test_a_policy_with_essential_health_benefits_has_the_exception_of_its_law() -> None:
    found = move(strategy_for(load()["non_formulary"], SMALL_GROUP), "aca_exception")

    assert found.citation.startswith("45 CFR 156.122(c)(1)")
    assert "aca_exception" not in codes(strategy_for(load()["non_formulary"], SELF_FUNDED))
    assert "part_d_exception" not in codes(strategy_for(load()["non_formulary"], SMALL_GROUP))


def test_a_move_whose_law_does_not_reach_the_coverage_cites_none() -> None:
    found = move(
        strategy_for(load()["experimental"], {"sponsor": "medicaid_managed_care"}), "definition_first"
    )

    assert found.text
    assert found.citation == ""


@pytest.mark.parametrize("reason", ALL)
@pytest.mark.parametrize("sponsor", ["medicare_advantage", "medicaid_managed_care", "fehb", "tricare"])
def test_a_public_program_is_told_no_law_of_private_coverage(reason: str, sponsor: str) -> None:
    moves = strategy_for(load()[reason], {"sponsor": sponsor})

    assert moves
    assert not [each for each in moves if "29 CFR" in each.citation or "45 CFR" in each.citation]


def test_a_caution_whose_law_does_not_reach_the_coverage_is_not_given() -> None:
    cautions = load()["coding_or_billing"].cautions

    assert "window_runs_from_receipt" in codes(notes_for(cautions, SELF_FUNDED))
    assert "window_runs_from_receipt" not in codes(notes_for(cautions, PART_D))
    assert "which_law" in codes(notes_for(cautions, PART_D))


# ---- Which one a case has


def test_a_service_denied_for_its_own_reason_has_its_playbook_as_it_stands() -> None:
    assert in_case("insulin_pump_tandem", "step_therapy") == load()["insulin_pump_tandem"]


def test_a_service_denied_for_another_reason_has_both() -> None:
    book = in_case("insulin_pump_tandem", "experimental")

    assert (book.id, book.title) == (
        "insulin_pump_tandem",
        "Insulin pump (Tandem): experimental or investigational",
    )
    assert book.strategy == load()["experimental"].strategy
    assert {"definition_not_met", "mdi_trial"} <= {row.code for row in book.criteria}
    assert not {"step_protocol", "step_excused"} & set(strings(asdict(book)))
    assert "hypoglycemia_unawareness" in {row.code for row in book.expedite}
    assert book.prescriber_letter.writer == load()["insulin_pump_tandem"].prescriber_letter.writer


def test_a_bill_for_a_service_is_answered_as_a_bill() -> None:
    book = in_case("cimt", "coding_or_billing")

    assert book.criteria == load()["coding_or_billing"].criteria
    assert book.prescriber_letter.writer == load()["coding_or_billing"].prescriber_letter.writer
    assert "recovery_window" in {row.code for row in book.expedite}


def test_lactation_outside_the_network_keeps_its_own_arguments() -> None:
    facts = {**SELF_FUNDED, "reason_kind": "out_of_network", "no_network_provider": "yes"}
    found = [each.code for each in arguments_for(in_case("lactation_ibclc", "out_of_network"), facts)]

    assert found[0] == "no_network_consultant"
    assert "delay_ends_breastfeeding" not in found


def test_what_was_for_any_denial_becomes_the_reasons_own() -> None:
    assert in_case("medical_necessity_general", "out_of_network") == load()["out_of_network"]
    assert in_case("medical_necessity_general", "other") == load()["medical_necessity_general"]


def test_a_playbook_that_was_chosen_for_another_reason_stays() -> None:
    assert in_case("experimental", "medical_necessity") == load()["experimental"]


def test_a_reason_that_nobody_knows_has_what_is_left() -> None:
    assert for_reason("").id == "medical_necessity_general"
    assert match("", "").id == "medical_necessity_general"


def test_a_requirement_is_known_by_every_wording_that_playbooks_have_for_it() -> None:
    assert len(wordings("step_excused")) > 1
    assert wordings("nothing of the kind") == frozenset()


@pytest.mark.parametrize("reason", ReasonKind)
@pytest.mark.parametrize("service", [book.id for book in load().values() if book.phrases])
def test_every_service_can_be_denied_for_every_reason(service: str, reason: ReasonKind) -> None:
    book = in_case(service, reason)

    assert {each for row in book.arguments for each in row.leans_on} <= {row.code for row in book.criteria}
    for section in ("strategy", "gather", "criteria", "arguments"):
        found = [row.code for row in getattr(book, section)]
        assert found
        assert len(found) == len(set(found))


# ---- A broken row


@pytest.mark.parametrize(
    "file,before,after,names",
    [
        (
            "experimental.toml",
            'cites = ["external_scope"]',
            'cites = ["external_scoop"]',
            "(external_review_decides_it)",
        ),
        (
            "non_formulary.toml",
            '"aca.drug.exception.std"',
            '"aca.drug.exception"',
            "no rule 'aca.drug.exception'",
        ),
        (
            "non_formulary.toml",
            'funding = ["insured"]',
            'funding = ["rich"]',
            "(aca_exception): 'applies_when'",
        ),
        (
            "untimely_filing.toml",
            'leans_on = ["sent_in_time"]',
            'leans_on = ["sent"]',
            "there is no criterion 'sent'",
        ),
        ("untimely_filing.toml", 'joins = ["expedite"]', 'joins = ["haste"]', "there is no section 'haste'"),
    ],
)
def test_a_broken_row_is_named_with_its_file(
    tmp_path: Path, file: str, before: str, after: str, names: str
) -> None:
    folder = copy_with(tmp_path, file, before, after)

    with pytest.raises(LawTableError) as raised:
        read_playbooks(folder)

    assert str(raised.value).startswith(file)
    assert names in str(raised.value)


@pytest.mark.parametrize("reason", ALL)
def test_a_drug_of_an_advantage_plan_is_first_asked_for_its_part_of_medicare(reason: str) -> None:
    facts = {"sponsor": "medicare_advantage", "service_kind": "drug"}
    told = move(strategy_for(load()[reason], facts), "drug_of_an_advantage_plan")

    assert "Part D, inside an Advantage plan too" in told.text
    assert told.citation == "42 CFR 422.568(b)(3)"
    others = strategy_for(load()[reason], {**facts, "service_kind": "device"})
    assert "drug_of_an_advantage_plan" not in codes(others)


@pytest.mark.parametrize(
    "reason, sponsor, code, text",
    [
        ("medical_necessity", "medicare_advantage", "coverage_rule_of_medicare", "42 CFR 422.101(b)(6)"),
        ("medical_necessity", "medicaid_managed_care", "under_21_in_medicaid", "42 USC 1396d(r)(5)"),
        ("non_formulary", "medicare_part_d", "part_d_exception", "42 CFR 423.578(b)(5)(i);"),
        ("quantity_limit", "medicare_part_d", "part_d_exception", "42 CFR 423.578(b)(5)(iii);"),
        ("step_therapy_general", "medicare_part_d", "part_d_exception", "42 CFR 423.578(b)(5)(ii);"),
        ("not_covered_benefit", "private_employer", "parity", "29 CFR 2590.712(d)(1)-(3)"),
    ],
)
def test_a_move_cites_what_the_tables_have_for_its_coverage(
    reason: str, sponsor: str, code: str, text: str
) -> None:
    assert text in move(strategy_for(load()[reason], {"sponsor": sponsor}), code).citation


def test_what_the_marketplace_decided_itself_is_sent_to_the_marketplace() -> None:
    facts = {"sponsor": "individual", "reason_kind": "eligibility"}
    book = load()["medical_necessity_general"]
    told = move(strategy_for(book, facts), "the_marketplaces_own_decision")

    assert "no plan's denial" in told.text
    assert told.citation == "45 CFR 155.520(b)(1)"
    employers = strategy_for(book, {**facts, "sponsor": "private_employer"})
    assert "the_marketplaces_own_decision" not in codes(employers)
