"""One case: its page, what is known of it, and who did what."""

from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from tracker.models import Account, Case
from tracker.rules.contradictions import misfits
from tracker.services import access, audit, casefile, intake, timeline
from tracker.services.documents import KINDS
from tracker.services.intake import IntakeError
from tracker.web import choices, finding, intake_questions, playbook_choices, questions
from tracker.web.accounts import current_account
from tracker.web.case_actions import actions_of
from tracker.web.case_page import case_page
from tracker.web.contact_words import contact_words
from tracker.web.coverage_questions import BEGIN, FINDING, SHOW, TAKE
from tracker.web.denial_form import answers_of, changes_of, denial_of
from tracker.web.expedite_reasons import reasons_for
from tracker.web.letter_in_hand import put_down
from tracker.web.letter_lines import letter_lines
from tracker.web.questions import Answers
from tracker.web.record_words import detail_words
from tracker.web.timeline import FILTERS
from tracker.web.transaction import db_session, now

pages = Blueprint("cases", __name__)

UNPROCESSABLE = 422


def case_here(case_id: UUID) -> Case:
    """The case of this address, if it is the signed-in account's organization's. Raises NotFound."""
    return access.case_for(db_session(), current_account(), case_id)


@pages.get("/cases/<uuid:case_id>")
def show(case_id: UUID) -> str:
    """Where the case stands, what comes next and why, and everything on record."""
    session, case = db_session(), case_here(case_id)
    put_down(case.id)
    only = request.args.get("show", "all")
    file = casefile.read(session, case, now())
    return render_template(
        "cases/show.html",
        page=case_page(file, only if only in dict(FILTERS) else "all", now()),
        only=only,
        filters=FILTERS,
        actions=actions_of(file),
        letters=letter_lines(session, case),
        contact_words=contact_words(file.patient, now()),
        party_words=choices.PARTY_WORDS,
        document_kinds=KINDS,
        today=now().astimezone(ZoneInfo(case.timezone)).date(),
    )


@pages.get("/cases/<uuid:case_id>/edit")
def edit(case_id: UUID) -> str:
    """What is known of plan, coverage and care, to be changed."""
    case = case_here(case_id)
    return _edit(case, answers_of(intake.as_input(db_session(), case)))


@pages.post("/cases/<uuid:case_id>/edit")
def change(case_id: UUID) -> ResponseReturnValue:
    """Change it, and bring the dates in step."""
    case = case_here(case_id)
    answers = questions.read(playbook_choices.asked(intake_questions.EDITED, case), request.form)
    action = request.form.get("action", "")
    if action in intake_questions.LOOKS:
        return _edit(case, answers.without_problems())
    if action in (BEGIN, SHOW, TAKE):
        return _find(case, action, answers.without_problems())
    if not answers.problems:
        try:
            intake.edit_case(db_session(), current_account(), case, changes_of(answers), now())
        except IntakeError as error:
            answers.add(error.problems)
    if answers.problems:
        return _edit(case, answers), UNPROCESSABLE
    say_what_changed(case)
    return redirect(url_for("cases.show", case_id=case.id))


def say_what_changed(case: Case) -> None:
    """Tells that a case was changed, and which of its entries its coverage cannot have; they stay as they are."""
    flash("Changed. The dates follow what is known now.", "success")
    facts = timeline.facts_of(db_session(), case)
    for sentence in misfits(facts.coverage, facts.events):
        flash(sentence, "message")


@pages.get("/cases/<uuid:case_id>/record")
def record(case_id: UUID) -> str:
    """Who did or saw what, the newest first."""
    session, case = db_session(), case_here(case_id)
    entries = audit.of_case(session, case)
    wanted = select(Account).where(col(Account.id).in_({entry.account_id for entry in entries}))
    names = {account.id: account.name for account in session.exec(wanted)}
    return render_template("cases/record.html", case=case, entries=entries, names=names, words=detail_words)


def _find(case: Case, action: str, typed: Answers) -> str:
    """The plain questions as a step of the form, or the form with what they came to."""
    given = questions.read(FINDING, request.form)
    if action == TAKE:
        return _edit(case, finding.taken(typed, given))
    page = finding.opened(denial_of(typed)) if action == BEGIN else finding.finding_page(given)
    target = url_for("cases.change", case_id=case.id)
    return finding.carried_on(page, target, intake_questions.EDITED, typed)


def _edit(case: Case, answers: Answers) -> str:
    return render_template(
        "cases/edit.html",
        case=case,
        answers=answers,
        sections=playbook_choices.sections(intake_questions.EDITED_SECTIONS, case),
        urgency=intake_questions.URGENCY,
        coverage=intake_questions.COVERAGE,
        reasons=reasons_for(answers),
        wants_reasons=request.form.get("action") == "reasons",
    )
