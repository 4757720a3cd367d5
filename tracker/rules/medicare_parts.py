"""Which part of Medicare decides: one Advantage plan can give both, and each part has dates and letters of its own.

A plan with drug coverage follows 42 CFR part 422 for care and for drugs that are given with it, and part 423 for drugs
from the pharmacy. A case has one of the two, so what was denied is held against it.
"""

from tracker.rules.terms import ServiceKind, Sponsor

DRUG_UNDER_PART_C = (
    "This case follows Part C (42 CFR part 422), which is right for a drug that is given in a clinic or with "
    "equipment. A drug from the pharmacy follows Part D (42 CFR part 423), inside a Medicare Advantage plan too, with "
    "other dates and other letters: if it is one, make the coverage Part D before anything is sent."
)
DRUG_UNDER_PARTS_A_AND_B = (
    "This case follows Parts A and B (42 CFR part 405), which is right for a drug that Medicare itself pays. A drug "
    "from the pharmacy follows Part D (42 CFR part 423), with other dates and other letters: if it is one, make the "
    "coverage Part D before anything is sent."
)
CARE_UNDER_PART_D = (
    "This case follows Part D (42 CFR part 423), which is for drugs from the pharmacy. If care or equipment was "
    "denied, its dates and letters are those of Medicare Advantage or of Original Medicare: change the coverage before "
    "anything is sent."
)
_DRUG_UNDER = {
    Sponsor.MEDICARE_ADVANTAGE: DRUG_UNDER_PART_C,
    Sponsor.ORIGINAL_MEDICARE: DRUG_UNDER_PARTS_A_AND_B,
}
_MAY_BE_A_DRUG = frozenset((ServiceKind.DRUG, ServiceKind.OTHER))


def other_part(sponsor: Sponsor, service: ServiceKind | None) -> str:
    """A sentence where what was denied may belong to another part of Medicare than the case has; empty otherwise."""
    if service is ServiceKind.DRUG and sponsor in _DRUG_UNDER:
        return _DRUG_UNDER[sponsor]
    if sponsor is Sponsor.MEDICARE_PART_D and service is not None and service not in _MAY_BE_A_DRUG:
        return CARE_UNDER_PART_D
    return ""
