"""All open cases, filtered and searched."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.services import caseload
from tracker.services.caseload import BoardFilters
from tracker.services.closed_cases import closed_cases
from tracker.web.accounts import current_account
from tracker.web.board_rows import lines_of
from tracker.web.paging import page_number
from tracker.web.transaction import db_session, now
from tracker.web.unattended import unattended_lines

pages = Blueprint("caseload", __name__)

_LONGEST_SEARCH = 200


@pages.get("/cases")
def show() -> ResponseReturnValue:
    """The open cases that fit the filters, in groups by next date."""
    chosen = _chosen()
    filters = _filters(chosen)
    board = caseload.board(db_session(), current_account(), filters, now())
    return render_template(
        "caseload/show.html",
        board=board,
        unattended=unattended_lines(db_session(), current_account(), now()),
        options=caseload.options(db_session(), current_account()),
        closed=closed_cases(db_session(), current_account(), filters),
        groups=[lines_of(group, now()) for group in board.groups],
        chosen=chosen,
        timezone=current_account().timezone,
        rows_of_a_page=caseload.ROWS,
        is_narrowed=any(chosen.values()),
        turned=lambda group, page: url_for("caseload.show", **{**chosen, "group": group, "page": page}),
    )


def _chosen() -> dict[str, str]:
    """The filters of the address, those alone that say something."""
    names = ("q", "advocate", "insurer", "stage", "coverage", "group")
    given = {name: request.args.get(name, "").strip()[:_LONGEST_SEARCH] for name in names}
    return {name: value for name, value in given.items() if value}


def _filters(chosen: dict[str, str]) -> BoardFilters:
    values: dict[str, Any] = {**chosen, "page": page_number()}
    if "advocate" in chosen:
        values["advocate"] = _uuid(chosen["advocate"])
    return BoardFilters(**values)


def _uuid(text: str) -> UUID:
    """An id that is none finds nobody, rather than everybody."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
