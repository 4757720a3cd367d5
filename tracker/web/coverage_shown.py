"""What a page says of a coverage that is not wholly known, and of entries that it cannot have."""

from collections.abc import Iterable

from tracker.rules.contradictions import misfit
from tracker.rules.facts import Coverage, Event
from tracker.rules.finding_out import open_words


def not_known(coverage: Coverage) -> str:
    """One calm sentence about what is open and moves dates; empty where nothing is."""
    words = open_words(coverage)
    if not words:
        return ""
    listed = ", ".join(words[:-1]) + (" and " if words[1:] else "") + words[-1]
    return (
        f"Not known yet: {listed}. Until that is known, the earliest date of all that are possible is shown."
    )


def misfits_by_entry(coverage: Coverage, events: Iterable[Event]) -> tuple[tuple[str, str], ...]:
    """The entries that this coverage cannot have, by their keys, each with its sentence."""
    found = ((event.key, misfit(coverage, event.kind)) for event in events)
    return tuple((key, sentence) for key, sentence in found if sentence)
