"""Files of a case: added, labelled as exhibits, and opened on record."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import Case, HeldUpload
from tracker.services import documents, exhibit_letters, held_uploads
from tracker.services.documents import KINDS, DocumentError
from tracker.services.letters.exhibits import stem
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.document_pages import shown_page
from tracker.web.questions import Answers, Ask, Question
from tracker.web.sending import as_file
from tracker.web.transaction import begin_writing, db_session, now, reads_first
from tracker.web.uploads import ACCEPTED, held_upload

pages = Blueprint("documents", __name__)

KIND = Question("kind", Ask.PICK, "What it is", choices=tuple(KINDS.items()), required=True)
LABEL = (
    Question("called", Ask.LINE, "What letters call it", "Such as Office notes, January to May 2026."),
    Question("exhibit", Ask.LINE, "Exhibit", "A letter or two, such as B."),
    Question("pages", Ask.LINE, "Pages", "How many it has."),
)


@pages.get("/cases/<uuid:case_id>/documents")
def show(case_id: UUID) -> str:
    """The files, and a form for one more."""
    return _page(case_here(case_id), questions.filled((KIND,), {}), None)


@pages.post("/cases/<uuid:case_id>/documents")
@reads_first
def add(case_id: UUID) -> ResponseReturnValue:
    """Keep a file with the case."""
    case = case_here(case_id)
    answers = questions.read((KIND,), request.form)
    held = held_upload("file", "File", answers)
    if held is None:
        answers.say("file", "Choose a file.")
    if held is None or answers.problems:
        return _page(case, answers, held), UNPROCESSABLE
    session, account = begin_writing(), current_account()
    case = case_here(case_id)
    same = documents.same_in(session, case, held.content or b"")
    if same is not None:
        answers.say("file", f"This file is here already, as {same.name}.")
        return _page(case, answers, None), UNPROCESSABLE
    kept = held_uploads.held_by(session, account, str(held.id))
    name, content = held.name or "document", held.content or b""
    documents.store(
        session, account, case, name, held.content_type, content, answers.get("kind"), now(), held.pages
    )
    session.delete(kept)
    flash(f"{name} is kept.", "success")
    return redirect(url_for("documents.show", case_id=case_id))


@pages.get("/cases/<uuid:case_id>/documents/<uuid:document_id>")
@reads_first
def open_file(case_id: UUID, document_id: UUID) -> Response:
    """The file as it came; that it was opened goes on record."""
    session = begin_writing()
    opened = documents.open_document(session, current_account(), case_here(case_id), document_id, now())
    return as_file(opened.content, opened.content_type, opened.name)


@pages.get("/cases/<uuid:case_id>/documents/<uuid:document_id>/view")
@reads_first
def view(case_id: UUID, document_id: UUID) -> str:
    """One page of a file drawn as a picture, or its words: nothing of the file itself reaches the browser.

    Each page that was looked at goes on record.
    """
    case = case_here(case_id)
    document = documents.document_for(db_session(), case, document_id)
    page = max(1, request.args.get("page", 1, type=int))
    shown = shown_page(documents.content_of(db_session(), case, document_id), page)
    session = begin_writing()
    what = f"page {page}" if shown.picture else ""
    documents.note_opening(session, current_account(), case_here(case_id), document_id, now(), what)
    return render_template(
        "documents/view.html", case=case, document=document, kinds=KINDS, page=page, shown=shown
    )


@pages.post("/cases/<uuid:case_id>/documents/<uuid:document_id>/label")
def label(case_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """As which exhibit it goes out."""
    case = case_here(case_id)
    answers = questions.read(LABEL, request.form)
    called, exhibit, count = (answers.get(each.name).strip() for each in LABEL)
    session, account = db_session(), current_account()
    try:
        kept = documents.set_exhibit(session, account, case, document_id, exhibit, count, now(), called)
    except DocumentError as error:
        return _page(case, answers.add(error.problems), None, document_id), UNPROCESSABLE
    flash(f"{kept.name} is labelled. Letters that are not final name it so.", "success")
    return redirect(url_for("documents.show", case_id=case.id))


@pages.post("/cases/<uuid:case_id>/documents/<uuid:document_id>/remove")
def remove(case_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """It does not belong here."""
    case = case_here(case_id)
    try:
        documents.remove(db_session(), current_account(), case, document_id, now())
    except DocumentError as error:
        flash(error.problems[0].sentence, "error")
        return redirect(url_for("documents.view", case_id=case.id, document_id=document_id))
    flash(
        "The file is removed. Letters that are final and packets that are bound keep what they say.",
        "success",
    )
    return redirect(url_for("documents.show", case_id=case.id))


def _page(case: Case, answers: Answers, held: HeldUpload | None, labelled: UUID | None = None) -> str:
    """`labelled` is the file whose row was refused: what was typed stands in it again."""
    return render_template(
        "documents/show.html",
        case=case,
        documents=documents.of_case(db_session(), case),
        letters=exhibit_letters.standing(db_session(), case),
        called=stem,
        labelled=labelled,
        kinds=KINDS,
        kind=KIND,
        answers=answers,
        held=held,
        accept=ACCEPTED,
        largest=documents.LARGEST,
    )
