"""The coverage of a denial: from what was typed to the facts that law reads, and back. Touches no database."""

from collections.abc import Iterator, Mapping
from typing import Any

from tracker.rules.contradictions import contradictions, read_window
from tracker.rules.facts import YES_OR_NO, Coverage
from tracker.rules.reading import Problem, ReadingError
from tracker.rules.terms import Funding, Sponsor
from tracker.services.denial_input import DenialInput


def coverage_columns(denial: DenialInput) -> dict[str, Any]:
    """The columns of a case that hold its coverage, from a denial without problems."""
    return {
        "sponsor": Sponsor(denial.sponsor),
        "funding": Funding(denial.funding),
        **{name: _flag(getattr(denial, name)) for name in YES_OR_NO},
        "appeal_levels": int(denial.appeal_levels) if denial.appeal_levels else None,
        "policy_state": denial.policy_state or None,
        "state_window_days": _days(denial),
    }


def coverage_of(columns: Mapping[str, Any]) -> Coverage:
    """The coverage among a case's columns."""
    return Coverage(
        sponsor=columns["sponsor"],
        funding=columns["funding"],
        appeal_levels=columns["appeal_levels"],
        state=columns["policy_state"],
        state_window_days=columns["state_window_days"],
        **{name: columns[name] for name in YES_OR_NO},
    )


def typed_coverage(coverage: Coverage) -> dict[str, str]:
    """A coverage as it would be typed in, by DenialInput's names."""
    return {
        "sponsor": coverage.sponsor.value,
        "funding": coverage.funding.value,
        **{name: _typed(getattr(coverage, name)) for name in YES_OR_NO},
        "appeal_levels": str(coverage.appeal_levels or ""),
        "policy_state": coverage.state or "",
        "state_window_days": str(coverage.state_window_days or ""),
    }


def legible_coverage(denial: DenialInput) -> Coverage:
    """As much of the coverage as can be read; what cannot is taken as not known."""
    is_readable = next(_window_problems(denial), None) is None
    return Coverage(
        sponsor=Sponsor(denial.sponsor) if denial.sponsor in set(Sponsor) else Sponsor.UNKNOWN,
        funding=Funding(denial.funding) if denial.funding in set(Funding) else Funding.UNKNOWN,
        appeal_levels=int(denial.appeal_levels) if denial.appeal_levels in ("1", "2") else None,
        state=denial.policy_state or None,
        state_window_days=_days(denial) if is_readable else None,
        **{name: _flag(getattr(denial, name)) for name in YES_OR_NO},
    )


def coverage_problems(denial: DenialInput) -> Iterator[Problem]:
    """What cannot be read of the coverage, and what cannot be true of one."""
    yield from _window_problems(denial)
    yield from contradictions(legible_coverage(denial))


def _window_problems(denial: DenialInput) -> Iterator[Problem]:
    try:
        _days(denial)
    except ReadingError as error:
        yield Problem("state_window_days", str(error))


def _days(denial: DenialInput) -> int | None:
    typed = denial.state_window_days.strip()
    return read_window(typed) if typed else None


def _flag(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)


def _typed(known: bool | None) -> str:
    return "" if known is None else "yes" if known else "no"
