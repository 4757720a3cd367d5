"""Mail in a folder: what a person sees who has configured nothing."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters.mail.examples import make_message
from tracker.adapters.mail import FolderMailer, MailError


def test_a_message_becomes_a_file_that_reads_back(tmp_path: Path) -> None:
    message = make_message()
    mailer = FolderMailer(tmp_path / "mail")

    mailer.send(message)

    [saved] = mailer.saved()
    assert saved.outbox_id == message.outbox_id
    assert saved.to_address == "alice@example.org"
    assert saved.subject == message.subject
    assert saved.text == message.text
    assert saved.html == message.html
    assert saved.written_at == message.written_at
    assert mailer.find(message.outbox_id) == saved


def test_a_resend_replaces_the_file(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path)

    mailer.send(make_message())
    mailer.send(make_message())

    assert [file.name for file in tmp_path.iterdir()] == [f"{make_message().outbox_id}.eml"]


def test_the_newest_mail_stands_first(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path)
    for day in (20, 22, 21):
        mailer.send(make_message(outbox_id=f"day-{day}", written_at=datetime(2026, 11, day, tzinfo=UTC)))

    assert [mail.outbox_id for mail in mailer.saved()] == ["day-22", "day-21", "day-20"]


def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path / "mail")

    mailer.send(make_message())

    [file] = (tmp_path / "mail").iterdir()
    assert [each.stat().st_mode & 0o077 for each in (file, file.parent)] == [0, 0]


def test_a_file_that_is_no_mail_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "torn.eml").write_bytes(b"\xff\xfe")
    (tmp_path / "notes.txt").write_text("not a mail")

    assert FolderMailer(tmp_path).saved() == []


@pytest.mark.parametrize("outbox_id", ["unknown", "../secret", "..%2fsecret", ""])
def test_a_mail_that_is_not_there_is_none(tmp_path: Path, outbox_id: str) -> None:
    (tmp_path / "secret.eml").write_bytes(b"Subject: x\r\n\r\n")

    assert FolderMailer(tmp_path / "mail").find(outbox_id) is None


def test_a_folder_that_cannot_be_written_stops_all(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(MailError) as refused:
        FolderMailer(tmp_path / "file" / "mail").send(make_message())

    assert refused.value.stop_all
    assert not refused.value.permanent
    assert f"{tmp_path}{os.sep}file" in refused.value.sentence
