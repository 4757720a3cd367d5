"""Deadlines of no case as calendar entries: neutral, stable, and nothing that has no date."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tracker.rules.outcome import Deadline
from tracker.rules.terms import Actor, EventKind, Status, Unit
from tracker.services.loose_entries import entries_of

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
APPEAL = Deadline(
    rule="erisa.appeal.file",
    limb="only",
    event_key="e1",
    trigger=EventKind.ADVERSE_DETERMINATION,
    actor=Actor.CLAIMANT,
    title="File the internal appeal",
    unit=Unit.DAYS,
    status=Status.OPEN,
    citation="29 CFR 2560.503-1(h)(3)(i)",
    source="https://www.example.org",
    checked="2026-11-21",
    verification="P25",
    trail=(),
    file_by=date(2027, 5, 1),
)
TARGET = replace(APPEAL, rule="practice.target.internal_appeal", basis="practice", file_by=date(2026, 12, 2))
ANSWER = replace(
    APPEAL,
    rule="erisa.appeal.decide.urgent",
    actor=Actor.PLAN,
    file_by=None,
    due=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)


def titles(*deadlines: Deadline, now: datetime = NOW) -> list[str]:
    entries = entries_of(deadlines, "America/Chicago", "https://appeals.example.org/deadlines", now)
    return [entry.title for entry in entries]


def test_they_stand_in_the_order_of_their_days_and_say_nothing_of_the_illness() -> None:
    assert titles(APPEAL, TARGET, ANSWER) == [
        "The plan’s answer due",
        "Internal appeal: a good day for it",
        "Internal appeal due",
    ]


def test_what_is_done_or_has_no_date_is_left_out() -> None:
    assert titles(replace(APPEAL, status=Status.MET), replace(APPEAL, file_by=None)) == []


def test_a_target_that_has_passed_is_left_out_and_a_legal_date_that_has_passed_is_not() -> None:
    later = datetime(2027, 6, 1, tzinfo=UTC)

    assert titles(TARGET, replace(APPEAL, status=Status.PAST_CAUTIOUS), now=later) == ["Internal appeal due"]


def test_an_hour_keeps_its_zone_and_a_day_stays_a_day() -> None:
    answer, appeal = entries_of((ANSWER, APPEAL), "America/Chicago", "https://appeals.example.org", NOW)

    assert (answer.on, answer.zone, answer.local_at.hour) == (None, "America/Chicago", 3)
    assert (appeal.on, appeal.at) == (date(2027, 5, 1), None)


def test_the_same_date_is_the_same_entry_and_another_date_is_another() -> None:
    def uid(deadline: Deadline, now: datetime = NOW) -> str:
        return entries_of((deadline,), "America/Chicago", "https://appeals.example.org", now)[0].uid

    assert uid(APPEAL) == uid(APPEAL, datetime(2026, 11, 23, tzinfo=UTC))
    assert uid(APPEAL) != uid(replace(APPEAL, file_by=date(2027, 5, 3)))
