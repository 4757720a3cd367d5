"""What people type becomes facts, or a sentence."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.rules.reading import (
    ReadingError,
    out_of_time,
    read_day,
    read_fields,
    read_text,
    read_when,
    written,
    zone,
)
from tracker.rules.terms import EventKind

CHICAGO = "America/Chicago"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-2-3", "tomorrow", "", "20261122", "2026-11-22T25:00"])
def test_a_day_that_does_not_exist_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ReadingError, match="exist"):
        read_day(text)


def test_a_local_time_that_comes_twice_is_read_as_the_first() -> None:
    read = read_when("2026-11-01T01:30", CHICAGO)

    assert isinstance(read, datetime)
    assert read.isoformat() == "2026-11-01T01:30:00-05:00"


def test_a_local_time_that_the_clock_skips_is_refused() -> None:
    with pytest.raises(ReadingError, match="the clock skips it"):
        read_when("2026-03-08T02:30", CHICAGO)


def test_a_moment_with_an_offset_keeps_it() -> None:
    assert read_when("2026-03-08T02:30-06:00", CHICAGO).isoformat() == "2026-03-08T02:30:00-06:00"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "America/"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ReadingError, match="not a time zone"):
        zone(name)


@pytest.mark.parametrize("text", ["2026-11-01T01:30", "2026-11-01T01:30-05:00", "2026-11-01"])
def test_what_is_written_is_read_again_as_the_same(text: str) -> None:
    when = read_when(text, CHICAGO)

    assert read_when(written(when), CHICAGO) == when


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\u202eb"])
def test_control_characters_are_refused(text: str) -> None:
    with pytest.raises(ReadingError, match="cannot be printed"):
        read_text(text)


def test_a_text_of_a_megabyte_is_refused_with_its_length() -> None:
    with pytest.raises(ReadingError, match="1,000,000 characters"):
        read_text("a" * 1_000_000)


def test_a_receipt_before_the_letter_is_told_at_its_field() -> None:
    raw = {"notice_on": "2026-10-09", "received_on": "2026-10-05"}

    reading = read_fields(EventKind.ADVERSE_DETERMINATION, raw, CHICAGO)

    assert [(p.field, p.sentence) for p in reading.problems] == [
        ("received_on", "It cannot have come before the date printed on the letter.")
    ]


def test_a_missing_date_is_asked_for() -> None:
    reading = read_fields(EventKind.INTERNAL_APPEAL_FILED, {"filed_by": "member"}, CHICAGO)

    assert [p.field for p in reading.problems] == ["sent_on"]


def test_private_words_are_kept_apart_from_what_law_reads() -> None:
    raw = {"sent_on": "2026-11-01", "tracking": "7020 0555 0142", "channel": "certified_mail"}

    reading = read_fields(EventKind.INTERNAL_APPEAL_FILED, raw, CHICAGO)

    assert reading.words == {"tracking": "7020 0555 0142"}
    assert reading.fields == {"sent_on": date(2026, 11, 1), "channel": "certified_mail"}


@pytest.mark.parametrize(
    "day,word", [("2062-10-05", "slip of the finger"), ("2026-11-23", "future"), ("1926-11-20", "slip")]
)
def test_a_year_that_is_a_slip_and_a_day_in_the_future_are_told(day: str, word: str) -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo(CHICAGO))
    fields = read_fields(EventKind.ADVERSE_DETERMINATION, {"notice_on": day}, CHICAGO).fields

    (problem,) = out_of_time(fields, CHICAGO, now)

    assert problem.field == "notice_on"
    assert word in problem.sentence


def test_a_character_that_shows_nothing_is_named_with_the_words_before_it() -> None:
    with pytest.raises(ReadingError) as refused:
        read_text("Please reverse\u202e this denial.")

    assert str(refused.value) == (
        "A character after “Please reverse” cannot be printed (U+202E). Take it out, or type that part again."
    )
