"""Which regulator takes a complaint about a plan, as `rules/law/whom_to_ask.toml` tells them apart.

The insurance department of the state where an insurer bears the cost, EBSA where a private employer does.
"""

from tracker.rules.facts import Coverage
from tracker.rules.terms import Funding, Sponsor

EBSA = "Employee Benefits Security Administration, U.S. Department of Labor"
_PLANS = (Sponsor.PRIVATE_EMPLOYER, Sponsor.CHURCH, Sponsor.STATE_LOCAL_GOVERNMENT)


def is_insured(coverage: Coverage) -> bool:
    """Whether an insurer bears the cost: it is under its state's insurance department."""
    is_bought = coverage.sponsor in _PLANS and coverage.funding is Funding.INSURED
    return coverage.sponsor is Sponsor.INDIVIDUAL or is_bought


def regulator_problem(coverage: Coverage) -> str | None:
    """Why no regulator in the tables has power over this plan; None where one has."""
    if is_insured(coverage):
        return None
    if coverage.sponsor is Sponsor.PRIVATE_EMPLOYER and coverage.funding is Funding.SELF_FUNDED:
        return None
    if coverage.sponsor is Sponsor.UNKNOWN or (
        coverage.sponsor in _PLANS and coverage.funding is Funding.UNKNOWN
    ):
        return "Find out first who bears the cost: an insurer is under the state, a self-funded plan is not."
    return "Neither a state's insurance department nor EBSA has power over this kind of coverage."
