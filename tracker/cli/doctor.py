"""`tracker doctor`: what is set up well and what is not, in plain sentences."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col

from tracker.adapters.mail import make_mailer
from tracker.cli.readiness import is_up_to_date
from tracker.config import Config, ConfigError, FolderMail, SmtpMail, load
from tracker.db import make_engine
from tracker.models import Case
from tracker.models.encrypted import EncryptedBytes, EncryptedText, SealError
from tracker.models.keyring import KeyringError, set_keyring
from tracker.services import reminders
from tracker.services.health import Health, status
from tracker.services.law_changes import of_another_edition
from tracker.services.law_diff import open_cases, since

ROWS_OPENED = 20
"""Of each encrypted column, so many of the rows are opened: enough to find a missing key."""
WAITS_TOO_LONG = timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """One sentence, and whether all is well."""

    is_well: bool
    sentence: str


@click.command()
def doctor() -> None:
    """Look at the settings, the database, the encryption keys, the worker and the mail, and say what is wrong.

    Nothing is changed and no mail is sent. Exits with 1 where something is wrong.
    """
    findings = list(_findings())
    for finding in findings:
        click.echo(f"{'well ' if finding.is_well else 'WRONG'}  {finding.sentence}")
    if not all(finding.is_well for finding in findings):
        raise SystemExit(1)


def _findings() -> Iterator[Finding]:
    try:
        config = load(os.environ)
    except ConfigError as error:
        yield Finding(False, str(error))
        return
    yield Finding(True, f"The settings are complete; the program's address is {config.base_url}.")
    yield _folder("The data folder", config.data)
    yield from _mail(config)
    yield from _database(config)


def _folder(name: str, path: Path) -> Finding:
    nearest = next(folder for folder in (path, *path.parents) if folder.exists())
    if os.access(nearest, os.R_OK | os.W_OK | os.X_OK):
        return Finding(True, f"{name} {path} can be written in.")
    return Finding(False, f"{name} {path} cannot be written in.")


def _mail(config: Config) -> Iterator[Finding]:
    make_mailer(config.mail).close()
    if isinstance(config.mail, FolderMail):
        yield Finding(True, "Mail is written to files and leaves this machine only by hand.")
        yield _folder("The mail folder", config.mail.path)
    elif isinstance(config.mail, SmtpMail):
        yield Finding(
            True, f"Mail goes through {config.mail.host}, port {config.mail.port}, from {config.mail_from}."
        )
    else:
        yield Finding(True, f"Mail goes through SendGrid at {config.mail.host}, from {config.mail_from}.")


def _database(config: Config) -> Iterator[Finding]:
    if config.sqlite_path and not config.sqlite_path.exists():
        yield Finding(False, f"There is no database at {config.sqlite_path} yet; `tracker migrate` makes it.")
        return
    set_keyring(config.encryption_keys)
    engine = make_engine(config.database_url)
    try:
        with engine.connect() as connection:
            yield _revision(connection)
            yield _keys(connection)
        with Session(engine) as session:
            yield from _worker(status(session, datetime.now(UTC)))
            yield _dates(session, datetime.now(UTC))
            yield _law(session, datetime.now(UTC))
    except SQLAlchemyError as error:
        yield Finding(False, f"The database does not answer as it should ({type(error).__name__}).")
    finally:
        engine.dispose()


def _revision(connection: sa.Connection) -> Finding:
    if is_up_to_date(connection):
        return Finding(True, "The database answers and is up to date.")
    return Finding(False, "The database answers but is not up to date; `tracker migrate` brings it there.")


def _keys(connection: sa.Connection) -> Finding:
    """Open some rows of every encrypted column."""
    columns = [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText | EncryptedBytes)
    ]
    for column in columns:
        try:
            connection.execute(sa.select(column).where(column.is_not(None)).limit(ROWS_OPENED)).all()
        except (SealError, KeyringError) as error:
            return Finding(False, f"{column.table.name}.{column.name} cannot be opened: {error}")
    return Finding(True, "The encryption keys open what is stored.")


def _dates(session: Session, now: datetime) -> Finding:
    """Whether somebody would be told of every open date, looked at now and not as the last sweep found it."""
    rows = reminders.uncovered(session, now)
    if not rows:
        return Finding(True, "Every open date has a reminder ahead or a person who was asked to look.")
    number = session.get_one(Case, rows[0].case_id).number
    return Finding(
        False,
        f"{len(rows)} open dates have no reminder ahead and nobody who was asked to look, first in case {number}. "
        "The worker's hourly sweep puts each before a person.",
    )


def _law(session: Session, now: datetime) -> Finding:
    """Whether a date of an open case would move under the tables that are here."""
    every = session.scalar(sa.select(sa.func.count()).select_from(Case).where(col(Case.closed_at).is_(None)))
    others = open_cases(session, now, of_another_edition())
    moved = sum(any(since(session, case)) for case in others)
    if moved:
        return Finding(
            False,
            f"{moved} of {every} open cases would have other dates under these tables of law; `tracker law diff` "
            "names them, and the worker works them out anew when it starts.",
        )
    if others:
        return Finding(
            True, f"{len(others)} open cases wait to be looked at under these tables of law; no date moves."
        )
    return Finding(True, "The dates of all open cases were worked out under these tables of law.")


def _worker(health: Health) -> Iterator[Finding]:
    yield Finding(health.is_fresh, _last_pass(health))
    if health.errors:
        said = f" The last error: {health.last_error}" if health.last_error else ""
        yield Finding(False, f"In its last pass, {health.errors} things went wrong.{said}")
    pause = f"No mail leaves: {health.pause.sentence}" if health.pause else "Nothing keeps mail from leaving."
    yield Finding(health.pause is None, pause)
    if health.hold:
        yield Finding(False, health.hold)
    yield _queue(health)
    yield Finding(not health.given_up, f"{health.given_up} mails were given up.")
    yield Finding(not health.violations, f"{health.violations} dates were found without a reminder.")
    yield Finding(True, f"{health.escalations} matters wait for a person.")


def _last_pass(health: Health) -> str:
    if health.last_tick_at is None:
        return "The worker has made no full pass yet; `tracker serve` or `tracker worker` makes them."
    return f"The worker's last full pass was at {_written(health.last_tick_at)}."


def _queue(health: Health) -> Finding:
    if health.oldest_waiting_at is None:
        return Finding(True, f"No mail waits; {health.due} reminders are due.")
    is_old = datetime.now(UTC) - health.oldest_waiting_at > WAITS_TOO_LONG
    since = _written(health.oldest_waiting_at)
    return Finding(not is_old, f"{health.waiting} mails wait, since {since}; {health.due} reminders are due.")


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
