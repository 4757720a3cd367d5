"""A new denial: one page of questions, the dates that would follow, and only then a case."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import HeldUpload
from tracker.services import documents, held_uploads, intake
from tracker.services.denial_input import DenialInput
from tracker.web import finding, intake_questions, playbook_choices, questions
from tracker.web.accounts import current_account
from tracker.web.coverage_questions import BEGIN, FINDING, SHOW, TAKE
from tracker.web.denial_form import denial_of, placed
from tracker.web.expedite_reasons import fitting, packaged_for, reasons_for
from tracker.web.previews import preview_of
from tracker.web.questions import Answers
from tracker.web.transaction import begin_writing, now, reads_first
from tracker.web.uploads import ACCEPTED, held_upload
from tracker.web.who_acts import needs_by_kind

pages = Blueprint("intake", __name__)

UNPROCESSABLE = 422


@pages.get("/cases/new")
def start() -> str:
    """The empty form, in the time zone of whoever fills it."""
    known = {
        "timezone": current_account().timezone,
        "denial_kind": "adverse_determination",
        "urgency": "standard",
    }
    return _form(questions.filled(intake_questions.ALL, known), None)


@pages.post("/cases/new")
@reads_first
def new() -> ResponseReturnValue:
    """Show what fits, find out the coverage, show the dates, go back to the form, or save: as was pressed."""
    answers = questions.read(playbook_choices.asked(intake_questions.ALL), request.form)
    action = request.form.get("action", "")
    if action in intake_questions.LOOKS:
        answers = answers.without_problems()
        return _form(answers, held_upload("letter", "The letter itself", answers))
    if action in (BEGIN, SHOW, TAKE):
        return _find(action, answers.without_problems())
    held = held_upload("letter", "The letter itself", answers)
    denial = denial_of(answers)
    answers.add(placed(intake.problems(denial, now()), denial))
    if answers.problems:
        return _form(answers, held), UNPROCESSABLE
    if action == "edit":
        return _form(answers, held)
    if action == "save":
        return _save(denial, str(held.id) if held else "")
    shown = preview_of(intake.facts(denial), intake.preview(denial, now()), now())
    return render_template(
        "intake/preview.html",
        preview=shown,
        playbook=playbook_choices.title_of(fitting(answers), packaged_for(answers)),
        **_asked(answers, held),
    )


def _find(action: str, typed: Answers) -> str:
    """The plain questions as a step of the form, or the form with what they came to."""
    held = held_upload("letter", "The letter itself", typed)
    given = questions.read(FINDING, request.form)
    if action == TAKE:
        return _form(finding.taken(typed, given), held)
    page = finding.opened(denial_of(typed)) if action == BEGIN else finding.finding_page(given)
    return finding.carried_on(page, url_for("intake.new"), intake_questions.ALL, typed, held)


def _save(denial: DenialInput, token: str) -> ResponseReturnValue:
    session, account = begin_writing(), current_account()
    case = intake.open_case(session, account, denial, now())
    held = held_uploads.held_by(session, account, token)
    if held is not None:
        name, content = held.name or "letter", held.content or b""
        documents.store(
            session, account, case, name, held.content_type, content, "denial_letter", now(), held.pages
        )
        session.delete(held)
    flash(f"Case {case.number} is saved. Reminders follow its dates.", "success")
    return redirect(url_for("cases.show", case_id=case.id))


def _form(answers: Answers, held: HeldUpload | None) -> str:
    return render_template("intake/new.html", **_asked(answers, held))


def _asked(answers: Answers, held: HeldUpload | None) -> dict[str, Any]:
    return {
        "answers": answers,
        "questions": intake_questions.ALL,
        "sections": playbook_choices.sections(intake_questions.SECTIONS),
        "letter": intake_questions.LETTER,
        "urgency": intake_questions.URGENCY,
        "coverage": intake_questions.COVERAGE,
        "reasons": reasons_for(answers),
        "speaking": intake_questions.SPEAKING,
        "needs": needs_by_kind(),
        "wants_reasons": request.form.get("action") == "reasons",
        "held": held,
        "accept": ACCEPTED,
        "largest": documents.LARGEST,
    }
