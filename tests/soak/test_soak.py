"""Some twenty workers killed on each database: no mail is lost, and no more copies than were on their way."""

from pathlib import Path

import pytest

from soak.crashes import crash, house, points
from soak.workers import THREADS
from tests.postgres import postgres_url

KILLS = {"random": 6}


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_killed_workers_lose_nothing_and_copy_only_what_was_on_its_way(database: str, tmp_path: Path) -> None:
    is_file = database == "SQLite"
    url = f"sqlite:///{tmp_path / 'soak.sqlite'}" if is_file else postgres_url("soak")

    with house(database, url) as at:
        rounds = [crash(at, point, mails=40, kills=KILLS.get(point, 3), seed=1) for point in points()]

    assert sum(each.kills for each in rounds) >= 20
    assert [each.lost for each in rounds] == [0] * len(rounds)
    assert [each.point for each in rounds if each.copies > each.kills * THREADS] == []
