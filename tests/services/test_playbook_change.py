"""A case's playbook follows what was denied and why, until somebody chooses one; work that was done stays."""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from tests.factories import NOW, make_account, make_case
from tracker.models import Account, Case
from tracker.services import case_playbook, evidence, gathering, intake


def opened(session: Session, **changes: Any) -> tuple[Account, Case]:
    account = make_account(session)
    return account, make_case(session, account, service="an office visit", service_kind="other", **changes)


def edited(session: Session, account: Account, case: Case, **changes: Any) -> Case:
    """As the form sends it: with everything else, the playbook too, as it stood."""
    typed = replace(intake.as_input(session, case), **changes)
    return intake.edit_case(session, account, case, {**vars(typed)}, NOW)


def requirements(session: Session, case: Case) -> set[str | None]:
    return {row.code for row in evidence.criteria(session, case)}


def test_another_reason_brings_another_playbook_with_its_rows(session: Session) -> None:
    account, case = opened(session, reason_kind="medical_necessity")
    assert "medically_necessary" in requirements(session, case)

    edited(session, account, case, reason_kind="untimely_filing")

    assert case.playbook == "untimely_filing"
    assert requirements(session, case) == {
        "sent_in_time",
        "counted_from",
        "late_with_reason",
        "member_not_liable",
    }
    assert "proof_of_filing" in {item.code for item in evidence.checklist(session, case)}
    assert "clinical_severity" not in {item.code for item in evidence.checklist(session, case)}


def test_rows_that_somebody_worked_on_stay(session: Session) -> None:
    account, case = opened(session, reason_kind="medical_necessity")
    row = next(row for row in evidence.criteria(session, case) if row.code == "setting_appropriate")
    row.record_shows = "Three visits at home in October"
    item = next(item for item in evidence.checklist(session, case) if item.code == "prior_treatments")
    evidence.tick(session, case, item.id, True, NOW)
    gathering.add_item(session, case, gathering.ItemInput("The receipt of the courier"), NOW)

    edited(session, account, case, reason_kind="coding_or_billing")

    assert "setting_appropriate" in requirements(session, case)
    labels = [each.label for each in evidence.checklist(session, case)]
    assert item.label in labels
    assert "The receipt of the courier" in labels
    positions = [each.position for each in evidence.checklist(session, case)]
    assert positions == list(range(len(positions)))


def test_what_was_asked_for_stays(session: Session) -> None:
    account, case = opened(session, reason_kind="medical_necessity")
    item = next(item for item in evidence.checklist(session, case) if item.code == "clinical_severity")
    item.holder = "Bayou Physical Therapy"

    edited(session, account, case, reason_kind="untimely_filing")

    assert "clinical_severity" in {each.code for each in evidence.checklist(session, case)}


def test_a_playbook_that_somebody_chose_stays(session: Session) -> None:
    account, case = opened(session, reason_kind="medical_necessity", playbook="experimental")

    edited(session, account, case, reason_kind="quantity_limit")

    assert case.playbook == "experimental"


def test_choosing_one_brings_its_rows(session: Session) -> None:
    account, case = opened(session, reason_kind="medical_necessity")

    edited(session, account, case, playbook="experimental")

    assert case.playbook == "experimental"
    assert "definition_not_met" in requirements(session, case)


def test_a_service_that_has_its_own_keeps_it_and_adds_the_reason(session: Session) -> None:
    account, case = opened(session, reason_kind="medical_necessity")

    edited(session, account, case, service="t:slim insulin pump", reason_kind="not_covered_benefit")

    assert case.playbook == "insulin_pump_tandem"
    assert case_playbook.of_case(session, case).title == "Insulin pump (Tandem): not covered, or excluded"
    assert "exclusion_element" in requirements(session, case)


def test_an_edit_of_something_else_changes_no_row(session: Session) -> None:
    account, case = opened(session, reason_kind="medical_necessity")
    first = next(row for row in evidence.criteria(session, case))
    evidence.remove_criterion(session, case, first.id)
    before = requirements(session, case)

    edited(session, account, case, plan_name="Gulf Example Health Plan")

    assert requirements(session, case) == before
