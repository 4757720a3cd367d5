"""The rows of an organization's own playbook: added, said otherwise, moved and taken out, each change on record."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from tracker.models import Account, OwnPlaybook
from tracker.rules.reading import Problem
from tracker.services import own_playbooks
from tracker.services.access import NotFound
from tracker.services.errors import refuse_if
from tracker.services.own_playbook_shapes import (
    SHAPES,
    Row,
    Typed,
    among,
    cites_of,
    conditions_of,
    problems,
    rules_of,
    text_of,
)
from tracker.services.own_playbooks import OWN_ROW, PlaybookError, lines_of
from tracker.services.texts import kept

MOST_ROWS = 60


def row_for(own: OwnPlaybook, section: str, code: str) -> Row:
    """A row of a section. Raises NotFound."""
    found = next((row for row in rows_of(own, section) if row["code"] == code), None)
    if found is None:
        raise NotFound("row")
    return dict(found)


def rows_of(own: OwnPlaybook, section: str) -> list[Row]:
    """The rows of a section, in order. Raises NotFound where there is no such section."""
    if section not in SHAPES:
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
    before = {**(row_for(own, section, code) if code else {}), "code": _code_for(section, code)}
    full = [] if code else _full(section, rows)
    refuse_if((*problems(section, typed), *full), PlaybookError)
    row = _row(section, before, typed, tuple(each["code"] for each in own.rows.get("criteria", ())))
    kept_rows = [row if each["code"] == code else each for each in rows] if code else [*rows, row]
    return _keep(session, account, own, section, f"{section}: {name_of(section, row)}", kept_rows, now)


def remove(
    session: Session, account: Account, own_id: UUID, section: str, code: str, now: datetime
) -> OwnPlaybook:
    """Take a row out. Raises NotFound, NotAllowed."""
    own = own_playbooks.editable(session, account, own_id)
    gone = row_for(own, section, code)
    rows = [row for row in rows_of(own, section) if row["code"] != code]
    return _keep(session, account, own, section, f"{section}, taken out: {name_of(section, gone)}", rows, now)


def move(
    session: Session, account: Account, own_id: UUID, section: str, code: str, step: int, now: datetime
) -> OwnPlaybook:
    """So many places down, or up where `step` is negative. Raises NotFound, NotAllowed."""
    own = own_playbooks.editable(session, account, own_id)
    row, rows = row_for(own, section, code), rows_of(own, section)
    place = [each["code"] for each in rows].index(code)
    rows.pop(place)
    rows.insert(max(0, place + step), row)
    return _keep(session, account, own, section, f"{section}, moved: {name_of(section, row)}", rows, now)


def name_of(section: str, row: Row) -> str:
    """What a row is known by."""
    return str(row[SHAPES[section].name])


def _full(section: str, rows: list[Row]) -> list[Problem]:
    if len(rows) < MOST_ROWS:
        return []
    return [
        Problem(
            SHAPES[section].name, f"This section has {MOST_ROWS} rows, and no more fit. Take one out first."
        )
    ]


def _row(section: str, before: Row, typed: Typed, criteria: tuple[str, ...]) -> Row:
    """The row with what was typed in it; what is not asked about stays as it was copied."""
    shape = SHAPES[section]
    row = dict(before)
    row |= {name: kept(text_of(typed, name)) for name in (*shape.needed, *shape.texts)}
    row |= {name: lines_of(text_of(typed, name)) for name in shape.lists}
    row |= {name: text_of(typed, name) for name, _ in shape.choices}
    row |= {name: among(typed, name, offered) for name, offered in shape.several}
    if shape.is_cited:
        row["cites"] = cites_of(before, typed)
    if shape.facts:
        row["applies_when"] = conditions_of(section, before, typed)
    if section == "strategy":
        row["rules"] = rules_of(before, typed)
    if section == "arguments":
        row |= _leaning(typed, criteria)
    return {name: value for name, value in row.items() if value not in (None, "", [], {}, False)}


def _leaning(typed: Typed, criteria: tuple[str, ...]) -> Row:
    """On which requirements an argument leans; its place says how strong it is."""
    excused = {"excused_too": text_of(typed, "excused_too") == "yes"} if "excused_too" in typed else {}
    return {"leans_on": among(typed, "leans_on", criteria), "strength": 1, **excused}


def _code_for(section: str, code: str | None) -> str:
    """A row keeps its code. A reason to expedite that is said otherwise is another one: cases have ticked the first."""
    if code is None or (section == "expedite" and not code.startswith(OWN_ROW)):
        return f"{OWN_ROW}{uuid4().hex[:12]}"
    return code


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
