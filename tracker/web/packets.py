"""Packets: exhibits chosen for a letter, bound beside the pages, seen coming, downloaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.adapters.papers.making import make
from tracker.models import Case, Document, Packet, PacketState
from tracker.services import documents
from tracker.services.documents import KINDS
from tracker.services.errors import RefusedError
from tracker.services.file_types import DOCX, MAIL, PDF
from tracker.services.letters.keeping import KeptLetter
from tracker.services.letters.kinds import KINDS as LETTER_KINDS
from tracker.services.letters.record import read
from tracker.services.packets import keeping
from tracker.services.packets.planning import Choice, enclosures
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
    """A document of the case on the form: whether it goes in, under which letter, and why it cannot."""

    document: Document
    letter: str
    is_in: bool
    why_not: str
    problem: str


@pages.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>/packet")
def new(case_id: UUID, letter_id: UUID) -> str:
    """Which documents go in under which letters, and how it goes out."""
    case = case_here(case_id)
    letter = _letter(case, letter_id)
    known = {each.document.id: each.letter for each in enclosures(read(db_session(), case, now()), letter)}
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
            sessions, packet_id, time = factory(), packet.id, clock()
            afterwards(lambda: make(sessions, packet_id, time))
            return redirect(url_for("packets.show", case_id=case_id, packet_id=packet_id))
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
        told=keeping.told(packet),
        parts=keeping.parts(session, packet),
        is_final=letter.version.finalized_at is not None,
        sending=sending_url(case, letter),
    )


@pages.get("/cases/<uuid:case_id>/packets/<uuid:packet_id>/part-<int:number>.pdf")
@reads_first
def download(case_id: UUID, packet_id: UUID, number: int) -> Response:
    """A finished file; that it was opened goes on record."""
    session = begin_writing()
    case = case_here(case_id)
    packet = keeping.packet_for(session, case, packet_id)
    content = keeping.open_part(session, current_account(), case, packet, number, now())
    return as_file(content, PDF, _file_name(case, packet, number, len(keeping.parts(session, packet))))


@pages.post("/cases/<uuid:case_id>/packets/<uuid:packet_id>/remove")
def remove(case_id: UUID, packet_id: UUID) -> Response:
    """Delete a packet that nobody needs."""
    case = case_here(case_id)
    letter_id = keeping.packet_for(db_session(), case, packet_id).letter_id
    keeping.remove(db_session(), current_account(), case, packet_id, now())
    flash("The packet is deleted. Its letter and documents stay.", "success")
    return redirect(url_for("packets.new", case_id=case.id, letter_id=letter_id))


def _letter(case: Case, letter_id: UUID) -> KeptLetter:
    return keeping.letter_now(db_session(), read(db_session(), case, now()), letter_id)


def _chosen(case: Case) -> dict[UUID, str]:
    """What was ticked, with its letters as typed."""
    every = (document.id for document in documents.of_case(db_session(), case))
    return {
        each: request.form.get(f"exhibit-{each}", "")
        for each in every
        if request.form.get(f"in-{each}") == "yes"
    }


def _form(case: Case, letter: KeptLetter, known: dict[UUID, str], answers: Answers) -> str:
    rows = tuple(_rows(documents.of_case(db_session(), case), known, answers))
    answers.labels |= {f"exhibit-{row.document.id}": row.document.name or "document" for row in rows}
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


def _rows(every: Iterable[Document], known: dict[UUID, str], answers: Answers) -> Iterable[Row]:
    """Exhibits in the order of their letters, then what could be one."""
    order = sorted(
        every, key=lambda each: (each.id not in known, len(known.get(each.id, "")), known.get(each.id, ""))
    )
    for document in order:
        why_not = _NOT_BOUND.get(document.content_type, "")
        typed = request.form.get(f"exhibit-{document.id}", document.exhibit or "")
        yield Row(
            document=document,
            letter=known.get(document.id, typed),
            is_in=document.id in known,
            why_not=why_not,
            problem=answers.problems.get(f"exhibit-{document.id}", ""),
        )


def _file_name(case: Case, packet: Packet, number: int, count: int) -> str:
    part = f" part {number} of {count}" if count > 1 else ""
    return f"{case.number} packet{part}.pdf"
