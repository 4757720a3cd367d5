"""The same rounds as `run.py soak`, with fewer mails: twenty workers killed on each database, and some that race."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from soak.clocks import DAYS, ZONES
from soak.clocks import live as around
from soak.crashes import crash, points
from soak.faults import FAULTS, MAILS, Fate, suffer
from soak.house import house
from soak.outages import THOSE, Make, full, may_mount, suffer_from
from soak.races import race, sleep
from soak.workers import THREADS
from soak.years import live
from tests.factories import make_account, make_case
from tests.postgres import postgres_url

KILLS = {"random": 6}


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The name of each kind of database, and the address of an empty one."""
    name = request.node.originalname
    is_file = request.param == "SQLite"
    return request.param, f"sqlite:///{tmp_path / 'soak.sqlite'}" if is_file else postgres_url(name[:60])


def test_killed_workers_lose_nothing_and_copy_only_what_was_on_its_way(database: tuple[str, str]) -> None:
    with house(*database) as at:
        rounds = [crash(at, point, mails=40, kills=KILLS.get(point, 3), seed=1) for point in points()]

    assert sum(each.kills for each in rounds) >= 20
    assert [each.lost for each in rounds] == [0] * len(rounds)
    assert [each.point for each in rounds if each.copies > each.kills * THREADS] == []


def test_of_three_workers_none_sends_what_another_sends(database: tuple[str, str]) -> None:
    with house(*database) as at:
        found = race(at, workers=3, mails=300)

    assert (found.lost, found.copies) == (0, 0)


def test_one_that_slept_past_its_lease_marks_nothing_and_sends_no_more(database: tuple[str, str]) -> None:
    with house(*database) as at:
        found = sleep(at, stops=2, mails=60)

    assert (found.lost, found.marks) == (0, 0)
    assert found.copies <= found.stops * THREADS


FATES = {
    "refuses the connection": (0, MAILS, 0, False, 0),
    "takes the mail and breaks off": (0, MAILS, 0, False, 3 * MAILS),
    "answers letter by letter": (0, MAILS, 0, False, 3 * THREADS),
    "401": (0, MAILS, 0, True, 0),
    "413": (0, 0, MAILS, False, 0),
    "429, Retry-After: 600": (0, MAILS, 0, True, 0),
    "503 with a page": (0, MAILS, 0, False, 0),
    "451 after the text": (0, MAILS, 0, False, 0),
    "550 at the recipient": (0, 0, MAILS, False, 0),
    "takes the text and breaks off": (0, MAILS, 0, False, 3 * MAILS),
}


@pytest.mark.parametrize("words", FATES)
def test_a_provider_that_fails_loses_no_mail(tmp_path: Path, words: str) -> None:
    fault = next(each for each in FAULTS if each.words == words)

    fate: Fate = suffer(tmp_path / "soak.sqlite", fault)

    assert (fate.lost, fate.is_alive) == (0, True)
    assert (fate.sent, fate.waits, fate.given_up, fate.all_wait, fate.copies) == FATES[words]
    assert fate.sent_later == fate.waits


@pytest.mark.parametrize("make", THOSE)
def test_a_database_that_is_away_loses_no_mail_and_what_broke_is_counted(tmp_path: Path, make: Make) -> None:
    if make is full and not may_mount(tmp_path):
        pytest.skip("no small disk may be mounted here")

    with make(tmp_path) as outage:
        found = suffer_from(outage)

    assert found.lost == 0
    assert found.copies <= THREADS
    assert found.counted >= found.broken > 0


@pytest.mark.parametrize("jump", [(), (timedelta(days=365),)])
def test_over_a_change_of_the_clocks_mail_goes_at_its_hour_and_no_date_moves(
    tmp_path: Path, jump: tuple[timedelta, ...]
) -> None:
    course, _ = around(tmp_path / "soak.sqlite", "", DAYS[1], jump, ZONES[2:3], timedelta(hours=3))

    assert course.line.is_right, course


def three_cases(session: Session, now: datetime) -> None:
    """Appeals whose last days are in January 2027."""
    for notice in ("2026-07-10", "2026-07-13", "2026-07-17"):
        make_case(session, make_account(session), now, notice_on=notice, received_on=notice)


def test_in_weeks_of_ticks_and_deaths_no_date_passes_in_silence(tmp_path: Path) -> None:
    found = live(tmp_path, three_cases, ticks=56, seed=1)

    assert (found.silence, found.found, found.uncovered, found.lost, found.broken) == (0, 0, 0, 0, 0)
    assert found.deaths > 1
    assert found.reminded >= 2
