"""Where mail no longer reaches a patient, somebody with a name has to call them."""

from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_case
from tracker.models import Escalation, OutboxMessage, Patient
from tracker.services import alerts, mail_links, outbox, people

BASE_URL = "https://appeals.example.org"


def test_a_patient_who_stops_our_mail_has_an_advocate_who_is_told_once(session: Session) -> None:
    # Given a patient who presses the link in a mail, twice
    bob = make_account(session, email="bob@example.org")
    case = make_case(session, bob)
    patient = session.get_one(Patient, case.patient_id)
    for _ in range(2):
        drafts = alerts.of_stop(session, patient, BASE_URL, NOW)
        people.stop_reminders(session, None, patient, "The patient pressed the link in a mail.", NOW)
        alerts.tell_of_stop(session, patient, drafts, BASE_URL, NOW)

    # Then one mail and one line on the screen say that somebody has to tell them
    mail = session.exec(select(OutboxMessage)).one()
    assert mail.to_address == "bob@example.org"
    assert "You are the one to tell them of their dates, by phone or by letter." in (
        outbox.body_of(session, mail).text or ""
    )
    told = session.exec(select(Escalation)).one()
    assert (told.kind, told.account_id) == ("mail_stopped", bob.id)


def test_the_link_in_a_patients_mail_is_the_one_that_stops_it(session: Session) -> None:
    patient = session.get_one(Patient, make_case(session).patient_id)

    token = mail_links.stop_url(BASE_URL, patient).removeprefix(f"{BASE_URL}/stop/")

    assert people.by_stop_token(session, token) is patient
