"""What time alone changes: nothing before `next_change_at`, something at it, and each status to the second."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.cases import DENIAL, FINAL, facts_of
from tracker.rules.dates import end_of, is_past
from tracker.rules.engine import compute
from tracker.rules.facts import CaseFacts
from tracker.rules.outcome import Computed

START = datetime(2026, 12, 1, 12, tzinfo=UTC)
INSTANT = timedelta.resolution
ZONES = st.sampled_from(["America/Chicago", "Pacific/Honolulu", "America/Puerto_Rico"])
DAYS = st.dates(date(2026, 6, 6), date(2026, 11, 30)).map(str)
FIRST, LAST = datetime.fromisoformat("2026-10-25"), datetime.fromisoformat("2026-11-30")
HOURS = st.datetimes(FIRST, LAST).map(lambda m: f"{m:%Y-%m-%dT%H:%M}")
REQUEST = {"kind": "external_review_requested", "key": "request"}
ASSIGNED = {"kind": "iro_assigned", "key": "iro"}


def appeal(when: str) -> dict[str, Any]:
    return {"kind": "internal_appeal_filed", "key": "appeal", "received_by_plan": when}


def no_skipped_hour(text: str, zone: str) -> str:
    """The same hour, or the one after, where the clock of `zone` skips it."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return f"{local.astimezone(UTC).astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


@st.composite
def cases(draw: st.DrawFn) -> CaseFacts:
    """A denial, and some of what may follow it, on days and at hours of the autumn."""
    zone = draw(ZONES)
    events: list[dict[str, Any]] = [DENIAL]
    if draw(st.booleans()):
        events.append(appeal(no_skipped_hour(draw(st.one_of(HOURS, DAYS)), zone)))
        if draw(st.booleans()):
            events.append(
                {**FINAL, "notice_on": "2026-11-30", "outcome": draw(st.sampled_from(["upheld", "partly"]))}
            )
            if draw(st.booleans()):
                events.append({**REQUEST, "received_by_plan": "2026-11-30"})
                events.append({**ASSIGNED, "assigned_on": "2026-11-30", "received_by_iro": "2026-11-30"})
    urgency = draw(st.sampled_from(["standard", "expedited"]))
    levels = draw(st.sampled_from([1, 2, None]))
    as_of = START.isoformat()
    return facts_of(*events, urgency=urgency, timezone=zone, as_of=as_of, coverage={"appeal_levels": levels})


def state(case: CaseFacts, now: datetime) -> tuple[object, ...]:
    """Everything that a person could see change: statuses, passed dates of the claimant's, what is open."""
    computed, zone = compute(case, now), ZoneInfo(case.timezone)
    seen = [(d.identity, d.status, is_claimants_past(d, now, zone)) for d in computed.deadlines]
    return (tuple(seen), tuple((o.rule, o.event_key) for o in computed.openings))


def is_claimants_past(deadline: Any, now: datetime, zone: ZoneInfo) -> bool:
    return (
        deadline.is_claimants and deadline.is_live and deadline.shown and is_past(deadline.shown, now, zone)
    )


@given(cases(), st.integers(0, 400), st.floats(0, 1))
def test_nothing_changes_before_the_next_change_and_something_at_it(
    case: CaseFacts, days: int, part: float
) -> None:
    now = START + timedelta(days=days)
    change = compute(case, now).next_change_at
    if change is None:
        assert state(case, now) == state(case, now + timedelta(days=2000))
        return

    before = now + (change - INSTANT - now) * part
    assert change > now
    assert state(case, before) == state(case, now)
    assert state(case, change) != state(case, change - INSTANT)


@given(cases())
def test_waiting_from_change_to_change_comes_to_an_end(case: CaseFacts) -> None:
    now, steps = START, 0
    while (change := compute(case, now).next_change_at) is not None:
        now, steps = change, steps + 1
        assert steps < 50


@given(cases())
def test_in_every_case_the_date_in_front_is_never_later_than_the_one_behind_it(case: CaseFacts) -> None:
    zone = ZoneInfo(case.timezone)
    for deadline in compute(case, START).deadlines:
        if deadline.shown is not None and deadline.outer is not None:
            assert end_of(deadline.shown, zone) <= end_of(deadline.outer, zone)


@given(cases())
def test_the_order_of_entry_changes_nothing(case: CaseFacts) -> None:
    turned = replace(case, events=tuple(reversed(case.events)))

    assert compute(turned, START) == compute(case, START)


@given(cases())
def test_asked_again_a_case_answers_the_same_word_for_word(case: CaseFacts) -> None:
    first = compute(case, START)
    compute(case, START + timedelta(days=400))

    assert compute(case, START) == first


def status(rule: str, computed: Computed) -> str:
    (found,) = [d for d in computed.deadlines if d.rule == rule and d.limb != "deemed"]
    return found.status.value


CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    "now,expected",
    [
        (datetime(2026, 12, 2, 23, 59, 59, 999_999, CHICAGO), "open"),
        (datetime(2026, 12, 3, 0, 0, 0, 0, CHICAGO), "past_cautious"),
        (datetime(2026, 12, 5, 23, 59, 59, 999_999, CHICAGO), "past_cautious"),
        (datetime(2026, 12, 6, 0, 0, 0, 0, CHICAGO), "missed"),
    ],
)
def test_a_claimants_day_ends_at_its_midnight(now: datetime, expected: str) -> None:
    case = facts_of({**DENIAL, "received_on": "2026-06-08"})

    assert status("erisa.appeal.file", compute(case, now)) == expected


@pytest.mark.parametrize(
    "now,expected",
    [
        (datetime(2026, 11, 19, 16, 10, tzinfo=UTC), "open"),
        (datetime(2026, 11, 19, 16, 10, tzinfo=UTC) + INSTANT, "late"),
    ],
)
def test_seventy_two_hours_end_with_their_last_instant(now: datetime, expected: str) -> None:
    case = facts_of({**DENIAL, "notice_on": "2026-11-10"}, appeal("2026-11-16T10:10"), urgency="expedited")

    assert status("erisa.appeal.decide.urgent", compute(case, now)) == expected


@pytest.mark.parametrize(
    "now,expected",
    [
        (datetime(2026, 12, 2, 23, 59, 59, tzinfo=CHICAGO), "open"),
        (datetime(2026, 12, 3, 0, 0, 0, tzinfo=CHICAGO), "late"),
    ],
)
def test_a_plan_is_late_from_the_midnight_that_ends_its_last_day(now: datetime, expected: str) -> None:
    case = facts_of(DENIAL, appeal("2026-11-02T23:59"))

    assert status("erisa.appeal.decide.pre", compute(case, now)) == expected


def test_the_time_of_day_of_the_judge_does_not_depend_on_his_zone() -> None:
    case = facts_of(DENIAL, appeal("2026-11-02"))
    now = datetime(2026, 12, 3, 6, tzinfo=UTC)

    assert compute(case, now) == compute(case, now.astimezone(ZoneInfo("Pacific/Guam")))
