"""What happened to a case: recorded, corrected with a reason, or taken back, the history keeping all of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as NoSuchPage

from tracker.models import Account, Case, EventVersion, HeldUpload
from tracker.rules.contradictions import misfit
from tracker.rules.event_fields import EventShape
from tracker.rules.events import SCHEMA
from tracker.rules.terms import EventKind
from tracker.services import documents, events, held_uploads
from tracker.services.errors import RefusedError
from tracker.services.timeline import coverage_of_case, values_of, words_of
from tracker.web import event_kinds, event_questions, questions
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.letter_sending import sending_of
from tracker.web.questions import Answers, Ask, Question
from tracker.web.timeline import details_of
from tracker.web.transaction import begin_writing, db_session, now, reads_first
from tracker.web.uploads import ACCEPTED, held_upload
from tracker.web.who_acts import beside_entry

pages = Blueprint("events", __name__)

BECAUSE = Question(
    "because", Ask.LONG, "Why is it changed?", "The history keeps both.", required=True, rows=2
)
ARRIVED = "It has arrived."
_SAVED_AS = {
    EventKind.ADVERSE_DETERMINATION: "denial_letter",
    EventKind.APPEAL_DECIDED: "decision",
    EventKind.EXTERNAL_REVIEW_DECIDED: "decision",
    EventKind.CLAIM_FILE_RECEIVED: "claim_file",
}


@pages.get("/cases/<uuid:case_id>/events/new")
def new(case_id: UUID) -> str:
    """The kinds to choose from, or the form of the one that was chosen."""
    case = case_here(case_id)
    if "kind" not in request.args:
        coverage = coverage_of_case(case)
        offered = event_kinds.offered(case.stage, coverage)
        others = event_kinds.others(case.stage, coverage)
        return render_template("events/choose.html", case=case, offered=offered, others=others)
    shape = _shape()
    asked = _questions(case, shape)
    known = event_questions.suggested(shape, _said_before(case, shape), case.urgency)
    answers = questions.filled(asked, known)
    sentence = misfit(coverage_of_case(case), shape.kind)
    return _form(case, shape, answers.say("kind", sentence) if sentence else answers, None)


@pages.post("/cases/<uuid:case_id>/events/new")
@reads_first
def record(case_id: UUID) -> ResponseReturnValue:
    """Record it, and bring the dates in step."""
    case, shape = case_here(case_id), _shape()
    answers = questions.read(_questions(case, shape), request.form)
    held = held_upload("file", "The letter or the proof", answers)
    answers.add(
        events.problems(db_session(), case, shape.kind, event_questions.raw_of(shape, answers), now())
    )
    if answers.problems:
        return _form(case, shape, answers, held), UNPROCESSABLE
    session, account = begin_writing(), current_account()
    case = case_here(case_id)
    document_id = _keep(account, case, shape.kind, str(held.id) if held else "")
    raw = event_questions.raw_of(shape, answers)
    events.record(session, account, case, shape.kind, raw, {}, now(), document_id)
    flash(f"Recorded: {shape.title}.", "success")
    return redirect(url_for("cases.show", case_id=case_id))


@pages.get("/cases/<uuid:case_id>/events/<event_key>")
def history(case_id: UUID, event_key: str) -> str:
    """Every version of an entry: what it said, who changed it, when and why."""
    case, session = case_here(case_id), db_session()
    found = _versions(case, event_key)
    zone = ZoneInfo(case.timezone)
    told = [(version, details_of(version, zone, now(), _entries(case))) for version in reversed(found)]
    names = {v.recorded_by_id: session.get_one(Account, v.recorded_by_id).name for v in found}
    title = SCHEMA[found[0].kind].title
    return render_template("events/history.html", case=case, versions=told, names=names, title=title)


@pages.get("/cases/<uuid:case_id>/events/<event_key>/correct")
def correct(case_id: UUID, event_key: str) -> str:
    """The form of an entry as it stands, or of its receipt alone."""
    case = case_here(case_id)
    version = _standing(case, event_key)
    asked = _asked(case, version)
    said = {**words_of(version), **version.fields, **values_of(version, case.timezone)}
    known = event_questions.suggested(SCHEMA[version.kind], said, case.urgency)
    return _correction(case, version, questions.filled(asked, known))


@pages.post("/cases/<uuid:case_id>/events/<event_key>/correct")
def put_right(case_id: UUID, event_key: str) -> ResponseReturnValue:
    """A new version speaks from now on; the old one stays readable."""
    case = case_here(case_id)
    version = _standing(case, event_key)
    shape, asked = SCHEMA[version.kind], _asked(case, version)
    answers = questions.read(asked, request.form)
    typed = event_questions.raw_of(shape, answers, {question.name for question in asked})
    raw = {**words_of(version), **version.fields, **typed}
    because = answers.get("because") if BECAUSE in asked else ARRIVED
    if not answers.problems:
        try:
            events.correct(db_session(), current_account(), case, event_key, raw, {}, because, now())
        except RefusedError as error:
            answers.add(error.problems)
    if answers.problems:
        return _correction(case, version, answers), UNPROCESSABLE
    done = "Corrected" if BECAUSE in asked else "Its receipt is on record"
    flash(f"{done}: {shape.title}. The history keeps both.", "success")
    return redirect(url_for("cases.show", case_id=case_id))


@pages.get("/cases/<uuid:case_id>/events/<event_key>/remove")
def confirm_removal(case_id: UUID, event_key: str) -> str:
    """Asks why, before an entry is taken back."""
    case = case_here(case_id)
    return _removal(case, _standing(case, event_key), questions.filled((BECAUSE,), {}))


@pages.post("/cases/<uuid:case_id>/events/<event_key>/remove")
def remove(case_id: UUID, event_key: str) -> ResponseReturnValue:
    """Take back what never happened; the history keeps it."""
    case = case_here(case_id)
    version = _standing(case, event_key)
    answers = questions.read((BECAUSE,), request.form)
    if not answers.problems:
        try:
            events.remove(db_session(), current_account(), case, event_key, answers.get("because"), now())
        except RefusedError as error:
            answers.add(error.problems)
    if answers.problems:
        return _removal(case, version, answers), UNPROCESSABLE
    flash("Taken back. The history keeps it.", "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _shape() -> EventShape:
    try:
        return SCHEMA[EventKind(request.args.get("kind", ""))]
    except ValueError:
        raise NoSuchPage from None


def _questions(case: Case, shape: EventShape, own: EventVersion | None = None) -> tuple[Question, ...]:
    """The form of a kind of event, or of the entry `own`, which may not answer itself."""
    standing = events.current(db_session(), case)
    named = str(request.form.get("answers") or (own.fields.get("answers", "") if own else ""))
    entries = event_questions.entries_to_answer(
        shape.kind, standing, case, now(), own.event_key if own else None, named
    )
    return event_questions.questions_of(shape, entries)


def _entries(case: Case) -> dict[str, str]:
    """Every entry that stands, in words."""
    zone = ZoneInfo(case.timezone)
    standing = events.current(db_session(), case)
    return {each.event_key: event_questions.entry_words(each, zone, now()) for each in standing}


def _form(case: Case, shape: EventShape, answers: Answers, held: HeldUpload | None) -> str:
    asked = _questions(case, shape)
    return render_template(
        "events/new.html",
        **{"case": case, "shape": shape, "answers": answers, "questions": asked, "held": held},
        may_act=beside_entry(coverage_of_case(case), shape),
        accept=ACCEPTED,
        largest=documents.LARGEST,
    )


def _asked(case: Case, version: EventVersion) -> tuple[Question, ...]:
    """All of an entry with the reason for a change, or of what was sent the day it arrived."""
    shape = SCHEMA[version.kind]
    receipt = event_questions.receipt_questions(shape) if "receipt" in request.args else ()
    return receipt or (*_questions(case, shape, version), BECAUSE)


def _correction(case: Case, version: EventVersion, answers: Answers) -> str:
    asked = _asked(case, version)
    return _about(case, version, "correct", answers, questions=asked, is_receipt=BECAUSE not in asked)


def _removal(case: Case, version: EventVersion, answers: Answers) -> str:
    told = details_of(version, ZoneInfo(case.timezone), now(), _entries(case))
    return _about(case, version, "remove", answers, details=told, questions=(BECAUSE,))


def _about(case: Case, version: EventVersion, page: str, answers: Answers, **more: Any) -> str:
    shape = SCHEMA[version.kind]
    known = {"case": case, "version": version, "shape": shape, "answers": answers}
    known["may_act"] = beside_entry(coverage_of_case(case), shape)
    return render_template(f"events/{page}.html", **known, **more)


def _said_before(case: Case, shape: EventShape) -> Mapping[str, object]:
    """What is known of the event already: from the letter that was sent, or from the address of the form."""
    letter_id = request.args.get("letter", type=UUID)
    if letter_id is None:
        return request.args
    said = sending_of(case, letter_id)
    if shape.kind is EventKind.NOTE_ADDED:
        return said
    return {name: value for name, value in said.items() if name != "note"}


def _versions(case: Case, event_key: str) -> list[EventVersion]:
    found = events.versions(db_session(), case, event_key)
    if not found:
        raise NoSuchPage
    return found


def _standing(case: Case, event_key: str) -> EventVersion:
    newest = _versions(case, event_key)[-1]
    if newest.is_removed:
        raise NoSuchPage
    return newest


def _keep(account: Account, case: Case, kind: EventKind, token: str) -> UUID | None:
    session = db_session()
    held = held_uploads.held_by(session, account, token)
    if held is None:
        return None
    name, kept_as = held.name or "document", _SAVED_AS.get(kind, "receipt")
    document = documents.store(
        session, account, case, name, held.content_type, held.content or b"", kept_as, now(), held.pages
    )
    session.delete(held)
    return document.id
