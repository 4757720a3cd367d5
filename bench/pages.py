"""The caseload and today's page with thousands of open cases, against a page of 25 plain rows."""

from collections.abc import Iterator

from bench.measuring import medians
from bench.scale import Scale
from bench.table import Aim, Row
from bench.world import World

_PAGES = {"Caseload": "/cases", "Today, everyone's": "/?whose=everyone", "Today, one's own": "/"}
_TIMES = 2


def measure(world: World, scale: Scale) -> Iterator[Row]:
    """The pages as the signed-in administrator sees them."""
    plain, *taken = medians(scale.runs, *map(world.page, ("/bare/rows", *_PAGES.values())))
    for what, seconds in zip(_PAGES, taken, strict=True):
        aim = Aim("at least half as fast", seconds <= _TIMES * plain)
        yield Row(f"{what}, {scale.cases:,} open cases", seconds, "page of 25 plain rows", plain, aim=aim)
