"""Playbooks as an advocate reads them: what helps each of the five denials is there, exact, and nothing else is."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tracker.rules import citations, playbooks
from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.packaged import law_folder
from tracker.rules.playbook_choice import match
from tracker.rules.playbook_files import MAY_BE_EMPTY, SECTIONS, read_playbooks
from tracker.rules.playbook_rows import Playbook
from tracker.rules.playbooks import Argument, arguments_for, load
from tracker.rules.terms import Funding, Jeopardy, ReasonKind, ServiceKind, Sponsor

OF_PROGRAMS = re.compile(r"|42 CFR (422|438)\..*|42 USC 1(395|396)\D.*|5 USC 8902\(p\)")
FIVE = ("lactation_ibclc", "insulin_pump_tandem", "lumbar_spinal_fusion", "cimt", "checkpoint_inhibitor")
REASONS = (
    "medical_necessity",
    "experimental",
    "prior_authorization_missing",
    "quantity_limit",
    "non_formulary",
    "out_of_network",
    "coding_or_billing",
    "not_covered_benefit",
    "untimely_filing",
)
ALL = (*FIVE, "step_therapy_general", *REASONS, "medical_necessity_general")

# One line for each thing that helps a patient with this denial: where it stands, and words of it.
HELPS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "every denial": (
        ("steps", "find_the_dates", "date printed on the denial letter"),
        ("steps", "find_the_deadlines", "depend on the kind of plan"),
        ("steps", "ask_for_file_and_criteria", "in writing for the claim file"),
        ("steps", "submit_in_writing", "new clinical evidence"),
        ("steps", "submit_in_writing", "signed letter"),
        ("steps", "two_doors", "independent reviewer"),
        ("steps", "external_review_expedited", "expedited form"),
        ("arguments", "step_weighed_in_external_review", "generally accepted standards"),
        ("steps", "map_each_requirement", "every requirement and every stated exception"),
        ("steps", "get_criteria_in_writing", "specific step-therapy criteria"),
        ("steps", "assert_the_exception", "Name the exception outright"),
        ("gather", "coverage_policy", "medical or coverage policy"),
        ("gather", "confirmed_diagnosis", "confirm the diagnosis"),
        ("gather", "prior_treatments", "start and end dates and outcome"),
        ("gather", "clinical_severity", "how severe"),
        ("gather", "step_protocol", "every stated exception"),
        ("exceptions", "tried_and_failed", "tried"),
        ("exceptions", "contraindicated", "contraindicated"),
        ("exceptions", "not_safe", "not safe for this patient"),
        ("exceptions", "expected_ineffective", "expected not to work"),
        ("exceptions", "stable_on_current_treatment", "stable"),
        ("exceptions", "irreversible_harm", "cannot be undone"),
        ("exceptions", "guideline_conflict", "guideline"),
        ("cautions", "which_law", "Medicare and Medicaid"),
    ),
    "lactation_ibclc": (
        ("criteria", "nurse_education_first", "education"),
        ("criteria", "peer_counseling_first", "peer support program"),
        ("gather", "breastfeeding_complication", "mastitis"),
        ("gather", "breastfeeding_complication", "latch"),
        ("gather", "breastfeeding_complication", "supply failure"),
        ("gather", "breastfeeding_complication", "post-surgical anatomy"),
        ("gather", "breastfeeding_complication", "oral-motor"),
        ("gather", "breastfeeding_complication", "when it arose"),
        ("gather", "step_history", "even if brief"),
        ("gather", "ibclc_assessment", "how complex the case is"),
        ("gather", "prescriber_letter", "peer-level support is not enough"),
        ("prescriber_letter", "", "physician or midwife"),
        ("prescriber_letter", "", "IBCLC is medically necessary now"),
        ("gather", "preventive_guideline", "HRSA"),
        ("guidelines", "hrsa", "Women's Preventive Services"),
        ("guidelines", "uspstf", "Preventive Services Task Force"),
        ("gather", "network_consultants", "log of calls"),
        ("exceptions", "breastfeeding_lost", "may end for good"),
        ("exceptions", "no_available_consultant_in_network", "no lactation consultant in its network"),
        ("arguments", "preventive_service_without_steps", "without cost sharing"),
        ("arguments", "preventive_service_without_steps", "no requirement that another form of support fail"),
        ("arguments", "preventive_service_without_steps", "denies timely access"),
        ("arguments", "delay_ends_breastfeeding", "breastfeeding is lost or kept"),
        ("expedite", "breastfeeding_failing", "immediate risk of failing"),
    ),
    "insulin_pump_tandem": (
        ("criteria", "mdi_trial", "Multiple daily injections"),
        ("criteria", "mdi_trial", "in use now"),
        ("criteria", "control_inadequate", "adequate glycemic control"),
        ("criteria", "labeled_use", "FDA labeling"),
        ("criteria", "step_excused", "inappropriate for this patient"),
        ("gather", "step_history", "start and end dates"),
        ("gather", "glucose_data", "CGM"),
        ("gather", "inadequate_control", "HbA1c"),
        ("gather", "inadequate_control", "hypoglycemia logs"),
        ("gather", "inadequate_control", "emergency visits"),
        ("gather", "step_exception_basis", "clinical reasoning"),
        ("gather", "prescriber_letter", "met or should be waived"),
        ("gather", "original_request", "prior authorization request"),
        ("prescriber_letter", "", "endocrinologist"),
        ("prescriber_letter", "", "skipping or shortening the step medically necessary"),
        ("exceptions", "step_already_met", "already been met"),
        ("exceptions", "skip_or_shorten", "skip or shorten"),
        ("expedite", "hypoglycemia_unawareness", "hypoglycemia unawareness"),
        ("expedite", "recurrent_dangerous_events", "dangerous events on injections"),
        ("guidelines", "ada", "American Diabetes Association"),
        ("guidelines", "aace", "AACE"),
        ("arguments", "external_guidelines", "practice guidelines"),
    ),
    "lumbar_spinal_fusion": (
        ("gather", "physical_therapy", "start and end dates, provider, outcome"),
        ("gather", "chiropractic_and_pain_management", "Chiropractic"),
        ("gather", "injections", "Epidural steroid"),
        ("gather", "injections", "provider"),
        ("gather", "medication_trials", "Medication trials"),
        ("gather", "failure_notes", "lack of improvement or functional decline"),
        ("gather", "function_over_time", "pain and disability over time"),
        ("gather", "step_exception_basis", "inappropriate for this patient"),
        ("gather", "prescriber_letter", "step by step"),
        ("prescriber_letter", "", "surgeon"),
        ("prescriber_letter", "", "which steps were completed"),
        ("prescriber_letter", "", "why surgery is now"),
        ("prescriber_letter", "", "would not help, or is unsafe"),
        ("criteria", "supervised_physical_therapy", "the policy specifies"),
        ("criteria", "other_conservative_treatment", "other modality"),
        ("exceptions", "equivalent_therapy_tried", "equivalent"),
        ("expedite", "progressive_neurological_deficit", "progressive neurological deficit"),
        ("expedite", "rapid_deterioration", "deteriorating rapidly"),
        ("cautions", "map_rather_than_narrate", "cover memo"),
        ("cautions", "map_rather_than_narrate", "put them in order"),
        ("arguments", "steps_already_taken", "lack of improvement or decline"),
        ("arguments", "step_not_appropriate", "not be of benefit or is unsafe"),
    ),
    "cimt": (
        ("gather", "step_history", "dates, setting, goals, duration, standardized outcome measures"),
        ("gather", "step_history", "why it ended"),
        ("gather", "prescriber_letter", "did not achieve adequate recovery"),
        ("prescriber_letter", "", "therapist or physiatrist"),
        ("gather", "step_exception_basis", "primary intervention"),
        ("gather", "functional_assessment", "objective"),
        ("gather", "rehabilitation_guideline", "AHA/ASA"),
        ("criteria", "conventional_therapy_tried", "dates, goals, outcomes and assessments"),
        ("criteria", "recovery_inadequate", "residual deficit"),
        ("criteria", "step_excused", "clinically inappropriate"),
        ("criteria", "guideline_next_step", "next step"),
        ("criteria", "current_deficit", "standardized assessment"),
        ("exceptions", "primary_intervention", "primary intervention"),
        ("expedite", "recovery_window", "neuroplastic recovery"),
        ("guidelines", "aha_asa", "American Stroke Association"),
        ("arguments", "distinct_protocol", "different mechanism"),
        ("arguments", "recovery_is_time_bound", "what delay costs"),
    ),
    "checkpoint_inhibitor": (
        ("gather", "step_history", "infusion records, doses, start and stop dates"),
        ("gather", "step_history", "progression, toxicity or contraindication"),
        ("gather", "response_assessments", "response"),
        ("gather", "step_exception_basis", "organ dysfunction"),
        ("gather", "step_exception_basis", "prior toxicity"),
        ("gather", "step_exception_basis", "genomic contraindication"),
        ("gather", "oncology_guideline", "exhibit"),
        ("gather", "prescriber_letter", "bypassing the step"),
        ("gather", "drug_label", "prescribing label"),
        ("prescriber_letter", "", "oncologist"),
        ("prescriber_letter", "", "tumor biology, biomarkers and prior response, not cost"),
        ("criteria", "guideline_line_of_treatment", "histology and biomarker profile"),
        ("exceptions", "guideline_conflict", "guideline"),
        ("exceptions", "not_determined_by_cost", "tumor biology"),
        ("expedite", "cancer_progressing", "regain maximum function"),
        ("guidelines", "nccn", "National Comprehensive Cancer Network"),
        ("guidelines", "oncology_society", "specialty society"),
        ("steps", "exemption_process", "concurrently with the appeal"),
        ("steps", "guideline_as_exhibit", "exhibit"),
        ("arguments", "order_of_treatment_is_clinical", "tumor biology"),
        ("arguments", "steps_already_taken", "doses"),
    ),
}

# What is often told inexactly, and what each playbook says instead.
PUT_RIGHT = (
    ("four_months_from_the_final_determination", "from receipt of the final internal determination"),
    ("seventy_two_hours_bind_the_plan", "never a time within which the patient has to ask"),
    ("window_runs_from_receipt", "at least 180 days following receipt"),
    ("plan_clock_by_levels", "from its receipt of the appeal"),
    ("sbc_is_not_the_place", "the notice, the plan document or the policy"),
    ("claim_file_has_no_day_count", "no regulation gives it a number of days"),
    ("label_only_for_drugs_and_devices", "a therapy, a procedure or counseling has none"),
)
NEVER_SAID = re.compile(
    r"usually|overturned|\bflip|reversal rate|success rate|frequently|dramatically|guarantee|[%$!]", re.I
)


def strings(value: Any) -> Iterable[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings(each)


def said(playbook: Playbook, section: str, code: str) -> str:
    """All texts of one row; for the prescriber's letter, of all of it."""
    part = getattr(playbook, section)
    rows = [part] if not code else [row for row in part if row.code == code]
    assert len(rows) == 1, f"{playbook.id} has no {section} row '{code}'"
    return " ".join(strings(asdict(rows[0]))).lower()


def codes(arguments: Iterable[Argument]) -> list[str]:
    return [argument.code for argument in arguments]


def lactation(**facts: str | bool | None) -> tuple[Argument, ...]:
    """The arguments of an ordinary lactation denial, with changes."""
    ordinary: dict[str, str | bool | None] = {
        "sponsor": "private_employer",
        "funding": "self_funded",
        "grandfathered": False,
        "reason_kind": "step_therapy",
        "no_network_provider": True,
    }
    return arguments_for(load()["lactation_ibclc"], {**ordinary, **facts})


# ---- What is in them


def test_there_is_one_for_each_of_the_five_denials_and_for_every_reason() -> None:
    assert set(load()) == set(ALL)


@pytest.mark.parametrize("section,code,words", HELPS["every denial"])
@pytest.mark.parametrize("denial", FIVE)
def test_what_helps_every_denial_is_in_each(denial: str, section: str, code: str, words: str) -> None:
    assert words.lower() in said(load()[denial], section, code)


@pytest.mark.parametrize(
    "denial,section,code,words", [(denial, *help_) for denial in FIVE for help_ in HELPS[denial]]
)
def test_what_helps_this_denial_is_in_its_playbook(denial: str, section: str, code: str, words: str) -> None:
    assert words.lower() in said(load()[denial], section, code)


@pytest.mark.parametrize("code,words", PUT_RIGHT)
@pytest.mark.parametrize("denial", ALL)
def test_what_is_often_told_inexactly_is_put_right(denial: str, code: str, words: str) -> None:
    assert words.lower() in said(load()[denial], "cautions", code)


@pytest.mark.parametrize("denial", FIVE)
def test_state_laws_are_said_to_reach_drugs_mostly_and_self_funded_plans_never(denial: str) -> None:
    book = load()[denial]

    assert "prescription drugs only" in said(book, "cautions", "state_laws_reach_drugs")
    assert "never binds a self-funded" in said(book, "cautions", "state_laws_never_self_funded")


@pytest.mark.parametrize("denial", ["lactation_ibclc", "insulin_pump_tandem", "lumbar_spinal_fusion", "cimt"])
def test_a_denial_that_is_no_drug_is_told_that_drug_laws_do_not_reach_it(denial: str) -> None:
    cautions = " ".join(caution.text for caution in load()[denial].cautions)

    assert "define step therapy as an order of prescription drugs and do not reach it" in cautions


@pytest.mark.parametrize("denial", ALL)
def test_no_text_promises_counts_odds_or_advertises(denial: str) -> None:
    found = [text for text in strings(asdict(load()[denial])) if NEVER_SAID.search(text)]

    assert found == []


@pytest.mark.parametrize("denial", ALL)
def test_guidelines_are_named_and_never_paraphrased(denial: str) -> None:
    for guideline in load()[denial].guidelines:
        assert "quote the current statement" in guideline.ask


@pytest.mark.parametrize("denial", ALL)
def test_every_criterion_is_marked_with_what_to_check_it_against(denial: str) -> None:
    for criterion in load()[denial].criteria:
        assert criterion.check.startswith("Check against")
        assert criterion.outcomes


@pytest.mark.parametrize("denial", ALL)
def test_every_reason_to_expedite_has_a_sentence_that_meets_the_regulation(denial: str) -> None:
    """29 CFR 2560.503-1(m)(1)(i): (A) life, health or maximum function, (B) severe pain; (iii) a physician."""
    words = {
        Jeopardy.LIFE: "life",
        Jeopardy.HEALTH: "health",
        Jeopardy.FUNCTION: "ability to regain maximum function",
        Jeopardy.SEVERE_PAIN: "severe pain that cannot be adequately managed",
    }
    law = citations.citations_for(Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED))
    for reason in load()[denial].expedite:
        paragraphs = citations.cite(law[key] for key in reason.cites)

        assert "medical condition" in reason.certify
        assert any(words[risk] in reason.certify for risk in reason.jeopardizes), reason.code
        assert paragraphs.startswith("29 CFR 2560.503-1(m)(1)")
        assert ("(m)(1)(i)(B)" in paragraphs) == (reason.jeopardizes == (Jeopardy.SEVERE_PAIN,))


def test_each_kind_of_jeopardy_is_named_in_every_playbook() -> None:
    for book in load().values():
        assert {risk for reason in book.expedite for risk in reason.jeopardizes} == set(Jeopardy)


def test_the_kinds_of_service_are_those_the_law_turns_on() -> None:
    kinds = {denial: load()[denial].service_kind for denial in FIVE}

    assert kinds == {
        "lactation_ibclc": ServiceKind.PREVENTIVE_SERVICE,
        "insulin_pump_tandem": ServiceKind.DEVICE,
        "lumbar_spinal_fusion": ServiceKind.PROCEDURE,
        "cimt": ServiceKind.THERAPY,
        "checkpoint_inhibitor": ServiceKind.DRUG,
    }


# ---- Which one is meant


@pytest.mark.parametrize(
    "service,expected",
    [
        ("Lactation Ibclc", "lactation_ibclc"),
        ("visits with a lactation consultant", "lactation_ibclc"),
        ("Insulin Pump Tandem", "insulin_pump_tandem"),
        ("t:slim X2 insulin pump", "insulin_pump_tandem"),
        ("Spinal Fusion Lumbar", "lumbar_spinal_fusion"),
        ("posterior lumbar interbody fusion, L4-L5", "lumbar_spinal_fusion"),
        ("Cimt", "cimt"),
        ("Constraint-Induced Movement Therapy", "cimt"),
        ("Checkpoint Inhibitor", "checkpoint_inhibitor"),
        ("KEYTRUDA (pembrolizumab) 200 mg IV", "checkpoint_inhibitor"),
        ("adalimumab", "step_therapy_general"),
    ],
)
def test_a_service_in_the_letters_words_finds_its_playbook(service: str, expected: str) -> None:
    assert match(service, "step_therapy").id == expected


@pytest.mark.parametrize(
    "service", ["cervical spinal fusion", "carotid CIMT scan", "tandem stem cell transplant"]
)
def test_a_service_that_only_sounds_alike_gets_the_general_playbook(service: str) -> None:
    assert match(service, "step_therapy").id == "step_therapy_general"
    assert match(service, "experimental").id == "experimental"


@pytest.mark.parametrize("reason", ReasonKind)
def test_any_denial_gets_the_playbook_of_its_reason(reason: ReasonKind) -> None:
    book = match("a service nobody has heard of", reason)

    assert reason in book.reasons
    assert book.gather
    assert book.criteria


@pytest.mark.parametrize("reason", ReasonKind)
def test_each_reason_has_just_one_playbook(reason: ReasonKind) -> None:
    assert len([book for book in load().values() if reason in book.reasons and not book.phrases]) == 1


# ---- Which arguments a coverage has


def test_no_lactation_consultant_in_the_network_is_the_strongest_argument() -> None:
    assert codes(lactation())[0] == "no_network_consultant"


@pytest.mark.parametrize(
    "sponsor,funding,expected",
    [
        ("private_employer", "self_funded", "29 CFR 2590.715-2713(a)(3)(ii)"),
        ("private_employer", "insured", "29 CFR 2590.715-2713(a)(3)(ii); 45 CFR 147.130(a)(3)(ii)"),
        ("individual", "insured", "45 CFR 147.130(a)(3)(ii)"),
        ("state_local_government", "self_funded", "45 CFR 147.130(a)(3)(ii)"),
        ("church", "self_funded", "26 CFR 54.9815-2713(a)(3)(ii)"),
    ],
)
def test_preventive_coverage_is_cited_as_the_plans_own_law_cites_it(
    sponsor: str, funding: str, expected: str
) -> None:
    assert lactation(sponsor=sponsor, funding=funding)[0].citation == expected


@pytest.mark.parametrize("sponsor", ["private_employer", "church", "individual", "state_local_government"])
def test_a_grandfathered_plan_does_not_get_the_preventive_argument(sponsor: str) -> None:
    found = lactation(sponsor=sponsor, grandfathered=True)

    assert found
    assert not any("2713" in argument.citation or "147.130" in argument.citation for argument in found)


def test_where_nobody_knows_whether_the_plan_is_grandfathered_the_argument_says_unless() -> None:
    found = lactation(grandfathered=None, no_network_provider=None)

    assert codes(found)[:2] == ["unless_grandfathered_name_a_consultant", "unless_grandfathered"]
    assert all("grandfathered" in argument.text for argument in found[:2])


def test_where_nobody_has_looked_the_plan_is_asked_to_name_a_consultant() -> None:
    assert codes(lactation(no_network_provider=None))[0] == "name_a_network_consultant"


def test_where_the_network_has_a_consultant_the_argument_is_not_made() -> None:
    assert not [code for code in codes(lactation(no_network_provider=False)) if "network" in code]


@pytest.mark.parametrize("denial", FIVE)
@pytest.mark.parametrize("state", ["TX", "NC", "FL", "WI"])
@pytest.mark.parametrize("funding", ["self_funded", "unknown"])
def test_only_an_insured_policy_gets_the_states_step_therapy_law(
    denial: str, state: str, funding: str
) -> None:
    facts = {"sponsor": "private_employer", "funding": funding, "state": state, "grandfathered": False}

    assert "state_exception" not in codes(arguments_for(load()[denial], facts))


@pytest.mark.parametrize(
    "denial,state,expected",
    [
        ("checkpoint_inhibitor", "TX", "Tex. Insurance Code 1369.0545 and 1369.0546"),
        ("insulin_pump_tandem", "NC", "N.C.G.S. 58-3-221"),
        ("insulin_pump_tandem", "WI", "Wis. Stat. 632.853"),
        ("lumbar_spinal_fusion", "FL", "Fla. Stat. 627.42393"),
        ("insulin_pump_tandem", "TX", None),
        ("cimt", "CA", None),
        ("lactation_ibclc", "TX", None),
        ("checkpoint_inhibitor", "AL", None),
    ],
)
def test_a_states_law_is_cited_only_for_the_kind_of_service_it_reaches(
    denial: str, state: str, expected: str | None
) -> None:
    facts = {"sponsor": "individual", "funding": "insured", "state": state, "grandfathered": False}
    found = {argument.code: argument for argument in arguments_for(load()[denial], facts)}

    assert (found["state_exception"].citation if "state_exception" in found else None) == expected


def test_a_row_of_a_states_law_that_nobody_has_read_for_180_days_is_not_cited() -> None:
    facts = {"sponsor": "individual", "funding": "insured", "state": "TX"}
    book = load()["checkpoint_inhibitor"]

    assert "state_exception" in codes(arguments_for(book, facts, date(2027, 5, 20)))
    assert "state_exception" not in codes(arguments_for(book, facts, date(2027, 5, 21)))


def test_a_states_law_is_only_said_to_apply_perhaps() -> None:
    facts = {"sponsor": "individual", "funding": "insured", "state": "TX"}
    [argument] = [
        each
        for each in arguments_for(load()["checkpoint_inhibitor"], facts)
        if each.code == "state_exception"
    ]

    assert "may apply" in argument.text
    assert argument.needs
    assert argument.authorities[0].verification == "verified"


def test_a_drug_exception_is_asked_only_of_policies_with_essential_health_benefits() -> None:
    book = load()["checkpoint_inhibitor"]
    policy = {"sponsor": "individual", "funding": "insured", "grandfathered": False}

    assert "formulary_exception" in codes(arguments_for(book, {**policy, "essential_health_benefits": True}))
    assert "formulary_exception" not in codes(arguments_for(book, policy))


def test_a_letter_does_not_say_that_steps_were_taken_while_none_is_documented() -> None:
    found = arguments_for(load()["cimt"], {"steps_documented": False, "exception_stated": True})

    assert "steps_already_taken" not in codes(found)
    assert "step_not_appropriate" in codes(found)


def test_a_denial_for_another_reason_gets_no_step_therapy_argument() -> None:
    facts = {"sponsor": "private_employer", "funding": "self_funded", "reason_kind": "experimental"}

    assert "exception_request" not in codes(arguments_for(load()["cimt"], facts))


@pytest.mark.parametrize(
    "sponsor", ["medicare", "medicare_advantage", "medicaid", "chip", "fehb", "tricare", "va", "other"]
)
@pytest.mark.parametrize("denial", ALL)
def test_a_public_program_is_cited_no_law_of_private_coverage(denial: str, sponsor: str) -> None:
    found = arguments_for(load()[denial], {"sponsor": sponsor, "no_network_provider": "yes"})

    assert found
    assert [each.citation for each in found if not OF_PROGRAMS.fullmatch(each.citation)] == []


NETWORK_LAW = {
    "private_employer": "29 USC 1185i(b)(1) and (2)",
    "church": "26 USC 9820(b)(1) and (2)",
    "individual": "42 USC 300gg-115(b)(1) and (2)",
    "state_local_government": "42 USC 300gg-115(b)(1) and (2)",
    "medicare_advantage": "42 CFR 422.112(a)(1)(iii)",
    "medicaid_managed_care": "42 CFR 438.206(b)(4)-(5)",
    "fehb": "5 USC 8902(p)",
}


@pytest.mark.parametrize("sponsor, text", NETWORK_LAW.items())
def test_care_outside_the_network_is_argued_with_the_law_of_its_coverage(sponsor: str, text: str) -> None:
    facts = {"sponsor": sponsor, "no_network_provider": "yes"}
    cited = {each.citation for each in arguments_for(load()["out_of_network"], facts)}

    assert text in cited
    assert cited & (set(NETWORK_LAW.values()) - {text}) == set()


@pytest.mark.parametrize(
    "sponsor", ["chip", "medicaid_fee_for_service", "medicare_part_d", "tricare", "unknown"]
)
def test_care_outside_the_network_is_argued_with_no_law_that_nobody_has_read(sponsor: str) -> None:
    """CHIP's section was read in an old copy alone: the strategy shows it as such, and no letter leans on it."""
    facts = {"sponsor": sponsor, "no_network_provider": "yes"}

    assert {each.citation for each in arguments_for(load()["out_of_network"], facts)} == {""}


AIR_AMBULANCE = {
    "private_employer": "29 CFR 2590.717-1(a), (b)(1) and (3)",
    "church": "26 USC 9817(a)(1) and (2)",
    "individual": "45 CFR 149.130(a), (b)(1) and (3)",
    "state_local_government": "45 CFR 149.130(a), (b)(1) and (3)",
}


@pytest.mark.parametrize("sponsor, text", AIR_AMBULANCE.items())
def test_a_flight_is_argued_with_the_law_of_its_coverage(sponsor: str, text: str) -> None:
    cited = {
        each.code: each.citation for each in arguments_for(load()["out_of_network"], {"sponsor": sponsor})
    }

    assert cited["air_ambulance"] == text


def test_a_grandfathered_plan_is_held_to_the_emergency_rules_and_not_to_those_on_directories() -> None:
    facts = {"sponsor": "private_employer", "grandfathered": "yes"}
    cited = {each.code: each.citation for each in arguments_for(load()["out_of_network"], facts)}

    assert cited["emergency_in_law"].startswith("29 CFR 2590.716-4(b)(1)")
    assert not {"directory_in_law", "contract_ended_in_law"} & set(cited)


def test_a_grandfathered_policy_outside_erisa_has_them_where_the_case_is_a_surprise_bill() -> None:
    facts = {"sponsor": "individual", "grandfathered": "yes"}
    book = load()["out_of_network"]

    assert "emergency_in_law" not in codes(arguments_for(book, facts))
    assert "emergency_in_law" in codes(arguments_for(book, {**facts, "surprise_bill": "yes"}))


@pytest.mark.parametrize(
    "sponsor", ["private_employer", "church", "individual", "state_local_government", "unknown"]
)
@pytest.mark.parametrize("filing", ["internal_appeal", "external_review"])
@pytest.mark.parametrize("denial", ALL)
def test_every_argument_cites_its_law_or_names_the_document_it_rests_on(
    denial: str, filing: str, sponsor: str
) -> None:
    facts = {
        "sponsor": sponsor,
        "funding": "insured",
        "grandfathered": False,
        "filing": filing,
        "state": "NC",
    }
    found = arguments_for(load()[denial], facts)

    assert found
    assert [each.strength for each in found] == sorted(each.strength for each in found)
    for argument in found:
        assert argument.citation or argument.rests_on
        assert bool(argument.citation) == bool(argument.authorities)
        for authority in argument.authorities:
            assert authority.source.startswith("http")
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", authority.checked)
            assert authority.verification in {
                "P26",
                "P25",
                "PUS",
                "FR",
                "POLD",
                "SEC",
                "verified",
                "secondary",
            }


def test_in_external_review_nothing_is_asked_that_only_the_plan_can_give() -> None:
    covered = {"sponsor": "private_employer", "funding": "self_funded", "filing": "external_review"}
    found = codes(arguments_for(load()["cimt"], covered))

    assert "exception_request" not in found
    assert "policy_answered_row_by_row" not in found
    assert "external_guidelines" in found


# ---- A broken row


def copy_with(tmp_path: Path, file: str, before: str, after: str) -> Path:
    """The packaged playbooks with one text changed."""
    for source in Path(str(law_folder() / "playbooks")).glob("*.toml"):
        text = source.read_text(encoding="utf-8")
        if source.name == file:
            assert before in text
            text = text.replace(before, after, 1)
        (tmp_path / source.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_an_unbroken_copy_reads_like_the_packaged_one(tmp_path: Path) -> None:
    assert read_playbooks(copy_with(tmp_path, "cimt.toml", "CIMT", "CIMT")) == load()


@pytest.mark.parametrize(
    "file,before,after,names",
    [
        (
            "cimt.toml",
            'label = "Standardized',
            'labell = "Standardized',
            "[[gather]] row 4 (functional_assessment)",
        ),
        (
            "cimt.toml",
            'kind = "requirement"',
            'kind = "wish"',
            "[[criteria]] row 1 (conventional_therapy_tried)",
        ),
        (
            "cimt.toml",
            'jeopardizes = ["function"]',
            "jeopardizes = []",
            "[[expedite]] row 1 (recovery_window)",
        ),
        ("cimt.toml", 'service_kind = "therapy"', 'service_kind = "hope"', "'service_kind'"),
        ("cimt.toml", 'id = "cimt"', 'id = "cmit"', "not the file's name"),
        ("cimt.toml", '"_step_therapy"', '"_steps"', "_steps.toml"),
        (
            "cimt.toml",
            'code = "rehabilitation_guideline"',
            'code = "functional_assessment"',
            "(functional_assessment)",
        ),
        ("cimt.toml", "[prescriber_letter]", "[prescriber_leter]", "prescriber_leter"),
        ("cimt.toml", "strength = 12", 'strength = "12"', "[[arguments]] row 1 (steps_already_taken)"),
        (
            "_step_therapy.toml",
            'funding = ["insured"]',
            'funding = ["rich"]',
            "(state_exception): 'applies_when'",
        ),
        ("_step_therapy.toml", "{ reason_kind", "{ season_kind", "there is no fact 'season_kind'"),
        ("_any_denial.toml", 'cites = ["appeal_window"]', 'cites = ["apeal_window"]', "(find_the_dates)"),
        ("lactation_ibclc.toml", "[[gather]]", "[[gather]", "lactation_ibclc.toml"),
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


def test_every_section_of_a_playbook_has_rows() -> None:
    for book in load().values():
        for section in set(SECTIONS) - MAY_BE_EMPTY:
            assert getattr(book, section), f"{book.id}: {section}"


def test_the_packaged_playbooks_are_read_once() -> None:
    assert playbooks.load() is load()


CLAIMS_A_RIGHT = re.compile(r"\b(?:has|have) to\b|\bmust\b|entitled|to be had|may not impose|is ground for")


@pytest.mark.parametrize(
    "sponsor",
    [
        "medicare_advantage",
        "medicare_part_d",
        "medicaid_managed_care",
        "chip",
        "fehb",
        "tricare",
        "va",
        "other",
    ],
)
@pytest.mark.parametrize("denial", ALL)
def test_an_argument_that_no_law_of_the_coverage_carries_claims_no_right(denial: str, sponsor: str) -> None:
    """What falls back on a document of the case asks for something, and says nothing of what law wants."""
    facts = {"sponsor": sponsor, "no_network_provider": "yes"}
    bare = [each for each in arguments_for(load()[denial], facts) if not each.citation]

    assert [each.text for each in bare if CLAIMS_A_RIGHT.search(each.text)] == []
