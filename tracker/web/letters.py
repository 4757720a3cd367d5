"""Letters of a case: chosen, drafted from the case, read, put in one's own words, made final, downloaded."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as NoSuchPage

from tracker.adapters.letters.errors import RenderError
from tracker.adapters.letters.html import html_blocks
from tracker.adapters.letters.pdf import render_pdf
from tracker.models import AccountRole, Case
from tracker.rules.medicare_parts import other_part
from tracker.services import casefile, evidence
from tracker.services.errors import RefusedError
from tracker.services.file_types import DOCX, PDF
from tracker.services.letters import finishing, keeping
from tracker.services.letters.keeping import KeptLetter
from tracker.services.letters.kinds import KINDS, LetterKind
from tracker.services.letters.offering import offers_for
from tracker.services.letters.own_words import overtaken
from tracker.services.letters.record import read as read_case
from tracker.services.timeline import coverage_of_case
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.letter_blanks import Reader, blank_lines
from tracker.web.letter_in_hand import put_down, take_in_hand
from tracker.web.letter_lines import counted_lines, draft_of_step, drafts_of
from tracker.web.letter_questions import (
    known_wishes,
    section_title,
    wishes_asked,
    wishes_known,
    wishes_of,
)
from tracker.web.letter_sending import sending_url
from tracker.web.questions import Answers, Ask, Question
from tracker.web.sending import as_file
from tracker.web.transaction import begin_writing, db_session, now, reads_first
from tracker.web.who_acts import may_act_shown

pages = Blueprint("letters", __name__)

CHANGED = "The case changed while this was made final. Read it again, then make it final."
REASON = Question("reason", Ask.LONG, "Why it goes out all the same", "Kept with this version.", rows=2)


@pages.get("/cases/<uuid:case_id>/letters")
def show(case_id: UUID) -> ResponseReturnValue:
    """The letters that fit, the next one first, and those that are there; or, where `write` names what is to be done
    next and its draft is there, that one.
    """
    session, case = db_session(), case_here(case_id)
    draft = draft_of_step(session, case, request.args["write"]) if "write" in request.args else None
    if draft:
        return redirect(url_for("letters.read", case_id=case.id, letter_id=draft))
    record = read_case(session, case, now())
    lines = counted_lines(session, record)
    return render_template(
        "letters/show.html",
        case=case,
        offers=offers_for(session, record),
        letters=lines,
        drafts=drafts_of(lines),
        other_part="" if case.closed_at else other_part(case.sponsor, case.service_kind),
    )


@pages.get("/cases/<uuid:case_id>/letters/new/<kind>")
def new(case_id: UUID, kind: str) -> str:
    """Whom it goes to, who files it, how it is sent."""
    case, chosen = case_here(case_id), _kind(kind)
    asked = wishes_asked(casefile.read(db_session(), case, now()), chosen)
    before = request.args.get("letter", type=UUID)
    known = wishes_known(asked, kept_here(case, before).wishes) if before else known_wishes(asked)
    return _wishes_page(case, chosen, asked, questions.filled(asked, known))


@pages.post("/cases/<uuid:case_id>/letters/new/<kind>")
def write(case_id: UUID, kind: str) -> ResponseReturnValue:
    """Draft it from the case and keep the draft."""
    case, chosen = case_here(case_id), _kind(kind)
    asked = wishes_asked(casefile.read(db_session(), case, now()), chosen)
    answers = questions.read(asked, request.form)
    if not answers.problems:
        try:
            version = keeping.write(db_session(), current_account(), case, kind, wishes_of(answers), now())
            return redirect(url_for("letters.read", case_id=case.id, letter_id=version.letter_id))
        except RefusedError as error:
            answers.add(error.problems)
    return _wishes_page(case, chosen, asked, answers), UNPROCESSABLE


@pages.post("/cases/<uuid:case_id>/letters/<uuid:letter_id>/again")
def again(case_id: UUID, letter_id: UUID) -> ResponseReturnValue:
    """The next version, from the case as it stands now; sections in a person's own words stay."""
    case = case_here(case_id)
    letter = keeping.letter_for(db_session(), case, letter_id)
    keeping.redraft(db_session(), current_account(), case, letter, now())
    flash("Kept as a version of its own, from what is on record now.", "success")
    return redirect(url_for("letters.read", case_id=case.id, letter_id=letter_id))


@pages.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>")
def read(case_id: UUID, letter_id: UUID) -> str:
    """The letter to read, with what is blank in it counted beside it."""
    case = case_here(case_id)
    found = _asked_for(case, letter_id)
    if found.version.finalized_at:
        put_down(case.id)
    else:
        take_in_hand(found.letter)
    return _letter_page(case, found)


@pages.post("/cases/<uuid:case_id>/letters/<uuid:letter_id>/final")
@reads_first
def finalize(case_id: UUID, letter_id: UUID) -> ResponseReturnValue:
    """This is the one that goes out: its PDF is kept as it is."""
    found, answers = _asked_for(case_here(case_id), letter_id), questions.read((REASON,), request.form)
    try:
        pdf = render_pdf(found.document)
    except RenderError as error:
        return _letter_page(case_here(case_id), found, str(error)), UNPROCESSABLE
    session, case = begin_writing(), case_here(case_id)
    letter = keeping.letter_for(session, case, letter_id)
    version = keeping.take_in(session, current_account(), case, letter, now())
    if keeping.kept(session, letter, version).document != found.document:
        session.rollback()
        return _letter_page(
            case_here(case_id), _asked_for(case_here(case_id), letter_id), CHANGED
        ), UNPROCESSABLE
    try:
        finishing.finalize(session, current_account(), case, version, pdf, now(), answers.get("reason"))
    except RefusedError as error:
        session.rollback()
        answers.add(error.problems)
        return _letter_page(
            case_here(case_id), _asked_for(case_here(case_id), letter_id), answers=answers
        ), UNPROCESSABLE
    flash("Final. Its PDF stays as it is; record when it is sent.", "success")
    return redirect(url_for("letters.read", case_id=case.id, letter_id=letter_id))


@pages.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>/letter.<form>")
def download(case_id: UUID, letter_id: UUID, form: str) -> ResponseReturnValue:
    """The letter as PDF to send, or as a Word file to edit."""
    case = case_here(case_id)
    found = _asked_for(case, letter_id)
    name = f"{case.number} {found.letter.kind.replace('_', ' ')}"
    try:
        return _file(found, form, name)
    except RenderError as error:
        return _letter_page(case, found, str(error)), UNPROCESSABLE


def _file(found: KeptLetter, form: str, name: str) -> Response:
    if form == "pdf":
        return as_file(found.version.pdf or render_pdf(found.document), PDF, f"{name}.pdf")
    if form == "docx":
        from tracker.adapters.letters.docx import (
            render_docx,
        )  # not before somebody wants one: it is slow to load

        return as_file(render_docx(found.document), DOCX, f"{name}.docx")
    raise NoSuchPage


def _kind(key: str) -> LetterKind:
    if key not in KINDS:
        raise NoSuchPage
    return KINDS[key]


def kept_here(case: Case, letter_id: UUID, number: int | None = None) -> KeptLetter:
    """A letter of the case: the version of that number as it was kept, or the newest, in step with the case until
    it is final.
    """
    session = db_session()
    letter = keeping.letter_for(session, case, letter_id)
    found = keeping.kept(session, letter, keeping.version_for(session, letter, number))
    return found if number else keeping.in_step(read_case(session, case, now()), found)


def _asked_for(case: Case, letter_id: UUID) -> KeptLetter:
    return kept_here(case, letter_id, request.args.get("version", type=int))


def _wishes_page(case: Case, kind: LetterKind, asked: tuple[Question, ...], answers: Answers) -> str:
    may_act = may_act_shown(coverage_of_case(case))
    known = {"case": case, "kind": kind, "questions": asked, "answers": answers}
    return render_template("letters/new.html", **known, may_act=may_act)


def _reader(case: Case) -> Reader:
    is_administrator = current_account().role is AccountRole.ADMINISTRATOR
    return Reader(case.id, is_administrator, evidence.criteria(db_session(), case))


def _letter_page(case: Case, found: KeptLetter, problem: str = "", answers: Answers | None = None) -> str:
    session, letter = db_session(), found.letter
    every = keeping.versions(session, letter)
    is_working = request.args.get("version") is None
    known: dict[str, Any] = {"case": case, "kept": found, "versions": every, "problem": problem}
    return render_template(
        "letters/read.html",
        **known,
        sending=sending_url(case, found),
        blanks=blank_lines(found, _reader(case)),
        is_newest=is_working,
        faults=() if found.version.finalized_at else finishing.faults_of(session, case, found, now()),
        despite=finishing.despite(found.version),
        is_as_it_was=finishing.is_as_it_was(found),
        question=REASON,
        answers=answers or questions.filled((REASON,), {}),
        is_behind=keeping.is_behind(session, case, letter, every[0], now()),
        changed=keeping.changed_sections(keeping.kept(session, letter, every[0]), found)
        if is_working
        else (),
        overtaken=overtaken(session, found, every) if is_working else (),
        letter=html_blocks(found.document.blocks),
        titles={each.key: section_title(each.key) for each in found.sections},
    )
