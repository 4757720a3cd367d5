"""What cannot be together: facts of a coverage that contradict one another, events that a coverage cannot have.

Every answer is a sentence for the person who typed it, with the field it stands at.
"""

from collections.abc import Iterator, Sequence

from tracker.rules.coverage_words import WORDS
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Coverage, Event
from tracker.rules.law_rows import Rule
from tracker.rules.reading import Problem, ReadingError
from tracker.rules.regimes import OF_MEDICAID, PROGRAMS, regime_of
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Funding, Sponsor

_CODES = """
AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI
"""
STATES = tuple(_CODES.split())
"""The fifty states, the District of Columbia and the five territories, by their postal letters."""
PUBLIC = frozenset((*PROGRAMS, Sponsor.MEDICARE, Sponsor.MEDICAID))
MAY_BE_MEDICAID = frozenset((*OF_MEDICAID, Sponsor.MEDICAID, Sponsor.OTHER, Sponsor.UNKNOWN))
WINDOW_DAYS = range(1, 366)
ONE_LEVEL = "An individual policy has only one mandatory appeal level (45 CFR 147.136(b)(3)(ii)(G))."


def read_state(text: str) -> str:
    """The postal letters of a state, in capitals. Raises ReadingError for what is no state."""
    state = text.strip().upper()
    if len(state) != 2 or not state.isascii() or not state.isalpha():
        raise ReadingError("Write the state as its two letters, like TX.")
    if state not in STATES:
        raise ReadingError(f"“{state}” is no state; write its two letters, like TX.")
    return state


def read_window(value: object) -> int:
    """A number of days that a state gives. Raises ReadingError."""
    text = str(value).strip()
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or int(text) not in WINDOW_DAYS:
        raise ReadingError("Write the number of days that the state gives, like 120.")
    return int(text)


def contradictions(coverage: Coverage) -> tuple[Problem, ...]:
    """What cannot be true of one coverage."""
    return tuple(_contradictions(coverage))


def _contradictions(coverage: Coverage) -> Iterator[Problem]:
    sponsor = coverage.sponsor
    name = WORDS[sponsor].sentence
    if sponsor is Sponsor.INDIVIDUAL and coverage.appeal_levels == 2:
        yield Problem("appeal_levels", ONE_LEVEL)
    if sponsor is Sponsor.INDIVIDUAL and coverage.funding is Funding.SELF_FUNDED:
        yield Problem("funding", "An individual policy is insured; a plan that funds itself has a sponsor.")
    if sponsor in PUBLIC:
        yield from _not_private(coverage, name)
    if sponsor is Sponsor.SHORT_TERM:
        yield from _not_lasting(coverage, name)
    if coverage.joint_board and sponsor not in (Sponsor.PRIVATE_EMPLOYER, Sponsor.UNKNOWN):
        yield Problem("joint_board", f"Only a union's plan has a joint board of trustees, not {name}.")
    if coverage.integrated and sponsor not in (Sponsor.MEDICARE_ADVANTAGE, Sponsor.MEDICARE, Sponsor.UNKNOWN):
        yield Problem("integrated", f"Only a Medicare Advantage plan can be an integrated one, not {name}.")
    if sponsor not in MAY_BE_MEDICAID:
        yield from _not_medicaid(coverage, name)
    elif coverage.state_window_days is not None:
        yield from _hearing_window(coverage.state_window_days, sponsor)


HEARINGS = {
    Sponsor.MEDICAID_MANAGED_CARE: "mcd.sfh.file",
    Sponsor.CHIP: "mcd.sfh.file",
    Sponsor.MEDICAID_FEE_FOR_SERVICE: "mcd.ffs.hearing.file",
}
"""The rule by which a state gives a time to ask for a hearing."""


def _hearing_window(days: int, sponsor: Sponsor) -> Iterator[Problem]:
    if sponsor in HEARINGS and (sentence := not_in_window(rules()[HEARINGS[sponsor]], days)):
        yield Problem("state_window_days", sentence)


def not_in_window(rule: Rule, days: int) -> str | None:
    """Why a state cannot give so many days to ask for this hearing, in a sentence; None where it can."""
    window = rule.limbs[0].window
    if days in window:
        return None
    least = "" if rule.limbs[0].is_ceiling else f"at least {window[0]} and "
    return f"A state gives {least}at most {window[-1]} days for this ({rule.citation}), not {days}."


def _not_medicaid(coverage: Coverage, name: str) -> Iterator[Problem]:
    if coverage.state_window_days is not None:
        yield Problem("state_window_days", f"That is a Medicaid hearing's time; it does not concern {name}.")
    if coverage.rating_period_2026:
        yield Problem("rating_period_2026", f"Only a Medicaid plan has such a contract year, not {name}.")


def _not_lasting(coverage: Coverage, name: str) -> Iterator[Problem]:
    if coverage.grandfathered:
        yield Problem("grandfathered", f"A plan of 2010 cannot be {name}, which ends within months.")
    if coverage.funding is Funding.SELF_FUNDED:
        yield Problem("funding", f"Only an employer's plan is self-funded, not {name}.")


def _not_private(coverage: Coverage, name: str) -> Iterator[Problem]:
    if coverage.grandfathered:
        yield Problem("grandfathered", f"Only a private plan can be grandfathered, not {name}.")
    if coverage.funding is Funding.SELF_FUNDED:
        yield Problem("funding", f"Only an employer's plan is self-funded, not {name}.")
    if coverage.appeal_levels == 2:
        yield Problem("appeal_levels", f"The levels of {name} are fixed by law; leave this empty.")
    if coverage.essential_health_benefits or coverage.hhs_administered:
        field = "essential_health_benefits" if coverage.essential_health_benefits else "hhs_administered"
        yield Problem(field, f"That is a question about private policies; it does not concern {name}.")


def misfit(coverage: Coverage, kind: EventKind) -> str | None:
    """Why such a thing cannot happen under this coverage, in a sentence; None where it can."""
    shape = SCHEMA[kind]
    if regime_of(coverage).allows(shape):
        return None
    name = WORDS[coverage.sponsor].sentence
    return f"“{shape.title}” does not happen under {name}: look at the kind of coverage, or at the entry."


def misfits(coverage: Coverage, events: Sequence[Event]) -> list[str]:
    """The sentences about all events that this coverage cannot have."""
    return [sentence for event in events if (sentence := misfit(coverage, event.kind))]
