"""Mail through SendGrid's v3 API, or a stand-in for it: one recipient a message, nothing tracked."""

import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import (
    Attachment,
    ClickTracking,
    CustomArg,
    Disposition,
    FileContent,
    FileName,
    FileType,
    From,
    Ganalytics,
    Header,
    Mail,
    OpenTracking,
    ReplyTo,
    SubscriptionTracking,
    To,
    TrackingSettings,
)

from tracker.adapters.mail.message import MailError, Message, Receipt, without_addresses
from tracker.adapters.mail.mime import calendar_as_base64, extra_headers

ACCEPTED = 202
OUR_MESSAGE_AT_FAULT = frozenset({400, 413})
LONGEST_PAUSE_S = 3600
PAUSE_WITHOUT_WORD_S = 60

# At DEBUG the client writes addresses, texts and the key to the log.
logging.getLogger("python_http_client").setLevel(logging.INFO)


class SendGridMailer:
    """Sends through `host` (scheme and name, no path). The client has no timeout: `timeout_s` is one.

    202 is accepted. 400 and 413: permanent. 429: everybody waits, until the moment it names. 5xx, no answer,
    broken connection: try again later. Any other answer (401, 403, a host that is not SendGrid) stops all.
    """

    def __init__(
        self, api_key: str, *, host: str = "https://api.sendgrid.com", timeout_s: float = 10.0
    ) -> None:
        self.host = host.rstrip("/")
        self._client = SendGridAPIClient(api_key, host=self.host)
        self._client.client.timeout = timeout_s

    def send(self, message: Message) -> Receipt:
        """Hand the message over, or raise MailError. The receipt carries SendGrid's own id."""
        try:
            answer = self._client.send(as_payload(message))
        except HTTPError as error:
            raise _refusal(error.status_code, error.headers, error.body) from error
        except (OSError, HTTPException) as error:
            raise MailError(
                f"SendGrid did not answer ({_cause(error)}); the mail may have gone, or not.", permanent=False
            ) from error
        if answer.status_code != ACCEPTED:
            raise _ours(f"{self.host} answered {answer.status_code} instead of 202: it is not sending mail.")
        return Receipt(provider_id=answer.headers.get("X-Message-Id"))

    def close(self) -> None:
        """The client keeps no connection."""


def as_payload(message: Message) -> dict[str, Any]:
    """The request body. Only the outbox id goes along: what else stands in custom_args is kept for years."""
    mail = Mail(
        from_email=From(message.from_address, message.from_name),
        to_emails=To(message.to_address),
        subject=message.subject,
        plain_text_content=message.text,
        html_content=message.html,
    )
    if message.reply_to:
        mail.reply_to = ReplyTo(message.reply_to)
    mail.custom_arg = CustomArg("outbox_id", message.outbox_id)
    mail.header = [Header(name, value) for name, value in extra_headers(message).items()]
    mail.tracking_settings = _nothing_tracked()
    if message.ics:
        mail.attachment = _calendar(message.ics)
    payload: dict[str, Any] = mail.get()
    return payload


def _nothing_tracked() -> TrackingSettings:
    settings = TrackingSettings()
    settings.click_tracking = ClickTracking(enable=False, enable_text=False)
    settings.open_tracking = OpenTracking(enable=False)
    settings.subscription_tracking = SubscriptionTracking(enable=False)
    settings.ganalytics = Ganalytics(enable=False)
    return settings


def _calendar(ics: bytes) -> Attachment:
    """SendGrid refuses a type with a semicolon, so that the method stands in the file alone."""
    return Attachment(
        FileContent(calendar_as_base64(ics)),
        FileName("date.ics"),
        FileType("text/calendar"),
        Disposition("attachment"),
    )


def _refusal(status: int, headers: Mapping[str, str], body: bytes) -> MailError:
    answer = f"SendGrid answered {status}{_reasons(body)}."
    if status in OUR_MESSAGE_AT_FAULT:
        return MailError(answer, permanent=True)
    if status == 429:
        return MailError(answer, permanent=False, retry_after_s=_pause(headers))
    if status >= 500:
        return MailError(answer, permanent=False)
    return _ours(answer)


def _ours(sentence: str) -> MailError:
    return MailError(sentence, permanent=False, stop_all=True)


def _pause(headers: Mapping[str, str]) -> int:
    """Seconds until the moment in X-RateLimit-Reset (seconds since 1970), or as Retry-After says (seconds or a date,
    RFC 9110, section 10.2.3); between 1 second and an hour.
    """
    now = int(time.time())
    for name, read in (("X-RateLimit-Reset", lambda told: int(told) - now), ("Retry-After", _seconds_until)):
        with suppress(ValueError):
            return min(max(read(headers.get(name, "")), 1), LONGEST_PAUSE_S)
    return PAUSE_WITHOUT_WORD_S


def _seconds_until(told: str) -> int:
    if told.isdigit():
        return int(told)
    return int(parsedate_to_datetime(told).timestamp() - time.time())


def _reasons(body: bytes) -> str:
    try:
        messages = [str(error["message"]) for error in json.loads(body)["errors"]]
    except (ValueError, LookupError, TypeError):
        return ""
    return ": " + without_addresses("; ".join(messages).rstrip("."))


def _cause(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return without_addresses(getattr(reason, "strerror", None) or str(reason) or type(reason).__name__)
