"""What a row of law may hold: its entries with their types, and the names of facts and computations it may use.

A misspelled fact would hold for every case, since what is unknown speaks against nothing; so names are checked.
Every refusal is a ValueError with a sentence.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

LIMB_ENTRIES: Mapping[str, type] = {
    "title": str,
    "starts": list,
    "ends": list,
    "period": list,
    "notice": list,
    "received": list,
    "start": list,
    "estimate": list,
    "stated": str,
    "rolls": bool,
    "rolls_arguable": bool,
    "backwards": bool,
    "computed": str,
    "same_event_ends": bool,
    "label": str,
    "note": str,
    "superseded_words": str,
    "presumed_days": int,
    "presumed_since": date,
    "is_cautious_from_notice": bool,
    "extension_days": int,
    "is_ceiling": bool,
    "extension_when": dict,
    "note_when": dict,
    "takes_earlier": bool,
}
RULE_ENTRIES: Mapping[str, type] = {
    **LIMB_ENTRIES,
    "id": str,
    "actor": str,
    "family": str,
    "combine": str,
    "limb": list,
    "citation": str,
    "cites": dict,
    "source": str,
    "checked": date,
    "verification": str,
    "verifications": dict,
    "confidence": str,
    "words": str,
    "filed_means": str,
    "basis": str,
    "deems_exhausted": bool,
    "when": dict,
    "superseded_when": dict,
    "if_missed": str,
    "is_unseen": bool,
    "told_within": int,
    "is_mailed": bool,
    "effective_from": date,
    "effective_until": date,
    "late_opens": str,
    "late_starts": list,
    "good_cause": str,
    "late_is": str,
}
OWN_LIMB_ENTRIES: Mapping[str, type] = {
    **LIMB_ENTRIES,
    "name": str,
    "citation": str,
    "when": dict,
    "superseded_when": dict,
}
PERIOD_ENTRIES: Mapping[str, type] = {
    "amount": int,
    "unit": str,
    "when": dict,
    "citation": str,
    "since": date,
    "until": date,
    "after_days": int,
}
FACTS = frozenset(
    (
        "about_discharge",
        "about_reduction",
        "acknowledged",
        "answered",
        "appeal_levels",
        "asked_in_time",
        "asked_urgency",
        "board_known",
        "claim",
        "course_end_known",
        "denied",
        "escalated",
        "extended",
        "external_applies",
        "favorable",
        "final",
        "follows_extension",
        "goes_on_by_itself",
        "hhs_administered",
        "integrated",
        "joint_board",
        "information_asked",
        "information_was_requested",
        "is_part_b_drug",
        "letter_decides",
        "letter_is_shorter",
        "may_be_drug",
        "missing_information",
        "no_prior_authorization",
        "opens_external",
        "payment",
        "prior_authorization",
        "probable_fraud",
        "program",
        "quick_channel",
        "rating_period_2026",
        "reason_medical",
        "reconsidering",
        "refused",
        "responded",
        "service_known",
        "short_notice",
        "state_window_days",
        "statement_known",
        "supplied_again",
        "tolled",
        "urgency",
        "urgent_claim",
        "voluntary",
        "won",
    )
)
COMPUTED = frozenset(
    (
        "step_before_ended",
        "after_lateness",
        "target",
        "at_once",
        "before_course_ends",
        "tolled_remainder",
        "filing_period",
        "hearing_remainder",
        "board_meetings",
        "possible",
        "state_window",
    )
)
ONE_OF = {
    "combine": frozenset(("separate", "later", "earlier")),
    "filed_means": frozenset(("received", "postmark")),
    "confidence": frozenset(("high", "medium", "low")),
    "computed": COMPUTED,
}


def check_row(row: Mapping[str, Any]) -> None:
    """Refuse a rule with an entry that is unknown, of another type, empty, or that names what there is not."""
    _check(row, RULE_ENTRIES)
    for part in (row, *row.get("limb", [])):
        if part is not row:
            _check(part, OWN_LIMB_ENTRIES)
        for period in part.get("period", []):
            _check(period, PERIOD_ENTRIES)
    for name in _facts(row):
        if name not in FACTS:
            raise ValueError(f"unknown fact “{name}”")


def _check(part: Any, entries: Mapping[str, type]) -> None:
    if not isinstance(part, Mapping):
        raise ValueError(f"{part!r} is not a table")
    for name, value in part.items():
        if name not in entries:
            raise ValueError(f"unknown entry “{name}”")
        if type(value) is not entries[name] or value == "":
            raise ValueError(f"“{name}” has to be a {entries[name].__name__} with something in it")
        if value not in ONE_OF.get(name, (value,)):
            raise ValueError(f"“{name}” cannot be “{value}”")


def _facts(row: Mapping[str, Any]) -> Iterator[str]:
    for part in (row, *row.get("limb", [])):
        yield from part.get("when", {})
        yield from part.get("superseded_when", {})
        yield from part.get("extension_when", {})
        yield from part.get("note_when", {})
        for period in part.get("period", []):
            yield from period.get("when", {})
