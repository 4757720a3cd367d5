"""Packets on record: asked for, bound under a lease by one process at a time, kept as they were bound."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.models import Account, Case, Packet, PacketPart, PacketState
from tracker.services import audit, documents
from tracker.services.access import NotFound
from tracker.services.documents import Placed
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.letters import keeping
from tracker.services.letters.record import CaseRecord, read
from tracker.services.letters.saved import KeptLetter
from tracker.services.packets.contents import Built, Part
from tracker.services.packets.planning import Choice

LEASE = timedelta(minutes=6)
"""Longer than a binding may take."""
MOST_ATTEMPTS = 3
LEFT_TO_PAGES = timedelta(seconds=20)
"""So long whoever asked binds it; then the worker does."""
_OVERDUE = timedelta(minutes=1)
"""After this the worker should have begun: it is not running."""
TIRED = "The packet could not be bound, three times over. Leave out the largest exhibit and ask for it again."


class PacketRefusedError(RefusedError):
    """A packet was not asked for."""


@dataclass(frozen=True)
class Wanted:
    """What is to be bound, and in whose name."""

    record: CaseRecord
    letter: KeptLetter
    choice: Choice


def ask(
    session: Session,
    account: Account,
    case: Case,
    letter_id: UUID,
    letters: Mapping[UUID, Placed],
    choice: Choice,
    now: datetime,
) -> Packet:
    """Ask for a packet of that letter. `letters` are the documents that go in with their exhibit letters, which the
    documents keep. Raises PacketRefusedError (a problem's field is `exhibit-` or `place-` and the document's id),
    NotFound.
    """
    letter = keeping.letter_for(session, case, letter_id)
    refuse_if(documents.letter_problems(session, case, letters), PacketRefusedError)
    documents.set_letters(session, account, case, letters, now)
    version = keeping.version_for(session, letter, None)
    packet = Packet(
        organization_id=case.organization_id,
        case_id=case.id,
        letter_id=letter.id,
        letter_version=version.version,
        wanted=_written(choice, letters),
        state=PacketState.ASKED,
        asked_by_id=account.id,
        asked_at=now,
    )
    session.add(packet)
    session.flush()
    audit.record(session, account, case, "packet asked for", f"{letter.kind}, {len(letters)} exhibits", now)
    return packet


def waiting(session: Session, now: datetime) -> list[UUID]:
    """The packets that nobody binds: asked for a while ago, or left behind by a process that died."""
    unclaimed = sa.and_(col(Packet.state) == PacketState.ASKED, col(Packet.asked_at) <= now - LEFT_TO_PAGES)
    return list(session.scalars(sa.select(col(Packet.id)).where(sa.or_(_is_abandoned(now), unclaimed))).all())


def is_stuck(packet: Packet, now: datetime) -> bool:
    """Whether nobody binds it though somebody should: neither who asked nor a worker, or what began has died."""
    if packet.state is PacketState.ASKED:
        return packet.asked_at <= now - _OVERDUE
    is_over = packet.lease_until is not None and packet.lease_until <= now
    return packet.state is PacketState.BINDING and is_over


def claim(session: Session, packet_id: UUID, now: datetime) -> bool:
    """Take the packet under a lease; False where another has it, or where it is tried no more."""
    is_free = sa.or_(col(Packet.state) == PacketState.ASKED, _is_abandoned(now))
    statement = (
        sa.update(Packet)
        .where(col(Packet.id) == packet_id, is_free)
        .values(state=PacketState.BINDING, lease_until=now + LEASE, attempts=col(Packet.attempts) + 1)
        .execution_options(synchronize_session=False)
    )
    if session.execute(statement).rowcount != 1:  # type: ignore[attr-defined] # an update counts its rows
        return False
    if session.get_one(Packet, packet_id, populate_existing=True).attempts <= MOST_ATTEMPTS:
        return True
    fail(session, packet_id, TIRED, now)
    return False


def wanted(session: Session, packet_id: UUID) -> Wanted:
    """The case as it stood when the packet was asked for, its letter and what was chosen."""
    packet = session.get_one(Packet, packet_id)
    case = session.get_one(Case, packet.case_id)
    record = read(session, case, packet.asked_at)
    said = json.loads(packet.wanted or "{}")
    return Wanted(
        record,
        letter_now(session, record, packet.letter_id, packet.letter_version),
        Choice(tuple(map(UUID, said["documents"])), said["fax"], said["most"]),
    )


def letter_now(
    session: Session, record: CaseRecord, letter_id: UUID, number: int | None = None
) -> KeptLetter:
    """A letter of the case in its newest version or that of this number, in step with the case until it is final.

    Raises NotFound.
    """
    letter = keeping.letter_for(session, record.case, letter_id)
    found = keeping.kept(session, letter, keeping.version_for(session, letter, number))
    return keeping.in_step(record, found)


def note_progress(session: Session, packet_id: UUID, done: int, of: int) -> None:
    """How far the binding has come."""
    statement = sa.update(Packet).where(col(Packet.id) == packet_id).values(steps_done=done, steps=of)
    session.execute(statement.execution_options(synchronize_session=False))


def finish(session: Session, packet_id: UUID, built: Built, now: datetime) -> None:
    """Keep the finished files."""
    packet = session.get_one(Packet, packet_id)
    for number, part in enumerate(built.parts, 1):
        kept = _kept(packet, number, part)
        session.add(kept)
        session.flush()
        session.expunge(kept)  # one in memory at a time
    packet.state, packet.pages, packet.finished_at = PacketState.READY, built.pages, now
    packet.told, packet.lease_until = frozen_sentences(built.told), None


def _kept(packet: Packet, number: int, part: Part) -> PacketPart:
    content = part.file.read_bytes()
    return PacketPart(
        packet_id=packet.id,
        number=number,
        first_page=part.first,
        last_page=part.last,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def fail(session: Session, packet_id: UUID, sentence: str, now: datetime) -> None:
    """The packet cannot be bound, and why."""
    packet = session.get_one(Packet, packet_id)
    packet.state, packet.finished_at, packet.lease_until = PacketState.FAILED, now, None
    packet.told = frozen_sentences((sentence,))


def of_case(session: Session, case: Case, letter_id: UUID | None = None) -> list[Packet]:
    """The packets of a case or of one letter, the newest first."""
    statement = select(Packet).where(Packet.case_id == case.id)
    if letter_id is not None:
        statement = statement.where(Packet.letter_id == letter_id)
    return list(session.exec(statement.order_by(col(Packet.asked_at).desc(), col(Packet.id))))


def packet_for(session: Session, case: Case, packet_id: UUID) -> Packet:
    """A packet of this case. Raises NotFound."""
    packet = session.get(Packet, packet_id)
    if packet is None or packet.case_id != case.id:
        raise NotFound("Packet")
    return packet


def told(packet: Packet) -> tuple[str, ...]:
    """The sentences about what is not in a packet, or why there is none."""
    return tuple(json.loads(packet.told or "[]"))


def parts(session: Session, packet: Packet) -> list[tuple[int, int, int, int]]:
    """The finished files: (number, first page, last page, bytes); their contents are not read."""
    columns = (PacketPart.number, PacketPart.first_page, PacketPart.last_page, PacketPart.size)
    statement = select(*columns).where(PacketPart.packet_id == packet.id)
    return [tuple(row) for row in session.exec(statement.order_by(col(PacketPart.number)))]  # type: ignore[misc]


def open_part(
    session: Session, account: Account, case: Case, packet: Packet, number: int, now: datetime
) -> bytes:
    """A finished file; that the account opened it goes on record. Raises NotFound."""
    statement = select(PacketPart).where(PacketPart.packet_id == packet.id, PacketPart.number == number)
    part = session.exec(statement).first()
    if part is None:
        raise NotFound("PacketPart")
    audit.record(session, account, case, "packet opened", f"{packet.id} part {number}", now)
    return part.content or b""


def remove(session: Session, account: Account, case: Case, packet_id: UUID, now: datetime) -> None:
    """Delete a packet with its files. Raises NotFound."""
    packet = packet_for(session, case, packet_id)
    session.execute(sa.delete(PacketPart).where(col(PacketPart.packet_id) == packet.id))
    session.delete(packet)
    audit.record(session, account, case, "packet removed", str(packet_id), now)


def frozen_sentences(sentences: tuple[str, ...]) -> str:
    """Sentences as they are kept."""
    return json.dumps(sentences, ensure_ascii=False)


def _is_abandoned(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(col(Packet.state) == PacketState.BINDING, col(Packet.lease_until) <= now)


def _written(choice: Choice, letters: Iterable[UUID]) -> str:
    said = {
        "documents": [str(each) for each in letters],
        "fax": choice.has_fax_cover,
        "most": choice.most_megabytes,
    }
    return json.dumps(said)
