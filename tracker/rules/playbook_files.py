"""Playbook files into playbooks. A file that begins with an underscore is shared: others build on it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from tracker.rules import citations
from tracker.rules.conditions import check_conditions
from tracker.rules.errors import LawTableError
from tracker.rules.playbook_rows import (
    ArgumentRow,
    Criterion,
    ExceptionGround,
    ExpediteReason,
    Gather,
    Guideline,
    Noted,
    Playbook,
    PrescriberLetter,
    StrategyRow,
)
from tracker.rules.rulebook import rules
from tracker.rules.tables import build, build_all, read_table
from tracker.rules.terms import ReasonKind, ServiceKind

STATE_STEP_THERAPY = "state_step_therapy"


@dataclass(frozen=True)
class Head:
    """What stands above the rows of a playbook."""

    id: str
    title: str
    service_kind: ServiceKind
    reasons: tuple[ReasonKind, ...]
    builds_on: tuple[str, ...]
    denial_says: str
    phrases: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()


Rows = dict[str, tuple[Any, ...]]

SECTIONS: dict[str, type[Any]] = {
    "strategy": StrategyRow,
    "gather": Gather,
    "criteria": Criterion,
    "exceptions": ExceptionGround,
    "expedite": ExpediteReason,
    "guidelines": Guideline,
    "steps": Noted,
    "cautions": Noted,
    "arguments": ArgumentRow,
}
MAY_BE_EMPTY = frozenset(("guidelines",))
"""Sections that a playbook may do without: a bill or a date has no guideline."""


def read_playbooks(folder: Traversable) -> dict[str, Playbook]:
    """The playbooks of a folder by id. Raises LawTableError naming file and row of the first broken one."""
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    tables = {name: read_table(folder / name) for name in names}
    rows = {name: _read_rows(name, table) for name, table in tables.items()}
    books = (_playbook(name, table, rows) for name, table in tables.items() if not name.startswith("_"))
    return {book.id: book for book in books}


def _playbook(name: str, table: dict[str, Any], rows: dict[str, Rows]) -> Playbook:
    head = _read_head(name, table)
    files = [name, *(f"{shared}.toml" for shared in head.builds_on)]
    for file in files:
        if file not in rows:
            raise LawTableError(f"{name}: 'builds_on': there is no file {file}")
    book = Playbook(
        id=head.id,
        title=head.title,
        service_kind=head.service_kind,
        reasons=head.reasons,
        phrases=head.phrases,
        never_with=head.never_with,
        joins=head.joins,
        denial_says=head.denial_says,
        prescriber_letter=build(
            PrescriberLetter, table.get("prescriber_letter", {}), f"{name}: [prescriber_letter]"
        ),
        **{section: _merged(name, section, [rows[file] for file in files]) for section in SECTIONS},
    )
    _check_leaning(book, name)
    return book


def _check_leaning(book: Playbook, name: str) -> None:
    known = {criterion.code for criterion in book.criteria}
    for argument in book.arguments:
        for code in set(argument.leans_on) - known:
            raise LawTableError(f"{name}: [[arguments]] ({argument.code}): there is no criterion '{code}'")


def _read_head(name: str, table: dict[str, Any]) -> Head:
    below = {*SECTIONS, "prescriber_letter"}
    head = build(Head, {key: value for key, value in table.items() if key not in below}, name)
    if name != f"{head.id}.toml":
        raise LawTableError(f"{name}: 'id' is '{head.id}', which is not the file's name")
    for section in head.joins:
        if section not in SECTIONS:
            raise LawTableError(f"{name}: 'joins': there is no section '{section}'")
    return head


def _merged(name: str, section: str, files: list[Rows]) -> tuple[Any, ...]:
    """The rows of a section: the playbook's own first, and they stand in for shared rows of the same code."""
    merged: dict[str, Any] = {}
    for rows in files:
        for row in rows[section]:
            merged.setdefault(row.code, row)
    if not merged and section not in MAY_BE_EMPTY:
        raise LawTableError(f"{name}: no [[{section}]] rows, here or in what it builds on")
    return tuple(merged.values())


def _read_rows(name: str, table: dict[str, Any]) -> Rows:
    rows = {section: build_all(kind, table, section, name) for section, kind in SECTIONS.items()}
    for section, those in rows.items():
        _check_codes([row.code for row in those], f"{name}: [[{section}]]")
    for argument in rows["arguments"]:
        _check_argument(argument, f"{name}: [[arguments]] ({argument.code})")
    for move in rows["strategy"]:
        _check_move(move, f"{name}: [[strategy]] ({move.code})")
    for section in ("strategy", "arguments", "expedite", "steps", "cautions"):
        for row in rows[section]:
            _check_cites(row.cites, f"{name}: [[{section}]] ({row.code})")
    return rows


def _check_codes(codes: list[str], where: str) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise LawTableError(f"{where} ({code}): the code is there twice")


def _check_argument(argument: ArgumentRow, where: str) -> None:
    check_conditions(argument.applies_when, f"{where}: 'applies_when'")
    if not argument.cites and not argument.rules and not argument.rests_on:
        raise LawTableError(f"{where}: neither 'cites' nor 'rules' nor 'rests_on'")
    _check_rules(argument.rules, where)


def _check_move(move: StrategyRow, where: str) -> None:
    check_conditions(move.applies_when, f"{where}: 'applies_when'")
    _check_rules(move.rules, where)


def _check_rules(named: tuple[str, ...], where: str) -> None:
    for rule in named:
        if rule not in rules():
            raise LawTableError(f"{where}: there is no rule '{rule}'")


def _check_cites(cites: tuple[str, ...], where: str) -> None:
    for key in cites:
        if key != STATE_STEP_THERAPY and key not in _citable():
            raise LawTableError(f"{where}: there is no citation '{key}'")


@cache
def _citable() -> frozenset[str]:
    return citations.keys_of()
