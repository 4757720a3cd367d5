"""Whatever people enter, correct and take back, in whatever order: rows follow, and looking again changes nothing."""

import atexit
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import SQLModel

from tests.factories import NOW, advocate_of, make_case, use_test_key
from tracker.db import begin_write, make_engine, session_factory
from tracker.models import AuditEntry, Case, DeadlineRow, Reminder
from tracker.rules.engine import compute
from tracker.rules.terms import EventKind
from tracker.services import deadlines, events
from tracker.services.events import EventError
from tracker.services.standing import standing
from tracker.services.timeline import facts_of

DERIVED = (DeadlineRow, Reminder, Case, AuditEntry)
TODAY = NOW.date()
DAYS = st.integers(0, 120).map(lambda back: (TODAY - timedelta(days=back)).isoformat())


def filing(day: str) -> dict[str, Any]:
    """A filing that was faxed and received the same day."""
    return {"channel": "fax", "sent_on": day, "received_by_plan": day}


def decision(day: str) -> dict[str, Any]:
    """A final decision that upholds."""
    return {"notice_on": day, "outcome": "upheld", "final": "yes"}


SHAPES: Mapping[EventKind, Any] = {
    EventKind.ADVERSE_DETERMINATION: lambda day: {"notice_on": day},
    EventKind.CLAIM_FILE_REQUESTED: filing,
    EventKind.INTERNAL_APPEAL_FILED: filing,
    EventKind.APPEAL_DECIDED: decision,
    EventKind.EXTERNAL_REVIEW_REQUESTED: filing,
    EventKind.EXTERNAL_REVIEW_DECIDED: decision,
    EventKind.CALL_LOGGED: lambda day: {"called_at": day},
    EventKind.CLOSED: lambda day: {"closed_on": day, "outcome": "won"},
}


def as_stored(when: date | None) -> date | None:
    """A day as it is, a moment in UTC."""
    return when.astimezone(UTC) if isinstance(when, datetime) else when


@cache
def empty_database() -> sa.Engine:
    """All tables in a file of its own, and never a row that stays."""
    folder = tempfile.TemporaryDirectory(prefix="tracker-course-")
    atexit.register(folder.cleanup)
    engine = make_engine(f"sqlite:///{Path(folder.name) / 'test.db'}")
    SQLModel.metadata.create_all(engine)
    return engine


class AnyCourse(RuleBasedStateMachine):
    """One case, and people who enter what comes to their mind."""

    def __init__(self) -> None:
        super().__init__()
        use_test_key()
        self.session = session_factory(empty_database())()
        begin_write(self.session)

    def teardown(self) -> None:
        """Nothing is kept."""
        self.session.rollback()
        self.session.close()

    @initialize(urgency=st.sampled_from(["standard", "expedited"]), levels=st.sampled_from(["1", "2", ""]))
    def open(self, urgency: str, levels: str) -> None:
        """A denial comes in."""
        self.case = make_case(
            self.session, notice_on="2026-07-25", received_on="", urgency=urgency, appeal_levels=levels
        )
        self.account = advocate_of(self.session, self.case)

    @rule(kind=st.sampled_from(sorted(SHAPES)), day=DAYS)
    def record(self, kind: EventKind, day: str) -> None:
        """Something happened, or is refused because it cannot have."""
        with suppress(EventError):
            events.record(self.session, self.account, self.case, kind, SHAPES[kind](day), {}, NOW)

    @rule(which=st.integers(0, 9), day=DAYS)
    def correct(self, which: int, day: str) -> None:
        """It was another day."""
        standing_events = events.current(self.session, self.case)
        if standing_events:
            event = standing_events[which % len(standing_events)]
            fields = SHAPES[event.kind](day)
            with suppress(EventError):
                events.correct(
                    self.session, self.account, self.case, event.event_key, fields, {}, "Misread.", NOW
                )

    @rule(which=st.integers(0, 9))
    def remove(self, which: int) -> None:
        """It never happened."""
        standing_events = events.current(self.session, self.case)
        if standing_events:
            key = standing_events[which % len(standing_events)].event_key
            events.remove(self.session, self.account, self.case, key, "Never happened.", NOW)

    @invariant()
    def rows_say_what_the_engine_says(self) -> None:
        """Each deadline has its row; whatever else there is, is superseded."""
        computed = compute(facts_of(self.session, self.case), NOW)
        expected = {
            d.identity: (d.status.value, as_stored(d.shown), as_stored(d.outer)) for d in computed.deadlines
        }
        rows = deadlines.of_case(self.session, self.case)
        found = {
            (row.rule, row.limb, row.event_key): (
                row.status.value,
                as_stored(row.shown_at or row.shown_on),
                as_stored(row.outer_at or row.outer_on),
            )
            for row in rows
        }
        assert {key: found[key] for key in expected} == expected
        assert {status for key, (status, _, _) in found.items() if key not in expected} <= {"superseded"}

    @invariant()
    def the_case_stands_where_its_events_put_it(self) -> None:
        """Its place in the caseload is the one computed from nothing but its events."""
        facts = facts_of(self.session, self.case)
        found = standing(facts, compute(facts, NOW), NOW)
        stored = (self.case.stage, self.case.group, self.case.next_on, self.case.next_step)
        assert stored == (found.stage, found.group, found.next_on, found.step.sentence)

    @invariant()
    def looking_again_changes_nothing(self) -> None:
        """Not a row, not a reminder, not an entry in the audit."""
        before = self.stored()
        deadlines.sync(self.session, self.case, NOW)
        assert self.stored() == before

    @invariant()
    def each_event_has_one_version_that_speaks(self) -> None:
        """And its versions are numbered without a gap."""
        by_key: dict[str, list[Any]] = {}
        for version in events.history(self.session, self.case):
            by_key.setdefault(version.event_key, []).append(version)
        for versions in by_key.values():
            assert [each.version for each in versions] == list(range(1, len(versions) + 1))
            assert [each.is_current for each in versions] == [False] * (len(versions) - 1) + [True]

    def stored(self) -> list[list[tuple[Any, ...]]]:
        """All that is derived, as the database has it."""
        self.session.flush()
        tables = (SQLModel.metadata.tables[str(model.__tablename__)] for model in DERIVED)
        return [sorted(tuple(map(str, row)) for row in self.session.execute(sa.select(t))) for t in tables]


TestAnyCourse = AnyCourse.TestCase
TestAnyCourse.settings = settings(
    max_examples=15,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
