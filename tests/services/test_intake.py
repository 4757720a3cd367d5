"""A denial becomes a case, or a sentence beside a field and nothing at all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from tests.factories import NOW, advocate_of, make_account, make_case, make_denial, make_event
from tracker.models import AuditEntry, Case, DeadlineRow, Patient, Reminder, ReminderState
from tracker.rules.terms import EventKind, PartyRole, Stage, Status
from tracker.services import audit, deadlines, evidence, intake, papers, reminders, timeline
from tracker.services.denial_input import FormInput, PartyInput
from tracker.services.intake import IntakeError


def test_a_denial_becomes_a_case_with_its_event_and_its_dates(session: Session) -> None:
    case = make_case(session)

    (denial,) = timeline.current(session, case)
    assert denial.kind is EventKind.ADVERSE_DETERMINATION
    assert case.stage is Stage.DENIAL_RECEIVED
    file_by = next(row for row in deadlines.of_case(session, case) if row.rule == "erisa.appeal.file")
    assert file_by.shown_on == date(2027, 4, 3)
    assert file_by.citation
    assert file_by.trail


def test_a_case_gets_what_its_playbook_knows(session: Session) -> None:
    case = make_case(session)

    assert case.playbook == "lumbar_spinal_fusion"
    assert "physical_therapy" in {item.code for item in evidence.checklist(session, case)}
    assert "injection_trial" in {row.code for row in evidence.criteria(session, case)}


SEEDS = [
    ("Lactation counselling by an IBCLC", "preventive_service", "lactation_ibclc"),
    ("Tandem insulin pump", "device", "insulin_pump_tandem"),
    ("Lumbar spinal fusion", "procedure", "lumbar_spinal_fusion"),
    ("Constraint-induced movement therapy (CIMT)", "therapy", "cimt"),
    ("Checkpoint inhibitor", "drug", "checkpoint_inhibitor"),
]


@pytest.mark.parametrize("service, kind, playbook", SEEDS)
def test_each_of_the_five_denials_finds_its_playbook(
    session: Session, service: str, kind: str, playbook: str
) -> None:
    case = make_case(session, service=service, service_kind=kind)

    assert case.playbook == playbook
    assert evidence.criteria(session, case)
    assert deadlines.of_case(session, case)


def test_parties_and_signed_papers_come_with_it(session: Session) -> None:
    case = make_case(
        session,
        parties=(PartyInput("claims_administrator", "Example Claims Administrator", fax="555-0199"),),
        forms=(FormInput("representative", "Bob Lindgren", "brother", "2026-10-10", "2027-10-10"),),
    )

    (party,), (form,) = papers.parties(session, case), papers.forms(session, case)
    assert (party.role, party.fax) == (PartyRole.CLAIMS_ADMINISTRATOR, "555-0199")
    assert form.expires_on == date(2027, 10, 10)


def test_opening_a_case_is_on_record(session: Session) -> None:
    case = make_case(session)

    actions = session.exec(select(AuditEntry.action).where(AuditEntry.case_id == case.id)).all()
    assert {"case opened", "event recorded"} <= set(actions)


def test_numbers_are_short_and_hold_nothing_that_looks_alike(session: Session) -> None:
    account = make_account(session)

    numbers = {make_case(session, account).number for _ in range(5)}

    assert len(numbers) == 5
    assert all(len(number) == 6 and not set(number[2:]) & set("01ILOU") for number in numbers)


def test_a_preview_says_what_opening_would(session: Session) -> None:
    denial = make_denial()

    shown = {d.identity[:2]: d.shown for d in intake.preview(denial, NOW).deadlines}

    case = make_case(session)
    stored = {(r.rule, r.limb): r.shown_at or r.shown_on for r in deadlines.of_case(session, case)}
    assert shown == stored


def test_a_preview_saves_nothing(session: Session) -> None:
    intake.preview(make_denial(), NOW)

    assert session.exec(select(sa.func.count()).select_from(Case)).one() == 0


BAD = [
    ("patient_name", {"patient_name": "  "}, "needed"),
    ("service", {"service": ""}, "needed"),
    ("notice_on", {"notice_on": ""}, "needed"),
    ("notice_on", {"notice_on": "2026-02-30"}, "exist"),
    ("notice_on", {"notice_on": "5 October"}, "exist"),
    ("notice_on", {"notice_on": "2026-11-23", "received_on": ""}, "future"),
    ("notice_on", {"notice_on": "2062-10-05", "received_on": ""}, "slip"),
    ("received_on", {"received_on": "2026-10-04"}, "before the date printed"),
    ("received_on", {"received_on": "2062-10-09"}, "slip"),
    ("received_on", {"received_on": "2026-12-09"}, "future"),
    ("states_deadline_on", {"states_deadline_on": "2026-10-01"}, "before the date of the letter"),
    ("notice_on", {"notice_on": "2026-03-08T02:30", "received_on": ""}, "clock skips"),
    ("timezone", {"timezone": "America/Gotham"}, "not a time zone"),
    ("timezone", {"timezone": ""}, "needed"),
    ("timezone", {"timezone": "../../etc/passwd"}, "not a time zone"),
    ("patient_timezone", {"patient_timezone": "Mars/Olympus"}, "not a time zone"),
    ("appeal_levels", {"sponsor": "individual", "funding": "insured", "appeal_levels": "2"}, "one mandatory"),
    ("appeal_levels", {"appeal_levels": "3"}, "answers offered"),
    ("funding", {"sponsor": "individual"}, "insured"),
    ("sponsor", {"sponsor": "the state of bliss"}, "answers offered"),
    ("policy_state", {"policy_state": "ZZ"}, "answers offered"),
    ("state_window_days", {"sponsor": "medicaid", "funding": "unknown", "state_window_days": "soon"}, "like 120"),
    ("state_window_days", {"state_window_days": "120"}, "does not concern an employer's plan"),
    ("joint_board", {"sponsor": "church", "joint_board": "yes"}, "Only a union's plan"),
    ("integrated", {"integrated": "yes"}, "Only a Medicare Advantage plan"),
    ("rating_period_2026", {"rating_period_2026": "yes"}, "Only a Medicaid plan"),
    ("grandfathered", {"sponsor": "va", "funding": "unknown", "grandfathered": "yes"}, "not the VA"),
    (
        "grandfathered",
        {"sponsor": "short_term", "funding": "unknown", "grandfathered": "yes"},
        "ends within months",
    ),
    (
        "denial_kind",
        {
            "sponsor": "medicare_part_d",
            "funding": "unknown",
            "denial_kind": "rescission_notified",
            "effective_on": "2026-12-20",
        },
        "does not happen under a Medicare drug plan",
    ),
    ("grandfathered", {"grandfathered": "perhaps"}, "answers offered"),
    ("playbook", {"playbook": "no such"}, "answers offered"),
    ("expedite_codes", {"expedite_codes": ("because",)}, "answers offered"),
    ("denial_kind", {"denial_kind": "claim_received"}, "answers offered"),
    ("denial_kind", {"denial_kind": "a shrug"}, "answers offered"),
    ("effective_on", {"denial_kind": "rescission_notified"}, "fill this in"),
    ("stated_reason", {"stated_reason": "x" * 1_000_000}, "1,000,000 characters"),
    ("insurer", {"insurer": "x" * 401}, "401 characters"),
    ("patient_name", {"patient_name": "Alice\x00Moreau"}, "cannot be printed"),
    ("service", {"service": "Fusion\x1b[2J"}, "cannot be printed"),
    ("patient_email", {"patient_email": "alice at example"}, "not an e-mail address"),
    ("patient_born_on", {"patient_born_on": "2027-01-01"}, "future"),
    ("patient_born_on", {"patient_born_on": "1784-02-29"}, "slip"),
    ("treatment_on", {"treatment_on": "2062-01-01"}, "slip"),
    ("approved_through_on", {"approved_through_on": "soon"}, "exist"),
    ("parties.0.role", {"parties": (PartyInput("friend", "Charlie"),)}, "answers offered"),
    ("parties.0.name", {"parties": (PartyInput("iro"),)}, "needed"),
    ("parties.1.role", {"parties": (PartyInput("iro", "A"), PartyInput("iro", "B"))}, "twice"),
    ("forms.0.kind", {"forms": (FormInput("oath", "Bob"),)}, "answers offered"),
    ("forms.0.expires_on", {"forms": (FormInput("representative", "Bob", "", "2026-10-10", "2026-10-01"),)}, "expired"),
]  # fmt: skip


@pytest.mark.parametrize("field, changes, words", BAD, ids=lambda value: str(value)[:30])
def test_bad_input_gets_a_sentence_and_nothing_is_saved(
    session: Session, field: str, changes: dict[str, Any], words: str
) -> None:
    account = make_account(session)

    with pytest.raises(IntakeError) as refused:
        intake.open_case(session, account, make_denial(**changes), NOW)

    sentences = {problem.field: problem.sentence for problem in refused.value.problems}
    assert list(sentences) == [field]
    assert words in sentences[field]
    for table in (Case, Patient):
        assert session.exec(select(sa.func.count()).select_from(table)).one() == 0


def test_all_that_is_wrong_is_said_at_once(session: Session) -> None:
    denial = make_denial(patient_name="", service="x" * 500, received_on="2026-10-01", sponsor="?")

    fields = {problem.field for problem in intake.problems(denial, NOW)}

    assert fields == {"patient_name", "service", "received_on", "sponsor"}


def test_i_do_not_know_is_an_answer_everywhere(session: Session) -> None:
    case = make_case(
        session,
        sponsor="unknown",
        funding="unknown",
        grandfathered="",
        appeal_levels="",
        policy_state="",
        insurer="",
        plan_name="",
        received_on="",
        stated_reason="",
        reason_kind="other",
    )

    assert case.grandfathered is None
    assert case.insurer_hash is None


def test_a_denial_with_an_hour_keeps_it(session: Session) -> None:
    case = make_case(session, urgency="expedited", notice_on="2026-11-20T16:30", received_on="")

    (denial,) = timeline.facts_of(session, case).events
    assert str(denial.get("notice_on")) == "2026-11-20 16:30:00-06:00"


@pytest.mark.parametrize("kind", ["course_reduction_notified", "rescission_notified"])
def test_a_case_can_begin_with_another_kind_of_letter(session: Session, kind: str) -> None:
    case = make_case(session, denial_kind=kind, effective_on="2026-12-20", claim_type="concurrent")

    (letter,) = timeline.current(session, case)
    assert letter.kind.value == kind
    assert case.stage is Stage.DENIAL_RECEIVED


def test_a_case_can_be_typed_in_again_from_what_is_kept(session: Session) -> None:
    case = make_case(session, received_on="", appeal_levels="", essential_health_benefits="yes")

    again = intake.as_input(session, case)

    expected = make_denial(
        received_on="",
        appeal_levels="",
        essential_health_benefits="yes",
        patient_timezone="America/Chicago",
        playbook="lumbar_spinal_fusion",
    )
    assert again == expected


def test_editing_the_coverage_moves_the_dates(session: Session) -> None:
    case = make_case(session, sponsor="unknown", funding="unknown")
    before = {row.rule for row in deadlines.of_case(session, case) if row.status is not Status.SUPERSEDED}

    changes = {"sponsor": "private_employer", "funding": "self_funded"}
    intake.edit_case(session, advocate_of(session, case), case, changes, NOW)

    rows = deadlines.of_case(session, case)
    after = {row.rule for row in rows if row.status is not Status.SUPERSEDED}
    assert after != before
    assert "erisa.appeal.file" in after


def test_an_edit_that_is_wrong_changes_nothing(session: Session) -> None:
    case = make_case(session)
    account = advocate_of(session, case)

    with pytest.raises(IntakeError):
        intake.edit_case(session, account, case, {"sponsor": "individual", "appeal_levels": "2"}, NOW)

    session.expire_all()
    assert session.exec(select(Case.sponsor)).one().value == "private_employer"


def test_the_dates_of_the_letter_are_not_edited_but_corrected(session: Session) -> None:
    case = make_case(session)
    account = advocate_of(session, case)

    intake.edit_case(session, account, case, {"notice_on": "2026-01-01", "insurer": "Aetna"}, NOW)

    (denial,) = timeline.current(session, case)
    assert denial.fields["notice_on"] == "2026-10-05"
    assert case.insurer == "Aetna"


class TestAnotherTimeZone:
    """What was typed stays as it was typed, and is read in the new zone."""

    def asked_for_information(self, session: Session) -> tuple[Case, DeadlineRow]:
        """An urgent claim, of which the plan asked for information at ten on a Saturday in Chicago."""
        case = make_case(session, urgency="expedited", notice_on="2026-11-20", received_on="")
        make_event(session, case, EventKind.CLAIM_RECEIVED, received_by_plan="2026-11-21T08:00")
        make_event(session, case, EventKind.INFORMATION_REQUESTED, notice_on="2026-11-21T10:00")
        return case, self.supply(session, case)

    def supply(self, session: Session, case: Case) -> DeadlineRow:
        rule = "erisa.claim.urgent.supply"
        return next(row for row in deadlines.of_case(session, case) if row.rule == rule)

    def test_a_clock_in_hours_moves_and_a_day_stays(self, session: Session) -> None:
        case, row = self.asked_for_information(session)
        days = {each.rule: each.shown_on for each in deadlines.of_case(session, case) if each.shown_on}
        before, revision = row.shown_at, row.revision
        assert before is not None

        intake.edit_case(session, advocate_of(session, case), case, {"timezone": "America/New_York"}, NOW)

        assert case.timezone == "America/New_York"
        assert (row.shown_at, row.revision) == (before - timedelta(hours=1), revision + 1)
        after = {each.rule: each.shown_on for each in deadlines.of_case(session, case) if each.shown_on}
        assert after == days

    def test_an_hour_that_comes_earlier_is_told_at_once(self, session: Session) -> None:
        case, row = self.asked_for_information(session)

        intake.edit_case(session, advocate_of(session, case), case, {"timezone": "America/New_York"}, NOW)

        planned = select(Reminder).where(
            Reminder.deadline_id == row.id, Reminder.state == ReminderState.PLANNED
        )
        steps = {reminder.step: reminder.due_at for reminder in session.exec(planned)}
        assert row.shown_at is not None
        assert steps["moved_earlier"] == NOW
        assert steps["hours_2"] == row.shown_at - timedelta(hours=2)
        prepared = reminders.prepare(session, case.id, "https://appeals.example.org", NOW)
        text = prepared[0].outcome.mails[0].draft.text
        assert "Monday, November 23, 2026, 9:00 am CST" in text
        assert "It was November 23, 2026, 10:00 am CST." in text

    def test_it_is_on_record_with_both_zones(self, session: Session) -> None:
        case, _ = self.asked_for_information(session)

        intake.edit_case(session, advocate_of(session, case), case, {"timezone": "America/Denver"}, NOW)

        said = [(entry.action, entry.detail) for entry in audit.of_case(session, case)]
        assert ("time zone changed", "America/Chicago to America/Denver") in said
        moved = "2026-11-23T16:00:00+00:00 to 2026-11-23T17:00:00+00:00"
        assert any(moved in detail for action, detail in said if action == "deadline changed")

    def test_the_patients_own_zone_stays(self, session: Session) -> None:
        case, _ = self.asked_for_information(session)

        intake.edit_case(session, advocate_of(session, case), case, {"timezone": "America/Denver"}, NOW)

        assert session.get_one(Patient, case.patient_id).timezone == "America/Chicago"

    def test_a_zone_whose_clock_skips_an_hour_on_record_is_refused(self, session: Session) -> None:
        # Given a call at half past two in the night on which Chicago's clock is put forward, in Phoenix
        case = make_case(session, timezone="America/Phoenix")
        make_event(session, case, EventKind.CALL_LOGGED, called_at="2026-03-08T02:30", said="Asked.")

        with pytest.raises(IntakeError) as refused:
            intake.edit_case(session, advocate_of(session, case), case, {"timezone": "America/Chicago"}, NOW)

        assert [problem.field for problem in refused.value.problems] == ["timezone"]
        assert "02:30 on 2026-03-08 does not exist in America/Chicago" in str(refused.value)

    def test_a_zone_in_which_something_has_not_happened_yet_is_refused(self, session: Session) -> None:
        # Given a fax of Monday morning in Tokyo, where it is Sunday evening in the United States
        late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
        case = make_case(session, timezone="Asia/Tokyo")
        make_event(session, case, EventKind.CALL_LOGGED, late, called_at="2026-11-23T08:00", said="Asked.")

        with pytest.raises(IntakeError, match="lies in the future"):
            intake.edit_case(session, advocate_of(session, case), case, {"timezone": "America/Chicago"}, late)
