"""What `tracker law diff` does: it reads the database of this program, and with --apply works its cases out anew."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from tracker.cli.other_tables import dates_under, other_tables
from tracker.cli.readiness import require_current
from tracker.config import load
from tracker.db import SessionFactory, make_engine, read_session, session_factory, write_session
from tracker.models import Case
from tracker.models.keyring import set_keyring
from tracker.rules.told import plain
from tracker.services import deadlines
from tracker.services.law_diff import (
    Dates,
    Difference,
    OpenCase,
    differences,
    here,
    open_cases,
    since,
    worked_out,
)


def run(against: str | None, as_json: bool, applies: bool) -> None:
    """Print the differences; with `applies`, work out anew each case that has some. Raises StartError."""
    config = load(os.environ)
    require_current(config)
    set_keyring(config.encryption_keys)
    engine = make_engine(config.database_url)
    sessions = session_factory(engine)
    try:
        now = datetime.now(UTC)
        with read_session(sessions) as session:
            cases = open_cases(session, now)
            found = list(
                _against(cases, against)
                if against
                else (each for case in cases for each in since(session, case))
            )
        click.echo(_as_json(found, cases) if as_json else _as_words(found, cases))
        if applies:
            _apply(sessions, cases, found, now)
    finally:
        engine.dispose()


def _against(cases: Sequence[OpenCase], named: str) -> Iterator[Difference]:
    """What other tables give against what the tables that are here give."""
    with other_tables(named) as law:
        there = dates_under(law, [(case.facts, case.as_of) for case in cases])
    for case, then in zip(cases, there, strict=True):
        yield from differences(case.number, worked_out(then), here(case))


def _apply(
    sessions: SessionFactory, cases: Iterable[OpenCase], found: Iterable[Difference], now: datetime
) -> None:
    """Work out anew each case with a difference, each in a transaction of its own."""
    numbers = {difference.case_number for difference in found}
    changed = [case for case in cases if case.number in numbers]
    for each in changed:
        with write_session(sessions) as session:
            deadlines.sync(session, session.get_one(Case, each.id), now)
    done = f"{_cases(len(changed))} worked out anew; the advocates are told with the next pass."
    click.echo(done if changed else "Nothing had to be done.", err=True)


def _cases(count: int) -> str:
    return "One case was" if count == 1 else f"{count} cases were"


def _as_words(found: Sequence[Difference], cases: Sequence[OpenCase]) -> str:
    zones = {case.number: case.facts.timezone for case in cases}
    lines = [f"{each.case_number}  {each.rule} {each.limb}: {_moved(each, zones)}" for each in found]
    count = len({each.case_number for each in found})
    total = (
        f"{count} of {len(cases)} open cases would have other dates."
        if found
        else (f"No open case would have other dates; {len(cases)} were looked at.")
    )
    return "\n".join([*lines, total])


def _moved(each: Difference, zones: dict[str, str]) -> str:
    before, now = (_plain(dates, zones[each.case_number]) for dates in (each.before, each.now))
    said = [
        f"{words}{before[name] or 'none'} -> {now[name] or 'none'}"
        for name, words in (("shown", ""), ("outer", "at the latest "), ("mail_by", "mail by "))
        if before[name] != now[name]
    ]
    return ", ".join(said)


def _plain(dates: Dates | None, timezone: str) -> dict[str, str | None]:
    names = ("shown", "outer", "mail_by")
    return {name: plain(getattr(dates, name), timezone) if dates else None for name in names}


def _as_json(found: Sequence[Difference], cases: Sequence[OpenCase]) -> str:
    zones = {case.number: case.facts.timezone for case in cases}
    rows: list[dict[str, Any]] = [
        {
            "case": each.case_number,
            "rule": each.rule,
            "limb": each.limb,
            "event": each.event_key,
            "before": _plain(each.before, zones[each.case_number]),
            "now": _plain(each.now, zones[each.case_number]),
        }
        for each in found
    ]
    return json.dumps({"open_cases": len(cases), "differences": rows}, indent=2)
