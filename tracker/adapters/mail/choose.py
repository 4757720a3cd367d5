"""From the setting TRACKER_MAIL to a mailer."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from tracker.adapters.mail.folder import FolderMailer
from tracker.adapters.mail.message import Mailer
from tracker.adapters.mail.sendgrid import SendGridMailer
from tracker.adapters.mail.smtp import SmtpMailer, Tls

SENDGRID = "https://api.sendgrid.com"
FORMS = "folder:PATH, smtp://user:password@host:port or sendgrid"
NOT_A_SERVER = (
    "TRACKER_MAIL: smtp://user:password@host:port is not complete. In the user name and the password,"
    " write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25."
)
USUAL_PORT = {Tls.ON: 465, Tls.STARTTLS: 587, Tls.OFF: 25}


class MailSettingError(ValueError):
    """TRACKER_MAIL or what it needs cannot be understood; the sentence names no secret."""


def make_mailer(
    setting: str,
    *,
    sendgrid_api_key: str | None = None,
    sendgrid_host: str = SENDGRID,
    timeout_s: float = 10.0,
) -> Mailer:
    """The mailer that `setting` names; it connects to nothing yet. Raises MailSettingError."""
    kind, _, rest = setting.partition(":")
    if kind == "folder" and rest:
        return FolderMailer(Path(rest))
    if kind in ("smtp", "smtps") and rest.startswith("//"):
        return _smtp(setting, timeout_s)
    if setting == "sendgrid":
        return _sendgrid(sendgrid_api_key, sendgrid_host, timeout_s)
    raise MailSettingError(f"TRACKER_MAIL has to be {FORMS}.")


def _smtp(setting: str, timeout_s: float) -> SmtpMailer:
    try:
        url = urlsplit(setting)
        host, port = url.hostname, url.port
    except ValueError:
        raise MailSettingError(NOT_A_SERVER) from None
    if not host or url.path.strip("/") or url.fragment:
        raise MailSettingError(NOT_A_SERVER)
    tls = _tls(url)
    return SmtpMailer(
        host,
        port or USUAL_PORT[tls],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        tls=tls,
        timeout_s=timeout_s,
    )


def _tls(url: SplitResult) -> Tls:
    """What `?tls=` says; without it smtps is encrypted from the start, smtp soon, this machine not."""
    chosen = parse_qs(url.query).get("tls", [""])[-1]
    if chosen:
        try:
            return Tls(chosen)
        except ValueError:
            raise MailSettingError("TRACKER_MAIL: tls has to be off, starttls or on.") from None
    if url.scheme == "smtps":
        return Tls.ON
    return Tls.OFF if _is_this_machine(url.hostname or "") else Tls.STARTTLS


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sendgrid(api_key: str | None, host: str, timeout_s: float) -> SendGridMailer:
    if not api_key:
        raise MailSettingError("TRACKER_MAIL is sendgrid: SENDGRID_API_KEY has to be set too.")
    url = urlsplit(host)
    if url.scheme not in ("http", "https") or not url.netloc or url.path.strip("/"):
        raise MailSettingError(f"SENDGRID_HOST has to look like {SENDGRID}.")
    return SendGridMailer(api_key, host=host, timeout_s=timeout_s)
