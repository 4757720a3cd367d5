"""Playbooks outside of a case: the packaged ones to read and copy, and the organization's own."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select
from werkzeug.wrappers import Response

from tracker.models import Account, OwnPlaybook
from tracker.rules import own_choice
from tracker.rules.playbook_rows import Playbook
from tracker.rules.playbooks import load
from tracker.services import own_playbooks
from tracker.services.access import NotFound
from tracker.services.own_playbooks import HeadInput, PlaybookError
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.condition_words import condition_words
from tracker.web.playbook_head_questions import HEAD, TITLE
from tracker.web.playbook_meant import meant_words
from tracker.web.playbook_questions import RIGHTS, SECTION_WORDS
from tracker.web.playbook_shown import KIND_WORDS, for_any_coverage
from tracker.web.questions import Answers
from tracker.web.transaction import db_session, now

pages = Blueprint("playbooks", __name__, url_prefix="/playbooks")

UNPROCESSABLE = 422


@pages.get("")
def listed() -> str:
    """The organization's own, and the packaged ones."""
    session, account = db_session(), current_account()
    found = own_playbooks.listed(session, account)
    return render_template(
        "playbooks/list.html", own=found, names=_names(found), packaged=_packaged(), me=account
    )


@pages.get("/packaged/<playbook_id>")
def packaged(playbook_id: str) -> str:
    """One that comes with the program: to read, and to copy."""
    book = _packaged_here(playbook_id)
    return _read(book, questions.filled((TITLE,), {"title": book.title}))


@pages.post("/packaged/<playbook_id>/copy")
def copy_packaged(playbook_id: str) -> ResponseReturnValue:
    """Begin a draft as a copy of it."""
    book = _packaged_here(playbook_id)
    answers = questions.read((TITLE,), request.form)
    own = _begun(book, answers)
    return _to(own) if own else (_read(book, answers), UNPROCESSABLE)


@pages.get("/new")
def new() -> str:
    """A title for a blank one."""
    return _new(questions.filled((TITLE,), {}))


@pages.post("/new")
def begin() -> ResponseReturnValue:
    """Begin a blank draft."""
    answers = questions.read((TITLE,), request.form)
    own = _begun(None, answers)
    return _to(own) if own else (_new(answers), UNPROCESSABLE)


@pages.get("/<uuid:own_id>")
def show(own_id: UUID) -> str:
    """One of the organization's own."""
    session, account = db_session(), current_account()
    own = own_playbooks.readable(session, account, own_id)
    return render_template(
        "playbooks/own.html",
        own=own,
        shown=for_any_coverage(own_playbooks.playbook(own)),
        sections=SECTION_WORDS,
        kind_words=KIND_WORDS,
        rights=dict(RIGHTS),
        can_edit=own_playbooks.can_edit(account, own),
        is_owner=own_playbooks.owns(account, own),
        given_to=meant_words(own_choice.meant_for(own.rows)),
        only_where=_conditions(own),
        lost=_lost(own),
        author=session.get_one(Account, own.author_id).name,
        came_from=load().get(own.copied_from or ""),
    )


@pages.post("/<uuid:own_id>/copy")
def copy(own_id: UUID) -> ResponseReturnValue:
    """Begin a draft of one's own as a copy of it."""
    session, account = db_session(), current_account()
    own = own_playbooks.readable(session, account, own_id)
    title = f"Copy of {own.title}"[: own_playbooks.TITLE]
    book = own_playbooks.playbook(own)
    return _to(own_playbooks.begin(session, account, book, HeadInput(title=title), now()))


@pages.get("/<uuid:own_id>/edit")
def edit(own_id: UUID) -> str:
    """What stands above its rows."""
    own = own_playbooks.editable(db_session(), current_account(), own_id)
    return _head(own, questions.filled(HEAD, vars(own_playbooks.head_of(own))))


@pages.post("/<uuid:own_id>/edit")
def change(own_id: UUID) -> ResponseReturnValue:
    """Change it."""
    session, account = db_session(), current_account()
    own = own_playbooks.editable(session, account, own_id)
    answers = questions.read(HEAD, request.form)
    if not answers.problems:
        try:
            typed = HeadInput(**{question.name: answers.get(question.name) for question in HEAD})
            return _to(own_playbooks.edit_head(session, account, own_id, typed, now()))
        except PlaybookError as error:
            answers.add(error.problems)
    return _head(own, answers), UNPROCESSABLE


@pages.post("/<uuid:own_id>/remove")
def remove(own_id: UUID) -> Response:
    """Take it out of the list; cases keep it."""
    own_playbooks.remove(db_session(), current_account(), own_id, now())
    flash("Removed from the list. Cases that use it keep it.", "success")
    return redirect(url_for("playbooks.listed"))


def _packaged_here(playbook_id: str) -> Playbook:
    if playbook_id not in load():
        raise NotFound("playbook")
    return load()[playbook_id]


def _packaged() -> dict[str, list[Playbook]]:
    books = sorted(load().values(), key=lambda book: book.title)
    return {
        "By reason": [book for book in books if not book.phrases],
        "By service": [book for book in books if book.phrases],
    }


def _conditions(own: OwnPlaybook) -> dict[str, str]:
    """Where alone a row holds, by its code."""
    rows = (row for section in ("strategy", "arguments") for row in own.rows.get(section, ()))
    return {row["code"]: condition_words(row["applies_when"]) for row in rows if row.get("applies_when")}


def _lost(own: OwnPlaybook) -> set[str]:
    """The codes of arguments that lean on nothing but requirements that were taken out."""
    known = {row["code"] for row in own.rows.get("criteria", ())}
    leaning = ((row["code"], set(row.get("leans_on", ()))) for row in own.rows.get("arguments", ()))
    return {code for code, leans_on in leaning if leans_on and not leans_on & known}


def _names(found: list[OwnPlaybook]) -> dict[UUID, str]:
    wanted = select(Account).where(col(Account.id).in_({own.author_id for own in found}))
    return {account.id: account.name for account in db_session().exec(wanted)}


def _begun(book: Playbook | None, answers: Answers) -> OwnPlaybook | None:
    if not answers.problems:
        try:
            typed = HeadInput(title=answers.get("title"))
            return own_playbooks.begin(db_session(), current_account(), book, typed, now())
        except PlaybookError as error:
            answers.add(error.problems)
    return None


def _to(own: OwnPlaybook) -> Response:
    return redirect(url_for("playbooks.show", own_id=own.id))


def _read(book: Playbook, answers: Answers) -> str:
    return render_template(
        "playbooks/packaged.html",
        book=book,
        shown=for_any_coverage(book),
        kind_words=KIND_WORDS,
        answers=answers,
        questions=(TITLE,),
    )


def _new(answers: Answers) -> str:
    return render_template("playbooks/new.html", answers=answers, questions=(TITLE,))


def _head(own: OwnPlaybook, answers: Answers) -> str:
    return render_template("playbooks/head.html", own=own, answers=answers, questions=HEAD)
