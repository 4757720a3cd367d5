"""The rules in groups by the kinds of coverage that they govern, and by who has to act."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tracker.rules.kinds import kinds_of
from tracker.rules.law_rows import Rule
from tracker.rules.terms import Actor, Sponsor
from tracker.web.limb_words import TimeShown, time_shown
from tracker.web.shown import owner_words, verification_words

KIND_WORDS: dict[Sponsor, str] = {
    Sponsor.PRIVATE_EMPLOYER: "plans of private employers and unions",
    Sponsor.CHURCH: "church plans",
    Sponsor.STATE_LOCAL_GOVERNMENT: "plans of states and local governments",
    Sponsor.INDIVIDUAL: "policies that people bought themselves",
    Sponsor.SHORT_TERM: "short-term policies",
    Sponsor.MEDICARE_ADVANTAGE: "Medicare Advantage",
    Sponsor.MEDICARE_PART_D: "Medicare drug plans (Part D)",
    Sponsor.ORIGINAL_MEDICARE: "Original Medicare",
    Sponsor.MEDICARE: "Medicare of a kind that is not known yet",
    Sponsor.MEDICAID_MANAGED_CARE: "Medicaid plans",
    Sponsor.MEDICAID_FEE_FOR_SERVICE: "Medicaid without a plan",
    Sponsor.CHIP: "CHIP",
    Sponsor.MEDICAID: "Medicaid of a kind that is not known yet",
    Sponsor.FEHB: "federal employees’ plans (FEHB)",
    Sponsor.TRICARE: "TRICARE",
    Sponsor.VA: "the VA",
    Sponsor.OTHER: "other coverage",
    Sponsor.UNKNOWN: "coverage of a kind that is not known yet",
}
ANY_KIND = "Whatever the coverage"
NO_KIND = "Other rules"
PARTS = (
    ("yours", "What you have to do in time"),
    ("theirs", "What others have to do in time"),
    ("rights", "Rights and definitions, on which no clock runs"),
)


@dataclass(frozen=True)
class RuleLine:
    """A rule in a list."""

    id: str
    title: str
    owner: str
    times: tuple[TimeShown, ...]
    citation: str
    read: str


@dataclass(frozen=True)
class LawPart:
    """The rules of one kind of coverage that ask something of the same side, or are rights."""

    name: str
    title: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True)
class LawGroup:
    """The rules for one kind of coverage, or for several that share them."""

    title: str
    count: int
    parts: tuple[LawPart, ...]


def groups(found: Iterable[Rule]) -> list[LawGroup]:
    """The rules by the kinds of coverage that they govern, in the order of the tables; those for any kind last."""
    by_kinds: dict[frozenset[Sponsor], list[Rule]] = {}
    for rule in found:
        by_kinds.setdefault(kinds_of(rule), []).append(rule)
    ordered = sorted(by_kinds.items(), key=lambda each: len(each[0]) == len(Sponsor))
    return [LawGroup(kinds_words(kinds), len(rules), tuple(_parts(rules))) for kinds, rules in ordered]


def kinds_words(kinds: frozenset[Sponsor]) -> str:
    """Whom a rule is for: `Church plans and policies that people bought themselves`."""
    if len(kinds) == len(Sponsor):
        return ANY_KIND
    names = [kind_words(kind) for kind in Sponsor if kind in kinds]
    if not names:
        return NO_KIND
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"{listed[:1].upper()}{listed[1:]}"


def kind_words(kind: Sponsor) -> str:
    """One kind of coverage, in the plural."""
    return KIND_WORDS.get(kind, kind.value.replace("_", " "))


@cache
def _line(rule: Rule) -> RuleLine:
    return RuleLine(
        id=rule.id,
        title=rule.title,
        owner=owner_words(rule.actor),
        times=tuple(dict.fromkeys(time_shown(rule, limb) for limb in rule.limbs)),
        citation=rule.citation,
        read=verification_words(rule.verification),
    )


def _parts(found: Iterable[Rule]) -> Iterator[LawPart]:
    by_part: dict[str, list[RuleLine]] = {}
    for rule in found:
        by_part.setdefault(_part(rule), []).append(_line(rule))
    for name, title in PARTS:
        if name in by_part:
            yield LawPart(name, title, tuple(by_part[name]))


def _part(rule: Rule) -> str:
    if not rule.is_clock:
        return "rights"
    return "yours" if rule.actor is Actor.CLAIMANT else "theirs"
