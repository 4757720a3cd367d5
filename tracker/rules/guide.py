"""The table of docs/what-starts-which-rule.md, made from the tables of events and of law."""

from collections.abc import Iterator

from tracker.rules.event_fields import EventShape
from tracker.rules.events import SCHEMA
from tracker.rules.law_rows import Condition, Limb, Period, Rule
from tracker.rules.rulebook import rules
from tracker.rules.terms import Unit

HEAD = """# What starts which rule

Made from the tables by `tracker law guide`; a test keeps it true. A *when* is a day (`2026-11-22`) or a moment
(`2026-11-22T14:30`, read in the case's zone, or with its offset); a *day* never has an hour. `answers` names the `key`
of an earlier event. Fields of type *text* are kept encrypted and are not read by the law. For
`final_adverse_determination` the reader takes `appeal_decided` with `outcome: upheld` and `final: yes`.
"""


def guide() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *(line for shape in SCHEMA.values() for line in _section(shape))])


def _section(shape: EventShape) -> Iterator[str]:
    yield f"## `{shape.kind.value}`: {shape.title}\n"
    for field in shape.fields:
        choices = f": {', '.join(f'`{code}`' for code, _ in field.choices)}" if field.choices else ""
        needed = ", required" if field.required else ""
        yield f"- `{field.name}` ({field.type.value}{needed}){choices}. {field.label}."
    started = [(rule, limb) for rule in rules().values() for limb in rule.limbs if shape.kind in limb.starts]
    if not started:
        yield "\nStarts no rule.\n"
        return
    yield "\n| starts | who | period | from | under | unless |\n|---|---|---|---|---|---|"
    for rule, limb in started:
        yield _row(rule, limb, shape)
    yield ""


def _row(rule: Rule, limb: Limb, shape: EventShape) -> str:
    name = f"`{rule.id}`" if len(rule.limbs) == 1 else f"`{rule.id}` ({limb.name})"
    names = (*limb.notice, *limb.received, *limb.start, *limb.estimate)
    fields = ", ".join(f"`{n}`" for n in dict.fromkeys(names) if shape.field(n)) or limb.computed or ""
    return (
        f"| {name} | {rule.actor.value.replace('_', ' ')} | {_periods(limb)} | {fields} | {_conditions(limb.when)} "
        f"| {_conditions(limb.superseded_when)} |"
    )


def _periods(limb: Limb) -> str:
    return "; ".join(
        "as stated" if p.unit is Unit.STATED else f"{p.amount} {p.unit.value.replace('_', ' ')}{_given(p)}"
        for p in limb.periods
    )


def _given(period: Period) -> str:
    since = f"from {period.since}" if period.since else ""
    until = f"until {period.until}" if period.until else ""
    words = ", ".join(filter(None, (_conditions(period.when), since, until)))
    return f" ({words})" if words else ""


def _conditions(when: Condition) -> str:
    return ", ".join(f"{name} = {' or '.join(_value(v) for v in allowed)}" for name, allowed in when.items())


def _value(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
