"""`tracker tick`: one pass of the worker."""

import os
from datetime import UTC, datetime

import click

from tracker.cli.logs import write_logs
from tracker.cli.readiness import require_current
from tracker.config import load
from tracker.worker import TickResult, once


class Moment(click.ParamType[datetime]):
    """A moment with its offset, such as 2026-11-22T09:00-05:00 or 2026-11-22T14:00Z."""

    name = "moment"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """An aware moment in UTC; a usage error for anything else."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a moment; write it like 2026-11-22T09:00-05:00.", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no offset; write it like 2026-11-22T09:00-05:00.", param, ctx)
        return moment.astimezone(UTC)


@click.command()
@click.option(
    "--now", type=Moment(), help="Act as if it were this moment, with its offset. Mail really leaves."
)
def tick(now: datetime | None) -> None:
    """Do one pass of the worker, say what it did, and end.

    A pass looks again at cases that time alone has changed, makes mails of the reminders that are due, delivers
    what waits in the outbox and, once an hour, looks for dates that nobody would be reminded of. A few times a
    minute from cron, it stands in for `tracker worker`; beside one, or twice at once, it does no harm.

    Exits with 1 where a part of the pass broke; what did is printed, and the log says more.

    \b
    Examples:
      tracker tick
      tracker tick --now 2026-11-22T09:00-05:00
    """
    config = load(os.environ)
    write_logs(config.log_level)
    require_current(config)
    result = once(config, now or datetime.now(UTC), is_pretended=now is not None)
    click.echo(_said(result))
    for error in (*result.errors, *result.notes):
        click.echo(error, err=True)
    if result.errors:
        raise SystemExit(1)


def _said(result: TickResult) -> str:
    counts = {
        "cases looked at again": result.refreshed,
        "letters drafted": result.drafted,
        "mails written": result.queued,
        "mails sent": result.sent,
        "failures": result.failures,
        "dates without a reminder": result.violations,
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items())
