"""A packet that was asked for, bound: claimed, bound in the confined process outside of any transaction, kept."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tracker.adapters.letters.errors import RenderError
from tracker.adapters.letters.pdf import render_pdf
from tracker.adapters.papers.binding import PacketError, bound
from tracker.db import SessionFactory, read_session, write_session
from tracker.services import documents
from tracker.services.packets import keeping
from tracker.services.packets.contents import Built, PacketContents
from tracker.services.packets.planning import ReadDocument, contents_of

_BETWEEN_NOTES = 0.4
_UNKNOWN = "The packet could not be bound. Ask for it again; if that fails too, leave out the newest exhibit."
log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def make(sessions: SessionFactory, packet_id: UUID, clock: Clock) -> bool:
    """Bind the packet, if nobody else does, and keep it or why it could not be; True where it was bound."""
    with write_session(sessions) as session:
        is_ours = keeping.claim(session, packet_id, clock())
    if not is_ours:
        return False
    try:
        with bound(_contents(sessions, packet_id), _notes_in(sessions, packet_id)) as built:
            return _kept(sessions, packet_id, built, clock)
    except (PacketError, RenderError) as error:
        return _failed(sessions, packet_id, str(error), clock)
    except Exception:
        log.exception("A packet could not be bound. packet_id=%s", packet_id)
        return _failed(sessions, packet_id, _UNKNOWN, clock)


def _contents(sessions: SessionFactory, packet_id: UUID) -> PacketContents:
    with read_session(sessions) as session:
        asked = keeping.wanted(session, packet_id)
        pdf = asked.letter.version.pdf or render_pdf(asked.letter.document)
        return contents_of(asked.record, asked.letter, pdf, asked.choice, _reader(sessions))


def _reader(sessions: SessionFactory) -> ReadDocument:
    """Reads one document at a time, each by itself: nobody holds the bytes of a whole packet."""

    def read(document_id: UUID) -> bytes:
        with read_session(sessions) as session:
            return documents.bytes_of(session, document_id)

    return read


def _notes_in(sessions: SessionFactory, packet_id: UUID) -> Callable[[int, int], None]:
    """Notes progress now and then: a page that polls sees it, and nobody waits for the database."""
    last = [time.monotonic()]

    def note(done: int, of: int) -> None:
        if time.monotonic() - last[0] >= _BETWEEN_NOTES:
            last[0] = time.monotonic()
            with write_session(sessions) as session:
                keeping.note_progress(session, packet_id, done, of)

    return note


def _kept(sessions: SessionFactory, packet_id: UUID, built: Built, clock: Clock) -> bool:
    with write_session(sessions) as session:
        keeping.finish(session, packet_id, built, clock())
    return True


def _failed(sessions: SessionFactory, packet_id: UUID, sentence: str, clock: Clock) -> bool:
    with write_session(sessions) as session:
        keeping.fail(session, packet_id, sentence, clock())
    return False
