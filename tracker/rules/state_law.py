"""Which of a state's laws may reach a coverage, and in a sentence why the others do not.

The state whose law counts is the one where the policy was issued. No state's insurance law binds a plan that an
employer funds itself under ERISA. Most laws on step therapy define it as an order of prescription drugs.
"""

from dataclasses import dataclass
from datetime import date

from tracker.rules.facts import Coverage
from tracker.rules.state_rows import PRIVATE, LawKind, State, StepTherapyLaw
from tracker.rules.states import is_fresh, state_of
from tracker.rules.terms import Funding, ServiceKind, Sponsor

SELF_FUNDED = (
    "This plan is self-funded: the employer pays the claims. A state's insurance law does not bind such a plan under "
    "ERISA, whatever insurer's name is on the card."
)
CHURCH_FUNDED = (
    "This plan is funded by the church itself, so it is not under the state's law for insured coverage."
)
PUBLICLY_FUNDED = (
    "This plan is funded by the public body itself, so the state's law for insured coverage may not reach it."
)
SERVICE_WORDS = {
    ServiceKind.DRUG: "a drug",
    ServiceKind.DEVICE: "a device",
    ServiceKind.PROCEDURE: "a procedure",
    ServiceKind.THERAPY: "a course of treatment",
    ServiceKind.PREVENTIVE_SERVICE: "a preventive service",
    ServiceKind.IMAGING: "imaging",
    ServiceKind.INPATIENT: "a stay in a facility",
    ServiceKind.OTHER: "a service of another kind",
}
SPONSOR_WORDS = {
    Sponsor.PRIVATE_EMPLOYER: "employers' plans",
    Sponsor.CHURCH: "church plans",
    Sponsor.STATE_LOCAL_GOVERNMENT: "plans of public bodies",
    Sponsor.INDIVIDUAL: "individual policies",
}


@dataclass(frozen=True)
class StepTherapy:
    """One law as a case meets it; `why_not` is empty where it may apply."""

    law: StepTherapyLaw
    why_not: str

    @property
    def may_apply(self) -> bool:
        """Whether nothing known speaks against it."""
        return not self.why_not


def why_not_bound(coverage: Coverage) -> str:
    """Why a state's law for insured coverage does not reach this one; empty where it may."""
    if coverage.funding is not Funding.SELF_FUNDED or coverage.sponsor is Sponsor.INDIVIDUAL:
        return ""
    if coverage.sponsor is Sponsor.CHURCH:
        return CHURCH_FUNDED
    return PUBLICLY_FUNDED if coverage.sponsor is Sponsor.STATE_LOCAL_GOVERNMENT else SELF_FUNDED


def step_therapy(
    state: State, coverage: Coverage, service: ServiceKind | None, day: date
) -> tuple[StepTherapy, ...]:
    """What was found on step therapy in this state and is fresh on `day`, each with why it does not apply."""
    fresh = (law for law in state.step_therapy if is_fresh(law.checked, day))
    return tuple(StepTherapy(law, _why_not(law, state, coverage, service)) for law in fresh)


def law_for_letters(
    coverage: Coverage, service: ServiceKind | None, day: date | None
) -> StepTherapyLaw | None:
    """The law on step therapy that a letter of `day` may name for this coverage, insured ones alone, and service.

    Without a day, however old the row is.
    """
    state = state_of(coverage.state)
    if state is None or service is None or coverage.funding is not Funding.INSURED:
        return None
    found = step_therapy(state, coverage, service, day or date.min)
    return next((each.law for each in found if each.may_apply and each.law.is_for_letters), None)


def _why_not(law: StepTherapyLaw, state: State, coverage: Coverage, service: ServiceKind | None) -> str:
    if law.kind is LawKind.NONE:
        return f"No law of {state.name} on step therapy was found."
    if law.kind is LawKind.BILL:
        return "A bill was seen, and that it became law is not confirmed."
    if not _is_bound(law, coverage):
        return why_not_bound(coverage)
    if coverage.sponsor not in law.sponsors:
        return f"It was seen to reach {_listed(law)} only."
    if law.reaches and service is not None and service not in law.reaches:
        return (
            f"It reaches {law.scope}; what was denied is {SERVICE_WORDS[service]}. There the plan's own policy and "
            "medical necessity carry the appeal."
        )
    return ""


def _is_bound(law: StepTherapyLaw, coverage: Coverage) -> bool:
    if coverage.sponsor is Sponsor.STATE_LOCAL_GOVERNMENT and law.binds_governmental_self_funded:
        return True
    return not why_not_bound(coverage)


def _listed(law: StepTherapyLaw) -> str:
    return " and ".join(SPONSOR_WORDS[sponsor] for sponsor in PRIVATE if sponsor in law.sponsors)
