"""`tracker deadlines`: all deadlines of one case from a JSON file. Needs no database, secret or application."""

import json
from datetime import UTC, datetime
from typing import IO, Any

import click

from tracker.rules.casefile import CaseError, read_case
from tracker.rules.engine import compute
from tracker.rules.errors import LawTableError
from tracker.rules.facts import When
from tracker.rules.outcome import Deadline
from tracker.rules.reading import zone
from tracker.rules.state_view import StateView
from tracker.rules.told import computed_json
from tracker.rules.words import long_when


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--as-of", "as_of_text", metavar="MOMENT", help="Judge at this moment instead of the file's or now."
)
def deadlines(file: IO[bytes], as_json: bool, as_of_text: str | None) -> None:
    """Work out all deadlines of one case: read JSON from FILE, or from standard input where FILE is -.

    \b
    {"coverage": {"sponsor": "private_employer", "funding": "self_funded", "grandfathered": false,
                  "appeal_levels": 1, "state": "TX"},
     "claim": "pre_service", "urgency": "standard", "timezone": "America/Chicago",
     "as_of": "2026-11-22T09:00",
     "events": [{"kind": "adverse_determination", "notice_on": "2026-10-05", "received_on": "2026-10-09"}]}

    Met and superseded deadlines are printed too, each with its citation and its arithmetic, and beside them the rights
    that are open. docs/what-starts-which-rule.md names every kind of event, its fields, and the rules it starts.
    """
    raw = _parsed(file.read())
    if as_of_text and isinstance(raw, dict):
        raw["as_of"] = as_of_text
    now = datetime.now(UTC)
    try:
        case, as_of = read_case(raw, now)
        moment = as_of or now
        computed = compute(case, moment)
    except CaseError as error:
        raise click.ClickException(printable("\n".join(_sentences(error)))) from error
    except LawTableError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(computed_json(computed, case.timezone, moment), indent=2))
        return
    for deadline in computed.deadlines:
        click.echo(_told(deadline, case.timezone))
    for opening in computed.openings:
        click.echo(f"Open: {opening.title}. {opening.because} {opening.citation}")
    if computed.state:
        click.echo(_of_state(computed.state))


def _parsed(content: bytes) -> Any:
    if len(content) > LARGEST_FILE:
        raise click.ClickException(f"This file is larger than {LARGEST_FILE:,} bytes; a case is far smaller.")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise click.ClickException("This is not text in UTF-8.") from error
    except RecursionError as error:
        raise click.ClickException("This is nested too deep to be a case.") from error
    except ValueError as error:
        raise click.ClickException(f"This is not JSON: {error}.") from error


LARGEST_FILE = 1_000_000


def printable(text: str) -> str:
    """The text without halves of characters, which no terminal can print."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _sentences(error: CaseError) -> list[str]:
    return [f"{p.field}: {p.sentence}" if p.field else p.sentence for p in error.problems]


def _told(deadline: Deadline, timezone: str) -> str:
    lines = [
        f"{_shown(deadline.shown, timezone)}  {deadline.title}  [{deadline.status.value.replace('_', ' ')}]",
        f"    {deadline.rule}, {deadline.citation}, verified: {deadline.verification}",
    ]
    lines += [f"    {line}" for line in deadline.trail]
    lines += [f"    Note: {line}" for line in deadline.warnings]
    return "\n".join(lines) + "\n"


def _of_state(view: StateView) -> str:
    """Why a state's process does not reach the coverage or is not told, and whom to ask."""
    department = f"{view.department.name}, {view.department.to_call}"
    old = (
        f"What is on record was last read on {view.last_read}: too long ago to be used."
        if view.is_expired
        else ""
    )
    return f"{view.name}: {' '.join(filter(None, (view.why_not or old, f'To ask: {department}.')))}"


def _shown(when: When | None, timezone: str) -> str:
    return "No date yet" if when is None else long_when(when, zone(timezone))
