"""Mail as files in a folder: the default, so that nothing leaves a machine that nobody has configured."""

import os
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from tracker.adapters.mail.message import OUTBOX_ID, MailError, Message, Receipt
from tracker.adapters.mail.mime import as_email


@dataclass(frozen=True, slots=True)
class SavedMail:
    """A mail in the folder, to be shown: `outbox_id` names its file, `written_at` is aware."""

    outbox_id: str
    written_at: datetime
    to_address: str
    subject: str
    text: str
    html: str


class FolderMailer:
    """Writes each message to `<outbox id>.eml`; a resend replaces the file and never adds one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: Message) -> Receipt:
        """Write the file in one step. MailError (stop_all) where the folder cannot be written."""
        try:
            self._write(self._file(message.outbox_id), as_email(message).as_bytes())
        except OSError as error:
            raise MailError(
                f"The mail folder {self.path} cannot be written: {error.strerror}.",
                permanent=False,
                stop_all=True,
            ) from error
        return Receipt()

    def close(self) -> None:
        """Nothing is held open."""

    def saved(self, limit: int = 200) -> list[SavedMail]:
        """The mails in the folder, newest first. A file that is not a mail is left out."""
        files = sorted(self.path.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        mails = [mail for file in files[:limit] if (mail := _read(file))]
        return sorted(mails, key=lambda mail: mail.written_at, reverse=True)

    def find(self, outbox_id: str) -> SavedMail | None:
        """One saved mail, or None."""
        if not OUTBOX_ID.fullmatch(outbox_id):
            return None
        return _read(self._file(outbox_id))

    def _file(self, outbox_id: str) -> Path:
        return self.path / f"{outbox_id}.eml"

    def _write(self, file: Path, content: bytes) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.path, suffix=".part", delete=False) as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        os.replace(part.name, file)


def _read(file: Path) -> SavedMail | None:
    try:
        mail = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=SMTP)
        return SavedMail(
            outbox_id=file.stem,
            written_at=parsedate_to_datetime(mail["Date"]),
            to_address=str(mail["To"]),
            subject=str(mail["Subject"]),
            text=_body(mail, "plain"),
            html=_body(mail, "html"),
        )
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return part.get_content().replace("\r\n", "\n") if part else ""
