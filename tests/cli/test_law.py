"""`tracker law`: the tables as a person and as a program read them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tracker.cli import main
from tracker.rules.errors import LawTableError
from tracker.rules.rulebook import rules

ROOT = Path(__file__).parents[2]
OCTOBER = {
    "rule": "aca.ext.fed.file",
    "moments": {"notice": "2026-10-30"},
    "timezone": "America/New_York",
    "facts": {},
}


def tracker(*words: str, said: str | bytes = "") -> Any:
    return CliRunner().invoke(main, list(words), input=said)


def applied(*lines: object) -> list[dict[str, Any]]:
    """What `tracker law apply --json` answers to these lines; what is no text is sent as JSON."""
    said = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return [json.loads(line) for line in tracker("law", "apply", "--json", said=said).output.splitlines()]


def apply_one(**changed: Any) -> dict[str, Any]:
    (answer,) = applied({**OCTOBER, **changed})
    return answer


class TestList:
    def test_it_names_every_rule_with_its_citation(self) -> None:
        answer = tracker("law", "list")

        assert [rule.id for rule in rules().values() if rule.id not in answer.output] == []
        assert "45 CFR 147.136(d)(2)(i)" in answer.output

    def test_as_json_it_says_what_each_rule_takes(self) -> None:
        listed = json.loads(tracker("law", "list", "--json").output)

        assert [row["rule"] for row in listed] == list(rules())
        assert all(row["limbs"] for row in listed if row["is_clock"])


class TestShow:
    def test_it_tells_the_words_the_citations_and_how_surely(self) -> None:
        output = tracker("law", "show", "aca.ext.fed.file").output

        assert "Within four months after the date of receipt" in output
        assert "29 CFR 2590.715-2719(d)(2)(i) (erisa;" in output
        assert "primary regulation text read, copy dated 2026 (P26)" in output

    def test_as_json_it_lists_limbs_moments_and_facts(self) -> None:
        shown = json.loads(tracker("law", "show", "aca.ppdr", "--json").output)

        assert (shown["limbs"], shown["moments"]) == (["start", "cure"], ["notice", "received"])
        assert set(shown["facts"]) >= {"sponsor", "funding"}

    def test_a_rule_of_the_states_lists_every_states_window(self) -> None:
        output = tracker("law", "show", "state.ext.file").output

        assert "NY        4 calendar months: “4 months from FIRST-level final adverse determination" in output
        assert (
            "VA        120 days: “request must be RECEIVED within 120 days after notice of right” (verified)"
            in output
        )
        assert "facts     funding, sponsor, state" in output

    def test_a_right_is_told_to_be_no_clock(self) -> None:
        assert "not a clock" in tracker("law", "show", "aca.ext.scope").output

    def test_an_unknown_rule_is_refused_in_a_sentence(self) -> None:
        answer = tracker("law", "show", "aca.nothing")

        assert answer.exit_code == 1
        assert "There is no rule" in answer.output


def test_check_counts_what_is_in_the_tables() -> None:
    answer = tracker("law", "check", "--on", "2026-11-22")

    assert answer.exit_code == 0
    assert f"{len(rules())} rules" in answer.output
    assert "51 states" in answer.output
    assert answer.stderr == ""


def test_check_names_what_nobody_has_read_for_180_days_and_is_no_failure() -> None:
    answer = tracker("law", "check", "--on", "2027-06-01")

    assert answer.exit_code == 0
    assert (
        "Not read for 180 days: law/states/oh.toml: department, assistance, external_review" in answer.stderr
    )
    assert "aca.ext.fed.file" in answer.stderr
    assert "All tables can be read" in answer.stdout


def test_check_fails_on_a_states_file_that_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise LawTableError("oh.toml: [external_review]: field 'citation' is missing")

    monkeypatch.setattr("tracker.cli.law.all_states", broken)

    answer = tracker("law", "check")

    assert answer.exit_code == 1
    assert "oh.toml: [external_review]: field 'citation' is missing" in answer.output


def test_check_fails_on_what_is_wrong_with_the_tables_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.cli.law.findings", lambda: iter(["va.review: no event can start only."]))

    answer = tracker("law", "check", "--on", "2026-11-22")

    assert answer.exit_code == 1
    assert "va.review: no event can start only." in answer.stderr
    assert "All tables can be read" not in answer.output


def test_check_names_old_rows_of_every_table() -> None:
    stderr = tracker("law", "check", "--on", "2027-06-01").stderr

    assert "Not read for 180 days: law/amounts.toml: amount 2025" in stderr
    assert "Not read for 180 days: law/closures.toml: closure 2025-12-24" in stderr
    (who_may_act,) = [line for line in stderr.splitlines() if "law/representatives.toml" in line]
    assert "holds medicare.holds" in who_may_act


def test_guide_prints_the_page_in_docs() -> None:
    page = (ROOT / "docs" / "what-starts-which-rule.md").read_text("utf-8")

    assert tracker("law", "guide").output == page


BAD_LINES: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown rule": ({"rule": "aca.nothing"}, "no rule"),
    "a right": ({"rule": "aca.ext.scope"}, "not a clock"),
    "an unknown moment": ({"moments": {"notice": "2026-10-30", "moon": "2026-10-30"}}, "Unknown moment"),
    "a missing moment": ({"moments": {}}, "missing"),
    "moments in a list": ({"moments": ["2026-10-30"]}, "JSON objects"),
    "no moments at all": ({"moments": None}, "JSON objects"),
    "a day that does not exist": ({"moments": {"notice": "2026-02-30"}}, "exist"),
    "an hour that is skipped": ({"moments": {"notice": "2026-03-08T02:30"}}, "the clock skips it"),
    "a receipt before the notice": (
        {"moments": {"notice": "2026-10-30", "received": "2026-10-29"}},
        "lies before",
    ),
    "a receipt an hour before the notice": (
        {
            "rule": "erisa.claim.urgent.supply",
            "moments": {"notice": "2026-10-30T10:00", "received": "2026-10-30T09:00"},
        },
        "lies before",
    ),
    "year 1": ({"moments": {"notice": "0001-01-01"}}, "outside the calendar"),
    "year 9999": ({"moments": {"notice": "9999-12-31"}}, "outside the calendar"),
    "an unknown zone": ({"timezone": "Mars/Olympus"}, "not a time zone"),
    "no zone": ({"timezone": None}, "both are needed"),
    "an unknown fact": ({"facts": {"mood": "good"}}, "Unknown fact"),
    "a fact of another type": ({"facts": {"appeal_levels": [2]}}, "not a value of"),
    "three levels": ({"facts": {"appeal_levels": 3}}, "not a value of"),
    "two levels of an individual policy": (
        {"facts": {"sponsor": "individual", "appeal_levels": 2}},
        "only one mandatory",
    ),
    "a state whose window is not sure": (
        {"rule": "state.ext.file", "facts": {"state": "TX"}},
        "ask for state.ext.early",
    ),
    "a rule of the states without a state": ({"rule": "state.ext.file"}, "needs the fact “state”"),
    "an unknown limb": ({"limb": "left"}, "has no limb"),
    "a limb that is a number": ({"limb": 1}, "is a text"),
    "an unknown entry": ({"colour": "red"}, "Unknown entry"),
}


class TestApply:
    def test_the_example_of_the_regulation(self) -> None:
        answer = apply_one()

        assert (answer["file_by"], answer["latest_arguable"]) == ("2027-03-01", "2027-03-01")
        assert answer["trail"][1].endswith("so the first day of the next month counts.")
        assert {"rule", "limb", "actor", "trigger", "status", "citation", "source", "verification"} <= set(
            answer
        )

    def test_a_proven_receipt_moves_only_the_arguable_date(self) -> None:
        answer = apply_one(moments={"notice": "2026-10-05", "received": "2026-10-09"})

        assert (answer["file_by"], answer["latest_arguable"]) == ("2027-02-05", "2027-02-09")

    def test_a_plans_rule_takes_start(self) -> None:
        answer = apply_one(rule="erisa.appeal.decide.urgent", moments={"start": "2026-10-30T18:00"})

        assert answer["due"] == "2026-11-02T17:00-05:00"
        assert answer["overdue_certain_after"] == answer["due"]

    def test_an_hour_that_comes_twice_is_the_first_and_for_certainty_the_second(self) -> None:
        answer = apply_one(rule="erisa.claim.urgent", moments={"start": "2026-11-01T01:30"})

        assert answer["due"] == "2026-11-04T00:30-05:00"
        assert answer["overdue_certain_after"] == "2026-11-04T01:30-05:00"

    def test_seconds_are_kept_so_that_no_limit_is_told_too_early(self) -> None:
        answer = apply_one(rule="erisa.claim.urgent", moments={"start": "2026-10-05T10:00:30"})

        assert answer["due"] == "2026-10-08T10:00:30-04:00"

    def test_unknown_levels_count_in_the_plans_favour(self) -> None:
        answer = apply_one(rule="erisa.appeal.decide.pre", moments={"start": "2026-10-05"})

        assert (answer["due"], answer["overdue_certain_after"]) == ("2026-10-20", "2026-11-04")

    def test_an_individual_policy_has_one_level(self) -> None:
        answer = apply_one(
            rule="erisa.appeal.decide.pre", moments={"start": "2026-10-05"}, facts={"sponsor": "individual"}
        )

        assert answer["due"] == "2026-11-04"
        assert answer["citation"].endswith("as applied by 45 CFR 147.136(b)(3)(i)")

    @pytest.mark.parametrize(
        "asked,citation",
        [
            (
                {"rule": "aca.drug.exception.std", "facts": {"urgency": "expedited"}},
                "45 CFR 156.122(c)(2)(iii)",
            ),
            ({"rule": "aca.ext.fed.prelim", "facts": {"urgency": "expedited"}}, "45 CFR 147.136(d)(3)(ii)"),
            (
                {
                    "rule": "aca.ext.fed.prelim",
                    "facts": {"urgency": "expedited", "sponsor": "private_employer"},
                },
                "29 CFR 2590.715-2719(d)(3)(ii)",
            ),
        ],
    )
    def test_an_expedited_variant_cites_its_own_paragraph(self, asked: dict[str, Any], citation: str) -> None:
        assert apply_one(**asked, moments={"start": "2026-10-05T10:00"})["citation"] == citation

    def test_each_coverage_gets_its_own_citation_source_and_basis(self) -> None:
        plan = apply_one(facts={"sponsor": "private_employer", "funding": "self_funded"})
        church = apply_one(facts={"sponsor": "church", "funding": "self_funded"})
        policy = apply_one(facts={"sponsor": "individual"})

        assert plan["source"] == "https://www.ecfr.gov/current/title-29/section-2590.715-2719"
        assert (church["citation"], church["verification"]) == ("26 CFR 54.9815-2719(d)(2)(i)", "MEM")
        assert (policy["citation"], policy["basis"]) == ("45 CFR 147.136(d)(2)(i)", "federal_floor")

    def test_a_limb_is_named_or_the_first(self) -> None:
        first, cure = applied(
            {**OCTOBER, "rule": "aca.ppdr"}, {**OCTOBER, "rule": "aca.ppdr", "limb": "cure"}
        )

        assert (first["limb"], first["file_by"]) == ("start", "2027-02-27")
        assert (cure["limb"], cure["file_by"]) == ("cure", "2026-11-20")
        assert cure["citation"] == "45 CFR 149.620(c)(4)(ii)"

    @pytest.mark.parametrize("name", BAD_LINES)
    def test_a_line_that_cannot_be_answered_says_why(self, name: str) -> None:
        changed, word = BAD_LINES[name]

        answer = apply_one(**changed)

        assert set(answer) == {"rule", "error"}
        assert word in answer["error"]

    def test_good_lines_are_answered_in_order_among_broken_ones(self) -> None:
        broken = ["{", "[]", "null", "5", '"text"', '{"rule": ["aca.sbc"]}', "[" * 100_000, "x" * 1_000_000]

        answers = applied(OCTOBER, *broken, {**OCTOBER, "moments": {"notice": "2026-10-31"}})

        assert len(answers) == len(broken) + 2
        assert [a["file_by"] for a in answers if "file_by" in a] == ["2027-03-01", "2027-03-01"]
        assert all(a["rule"] is None and a["error"] for a in answers[1:-1])

    def test_a_mark_at_the_start_windows_line_ends_and_torn_bytes_spoil_no_other_line(self) -> None:
        line = json.dumps(OCTOBER).encode()

        output = tracker(
            "law", "apply", said=b"\xef\xbb\xbf" + line + b"\r\n\xff\xfe\r\n" + line + b"\r\n"
        ).output

        assert ["file_by" in json.loads(answer) for answer in output.splitlines()] == [True, False, True]

    def test_nothing_asked_is_nothing_answered(self) -> None:
        answer = tracker("law", "apply", said="")

        assert (answer.exit_code, answer.output) == (0, "")


def test_it_needs_no_database_no_secret_and_no_settings(tmp_path: Path) -> None:
    # Given an empty folder, no environment and a program started anew
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "law", "apply", "--json"]

    # When a line is asked
    asked = json.dumps(OCTOBER) + "\n"
    ran = subprocess.run(
        command, input=asked, capture_output=True, text=True, cwd=tmp_path, env={}, check=True
    )

    # Then it is answered, and the folder is still empty
    assert json.loads(ran.stdout)["file_by"] == "2027-03-01"
    assert list(tmp_path.iterdir()) == []


class TestApplyToPrograms:
    @pytest.mark.parametrize(
        "facts,due,certain",
        [
            ({}, "2026-04-07", "2026-04-07"),
            ({"prior_authorization": True}, "2026-04-07", "2026-04-07"),
            ({"extension_days": 14}, "2026-04-21", "2026-04-21"),
            ({"prior_authorization": False}, "2026-04-14", "2026-04-14"),
        ],
    )
    def test_a_rule_about_prior_authorization_is_asked_about_a_request_under_it(
        self, facts: dict[str, Any], due: str, certain: str
    ) -> None:
        answer = apply_one(rule="ma.od.std.pa", moments={"start": "2026-03-31"}, facts=facts)

        assert (answer["due"], answer["overdue_certain_after"]) == (due, certain)
