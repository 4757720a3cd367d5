"""SMTP against a real server: what each of its answers means for the message."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.mail.examples import free_port, make_message
from tests.adapters.mail.smtp_server import PostOffice, accepts, certificate, listening
from tracker.adapters.mail import MailError, Message, SmtpMailer
from tracker.adapters.mail.smtp import is_this_machine
from tracker.config import SmtpMail, SmtpSecurity

ONE_USER: dict[str, Any] = {
    "authenticator": accepts(b"tracker", b"right"),
    "auth_require_tls": False,
    "auth_required": True,
}


def mailer_for(port: int, timeout_s: float = 5.0, **route: Any) -> SmtpMailer:
    """A mailer for a server on this machine, in the clear unless a test says otherwise."""
    plain = {"host": "127.0.0.1", "port": port, "security": SmtpSecurity.IF_OFFERED}
    return SmtpMailer(SmtpMail(**{**plain, **route}), timeout_s)


def send_through(
    office: PostOffice, server: dict[str, Any] | None = None, message: Message | None = None, **route: Any
) -> None:
    """Send one message; `server` are aiosmtpd's options, `route` ours."""
    with listening(office, **(server or {})) as port, closing(mailer_for(port, **route)) as sender:
        sender.send(message or make_message())


def refused_by(office: PostOffice) -> MailError:
    """The error of a message sent to `office`; the same message goes through once the office lets it."""
    with listening(office) as port, closing(mailer_for(port)) as mailer:
        with pytest.raises(MailError) as refused:
            mailer.send(make_message())
        office.at_mail = office.at_rcpt = office.at_data = ""
        office.hang_up_after_data = False
        mailer.send(make_message())
    return refused.value


def test_a_message_arrives_as_written() -> None:
    office = PostOffice()
    message = make_message()

    with listening(office) as port, closing(mailer_for(port)) as mailer:
        mailer.send(message)

    [content] = office.taken
    mail = message_from_bytes(content, policy=SMTP)
    assert mail["Message-ID"] == message.message_id
    assert mail["To"] == message.to_address
    assert mail["Subject"] == message.subject
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text


def test_a_batch_keeps_one_connection_a_thread() -> None:
    office = PostOffice()
    barrier = threading.Barrier(2)

    def send_ten(mailer: SmtpMailer) -> None:
        barrier.wait()
        for _ in range(10):
            mailer.send(make_message())

    with listening(office) as port, closing(mailer_for(port)) as mailer, ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(send_ten, mailer) for _ in range(2)]:
            done.result()

    assert len(office.taken) == 20
    assert len(office.peers) == 2


def test_a_closed_mailer_can_be_used_again() -> None:
    office = PostOffice()

    with listening(office) as port, closing(mailer_for(port)) as mailer:
        mailer.send(make_message())
        mailer.close()
        mailer.send(make_message())

    assert len(office.peers) == 2


def test_a_connection_that_went_stale_is_replaced() -> None:
    office = PostOffice()
    port_of_both = free_port()
    mailer = mailer_for(port_of_both)

    with listening(office, port=port_of_both):
        mailer.send(make_message())
    with listening(office, port=port_of_both), closing(mailer):
        mailer.send(make_message())

    assert len(office.taken) == 2


@pytest.mark.parametrize("step", ["at_mail", "at_rcpt", "at_data"])
@pytest.mark.parametrize("answer", ["421 Closing", "450 Mailbox busy", "451 Greylisted, try later"])
def test_a_4xx_answer_is_temporary(step: str, answer: str) -> None:
    error = refused_by(PostOffice(**{step: answer}))

    assert not error.permanent
    assert not error.stop_all
    assert answer in error.sentence


@pytest.mark.parametrize("step", ["at_rcpt", "at_data"])
def test_a_5xx_answer_is_permanent(step: str) -> None:
    error = refused_by(PostOffice(**{step: "550 5.1.1 No such user"}))

    assert error.permanent
    assert not error.stop_all
    assert "550 5.1.1 No such user" in error.sentence


def test_an_answer_is_shown_without_the_address_in_it() -> None:
    error = refused_by(PostOffice(at_rcpt="550 5.1.1 <alice@example.org>: user unknown"))

    assert "alice" not in error.sentence
    assert "user unknown" in error.sentence


@pytest.mark.parametrize("answer", ["530 5.7.0 Authentication required", "553 Sender not allowed"])
def test_an_answer_about_us_stops_all(answer: str) -> None:
    error = refused_by(PostOffice(at_mail=answer))

    assert error.stop_all
    assert not error.permanent


def test_a_hang_up_after_the_text_is_temporary_and_the_resend_is_the_same_message() -> None:
    office = PostOffice(hang_up_after_data=True)

    error = refused_by(office)

    assert not error.permanent
    assert not error.stop_all
    assert "may have gone" in error.sentence
    first, second = office.taken
    assert first == second


def test_a_server_that_is_not_there_is_temporary() -> None:
    with pytest.raises(MailError, match="could not be reached") as refused:
        mailer_for(free_port()).send(make_message())

    assert not refused.value.permanent
    assert not refused.value.stop_all


def test_a_server_that_says_nothing_is_left_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mailer = mailer_for(silent.getsockname()[1], timeout_s=0.2)
        with pytest.raises(MailError, match="no answer in time") as refused:
            mailer.send(make_message())

    assert not refused.value.permanent


def test_an_accented_address_needs_a_server_that_can() -> None:
    office = PostOffice()
    message = make_message(to_address="josé@example.org")

    send_through(office, {"enable_SMTPUTF8": True}, message)
    with pytest.raises(MailError, match="accented") as refused:
        send_through(office, {"enable_SMTPUTF8": False}, message)

    assert len(office.taken) == 1
    assert refused.value.permanent


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
class TestSigningIn:
    """User and password from the setting, at a server that knows one user, and at one that asks nobody."""

    def test_the_right_password_opens(self) -> None:
        office = PostOffice()

        send_through(office, ONE_USER, user="tracker", password="right")

        assert len(office.taken) == 1

    def test_a_wrong_password_stops_all_and_is_not_repeated_in_the_sentence(self) -> None:
        with pytest.raises(MailError, match="user name or password") as refused:
            send_through(PostOffice(), ONE_USER, user="tracker", password="wr0ng")

        assert refused.value.stop_all
        assert not refused.value.permanent
        assert "wr0ng" not in refused.value.sentence

    def test_no_password_where_one_is_wanted_stops_all(self) -> None:
        with pytest.raises(MailError, match="530") as refused:
            send_through(PostOffice(), ONE_USER)

        assert refused.value.stop_all

    def test_a_password_never_leaves_the_machine_in_the_clear(self) -> None:
        with listening(PostOffice(), **ONE_USER) as port:
            mailer = mailer_for(port, user="tracker", password="right")
            mailer.stays_here = False
            with pytest.raises(MailError, match="encryption, to sign in") as refused:
                mailer.send(make_message())

        assert refused.value.stop_all

    def test_a_relay_that_offers_no_sign_in_takes_the_mail(self) -> None:
        office = PostOffice()

        send_through(office, user="tracker", password="right")

        assert len(office.taken) == 1


class TestEncryption:
    """STARTTLS and TLS from the start, with a certificate that is trusted and one that is not."""

    def test_starttls_with_a_trusted_certificate(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, trusted = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        office = PostOffice()

        send_through(
            office, {"tls_context": context, "require_starttls": True}, security=SmtpSecurity.STARTTLS
        )

        assert len(office.taken) == 1

    def test_a_stranger_s_certificate_stops_all(self, tmp_path: Path) -> None:
        context, _ = certificate(tmp_path)

        with pytest.raises(MailError, match="no trusted encryption") as refused:
            send_through(PostOffice(), {"tls_context": context}, security=SmtpSecurity.STARTTLS)

        assert refused.value.stop_all

    def test_another_machine_that_offers_encryption_is_asked_for_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, trusted = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        office = PostOffice()

        with listening(office, tls_context=context, require_starttls=True) as port:
            mailer = mailer_for(port)
            mailer.stays_here = False
            mailer.send(make_message())
            mailer.close()

        assert len(office.taken) == 1

    @pytest.mark.parametrize(
        "host,is_here",
        [
            ("localhost", True),
            ("127.0.0.1", True),
            ("127.8.8.8", True),
            ("::1", True),
            ("10.0.0.1", False),
            ("mail.example.org", False),
            ("localhost.example.org", False),
        ],
    )
    def test_this_machine_is_told_from_others(self, host: str, is_here: bool) -> None:
        assert is_this_machine(host) == is_here

    def test_a_server_without_encryption_gets_no_mail_where_encryption_is_asked_for(self) -> None:
        office = PostOffice()

        with pytest.raises(MailError, match="does not offer") as refused:
            send_through(office, security=SmtpSecurity.STARTTLS)

        assert refused.value.stop_all
        assert office.taken == []

    def test_tls_from_the_start(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        context, trusted = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        office = PostOffice()

        send_through(office, {"ssl_context": context}, security=SmtpSecurity.TLS)

        assert len(office.taken) == 1
