"""Which date stands large on a case."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.rules.cases import facts_of
from tracker.rules.engine import compute
from tracker.rules.stage import next_step
from tracker.web.front import in_front
from tracker.web.shown import of_computed

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
CUT = {
    "kind": "course_reduction_notified",
    "key": "cut",
    "notice_on": "2026-11-24",
    "effective_on": "2026-12-04",
}


def test_a_nearer_day_to_keep_care_going_is_not_hidden_behind_a_target() -> None:
    case = facts_of(
        CUT, coverage={"sponsor": "medicaid_managed_care"}, claim="concurrent", as_of="2026-11-26T09:00"
    )
    computed = compute(case, NOW)
    shown = [of_computed(each, NOW, ZoneInfo(case.timezone)) for each in computed.deadlines]

    front = in_front(next_step(case, computed, NOW), shown)

    assert front is not None
    assert front.rule == "mcd.continue"


def test_the_date_of_law_behind_a_target_stands_in_front_where_none_is_nearer() -> None:
    denial = {"kind": "adverse_determination", "notice_on": "2026-11-24"}
    case = facts_of(denial, as_of="2026-11-26T09:00")
    computed = compute(case, NOW)
    shown = [of_computed(each, NOW, ZoneInfo(case.timezone)) for each in computed.deadlines]

    front = in_front(next_step(case, computed, NOW), shown)

    assert front is not None
    assert front.rule == "erisa.appeal.file"


def test_a_date_that_nobody_knows_yet_does_not_hide_one_that_is_known() -> None:
    denial = {"kind": "adverse_determination", "notice_on": "2026-11-01"}
    appeal = {"kind": "internal_appeal_filed", "received_by_plan": "2026-11-05"}
    upheld = {"kind": "appeal_decided", "notice_on": "2026-11-20", "outcome": "upheld"}
    unknown_levels = {"funding": "unknown", "grandfathered": None, "appeal_levels": None}
    case = facts_of(denial, appeal, upheld, coverage=unknown_levels, as_of="2026-11-26T09:00")
    computed = compute(case, NOW)
    shown = [of_computed(each, NOW, ZoneInfo(case.timezone)) for each in computed.deadlines]

    front = in_front(next_step(case, computed, NOW), shown)

    assert front is not None
    assert front.rule == "aca.ext.fed.file"
