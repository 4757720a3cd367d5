"""What mail servers write when a mail could not be delivered."""

import pytest

from tracker.adapters.mail.bounces import NotANoticeError, read_notice
from tracker.models import DeliveryEvent

ABOUT = "<3f8b@appeals.example.org>"


def notice(action: str = "failed", about: str = ABOUT, kind: str = "message/rfc822") -> bytes:
    """A delivery status notification in the form of RFC 3464."""
    return f"""From: mailer-daemon@mx.example.org
To: appeals@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

I could not deliver it.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; alice@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <alice@example.org> unknown

--cut
Content-Type: {kind}

From: appeals@example.org
To: alice@example.org
Message-ID: {about}
Subject: A date

Text.
--cut--
""".encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_failure_names_the_mail_and_the_reason_but_no_address(kind: str) -> None:
    message_id, event, reason = read_notice(notice(kind=kind))

    assert (message_id, event) == (ABOUT, DeliveryEvent.BOUNCED)
    assert reason == "smtp; 550 5.1.1 (address) unknown"


def test_a_delay_is_no_failure() -> None:
    assert read_notice(notice("delayed"))[1] is DeliveryEvent.DEFERRED


@pytest.mark.parametrize(
    "raw",
    [b"", b"Subject: Out of office\n\nBack on Monday.", notice("relayed"), notice(about=""), b"\xff\x00"],
    ids=["nothing", "a reply", "passed on", "no mail named", "no text"],
)
def test_anything_else_is_no_notice(raw: bytes) -> None:
    with pytest.raises(NotANoticeError):
        read_notice(raw)
