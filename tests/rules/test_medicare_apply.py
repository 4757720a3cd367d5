"""`tracker law apply` answers every clock of Medicare, as an oracle counts it that knows nothing of the program."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.rules import medicare_oracle as oracle
from tracker.cli import main
from tracker.cli.law import answer as answer_line
from tracker.rules.rulebook import rules

NAME = "America/New_York"
ZONE = ZoneInfo(NAME)
DAYS = st.dates(date(2024, 3, 1), date(2029, 12, 31))
MOMENTS = st.builds(
    datetime.combine, DAYS, st.times(time(0), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
)
CLOCK_CHANGES = st.builds(
    datetime.combine,
    st.sampled_from([date(2026, 3, 5), date(2026, 3, 8), date(2026, 10, 29), date(2026, 11, 1)]),
    st.times(time(0), time(5)).map(lambda t: t.replace(second=0, microsecond=0)),
)
STARTS = st.one_of(DAYS, MOMENTS, CLOCK_CHANGES)
RECEIPTS = st.one_of(st.none(), st.integers(0, 40))
LISTED = st.sampled_from(oracle.ANSWERS)
FAMILIES = ("medicare", "medicare_facility", "ma", "pd", "ffs")


def applied(rule: str, moments: dict[str, Any], limb: str | None = None, **facts: Any) -> dict[str, Any]:
    """What the command answers to the line that asks this."""
    said = {name: value.isoformat() for name, value in moments.items() if value is not None}
    asked = {"rule": rule, "moments": said, "timezone": NAME, "facts": facts}
    return answer_line(json.dumps(asked if limb is None else {**asked, "limb": limb}))


def dates(answer: dict[str, Any]) -> tuple[Any, Any]:
    """The two dates of an answer: days as days, moments in UTC."""
    assert "error" not in answer, answer
    names = ("file_by", "latest_arguable") if "file_by" in answer else ("due", "overdue_certain_after")
    first, second = (_read(answer[name]) for name in names)
    return first, second


def _read(text: str | None) -> Any:
    if text is None or "T" not in text:
        return text and date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def is_skipped(start: Any) -> bool:
    """Whether the clock skips this hour."""
    if not isinstance(start, datetime):
        return False
    there = start.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE)
    return there.replace(tzinfo=None) != start


@given(st.sampled_from(sorted(oracle.FILINGS)), DAYS, RECEIPTS)
def test_a_claimants_time_runs_from_the_receipt_that_law_presumes(
    clock: tuple[str, str], notice: date, after: int | None
) -> None:
    received = None if after is None else notice + timedelta(days=after)
    law = oracle.FILINGS[clock]
    if clock == ("ma.hospital.qio", "only") or clock == ("pd.alj.file", "expedited"):
        received = None

    found = applied(clock[0], {"notice": notice, "received": received}, clock[1])

    assert dates(found) == oracle.file_by(law, notice, received)


@given(LISTED, STARTS, st.integers(0, 14))
def test_an_answer_is_due_after_its_days_or_hours(
    listed: tuple[str, str, dict[str, object], oracle.Answer], start: Any, extension: int
) -> None:
    assume(not is_skipped(start))
    rule, limb, facts, law = listed
    asked = {**facts, "extension_days": extension} if law.longer and extension else facts

    found = applied(rule, {"start": start}, limb, **asked)

    assert dates(found) == oracle.due(law, start, ZONE, extension if law.longer else 0)


@given(
    st.one_of(DAYS, st.dates(date(2025, 12, 20), date(2026, 1, 10))),
    st.sampled_from([True, False, "unknown"]),
)
def test_prior_authorization_has_seven_days_from_2026_and_both_where_nobody_knows(
    start: date, prior: object
) -> None:
    found = applied("ma.od.std.pa", {"start": start}, prior_authorization=prior)
    refused = applied("ma.od.expedite_refused", {"start": start}, prior_authorization=prior)

    assert dates(found) == oracle.due(oracle.organization_determination(start, prior), start, ZONE)
    assert dates(refused) == oracle.due(oracle.refused_to_expedite(start, prior), start, ZONE)


@given(st.sampled_from(oracle.TYPICAL), STARTS)
def test_a_time_that_a_contract_sets_is_expected_and_calls_nobody_late(
    typical: tuple[dict[str, object], oracle.Answer], start: Any
) -> None:
    assume(not is_skipped(start))
    facts, law = typical

    found = applied("ma.ire.decide", {"start": start}, **facts)

    assert dates(found) == (oracle.due(law, start, ZONE)[0], None)
    assert found["basis"] == "typical_contract"


@given(STARTS, st.booleans())
def test_an_exception_without_a_statement_is_counted_from_the_end_of_14_days(
    start: Any, expedited: bool
) -> None:
    assume(not is_skipped(start))
    law = oracle.hours(24 if expedited else 72)

    found = applied("pd.cd.exception", {"start": start}, "no_statement", expedited=expedited)

    assert dates(found) == oracle.without_a_statement(law, start, ZONE)


@given(STARTS, st.one_of(st.none(), st.integers(0, 10)))
def test_a_fast_review_is_asked_for_by_the_earlier_noon(delivered: Any, after: int | None) -> None:
    assume(not is_skipped(delivered))
    day = delivered.date() if isinstance(delivered, datetime) else delivered
    ends = None if after is None else day + timedelta(days=after)
    noons = [oracle.noon_after(delivered, ZONE)]
    if ends is not None:
        noons.append(oracle.noon_before(ends, ZONE))

    advantage = applied("ma.fasttrack.file", {"notice": delivered, "effective": ends})
    original = applied("ffs.expedited.qio", {"notice": delivered}, "file")

    assert dates(advantage) == (min(noons), max(noons))
    assert dates(original) == (noons[0], noons[0])


@given(STARTS)
def test_the_fast_reconsideration_is_asked_for_by_noon_of_the_next_day(told: Any) -> None:
    assume(not is_skipped(told))

    found = applied("ffs.expedited.qio", {"notice": told}, "reconsideration")

    assert dates(found) == (oracle.noon_after(told, ZONE),) * 2


@given(DAYS)
def test_the_notice_comes_two_days_before_services_end(ends: date) -> None:
    assert dates(applied("ma.nomnc.notice", {"start": ends})) == (ends - timedelta(days=2),) * 2


@given(STARTS)
def test_a_reversal_is_authorized_in_72_hours_or_provided_in_14_days(start: Any) -> None:
    assume(not is_skipped(start))
    day = start.date() if isinstance(start, datetime) else start

    standard = applied("ma.effectuate", {"start": start}, "ire")
    urgent = applied("ma.effectuate", {"start": start}, "ire", expedited=True)

    assert dates(standard) == (oracle.due(oracle.hours(72), start, ZONE)[0], day + timedelta(days=14))
    assert dates(urgent) == oracle.due(oracle.hours(72), start, ZONE)


def test_the_oracle_leaves_no_clock_and_no_limb_of_medicare_out() -> None:
    clocks = {
        (rule.id, limb.name)
        for rule in rules().values()
        if rule.is_clock and rule.family in FAMILIES and rule.combine == "separate"
        for limb in rule.limbs
    }
    counted = {*oracle.FILINGS} | {(rule, limb) for rule, limb, _, _ in oracle.ANSWERS}
    by_themselves = {
        ("ma.od.std.pa", "only"),
        ("ma.od.expedite_refused", "only"),
        ("ma.ire.decide", "only"),
        ("ma.nomnc.notice", "only"),
        ("ma.effectuate", "ire"),
        ("pd.cd.exception", "no_statement"),
        ("ffs.expedited.qio", "file"),
        ("ffs.expedited.qio", "reconsideration"),
        ("pd.court.letter", "only"),
    }

    assert clocks - counted == by_themselves
    assert counted <= clocks


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a Part B drug under prior authorization": (
        "ma.od.std.pa",
        {"part_b_drug": True},
        "ma.od.std.pa is not for part_b_drug = yes. Ask for ma.od.partb.std instead.",
    ),
    "an urgent request in the ordinary time": (
        "ma.od.std.nopa",
        {"expedited": True},
        "Ask for ma.od.expedited",
    ),
    "no need of prior authorization, and prior authorization": (
        "ma.od.std.nopa",
        {"prior_authorization": True},
        "Ask for ma.od.std.pa",
    ),
    "payment as care": ("ma.recon.decide.service", {"payment": True}, "Ask for ma.recon.decide.payment"),
    "a drug as care": ("ma.recon.decide.service", {"part_b_drug": True}, "Ask for ma.recon.decide.partb"),
    "an integrated plan": ("ma.recon.file", {"integrated": True}, "Ask for ma.integrated"),
    "payment for a drug as the drug": ("pd.cd.std", {"payment": True}, "Ask for pd.cd.payment"),
    "an extension for a Part B drug": (
        "ma.od.partb.std",
        {"extension_days": 3},
        "cannot be extended; 3 days",
    ),
    "an extension without its days": ("ma.od.partb.std", {"extended": True}, "cannot be extended."),
    "an urgent appeal about a Part B drug, extended": (
        "ma.recon.decide.expedited",
        {"part_b_drug": True, "extension_days": 14},
        "cannot be extended",
    ),
    "a drug plan's extension": ("pd.redet.decide", {"extension_days": 1}, "cannot be extended"),
    "more than 14 days": ("ma.od.std.pa", {"extension_days": 15}, "by at most 14 days; 15 days were given"),
    "not extended, by 14 days": (
        "ma.od.std.pa",
        {"extended": False, "extension_days": 14},
        "“extended” says no",
    ),
    "urgent and not": (
        "pd.redet.decide",
        {"expedited": True, "urgency": "standard"},
        "contradict each other",
    ),
    "a drug plan's rule for the other plan": (
        "pd.redet.decide",
        {"sponsor": "medicare_advantage"},
        "pd.redet.decide does not govern Medicare Advantage.",
    ),
    "Medicare's rule for an employer's plan": (
        "ma.ire.decide",
        {"sponsor": "private_employer"},
        "does not govern an employer's plan",
    ),
    "an integrated drug plan": (
        "pd.redet.decide",
        {"sponsor": "medicare_part_d", "integrated": True},
        "Only a Medicare Advantage plan can be an integrated one",
    ),
    "two levels of Medicare": (
        "pd.redet.decide",
        {"sponsor": "medicare_part_d", "appeal_levels": 2},
        "fixed by law",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_facts_that_contradict_each_other_or_the_rule_are_refused_in_a_sentence(case: str) -> None:
    rule, facts, words = REFUSED[case]
    moment = "start" if rules()[rule].actor != "claimant" else "notice"

    found = applied(rule, {moment: date(2026, 3, 4)}, **facts)

    assert words in found["error"]


def test_the_private_law_is_not_asked_about_medicare() -> None:
    found = applied("erisa.appeal.file", {"notice": date(2026, 3, 4)}, sponsor="medicare_advantage")

    assert found["error"] == "erisa.appeal.file does not govern Medicare Advantage."


def test_of_two_parts_the_one_is_answered_that_the_facts_mean() -> None:
    standard = applied("pd.alj.file", {"notice": date(2026, 3, 4)})
    urgent = applied("pd.alj.file", {"notice": date(2026, 3, 4)}, expedited=True)

    assert (standard["limb"], standard["file_by"]) == ("standard", "2026-05-08")
    assert (urgent["limb"], urgent["file_by"]) == ("expedited", "2026-05-03")
    assert urgent["citation"] == "42 CFR 423.2002(b)"


def test_before_a_change_of_the_law_the_answer_says_so() -> None:
    before = applied("ma.od.std.pa", {"start": date(2025, 12, 31)}, prior_authorization=True)
    since = applied("ma.od.std.pa", {"start": date(2026, 1, 1)}, prior_authorization=True)
    notice = applied("ma.recon.file", {"notice": date(2024, 12, 31)})

    assert (before["due"], since["due"]) == ("2026-01-14", "2026-01-08")
    assert (
        "The law for what began by Wednesday, December 31, 2025; what begins later has another."
        in before["trail"]
    )
    assert "The law for what begins on Thursday, January 1, 2026 or later." in since["trail"]
    assert notice["file_by"] == "2025-03-01"
    assert "for a notice from before Wednesday, January 1, 2025" in notice["trail"][0]


def test_what_is_refused_does_not_stop_the_lines_after_it() -> None:
    lines = [
        {
            "rule": "ma.od.std.pa",
            "moments": {"start": "2026-03-04"},
            "timezone": NAME,
            "facts": {"part_b_drug": True},
        },
        {"rule": "ma.od.partb.std", "moments": {"start": "2026-03-04T10:00"}, "timezone": NAME, "facts": {}},
    ]

    said = "\n".join(map(json.dumps, lines))
    first, second = CliRunner().invoke(main, ["law", "apply", "--json"], input=said).output.splitlines()

    assert "error" in json.loads(first)
    assert json.loads(second)["due"] == "2026-03-07T10:00-05:00"


def test_amounts_in_controversy_are_a_right_and_no_clock() -> None:
    assert "not a clock" in applied("medicare.aic", {})["error"]
