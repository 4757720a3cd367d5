"""A golden copy of the law: a change of a period, a citation or how surely it was read is a diff that someone reads."""

import os
from collections.abc import Iterator
from pathlib import Path

from tracker.rules.rulebook import Limb, Period, Rule, rules

COPY = Path(__file__).parents[1] / "snapshots" / "law.txt"


def period_words(period: Period) -> str:
    given = ", ".join(f"{name}={'/'.join(map(str, allowed))}" for name, allowed in period.when.items())
    return f"{period.amount} {period.unit.value}" + (f" if {given}" if given else "")


def limb_words(limb: Limb) -> str:
    periods = "; ".join(map(period_words, limb.periods))
    flags = ("rolls", limb.rolls), ("rolls when arguable", limb.rolls_arguable), ("backwards", limb.backwards)
    return ", ".join([f"{limb.name}: {periods}", *(words for words, is_so in flags if is_so)])


def lines(rule: Rule) -> Iterator[str]:
    limbs = " + ".join(map(limb_words, rule.limbs)) or "a right, no clock"
    yield f"{rule.id} | {rule.actor.value} | {limbs} | {rule.citation} | {rule.verification}"
    for style, cited in rule.cites.items():
        yield f"{rule.id} | {style} | {cited} | {rule.verifications.get(style, rule.verification)}"
    for limb in rule.limbs:
        for own in (limb.citation, *(period.citation for period in limb.periods)):
            if own:
                yield f"{rule.id} | {limb.name} | {own}"


def test_the_law_is_as_it_was_read() -> None:
    law = "\n".join(line for rule in rules().values() for line in lines(rule)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        COPY.write_text(law, "utf-8")

    assert law == COPY.read_text("utf-8")


def test_what_nobody_read_is_marked_so() -> None:
    church = {r.id: r.verifications.get("church") for r in rules().values() if "church" in r.cites}

    assert set(church.values()) == {"MEM"}
