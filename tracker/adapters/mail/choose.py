"""From the route that the settings name to a mailer."""

from tracker.adapters.mail.folder import FolderMailer
from tracker.adapters.mail.message import Mailer
from tracker.adapters.mail.smtp import SmtpMailer
from tracker.config import FolderMail, MailRoute, SmtpMail


def make_mailer(route: MailRoute, timeout_s: float = 10.0) -> Mailer:
    """The mailer for `route`; it connects to nothing yet. No step of a talk lasts longer than `timeout_s`."""
    if isinstance(route, FolderMail):
        return FolderMailer(route.path)
    if isinstance(route, SmtpMail):
        return SmtpMailer(route, timeout_s)
    from tracker.adapters.mail.sendgrid import SendGridMailer  # its client is loaded only where it sends

    return SendGridMailer(route.api_key, host=route.host, timeout_s=timeout_s)
