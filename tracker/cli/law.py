"""`tracker law`: the tables of law, read and applied. Only `diff` needs a database."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib import import_module
from typing import IO, Any

import click

from tracker.rules.amounts import amounts
from tracker.rules.apply import apply_rule, is_applicable, shape
from tracker.rules.asked_facts import ApplyError
from tracker.rules.dates import closures
from tracker.rules.errors import LawTableError
from tracker.rules.guide import guide
from tracker.rules.ladder import ladders
from tracker.rules.law_check import TableRow, findings, rows
from tracker.rules.law_rows import Period, Rule
from tracker.rules.notice_contents import contents
from tracker.rules.playbooks import load as load_playbooks
from tracker.rules.reading import ReadingError
from tracker.rules.relief import table as reliefs
from tracker.rules.representatives import representatives
from tracker.rules.rulebook import VERIFICATIONS, rules
from tracker.rules.state_lines import state_lines
from tracker.rules.state_rows import State
from tracker.rules.states import FRESH_DAYS, all_states, is_fresh
from tracker.rules.terms import Unit
from tracker.rules.told import deadline_json
from tracker.rules.whom_to_ask import offices


@click.group()
def law() -> None:
    """Read the tables of law, check them, and apply one rule.

    Every rule is one sentence of law with its citation, its source, the day it was checked, and how surely:
    P26 and P25 mean that the regulation itself was read in a copy of 2026 or January 2025, PUS the U.S. Code, FR the
    Federal Register or an agency's page, SEC a secondary source, MEM that it was not verified.
    """


@law.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def list_rules(as_json: bool) -> None:
    """List every rule: its id, who must act, what, and where it stands."""
    found = loaded()
    if as_json:
        click.echo(json.dumps([rule_json(rule) for rule in found.values()], indent=2))
        return
    for rule in found.values():
        click.echo(f"{rule.id:34} {rule.actor.value:18} {rule.verification:8} {rule.citation}")
        click.echo(f"{'':34} {rule.title}")


@law.command()
@click.argument("rule_id", metavar="RULE")
@click.option("--json", "as_json", is_flag=True, help="JSON with limbs, moments and facts.")
def show(rule_id: str, as_json: bool) -> None:
    """Show one rule: its words, its limbs, and the moments and facts that `apply` takes for it."""
    rule = loaded().get(rule_id)
    if rule is None:
        raise click.ClickException(
            f"There is no rule “{rule_id}” in the tables. `tracker law list` names them all."
        )
    if as_json:
        click.echo(json.dumps(rule_json(rule), indent=2))
        return
    click.echo("\n".join(_described(rule)))


@law.command()
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Judge the age of rows on this day."
)
def check(day: datetime | None) -> None:
    """Read all tables and playbooks, and say what is in them. A broken row is named, with its file, and exits 1.

    So does a row without citation, source, date or verification, a rule that no event can start or that names a rule
    which is not there, a kind of coverage in which a denial starts no time to appeal, and one without a row on who may
    act for the patient. Rows that nobody has read for 180 days are named on standard error; of the states' they are no
    longer shown.
    """
    found = loaded()
    try:
        playbooks, states = load_playbooks(), all_states()
        for read in (closures, ladders, amounts, offices, reliefs, contents, representatives):
            read()
        wrong, others = list(findings()), [row for row in rows() if row.kind != "rule"]
    except LawTableError as error:
        raise click.ClickException(str(error)) from error
    for line in (*stale(found.values(), states, others, day.date() if day else today()), *wrong):
        click.echo(line, err=True)
    if wrong:
        raise SystemExit(1)
    clocks = sum(rule.is_clock for rule in found.values())
    click.echo(
        f"{len(found)} rules, {clocks} of them clocks; {len(states)} states; {len(playbooks)} playbooks. "
        "All tables can be read."
    )
    for code, words in VERIFICATIONS.items():
        count = sum(rule.verification == code for rule in found.values())
        if count:
            click.echo(f"  {count:3} {code:8} {words}")


def today() -> date:
    """This day, by which the age of rows is judged."""
    return datetime.now(UTC).date()


def stale(
    found: Iterable[Rule], states: Iterable[State], others: Iterable[TableRow], day: date
) -> Iterator[str]:
    """A line for the rules, and one for each other file, whose rows were not read for 180 days before `day`."""
    old = [rule.id for rule in found if not is_fresh(date.fromisoformat(rule.checked), day)]
    if old:
        yield f"Not read for {FRESH_DAYS} days: {', '.join(old)}"
    by_file: dict[str, list[str]] = {}
    for row in others:
        if row.checked and not is_fresh(row.checked, day):
            by_file.setdefault(f"law/{row.file}", []).append(row.name)
    for state in states:
        by_file[f"law/states/{state.code.lower()}.toml"] = [
            name for name, checked in state.rows() if not is_fresh(checked, day)
        ]
    for file, names in by_file.items():
        if names:
            yield f"Not read for {FRESH_DAYS} days: {file}: {', '.join(names)}"


@law.command()
@click.option(
    "--against", metavar="REF", help="A version of this checkout (a Git name), or a folder with tables."
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@click.option(
    "--apply", "applies", is_flag=True, help="Work the cases out anew, audit each change, tell people."
)
def diff(against: str | None, as_json: bool, applies: bool) -> None:
    """List the open cases whose dates would be others under other tables: number, rule, limb, before -> now.

    Without --against: what is stored against what the tables that are here give, which is what an upgrade changes.
    With --apply, each such case is worked out anew in a transaction of its own; each change is audited with the old
    and the new date and its cause, and the advocate of the case gets a mail for every date that moved. No names and
    nothing medical is printed. This command alone of the group needs the database.
    """
    if applies and against:
        raise click.UsageError("--apply works cases out under the tables that are here: leave out --against.")
    import_module("tracker.cli.law_diff").run(against, as_json, applies)


@law.command("guide")
def print_guide() -> None:
    """Print docs/what-starts-which-rule.md: which event, with which fields, starts which rule."""
    loaded()
    click.echo(guide())


@law.command()
@click.option("--json", "as_json", is_flag=True, help="Accepted for clarity: JSON is the only form.")
def apply(as_json: bool) -> None:
    """Apply rules: one JSON object a line on standard input, one answer a line, in order.

    {"rule": "aca.ext.fed.file", "moments": {"notice": "2026-10-30"}, "timezone": "America/New_York", "facts": {}}

    A claimant's rule takes `notice` (the date printed, or the moment) and, if proven, `received`. A plan's, a review
    organization's or an agency's takes `start`. `limb` names one of several limbs; `tracker law show RULE --json` lists
    what a rule takes. A line that cannot be answered gets {"rule": ..., "error": "..."}; the others are still answered.
    """
    loaded()
    for answer in answers(_lines(sys.stdin.buffer)):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def loaded() -> dict[str, Rule]:
    """All rules. Raises ClickException, naming file and row, where a table is broken."""
    try:
        return dict(rules())
    except LawTableError as error:
        raise click.ClickException(str(error)) from error


def _lines(source: IO[bytes]) -> Iterator[str]:
    """Lines as text; bytes that are no UTF-8 spoil their own line alone."""
    for number, line in enumerate(source):
        text = line.decode("utf-8", errors="replace")
        yield text.removeprefix("\ufeff") if number == 0 else text


def answers(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not empty."""
    return (answer(line) for line in lines if line.strip())


def answer(line: str) -> dict[str, Any]:
    """The deadline that one line asks for, or its error."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"rule": None, "error": "This line is not JSON."}
    if not isinstance(asked, dict):
        return {"rule": None, "error": "Each line is one JSON object."}
    named = asked.get("rule")
    rule = named[:LONGEST_NAME] if isinstance(named, str) else None
    try:
        return _applied(asked)
    except (ApplyError, ReadingError) as error:
        return {"rule": rule, "error": str(error)}
    except (OverflowError, RecursionError):
        return {"rule": rule, "error": "Something in this line is too large to be worked out."}


LONGEST_NAME = 200


def _applied(asked: dict[str, Any]) -> dict[str, Any]:
    moments, facts = asked.get("moments", {}), asked.get("facts") or {}
    if not isinstance(moments, dict) or not isinstance(facts, dict):
        raise ApplyError("“moments” and “facts” are JSON objects.")
    if strangers := set(asked) - {"rule", "limb", "moments", "facts", "timezone"}:
        raise ApplyError(f"Unknown entry “{sorted(strangers)[0][:40]}”.")
    timezone, rule, limb = asked.get("timezone"), asked.get("rule"), asked.get("limb")
    if not isinstance(timezone, str) or not isinstance(rule, str):
        raise ApplyError("“rule” and “timezone” are texts, and both are needed.")
    if limb is not None and not isinstance(limb, str):
        raise ApplyError("“limb” is a text.")
    deadline = apply_rule(rule, moments, facts, timezone, limb)
    told = deadline_json(deadline, timezone)
    return {k: v for k, v in told.items() if k not in ("event", "met_by", "met_on", "warnings", "mail_by")}


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule as JSON, with what `apply` takes."""
    takes = shape(rule)
    return {
        "rule": rule.id,
        "title": rule.title,
        "actor": rule.actor.value,
        "is_clock": is_applicable(rule),
        "limbs": list(takes.limbs),
        "moments": list(takes.moments),
        "required": list(takes.required),
        "facts": list(takes.facts),
        "periods": [_period_words(rule, limb.name) for limb in rule.limbs],
        "states": [asdict(line) for line in state_lines(rule.id, today())],
        "citation": rule.citation,
        "cites": dict(rule.cites),
        "source": rule.source,
        "checked": rule.checked,
        "verification": rule.verification,
        "confidence": rule.confidence,
        "words": rule.words,
    }


def _period_words(rule: Rule, name: str) -> dict[str, Any]:
    limb = rule.limb(name)
    assert limb is not None  # noqa: S101 - the name comes from the rule itself
    periods = [{"amount": p.amount, "unit": p.unit.value, "when": dict(p.when)} for p in limb.periods]
    return {
        "limb": name,
        "starts": list(limb.starts),
        "ends": list(limb.ends),
        "periods": periods,
        "rolls": limb.rolls,
    }


def _described(rule: Rule) -> Iterator[str]:
    takes = shape(rule)
    yield f"{rule.id}: {rule.title}"
    yield f"  who       {rule.actor.value.replace('_', ' ')}"
    yield f"  law       {rule.words}"
    yield f"  citation  {rule.citation}"
    for style, cited in rule.cites.items():
        yield f"            {cited} ({style}; {VERIFICATIONS[rule.verifications.get(style, rule.verification)]})"
    yield f"  source    {rule.source}"
    yield f"  checked   {rule.checked}: {VERIFICATIONS[rule.verification]} ({rule.verification})"
    for line in state_lines(rule.id, today()):
        yield f"  {line.code}        {line.words} {line.confidence and f'({line.confidence})'}".rstrip()
    if not rule.is_clock:
        yield "  This is a right or a definition, not a clock."
        return
    for limb in rule.limbs:
        counts = ", ".join(map(_amount, limb.periods))
        yield f"  limb      {limb.name}: {counts}; starts with {', '.join(limb.starts)}"
    yield f"  moments   {', '.join(takes.moments)}"
    yield f"  facts     {', '.join(takes.facts)}"


def _amount(period: Period) -> str:
    return (
        "as stated"
        if period.unit is Unit.STATED
        else f"{period.amount} {period.unit.value.replace('_', ' ')}"
    )
