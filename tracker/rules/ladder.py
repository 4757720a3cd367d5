"""The ladder of a coverage: its levels in order, and where a case stands on it.

The levels stand in law/ladders.toml, each with the rule that holds its time and its citation.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tracker.rules.derived import MEDICAL
from tracker.rules.errors import LawTableError
from tracker.rules.facts import CaseFacts, When
from tracker.rules.packaged import law_folder
from tracker.rules.regimes import Regime, regime_of
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Outcome, Sponsor
from tracker.rules.timeline import Timeline, happened, is_filing_that_counts

FILE = "ladders.toml"
NEEDS = frozenset(("two_levels", "external", "erisa", "medical", "factual"))


@dataclass(frozen=True)
class Level:
    """One level: who decides, which entries ask for it and which decide it, and the rule with its time.

    `needs` is the fact without which a case does not have this level.
    """

    name: str
    who: str
    asked: tuple[EventKind, ...]
    decided: tuple[EventKind, ...]
    rule: str
    note: str = ""
    needs: str = ""


@dataclass(frozen=True)
class Rung:
    """A level of one case: `state` is `done`, `now`, `ahead` or `not_needed`; days and moments as entered."""

    level: Level
    state: str
    asked_on: When | None = None
    decided_on: When | None = None
    outcome: Outcome | None = None


@cache
def ladders() -> Mapping[Sponsor, tuple[Level, ...]]:
    """All ladders by sponsor. Raises LawTableError naming file and row."""
    return read_ladders(law_folder().joinpath(FILE).read_text("utf-8"))


def read_ladders(text: str) -> dict[Sponsor, tuple[Level, ...]]:
    """The ladders of a table. Raises LawTableError naming file and row."""
    try:
        rows = tomllib.loads(text)["ladder"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise LawTableError(f"law/{FILE}: the file cannot be read as a table of ladders: {error}") from error
    found: dict[Sponsor, tuple[Level, ...]] = {}
    for number, row in enumerate(rows, start=1):
        try:
            levels = tuple(_level(each) for each in row["step"])
            found |= {Sponsor(name): levels for name in row["sponsors"]}
        except (KeyError, ValueError, TypeError) as error:
            raise LawTableError(f"law/{FILE}: row {number}: {error!r}") from error
    return found


def _level(row: Mapping[str, Any]) -> Level:
    if row["rule"] not in rules():
        raise ValueError(f"there is no rule {row['rule']}")
    if row.get("when", "external") not in NEEDS:
        raise ValueError(f"“{row['when']}” is no fact of a ladder")
    return Level(
        name=row["name"],
        who=row["who"],
        asked=tuple(map(EventKind, row["asked"])),
        decided=tuple(map(EventKind, row["decided"])),
        rule=row["rule"],
        note=row.get("note", ""),
        needs=row.get("when", ""),
    )


def climb(case: CaseFacts) -> tuple[Rung, ...]:
    """The levels of this case in order, and where it stands; empty where no ladder is known."""
    regime = regime_of(case.coverage, case.surprise_bill)
    timeline = Timeline(case.events, ZoneInfo(case.timezone))
    levels = [
        level
        for level in ladders().get(case.coverage.sponsor, ())
        if _is_there(level, case, regime, timeline)
    ]
    return tuple(_placed([_rung(level, timeline) for level in levels]))


def _is_there(level: Level, case: CaseFacts, regime: Regime, timeline: Timeline) -> bool:
    if timeline.of(*level.asked):
        return True
    has = {
        "two_levels": case.coverage.appeal_levels == 2,
        "external": "external" in regime.families,
        "erisa": "erisa" in regime.families,
        "medical": case.reason is None or case.reason in MEDICAL,
        "factual": case.reason is None or case.reason not in MEDICAL,
    }
    return has.get(level.needs, True)


def _rung(level: Level, timeline: Timeline) -> Rung:
    asked = [e for e in timeline.of(*level.asked) if is_filing_that_counts(e)]
    if not asked:
        return Rung(level, "ahead")
    answers = [e for e in timeline.of(*level.decided) if timeline.answered(e, level.asked) in asked]
    last = answers[-1] if answers else None
    outcome = last.get("outcome") if last else None
    return Rung(
        level,
        "done" if last else "now",
        happened(asked[-1]),
        happened(last) if last else None,
        Outcome(str(outcome)) if outcome else None,
    )


def _placed(rungs: list[Rung]) -> list[Rung]:
    """The first level that is still to be asked for is where the case stands, unless one is pending or it is won."""
    if any(rung.outcome is Outcome.OVERTURNED for rung in rungs):
        return [_with(rung, "not_needed") if rung.state == "ahead" else rung for rung in rungs]
    last = max((at for at, rung in enumerate(rungs) if rung.state != "ahead"), default=-1)
    return [
        _with(rung, "done")
        if rung.state == "ahead" and at < last
        else _with(rung, "now")
        if at == last + 1 and (last < 0 or rungs[last].state == "done")
        else rung
        for at, rung in enumerate(rungs)
    ]


def _with(rung: Rung, state: str) -> Rung:
    return Rung(rung.level, state, rung.asked_on, rung.decided_on, rung.outcome)
