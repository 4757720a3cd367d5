"""The application on a database of its own that holds a large caseload, with somebody signed in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench import bare_pages
from bench.filling import fill
from tracker.app import create_app
from tracker.cli.database import bring_up_to_date
from tracker.config import load
from tracker.db import SessionFactory, write_session
from tracker.models import Account
from tracker.services.accounts import one_time_sign_in

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday morning in Chicago; every run is on the same day."""
OK = 200


@dataclass(frozen=True)
class World:
    """The application, its database, and the browser of `account`, who carries nearly all cases."""

    app: Flask
    sessions: SessionFactory
    account: Account
    client: FlaskClient

    def get(self, path: str) -> None:
        """Ask for a page, and insist on getting it."""
        answer = self.client.get(path)
        assert answer.status_code == OK, f"{path} answered {answer.status}"

    def page(self, path: str) -> Callable[[], None]:
        """Asking for a page, to be measured."""
        return lambda: self.get(path)


@contextmanager
def world(folder: Path, cases: int) -> Iterator[World]:
    """A world in `folder`, which must exist and is left behind."""
    config = load({"TRACKER_DATA": str(folder)})
    bring_up_to_date(config.database_url)
    app = create_app(config, clock=lambda: NOW)
    app.register_blueprint(bare_pages.pages)
    sessions: SessionFactory = app.extensions["session_factory"]
    with write_session(sessions) as session:
        account = fill(session, cases, NOW)
        link = one_time_sign_in(session, account, NOW)
    client = app.test_client()
    client.get(f"/sign-in/{link}")
    yield World(app, sessions, account, client)
    app.extensions["engine"].dispose()
