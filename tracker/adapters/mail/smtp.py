"""Mail through an SMTP server: one connection a thread, kept for a batch."""

import smtplib
import ssl
import threading
from contextlib import suppress
from ipaddress import ip_address

from tracker.adapters.mail.message import MailError, Message, Receipt, without_addresses
from tracker.adapters.mail.mime import as_email
from tracker.config import SmtpMail, SmtpSecurity

TOO_LARGE = 552
WANTS_SIGN_IN = frozenset({530, 534, 535, 538})


class SmtpMailer:
    """Sends through the server of `route`.

    Refused with 4xx, cut off, timed out: try again later. Refused with 5xx: permanent, except where the
    answer is about us (sign-in, our own address, encryption), which stops everything. A connection that
    breaks after the text was handed over leaves it unknown whether the mail went: temporary, the resend
    carries the same Message-ID. `timeout_s` holds for each step of the talk. `stays_here`: the server is this
    machine; to any other, the password never travels in the clear.
    """

    def __init__(self, route: SmtpMail, timeout_s: float = 10.0) -> None:
        self.route = route
        self.stays_here = is_this_machine(route.host)
        self._timeout_s = timeout_s
        self._here = threading.local()
        self._idle: set[smtplib.SMTP] = set()
        self._lock = threading.Lock()

    def send(self, message: Message) -> Receipt:
        """Hand the message over, or raise MailError."""
        content = as_email(message).as_bytes()
        connection = self._connection(ours=message.from_address.rpartition("@")[2])
        try:
            connection.sendmail(
                message.from_address, [message.to_address], content, _options(connection, message)
            )
        except (smtplib.SMTPException, OSError) as error:
            raise _refusal(error) from error
        finally:
            self._rest(connection)
        return Receipt()

    def close(self) -> None:
        """Say goodbye on every connection that any thread opened and none talks on."""
        with self._lock:
            connections, self._idle = self._idle, set()
        for connection in connections:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()

    def _connection(self, ours: str) -> smtplib.SMTP:
        """This thread's connection if it still answers, or a new one; `ours` is the name we greet with."""
        connection: smtplib.SMTP | None = getattr(self._here, "connection", None)
        with self._lock:
            self._idle -= {connection}
        if connection is None or not _answers(connection):
            connection = self._here.connection = self._connect(ours.encode("idna").decode())
        return connection

    def _connect(self, ours: str) -> smtplib.SMTP:
        try:
            connection = self._dial(ours)
            try:
                self._introduce(connection)
            except BaseException:
                connection.close()
                raise
        except (smtplib.SMTPException, OSError) as error:
            raise self._no_connection(error) from error
        return connection

    def _rest(self, connection: smtplib.SMTP) -> None:
        """Nobody talks on it until the next mail."""
        if connection.sock:
            with self._lock:
                self._idle.add(connection)

    def _dial(self, ours: str) -> smtplib.SMTP:
        where = (self.route.host, self.route.port, ours)
        if self.route.security is SmtpSecurity.TLS:
            return smtplib.SMTP_SSL(*where, timeout=self._timeout_s, context=ssl.create_default_context())
        return smtplib.SMTP(*where, timeout=self._timeout_s)

    def _introduce(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if self._wants_starttls(connection):
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
        # A relay that offers no sign-in wants none; one that wants it all the same answers 530.
        if self.route.user and self.route.password and connection.has_extn("auth"):
            if not self.stays_here and not isinstance(connection.sock, ssl.SSLSocket):
                raise smtplib.SMTPNotSupportedError("encryption, to sign in.")
            connection.login(self.route.user, self.route.password)

    def _wants_starttls(self, connection: smtplib.SMTP) -> bool:
        if self.route.security is SmtpSecurity.IF_OFFERED:
            return not self.stays_here and connection.has_extn("starttls")
        return self.route.security is SmtpSecurity.STARTTLS

    def _no_connection(self, error: Exception) -> MailError:
        where = f"{self.route.host}:{self.route.port}"
        if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
            return _ours(f"The mail server {where} refuses our user name or password.")
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return _ours(f"The mail server {where} does not offer what the settings ask for: {error}")
        if isinstance(error, ssl.SSLError):
            return _ours(f"The mail server {where} has no trusted encryption: {error.reason or error}.")
        if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500:
            return _ours(
                f"The mail server {where} turns us away: {_words(error.smtp_code, error.smtp_error)}"
            )
        return MailError(f"The mail server {where} could not be reached: {_cause(error)}.", permanent=False)


def is_this_machine(host: str) -> bool:
    """Whether `host` is a name or an address of the machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _options(connection: smtplib.SMTP, message: Message) -> list[str]:
    if message.to_address.isascii() and message.from_address.isascii():
        return []
    if connection.has_extn("smtputf8"):
        return ["SMTPUTF8"]
    raise MailError("The mail server cannot write to an address with accented letters.", permanent=True)


def _answers(connection: smtplib.SMTP) -> bool:
    """Whether a kept connection is still there; asking also clears what an earlier refusal left."""
    try:
        return connection.sock is not None and connection.rset()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _refusal(error: Exception) -> MailError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _by_code(code, words)
    if isinstance(error, smtplib.SMTPSenderRefused) and 500 <= error.smtp_code != TOO_LARGE:
        return _ours(f"The mail server refuses our own address: {_words(error.smtp_code, error.smtp_error)}")
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)
    return MailError(
        f"The connection to the mail server broke off ({_cause(error)}); the mail may have gone, or not.",
        permanent=False,
    )


def _by_code(code: int, words: bytes | str) -> MailError:
    answer = f"The mail server refused the mail: {_words(code, words)}"
    if code in WANTS_SIGN_IN:
        return _ours(answer)
    return MailError(answer, permanent=code >= 500)


def _ours(sentence: str) -> MailError:
    return MailError(sentence, permanent=False, stop_all=True)


def _words(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {without_addresses(text)}"


def _cause(error: Exception) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    return without_addresses(getattr(error, "strerror", None) or str(error))
