"""Law may change; a date that someone was told may not change silently."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, advocate_of, make_case
from tests.other_law import appeal_within, folder_with, under
from tests.services.test_reminders import fates, mails, planned, queue_due, rows, said
from tracker.models import AuditEntry, Case, Escalation, EventVersion
from tracker.rules.packaged import edition
from tracker.rules.terms import EventKind, Status
from tracker.services import events, law_changes
from tracker.services.refreshing import refresh_cases

BEFORE, SOONER, LATER = date(2027, 4, 3), date(2026, 12, 4), date(2027, 5, 3)


def audited(session: Session, case: Case) -> list[str]:
    """What is on record of the deadline to appeal."""
    session.flush()
    found = session.exec(select(AuditEntry).where(AuditEntry.case_id == case.id))
    return [entry.detail for entry in found if entry.detail.startswith("erisa.appeal.file ")]


def look_again_under(law: Path, session: Session, case: Case) -> str:
    """Start the program under these tables and let the pass look at the cases; the name of their edition."""
    with under(law):
        law_changes.mark_for_another_look(session, NOW)
        refresh_cases(session, NOW)
        return edition()


@pytest.mark.parametrize(
    "days,then", [(60, SOONER), (210, LATER)], ids=["the date comes sooner", "the date comes later"]
)
def test_when_a_period_changes_the_date_moves_with_its_cause_and_the_advocate_is_told(
    session: Session, tmp_path: Path, days: int, then: date
) -> None:
    # Given a case whose appeal is due 180 days after the notice
    case = make_case(session)
    row = rows(session, case)
    ours = edition()
    assert (row.shown_on, case.law_edition) == (BEFORE, ours)

    # When the program starts with tables that give another time
    theirs = look_again_under(appeal_within(tmp_path, days), session, case)

    # Then the date is the new one, the audit says from what to what and why,
    assert (row.shown_on, row.revision, case.law_edition) == (then, 1, theirs)
    (entry,) = audited(session, case)
    assert f"shown_on {BEFORE} to {then}" in entry
    assert entry.endswith(f"because the tables of law changed ({ours} to {theirs})")

    # and the advocate has a mail that tells both dates
    queue_due(session, NOW)
    text = said(session, mails(session)[-1])
    assert f"New date: {then:%A, %B} {then.day}, {then.year}" in text
    assert "The law on this date was read anew, and the date changed with it. It was April 3, 2027." in text
    assert fates(session, row)["law_changed"] == ("queued", None)


def test_the_patient_is_told_by_the_rules_for_patients_alone(session: Session, tmp_path: Path) -> None:
    case = make_case(session)

    look_again_under(appeal_within(tmp_path, 60), session, case)
    queue_due(session, NOW)

    assert {mail.kind for mail in mails(session)} == {"reminder"}


def test_an_entry_made_before_the_pass_came_by_moves_no_date_silently_either(
    session: Session, tmp_path: Path
) -> None:
    case = make_case(session)

    with under(appeal_within(tmp_path, 60)):
        events.record(
            session,
            advocate_of(session, case),
            case,
            EventKind.NOTE_ADDED,
            {"noted_on": "2026-11-21"},
            {},
            NOW,
        )

    row = rows(session, case)
    assert row.shown_on == SOONER
    assert "because the tables of law changed" in audited(session, case)[0]
    assert "law_changed" in planned(session, row)


def test_an_entry_corrected_before_the_pass_came_by_is_not_laid_to_the_law(
    session: Session, tmp_path: Path
) -> None:
    # Given a program that starts with tables of another edition, in which this case's dates are the same
    case = make_case(session)
    law = folder_with(tmp_path, "appeals.toml", "File the internal appeal", "File the first appeal")

    # When the denial's date is corrected before the pass looks at the case
    with under(law):
        correct_the_denial(session, case, "2026-10-06")

    # Then the date has moved because of the correction alone, and nobody is told that the law did it
    row = rows(session, case)
    assert row.shown_on == date(2027, 4, 4)
    (entry,) = (each for each in audited(session, case) if "shown_on" in each)
    assert "because" not in entry
    assert "law_changed" not in planned(session, row)


def test_what_the_law_moves_and_what_a_correction_moves_are_on_record_apart(
    session: Session, tmp_path: Path
) -> None:
    case = make_case(session)

    with under(appeal_within(tmp_path, 60)):
        correct_the_denial(session, case, "2026-10-06")

    law, correction = (each for each in audited(session, case) if "shown_on" in each)
    assert f"shown_on {BEFORE} to {SOONER}" in law
    assert "because the tables of law changed" in law
    assert "shown_on 2026-12-04 to 2026-12-05" in correction
    assert "because" not in correction
    assert "law_changed" in planned(session, rows(session, case))


def correct_the_denial(session: Session, case: Case, notice_on: str) -> None:
    """Somebody reads the letter's date again."""
    (denial,) = session.exec(select(EventVersion).where(EventVersion.case_id == case.id))
    fields = {**denial.fields, "notice_on": notice_on}
    events.correct(
        session, advocate_of(session, case), case, denial.event_key, fields, {}, "Misread the date.", NOW
    )


def test_tables_that_change_no_date_tell_nobody(session: Session, tmp_path: Path) -> None:
    case = make_case(session)
    law = folder_with(tmp_path, "appeals.toml", "File the internal appeal", "File the first appeal")

    look_again_under(law, session, case)

    row = rows(session, case)
    assert row.title == "File the first appeal"
    assert "law_changed" not in planned(session, row)
    assert "because" not in audited(session, case)[0]


def test_a_date_that_no_longer_runs_is_shown_to_a_person(session: Session, tmp_path: Path) -> None:
    case = make_case(session)
    law = folder_with(
        tmp_path,
        "appeals.toml",
        'id = "erisa.appeal.file"',
        'id = "erisa.appeal.file"\neffective_from = 2027-01-01',
    )

    look_again_under(law, session, case)

    assert rows(session, case).status is Status.SUPERSEDED
    (asked,) = session.exec(select(Escalation).where(Escalation.case_id == case.id))
    assert "the law was read anew, and these dates no longer run: " in asked.sentence
    assert "2027-04-03" in asked.sentence


def test_under_the_same_tables_nothing_is_looked_at_again(session: Session) -> None:
    case = make_case(session)
    next_change_at = case.next_change_at

    assert law_changes.mark_for_another_look(session, NOW) == 0
    session.refresh(case)
    assert case.next_change_at == next_change_at


def test_a_case_worked_out_before_editions_were_kept_is_looked_at_again(session: Session) -> None:
    case = make_case(session)
    case.law_edition = None
    session.flush()

    assert law_changes.mark_for_another_look(session, NOW) == 1
    refresh_cases(session, NOW)

    assert case.law_edition == edition()
    assert audited(session, case) == []


def test_a_closed_case_keeps_the_dates_it_was_closed_with(session: Session, tmp_path: Path) -> None:
    case = make_case(session)
    events.record(
        session,
        advocate_of(session, case),
        case,
        EventKind.CLOSED,
        {"closed_on": "2026-11-21", "outcome": "lost"},
        {},
        NOW,
    )

    look_again_under(appeal_within(tmp_path, 60), session, case)

    assert rows(session, case).shown_on == BEFORE
