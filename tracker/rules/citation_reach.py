"""What may be cited at all: each right in plain words, and how each kind of private coverage cites it."""

from dataclasses import dataclass
from functools import cache

from tracker.rules import citations
from tracker.rules.facts import Coverage
from tracker.rules.terms import Funding, Sponsor

KINDS = (
    ("A self-funded employer plan", Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.SELF_FUNDED)),
    ("An insured employer plan", Coverage(Sponsor.PRIVATE_EMPLOYER, Funding.INSURED)),
    ("A church plan", Coverage(Sponsor.CHURCH, Funding.SELF_FUNDED)),
    ("A state or local government’s plan", Coverage(Sponsor.STATE_LOCAL_GOVERNMENT, Funding.SELF_FUNDED)),
    ("An individual policy", Coverage(Sponsor.INDIVIDUAL, Funding.INSURED)),
)
"""The kinds of coverage whose law has citations; a public program has none of these."""


@dataclass(frozen=True)
class Reach:
    """A right: what it gives, and for each kind of coverage that has it, what is cited."""

    key: str
    gives: str
    cited: tuple[tuple[str, str], ...]


@cache
def rights() -> dict[str, Reach]:
    """Every right that a kind of coverage has, by key, in the order of their words."""
    found = [(name, citation) for name, coverage in KINDS for citation in _of(coverage)]
    gives = {citation.key: citation.gives for _, citation in found}
    return {
        key: Reach(key, gives[key], tuple((name, each.text) for name, each in found if each.key == key))
        for key in sorted(gives, key=lambda key: gives[key])
    }


def _of(coverage: Coverage) -> tuple[citations.Citation, ...]:
    return tuple(citations.citations_for(coverage, is_surprise_bill=True).values())
