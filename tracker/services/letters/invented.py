"""An invented case for each kind of letter, so that any can be looked at without a database. Nobody in it exists."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.models import (
    Account,
    AccountRole,
    Case,
    EventVersion,
    Organization,
    Patient,
)
from tracker.rules.engine import compute
from tracker.rules.facts import Coverage
from tracker.rules.playbook_choice import in_case
from tracker.rules.regimes import PROGRAMS
from tracker.rules.stage import stage
from tracker.rules.terms import (
    Channel,
    ClaimType,
    EventKind,
    Funding,
    ReasonKind,
    ServiceKind,
    Sponsor,
    Stage,
    Urgency,
)
from tracker.services.letters.context import LetterContext
from tracker.services.letters.from_case import context_of
from tracker.services.letters.invented_levels import before_a_letter_beside, before_a_level
from tracker.services.letters.invented_papers import POLICY, criteria, documents, forms, parties
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.wishes import Wishes
from tracker.services.timeline import case_facts

K = EventKind
_ZONE = "America/Chicago"
_NECESSITY = "documentation does not show six weeks of supervised conservative treatment"
_FACTS = "the procedure was billed with a code that is paid as a part of another one"
_OVER_FACTS = "tricare_formal_review"
_ANSWER = "The enclosed records show eleven weeks of it."
_ANSWER_TO_FACTS = "The note of the day shows two procedures at two sites."
_PLANS = {
    "erisa_self_funded": Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED, False),
    "erisa_insured": Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.INSURED, False),
    "erisa_funding_unknown": Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.UNKNOWN, False),
    "church": Coverage(Sponsor.CHURCH, Funding.SELF_FUNDED, False),
    "church_insured": Coverage(Sponsor.CHURCH, Funding.INSURED, False),
    "state_local": Coverage(Sponsor.STATE_LOCAL_GOVERNMENT, Funding.SELF_FUNDED, False),
    "state_local_insured": Coverage(Sponsor.STATE_LOCAL_GOVERNMENT, Funding.INSURED, False),
    "state_local_hhs": Coverage(
        Sponsor.STATE_LOCAL_GOVERNMENT, Funding.SELF_FUNDED, False, hhs_administered=True
    ),
    "individual": Coverage(Sponsor.INDIVIDUAL, Funding.INSURED, False),
    "individual_hhs": Coverage(Sponsor.INDIVIDUAL, Funding.INSURED, False, hhs_administered=True),
}
COVERAGES: dict[str, Coverage] = {
    **_PLANS,
    **{f"{name}_grandfathered": replace(plan, grandfathered=True) for name, plan in _PLANS.items()},
    "erisa_grandfathered_unknown": replace(_PLANS["erisa_self_funded"], grandfathered=None),
    "unknown": Coverage(),
    "medicare": Coverage(Sponsor.MEDICARE),
    **{sponsor.value: Coverage(sponsor) for sponsor in PROGRAMS},
}
"""Coverages that an invented case can have, by name."""


def invented(kind: str, coverage: str, now: datetime) -> LetterContext:
    """What a letter of this kind says for the invented case under one of COVERAGES, on the day of `now` (aware)."""
    return context_of(_record(KINDS[kind], coverage, now), KINDS[kind], _wishes(KINDS[kind], now))


def usual_coverage(kind: str) -> str:
    """The name of a coverage that a letter of this kind is for."""
    sponsors = KINDS[kind].sponsors
    return sponsors[0].value if sponsors else "erisa_self_funded"


def _wishes(kind: LetterKind, now: datetime) -> Wishes:
    yesterday = now.astimezone(ZoneInfo(_ZONE)).date() - timedelta(days=1)
    return Wishes(
        channels=(Channel.CERTIFIED_MAIL, Channel.FAX),
        answer=_ANSWER_TO_FACTS if kind.key == _OVER_FACTS else _ANSWER,
        field_of_medicine="spine surgery",
        letter_explains="why further conservative treatment would not help.",
        certified_on=yesterday if kind.fits is Urgency.EXPEDITED else None,
        certification_exhibit="D" if kind.fits is Urgency.EXPEDITED else "",
        peer_times="November 24, 9 to 11; November 25, 1 to 3; November 30, 9 to 12 (Central time)",
        diagnosis="grade II spondylolisthesis at L4–L5 with nerve compression",
        necessity="the nerve compression has progressed in spite of the treatment that the table shows",
        confirmed="The MRI and the examination agree on L4–L5.\n\nWaiting would not decompress it.",
        decided="The request for the fusion at L4–L5 is approved.",
        reach_at="PO Box 5588\nGalveston, TX 77550",
        is_dangerous=True,
        amount="$1,240, as the bill of the provider shows (Exhibit C)"
        if "amount" in kind.must_contain
        else "",
    )


def _record(kind: LetterKind, coverage: str, now: datetime) -> CaseRecord:
    organization = Organization(
        name="Harbor Patient Advocates",
        address="41 Quay Street\nGalveston, TX 77550",
        phone="409-555-0110",
        created_at=now,
    )
    advocate = Account(
        organization_id=organization.id,
        email="rosa.delgado@example.org",
        name="Rosa Delgado",
        role=AccountRole.ADVOCATE,
        fs_uniquifier="invented",
        created_at=now,
    )
    patient = Patient(
        organization_id=organization.id,
        name="Theo Lindqvist",
        address="8 Strand Court\nGalveston, TX 77551",
        phone="409-555-0177",
        born_on="2015-05-04" if coverage == Sponsor.MEDICAID_MANAGED_CARE else "1971-06-14",
        timezone=_ZONE,
        created_at=now,
    )
    case = _case(kind, coverage, patient, advocate, now)
    standing = tuple(_events(kind, case, now))
    facts = case_facts(case, standing)
    case.stage = stage(facts)
    return CaseRecord(
        now=now,
        case=case,
        patient=patient,
        advocate=advocate,
        organization=organization,
        standing=standing,
        facts=facts,
        computed=compute(facts, now),
        parties=parties(case),
        forms=forms(case, now),
        criteria=criteria(case, now),
        documents=documents(case, now),
        playbook=in_case(case.playbook, case.reason_kind),
    )


def _case(kind: LetterKind, coverage: str, patient: Patient, advocate: Account, now: datetime) -> Case:
    covered, is_factual = COVERAGES[coverage], kind.key == "tricare_formal_review"
    return Case(
        organization_id=advocate.organization_id,
        advocate_id=advocate.id,
        patient_id=patient.id,
        number="A-0000",
        sponsor=covered.sponsor,
        funding=covered.funding,
        grandfathered=covered.grandfathered,
        hhs_administered=covered.hhs_administered,
        appeal_levels=None
        if covered == Coverage() or kind.is_of_program
        else 2
        if kind.is_second_level
        else 1,
        policy_state="TX",
        claim_type=ClaimType.CONCURRENT if kind.key == "medicaid_appeal" else ClaimType.PRE_SERVICE,
        urgency=kind.fits or Urgency.STANDARD,
        expedite_codes="progressive_neurological_deficit",
        reason_kind=ReasonKind.CODING_OR_BILLING if is_factual else ReasonKind.STEP_THERAPY,
        service_kind=ServiceKind.PROCEDURE,
        playbook="lumbar_spinal_fusion",
        timezone=_ZONE,
        plan_name="Gulf Example Health Plan",
        member_id="0555-0142-01",
        claim_number="55501-26-0917",
        service="lumbar spinal fusion, L4–L5",
        stated_reason=_FACTS if is_factual else _NECESSITY,
        policy_cited=POLICY,
        physician="Dr. Hannah Osei",
        physician_phone="555-0161",
        stage=Stage.DENIAL_RECEIVED,
        opened_at=now,
    )


def _events(kind: LetterKind, case: Case, now: datetime) -> Iterator[EventVersion]:
    """What happened before a letter of this kind is written, told in days before today."""
    today = now.astimezone(ZoneInfo(_ZONE)).date()
    is_urgent = kind.fits is Urgency.EXPEDITED

    def ago(days: int) -> str:
        return (today - timedelta(days=days)).isoformat()

    def event(what: EventKind, words: dict[str, str] | None = None, **fields: object) -> EventVersion:
        return EventVersion(
            organization_id=case.organization_id,
            case_id=case.id,
            event_key=f"{what.value}",
            version=1,
            kind=what,
            fields=fields,
            words=json.dumps(words) if words else None,
            recorded_by_id=case.advocate_id,
            recorded_at=now - timedelta(days=1),
        )

    if kind.is_of_program:
        for each in before_a_level(kind, case.sponsor):
            days = {name: ago(days) for name, days in each.ago.items()}
            yield event(each.kind, dict(each.words) or None, **days, **each.fields)
        return
    since = 4 if is_urgent else 90
    yield event(K.ADVERSE_DETERMINATION, notice_on=ago(since), received_on=ago(since - 2))
    for each in before_a_letter_beside(kind):
        days = {name: ago(days) for name, days in each.ago.items()}
        yield event(each.kind, dict(each.words) or None, **days, **each.fields)
    if kind.key == "claim_file_chaser":
        yield event(
            K.CLAIM_FILE_REQUESTED, {"tracking": "7020 0555 0142"}, channel="certified_mail", sent_on=ago(20)
        )
        yield event(K.CALL_LOGGED, {"with_whom": "Kim", "reference": "5550317"}, called_at=ago(5))
    if kind.is_external and is_urgent:
        at = (now - timedelta(hours=20)).isoformat(timespec="minutes")
        called = {"telephone_name": "Kim", "telephone_reference": "5550317"}
        yield event(K.INTERNAL_APPEAL_FILED, called, expedited=True, telephoned_at=at, received_by_plan=at)
    elif kind.key == "receipt_request":
        sent = {"tracking": "confirmation 5550420"}
        yield event(K.INTERNAL_APPEAL_FILED, sent, channel="fax", sent_on=ago(3))
    elif kind.is_external or kind.is_second_level or kind.is_voluntary or kind.key == "plan_is_late":
        sent = {"tracking": "7020 0555 0142"}
        yield event(K.INTERNAL_APPEAL_FILED, sent, channel="certified_mail", received_by_plan=ago(60))
    if (kind.is_external and not is_urgent) or kind.is_second_level or kind.is_voluntary:
        reason = {"said": "The records do not show that the treatment was supervised."}
        more = {"states_deadline_on": ago(-40)} if kind.is_second_level else {}
        final = "no" if kind.is_second_level else "yes"
        dates = {"notice_on": ago(32), "received_on": ago(28)}
        yield event(K.APPEAL_DECIDED, reason, outcome="upheld", final=final, **dates, **more)
