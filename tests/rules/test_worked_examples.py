"""Every file in worked_examples/ is one case with the dates that law gives it."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tracker.rules.casefile import read_case
from tracker.rules.engine import compute
from tracker.rules.rulebook import rules
from tracker.rules.told import computed_json

FOLDER = Path(__file__).parent / "worked_examples"
EXAMPLES = sorted(FOLDER.glob("*.toml"))


def plain(value: Any) -> Any:
    """TOML's dates and moments as the strings that JSON has."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def answered(example: dict[str, Any]) -> dict[str, Any]:
    case, as_of = read_case(plain(example["case"]))
    assert as_of is not None, "an example says when it is judged"
    return computed_json(compute(case, as_of), case.timezone, as_of)


def is_meant(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(found[k] == wanted[k] for k in ("rule", "limb", "event") if k in wanted)


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) > 30


def test_every_clock_has_a_worked_example() -> None:
    worked = {
        wanted["rule"]
        for path in EXAMPLES
        for wanted in tomllib.loads(path.read_text("utf-8")).get("expect", [])
    }

    assert {rule.id for rule in rules().values() if rule.is_clock} - worked == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_worked_example_comes_out_as_the_regulation_says(path: Path) -> None:
    example = tomllib.loads(path.read_text("utf-8"))
    assert example["sentence"]
    assert example["citation"]

    answer = answered(example)

    for wanted in plain(example.get("expect", [])):
        found = [d for d in answer["deadlines"] if is_meant(d, wanted)]
        assert len(found) == 1, (wanted, [(d["rule"], d["limb"], d["event"]) for d in answer["deadlines"]])
        assert {k: found[0].get(k) for k in wanted} == wanted
    for wanted in example.get("absent", []):
        assert wanted["rule"] not in {d["rule"] for d in answer["deadlines"]}
    opened = {o["rule"] for o in answer["openings"]}
    assert {o["rule"] for o in example.get("open", [])} <= opened
    assert not {o["rule"] for o in example.get("closed", [])} & opened
    of_state = example.get("state", {})
    assert {k: (answer["state"] or {}).get(k) for k in of_state} == of_state
