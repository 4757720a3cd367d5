"""Packets on record: one process binds each, a dead one's is taken up again, and not for ever."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case_with_letters
from tracker.models import Packet, PacketState
from tracker.services.letters import keeping
from tracker.services.packets import keeping as packets
from tracker.services.packets.contents import Built, Part
from tracker.services.packets.planning import Choice


@pytest.fixture
def packet(session: Session) -> Packet:
    """A packet that Bob has asked for."""
    bob = make_account(session)
    case = make_case_with_letters(session, bob)
    letter = keeping.letters(session, case)[0]
    return packets.ask(session, bob, case, letter.id, {}, Choice(), NOW)


def state(session: Session, packet: Packet) -> PacketState:
    session.flush()
    session.expire_all()
    return session.get_one(Packet, packet.id).state


def test_one_process_binds_it(session: Session, packet: Packet) -> None:
    assert packets.claim(session, packet.id, NOW)
    assert not packets.claim(session, packet.id, NOW)
    assert state(session, packet) is PacketState.BINDING


def test_it_waits_for_the_worker_only_after_a_while(session: Session, packet: Packet) -> None:
    assert packets.waiting(session, NOW) == []
    assert packets.waiting(session, NOW + packets.LEFT_TO_PAGES) == [packet.id]


def test_what_a_dead_process_left_behind_is_taken_up_again(session: Session, packet: Packet) -> None:
    packets.claim(session, packet.id, NOW)

    assert packets.waiting(session, NOW + timedelta(minutes=1)) == []
    assert packets.waiting(session, NOW + packets.LEASE) == [packet.id]
    assert packets.claim(session, packet.id, NOW + packets.LEASE)


def test_what_fails_each_time_ends(session: Session, packet: Packet) -> None:
    for attempt in range(packets.MOST_ATTEMPTS):
        assert packets.claim(session, packet.id, NOW + attempt * packets.LEASE)
        session.expire_all()

    assert not packets.claim(session, packet.id, NOW + packets.MOST_ATTEMPTS * packets.LEASE)
    assert state(session, packet) is PacketState.FAILED
    assert packets.told(session.get_one(Packet, packet.id)) == (packets.TIRED,)
    assert packets.waiting(session, NOW + timedelta(days=1)) == []


def test_what_is_finished_keeps_its_files_and_what_was_told(
    session: Session, packet: Packet, tmp_path: Path
) -> None:
    packets.claim(session, packet.id, NOW)
    packets.note_progress(session, packet.id, 1, 3)
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
    parts = (Part(tmp_path / "one", 1, 4), Part(tmp_path / "two", 5, 6))
    packets.finish(session, packet.id, Built(parts, ("B is locked.",)), NOW)
    session.flush()

    assert packets.parts(session, packet) == [(1, 1, 4, 3), (2, 5, 6, 3)]
    assert packets.told(session.get_one(Packet, packet.id)) == ("B is locked.",)
    assert packet.pages == 6
