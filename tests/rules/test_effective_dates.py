"""A case keeps the law of its dates: what starts a count chooses the rule and the period that were law then."""

from pathlib import Path
from typing import Any

import pytest

from tests.other_law import folder_with, under
from tests.rules.cases import DENIAL, answered
from tracker.rules.apply import ApplyError, apply_rule
from tracker.rules.outcome import Deadline

NEW_YORK = "America/New_York"
UNTIL = 'id = "erisa.appeal.file"\neffective_until = 2026-06-30'


def applied(rule: str, day: str, **facts: Any) -> Deadline:
    return apply_rule(rule, {"start": day}, facts, NEW_YORK)


@pytest.mark.parametrize(
    "received,late_after",
    [("2025-12-31", "2026-01-14"), ("2026-01-01", "2026-01-08")],
    ids=["14 days until the end of 2025", "7 days from 2026"],
)
def test_medicare_plans_answer_by_the_law_of_the_day_of_the_request(received: str, late_after: str) -> None:
    answer = applied("ma.od.std.pa", received, prior_authorization=True)

    assert str(answer.overdue_certain_after) == late_after


def test_a_rule_asked_for_before_it_was_law_answers_so() -> None:
    with pytest.raises(
        ApplyError, match="is law for what begins on 2026-01-01 or later; 2025-12-31 is before"
    ):
        applied("mcd.ffs.pa", "2025-12-31")


class TestARuleThatIsNoLongerLaw:
    def test_it_still_governs_what_began_before(self, tmp_path: Path) -> None:
        with under(folder_with(tmp_path, "appeals.toml", 'id = "erisa.appeal.file"', UNTIL)):
            deadlines = answered({**DENIAL, "notice_on": "2026-06-30"})["deadlines"]

        assert [d["file_by"] for d in deadlines if d["rule"] == "erisa.appeal.file"] == ["2026-12-27"]

    def test_it_does_not_govern_what_begins_after(self, tmp_path: Path) -> None:
        with under(folder_with(tmp_path, "appeals.toml", 'id = "erisa.appeal.file"', UNTIL)):
            deadlines = answered({**DENIAL, "notice_on": "2026-07-01"})["deadlines"]

        assert [d for d in deadlines if d["rule"] == "erisa.appeal.file"] == []

    def test_asked_for_by_itself_it_answers_so(self, tmp_path: Path) -> None:
        with (
            under(folder_with(tmp_path, "appeals.toml", 'id = "erisa.appeal.file"', UNTIL)),
            pytest.raises(ApplyError, match="begins on 2026-06-30 or earlier; 2026-07-01 is after that"),
        ):
            apply_rule("erisa.appeal.file", {"notice": "2026-07-01"}, {}, NEW_YORK)


def test_a_day_on_which_no_period_is_law_is_told(tmp_path: Path) -> None:
    period = 'amount = 180, unit = "days"'
    with (
        under(folder_with(tmp_path, "appeals.toml", period, f"{period}, since = 2026-01-01")),
        pytest.raises(ApplyError, match="has no time that is law for what begins on 2025-12-31"),
    ):
        apply_rule("erisa.appeal.file", {"notice": "2025-12-31"}, {}, NEW_YORK)
