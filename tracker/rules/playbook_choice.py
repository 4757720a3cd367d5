"""Which playbook a case has: its service's where there is one, and its reason's; where they meet, both."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from tracker.rules.playbook_rows import Playbook, PrescriberLetter
from tracker.rules.playbooks import GENERAL, load


def match(service: str, reason_kind: str) -> Playbook:
    """The playbook for a service in anybody's words; without one, that of the reason, a ReasonKind's value.

    The phrase with the most words wins; its words may stand anywhere in `service`.
    """
    best = max(load().values(), key=lambda playbook: _fit(playbook, service))
    return best if _fit(best, service) > (0, 0) else for_reason(reason_kind)


def for_reason(reason_kind: str) -> Playbook:
    """The playbook of a reason, whatever was denied."""
    return next((book for book in _of_reasons() if reason_kind in book.reasons), load()[GENERAL])


def in_case(playbook_id: str, reason_kind: str) -> Playbook:
    """A packaged playbook as a case with this reason has it. Raises KeyError where there is none of this id.

    A service's playbook is joined with that of a reason which it was not written for. What was for any denial is
    the reason's own. A reason's playbook that somebody chose for another reason stays as it was chosen.
    """
    book = load()[playbook_id]
    if book.phrases and reason_kind not in book.reasons:
        return _joined(book.id, for_reason(reason_kind).id)
    return for_reason(reason_kind) if book.id == GENERAL else book


@cache
def _joined(service_id: str, reason_id: str) -> Playbook:
    """The rows of the reason first, then those that the service adds to its own reason's playbook."""
    service, reason = load()[service_id], load()[reason_id]
    known = for_reason(service.reasons[0])
    sections: dict[str, Any] = {section: _beside(section, reason, service, known) for section in reason.joins}
    return replace(
        reason,
        id=service.id,
        title=f"{service.title}: {reason.title[:1].lower()}{reason.title[1:]}",
        service_kind=service.service_kind,
        phrases=service.phrases,
        never_with=service.never_with,
        prescriber_letter=_written_by(service, reason),
        **sections,
    )


@cache
def wordings(code: str) -> frozenset[str]:
    """Every requirement that a packaged playbook words under this code."""
    rows = (row for book in load().values() for row in book.criteria)
    return frozenset(row.requirement for row in rows if row.code == code)


def _beside(section: str, reason: Playbook, service: Playbook, known: Playbook) -> tuple[Any, ...]:
    rows = getattr(reason, section)
    taken = {row.code for row in (*rows, *getattr(known, section))}
    return (*rows, *(row for row in getattr(service, section) if row.code not in taken))


def _written_by(service: Playbook, reason: Playbook) -> PrescriberLetter:
    is_clinical = "criteria" in reason.joins
    return replace(
        service.prescriber_letter if is_clinical else reason.prescriber_letter,
        points=reason.prescriber_letter.points,
    )


def _of_reasons() -> tuple[Playbook, ...]:
    return tuple(book for book in load().values() if not book.phrases)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in re.findall(r"[a-z0-9]+", text.lower()))


def phrase_fit(phrases: Iterable[str], never_with: Iterable[str], service: str) -> tuple[int, int]:
    """How well a service in anybody's words is named by these phrases: words and characters of the longest that it
    holds; (0, 0) where it holds none, or one that never goes with them.
    """
    words = _words(service)
    if any(_words(phrase) <= words for phrase in never_with):
        return (0, 0)
    fits = (phrase for phrase in phrases if _words(phrase) <= words)
    return max(((len(_words(phrase)), len(phrase)) for phrase in fits), default=(0, 0))


def _fit(playbook: Playbook, service: str) -> tuple[int, int]:
    return phrase_fit(playbook.phrases, playbook.never_with, service)
