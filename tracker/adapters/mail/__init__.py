"""Three ways for a finished message to leave: a folder, SMTP, SendGrid."""

from tracker.adapters.mail.choose import make_mailer
from tracker.adapters.mail.folder import FolderMailer, SavedMail
from tracker.adapters.mail.message import Mailer, MailError, Message, Receipt
from tracker.adapters.mail.smtp import SmtpMailer

__all__ = [
    "FolderMailer",
    "MailError",
    "Mailer",
    "Message",
    "Receipt",
    "SavedMail",
    "SmtpMailer",
    "make_mailer",
]
