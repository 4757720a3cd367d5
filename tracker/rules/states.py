"""What the states' own law gives: `law/states/xx.toml` as frozen rows, one file for each jurisdiction.

A row says who takes a request for external review, within what time in its source's own words, and which law on
step therapy was found; it keeps how surely it was read, the date of its source, and the day it was last read. Only a
window whose sources agree stands as a clock named `file`; no response time of a state is ever counted from here.
"""

from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from tracker.rules.compiled import KEPT_IN
from tracker.rules.errors import LawTableError
from tracker.rules.packaged import law_folder
from tracker.rules.state_rows import (
    Assistance,
    Clock,
    ClockName,
    Confidence,
    Contact,
    ExternalReview,
    Process,
    State,
    StepTherapyLaw,
)
from tracker.rules.tables import build, build_all, read_table
from tracker.rules.terms import Unit

_CODES = """
AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY
"""
CODES = tuple(_CODES.split())
"""The jurisdictions that have a file: the fifty states and the District of Columbia."""
FRESH_DAYS = 180


def is_fresh(checked: date, day: date) -> bool:
    """Whether a row that was last read on `checked` may still be shown on `day`: for 180 days."""
    return (day - checked).days <= FRESH_DAYS


@cache
def state_of(code: str | None) -> State | None:
    """The row of a jurisdiction by its postal letters; None for what has no file. Raises LawTableError."""
    return read_state(_folder(), code) if code in CODES else None


@cache
def all_states() -> tuple[State, ...]:
    """Every jurisdiction. Raises LawTableError for a file that is broken, missing, or of no jurisdiction."""
    strangers = {file.name for file in _folder().iterdir()} - {KEPT_IN, *map(_file_name, CODES)}
    if strangers:
        raise LawTableError(f"law/states: {sorted(strangers)[0]} belongs to no jurisdiction")
    return tuple(read_state(_folder(), code) for code in CODES)


def read_state(folder: Traversable, code: str) -> State:
    """The file of one jurisdiction. Raises LawTableError naming file and row."""
    name = _file_name(code)
    file = folder.joinpath(name)
    if not file.is_file():
        raise LawTableError(f"{name}: the file is missing")
    table = read_table(file)
    if strangers := set(table) - TABLES:
        raise LawTableError(f"{name}: unknown entry '{sorted(strangers)[0]}'")
    state = State(
        code=table.get("code", ""),
        name=table.get("name", ""),
        department=_one(Contact, table, "department", name),
        assistance=_one(Assistance, table, "assistance", name),
        external_review=_one(ExternalReview, table, "external_review", name),
        clocks=build_all(Clock, table, "clocks", name),
        step_therapy=build_all(StepTherapyLaw, table, "step_therapy", name),
    )
    _check(state, code, name)
    return state


TABLES = {"code", "name", "department", "assistance", "external_review", "clocks", "step_therapy"}


def _folder() -> Traversable:
    return law_folder() / "states"


def _file_name(code: str) -> str:
    return f"{code.lower()}.toml"


def _one(kind: type[Any], table: dict[str, Any], name: str, file: str) -> Any:
    raw = table.get(name)
    if not isinstance(raw, dict):
        raise LawTableError(f"{file}: [{name}] is missing")
    return build(kind, raw, f"{file}: [{name}]")


def _check(state: State, code: str, file: str) -> None:
    if state.code != code or not state.name:
        raise LawTableError(f"{file}: 'code' has to be '{code}', and 'name' something")
    if not state.step_therapy:
        raise LawTableError(
            f"{file}: no [[step_therapy]] row; one of the kind 'none' says that nothing was found"
        )
    names = [clock.name for clock in state.clocks]
    codes = [law.code for law in state.step_therapy]
    for each in (*names, *codes):
        if (names + codes).count(each) > 1:
            raise LawTableError(f"{file}: '{each}' stands twice")
    for clock in state.clocks:
        _check_clock(state, clock, f"{file}: [[clocks]] ({clock.name})")


def _check_clock(state: State, clock: Clock, where: str) -> None:
    review = state.external_review
    if clock.amount < 1 or clock.unit not in (Unit.DAYS, Unit.CALENDAR_MONTHS):
        raise LawTableError(f"{where}: a window is a number of days or of calendar months")
    is_unsure = review.confidence is Confidence.UNVERIFIED or review.process is not Process.STATE
    if clock.name is not ClockName.EARLY and is_unsure:
        raise LawTableError(f"{where}: a row that is unverified or in dispute has no window of its own")
