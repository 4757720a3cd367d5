"""The pages through an HTTP client, on a real SQLite file, at a time that the test gives."""

import base64
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from flask import Flask
from passlib.hash import argon2
from sqlmodel import Session, SQLModel, select
from werkzeug.test import TestResponse

from tests.factories import (
    KEY,
    NOW,
    make_account,
    make_administrator,
    make_case_with_letters,
    make_organization,
    use_test_key,
)
from tracker.app import create_app
from tracker.config import load
from tracker.db import make_engine, session_factory, write_session
from tracker.models import Account, OutboxBody, OutboxMessage
from tracker.services import accounts

Row = TypeVar("Row", bound=SQLModel)

# Nobody steals a test's password: one is hashed in a moment, by the same scheme.
argon2.memory_cost, argon2.default_rounds, argon2.parallelism = 64, 1, 1

PASSWORD = "four plain words here"


@dataclass
class GivenTime:
    """The application's clock: it stands still until the test moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **spans: float) -> None:
        """Let so many `minutes`, `hours` or `days` pass."""
        self.at += timedelta(**spans)


class Browser:
    """One person's browser: it keeps cookies, and sends the form's secret with every form."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form, with the secret that a page of this browser's session carries."""
        return self.client.post(path, data={**(data or {}), "csrf_token": self.form_secret()}, **more)

    def form_secret(self) -> str:
        """What a form on any page would send along."""
        page = self.client.get("/settings", follow_redirects=True).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None, page
        return found[1]

    def cookie(self) -> str:
        """The secret of this browser's session."""
        found = self.client.get_cookie("appeals")
        assert found is not None
        return found.value

    def sign_in(self, account_id: UUID) -> "Browser":
        """Sign in by a one-time link, which spares the slow password."""
        with write_session(self.app.extensions["session_factory"]) as session:
            account = session.get_one(Account, account_id)
            token = accounts.one_time_sign_in(session, account, self.app.extensions["clock"]())
        assert self.client.get(f"/sign-in/{token}").status_code == 302
        return self


@dataclass(frozen=True)
class Cast:
    """Who is there: Bob with Alice's case, Dana and Erin beside him, Charlie who must see nothing of it."""

    bob: UUID
    dana: UUID
    erin: UUID
    charlie: UUID
    case_id: UUID
    case_number: str


def stored(app: Flask, model: type[Row]) -> list[Row]:
    """Every row of a table, as it stands in the database now."""
    with app.extensions["session_factory"]() as session:
        found = list(session.exec(select(model)))
        session.expunge_all()
        return found


def said(app: Flask, mail: OutboxMessage) -> str:
    """What a mail says, as text."""
    return next(body.text for body in stored(app, OutboxBody) if body.id == mail.id) or ""


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row, to be copied."""
    path = tmp_path_factory.mktemp("web") / "empty.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def peopled(empty_database: Path) -> tuple[Path, Cast]:
    """The same file with the cast in it, and who that is."""
    use_test_key()
    path = Path(shutil.copy(empty_database, empty_database.with_name("peopled.sqlite")))
    engine = make_engine(f"sqlite:///{path}")
    with write_session(session_factory(engine)) as session:
        cast = make_cast(session)
    engine.dispose()
    return path, cast


@dataclass(frozen=True)
class House:
    """An application with the settings it was made from, its clock and its folder."""

    app: Flask
    environment: dict[str, str]
    clock: GivenTime
    data: Path


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """One application for all tests, so that its pages and statements are compiled once, as where it serves."""
    data, clock = tmp_path_factory.mktemp("data"), GivenTime()
    environment = {
        "TRACKER_DATA": str(data),
        "TRACKER_SECRET_KEY": "only the tests sign with these words",
        "TRACKER_ENCRYPTION_KEY": f"{KEY.id}:{base64.b64encode(KEY.secret).decode()}",
        "TRACKER_BASE_URL": "http://appeals.example.org",
    }
    return House(create_app(load(environment), clock), environment, clock, data)


@pytest.fixture
def clock(house: House) -> GivenTime:
    """The application's clock."""
    return house.clock


@pytest.fixture
def environment(house: House) -> dict[str, str]:
    """The settings that the application is made from; another one can be made from others."""
    return house.environment


@pytest.fixture
def data(house: House) -> Path:
    """The application's folder."""
    return house.data


@pytest.fixture
def app(
    house: House, empty_database: Path, peopled: tuple[Path, Cast], request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The application as after a start, on a folder and a database of the test's own; with the cast, where the
    test asks for it.
    """
    use_test_key()
    house.clock.at = NOW
    house.app.extensions["background"] = lambda work: work()
    for left in house.data.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    database = peopled[0] if "cast" in request.fixturenames else empty_database
    shutil.copy(database, house.data / "tracker.sqlite")
    yield house.app
    house.app.extensions["engine"].dispose()


@pytest.fixture
def cast(app: Flask, peopled: tuple[Path, Cast]) -> Cast:
    """Two organizations: Bob's, with Alice's case, Dana (advocate) and Erin (administrator); and Charlie's."""
    return peopled[1]


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app)


@pytest.fixture
def bob(app: Flask, cast: Cast) -> Browser:
    """Bob's browser, signed in."""
    return Browser(app).sign_in(cast.bob)


@pytest.fixture
def erin(app: Flask, cast: Cast) -> Browser:
    """Erin's browser, signed in: she administers Bob's organization."""
    return Browser(app).sign_in(cast.erin)


@pytest.fixture
def charlie(app: Flask, cast: Cast) -> Browser:
    """Charlie's browser, signed in: he administers another organization."""
    return Browser(app).sign_in(cast.charlie)


def make_cast(session: Session) -> Cast:
    """The people and Alice's case."""
    ours, theirs = make_organization(session), make_organization(session, name="Elsewhere Advocates")
    bob = make_account(session, ours, email="bob@example.org")
    dana = make_account(session, ours, email="dana@example.org", name="Dana Okoye")
    erin = make_administrator(session, ours, email="erin@example.org", name="Erin Castellanos")
    charlie = make_administrator(session, theirs, email="charlie@example.org", name="Charlie Stone")
    case = make_case_with_letters(session, bob)
    return Cast(bob.id, dana.id, erin.id, charlie.id, case.id, case.number)
