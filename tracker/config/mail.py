"""How mail leaves: three routes, told apart by their type, read from `TRACKER_MAIL`."""

from base64 import b64decode
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from tracker.config.settings import ConfigError, Reader


class SmtpSecurity(StrEnum):
    """When a connection to an SMTP server becomes encrypted."""

    IF_OFFERED = "if_offered"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class FolderMail:
    """Mail is written to `path` as .eml files."""

    path: Path


@dataclass(frozen=True)
class SmtpMail:
    """Mail goes to an SMTP server; `user` and `password` are both None where it wants none."""

    host: str
    port: int
    security: SmtpSecurity
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SendGridMail:
    """Mail goes to SendGrid, or to what answers at `host` (an address without a trailing slash)."""

    api_key: str = field(repr=False)
    host: str


MailRoute = FolderMail | SmtpMail | SendGridMail

_SCHEMES = {
    "smtp": (SmtpSecurity.IF_OFFERED, 25),
    "smtp+starttls": (SmtpSecurity.STARTTLS, 587),
    "smtps": (SmtpSecurity.TLS, 465),
}
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def mail_route(read: Reader, *, home: Path, data: Path) -> MailRoute:
    """The route `TRACKER_MAIL` names; a relative folder starts at `home`, the default one is in `data`."""
    text = read.text("TRACKER_MAIL")
    if text is None:
        return FolderMail(data / "mail")
    if text.startswith("folder:"):
        return FolderMail(home / Path(_after_colon(text)).expanduser())
    if text == "sendgrid":
        return _sendgrid(read)
    return _smtp(text)


def mail_from(read: Reader, route: MailRoute) -> str:
    """The sender of every mail, a name and an address or an address alone."""
    text = read.text("TRACKER_MAIL_FROM")
    if text is None and not isinstance(route, FolderMail):
        raise ConfigError(
            "TRACKER_MAIL_FROM must say who sends the mail, since it goes further than a folder."
        )
    text = text or read.text_or_default("TRACKER_MAIL_FROM")
    local, at, domain = parseaddr(text)[1].rpartition("@")
    if not (local and at and domain) or not text.isprintable():
        raise ConfigError(f"TRACKER_MAIL_FROM must be a mail address, not {text!r}.")
    return text


def webhook_key(read: Reader) -> str | None:
    """The public key that SendGrid's events are checked by, or None; ConfigError where it is no such key."""
    text = read.text("SENDGRID_WEBHOOK_KEY")
    if text is not None and not _is_elliptic_key(text):
        raise ConfigError(
            "SENDGRID_WEBHOOK_KEY must be the public key that SendGrid shows for its event webhook."
        )
    return text


def _is_elliptic_key(text: str) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm  # the law is asked without cryptography
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        return isinstance(load_der_public_key(b64decode(text, validate=True)), EllipticCurvePublicKey)
    except (ValueError, UnsupportedAlgorithm):
        return False


def web_address(name: str, text: str) -> SplitResult:
    """`text` taken apart; ConfigError naming `name` unless it is an http or https address without a query."""
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or parts.query or parts.fragment or parts.username is not None:
        raise ConfigError(f"{name} must be an address such as https://appeals.example.org, not {text!r}.")
    return parts


def _after_colon(text: str) -> str:
    path = text.partition(":")[2].strip()
    if not path:
        raise ConfigError("TRACKER_MAIL says folder: but not which folder.")
    return path


def _sendgrid(read: Reader) -> SendGridMail:
    api_key = read.text("SENDGRID_API_KEY")
    if api_key is None:
        raise ConfigError("SENDGRID_API_KEY must be set, since TRACKER_MAIL is sendgrid.")
    host = read.text_or_default("SENDGRID_HOST").rstrip("/")
    parts = web_address("SENDGRID_HOST", host)
    if parts.scheme != "https" and parts.hostname not in _LOCAL_HOSTS:
        raise ConfigError("SENDGRID_HOST must begin with https://, or the key would travel unencrypted.")
    return SendGridMail(api_key=api_key, host=host)


def _smtp(text: str) -> SmtpMail:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _not_a_route() from error
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _not_a_route()
    if (parts.username is None) != (parts.password is None):
        raise ConfigError(
            "TRACKER_MAIL must name both the user and the password of the mail server, or neither."
        )
    security, usual_port = _SCHEMES[parts.scheme]
    return SmtpMail(
        parts.hostname, port or usual_port, security, _decoded(parts.username), _decoded(parts.password)
    )


def _decoded(text: str | None) -> str | None:
    return None if text is None else unquote(text)


def _not_a_route() -> ConfigError:
    """Without the text itself, which may hold a password."""
    return ConfigError(
        "TRACKER_MAIL must be folder:PATH, smtp://user:password@host:port, smtp+starttls://…, smtps://… "
        "or sendgrid; write special characters in a password as %XX."
    )
