"""Feeds as calendars read them: the bytes themselves, and two parsers that have nothing to do with our writer."""

import re
import warnings
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.golden import golden
from tracker.adapters import ical
from tracker.adapters.ical import (
    CalendarEntry,
    EntryState,
    FeedInfo,
    write_attachment,
    write_entries,
    write_entry,
    write_feed,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics

TODAY = date(2026, 11, 22)
STAMP = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
FEED = FeedInfo(
    name="Appeal dates",
    url="https://tracker.example.org/caseload",
    uid="feed-91d4@tracker.example.org",
)


def make_entry(number: int = 1, **changes: Any) -> CalendarEntry:
    """An internal appeal to be filed on 27 November, with what a test cares about changed."""
    ordinary = {
        "uid": f"deadline-{number:04d}@tracker.example.org",
        "sequence": 2,
        "stamp_at": STAMP,
        "title": "Internal appeal – case A-7F3K",
        "url": "https://tracker.example.org/cases/A-7F3K",
        "on": None if "at" in changes else date(2026, 11, 27),
        "description": "File by this day. Calendars may lag a day: email is the reminder.",
    }
    return CalendarEntry(**{**ordinary, **changes})


def make_moment(number: int = 1, **changes: Any) -> CalendarEntry:
    """An answer due at 4:10 in the afternoon of Chicago."""
    at = datetime(2026, 11, 23, 22, 10, tzinfo=UTC)
    return make_entry(
        number, **{"at": at, "zone": "America/Chicago", "title": "The plan’s answer", **changes}
    )


ALL_KINDS = (
    make_entry(1),
    make_moment(2),
    make_entry(3, state=EntryState.DONE, on=date(2026, 11, 2), title="External review – case A-9XPT"),
    make_entry(4, state=EntryState.CANCELLED, on=date(2026, 12, 24), sequence=7),
    make_entry(5, since=date(2026, 11, 22), on=date(2026, 11, 24), title="Internal appeal: at once"),
)


def feed(*entries: CalendarEntry, today: date = TODAY) -> bytes:
    """These entries as a feed."""
    return write_feed(FEED, entries, today)


def events_of(content: bytes) -> list[icalendar.Event]:
    """The events of a feed, in its order."""
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def uids_of(content: bytes) -> list[str]:
    return [str(event["UID"]) for event in events_of(content)]


def unfolded(content: bytes) -> list[str]:
    """The lines of a feed as they were before folding."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_feed_is_its_golden_copy() -> None:
    content = feed(*ALL_KINDS).decode()

    assert golden("feeds/every_kind.ics", content) == content


def test_a_single_date_is_its_golden_copy() -> None:
    content = write_entry(make_moment()).decode()

    assert golden("feeds/one_moment.ics", content) == content


def test_what_goes_with_a_mail_is_its_golden_copy() -> None:
    content = write_attachment([make_entry(), make_entry(4, state=EntryState.CANCELLED, sequence=7)]).decode()

    assert golden("feeds/with_a_mail.ics", content) == content


def test_the_same_entries_give_the_same_bytes_in_any_order() -> None:
    assert feed(*ALL_KINDS) == feed(*reversed(ALL_KINDS))


def test_a_day_is_a_day_with_an_exclusive_end() -> None:
    lines = unfolded(feed(make_entry()))

    assert "DTSTART;VALUE=DATE:20261127" in lines
    assert "DTEND;VALUE=DATE:20261128" in lines


def test_a_moment_is_utc_and_tells_its_hour_where_it_counts() -> None:
    lines = unfolded(feed(make_moment()))

    assert "DTSTART:20261123T221000Z" in lines
    [description] = [line for line in lines if line.startswith("DESCRIPTION")]
    assert r"November 23\, 2026\, 4:10 pm CST (America/Chicago)" in description
    assert not [line for line in lines if "TZID" in line or "VTIMEZONE" in line]


def test_what_calendars_need_is_there_and_what_they_choke_on_is_not() -> None:
    lines = unfolded(feed(*ALL_KINDS))

    assert "VERSION:2.0" in lines
    assert "NAME:Appeal dates" in lines
    assert "X-WR-CALNAME:Appeal dates" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in lines
    assert "X-PUBLISHED-TTL:PT4H" in lines
    assert lines.count("TRANSP:TRANSPARENT") == lines.count("CLASS:PRIVATE") == 5
    assert lines.count("SEQUENCE:2") == 4
    assert lines.count("DTSTAMP:20261120T153000Z") == lines.count("LAST-MODIFIED:20261120T153000Z") == 5
    assert not [
        line for line in lines if line.startswith(("METHOD", "BEGIN:VALARM", "BEGIN:VTODO", "ORGANIZER"))
    ]
    assert sum(line.startswith("UID") for line in lines) == 5


def test_a_met_date_says_done_and_a_superseded_one_is_cancelled() -> None:
    day, _, done, cancelled, _ = sorted(events_of(feed(*ALL_KINDS)), key=lambda event: event["UID"])

    assert day["STATUS"] == done["STATUS"] == "CONFIRMED"
    assert done["SUMMARY"] == "Done: External review – case A-9XPT"
    assert cancelled["STATUS"] == "CANCELLED"


def test_what_is_each_days_work_is_one_entry_over_those_days() -> None:
    (event,) = events_of(feed(make_entry(since=date(2026, 11, 25))))

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 11, 25), date(2026, 11, 28))


def test_days_that_run_backwards_are_no_entry() -> None:
    with pytest.raises(ValueError, match="from its first to its last"):
        make_entry(since=date(2026, 11, 28))


def test_a_single_date_has_the_same_uid_as_in_the_feed() -> None:
    assert uids_of(write_entry(make_entry())) == uids_of(feed(make_entry()))


def test_several_dates_that_are_downloaded_are_no_feed_and_stay_nowhere() -> None:
    kept = ical._event.cache_info().currsize

    content = write_entries([make_entry(81), make_moment(82)])

    assert len(events_of(content)) == 2
    assert b"REFRESH-INTERVAL" not in content
    assert ical._event.cache_info().currsize == kept


@pytest.mark.parametrize(
    "content",
    [
        feed(*ALL_KINDS),
        feed(),
        write_entry(make_moment()),
        write_entry(make_entry()),
        write_entries(ALL_KINDS),
    ],
)
def test_two_other_parsers_agree(content: bytes) -> None:
    text = content.decode()
    count = len(events_of(content))

    calendar = vobject.readOne(text)
    if count:
        calendar.validate(raiseException=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = ics.Calendar(text)

    assert len(read.events) == len(calendar.contents.get("vevent", [])) == count


def test_another_parser_reads_what_was_meant() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        [day, moment] = sorted(
            ics.Calendar(feed(make_entry(), make_moment(2)).decode()).events, key=lambda e: e.uid
        )

    assert day.all_day
    assert day.begin.date() == date(2026, 11, 27)
    assert day.duration == timedelta(days=1)
    assert moment.begin.datetime == datetime(2026, 11, 23, 22, 10, tzinfo=UTC)
    assert day.name == "Internal appeal – case A-7F3K"


def check_bytes(content: bytes) -> None:
    """What every client counts on: CRLF alone, 75 octets at most, whole characters, no controls, an end."""
    *lines, last = content.split(b"\r\n")
    assert last == b""
    assert all(len(line) <= 75 for line in lines)
    assert not any(byte < 0x20 for line in lines for byte in line)
    assert all(line.decode() is not None for line in lines)
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-1] == b"END:VCALENDAR"


@settings(deadline=None)
@given(
    title=st.text(max_size=150),
    description=st.text(max_size=300),
    name=st.text(max_size=80),
    state=st.sampled_from(EntryState),
)
def test_whatever_a_title_holds_the_bytes_are_well_formed(
    title: str, description: str, name: str, state: EntryState
) -> None:
    entry = make_entry(title=title, description=description, state=state)
    content = write_feed(replace(FEED, name=name), [entry], TODAY)

    check_bytes(content)
    [event] = events_of(content)
    assert event["UID"] == entry.uid
    assert len([line for line in unfolded(content) if line.startswith("SUMMARY")]) == 1


@pytest.mark.parametrize(
    "trick", ["safe\rINJ:1", "safe\nINJ:1", "safe\r\nEND:VEVENT", "safe\x00", "sa\u202efe"]
)
def test_a_title_cannot_write_lines_of_its_own(trick: str) -> None:
    content = feed(make_entry(title=trick, description=trick))

    check_bytes(content)
    assert len(events_of(content)) == 1
    assert not [line for line in unfolded(content) if line.startswith("INJ")]
    assert len(vobject.readOne(content.decode()).vevent_list) == 1
    assert "\u202e" not in content.decode()


def test_the_end_is_always_after_the_start_and_no_uid_comes_twice() -> None:
    events = events_of(feed(*ALL_KINDS))

    assert all(event["DTEND"].dt > event["DTSTART"].dt for event in events)
    assert len({event["UID"] for event in events}) == len(events)


@pytest.mark.parametrize(
    "state,on,stamp_on,is_there",
    [
        (EntryState.OPEN, date(2025, 1, 1), date(2025, 1, 1), True),
        (EntryState.OPEN, date(2030, 1, 1), date(2025, 1, 1), True),
        (EntryState.DONE, date(2026, 10, 23), date(2026, 10, 1), True),
        (EntryState.DONE, date(2026, 10, 22), date(2026, 10, 1), False),
        (EntryState.DONE, date(2027, 10, 22), date(2026, 10, 1), True),
        (EntryState.CANCELLED, date(2027, 1, 1), date(2026, 10, 23), True),
        (EntryState.CANCELLED, date(2027, 1, 1), date(2026, 10, 22), False),
        (EntryState.CANCELLED, date(2026, 1, 1), date(2026, 11, 1), True),
    ],
)
def test_open_dates_stay_and_the_others_leave_after_thirty_days(
    state: EntryState, on: date, stamp_on: date, is_there: bool
) -> None:
    stamp_at = datetime(stamp_on.year, stamp_on.month, stamp_on.day, 12, tzinfo=UTC)

    assert bool(uids_of(feed(make_entry(state=state, on=on, stamp_at=stamp_at)))) == is_there


class TestTooMuch:
    """A feed stays under 1,000 events and 1 MB."""

    def test_a_thousand_open_dates_fit(self) -> None:
        content = feed(*(make_entry(n, on=TODAY + timedelta(days=n)) for n in range(1000)))

        assert len(uids_of(content)) == 1000
        assert len(content) < 1_000_000

    def test_met_dates_give_way_first_and_of_them_the_furthest(self) -> None:
        done = [make_entry(n, on=TODAY + timedelta(days=n), state=EntryState.DONE) for n in range(10)]
        open_ = [make_entry(n, on=TODAY + timedelta(days=n)) for n in range(100, 1095)]

        uids = set(uids_of(feed(*done, *open_)))

        assert len(uids) == 1000
        assert {entry.uid for entry in open_} <= uids
        assert {entry.uid for entry in done} & uids == {entry.uid for entry in done[:5]}

    def test_an_open_date_that_does_not_fit_is_announced_in_the_last_entry(self) -> None:
        entries = [make_entry(n, on=TODAY + timedelta(days=n)) for n in range(1002)]

        content = feed(*entries)

        *kept, notice = events_of(content)
        assert [event["UID"] for event in kept] == [entry.uid for entry in entries[:999]]
        assert notice["UID"] == FEED.uid
        assert notice["SUMMARY"] == "Dates are missing here: 3"
        assert notice["DTSTART"].dt == entries[999].on
        assert notice["URL"] == FEED.url
        check_bytes(content)

    def test_long_descriptions_do_not_make_it_larger(self) -> None:
        entries = [make_entry(n, on=TODAY + timedelta(days=n), description="ü" * 3000) for n in range(400)]

        content = feed(*entries)

        events = events_of(content)
        assert len(content) < 1_000_000
        assert events[-1]["UID"] == FEED.uid
        assert events[-1]["SUMMARY"] == f"Dates are missing here: {400 - (len(events) - 1)}"

    def test_the_nearest_open_dates_are_the_ones_that_stay(self) -> None:
        entries = [make_entry(n, on=TODAY + timedelta(days=n - 500)) for n in range(1500)]

        days = [event["DTSTART"].dt for event in events_of(feed(*entries))]

        assert days == sorted(days)
        assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
        assert days[0] == entries[0].on


@pytest.mark.parametrize(
    "changes",
    [
        {"on": None},
        {"on": TODAY, "at": STAMP, "zone": "America/Chicago"},
        {"at": STAMP},
        {"at": datetime(2026, 11, 22, 9), "zone": "America/Chicago"},  # noqa: DTZ001 - the mistake under test
        {"stamp_at": datetime(2026, 11, 22, 9)},  # noqa: DTZ001 - the mistake under test
    ],
)
def test_an_entry_that_is_neither_day_nor_moment_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"entry|moment|stamp"):
        make_entry(**changes)


def test_a_feed_keeps_every_line_s_name_known() -> None:
    names = {re.split("[;:]", line)[0] for line in unfolded(feed(*ALL_KINDS)) if line}

    assert names == {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME"),
        *("REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"),
        *("URL", "STATUS", "TRANSP", "CLASS"),
    }


def test_what_is_mailed_publishes_under_the_feeds_uid_and_sequence() -> None:
    calendar = icalendar.Calendar.from_ical(write_attachment(ALL_KINDS))

    assert calendar["METHOD"] == "PUBLISH"
    of_the_feed = {(str(event["UID"]), int(event["SEQUENCE"])) for event in events_of(feed(*ALL_KINDS))}
    assert {(str(e["UID"]), int(e["SEQUENCE"])) for e in calendar.walk("VEVENT")} == of_the_feed
    assert not [
        name for event in calendar.walk("VEVENT") for name in ("ORGANIZER", "ATTENDEE") if name in event
    ]


def test_what_is_mailed_reads_in_both_other_parsers() -> None:
    content = write_attachment(ALL_KINDS).decode()

    vobject.readOne(content).validate(raiseException=True)
    assert len(ics.Calendar(content).events) == len(ALL_KINDS)


def test_a_reader_without_an_account_is_sent_to_no_page() -> None:
    (event,) = events_of(write_attachment([make_entry(url="", description="Call Rosa.")]))

    assert "URL" not in event
    assert event["DESCRIPTION"] == "Call Rosa."


@pytest.mark.parametrize("content", [feed(make_entry()), write_entry(make_entry())])
def test_a_feed_and_a_download_have_no_method(content: bytes) -> None:
    assert b"METHOD" not in content
