"""`tracker bounced`, as a mail server calls it."""

from pathlib import Path

from click.testing import CliRunner, Result
from sqlmodel import select

from tests.adapters.mail.test_bounces import notice
from tests.factories import NOW, make_case
from tracker.cli import main
from tracker.config import load
from tracker.db import make_engine, read_session, session_factory, write_session
from tracker.models import Escalation
from tracker.models.keyring import set_keyring
from tracker.services import outbox
from tracker.services.outbox import Draft


def run(data: Path, *arguments: str, given: bytes = b"") -> Result:
    return CliRunner(env={"TRACKER_DATA": str(data)}).invoke(main, arguments, input=given)


def test_a_mail_that_came_back_becomes_a_task(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    config = load({"TRACKER_DATA": str(tmp_path)})
    set_keyring(config.encryption_keys)
    sessions = session_factory(make_engine(config.database_url))
    with write_session(sessions) as session:
        case = make_case(session)
        said = {"subject": "A date", "text": "A date.", "html": "<p>A date.</p>"}
        whose = {"organization_id": case.organization_id, "case_id": case.id, "patient_id": case.patient_id}
        draft = Draft("test", "reminder", "alice@example.org", **said, **whose)
        message_id = outbox.enqueue(session, draft, "https://appeals.example.org", NOW).message_id

    first = run(tmp_path, "bounced", given=notice(about=message_id))
    again = run(tmp_path, "bounced", given=notice(about=message_id))

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    with read_session(sessions) as session:
        (task,) = session.exec(select(Escalation))
    assert "A mail to the patient about case" in task.sentence
    assert "came back" in task.sentence


def test_what_is_no_notice_or_about_a_strangers_mail_is_said(tmp_path: Path) -> None:
    run(tmp_path, "migrate")

    reply, stranger = run(tmp_path, "bounced", given=b"Hello."), run(tmp_path, "bounced", given=notice())

    assert (reply.exit_code, stranger.exit_code) == (1, 1)
    assert "no delivery status notification" in reply.output
    assert "none of ours" in stranger.output
