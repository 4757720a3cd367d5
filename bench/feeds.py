"""A calendar feed of many dates: fresh, and where the reader has it already; against as many bytes at rest."""

from collections import Counter
from collections.abc import Callable, Iterator
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from bench.measuring import median_after, medians
from bench.scale import Scale
from bench.table import Aim, Row
from bench.world import NOW, OK, World
from tracker.db import write_session
from tracker.models import Account, Case, DeadlineRow
from tracker.services import feeds

_BASE_URL = "http://127.0.0.1:8000"
_NOT_MODIFIED = 304
_PART = 10


def measure(world: World, scale: Scale) -> Iterator[Row]:
    """One advocate's feed of about so many dates, asked for as calendar programs do: without a cookie."""
    with write_session(world.sessions) as session:
        secret, dates = _secret(session, world.account, scale.dates)
    path = f"/feeds/{secret}.ics"
    first = world.app.test_client().get(path)
    assert first.data.count(b"BEGIN:VEVENT") == dates, "the feed holds other dates than were meant"
    assert scale.dates - dates < _PART, "the cases do not add up to the dates that were meant"
    size = len(first.data)
    read = _reading(world, path)
    read_again = _reading(world, path, _NOT_MODIFIED, {"If-None-Match": first.headers["ETag"]})
    fresh, known, at_rest = medians(scale.runs, read, read_again, _reading(world, f"/bare/bytes/{size}"))
    changed = median_after(lambda: _change(world), read, max(1, scale.runs // 5))
    what, bytes_at_rest = (
        f"Feed of {dates:,} dates",
        f"{size // 1024:,} KB at rest from the same program",
    )
    yield Row(f"{what}, fresh, every line written anew", changed, bytes_at_rest, at_rest)
    yield Row(f"{what}, fresh, its lines kept from before", fresh, bytes_at_rest, at_rest)
    aim = Aim("under a tenth of one written anew", known * _PART < changed)
    yield Row(f"{what}, not modified (304)", known, "written anew", changed, aim=aim)
    yield Row(f"{what}, not modified, against the easier one", known, "lines kept from before", fresh)


def _reading(
    world: World, path: str, status: int = OK, headers: dict[str, str] | None = None
) -> Callable[[], None]:
    client = world.app.test_client()

    def work() -> None:
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, f"the feed answered {answer.status}"

    return work


def _secret(session: Session, account: Account, dates: int) -> tuple[str, int]:
    """Give the account cases that hold at most so many dates in all and no others; a feed's secret and its dates."""
    heir = session.scalars(sa.select(Account).where(col(Account.id) != account.id)).first()
    assert heir is not None, "the demonstration has more than one account"
    ours = col(Case.organization_id) == account.organization_id
    session.execute(sa.update(Case).where(ours).values(advocate_id=account.id))
    feed, secret = feeds.create(session, account, None, _BASE_URL, NOW)
    found = Counter(entry.url for entry in feeds.entries(session, feed, _BASE_URL, NOW)[1])
    kept = dict(_adding_up(found, dates))
    session.execute(sa.update(Case).where(ours).values(advocate_id=heir.id))
    session.execute(sa.update(Case).where(col(Case.id).in_(kept)).values(advocate_id=account.id))
    return secret, sum(kept.values())


def _adding_up(found: Counter[str], dates: int) -> Iterator[tuple[UUID, int]]:
    """Cases, by the end of their entries' addresses, whose dates come next to `dates`, each with its number."""
    for url, count in found.most_common():
        if count <= dates:
            dates -= count
            yield UUID(url.rpartition("/")[2]), count


def _change(world: World) -> None:
    """Move every deadline on by a revision, so that no line of a feed has been written before."""
    with write_session(world.sessions) as session:
        session.execute(sa.update(DeadlineRow).values(revision=col(DeadlineRow.revision) + 1))
