"""What sinks each kind of letter, row by row: a letter that has it is stopped, and the same letter mended is not.

`faulty.py` holds an example of every fault; here are the rows that it leaves open, for the other kinds of the same row.
"""

import pytest
from sqlmodel import Session

from tests.factories import NOW, PDF, make_account
from tests.services.letters.faulty import (
    ADVANTAGE,
    ANSWER,
    APPOINTED,
    AT_THE_IRO,
    CALIFORNIAN,
    CALLED,
    CLAIMS,
    CUT,
    DRUG_PLAN,
    EXAMPLES,
    FILED,
    LAPSED,
    MEDICAID,
    NOT_FINAL,
    ORIGINAL,
    PLAN,
    PROVEN,
    QIC_UPHELD,
    TO_CLAIMS,
    TO_THE_QIC,
    TWO,
    UPHELD,
    Example,
    Faulty,
    Told,
)
from tracker.models import Account
from tracker.rules.terms import EventKind, PartyRole
from tracker.services.letters import finishing, keeping
from tracker.services.letters.faults.table import FAULTS
from tracker.services.letters.keeping import LetterRefusedError

K = EventKind
URGENT_NOW = {
    "urgency": "expedited",
    "physician": "Dr. Hannah Osei",
    "notice_on": "2026-11-20",
    "received_on": "2026-11-20",
}
TWO_PARTIES = {"parties": (PLAN, CLAIMS)}
TO_THE_PLAN = {"to": PartyRole.PLAN_ADMINISTRATOR}
ASKED = (K.CLAIM_FILE_REQUESTED, {"sent_on": "2026-10-20"})
OFFERED = (K.PEER_TO_PEER_OFFERED, {"offered_on": "2026-11-02", "until": "2026-11-16"})
OFFERED_STILL = (K.PEER_TO_PEER_OFFERED, {"offered_on": "2026-11-16", "until": "2026-11-30"})
CERTIFIED = {"certified_on": NOW.date()}
WITH_A_REASON = (NOT_FINAL[0], {**NOT_FINAL[1], "said": "The records do not show supervision."})


def without(*names: str) -> tuple[EventKind, dict[str, object]]:
    """The expedited appeal of November 21 with its call, less these fields."""
    return (K.INTERNAL_APPEAL_FILED, {name: each for name, each in CALLED.items() if name not in names})


def called(*names: str) -> Example:
    """An expedited appeal whose call lacks these fields, and the same with all of them."""
    return Example(
        "internal_appeal_expedited",
        Told(URGENT_NOW, (without(*names),), CERTIFIED),
        Told(URGENT_NOW, (without(),), CERTIFIED),
    )


SCOPE_ALONE = "This appointment ends on May 1, 2027."
DRUG_OF_CALIFORNIA = {"funding": "insured", "policy_state": "CA", "service_kind": "drug"}
IN_CALIFORNIAN = {"requests": f"I ask for it under {CALIFORNIAN}."}
LATE_D = {**DRUG_PLAN, "notice_on": "2026-08-05"}
LATE_A = {**ORIGINAL, "notice_on": "2026-05-05"}
STROKE = {"late_because": "A stroke in the summer."}
URGENT_ADVANTAGE = {
    **ADVANTAGE,
    "notice_on": "2026-11-18",
    **{k: URGENT_NOW[k] for k in ("urgency", "physician")},
}

ROWS: dict[str, tuple[str, Example]] = {
    "internal appeal: to the plan administrator, who does not decide it": (
        "stranger",
        Example(
            "internal_appeal_expedited",
            Told({**URGENT_NOW, **TWO_PARTIES}, wishes=TO_THE_PLAN),
            Told({**URGENT_NOW, **TWO_PARTIES}, wishes=TO_CLAIMS),
        ),
    ),
    "second level: the reason is not answered": (
        "reason",
        Example(
            "second_level_appeal",
            Told(TWO, (FILED, WITH_A_REASON)),
            Told(TWO, (FILED, WITH_A_REASON), {"answer": ANSWER}),
        ),
    ),
    "second level: filed for the member by nobody who may": (
        "filer",
        Example(
            "second_level_appeal",
            Told(TWO, (FILED, NOT_FINAL)),
            Told({**TWO, "forms": (APPOINTED,)}, (FILED, NOT_FINAL)),
        ),
    ),
    "expedited: the call lacks the name": ("telephoned", called("telephone_name")),
    "expedited: the call lacks the reference": ("telephoned", called("telephone_reference")),
    "expedited: the call lacks the hour": ("telephoned", called("telephoned_at")),
    "expedited: the care of the external review was given": (
        "given",
        Example(
            "external_review_expedited",
            Told(URGENT_NOW, (without(),), edits={"treatment_on": "2026-11-21"}),
            Told(URGENT_NOW, (without(),), edits={"treatment_on": "2026-12-10"}),
        ),
    ),
    "expedited: no physician has certified what a Medicare plan is asked to hasten": (
        "certified",
        Example("ma_reconsideration", Told(URGENT_ADVANTAGE), Told(URGENT_ADVANTAGE, wishes=CERTIFIED)),
    ),
    "expedited: the care that a Medicare plan is asked to hasten was given": (
        "given",
        Example(
            "ma_reconsideration",
            Told(URGENT_ADVANTAGE, edits={"treatment_on": "2026-11-21"}),
            Told(URGENT_ADVANTAGE, edits={"treatment_on": "2026-12-10"}),
        ),
    ),
    "external review: the addressee is missing": (
        "addressee",
        Example(
            "external_review_request",
            Told(events=(FILED, UPHELD)),
            Told({"parties": (CLAIMS,)}, (FILED, UPHELD)),
        ),
    ),
    "information to the IRO: nothing is enclosed": (
        "exhibits",
        Example(
            "information_to_iro",
            Told(events=(*AT_THE_IRO, (K.IRO_ASSIGNED, {"assigned_on": "2026-11-18"}))),
            Told(
                events=(*AT_THE_IRO, (K.IRO_ASSIGNED, {"assigned_on": "2026-11-18"})), uploads=("notes.pdf",)
            ),
        ),
    ),
    "claim file request: to the wrong party": (
        "stranger",
        Example(
            "claim_file_request", Told(TWO_PARTIES, wishes=TO_THE_PLAN), Told(TWO_PARTIES, wishes=TO_CLAIMS)
        ),
    ),
    "claim file chaser: to the wrong party": (
        "stranger",
        Example(
            "claim_file_chaser",
            Told(TWO_PARTIES, (ASKED,), TO_THE_PLAN),
            Told(TWO_PARTIES, (ASKED,), TO_CLAIMS),
        ),
    ),
    "claim file chaser: claims thirty days": (
        "thirty_days",
        Example(
            "claim_file_chaser",
            Told(events=(ASKED,), sections={"documents": "1. the claim file, which was due in thirty days."}),
            Told(events=(ASKED,)),
        ),
    ),
    "representative: says when it ends and not what it covers": (
        "scope",
        Example("appointment_of_representative", Told(sections={"scope": SCOPE_ALONE}), Told()),
    ),
    "representative: a hearing is asked for under an appointment that has run out": (
        "lapsed",
        Example(
            "fair_hearing_request",
            Told({**MEDICAID, "forms": (LAPSED,)}, (FILED, UPHELD)),
            Told({**MEDICAID, "forms": (LAPSED, APPOINTED)}, (FILED, UPHELD)),
        ),
    ),
    "peer-to-peer brief: the window is closed": (
        "window",
        Example("peer_to_peer_brief", Told(events=(OFFERED,)), Told(events=(OFFERED_STILL,))),
    ),
    "step-therapy exception: the law does not reach this kind of service": (
        "law_reach",
        Example(
            "step_exception_request",
            Told({**DRUG_OF_CALIFORNIA, "service_kind": "procedure"}, sections=IN_CALIFORNIAN),
            Told(DRUG_OF_CALIFORNIA, sections=IN_CALIFORNIAN),
        ),
    ),
    "plan is late: proven by nothing": (
        "unproven",
        Example("plan_is_late", Told(events=(FILED,)), Told(events=(PROVEN,))),
    ),
    "Medicare: late to the drug plan without good cause": (
        "late",
        Example("part_d_redetermination", Told(LATE_D), Told(LATE_D, wishes=STROKE)),
    ),
    "Medicare: late to the contractor without good cause": (
        "late",
        Example("original_medicare_redetermination", Told(LATE_A), Told(LATE_A, wishes=STROKE)),
    ),
    "Medicare: a hearing with no amount": (
        "amount",
        Example(
            "alj_hearing_request",
            Told(ORIGINAL, (*TO_THE_QIC, QIC_UPHELD)),
            Told(ORIGINAL, (*TO_THE_QIC, QIC_UPHELD), {"amount": "$200"}),
        ),
    ),
    "Medicaid: keeping benefits is not asked for in the letter's own words": (
        "keep",
        Example("medicaid_appeal", Told(CUT, sections={"keep": ""}), Told(CUT)),
    ),
    "Medicaid: no consent to the hearing": (
        "consent",
        Example(
            "fair_hearing_request",
            Told(MEDICAID, (FILED, UPHELD)),
            Told({**MEDICAID, "forms": (APPOINTED,)}, (FILED, UPHELD)),
        ),
    ),
}
"""Each row in words: the code of the fault, and the letter with it and without."""

SINKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "internal appeal": (
        ("internal_appeal", "internal_appeal_expedited"),
        ("addressee", "stranger", "filer", "provider", "reason", "exhibits"),
    ),
    "second level": (("second_level_appeal",), ("repeats", "voluntary")),
    "expedited": (
        ("internal_appeal_expedited", "external_review_expedited", "tricare_reconsideration_expedited"),
        ("given", "certified", "telephoned"),
    ),
    "external review": (
        ("external_review_request", "external_review_expedited"),
        ("not_open", "contract", "release"),
    ),
    "information to the IRO": (("information_to_iro",), ("ten_days", "number")),
    "claim file request and chaser": (
        ("claim_file_request", "claim_file_chaser"),
        ("stranger", "thirty_days"),
    ),
    "representative": (("appointment_of_representative",), ("scope", "other_program")),
    "a filing under a representative": (
        ("internal_appeal", "external_review_request", "ma_reconsideration", "opm_review_request"),
        ("filer", "lapsed", "foreign_form"),
    ),
    "peer-to-peer brief": (("peer_to_peer_brief",), ("window",)),
    "prescriber's letter": (
        ("letter_of_medical_necessity", "part_d_supporting_statement"),
        ("not_signed", "chart_dates"),
    ),
    "step-therapy exception": (("step_exception_request",), ("law_reach", "ground")),
    "plan is late": (("plan_is_late",), ("unproven", "excuse")),
    "complaint": (("complaint_to_regulator",), ("power", "course")),
    "demand to comply": (("demand_to_comply",), ("attached", "more")),
    "Medicare": (
        (
            "ma_reconsideration",
            "part_d_redetermination",
            "original_medicare_redetermination",
            "part_d_reconsideration",
            "qic_reconsideration",
            "alj_hearing_request",
            "council_review_request",
        ),
        ("late", "wrong_level"),
    ),
    "Medicare hearing": (("alj_hearing_request",), ("amount",)),
    "Medicaid": (("medicaid_appeal", "fair_hearing_request"), ("keep", "consent")),
    "Medicaid hearing": (("fair_hearing_request",), ("before_the_plan",)),
    "FEHB": (("opm_review_request",), ("comes_late", "carriers_decision")),
}
"""What sinks a letter, as reviewers say it: the kinds, and the codes of their faults."""


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session)


def codes(session: Session, faulty: Faulty) -> set[str]:
    """The faults that are found in the letter."""
    letter = keeping.letter_for(session, faulty.case, faulty.version.letter_id)
    kept = keeping.kept(session, letter, faulty.version)
    return {fault.code for fault in finishing.faults_of(session, faulty.case, kept, faulty.now)}


@pytest.mark.parametrize("row", sorted(SINKS))
def test_each_kind_of_the_row_is_looked_over_for_what_sinks_it(row: str) -> None:
    kinds, wanted = SINKS[row]

    for kind in kinds:
        assert set(wanted) <= {fault.code for fault in FAULTS[kind]}, kind
    assert set(wanted) <= set(EXAMPLES)


@pytest.mark.parametrize("row", sorted(ROWS))
def test_a_letter_with_the_fault_of_the_row_is_stopped_and_a_mended_one_is_not(
    session: Session, bob: Account, row: str
) -> None:
    # Given a letter with the fault, and the same letter mended
    code, example = ROWS[row]
    faulty, sound = example(session, bob, True), example(session, bob, False)

    # Then the fault is found in the one and not in the other
    assert code in codes(session, faulty)
    assert code not in codes(session, sound)

    # When the one is made final without a reason, then it is refused
    with pytest.raises(LetterRefusedError) as refused:
        finishing.finalize(session, bob, faulty.case, faulty.version, PDF, faulty.now)
    assert code in {problem.field for problem in refused.value.problems}
