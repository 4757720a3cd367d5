"""Each route of the settings has its mailer."""

from pathlib import Path

import pytest

from tracker.adapters.mail import FolderMailer, Mailer, SmtpMailer, make_mailer
from tracker.adapters.mail.sendgrid import SendGridMailer
from tracker.config import FolderMail, MailRoute, SendGridMail, SmtpMail, SmtpSecurity

A_SERVER = SmtpMail("mail.example.org", 587, SmtpSecurity.STARTTLS)


@pytest.mark.parametrize(
    "route,kind",
    [
        (FolderMail(Path("var/mail")), FolderMailer),
        (A_SERVER, SmtpMailer),
        (SendGridMail("SG.x", "https://api.example.org"), SendGridMailer),
    ],
)
def test_each_route_has_its_mailer(route: MailRoute, kind: type[Mailer]) -> None:
    assert type(make_mailer(route)) is kind


def test_a_mailer_knows_where_it_sends() -> None:
    folder = make_mailer(FolderMail(Path("var/mail")))
    server = make_mailer(A_SERVER)
    provider = make_mailer(SendGridMail("SG.x", "https://api.example.org"))

    assert isinstance(folder, FolderMailer)
    assert folder.path == Path("var/mail")
    assert isinstance(server, SmtpMailer)
    assert server.route == A_SERVER
    assert isinstance(provider, SendGridMailer)
    assert provider.host == "https://api.example.org"
