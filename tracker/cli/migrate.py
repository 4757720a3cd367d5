"""`tracker migrate`: the database's tables, brought to what this program expects."""

import os

import click

from tracker.cli.database import bring_up_to_date
from tracker.config import load


@click.command()
def migrate() -> None:
    """Bring the database up to date, and say whether there was anything to do.

    `tracker serve` does so by itself. Where web processes and workers run on their own, on PostgreSQL, run
    this once after each update, before they start. Doing it twice changes nothing.
    """
    changed = bring_up_to_date(load(os.environ).database_url)
    click.echo("The database is now up to date." if changed else "The database was up to date already.")
