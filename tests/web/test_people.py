"""How the patient may be reached, who may speak for them, and the plan's parties."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, said, stored
from tracker.models import OutboxMessage, OutboxStatus, Party, Patient, SignedForm

CONTACT = {
    "email": "alice@example.org",
    "phone": "555-0142",
    "timezone": "America/Chicago",
    "mail_from_hour": "10",
    "mail_until_hour": "18",
    "detail": "neutral",
    "read_by": "patient",
}


@pytest.fixture
def where(cast: Cast) -> str:
    """The people of Alice's case."""
    return f"/cases/{cast.case_id}/people"


def alice(app: Flask) -> Patient:
    return next(patient for patient in stored(app, Patient) if patient.name == "Alice Moreau")


def test_how_the_patient_may_be_reached_is_kept(app: Flask, bob: Browser, where: str) -> None:
    bob.post(f"{where}/contact", CONTACT)

    assert alice(app).email == "alice@example.org"
    assert (alice(app).mail_from_hour, alice(app).mail_until_hour) == (10, 18)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"email": "alice at home"}, "email"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"mail_from_hour": "25"}, "mail_from_hour"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_at_its_field(
    app: Flask, bob: Browser, where: str, changes: dict[str, Any], field: str
) -> None:
    answer = bob.post(f"{where}/contact", {**CONTACT, "sender_name": "Rosa", **changes})

    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert 'value="Rosa"' in answer.text
    assert alice(app).email is None


def test_a_patient_who_asks_for_reminders_verifies_the_address_first(
    app: Flask, bob: Browser, where: str
) -> None:
    bob.post(f"{where}/contact", CONTACT)

    bob.post(f"{where}/reminders")

    (mail,) = stored(app, OutboxMessage)
    assert mail.to_address == "alice@example.org"
    assert mail.patient_id == alice(app).id
    assert "/verify/" in said(app, mail)
    assert "fusion" not in f"{mail.subject} {said(app, mail)}".lower()
    assert alice(app).email_verified_at is None
    assert "address not verified yet" in bob.get(where).text


def test_after_another_address_the_page_says_that_nobody_was_asked_there_yet(
    bob: Browser, where: str
) -> None:
    # Given a patient who was asked at one address
    bob.post(f"{where}/contact", CONTACT)
    bob.post(f"{where}/reminders")
    assert "Send the confirming mail again" in bob.get(where).text

    # When another one is entered
    bob.post(f"{where}/contact", {**CONTACT, "email": "moreau@example.org"})

    # Then the page does not say "again" of a mail that never went there
    page = bob.get(where).text
    assert "no mail that asks for it is on its way" in page
    assert "Send the confirming mail again" not in page
    bob.post(f"{where}/reminders")
    assert "no mail that asks for it" not in bob.get(where).text


def test_the_confirming_mail_is_sent_a_few_times_and_then_has_to_wait(
    app: Flask, bob: Browser, where: str
) -> None:
    # Given a confirming mail that was sent again and again
    bob.post(f"{where}/contact", CONTACT)
    for _ in range(5):
        assert bob.post(f"{where}/reminders").status_code == 302

    # When Bob presses once more
    answer = bob.post(f"{where}/reminders")

    # Then a sentence says how long to wait, and nothing was sent
    assert answer.status_code == 422
    assert "Another one can be sent in 1 minute." in answer.text
    assert len(stored(app, OutboxMessage)) == 5

    # And another address is not the same mailbox
    bob.post(f"{where}/contact", {**CONTACT, "email": "moreau@example.org"})
    assert bob.post(f"{where}/reminders").status_code == 302


def test_without_an_address_there_are_no_reminders(bob: Browser, where: str) -> None:
    answer = bob.post(f"{where}/reminders")

    assert answer.status_code == 422
    assert 'id="e-email"' in answer.text


def test_one_press_stops_all_mail_what_waits_too(app: Flask, bob: Browser, where: str) -> None:
    bob.post(f"{where}/contact", CONTACT)
    bob.post(f"{where}/reminders")

    bob.post(f"{where}/stop", {"because": "Her son reads her mail."})

    assert alice(app).stopped_at is not None
    assert [mail.status for mail in stored(app, OutboxMessage)] == [OutboxStatus.CANCELLED]
    assert "all mail stopped" in bob.get(where).text


def test_after_a_stop_the_patient_confirms_again_before_anything_else_is_sent(
    app: Flask, bob: Browser, where: str
) -> None:
    bob.post(f"{where}/contact", CONTACT)
    bob.post(f"{where}/reminders")
    verify = re.search(r"/verify/\S+", said(app, stored(app, OutboxMessage)[0]))
    assert verify is not None
    Browser(app).post(verify[0])
    bob.post(f"{where}/stop", {"because": "The patient asked."})

    bob.post(f"{where}/reminders")

    page = bob.get(where).text
    assert alice(app).email_verified_at is None
    assert "One mail asks the patient to confirm that it may begin again" in page
    assert "Send the confirming mail again" in page
    waiting = [mail for mail in stored(app, OutboxMessage) if mail.status is OutboxStatus.QUEUED]
    assert ["/verify/" in said(app, mail) for mail in waiting] == [True]


def test_a_death_stops_all_mail_and_keeps_the_case_open(
    app: Flask, bob: Browser, where: str, cast: Cast
) -> None:
    answer = bob.post(f"{where}/died", {"died_on": "2026-11-20"})

    assert answer.status_code == 302
    assert str(alice(app).died_on) == "2026-11-20"
    assert "The patient died." in bob.get(f"/cases/{cast.case_id}").text


def test_a_day_of_death_that_cannot_be_is_refused(app: Flask, bob: Browser, where: str) -> None:
    answer = bob.post(f"{where}/died", {"died_on": "2026-12-20"})

    assert answer.status_code == 422
    assert 'id="e-died_on"' in answer.text
    assert alice(app).died_on is None


def test_a_guardians_address_needs_their_last_day_and_loses_nothing(bob: Browser, where: str) -> None:
    answer = bob.post(f"{where}/contact", {**CONTACT, "read_by": "guardian", "guardian": "Amara Okafor"})

    assert answer.status_code == 422
    assert 'id="e-guardian_until"' in answer.text
    assert 'value="Amara Okafor"' in answer.text


def test_what_is_kept_private_from_the_guardian_is_said_where_the_advocate_looks(
    app: Flask, bob: Browser, where: str, cast: Cast
) -> None:
    guardian = {"read_by": "guardian", "guardian": "Amara Okafor", "guardian_until": "2027-05-01"}
    bob.post(f"{where}/contact", {**CONTACT, **guardian})
    assert "The guardian asks for reminders" in bob.get(where).text

    bob.post(f"{where}/contact", {**CONTACT, **guardian, "is_private_from_guardian": "yes"})

    page = bob.get(where).text
    assert "private: no mail to the guardian" in page
    assert "The guardian asks for reminders" not in page
    assert "private: no mail to the guardian" in bob.get(f"/cases/{cast.case_id}").text
    assert "This case is kept private from the guardian." in bob.get(f"/cases/{cast.case_id}/calendar").text
    assert bob.post(f"{where}/reminders").status_code == 422
    assert stored(app, OutboxMessage) == []


def test_where_a_guardian_is_on_record_the_page_asks_who_reads_the_address(bob: Browser, where: str) -> None:
    asks = "A guardian is on record. Say below who reads the address"
    assert asks not in bob.get(where).text

    bob.post(f"{where}/contact", {**CONTACT, "guardian": "Amara Okafor"})

    assert asks in bob.get(where).text


def test_after_the_guardians_last_day_the_page_says_that_nothing_goes_to_them(
    bob: Browser, where: str
) -> None:
    bob.post(f"{where}/contact", {**CONTACT, "read_by": "guardian", "guardian_until": "2026-11-01"})

    assert "No mail goes to the guardian: the guardian’s authority has ended." in bob.get(where).text


def test_a_file_for_the_calendar_is_a_choice_of_the_contact_plan(
    app: Flask, bob: Browser, where: str
) -> None:
    assert not alice(app).takes_attachments

    bob.post(f"{where}/contact", {**CONTACT, "takes_attachments": "yes"})

    assert alice(app).takes_attachments


def test_a_party_is_named_put_right_and_removed(app: Flask, bob: Browser, where: str) -> None:
    def named() -> list[str | None]:
        return [party.name for party in stored(app, Party) if party.role == "pharmacy_manager"]

    bob.post(f"{where}/parties/pharmacy_manager", {"pharmacy_manager_name": "Example Rx"})
    bob.post(f"{where}/parties/pharmacy_manager", {"pharmacy_manager_name": "Example Rx, Appeals"})
    assert named() == ["Example Rx, Appeals"]

    bob.post(f"{where}/parties/pharmacy_manager/remove")
    assert named() == []


def test_a_party_without_a_name_is_refused_and_what_was_typed_stays(
    app: Flask, bob: Browser, where: str
) -> None:
    answer = bob.post(f"{where}/parties/pharmacy_manager", {"pharmacy_manager_phone": "555-0155"})

    assert answer.status_code == 422
    assert 'id="e-pharmacy_manager_name">This is needed.' in answer.text
    assert 'value="555-0155"' in answer.text


def test_a_signed_paper_is_kept_with_its_dates_and_says_when_it_has_run_out(
    app: Flask, bob: Browser, where: str
) -> None:
    paper = {"kind": "representative", "person": "Bob Lindgren", "signed_on": "2026-06-02"}

    bob.post(f"{where}/papers", {**paper, "expires_on": "2026-10-01"})

    (form,) = stored(app, SignedForm)
    assert "ran out" in bob.get(where).text
    bob.post(f"{where}/papers/{form.id}/remove")
    assert stored(app, SignedForm) == []


def test_a_paper_without_a_name_is_refused(bob: Browser, where: str) -> None:
    answer = bob.post(f"{where}/papers", {"kind": "representative", "relation": "her advocate"})

    assert answer.status_code == 422
    assert 'value="her advocate"' in answer.text
