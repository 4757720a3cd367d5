"""Packets: exhibits chosen for a letter, bound beside the pages, seen coming, downloaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.adapters.papers.making import make
from tracker.models import Case, Document, PacketState
from tracker.services import documents
from tracker.services.documents import KINDS, Placed
from tracker.services.errors import RefusedError
from tracker.services.file_types import DOCX, MAIL, PDF
from tracker.services.letters.keeping import KeptLetter
from tracker.services.letters.kinds import KINDS as LETTER_KINDS
from tracker.services.letters.record import read
from tracker.services.packets import keeping
from tracker.services.packets.contents import part_name
from tracker.services.packets.planning import Choice, enclosures, file_stem
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.letter_sending import sending_url
from tracker.web.questions import Answers, Ask, Question
from tracker.web.sending import as_file
from tracker.web.transaction import afterwards, begin_writing, clock, db_session, factory, now, reads_first

pages = Blueprint("packets", __name__)

WHOLE = "whole"
SIZES = (
    (WHOLE, "One file"),
    ("25", "Parts of at most 25 MB"),
    ("10", "Parts of at most 10 MB"),
)
HOW = (
    Question("size", Ask.RADIO, "How large", "Insurers’ portals take 10 or 25 MB.", True, SIZES),
    Question("fax", Ask.FLAG, "Begin with a fax cover", "It counts the pages, and names no patient."),
)
_NOT_BOUND = {
    DOCX: "A Word file cannot go in: save it as a PDF as its writer signed it, and add that.",
    MAIL: "A mail cannot go in: print it to a PDF, and add that.",
}


@dataclass(frozen=True)
class Row:
    """A document of the case on the form: whether it goes in, under which letter, as which there, and why it cannot."""

    document: Document
    placed: Placed
    is_in: bool
    why_not: str
    problem: str
    place_problem: str


@pages.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>/packet")
def new(case_id: UUID, letter_id: UUID) -> str:
    """Which documents go in under which letters, and how it goes out."""
    case = case_here(case_id)
    letter = _letter(case, letter_id)
    enclosed = enclosures(read(db_session(), case, now()), letter)
    known = {each.document.id: Placed(each.letter, _place(each.document)) for each in enclosed}
    return _form(case, letter, known, questions.filled(HOW, {"size": WHOLE}))


@pages.post("/cases/<uuid:case_id>/letters/<uuid:letter_id>/packet")
def ask(case_id: UUID, letter_id: UUID) -> ResponseReturnValue:
    """Keep the letters of the exhibits, and have the packet bound once that is saved."""
    case, answers = case_here(case_id), questions.read(HOW, request.form)
    chosen = _chosen(case)
    if not answers.problems:
        size = answers.get("size")
        choice = Choice(tuple(chosen), answers.has("fax"), None if size == WHOLE else int(size))
        try:
            packet = keeping.ask(db_session(), current_account(), case, letter_id, chosen, choice, now())
        except RefusedError as error:
            answers.add(error.problems)
        else:
            _begin(packet.id)
            return redirect(url_for("packets.show", case_id=case_id, packet_id=packet.id))
    return _form(case, _letter(case, letter_id), chosen, answers), UNPROCESSABLE


@pages.get("/cases/<uuid:case_id>/packets/<uuid:packet_id>")
def show(case_id: UUID, packet_id: UUID) -> str:
    """How far it is; once it is bound, its files and what is not in it."""
    session, case = db_session(), case_here(case_id)
    packet = keeping.packet_for(session, case, packet_id)
    letter = _letter(case, packet.letter_id)
    return render_template(
        "packets/show.html",
        case=case,
        packet=packet,
        title=LETTER_KINDS[letter.letter.kind].title,
        is_under_way=packet.state in (PacketState.ASKED, PacketState.BINDING),
        is_stuck=keeping.is_stuck(packet, now()),
        told=keeping.told(packet),
        parts=keeping.parts(session, packet),
        is_final=letter.version.finalized_at is not None,
        sending=sending_url(case, letter),
    )


@pages.post("/cases/<uuid:case_id>/packets/<uuid:packet_id>/again")
def begin_again(case_id: UUID, packet_id: UUID) -> Response:
    """Bind a packet that nobody binds; one that somebody does is left alone."""
    packet = keeping.packet_for(db_session(), case_here(case_id), packet_id)
    _begin(packet.id)
    return redirect(url_for("packets.show", case_id=case_id, packet_id=packet_id))


@pages.get("/cases/<uuid:case_id>/packets/<uuid:packet_id>/part-<int:number>.pdf")
@reads_first
def download(case_id: UUID, packet_id: UUID, number: int) -> Response:
    """A finished file; that it was opened goes on record."""
    session = begin_writing()
    case = case_here(case_id)
    packet = keeping.packet_for(session, case, packet_id)
    content = keeping.open_part(session, current_account(), case, packet, number, now())
    count = len(keeping.parts(session, packet))
    return as_file(content, PDF, part_name(file_stem(case), number, count))


@pages.post("/cases/<uuid:case_id>/packets/<uuid:packet_id>/remove")
def remove(case_id: UUID, packet_id: UUID) -> Response:
    """Delete a packet that nobody needs."""
    case = case_here(case_id)
    letter_id = keeping.packet_for(db_session(), case, packet_id).letter_id
    keeping.remove(db_session(), current_account(), case, packet_id, now())
    flash("The packet is deleted. Its letter and documents stay.", "success")
    return redirect(url_for("packets.new", case_id=case.id, letter_id=letter_id))


def _begin(packet_id: UUID) -> None:
    """Once this request is saved and answered."""
    sessions, time = factory(), clock()
    afterwards(lambda: make(sessions, packet_id, time))


def _letter(case: Case, letter_id: UUID) -> KeptLetter:
    return keeping.letter_now(db_session(), read(db_session(), case, now()), letter_id)


def _chosen(case: Case) -> dict[UUID, Placed]:
    """What was ticked, with its letters and places as typed."""
    every = (document.id for document in documents.of_case(db_session(), case))
    return {each: _typed(each) for each in every if request.form.get(f"in-{each}") == "yes"}


def _typed(document_id: UUID) -> Placed:
    return Placed(
        request.form.get(f"exhibit-{document_id}", ""), request.form.get(f"place-{document_id}", "")
    )


def _form(case: Case, letter: KeptLetter, known: dict[UUID, Placed], answers: Answers) -> str:
    rows = tuple(_rows(documents.of_case(db_session(), case), known, answers))
    for field in ("exhibit", "place"):
        answers.labels |= {f"{field}-{row.document.id}": row.document.name or "document" for row in rows}
    return render_template(
        "packets/new.html",
        case=case,
        kept=letter,
        rows=rows,
        kinds=KINDS,
        questions=HOW,
        answers=answers,
        packets=keeping.of_case(db_session(), case, letter.letter.id),
    )


def _rows(every: Iterable[Document], known: dict[UUID, Placed], answers: Answers) -> Iterable[Row]:
    """Exhibits in the order in which they go in, then what could be one."""
    for document in sorted(every, key=lambda each: _order(known.get(each.id))):
        kept = Placed(document.exhibit or "", _place(document))
        typed = _typed(document.id) if f"exhibit-{document.id}" in request.form else kept
        yield Row(
            document=document,
            placed=known.get(document.id, typed),
            is_in=document.id in known,
            why_not=_NOT_BOUND.get(document.content_type, ""),
            problem=answers.problems.get(f"exhibit-{document.id}", ""),
            place_problem=answers.problems.get(f"place-{document.id}", ""),
        )


def _order(placed: Placed | None) -> tuple[bool, int, str, str]:
    if placed is None:
        return True, 0, "", ""
    letter = placed.letter.strip().upper()
    return False, len(letter), letter, placed.place.strip().rjust(3) if placed.place.strip() else "~"


def _place(document: Document) -> str:
    return str(document.exhibit_place or "")
