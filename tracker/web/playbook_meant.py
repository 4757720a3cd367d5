"""Which cases an organization's own playbook is given to, who finds it, and what it said before."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select
from werkzeug.wrappers import Response

from tracker.models import Account, OwnPlaybook
from tracker.rules import own_choice, own_playbook
from tracker.rules.own_choice import MeantFor
from tracker.services import own_playbook_meant, own_playbooks
from tracker.services.own_playbook_meant import MeantInput
from tracker.services.own_playbooks import PlaybookError
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.condition_words import condition_words
from tracker.web.playbook_head_questions import MEANT, SHARING
from tracker.web.playbook_shown import KIND_WORDS, for_any_coverage
from tracker.web.questions import Answers, Ask
from tracker.web.transaction import db_session, now

pages = Blueprint("playbook_meant", __name__, url_prefix="/playbooks")

UNPROCESSABLE = 422
_TOLD = {
    "no": "A draft again: nobody else finds it.",
    "yes": "Shared: colleagues find it in the list and at a case.",
    "edit": "Shared: colleagues find it, use it and change it.",
}


@pages.get("/<uuid:own_id>/cases")
def meant(own_id: UUID) -> str:
    """Which new cases get it by themselves."""
    own = own_playbooks.editable(db_session(), current_account(), own_id)
    return _meant(own, questions.filled(MEANT, vars(own_playbook_meant.typed_of(own))))


@pages.post("/<uuid:own_id>/cases")
def say_for_what(own_id: UUID) -> ResponseReturnValue:
    """Say it."""
    session, account = db_session(), current_account()
    own = own_playbooks.editable(session, account, own_id)
    answers = questions.read(MEANT, request.form)
    if not answers.problems:
        try:
            own_playbook_meant.say_for_what(session, account, own_id, _typed(answers), now())
            flash("Kept.", "success")
            return _to(own, "given-to")
        except PlaybookError as error:
            answers.add(error.problems)
    return _meant(own, answers), UNPROCESSABLE


@pages.get("/<uuid:own_id>/share")
def sharing(own_id: UUID) -> str:
    """Who finds it."""
    own = own_playbooks.owned(db_session(), current_account(), own_id)
    shared = "edit" if own.colleagues_edit else "yes" if own.shared_at else "no"
    return _sharing(own, questions.filled(SHARING, {"shared": shared}))


@pages.post("/<uuid:own_id>/share")
def share(own_id: UUID) -> ResponseReturnValue:
    """Let colleagues use it, and change it too, or no longer."""
    session, account = db_session(), current_account()
    own = own_playbooks.owned(session, account, own_id)
    answers = questions.read(SHARING, request.form)
    if answers.problems:
        return _sharing(own, answers), UNPROCESSABLE
    shared = answers.get("shared")
    own_playbooks.share(session, account, own_id, shared != "no", now(), shared == "edit")
    flash(_TOLD[shared], "success")
    return redirect(url_for("playbooks.listed")) if _is_lost(account, own) else _to(own)


@pages.get("/<uuid:own_id>/history")
def history(own_id: UUID) -> str:
    """Who changed what, the newest first."""
    session, account = db_session(), current_account()
    own = own_playbooks.readable(session, account, own_id)
    versions = own_playbooks.history(session, own)
    wanted = select(Account).where(col(Account.id).in_({each.edited_by_id for each in versions}))
    names = {each.id: each.name for each in session.exec(wanted)}
    return render_template("playbooks/history.html", own=own, versions=versions, names=names, me=account)


@pages.get("/<uuid:own_id>/history/<int:revision>")
def version(own_id: UUID, revision: int) -> str:
    """What it said then."""
    session, account = db_session(), current_account()
    own = own_playbooks.readable(session, account, own_id)
    before = own_playbooks.version(session, own, revision)
    return render_template(
        "playbooks/version.html",
        own=own,
        version=before,
        shown=for_any_coverage(own_playbook.playbook_from(str(own.id), before.title, before.rows)),
        kind_words=KIND_WORDS,
        given_to=meant_words(own_choice.meant_for(before.rows)),
        can_edit=own_playbooks.can_edit(account, own),
        author=session.get_one(Account, before.edited_by_id).name,
        me=account,
    )


@pages.post("/<uuid:own_id>/history/<int:revision>")
def restore(own_id: UUID, revision: int) -> Response:
    """Let it say that again."""
    own = own_playbooks.restore(db_session(), current_account(), own_id, revision, now())
    flash(f"It says again what version {revision} said.", "success")
    return _to(own)


def meant_words(meant: MeantFor) -> str:
    """`the reason is step therapy, and the coverage is …`; empty where it is meant for nothing."""
    if not meant.is_said:
        return ""
    facts = (
        ("reason_kind", meant.reasons),
        ("service_kind", meant.service_kinds),
        ("sponsor", meant.sponsors),
        ("funding", meant.fundings),
    )
    named = (("the letter names", meant.phrases), ("it does not name", meant.never_with))
    said = [f"{words} {' or '.join(f'“{each}”' for each in texts)}" for words, texts in named if texts]
    return ", and ".join(filter(None, (condition_words({f: v for f, v in facts if v}), *said)))


def _typed(answers: Answers) -> MeantInput:
    ticked = {q.name: answers.many.get(q.name, ()) for q in MEANT if q.ask is Ask.MANY}
    return MeantInput(phrases=answers.get("phrases"), never_with=answers.get("never_with"), **ticked)


def _is_lost(account: Account, own: OwnPlaybook) -> bool:
    """Whether the account finds it no more: an administrator who took back what a colleague had shared."""
    return own.shared_at is None and own.author_id != account.id


def _to(own: OwnPlaybook, part: str | None = None) -> Response:
    return redirect(url_for("playbooks.show", own_id=own.id, _anchor=part))


def _meant(own: OwnPlaybook, answers: Answers) -> str:
    return render_template("playbooks/meant.html", own=own, answers=answers, questions=MEANT)


def _sharing(own: OwnPlaybook, answers: Answers) -> str:
    return render_template("playbooks/share.html", own=own, answers=answers, questions=SHARING)
