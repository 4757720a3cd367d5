"""The versions make just the tables that the program knows, on SQLite and on PostgreSQL, there and back."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlmodel import Session, SQLModel

from tests.factories import NOW, make_account, make_case, use_test_key
from tests.postgres import postgres_url
from tracker import CHECKOUT
from tracker.db import make_engine
from tracker.rules.playbooks import load as load_playbooks
from tracker.services import own_playbooks


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    return postgres_url(f"migrations-{uuid4().hex[:8]}")


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """An engine on it."""
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def alembic(url: str) -> Config:
    """Alembic as the program calls it."""
    settings = Config(toml_file=CHECKOUT / "pyproject.toml")
    settings.attributes["database_url"] = url
    return settings


def test_the_versions_make_what_the_models_say(alembic: Config) -> None:
    command.upgrade(alembic, "head")

    command.check(alembic)


def test_up_and_down_and_up_again_ends_where_it_began(alembic: Config, engine: sa.Engine) -> None:
    command.upgrade(alembic, "head")
    once = described(engine)
    command.downgrade(alembic, "base")
    assert set(described(engine)) <= {"alembic_version"}

    command.upgrade(alembic, "head")

    assert once == described(engine)


def test_migrated_and_made_anew_are_the_same_to_the_last_check(
    alembic: Config, engine: sa.Engine, tmp_path: Path
) -> None:
    command.upgrade(alembic, "head")
    migrated = {name: parts for name, parts in described(engine).items() if name != "alembic_version"}
    anew = make_engine(
        postgres_url(f"anew-{uuid4().hex[:8]}")
        if engine.dialect.name == "postgresql"
        else f"sqlite:///{tmp_path}/anew.db"
    )
    SQLModel.metadata.create_all(anew)

    assert described(anew) == migrated
    anew.dispose()


def test_a_stranger_among_the_roles_is_refused_by_the_database(alembic: Config, engine: sa.Engine) -> None:
    use_test_key()
    command.upgrade(alembic, "head")
    with Session(engine) as session:
        make_account(session)
        session.commit()

        with pytest.raises(sa.exc.IntegrityError):
            session.execute(sa.text("UPDATE account SET role = 'owner'"))


def test_the_newest_version_keeps_what_is_there(alembic: Config, engine: sa.Engine) -> None:
    use_test_key()
    command.upgrade(alembic, "head")
    with Session(engine) as session:
        make_account(session, name="Bob Lindgren")
        session.commit()

    command.upgrade(alembic, "head")

    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT name FROM account")).scalars().all() == ["Bob Lindgren"]


def test_what_a_mail_says_is_kept_when_it_moves_to_a_table_of_its_own(
    alembic: Config, engine: sa.Engine
) -> None:
    command.upgrade(alembic, "0001")
    with engine.begin() as connection:
        connection.execute(sa.text(A_MAIL), {"id": uuid4().hex, "now": "2026-11-22 09:00:00+00:00"})

    command.upgrade(alembic, "head")
    with engine.connect() as connection:
        moved = (
            "SELECT body.text, html FROM outbox_body AS body JOIN outbox_message AS mail ON mail.id = body.id"
        )
        assert connection.execute(sa.text(moved)).all() == [("sealed text", "sealed html")]

    command.downgrade(alembic, "0001")
    with engine.connect() as connection:
        back = connection.execute(sa.text("SELECT text, html FROM outbox_message")).all()
        assert back == [("sealed text", "sealed html")]


A_MAIL = """
    INSERT INTO outbox_message (id, unique_key, kind, text, html, message_id, status, attempts, next_try_at, created_at)
    VALUES (:id, 'a', 'reminder', 'sealed text', 'sealed html', '<a@example.org>', 'queued', 0, :now, :now)
"""


def test_a_federal_employees_case_of_the_first_version_keeps_its_coverage(
    alembic: Config, engine: sa.Engine
) -> None:
    use_test_key()
    command.upgrade(alembic, "head")
    with Session(engine) as session:
        make_case(session, sponsor="other", funding="unknown")
        session.commit()
    command.downgrade(alembic, "0001")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE \"case\" SET sponsor = 'federal_employee'"))

    command.upgrade(alembic, "head")

    with engine.connect() as connection:
        assert connection.execute(sa.text('SELECT sponsor FROM "case"')).scalars().all() == ["fehb"]


def test_an_own_playbook_keeps_every_version_of_itself_when_its_table_grows(
    alembic: Config, engine: sa.Engine
) -> None:
    use_test_key()
    command.upgrade(alembic, "head")
    with Session(engine) as session:
        title = own_playbooks.HeadInput(title="Late claims, our way")
        own_playbooks.begin(session, make_account(session), load_playbooks()["untimely_filing"], title, NOW)
        session.commit()

    command.downgrade(alembic, "0024")
    command.upgrade(alembic, "head")

    with engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT what FROM own_playbook_version")).scalars().all()
    assert len(kept) == 1


def test_each_version_carries_its_date_in_its_name(alembic: Config) -> None:
    names = [Path(script.path).name for script in ScriptDirectory.from_config(alembic).walk_revisions()]

    assert names
    assert all(name[:10].replace("_", "").isdigit() for name in names)


def described(engine: sa.Engine) -> dict[str, tuple[object, ...]]:
    """Each table's columns, keys, indexes, checks and what it refers to, in an order of their own."""
    found = sa.inspect(engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)),
            found.get_pk_constraint(table)["constrained_columns"],
            sorted((str(i["name"]), tuple(i["column_names"]), i["unique"]) for i in found.get_indexes(table)),
            sorted((str(u["name"]), tuple(u["column_names"])) for u in found.get_unique_constraints(table)),
            sorted((str(c["name"]), c["sqltext"]) for c in found.get_check_constraints(table)),
            sorted(
                (tuple(f["constrained_columns"]), f["referred_table"], str(f.get("options")))
                for f in found.get_foreign_keys(table)
            ),
        )
        for table in found.get_table_names()
    }
