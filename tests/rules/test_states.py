"""The states' files: each jurisdiction has one, each row says where it is from and how surely; none has an address."""

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from tracker.rules.errors import LawTableError
from tracker.rules.state_rows import (
    ClockName,
    Confidence,
    CountsFrom,
    ExternalReview,
    LawKind,
    Process,
    State,
    StepTherapyLaw,
    Taker,
)
from tracker.rules.states import CODES, all_states, is_fresh, read_state, state_of
from tracker.rules.terms import ServiceKind, Unit

FOLDER = files("tracker.rules") / "law" / "states"
ADDRESS = re.compile(
    r"""\b(fax|p\.?\s?o\.?\ box|mail\ stop)\b           # a fax number, a box
    | \b\d+\ [NSEW]?\.?\ ?[A-Z]\w+\ (St|Street|Ave|Avenue|Blvd|Rd|Road|Pl|Place|Center|Way|Drive)\b
    | \b(Ste|Suite|Floor|Fl)\.?\ \d+
    | \b[A-Z]{2}\ \d{5}\b                               # a state with its ZIP code
    | \b\d{5}-\d{4}\b
    | [\w.]+@[\w.]+""",
    re.VERBOSE | re.IGNORECASE,
)


def state(code: str) -> State:
    found = state_of(code)
    assert found is not None
    return found


def law_rows() -> Iterator[tuple[str, ExternalReview | StepTherapyLaw]]:
    """Every row of law, with a name for a message."""
    for each in all_states():
        yield f"{each.code} external review", each.external_review
        yield from ((law.code, law) for law in each.step_therapy)


def text_without_links(code: str) -> str:
    return re.sub(r"https?://[^\"\s]+", "", FOLDER.joinpath(f"{code.lower()}.toml").read_text("utf-8"))


def test_every_jurisdiction_has_its_file() -> None:
    assert len(CODES) == 51
    assert [each.code for each in all_states()] == list(CODES)
    assert {file.name for file in FOLDER.glob("*.toml")} == {f"{code.lower()}.toml" for code in CODES}


def test_every_row_of_law_has_citation_source_date_and_confidence() -> None:
    for name, row in law_rows():
        assert row.citation, name
        assert all(row.sources), name
        assert row.source_asof, name
        assert row.checked >= date(2026, 11, 21), name
        assert row.confidence in Confidence, name


def test_every_insurance_department_has_a_name_and_a_telephone() -> None:
    for each in all_states():
        assert each.department.name
        assert re.fullmatch(r"\d{3}-\d{3}-\d{4}", each.department.to_call), each.code


@pytest.mark.parametrize("code", CODES)
def test_no_file_holds_a_mailing_address_or_a_fax_number(code: str) -> None:
    """Addresses change, and the one that counts stands in the letter in hand."""
    assert ADDRESS.search(text_without_links(code)) is None


@pytest.mark.parametrize(
    "text",
    [
        "fax 888-866-6190",
        "PO Box 30220 Lansing 48909-7720",
        "3750 Monroe Ave",
        "50 Milk Street 8th",
        "Albany NY 12224",
        "ihcap@example.org",
    ],
)
def test_what_an_address_looks_like_is_recognized(text: str) -> None:
    assert ADDRESS.search(text)


def test_what_is_unverified_or_in_dispute_has_no_window_of_its_own() -> None:
    for each in all_states():
        review = each.external_review
        if review.confidence is Confidence.UNVERIFIED or review.process is not Process.STATE:
            assert {clock.name for clock in each.clocks} <= {ClockName.EARLY}, each.code


@pytest.mark.parametrize("code", ["AL", "FL", "GA", "MO", "TX"])
def test_a_window_on_which_sources_disagree_is_no_window_and_the_conflict_is_told(code: str) -> None:
    assert state(code).clock(ClockName.FILE) is None
    assert any(line.startswith("The window:") for line in state(code).external_review.conflicts)


@pytest.mark.parametrize(
    "code,amount,unit,counts_from",
    [
        ("CA", 6, Unit.CALENDAR_MONTHS, CountsFrom.FINAL),
        ("MN", 6, Unit.CALENDAR_MONTHS, CountsFrom.FINAL),
        ("TN", 6, Unit.CALENDAR_MONTHS, CountsFrom.FINAL),
        ("OH", 180, Unit.DAYS, CountsFrom.FINAL),
        ("MI", 127, Unit.DAYS, CountsFrom.FINAL),
        ("VA", 120, Unit.DAYS, CountsFrom.FINAL),
        ("CT", 120, Unit.DAYS, CountsFrom.FINAL),
        ("IN", 120, Unit.DAYS, CountsFrom.FINAL),
        ("NC", 120, Unit.DAYS, CountsFrom.FINAL),
        ("NY", 4, Unit.CALENDAR_MONTHS, CountsFrom.FIRST_DECISION),
        ("NJ", 4, Unit.CALENDAR_MONTHS, CountsFrom.FINAL),
    ],
)
def test_the_windows_that_a_source_was_seen_for(
    code: str, amount: int, unit: Unit, counts_from: CountsFrom
) -> None:
    clock = state(code).clock(ClockName.FILE)

    assert clock is not None
    assert (clock.amount, clock.unit, clock.counts_from) == (amount, unit, counts_from)
    assert state(code).external_review.confidence is Confidence.VERIFIED


@pytest.mark.parametrize(
    "code,name,amount",
    [
        ("CO", ClockName.SECOND_LEVEL, 60),
        ("SC", ClockName.EXPEDITED, 15),
        ("MI", ClockName.EXPEDITED, 10),
        ("MI", ClockName.EARLY, 120),
        ("AL", ClockName.EARLY, 60),
        ("FL", ClockName.EARLY, 60),
    ],
)
def test_the_short_times_that_are_easily_missed(code: str, name: ClockName, amount: int) -> None:
    clock = state(code).clock(name)

    assert clock is not None
    assert (clock.amount, clock.unit) == (amount, Unit.DAYS)


@pytest.mark.parametrize(
    "taker,codes",
    [
        (Taker.INSURER, "AZ CO DE IN KY LA MT OH OR RI SC TN TX WA WI"),
        (
            Taker.AGENCY,
            "AR CA CT DC GA HI ID IL IA KS MD MA ME MI MN MO MS NE NV NH NY NC OK PA SD UT VT VA WV",
        ),
        (Taker.PORTAL, "NJ"),
        (Taker.CONTRACTOR, "AL FL"),
        (Taker.UNKNOWN, "AK ND NM WY"),
    ],
)
def test_who_takes_the_request_differs_by_state(taker: Taker, codes: str) -> None:
    found = {each.code for each in all_states() if each.external_review.takes_request is taker}

    assert found == set(codes.split())


def test_most_laws_on_step_therapy_reach_drugs_only() -> None:
    beyond = {
        law.code
        for each in all_states()
        for law in each.step_therapy
        if set(law.reaches) - {ServiceKind.DRUG}
    }

    assert beyond == {
        "ar_fail_first",
        "dc_step_therapy",
        "fl_step_therapy",
        "nc_step_therapy",
        "ok_ventilation",
        "wi_device",
    }


@pytest.mark.parametrize("code", ["AK", "NH", "RI", "SC"])
def test_a_bill_is_no_law(code: str) -> None:
    assert [law.kind for law in state(code).step_therapy] == [LawKind.BILL]
    assert not state(code).step_therapy[0].is_law


def test_a_row_is_fresh_for_180_days() -> None:
    checked = date(2026, 11, 21)

    assert is_fresh(checked, date(2026, 8, 1))
    assert is_fresh(checked, date(2027, 5, 20))
    assert not is_fresh(checked, date(2027, 5, 21))


@pytest.mark.parametrize("code", [None, "PR", "ZZ", "ny"])
def test_what_has_no_file_has_no_row(code: str | None) -> None:
    assert state_of(code) is None


# ---- A broken file


def broken(tmp_path: Path, before: str, after: str) -> Path:
    """Ohio's file with one text changed."""
    text = FOLDER.joinpath("oh.toml").read_text("utf-8")
    assert before in text
    (tmp_path / "oh.toml").write_text(text.replace(before, after), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "before,after,said",
    [
        ('code = "OH"', 'code = "HO"', "'code' has to be 'OH'"),
        ("[department]", "[departments]", "unknown entry 'departments'"),
        ("[external_review]", "[[external_review]]", r"\[external_review\] is missing"),
        ('citation = "O.R.C. 3922', 'cites = "O.R.C. 3922', r"\[external_review\]: unknown field 'cites'"),
        ('source_asof = "2012-09-06"', 'source_asof = ""', r"\[external_review\]: 'source_asof'"),
        ('confidence = "verified"', 'confidence = "sure"', "none of verified, secondary, unverified"),
        ("checked = 2026-11-21", 'checked = "lately"', "is not a date"),
        ("amount = 180", "amount = 0", r"\[\[clocks\]\] \(file\): a window is a number"),
        ('unit = "days"', 'unit = "hours"', r"\[\[clocks\]\] \(file\): a window is a number"),
        ('process = "state"', 'process = "disputed"', "unverified or in dispute has no window"),
        ('code = "oh_step_therapy"', 'code = "file"', "'file' stands twice"),
        ("[[clocks]]", "[[clocks]", "oh.toml"),
    ],
)
def test_a_broken_file_is_named_with_its_row(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(LawTableError, match=said) as raised:
        read_state(broken(tmp_path, before, after), "OH")

    assert str(raised.value).startswith("oh.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LawTableError, match=r"oh\.toml: the file is missing"):
        read_state(tmp_path, "OH")
