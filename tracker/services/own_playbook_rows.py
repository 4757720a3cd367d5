"""The rows of an organization's own playbook: added, said otherwise, moved and taken out, each change on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from tracker.models import Account, OwnPlaybook
from tracker.rules.citation_reach import rights
from tracker.rules.own_playbook import EDITED
from tracker.rules.playbook_files import STATE_STEP_THERAPY
from tracker.rules.playbook_rows import Basis, CriterionKind
from tracker.rules.reading import Problem
from tracker.services import own_playbooks
from tracker.services.access import NotFound
from tracker.services.errors import refuse_if
from tracker.services.own_playbooks import LONG, PlaybookError, lines_of, lines_problems
from tracker.services.texts import NEEDED, OFFERED, kept, text_problems

MOST_ROWS = 60
Row = dict[str, Any]
Typed = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Shape:
    """How a section is typed: texts that are needed, others, lists with one thing on each line, and choices."""

    needed: tuple[str, ...]
    texts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_cited: bool = False


SHAPES = {
    "strategy": Shape(("title", "text"), is_cited=True),
    "gather": Shape(("label", "why", "who_provides"), ("who_writes", "must_say")),
    "criteria": Shape(
        ("requirement", "evidence"),
        lists=("outcomes",),
        choices=(("kind", tuple(CriterionKind)), ("basis", tuple(Basis))),
    ),
    "arguments": Shape(("title", "text"), ("rests_on",), lists=("needs",), is_cited=True),
}
NAMES = {"strategy": "title", "gather": "label", "criteria": "requirement", "arguments": "title"}
"""The field that a row is known by."""
_LINES = {"title": 200, "label": 400, "who_provides": 200, "who_writes": 200, "rests_on": 300}
_MAY_BE_EMPTY = frozenset(("needs",))


def row_for(own: OwnPlaybook, section: str, code: str) -> Row:
    """A row of a section that is edited. Raises NotFound."""
    found = next((row for row in rows_of(own, section) if row["code"] == code), None)
    if found is None:
        raise NotFound("row")
    return dict(found)


def rows_of(own: OwnPlaybook, section: str) -> list[Row]:
    """The rows of a section that is edited, in order. Raises NotFound for another."""
    if section not in EDITED:
        raise NotFound("section")
    return list(own.rows.get(section, ()))


def put(
    session: Session,
    account: Account,
    own_id: UUID,
    section: str,
    code: str | None,
    typed: Typed,
    now: datetime,
) -> OwnPlaybook:
    """Add a row, or say the one of this code otherwise. Raises PlaybookError, NotFound, NotAllowed."""
    own = own_playbooks.editable(session, account, own_id)
    rows = rows_of(own, section)
    before = row_for(own, section, code) if code else {"code": f"own_{uuid4().hex[:12]}"}
    refuse_if(problems(section, typed, is_full=code is None and len(rows) >= MOST_ROWS), PlaybookError)
    row = _row(section, before, typed, {each["code"] for each in own.rows.get("criteria", ())})
    kept_rows = [row if each["code"] == code else each for each in rows] if code else [*rows, row]
    return _keep(session, account, own, section, f"{section}: {row[NAMES[section]]}", kept_rows, now)


def remove(
    session: Session, account: Account, own_id: UUID, section: str, code: str, now: datetime
) -> OwnPlaybook:
    """Take a row out. Raises NotFound, NotAllowed."""
    own = own_playbooks.editable(session, account, own_id)
    gone = row_for(own, section, code)
    rows = [row for row in rows_of(own, section) if row["code"] != code]
    return _keep(session, account, own, section, f"{section}, taken out: {gone[NAMES[section]]}", rows, now)


def move(
    session: Session, account: Account, own_id: UUID, section: str, code: str, step: int, now: datetime
) -> OwnPlaybook:
    """So many places down, or up where `step` is negative. Raises NotFound, NotAllowed."""
    own = own_playbooks.editable(session, account, own_id)
    row, rows = row_for(own, section, code), rows_of(own, section)
    place = [each["code"] for each in rows].index(code)
    rows.pop(place)
    rows.insert(max(0, place + step), row)
    return _keep(session, account, own, section, f"{section}, moved: {row[NAMES[section]]}", rows, now)


def problems(section: str, typed: Typed, is_full: bool = False) -> list[Problem]:
    """What is wrong with a row as typed; `is_full` where the section has no room for another."""
    shape = SHAPES[section]
    texts = {name: _text(typed, name) for name in (*shape.needed, *shape.texts, *shape.lists)}
    found = list(text_problems(texts, {**dict.fromkeys(texts, LONG), **_LINES}))
    found += [Problem(name, NEEDED) for name in shape.needed if not texts[name].strip()]
    for name in shape.lists:
        if name not in _MAY_BE_EMPTY or texts[name].strip():
            found += lines_problems(name, lines_of(texts[name]))
    found += [Problem(name, OFFERED) for name, offered in shape.choices if _text(typed, name) not in offered]
    found += _citation_problems(section, typed) if shape.is_cited else []
    if is_full:
        full = f"This section has {MOST_ROWS} rows, and no more fit. Take one out first."
        found.append(Problem(NAMES[section], full))
    return found


def _citation_problems(section: str, typed: Typed) -> list[Problem]:
    cited = _text(typed, "cites")
    if cited and cited not in (*rights(), STATE_STEP_THERAPY):
        return [Problem("cites", OFFERED)]
    if section == "arguments" and not cited and not _text(typed, "rests_on").strip():
        return [Problem("rests_on", "Name the document that it rests on, or choose the right that it cites.")]
    return []


def _row(section: str, before: Row, typed: Typed, criteria: set[str]) -> Row:
    """The row with what was typed in it; what is not asked about stays as it was copied."""
    shape = SHAPES[section]
    row = dict(before)
    row |= {name: kept(_text(typed, name)) for name in (*shape.needed, *shape.texts)}
    row |= {name: lines_of(_text(typed, name)) for name in shape.lists}
    row |= {name: _text(typed, name) for name, _ in shape.choices}
    if shape.is_cited:
        row["cites"] = _cites(before, _text(typed, "cites"))
    if section == "arguments":
        row["leans_on"] = [code for code in typed.get("leans_on", ()) if code in criteria]
        row["strength"] = 1
        if _text(typed, "always") == "yes":
            row["applies_when"] = {}
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def _cites(before: Row, chosen: str) -> list[str]:
    """One right is chosen; those that a copy cites beside it stay while it does."""
    had = list(before.get("cites", ()))
    return had if had[:1] == [chosen] else [chosen] if chosen else []


def _keep(
    session: Session,
    account: Account,
    own: OwnPlaybook,
    section: str,
    what: str,
    rows: list[Row],
    now: datetime,
) -> OwnPlaybook:
    return own_playbooks.change(session, account, own, what[:160], {**own.rows, section: rows}, now)


def _text(typed: Typed, name: str) -> str:
    value = typed.get(name, "")
    return value if isinstance(value, str) else ""
