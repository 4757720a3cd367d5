"""For every reason, the appeal of a case of ours: its table, its arguments and what it asks the plan to say."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_case
from tests.services.golden import golden
from tracker.models import Case, Criterion
from tracker.rules.terms import ReasonKind
from tracker.services import evidence
from tracker.services.evidence import CriterionInput
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import Wishes, context_for


@dataclass(frozen=True)
class Story:
    """A denial for one reason, and the rows of its table that are answered: code, record, outcome, exhibit."""

    service: str
    said: str
    rows: tuple[tuple[str, str, str, str], ...]
    facts: dict[str, Any] = field(default_factory=dict)


STORIES = {
    ReasonKind.MEDICAL_NECESSITY: Story(
        "home nursing, eight hours a day",
        "the service does not meet the definition of medical necessity",
        (
            (
                "medically_necessary",
                "Ventilator settings changed by a nurse on 41 of 60 nights",
                "Met",
                "B, p. 2",
            ),
            (
                "alternatives_considered",
                "Home health aide, August 2026",
                "Tried: not enough improvement",
                "C",
            ),
        ),
        {"service_kind": "other"},
    ),
    ReasonKind.LEVEL_OF_CARE: Story(
        "inpatient rehabilitation",
        "care could be given in a skilled nursing facility",
        (
            (
                "setting_appropriate",
                "Three hours of therapy a day, October 6 to 20",
                "Lower level unsafe",
                "B, p. 4",
            ),
        ),
        {"service_kind": "inpatient", "claim_type": "post_service"},
    ),
    ReasonKind.EXPERIMENTAL: Story(
        "proton beam therapy",
        "the service is considered experimental and investigational",
        (
            (
                "definition_not_met",
                "Guideline of March 2026, section 4",
                "Outside the definition: see the exhibit",
                "D, p. 3",
            ),
        ),
        {"service_kind": "procedure"},
    ),
    ReasonKind.PRIOR_AUTHORIZATION_MISSING: Story(
        "MRI of the lumbar spine",
        "prior authorization was not obtained",
        (
            (
                "authorization_required",
                "Approval 555-7731 of September 2, 2026",
                "Approved: number enclosed",
                "B",
            ),
        ),
        {"service_kind": "imaging", "claim_type": "post_service"},
    ),
    ReasonKind.QUANTITY_LIMIT: Story(
        "sumatriptan, 18 tablets a month",
        "the quantity exceeds the plan limit of 9 per month",
        (
            (
                "limit_not_enough",
                "Two emergency visits in September at 9 tablets",
                "Tried: not enough",
                "B, p. 1",
            ),
        ),
        {"service_kind": "drug"},
    ),
    ReasonKind.NON_FORMULARY: Story(
        "insulin degludec",
        "the drug is not on the formulary",
        (
            (
                "listed_drugs_answered",
                "Glargine, May to August 2026",
                "Stopped: side effect or harm",
                "B, p. 2",
            ),
        ),
        {
            "service_kind": "drug",
            "sponsor": "individual",
            "funding": "insured",
            "appeal_levels": "1",
            "essential_health_benefits": "yes",
        },
    ),
    ReasonKind.OUT_OF_NETWORK: Story(
        "intensive outpatient program",
        "the provider is not in the network",
        (
            (
                "network_provider_available",
                "Nine providers called, October 12 to 14",
                "None: nobody takes patients in time",
                "B",
            ),
        ),
        {"service_kind": "other"},
    ),
    ReasonKind.CODING_OR_BILLING: Story(
        "office visit with a procedure",
        "the procedure is included in the visit",
        (
            (
                "separate_service",
                "Two notes of October 2, at 9:10 and 11:40",
                "Separate site or time",
                "B, pp. 1–3",
            ),
        ),
        {"claim_type": "post_service", "service_kind": "other"},
    ),
    ReasonKind.NOT_COVERED_BENEFIT: Story(
        "custom orthosis",
        "foot orthotics are excluded",
        (
            (
                "exclusion_element",
                "An ankle-foot orthosis for drop foot; not for the foot alone",
                "Not present",
                "C",
            ),
        ),
        {"service_kind": "device"},
    ),
    ReasonKind.UNTIMELY_FILING: Story(
        "office visit",
        "the claim was received after the timely filing limit",
        (
            (
                "sent_in_time",
                "Accepted by the clearinghouse on July 3, 2026",
                "In time: receipt enclosed",
                "B",
            ),
        ),
        {"claim_type": "post_service", "service_kind": "other"},
    ),
}


NETWORK = {
    "wrong_directory": (
        "internal_appeal",
        Story(
            "knee arthroscopy",
            "the surgeon is not in the network",
            (("directory_error", "Directory page of October 1, 2026", "Directory page enclosed", "B"),),
            {"claim_type": "post_service"},
        ),
    ),
    "emergency": (
        "internal_appeal",
        Story(
            "emergency department visit",
            "the hospital is not in the network",
            (
                (
                    "emergency_care",
                    "Chest pain and short breath on arrival, October 4, 2026, 2:10 am",
                    "Emergency: symptoms on record",
                    "B, p. 1",
                ),
            ),
            {
                "claim_type": "post_service",
                "sponsor": "individual",
                "funding": "insured",
                "appeal_levels": "1",
                "surprise_bill": True,
            },
        ),
    ),
    "air_ambulance": (
        "internal_appeal",
        Story(
            "transport by helicopter, October 4, 2026",
            "the air ambulance is not in the network",
            (
                (
                    "air_ambulance",
                    "Flown from Example Ranch to Harbor Hospital",
                    "Air transport on record",
                    "B",
                ),
            ),
            {"claim_type": "post_service", "surprise_bill": True},
        ),
    ),
    "contract_ended": (
        "internal_appeal",
        Story(
            "chemotherapy at Harbor Oncology",
            "the clinic has left the network",
            (
                (
                    "continuing_care_patient",
                    "Cycle 3 of 6 given on October 2, 2026; notice of October 10",
                    "Serious and complex condition",
                    "B, pp. 1–4",
                ),
            ),
            {"sponsor": "church", "claim_type": "concurrent"},
        ),
    ),
    "medicare_advantage": (
        "ma_reconsideration",
        Story(
            "intensive outpatient program",
            "the provider is not in the network",
            (
                (
                    "network_provider_available",
                    "Nine providers called, October 12 to 14",
                    "None: nobody takes patients in time",
                    "B",
                ),
            ),
            {"sponsor": "medicare_advantage", "funding": "unknown", "appeal_levels": ""},
        ),
    ),
    "medicaid": (
        "medicaid_appeal",
        Story(
            "intensive outpatient program",
            "the provider is not in the network",
            (
                (
                    "network_provider_available",
                    "Nine providers called, October 12 to 14",
                    "None: nobody takes patients in time",
                    "B",
                ),
            ),
            {"sponsor": "medicaid_managed_care", "funding": "unknown", "appeal_levels": ""},
        ),
    ),
    "fehb": (
        "fehb_reconsideration",
        Story(
            "anesthesia",
            "the anesthesiologist is not in the network",
            (
                (
                    "facility_in_network",
                    "Given at Harbor Hospital, which the plan's directory lists",
                    "Facility in the network: no consent signed",
                    "B",
                ),
            ),
            {"sponsor": "fehb", "funding": "unknown", "appeal_levels": "", "claim_type": "post_service"},
        ),
    ),
}
"""Care outside the network under the law of each coverage: the letter that argues with it, and its story."""


def told(session: Session, reason: ReasonKind, kind: str = "internal_appeal") -> str:
    """The letter of the story's case."""
    return text_of(session, STORIES[reason], reason, kind)


def text_of(session: Session, story: Story, reason: ReasonKind, kind: str) -> str:
    """The letter of this kind that a story makes."""
    typed = {
        "service": story.service,
        "stated_reason": story.said,
        "reason_kind": reason.value,
        **story.facts,
    }
    case = make_case(session, make_account(session, email="bob@example.org"), **typed)
    for code, shows, outcome, exhibit in story.rows:
        answer(session, case, code, shows, outcome, exhibit)
    return draft(context_for(session, case, kind, NOW, Wishes()), kind).text


def answer(session: Session, case: Case, code: str, shows: str, outcome: str, exhibit: str) -> None:
    rows = session.exec(select(Criterion).where(Criterion.case_id == case.id))
    row = next(each for each in rows if each.code == code)
    status = "documented" if row.kind == "requirement" else "exception"
    typed = CriterionInput(row.requirement or "", "", shows, outcome, exhibit, status, row.kind)
    evidence.edit_criterion(session, case, row.id, typed)


@pytest.mark.parametrize("reason", STORIES)
def test_the_appeal_for_each_reason_is_its_golden_copy(session: Session, reason: ReasonKind) -> None:
    text = told(session, reason)

    assert text == golden(f"reasons/{reason}.internal_appeal.md", text)


@pytest.mark.parametrize("name", NETWORK)
def test_care_outside_the_network_is_argued_in_each_coverage_as_in_its_golden_copy(
    session: Session, name: str
) -> None:
    kind, story = NETWORK[name]
    text = text_of(session, story, ReasonKind.OUT_OF_NETWORK, kind)

    assert text == golden(f"reasons/out_of_network.{name}.md", text)


def test_an_emergency_that_nobody_authorized_is_argued_as_one(session: Session) -> None:
    shown = (("emergency_care", "Stroke symptoms at 6:40 am", "Emergency: symptoms on record", "B"),)
    story = Story("brain MRI", "no prior authorization", shown, {"claim_type": "post_service"})

    text = text_of(session, story, ReasonKind.PRIOR_AUTHORIZATION_MISSING, "internal_appeal")

    assert "without prior authorization, whether or not the provider is in the network" in text
    assert "29 CFR 2590.716-4(b)(1), (2)" in text


def test_a_letter_says_nothing_of_what_its_table_does_not_show(session: Session) -> None:
    case = make_case(session, service="an office visit", reason_kind="untimely_filing", service_kind="other")

    text = draft(context_for(session, case, "internal_appeal", NOW, Wishes()), "internal_appeal").text

    assert "The claim was sent in time" not in text
    assert "The plan's own record of arrivals" in text


def test_a_bill_is_not_held_against_medical_criteria(session: Session) -> None:
    text = told(session, ReasonKind.CODING_OR_BILLING)

    assert "diagnosis for which the policy covers" not in text
    assert "corrected" not in text


def test_a_pump_that_is_called_experimental_is_argued_as_both(session: Session) -> None:
    case = make_case(
        session, service="t:slim X2 insulin pump", service_kind="device", reason_kind="experimental"
    )
    codes = {row.code for row in evidence.criteria(session, case)}

    assert {"definition_not_met", "mdi_trial"} <= codes
    assert "each_step_taken" not in codes


def test_a_reason_to_expedite_of_another_playbook_counts_where_it_was_ticked(session: Session) -> None:
    case = make_case(
        session,
        service="an infusion",
        service_kind="drug",
        reason_kind="non_formulary",
        urgency="expedited",
        expedite_codes=("cancer_progressing",),
    )

    wishes = Wishes()
    expedite = context_for(session, case, "internal_appeal_expedited", NOW, wishes).expedite

    assert expedite is not None
    assert expedite.statement
    assert "could let the cancer progress" in expedite.statement
