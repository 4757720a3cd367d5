"""Playbook files into playbooks. A file that begins with an underscore is shared: others build on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

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
)
from tracker.rules.tables import build, build_all, read_table
from tracker.rules.terms import ReasonKind, ServiceKind

STATE_STEP_THERAPY = "state_step_therapy"
NO_PLAYBOOKS = frozenset({"_state_step_therapy.toml"})
Coded = TypeVar("Coded", bound=Noted | Gather | Criterion | ExceptionGround | ExpediteReason | ArgumentRow)


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


@dataclass(frozen=True)
class Rows:
    """The rows of one file, shared or not."""

    gather: tuple[Gather, ...]
    criteria: tuple[Criterion, ...]
    exceptions: tuple[ExceptionGround, ...]
    expedite: tuple[ExpediteReason, ...]
    guidelines: tuple[Guideline, ...]
    steps: tuple[Noted, ...]
    cautions: tuple[Noted, ...]
    arguments: tuple[ArgumentRow, ...]


SECTIONS: dict[str, type[Any]] = {
    "gather": Gather,
    "criteria": Criterion,
    "exceptions": ExceptionGround,
    "expedite": ExpediteReason,
    "guidelines": Guideline,
    "steps": Noted,
    "cautions": Noted,
    "arguments": ArgumentRow,
}


def read_playbooks(folder: Traversable) -> dict[str, Playbook]:
    """The playbooks of a folder by id. Raises LawTableError naming file and row of the first that is broken."""
    tables = {
        file.name: read_table(file)
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml") and file.name not in NO_PLAYBOOKS
    }
    rows = {name: _read_rows(name, table) for name, table in tables.items()}
    books = [_playbook(name, table, rows) for name, table in tables.items() if not name.startswith("_")]
    return {book.id: book for book in books}


def _playbook(name: str, table: dict[str, Any], rows: dict[str, Rows]) -> Playbook:
    known = {*SECTIONS, "prescriber_letter"}
    head = build(Head, {key: value for key, value in table.items() if key not in known}, name)
    if name != f"{head.id}.toml":
        raise LawTableError(f"{name}: 'id' is '{head.id}', which is not the file's name")
    letter = build(PrescriberLetter, table.get("prescriber_letter", {}), f"{name}: [prescriber_letter]")
    files = [name, *(f"{shared}.toml" for shared in head.builds_on)]
    for file in files:
        if file not in rows:
            raise LawTableError(f"{name}: 'builds_on': there is no file {file}")
    return Playbook(
        id=head.id,
        title=head.title,
        service_kind=head.service_kind,
        reasons=head.reasons,
        phrases=head.phrases,
        never_with=head.never_with,
        denial_says=head.denial_says,
        prescriber_letter=letter,
        gather=_merged(name, "gather", (rows[file].gather for file in files)),
        criteria=_merged(name, "criteria", (rows[file].criteria for file in files)),
        exceptions=_merged(name, "exceptions", (rows[file].exceptions for file in files)),
        expedite=_merged(name, "expedite", (rows[file].expedite for file in files)),
        guidelines=tuple(row for file in files for row in rows[file].guidelines),
        steps=_merged(name, "steps", (rows[file].steps for file in files)),
        cautions=_merged(name, "cautions", (rows[file].cautions for file in files)),
        arguments=_merged(name, "arguments", (rows[file].arguments for file in files)),
    )


def _merged(name: str, section: str, parts: Iterable[tuple[Coded, ...]]) -> tuple[Coded, ...]:
    merged = tuple(row for part in parts for row in part)
    codes = [row.code for row in merged]
    for code in codes:
        if codes.count(code) > 1:
            raise LawTableError(f"{name}: [[{section}]] '{code}' is there twice, with what it builds on")
    if not merged:
        raise LawTableError(f"{name}: no [[{section}]] rows, here or in what it builds on")
    return merged


def _read_rows(name: str, table: dict[str, Any]) -> Rows:
    read = Rows(**{section: build_all(kind, table, section, name) for section, kind in SECTIONS.items()})
    for argument in read.arguments:
        where = f"{name}: [[arguments]] ({argument.code})"
        check_conditions(argument.applies_when, f"{where}: 'applies_when'")
        if not argument.cites and not argument.rests_on:
            raise LawTableError(f"{where}: neither 'cites' nor 'rests_on'")
    for section in (read.arguments, read.expedite, read.steps, read.cautions):
        for row in section:
            _check_cites(name, row.code, row.cites)
    return read


def _check_cites(name: str, code: str, cites: tuple[str, ...]) -> None:
    for key in cites:
        if key != STATE_STEP_THERAPY and key not in _citable():
            raise LawTableError(f"{name}: ({code}): there is no citation '{key}'")


def _citable() -> set[str]:
    return {key for regime in citations.REGIMES for key in citations.citations_for(regime)}
