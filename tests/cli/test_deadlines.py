"""`tracker deadlines`: one case from a file or from standard input."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.rules.cases import APPEAL, DENIAL, raw_case
from tracker.cli import main


def deadlines(case: object, *words: str) -> Any:
    said = case if isinstance(case, str | bytes) else json.dumps(case)
    return CliRunner().invoke(main, ["deadlines", "-", *words], input=said)


def test_all_deadlines_are_printed_met_ones_too() -> None:
    # Given a denial, and an appeal that the plan received in September and has not answered
    case = raw_case(DENIAL, APPEAL)

    # When its deadlines are asked for as JSON
    answer = json.loads(deadlines(case, "--json").output)

    # Then the filing is met, the plan is late, and the next door is open, each with its arithmetic
    found = {d["rule"]: d for d in answer["deadlines"]}
    assert found["erisa.appeal.file"]["status"] == "met"
    assert found["erisa.appeal.decide.pre"]["status"] == "late"
    assert found["aca.ext.fed.file"]["basis"] == "deemed_exhausted"
    assert "aca.deemed_exhausted" in {o["rule"] for o in answer["openings"]}
    assert all(
        d["trail"] and d["citation"] and d["source"] and d["verification"] for d in answer["deadlines"]
    )


def test_a_claimants_and_a_plans_deadline_have_their_own_two_dates() -> None:
    answer = json.loads(deadlines(raw_case(DENIAL, APPEAL), "--json").output)

    found = {d["rule"]: set(d) for d in answer["deadlines"]}
    assert {"file_by", "latest_arguable"} <= found["erisa.appeal.file"]
    assert {"due", "overdue_certain_after"} <= found["erisa.appeal.decide.pre"]
    assert "due" not in found["erisa.appeal.file"]


def test_as_text_each_date_comes_with_its_reasons() -> None:
    output = deadlines(raw_case(DENIAL)).output

    assert "Wednesday, December 2, 2026  File the internal appeal  [open]" in output
    assert "29 CFR 2560.503-1(h)(3)(i), verified: P25" in output
    assert "180 days later" in output
    assert "Open: Ask for the claim file." in output


def test_another_moment_may_be_asked_for() -> None:
    answer = json.loads(deadlines(raw_case(DENIAL), "--json", "--as-of", "2026-12-03").output)

    assert {d["rule"]: d["status"] for d in answer["deadlines"]}["erisa.appeal.file"] == "missed"


def test_a_file_is_read_with_a_mark_at_its_start(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(raw_case(DENIAL)), encoding="utf-8-sig")

    answer = CliRunner().invoke(main, ["deadlines", str(file), "--json"])

    assert json.loads(answer.output)["deadlines"]


@pytest.mark.parametrize(
    "case,word",
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ("null", "JSON object"),
        ("[" * 100_000, "nested too deep"),
        (b"\xff\xfe{}", "UTF-8"),
        (b" " * 1_000_001, "larger than"),
        ('{"claim": "\\ud800"}', "not known"),
    ],
    ids=["nothing", "half", "a list", "null", "nested", "bytes", "a megabyte", "half a character"],
)
def test_what_is_no_case_gets_a_sentence_and_exit_code_1(case: str | bytes, word: str) -> None:
    answer = deadlines(case)

    assert answer.exit_code == 1
    assert word in answer.stderr
    assert answer.stdout == ""


def test_every_problem_of_a_case_is_told_on_standard_error() -> None:
    bad = raw_case({**DENIAL, "notice_on": "2026-02-30"}, timezone="Mars/Olympus")

    answer = deadlines(bad, "--json")

    assert answer.exit_code == 1
    assert "events[0].notice_on: “2026-02-30” is not a day" in answer.stderr
    assert "timezone: “Mars/Olympus” is not a time zone" in answer.stderr
    assert answer.stdout == ""


def test_a_missing_file_is_named() -> None:
    answer = CliRunner().invoke(main, ["deadlines", "nowhere.json"])

    assert answer.exit_code != 0
    assert "nowhere.json" in answer.stderr


def test_it_needs_no_database_no_secret_and_no_settings(tmp_path: Path) -> None:
    # Given an empty folder and no environment
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "deadlines", "-", "--json"]

    # When a case is read from standard input
    case = json.dumps(raw_case(DENIAL))
    ran = subprocess.run(
        command, input=case, capture_output=True, text=True, cwd=tmp_path, env={}, check=True
    )

    # Then it is answered, and the folder is still empty
    assert json.loads(ran.stdout)["next_change_at"] == "2026-12-03T00:00-06:00"
    assert list(tmp_path.iterdir()) == []


def test_the_state_says_why_it_does_not_bind_a_self_funded_plan_and_whom_to_ask() -> None:
    said = deadlines(raw_case(DENIAL)).output

    assert "Texas: This plan is self-funded: the employer pays the claims." in said
    assert "To ask: Texas Department of Insurance, 800-252-3439." in said


def test_a_states_row_that_is_too_old_tells_only_whom_to_ask() -> None:
    said = deadlines(raw_case(DENIAL, coverage={"funding": "insured"}), "--as-of", "2027-06-01").output

    assert (
        "Texas: What is on record was last read on 2026-11-21: too long ago to be used. To ask: Texas" in said
    )
    assert "external review may apply" not in said
