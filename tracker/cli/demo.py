"""`tracker demo`: the program on a demonstration caseload, in a folder of its own."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlmodel import Session

from tracker import CHECKOUT
from tracker.adapters.papers.invented import draw
from tracker.cli import serve
from tracker.cli.errors import StartError
from tracker.config import Config, load
from tracker.config.settings import DEFAULTS
from tracker.services.accounts import SIGN_IN_PATH, one_time_sign_in
from tracker.services.demo import fill

FOLDER = "var-demo"
FILLED = "filled-on"
ONLY_HERE = ("TRACKER_DATABASE_URL", "TRACKER_MAIL", "TRACKER_DATA")


@click.command()
def demo() -> None:
    """Serve an invented caseload: five denials at five stages and some forty more, dates relative to today.

    Everything stands in a folder of its own (var-demo, or an empty one that TRACKER_DATA names), mail is written
    to files there and never leaves, and a printed link signs you in. On another day the caseload is made anew, so
    that its dates stay near; what you typed into it the day before is gone then.
    """
    config = load(own_settings(os.environ), data_default=str(demo_folder(os.environ)))
    start_anew_on_another_day(config, datetime.now(UTC))
    serve.run(config, signed_in)


def own_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings without those that lead to the real program's rows and mail, however they are given."""
    return {name: value for name, value in environ.items() if name.removesuffix("_FILE") not in ONLY_HERE}


def demo_folder(environ: Mapping[str, str]) -> Path:
    """The folder of the demonstration. Raises StartError where the one that was named is somebody else's."""
    named = environ.get("TRACKER_DATA", "").strip()
    if not named:
        return CHECKOUT / FOLDER
    folder = (CHECKOUT / Path(named).expanduser()).resolve()
    if folder == (CHECKOUT / DEFAULTS["TRACKER_DATA"]).resolve():
        raise StartError(f"TRACKER_DATA names {folder}, the folder of the real program; name another one.")
    if _holds_something(folder) and not (folder / FILLED).exists():
        raise StartError(
            f"TRACKER_DATA names {folder}, which holds something other than a demonstration; "
            "name an empty folder, or leave it out."
        )
    return folder


def _holds_something(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise StartError(f"TRACKER_DATA names {folder}, which cannot be read: {error.strerror}.") from error


def start_anew_on_another_day(config: Config, now: datetime) -> None:
    """Remove yesterday's demonstration database, and say so."""
    stamp = config.data / FILLED
    today = now.date().isoformat()
    path = config.sqlite_path
    if path is not None and path.exists() and (not stamp.exists() or stamp.read_text("utf-8") != today):
        click.echo("The demonstration is from another day; it is made anew.")
        _remove(path)
    stamp.write_text(today, "utf-8")


def signed_in(session: Session, config: Config, now: datetime) -> str:
    """Fill the database where that has not been done, and the link that signs in, in a sentence."""
    click.echo("Setting out the demonstration caseload …")
    account = fill(session, now, draw)
    token = one_time_sign_in(session, account, now)
    return (
        f"This link signs you in as {account.name}, and works once:\n  {config.base_url}{SIGN_IN_PATH}{token}"
    )


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
