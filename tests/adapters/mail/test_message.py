"""A message refuses what would end up as somebody else's header."""

from datetime import datetime

import pytest

from tests.adapters.mail.examples import make_message
from tracker.adapters.mail import MailError


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Case A-7F3K\r\nBcc: charlie@example.org"},
        {"subject": "Case A-7F3K\nX: 1"},
        {"subject": "Case\x00A"},
        {"subject": "Case\u2028A"},
        {"from_name": "Bob\r\nBcc: charlie@example.org"},
        {"to_address": "alice@example.org\r\nBcc: charlie@example.org"},
        {"reply_to": "bob@example.org\n"},
        {"message_id": "<a@example.org>\r\nX: 1"},
    ],
)
def test_a_control_character_in_a_header_is_refused_for_good(changes: dict[str, str]) -> None:
    with pytest.raises(MailError) as refused:
        make_message(**changes)

    assert refused.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "alice@example.org, charlie@example.org",
        "alice@example.org charlie@example.org",
        "<a@b.org>",
    ],
)
def test_a_message_has_exactly_one_recipient(address: str) -> None:
    with pytest.raises(MailError, match="to address is not one e-mail address"):
        make_message(to_address=address)


@pytest.mark.parametrize("outbox_id", ["", "../../etc/passwd", "a/b", "a" * 65])
def test_an_outbox_id_cannot_name_another_file(outbox_id: str) -> None:
    with pytest.raises(MailError, match="outbox id"):
        make_message(outbox_id=outbox_id)


def test_a_message_without_a_time_zone_is_refused() -> None:
    with pytest.raises(MailError, match="time zone"):
        make_message(written_at=datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001 - the mistake under test


def test_the_sentence_of_an_error_fits_its_column() -> None:
    assert len(MailError("x" * 1000, permanent=False).sentence) == 400
