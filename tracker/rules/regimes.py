"""Coverage on separate axes -> its kind, which families of rules govern it, and how that kind cites them.

Sources: the rows `grandfathered`, `church_gov`, `aca.internal.base` and the routing table of the research;
29 USC 1003(b) (church and governmental plans are outside ERISA); 45 CFR 147.136(a)(1)(ii) (grandfathered plans).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from tracker.rules.event_fields import EventShape
from tracker.rules.facts import Coverage
from tracker.rules.law_rows import Limb, Rule
from tracker.rules.terms import Funding, Sponsor, Unit

EVERYWHERE = frozenset(("practice", "letter", "self_pay"))
IN_TABLES = frozenset(
    (Sponsor.PRIVATE_EMPLOYER, Sponsor.CHURCH, Sponsor.STATE_LOCAL_GOVERNMENT, Sponsor.INDIVIDUAL)
)
PROGRAMS: Mapping[Sponsor, tuple[str, ...]] = {
    Sponsor.MEDICARE_ADVANTAGE: ("medicare", "medicare_facility", "ma"),
    Sponsor.MEDICARE_PART_D: ("medicare", "pd"),
    Sponsor.ORIGINAL_MEDICARE: ("medicare", "medicare_facility", "ffs"),
    Sponsor.MEDICAID_MANAGED_CARE: ("mcd", "mcd_managed", "mcd_hearing", "mcd_continue"),
    Sponsor.MEDICAID_FEE_FOR_SERVICE: ("mcd", "mcd_ffs"),
    Sponsor.CHIP: ("mcd", "mcd_managed", "chip"),
    Sponsor.FEHB: ("fehb",),
    Sponsor.TRICARE: ("tricare",),
    Sponsor.VA: ("va",),
}
"""Public programs with ladders of their own, and the families of rules that govern each."""
OF_MEDICARE = (Sponsor.MEDICARE_ADVANTAGE, Sponsor.MEDICARE_PART_D, Sponsor.ORIGINAL_MEDICARE)
OF_MEDICAID = (Sponsor.MEDICAID_MANAGED_CARE, Sponsor.MEDICAID_FEE_FOR_SERVICE, Sponsor.CHIP)
POSSIBLE: Mapping[Sponsor, tuple[Sponsor, ...]] = {
    Sponsor.MEDICARE: OF_MEDICARE,
    Sponsor.MEDICAID: OF_MEDICAID,
    Sponsor.UNKNOWN: (
        Sponsor.PRIVATE_EMPLOYER,
        Sponsor.INDIVIDUAL,
        *OF_MEDICARE,
        *OF_MEDICAID,
        Sponsor.FEHB,
        Sponsor.TRICARE,
    ),
}
"""Which kinds of coverage it may be where nobody knows; a church or a government plan has an employer's dates."""
CHIP_STYLE = "chip"
SECTION = re.compile(r"(?P<title>\d+) CFR (?P<section>[\w.-]+)", re.ASCII)
STATE_REVIEWS = "This plan is under its state's own external review."
STATE_MAY_REVIEW = "If an insurer bears the cost, this plan is under its state's own external review."
NO_LESS_TO_FILE = (
    "Federal law lets no state give less time to ask for it; the letter says where to ask, and by when."
)
"""45 CFR 147.136(c)(2)(vi): at least four months. The other federal steps bind no state in just this form."""
FEDERAL_TIME = "This is the federal time of this step; the state's own may differ."
NOT_GRANDFATHERED = "Taken as not grandfathered until somebody knows: a grandfathered plan has fewer rights."


@dataclass(frozen=True)
class Regime:
    """A kind of coverage: its name, the families that govern, the style of its citations, and what was assumed.

    `style` is `erisa`, `church`, `individual` or `phs` (issuers of group policies and governmental plans, under the
    Public Health Service Act); a rule without a citation of its own for a style is cited as for `phs`.
    `applied_by` is the paragraph that carries 29 CFR 2560.503-1 to a plan outside ERISA. `is_program` is true of
    public programs, whose levels are their own. `possible` are the kinds that it may be where nobody knows.
    """

    name: str
    families: frozenset[str]
    style: str
    applied_by: str | None
    external_basis: str | None
    is_insured: bool
    levels: int | None
    assumptions: tuple[str, ...]
    is_program: bool = False
    possible: tuple[Sponsor, ...] = ()

    @property
    def counts_postmark(self) -> bool:
        """Whether a request is filed by its postmark, 32 CFR 199.10(b)(1)(iv), (c)(1)(iv), (d)(1)(iv)."""
        return "tricare" in self.families

    def allows(self, shape: EventShape) -> bool:
        """Whether such a thing can happen under this coverage; where no row decides, anything can."""
        if not shape.families or shape.families & self.families:
            return True
        return not self.is_program and "private" not in self.families

    def beside_external(self, rule: Rule) -> str | None:
        """What a date of the federal external review means where a state's review counts, or may."""
        if rule.family != "external" or not self.external_basis:
            return None
        means = NO_LESS_TO_FILE if rule.id == "aca.ext.fed.file" else FEDERAL_TIME
        return f"{STATE_REVIEWS if self.is_insured else STATE_MAY_REVIEW} {means}"

    def reads(self, rule: Rule, limb: Limb) -> Limb:
        """The limb as far as this coverage can rely on it.

        That a last day moves past a weekend, and that the next month stands in for a missing day, 45 CFR
        147.136(d)(2)(i) says of the federal process alone: where a state reviews, or may, both can only be argued.
        """
        is_federal = rule.family != "external" or self.external_basis is None
        return limb if is_federal or not limb.rolls else _without_moving(limb)

    def governs(self, rule: Rule) -> bool:
        """Whether the rule's family governs this coverage."""
        return rule.family in self.families

    def cites(self, rule: Rule) -> str:
        """The citation as this regime cites the rule."""
        cited = rule.cites.get(self.style, rule.citation)
        if self.applied_by and cited.startswith("29 CFR 2560.503-1"):
            return f"{cited}, as applied by {self.applied_by}"
        return cited

    def cites_part(self, rule: Rule, own: str | None) -> str:
        """The citation of a part of the rule; one that begins with a parenthesis replaces the paragraph alone."""
        return part_of(self.cites(rule), own)

    def source(self, rule: Rule) -> str:
        """Where the text that this regime cites can be read."""
        return page_of(rule.cites.get(self.style, "")) or rule.source

    def verified(self, rule: Rule) -> str:
        """How surely the text that this regime cites was verified."""
        return rule.verifications.get(self.style, rule.verification)


@cache
def _without_moving(limb: Limb) -> Limb:
    by_months_end = (replace(period, unit=Unit.MONTHS) for period in limb.periods)
    return replace(limb, rolls=False, rolls_arguable=True, periods=(*limb.periods, *by_months_end))


@cache
def page_of(citation: str) -> str | None:
    """Where a section of the Code of Federal Regulations can be read; None for what begins otherwise."""
    section = SECTION.match(citation)
    if section is None:
        return None
    return f"https://www.ecfr.gov/current/title-{section['title']}/section-{section['section']}"


def part_of(whole: str, own: str | None) -> str:
    """`own` where it is a citation by itself, the section of `whole` with it where it is a paragraph, else `whole`."""
    if own is None or not own.startswith("("):
        return own or whole
    return f"{whole.split('(', 1)[0]}{own}"


@cache
def regime_of(coverage: Coverage, is_surprise_bill: bool = False) -> Regime:
    """The kind of coverage. Other sponsors and short-term policies have no family but the letters' own dates.

    `is_surprise_bill` matters to grandfathered coverage: external review reaches it for surprise bills alone.
    """
    if coverage.sponsor not in IN_TABLES:
        return _outside_private_law(coverage)
    style = _style(coverage)
    return Regime(
        name=_name(coverage),
        families=_families(coverage, is_surprise_bill),
        style=style,
        applied_by=_applied_by(coverage, style),
        external_basis=None if _is_federal(coverage) else "federal_floor",
        is_insured=coverage.funding is Funding.INSURED or coverage.sponsor is Sponsor.INDIVIDUAL,
        levels=1 if coverage.sponsor is Sponsor.INDIVIDUAL else coverage.appeal_levels,
        assumptions=(NOT_GRANDFATHERED,) if coverage.grandfathered is None else (),
    )


def _outside_private_law(coverage: Coverage) -> Regime:
    """A public program, what may be one of several, or what runs on its letters alone."""
    sponsor = coverage.sponsor
    if sponsor in PROGRAMS:
        families = EVERYWHERE | frozenset(PROGRAMS[sponsor])
        style = CHIP_STYLE if sponsor is Sponsor.CHIP else "phs"
        return Regime(sponsor.value, families, style, None, None, False, 1, (), is_program=True)
    possible = POSSIBLE.get(sponsor, ())
    own = {"possible"} if possible else {sponsor.value} & {"short_term"}
    levels = 1 if sponsor in (Sponsor.MEDICARE, Sponsor.MEDICAID) else coverage.appeal_levels
    return Regime(sponsor.value, EVERYWHERE | own, "phs", None, None, False, levels, (), possible=possible)


def _families(coverage: Coverage, is_surprise_bill: bool) -> frozenset[str]:
    families = set(EVERYWHERE) | {"private", "group", "surprise"}
    if coverage.sponsor is Sponsor.INDIVIDUAL:
        families.add("marketplace")
    if coverage.sponsor is Sponsor.PRIVATE_EMPLOYER:
        families |= {"claims", "erisa"}
    if coverage.grandfathered is not True:
        families |= {"claims", "aca"}
    if coverage.grandfathered is not True or is_surprise_bill:
        families |= {"external", "hhs_external"}
    if _has_essential_health_benefits(coverage):
        families.add("exception")
    return frozenset(families)


def _has_essential_health_benefits(coverage: Coverage) -> bool:
    """Individual and small-group policies, 45 CFR 156.122(c); never a self-funded or a grandfathered plan."""
    if coverage.grandfathered:
        return False
    if coverage.sponsor is Sponsor.INDIVIDUAL:
        return True
    return bool(coverage.essential_health_benefits) and coverage.funding is not Funding.SELF_FUNDED


def _is_federal(coverage: Coverage) -> bool:
    """A self-funded plan is under the federal process; an issuer under its state's, whose row may not be there yet."""
    return coverage.funding is Funding.SELF_FUNDED and coverage.sponsor is not Sponsor.INDIVIDUAL


def _style(coverage: Coverage) -> str:
    insured = coverage.funding is Funding.INSURED
    if coverage.sponsor is Sponsor.INDIVIDUAL:
        return "individual"
    if coverage.sponsor is Sponsor.PRIVATE_EMPLOYER and not insured:
        return "erisa"
    if coverage.sponsor is Sponsor.CHURCH and not insured:
        return "church"
    return "phs"


def _applied_by(coverage: Coverage, style: str) -> str | None:
    if coverage.sponsor is Sponsor.PRIVATE_EMPLOYER:
        return None
    if coverage.sponsor is Sponsor.INDIVIDUAL:
        return "45 CFR 147.136(b)(3)(i)"
    parallel = "45 CFR 147.136(b)(2)(i)"
    return f"26 CFR 54.9815-2719(b)(2)(i) (parallel to {parallel})" if style == "church" else parallel


def _name(coverage: Coverage) -> str:
    names = {
        Sponsor.CHURCH: "church",
        Sponsor.STATE_LOCAL_GOVERNMENT: "state_local",
        Sponsor.INDIVIDUAL: "individual",
    }
    insured = "erisa_insured" if coverage.funding is Funding.INSURED else "erisa_self_funded"
    name = names.get(coverage.sponsor, insured)
    return f"{name}_grandfathered" if coverage.grandfathered else name
