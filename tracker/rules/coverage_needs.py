"""Which facts the law of each kind of coverage needs: a form asks for these and for no others."""

from collections.abc import Mapping

from tracker.rules.terms import Sponsor

_OF_POLICIES = ("essential_health_benefits", "hhs_administered")
_OF_EMPLOYERS = ("funding", "appeal_levels", "grandfathered", "state", *_OF_POLICIES)
_OF_MEDICAID_PLANS = ("state", "state_window_days", "rating_period_2026")

NEEDED: Mapping[Sponsor, tuple[str, ...]] = {
    Sponsor.PRIVATE_EMPLOYER: (*_OF_EMPLOYERS, "joint_board"),
    Sponsor.CHURCH: _OF_EMPLOYERS,
    Sponsor.STATE_LOCAL_GOVERNMENT: _OF_EMPLOYERS,
    Sponsor.INDIVIDUAL: ("grandfathered", "state", "hhs_administered"),
    Sponsor.SHORT_TERM: ("state",),
    Sponsor.MEDICARE_ADVANTAGE: ("integrated",),
    Sponsor.MEDICAID_MANAGED_CARE: _OF_MEDICAID_PLANS,
    Sponsor.MEDICAID_FEE_FOR_SERVICE: ("state", "state_window_days"),
    Sponsor.CHIP: _OF_MEDICAID_PLANS,
    Sponsor.MEDICAID: _OF_MEDICAID_PLANS,
    Sponsor.OTHER: ("state",),
    Sponsor.UNKNOWN: ("state",),
}
"""By the names of `facts.Coverage`; a kind that is not here needs no more than its name."""


def sponsors_needing(fact: str) -> tuple[Sponsor, ...]:
    """The kinds of coverage whose law needs this fact."""
    return tuple(sponsor for sponsor, facts in NEEDED.items() if fact in facts)
