"""TRACKER_MAIL in its three forms."""

from pathlib import Path

import pytest

from tracker.adapters.mail import FolderMailer, MailSettingError, SendGridMailer, SmtpMailer, Tls, make_mailer


def test_a_folder() -> None:
    mailer = make_mailer("folder:var/mail")

    assert isinstance(mailer, FolderMailer)
    assert mailer.path == Path("var/mail")


@pytest.mark.parametrize(
    "setting,host,port,tls",
    [
        ("smtp://user:password@mail.example.org:2525", "mail.example.org", 2525, Tls.STARTTLS),
        ("smtp://mail.example.org", "mail.example.org", 587, Tls.STARTTLS),
        ("smtp://mail.example.org:25?tls=off", "mail.example.org", 25, Tls.OFF),
        ("smtp://mail.example.org?tls=on", "mail.example.org", 465, Tls.ON),
        ("smtps://mail.example.org", "mail.example.org", 465, Tls.ON),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Tls.OFF),
        ("smtp://[::1]:1025", "::1", 1025, Tls.OFF),
        ("smtp://localhost", "localhost", 25, Tls.OFF),
        ("smtp://localhost:1025?tls=starttls", "localhost", 1025, Tls.STARTTLS),
    ],
)
def test_smtp_is_encrypted_unless_it_stays_on_this_machine(
    setting: str, host: str, port: int, tls: Tls
) -> None:
    mailer = make_mailer(setting)

    assert isinstance(mailer, SmtpMailer)
    assert (mailer.host, mailer.port, mailer.tls) == (host, port, tls)


def test_sendgrid_and_another_host() -> None:
    mailer = make_mailer("sendgrid", sendgrid_api_key="SG.x", sendgrid_host="https://eu.example.org/")

    assert isinstance(mailer, SendGridMailer)
    assert mailer.host == "https://eu.example.org"


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "folder:",
        "folder",
        "pigeon",
        "smtp:mail.example.org",
        "smtp://",
        "smtp://user:pass/word@mail.example.org",
        "smtp://user:secret#1@mail.example.org:25",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org?tls=perhaps",
        "sendgrid",
        "sendgrid:SG.secret",
    ],
)
def test_a_setting_that_cannot_be_understood_is_a_sentence_without_its_secret(setting: str) -> None:
    with pytest.raises(MailSettingError) as refused:
        make_mailer(setting)

    sentence = str(refused.value)
    assert sentence.startswith("TRACKER_MAIL")
    assert sentence.endswith(".")
    assert "secret" not in sentence
    assert "word@" not in sentence.replace("password@host", "")


@pytest.mark.parametrize(
    "host", ["api.example.org", "ftp://example.org", "https://", "https://example.org/v3"]
)
def test_a_sendgrid_host_is_a_scheme_and_a_name(host: str) -> None:
    with pytest.raises(MailSettingError, match="SENDGRID_HOST"):
        make_mailer("sendgrid", sendgrid_api_key="SG.x", sendgrid_host=host)
