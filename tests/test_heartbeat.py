"""The sign of life for a monitor outside: given after each full pass, and after no other."""

import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.adapters.mail.examples import free_port
from tests.factories import NOW
from tests.test_worker import BASE_URL, FROM, ListMailer
from tracker.adapters.heartbeat import heartbeat
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import Heartbeat
from tracker.services import health
from tracker.worker import Sender, TickResult, tick


class Monitor(HTTPServer):
    """A monitor outside, which answers with `status` and notes what was opened."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Opened)
        self.opened: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ping/5550"


class _Opened(BaseHTTPRequestHandler):
    server: Monitor

    def do_GET(self) -> None:
        self.server.opened.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def monitor() -> Iterator[Monitor]:
    """The monitor, answering while the test runs."""
    with Monitor() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SessionFactory]:
    """Makes sessions of an empty SQLite file."""
    engine = make_engine(f"sqlite:///{tmp_path}/test.db")
    SQLModel.metadata.create_all(engine)
    yield session_factory(engine)
    engine.dispose()


def pass_with(database: SessionFactory, address: str, now: datetime = NOW) -> TickResult:
    sender = Sender(ListMailer(), BASE_URL, FROM)
    return tick(database, sender, now, sign_of_life=heartbeat(address))


def test_the_monitor_hears_of_each_full_pass(database: SessionFactory, monitor: Monitor) -> None:
    pass_with(database, monitor.address)
    pass_with(database, monitor.address)

    assert monitor.opened == ["/ping/5550"] * 2


def test_a_pass_of_which_a_part_broke_is_no_sign_of_life(database: SessionFactory, monitor: Monitor) -> None:
    with write_session(database) as session:
        session.execute(sa.text("DROP TABLE reminder"))

    assert pass_with(database, monitor.address).errors
    assert monitor.opened == []


@pytest.mark.parametrize("is_there", [True, False], ids=["refuses", "is away"])
def test_a_monitor_that_cannot_be_told_is_shown_and_stops_nothing(
    database: SessionFactory, monitor: Monitor, is_there: bool
) -> None:
    monitor.status = 500
    address = monitor.address if is_there else f"http://127.0.0.1:{free_port()}/"

    result = pass_with(database, address)

    assert (result.errors, result.notes) == ([], ["The heartbeat address could not be opened."])
    with read_session(database) as session:
        beat = session.get_one(Heartbeat, health.TICK)
        assert (beat.at, beat.last_error) == (NOW, "The heartbeat address could not be opened.")
