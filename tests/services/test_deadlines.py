"""Rows follow the engine: the same identity, a revision for each change, and nothing is ever deleted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from tests.factories import NOW, advocate_of, make_case, make_event
from tracker.db import SessionFactory, begin_write
from tracker.models import AuditEntry, Case, DeadlineRow, Reminder
from tracker.rules.engine import compute
from tracker.rules.terms import EventKind, Status
from tracker.services import deadlines, events
from tracker.services.refreshing import refresh_cases
from tracker.services.timeline import facts_of


def snapshot(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All that sync may touch, row by row, as the database has it."""
    session.flush()
    tables = (DeadlineRow, Reminder, Case, AuditEntry)
    return {
        model.__name__: sorted(tuple(map(str, row)) for row in session.execute(sa.select(table_of(model))))
        for model in tables
    }


def table_of(model: type[SQLModel]) -> sa.Table:
    """The table of a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def test_doing_it_twice_changes_nothing(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, EventKind.CLAIM_FILE_REQUESTED, sent_on="2026-11-10", channel="fax")
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, sent_on="2026-11-20", channel="fax")
    before = snapshot(session)

    deadlines.sync(session, case, NOW)
    deadlines.sync(session, case, NOW)

    assert snapshot(session) == before


def test_rows_say_what_the_engine_says(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02T10:00")

    computed = compute(facts_of(session, case), NOW)

    rows = {(row.rule, row.limb, row.event_key): row for row in deadlines.of_case(session, case)}
    assert rows.keys() == {deadline.identity for deadline in computed.deadlines}
    for deadline in computed.deadlines:
        row = rows[deadline.identity]
        assert (row.shown_at or row.shown_on) == deadline.shown
        assert (row.outer_at or row.outer_on) == deadline.outer
        assert (row.status, row.citation, row.trail) == (
            deadline.status,
            deadline.citation,
            list(deadline.trail),
        )


def test_everything_derived_can_be_rebuilt_from_the_events(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
    dates = {(r.rule, r.limb, r.shown_on, r.status) for r in deadlines.of_case(session, case)}
    standing = (case.stage, case.group, case.next_on, case.next_step)
    session.execute(sa.delete(Reminder))
    case.next_deadline_id = None
    session.execute(sa.delete(DeadlineRow))
    case.group, case.next_on, case.next_step = "later", None, ""
    session.flush()
    session.expunge_all()
    case = session.get_one(Case, case.id)

    deadlines.sync(session, case, NOW)

    assert {(r.rule, r.limb, r.shown_on, r.status) for r in deadlines.of_case(session, case)} == dates
    assert (case.stage, case.group, case.next_on, case.next_step) == standing


def test_what_no_longer_follows_is_superseded_and_comes_back_as_itself(session: Session) -> None:
    case = make_case(session)
    filed = make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
    account = advocate_of(session, case)
    row = next(r for r in deadlines.of_case(session, case) if r.rule == "erisa.appeal.decide.pre")
    events.remove(session, account, case, filed.event_key, "Never sent.", NOW)
    assert (row.status, row.revision) == (Status.SUPERSEDED, 1)
    again = make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")

    rows = [r for r in deadlines.of_case(session, case) if r.rule == "erisa.appeal.decide.pre"]

    assert {(r.event_key, r.status) for r in rows} == {
        (filed.event_key, Status.SUPERSEDED),
        (again.event_key, Status.OPEN),
    }


def test_a_revision_grows_with_a_date_and_not_with_a_look(session: Session) -> None:
    case = make_case(session, received_on="")
    row = next(r for r in deadlines.of_case(session, case) if r.rule == "erisa.appeal.file")
    deadlines.sync(session, case, NOW + timedelta(hours=1))
    assert row.revision == 0
    (denial,) = events.current(session, case)

    events.correct(
        session,
        advocate_of(session, case),
        case,
        denial.event_key,
        {"notice_on": "2026-10-04"},
        {},
        "Misread.",
        NOW,
    )

    assert (row.revision, row.shown_on) == (1, date(2027, 4, 2))


def test_live_ones_come_first_by_date(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")

    statuses = [row.status for row in deadlines.of_case(session, case)]

    assert statuses == sorted(statuses, key=lambda status: status is not Status.OPEN)


def test_time_alone_makes_a_plan_late_and_the_case_is_looked_at_again(session: Session) -> None:
    case = make_case(session)
    make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
    assert case.group == "waiting_on_plan"
    later = datetime(2026, 12, 3, 6, 0, tzinfo=UTC)
    assert refresh_cases(session, later - timedelta(minutes=1)).cases == 0

    assert refresh_cases(session, later).cases == 1

    assert case.group == "plan_is_late"
    row = next(r for r in deadlines.of_case(session, case) if r.rule == "erisa.appeal.decide.pre")
    assert row.status is Status.LATE


def test_a_change_and_its_dates_are_kept_or_lost_together(database: SessionFactory) -> None:
    with database() as session:
        begin_write(session)
        case = make_case(session)
        session.commit()
        begin_write(session)
        make_event(session, case, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
        session.rollback()
        begin_write(session)

        assert len(events.current(session, case)) == 1
        assert {row.rule for row in deadlines.of_case(session, case)} == {
            "erisa.appeal.file",
            "practice.target.internal_appeal",
        }
        assert session.exec(select(Case.group)).one() == "overdue"
