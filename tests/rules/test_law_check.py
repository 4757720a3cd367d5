"""What `tracker law check` finds in tables as a whole, on tables that lack something and on the ones that are here."""

from dataclasses import replace

import pytest

from tracker.rules import representatives
from tracker.rules.facts import Coverage
from tracker.rules.law_check import (
    WITH_LAW,
    TableRow,
    findings,
    never_started,
    pointing_nowhere,
    read_rows,
    rules_of_a_first_date,
    unsourced,
    without_a_representative,
)
from tracker.rules.regimes import regime_of
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind, Sponsor

TABLE = """
[[storm]]
name = "A storm"
citation = "88 FR 1"
source = "https://example.org/notice"
checked = 2026-11-21
verification = "FR"
"""


def missing(text: str) -> list[str]:
    return [line for row in read_rows("storms.toml", text) for line in unsourced(row)]


def test_the_tables_that_are_here_lack_nothing() -> None:
    assert list(findings()) == []


@pytest.mark.parametrize("entry", ["citation", "source", "checked", "verification"])
def test_a_row_of_any_table_says_where_it_is_from(entry: str) -> None:
    lines = [line for line in TABLE.splitlines() if not line.startswith(entry)]

    assert missing(TABLE) == []
    assert missing("\n".join(lines)) == [f"law/storms.toml: storm A storm: it has no {entry}."]


def test_a_day_at_the_top_of_a_file_holds_for_its_rows() -> None:
    assert missing("checked = 2026-11-21\n" + TABLE.replace("checked = 2026-11-21\n", "")) == []


def test_a_way_of_verifying_that_nobody_knows_is_named() -> None:
    assert missing(TABLE.replace('"FR"', '"SEEN"')) == [
        "law/storms.toml: storm A storm: “SEEN” is no way of verifying."
    ]


def test_the_sections_that_letters_cite_are_rows_too() -> None:
    text = '[sections.review.erisa]\nsection = "29 CFR 1"\nsource = "https://example.org"\nverification = "P26"\n'
    (row,) = read_rows("citations.toml", text)

    assert isinstance(row, TableRow)
    assert list(unsourced(row)) == ["law/citations.toml: review.erisa: it has no checked."]


def test_a_rule_that_no_event_of_its_coverage_starts_is_named() -> None:
    rule = rules()["tricare.recon.file"]
    limb = replace(rule.limbs[0], starts=(EventKind.IRE_DECIDED,))
    regimes = (regime_of(Coverage(Sponsor.TRICARE)),)

    assert list(never_started(rule, regimes)) == []
    assert list(never_started(replace(rule, limbs=(limb,)), regimes)) == [
        "tricare.recon.file: no event can start only."
    ]


def test_a_rule_whose_family_governs_nothing_is_named() -> None:
    assert list(never_started(rules()["va.review"], (regime_of(Coverage(Sponsor.TRICARE)),))) == [
        "va.review: its family, va, governs no kind of coverage."
    ]


def test_a_name_of_a_rule_that_is_not_there_is_named() -> None:
    late = replace(rules()["mcd.appeal.decide.std"], late_starts=("mcd.nothing",))
    excused = replace(rules()["ma.recon.file"], good_cause="ma.nothing")

    assert list(pointing_nowhere({late.id: late, excused.id: excused})) == [
        "mcd.appeal.decide.std: “late_starts” names mcd.nothing, and there is no such rule.",
        "ma.recon.file: “good_cause” names ma.nothing, and there is no such rule.",
    ]


def test_what_lateness_starts_is_the_claimants_to_ask_for() -> None:
    late = replace(rules()["mcd.appeal.decide.std"], late_starts=("mcd.effectuate",))
    named = {each: rules()[each] for each in ("mcd.effectuate",)} | {late.id: late}

    assert list(pointing_nowhere(named)) == [
        "mcd.appeal.decide.std: “late_starts” names mcd.effectuate, which is no clock that lateness begins."
    ]


def test_a_coverage_of_which_nothing_says_who_may_act_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    table = representatives.representatives()
    fewer = tuple(row for row in table.sentences["consent"] if Sponsor.TRICARE not in row.sponsors)
    lacking = replace(table, sentences={**table.sentences, "consent": fewer})
    monkeypatch.setattr(representatives, "representatives", lambda: lacking)

    assert list(without_a_representative()) == ["tricare: nothing says what a representative needs."] * 2


@pytest.mark.parametrize("sponsor", WITH_LAW)
def test_a_denial_starts_a_first_date_in_every_coverage_with_law_of_its_own(sponsor: Sponsor) -> None:
    assert list(rules_of_a_first_date(sponsor))


@pytest.mark.parametrize("sponsor", [Sponsor.SHORT_TERM, Sponsor.OTHER])
def test_coverage_without_law_of_its_own_has_none(sponsor: Sponsor) -> None:
    assert list(rules_of_a_first_date(sponsor)) == []
