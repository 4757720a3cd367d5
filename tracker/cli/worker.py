"""`tracker worker`: passes again and again, in a process of its own."""

import os

import click

from tracker.cli.importing import settled
from tracker.cli.logs import write_logs
from tracker.cli.readiness import require_current
from tracker.config import load


@click.command()
def worker() -> None:
    """Make mails of due reminders and deliver them, again and again, until Ctrl-C or SIGTERM.

    `tracker serve` has a worker inside. Run this one beside web processes of another server (`wsgi.py`). With
    PostgreSQL, any number of workers may run, on any number of machines: each mail is handed to exactly one
    of them. With SQLite, run one.

    TRACKER_TICK_SECONDS says how often it looks. When asked to stop, it ends the batch under way first; one
    that was killed leaves its mails to the next, ten minutes later.
    """
    from tracker import worker as clock

    config = load(os.environ)
    write_logs(config.log_level)
    require_current(config)
    settled()
    click.echo(f"The worker looks every {config.tick_seconds} seconds (Ctrl-C stops it).")
    clock.run(config)
    click.echo("Stopped.")
