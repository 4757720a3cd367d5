"""The people of a case: how the patient may be reached, the plan's parties, and who may speak for the patient."""

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.models import Case, SignedForm
from tracker.rules.reading import Problem
from tracker.rules.terms import PartyRole
from tracker.services import casefile, papers, people
from tracker.services.access import NotFound
from tracker.services.contact_plan import GUARDIAN, PATIENT
from tracker.services.denial_input import FormInput
from tracker.services.errors import RefusedError
from tracker.services.people import ContactInput
from tracker.services.reminders import why_not_to_guardian
from tracker.services.timeline import coverage_of_case
from tracker.services.tokens import new_token
from tracker.web import choices, questions
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.contact_words import contact_words
from tracker.web.denial_form import party_of
from tracker.web.intake_questions import PARTY_QUESTIONS
from tracker.web.patient_mail import send_verification, verification
from tracker.web.people_questions import CONTACT, DIED, GUARDIANS, REACHED, STOP, paper_questions
from tracker.web.questions import Answers, Question
from tracker.web.shown import date_words
from tracker.web.transaction import begin_writing, db_session, now, reads_first
from tracker.web.who_acts import end_words, may_act_shown, no_form_shown, papers_shown

pages = Blueprint("people", __name__)


@pages.get("/cases/<uuid:case_id>/people")
def show(case_id: UUID) -> str:
    """Everybody of the case."""
    return _page(case_here(case_id))


@pages.post("/cases/<uuid:case_id>/people/contact")
def set_contact(case_id: UUID) -> ResponseReturnValue:
    """How the patient may be reached; a new address has to be verified anew."""
    case = case_here(case_id)
    answers = questions.read(CONTACT, request.form)
    typed = ContactInput(**{question.name: answers.get(question.name) for question in CONTACT})
    answers.add(people.contact_problems(typed, now()))
    if answers.problems:
        return _page(case, contact=answers), UNPROCESSABLE
    people.set_contact(db_session(), current_account(), case, typed, now())
    flash("Kept.", "success")
    return _back(case)


@pages.post("/cases/<uuid:case_id>/people/reminders")
@reads_first
def start_reminders(case_id: UUID) -> ResponseReturnValue:
    """The patient asked to be reminded: their address is verified by a mail first, whose words are made before anything
    is written.
    """
    case, token = case_here(case_id), new_token()
    draft = verification(case, people.patient_of(db_session(), case), token)
    session, case = begin_writing(), case_here(case_id)
    try:
        is_asked = people.start_reminders(session, current_account(), case, now(), token) is not None
    except RefusedError as error:
        return _page(case, contact=_contact(case).add(error.problems)), UNPROCESSABLE
    if is_asked:
        send_verification(people.patient_of(session, case), draft)
    flash(
        "On record. One mail asks the patient to confirm; nothing else is sent until they do."
        if is_asked
        else "On record.",
        "success",
    )
    return _back(case)


@pages.post("/cases/<uuid:case_id>/people/stop")
def stop(case_id: UUID) -> ResponseReturnValue:
    """No mail goes to the patient any more, from this moment on."""
    case = case_here(case_id)
    answers = questions.read((STOP,), request.form)
    if answers.problems:
        return _page(case, stop=answers), UNPROCESSABLE
    patient = people.patient_of(db_session(), case)
    people.stop_reminders(db_session(), current_account(), patient, answers.get("because"), now())
    flash("All mail to the patient is stopped.", "success")
    return _back(case)


@pages.post("/cases/<uuid:case_id>/people/died")
def died(case_id: UUID) -> ResponseReturnValue:
    """The patient died; nothing is sent to them any more, and the case stays open."""
    case = case_here(case_id)
    answers = questions.read((DIED,), request.form)
    if not answers.problems:
        try:
            people.record_death(db_session(), current_account(), case, answers.get("died_on"), now())
            return _back(case)
        except RefusedError as error:
            answers.add(error.problems)
    return _page(case, died=answers), UNPROCESSABLE


@pages.post("/cases/<uuid:case_id>/people/parties/<role>")
def set_party(case_id: UUID, role: str) -> ResponseReturnValue:
    """Who plays this role in the plan."""
    case = case_here(case_id)
    if role not in PARTY_QUESTIONS:
        raise NotFound("Party")
    answers = questions.read(PARTY_QUESTIONS[role], request.form)
    if not answers.problems:
        try:
            party = papers.set_party(db_session(), current_account(), case, party_of(role, answers), now())
            flash(f"{party.name} is kept as the {choices.PARTY_WORDS[party.role].lower()}.", "success")
            return _back(case)
        except RefusedError as error:
            answers.add(Problem(f"{role}_{each.field}", each.sentence) for each in error.problems)
    return _page(case, **{f"party_{role}": answers}), UNPROCESSABLE


@pages.post("/cases/<uuid:case_id>/people/parties/<role>/remove")
def remove_party(case_id: UUID, role: str) -> Response:
    """Nobody plays it."""
    case = case_here(case_id)
    if role in set(PartyRole):
        papers.remove_party(db_session(), current_account(), case, PartyRole(role), now())
    return _back(case)


@pages.post("/cases/<uuid:case_id>/people/papers")
def add_paper(case_id: UUID) -> ResponseReturnValue:
    """A signed paper: who may speak for the patient, or have the records, until when."""
    case = case_here(case_id)
    coverage = coverage_of_case(case)
    answers = questions.read(paper_questions(coverage), request.form)
    if not answers.problems:
        try:
            paper = papers.add_form(db_session(), current_account(), case, _typed_paper(answers), now())
            if not answers.get("expires_on") and paper.expires_on:
                flash(f"Kept until {date_words(paper.expires_on)}. {end_words(coverage, paper)}", "message")
            else:
                flash("The paper is on record.", "success")
            return _back(case)
        except RefusedError as error:
            answers.add(error.problems)
    return _page(case, paper=answers), UNPROCESSABLE


@pages.get("/cases/<uuid:case_id>/people/papers/<uuid:form_id>")
def edit_paper(case_id: UUID, form_id: UUID) -> str:
    """The form of a signed paper as it stands."""
    case = case_here(case_id)
    paper = papers.form_of(db_session(), case, form_id)
    asked = paper_questions(coverage_of_case(case), is_new=False)
    return _paper_page(case, paper, questions.filled(asked, paper.model_dump()))


@pages.post("/cases/<uuid:case_id>/people/papers/<uuid:form_id>")
def change_paper(case_id: UUID, form_id: UUID) -> ResponseReturnValue:
    """Put it right."""
    case = case_here(case_id)
    paper = papers.form_of(db_session(), case, form_id)
    answers = questions.read(paper_questions(coverage_of_case(case), is_new=False), request.form)
    if not answers.problems:
        try:
            papers.edit_form(db_session(), current_account(), case, form_id, _typed_paper(answers), now())
            flash("Kept. Its reminders follow.", "success")
            return _back(case)
        except RefusedError as error:
            answers.add(error.problems)
    return _paper_page(case, paper, answers), UNPROCESSABLE


@pages.post("/cases/<uuid:case_id>/people/papers/<uuid:form_id>/remove")
def remove_paper(case_id: UUID, form_id: UUID) -> Response:
    """It was never signed, or was taken back."""
    case = case_here(case_id)
    papers.remove_form(db_session(), current_account(), case, form_id, now())
    return _back(case)


def _today(case: Case) -> date:
    return now().astimezone(ZoneInfo(case.timezone)).date()


def _back(case: Case) -> Response:
    return redirect(url_for("people.show", case_id=case.id))


def _typed_paper(answers: Answers) -> FormInput:
    return FormInput(**{field.name: answers.get(field.name) for field in fields(FormInput)})


def _paper_page(case: Case, paper: SignedForm, answers: Answers) -> str:
    coverage = coverage_of_case(case)
    asked = paper_questions(coverage, is_new=False)
    known = {"case": case, "paper": paper, "answers": answers, "questions": asked}
    return render_template("people/paper.html", **known, may_act=may_act_shown(coverage))


def _contact(case: Case) -> Answers:
    patient = people.patient_of(db_session(), case)
    reader = GUARDIAN if patient.email_is_guardians else PATIENT
    return questions.filled(CONTACT, {**patient.model_dump(), "read_by": reader})


def _page(case: Case, **given: Answers) -> str:
    session = db_session()
    patient = people.patient_of(session, case)
    parties = {party.role.value: party for party in papers.parties(session, case)}
    coverage = coverage_of_case(case)
    paper = paper_questions(coverage)
    empty: dict[str, tuple[Question, ...]] = {"paper": paper, "stop": (STOP,), "died": (DIED,)}
    shown: dict[str, Any] = {name: questions.filled(asked, {}) for name, asked in empty.items()}
    for role, _, _ in choices.PARTIES:
        known = parties[role].model_dump() if role in parties else {}
        named = {f"{role}_{name}": value for name, value in known.items()}
        shown[f"party_{role}"] = questions.filled(PARTY_QUESTIONS[role], named)
    return render_template(
        "people/show.html",
        case=case,
        patient=patient,
        words=contact_words(patient, now()),
        guardian_over=why_not_to_guardian(patient, now()),
        parties=parties,
        roles=choices.PARTIES,
        papers=papers_shown(coverage, papers.forms(session, case)),
        may_act=may_act_shown(coverage),
        no_form=no_form_shown(casefile.read(session, case, now()), _today(case)),
        today=_today(case),
        answers={"contact": _contact(case), **shown, **given},
        asked={
            "reached": REACHED,
            "guardians": GUARDIANS,
            "parties": PARTY_QUESTIONS,
            "paper": paper,
            "stop": STOP,
            "died": DIED,
        },
    )
