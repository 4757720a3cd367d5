"""What each kind of coverage is called: short for lists, and in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.rules.terms import Sponsor


@dataclass(frozen=True)
class CoverageWords:
    """`short` stands in a list ("Part D"), `sentence` after a preposition ("a Medicare drug plan")."""

    short: str
    sentence: str


WORDS: Mapping[Sponsor, CoverageWords] = {
    Sponsor.PRIVATE_EMPLOYER: CoverageWords("employer plan", "an employer's plan"),
    Sponsor.CHURCH: CoverageWords("church plan", "a church plan"),
    Sponsor.STATE_LOCAL_GOVERNMENT: CoverageWords(
        "state or local government plan", "a state or local government plan"
    ),
    Sponsor.INDIVIDUAL: CoverageWords("individual or Marketplace plan", "an individual policy"),
    Sponsor.SHORT_TERM: CoverageWords("short-term plan", "a short-term policy"),
    Sponsor.MEDICARE_ADVANTAGE: CoverageWords("Medicare Advantage", "Medicare Advantage"),
    Sponsor.MEDICARE_PART_D: CoverageWords("Medicare Part D", "a Medicare drug plan (Part D)"),
    Sponsor.ORIGINAL_MEDICARE: CoverageWords("Original Medicare", "Original Medicare"),
    Sponsor.MEDICARE: CoverageWords("Medicare, kind not known", "Medicare"),
    Sponsor.MEDICAID_MANAGED_CARE: CoverageWords("Medicaid plan", "a Medicaid managed care plan"),
    Sponsor.MEDICAID_FEE_FOR_SERVICE: CoverageWords("Medicaid, no plan", "Medicaid without a plan"),
    Sponsor.CHIP: CoverageWords("CHIP", "CHIP"),
    Sponsor.MEDICAID: CoverageWords("Medicaid, kind not known", "Medicaid"),
    Sponsor.FEHB: CoverageWords("federal employees’ plan", "a federal employees' plan (FEHB)"),
    Sponsor.TRICARE: CoverageWords("TRICARE", "TRICARE"),
    Sponsor.VA: CoverageWords("VA", "the VA"),
    Sponsor.OTHER: CoverageWords("other coverage", "this coverage"),
    Sponsor.UNKNOWN: CoverageWords("coverage not known", "this coverage"),
}
