"""What a letter was written from is kept as text and read again as it was."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.services.letters.examples import LETTERS
from tracker.rules.terms import Channel, FiledBy, PartyRole
from tracker.services.letters import frozen
from tracker.services.letters.context import LetterContext, PhoneCall
from tracker.services.letters.wishes import Wishes


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_context_is_read_as_it_was_written(name: str) -> None:
    _, context = LETTERS[name]

    assert frozen.read_as(LetterContext, frozen.written(context)) == context


def test_wishes_are_read_as_they_were_written() -> None:
    wishes = Wishes(
        PartyRole.DELEGATED_REVIEWER,
        FiledBy.MEMBER,
        (Channel.FAX, Channel.PORTAL),
        "The record shows “it”.",
        requests=("an answer to each exception",),
        certified_on=date(2026, 11, 20),
    )

    assert frozen.read_as(Wishes, frozen.written(wishes)) == wishes


def test_a_moment_keeps_the_zone_that_its_hour_is_shown_in() -> None:
    called_at = datetime(2026, 7, 1, 9, 40, tzinfo=ZoneInfo("America/Chicago"))
    read = frozen.read_as(PhoneCall, frozen.written(PhoneCall(called_at)))

    assert isinstance(read.at, datetime)
    assert f"{read.at:%H:%M %Z}" == "09:40 CDT"
    assert read.at == called_at


def test_a_day_stays_a_day() -> None:
    read = frozen.read_as(PhoneCall, frozen.written(PhoneCall(date(2026, 7, 1))))

    assert read.at == date(2026, 7, 1)
    assert not isinstance(read.at, datetime)


def test_another_text_is_refused() -> None:
    with pytest.raises((TypeError, KeyError)):
        frozen.read_as(PhoneCall, '{"hour": 9}')
