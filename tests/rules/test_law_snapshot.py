"""A golden copy of the law: a change of a period, a citation or how surely it was read is a diff that someone reads."""

import os
from collections.abc import Iterator
from pathlib import Path

from tracker.rules.law_rows import Limb, Period, Rule
from tracker.rules.rulebook import rules

COPY = Path(__file__).parents[1] / "snapshots" / "law.txt"


def period_words(period: Period) -> str:
    given = [f"{name}={'/'.join(map(str, allowed))}" for name, allowed in period.when.items()]
    words = [
        f"{period.amount} {period.unit.value}",
        f"if {', '.join(given)}" if given else "",
        f"from {period.since}" if period.since else "",
        f"until {period.until}" if period.until else "",
        f"after {period.after_days} days" if period.after_days else "",
    ]
    return " ".join(filter(None, words))


def limb_words(limb: Limb) -> str:
    periods = "; ".join(map(period_words, limb.periods))
    flags = (
        ("rolls", limb.rolls),
        ("rolls when arguable", limb.rolls_arguable),
        ("backwards", limb.backwards),
        (f"received {limb.presumed_days} days after the notice", limb.presumed_days),
        (f"may be {limb.extension_days} days longer", limb.extension_days),
        ("a ceiling", limb.is_ceiling),
    )
    return ", ".join([f"{limb.name}: {periods}", *(words for words, is_so in flags if is_so)])


def lines(rule: Rule) -> Iterator[str]:
    limbs = " + ".join(map(limb_words, rule.limbs)) or "a right, no clock"
    since = f" | from {rule.effective_from}" if rule.effective_from else ""
    filed = f" | filed by {rule.filed_means}" if rule.filed_means != "received" else ""
    yield f"{rule.id} | {rule.actor.value} | {limbs} | {rule.citation} | {rule.verification}{since}{filed}"
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
