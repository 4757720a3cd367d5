"""The tables of law: complete, cited, and refused by name when broken."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.rules.cases import facts_of
from tracker.rules.derived import Deriver
from tracker.rules.errors import LawTableError
from tracker.rules.event_fields import EventShape
from tracker.rules.events import SCHEMA
from tracker.rules.regimes import regime_of
from tracker.rules.row_checks import FACTS
from tracker.rules.rulebook import VERIFICATIONS, read_table, rules
from tracker.rules.timeline import Timeline

CLOCKS = [
    "erisa.claim.urgent",
    "erisa.claim.urgent.incomplete_notice",
    "erisa.claim.urgent.supply",
    "erisa.claim.urgent.decide_after_supply",
    "erisa.claim.concurrent.reduce",
    "erisa.claim.concurrent.extend_urgent",
    "erisa.claim.pre",
    "erisa.claim.post",
    "erisa.claim.supply45",
    "erisa.claim.toll",
    "erisa.claim.improper_preservice",
    "erisa.appeal.file",
    "erisa.appeal.second_level",
    "erisa.appeal.decide.urgent",
    "erisa.appeal.decide.pre",
    "erisa.appeal.decide.post",
    "erisa.docs.104b4",
    "aca.rescission.notice",
    "aca.deminimis.explain",
    "aca.deminimis.resubmit_notice",
    "aca.ext.fed.file",
    "aca.ext.fed.prelim",
    "aca.ext.fed.prelim_notice",
    "aca.ext.fed.perfect",
    "aca.ext.fed.docs_to_iro",
    "aca.ext.fed.submit_info",
    "aca.ext.fed.iro_forward",
    "aca.ext.fed.decide",
    "aca.ext.fed.comply",
    "aca.ext.fed.expedited.decide",
    "aca.ext.hhs",
    "aca.ext.hhs.decide",
    "aca.drug.exception.std",
    "aca.drug.exception.external",
    "aca.nsa.initial",
    "aca.ppdr",
    "aca.sbc",
]
RIGHTS = [
    "erisa.appeal.clock_start",
    "erisa.docs.claim_file",
    "erisa.deemed_exhausted",
    "erisa.civil_action",
    "aca.internal.base",
    "aca.individual.one_level",
    "aca.new_evidence",
    "aca.deemed_exhausted",
    "aca.ext.fed.expedited.request",
    "aca.ext.scope",
    "aca.ext.state.min",
    "aca.ext.fed.refused",
    "aca.continued_coverage",
]
ROW = """
[[rule]]
id = "x.y"
title = "T"
actor = "plan"
family = "claims"
citation = "29 CFR 1"
source = "s"
checked = 2026-11-21
verification = "P26"
words = "w"
starts = ["claim_received"]
start = ["received_by_plan"]
period = [{ amount = 1, unit = "days" }]
"""


@pytest.mark.parametrize("rule_id", CLOCKS)
def test_every_clock_of_private_coverage_is_in_the_tables(rule_id: str) -> None:
    assert rules()[rule_id].is_clock


@pytest.mark.parametrize("rule_id", RIGHTS)
def test_every_right_that_is_no_clock_is_in_the_tables(rule_id: str) -> None:
    assert not rules()[rule_id].is_clock


def test_every_rule_says_where_it_stands_and_how_surely() -> None:
    for rule in rules().values():
        assert rule.citation
        assert rule.source
        assert rule.words
        assert rule.verification in VERIFICATIONS


def test_only_the_external_review_filing_rolls() -> None:
    rolling = {rule.id for rule in rules().values() if any(limb.rolls for limb in rule.limbs)}

    assert rolling == {"aca.ext.fed.file", "aca.ext.fed.perfect"}


def file_with(folder: Path, text: str) -> Path:
    """A table that says so."""
    file = folder / "x.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_whole_row_is_read(tmp_path: Path) -> None:
    (rule,) = read_table(file_with(tmp_path, ROW))

    assert rule.limbs[0].periods[0].amount == 1


@pytest.mark.parametrize(
    "broken,word",
    [
        (ROW.replace('citation = "29 CFR 1"\n', ""), "citation"),
        (ROW.replace('"plan"', '"nobody"'), "nobody"),
        (ROW.replace('"days"', '"moons"'), "moons"),
        (ROW.replace('"received_by_plan"', '"received_by_moon"'), "received_by_moon"),
        (ROW.replace('"P26"', '"P99"'), "P99"),
        (ROW.replace('title = "T"', 'titel = "T"'), "titel"),
        (ROW.replace('"claim_received"', '"moon_rose"'), "moon_rose"),
        (ROW.replace("amount = 1", 'amount = "1"'), "amount"),
        (ROW.replace("amount = 1", "amount = true"), "amount"),
        (ROW.replace("amount = 1", "amount = 1, colour = 2"), "colour"),
        (ROW.replace('citation = "29 CFR 1"', 'citation = ""'), "citation"),
        (ROW.replace("2026-11-21", '"2026-11-21"'), "checked"),
        (ROW + 'when = { urgnecy = ["standard"] }', "urgnecy"),
        (ROW + "rolls = 1", "rolls"),
        (ROW + 'computed = "magic"', "magic"),
        (ROW + 'combine = "sooner"', "sooner"),
        (ROW + 'limb = [{ name = "a", colour = 1 }]', "colour"),
    ],
)
def test_a_broken_row_is_refused_naming_file_and_row(tmp_path: Path, broken: str, word: str) -> None:
    with pytest.raises(LawTableError) as caught:
        list(read_table(file_with(tmp_path, broken)))

    assert "law/x.toml: row 1" in str(caught.value)
    assert word in str(caught.value)


def test_rows_that_are_no_tables_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LawTableError, match=r"law/x\.toml: row 1"):
        list(read_table(file_with(tmp_path, "rule = [1]")))


def test_every_fact_that_a_row_may_name_is_worked_out_for_some_event() -> None:
    events = [{"kind": shape.kind.value, **required(shape)} for shape in SCHEMA.values()]
    case = facts_of(*events, coverage={"sponsor": "unknown"})
    timeline = Timeline(case.events, ZoneInfo(case.timezone))
    deriver = Deriver(case, regime_of(case.coverage), timeline, ZoneInfo(case.timezone))

    derived = {name for event in timeline.events for name in deriver.facts(event)}

    assert FACTS - {"letter_is_shorter"} <= derived


def required(shape: EventShape) -> dict[str, Any]:
    """A day, or the first choice, for every field that has to be filled in, and for the one it goes by."""
    needed = [f for f in shape.fields if f.required or f.name == shape.happened[0]]
    return {f.name: f.choices[0][0] if f.choices else "2026-11-20" for f in needed if f.name != "rule"} | (
        {"rule": "erisa.appeal.file"} if shape.field("rule") else {}
    )


def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LawTableError, match=r"law/x\.toml"):
        list(read_table(file_with(tmp_path, "[[rule")))
