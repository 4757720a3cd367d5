"""The rows of an organization's own playbook, every section of it, edited as plain text."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.models import OwnPlaybook
from tracker.services import own_playbook_rows, own_playbooks
from tracker.services.own_playbook_shapes import WHEN, Row, Typed
from tracker.services.own_playbooks import PlaybookError
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.playbook_questions import SECTION_WORDS, conditions_of, questions_of
from tracker.web.questions import Answers, Ask, Question
from tracker.web.transaction import db_session, now

pages = Blueprint("playbook_rows", __name__, url_prefix="/playbooks")

UNPROCESSABLE = 422
FRESH = {"kind": "requirement", "basis": "plan_policy"}


@pages.get("/<uuid:own_id>/<section>/new")
def new(own_id: UUID, section: str) -> str:
    """One more row."""
    own = _own(own_id, section)
    return _page(own, section, None, questions.filled(_asked(own, section), FRESH))


@pages.post("/<uuid:own_id>/<section>/new")
def add(own_id: UUID, section: str) -> ResponseReturnValue:
    """Add it."""
    return _put(_own(own_id, section), section, None)


@pages.get("/<uuid:own_id>/<section>/<code>")
def row(own_id: UUID, section: str, code: str) -> str:
    """A row as it stands."""
    own = _own(own_id, section)
    found = own_playbook_rows.row_for(own, section, code)
    return _page(own, section, found, questions.filled(_asked(own, section), _as_typed(found)))


@pages.post("/<uuid:own_id>/<section>/<code>")
def change(own_id: UUID, section: str, code: str) -> ResponseReturnValue:
    """Say it otherwise."""
    own = _own(own_id, section)
    return _put(own, section, own_playbook_rows.row_for(own, section, code))


@pages.post("/<uuid:own_id>/<section>/<code>/move")
def move(own_id: UUID, section: str, code: str) -> Response:
    """One place up or down; the strongest argument stands first."""
    step = -1 if request.form.get("to") == "up" else 1
    own = own_playbook_rows.move(db_session(), current_account(), own_id, section, code, step, now())
    return _back(own, section)


@pages.post("/<uuid:own_id>/<section>/<code>/remove")
def remove(own_id: UUID, section: str, code: str) -> Response:
    """Take it out."""
    own = own_playbook_rows.remove(db_session(), current_account(), own_id, section, code, now())
    return _back(own, section)


def _own(own_id: UUID, section: str) -> OwnPlaybook:
    own = own_playbooks.editable(db_session(), current_account(), own_id)
    own_playbook_rows.rows_of(own, section)
    return own


def _put(own: OwnPlaybook, section: str, before: Row | None) -> ResponseReturnValue:
    asked = _asked(own, section)
    answers = questions.read(asked, request.form)
    if not answers.problems:
        try:
            code = before["code"] if before else None
            typed = _typed(asked, answers)
            own_playbook_rows.put(db_session(), current_account(), own.id, section, code, typed, now())
            flash("Kept.", "success")
            return _back(own, section)
        except PlaybookError as error:
            answers.add(error.problems)
    return _page(own, section, before, answers), UNPROCESSABLE


def _asked(own: OwnPlaybook, section: str) -> tuple[Question, ...]:
    return (*questions_of(own, section), *conditions_of(section))


def _typed(asked: tuple[Question, ...], answers: Answers) -> Typed:
    return {q.name: answers.many.get(q.name, ()) if q.ask is Ask.MANY else answers.get(q.name) for q in asked}


def _as_typed(row: Row) -> dict[str, object]:
    """Lists as lines, one thing on each; of the rights that it cites, the first is chosen, with others beside it."""
    lists: dict[str, object] = {name: "\n".join(row[name]) for name in ("outcomes", "needs") if name in row}
    when = {WHEN + fact: words for fact, words in row.get("applies_when", {}).items()}
    first, *others = row.get("cites") or [""]
    return {**FRESH, **row, **lists, **when, "cites": first, "also_cites": others}


def _back(own: OwnPlaybook, section: str) -> Response:
    return redirect(url_for("playbooks.show", own_id=own.id, _anchor=section))


def _page(own: OwnPlaybook, section: str, row: Row | None, answers: Answers) -> str:
    heading, one = SECTION_WORDS[section]
    return render_template(
        "playbooks/row.html",
        own=own,
        section=section,
        heading=heading,
        one=one,
        row=row,
        answers=answers,
        questions=questions_of(own, section),
        conditions=conditions_of(section),
        are_conditions_open=any(answers.many.get(each.name) for each in conditions_of(section)),
    )
