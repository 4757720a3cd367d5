"""Medians of several runs, taken in turn, so that a busy moment of the machine strikes all alike."""

import gc
import statistics
import time
from collections.abc import Callable

Work = Callable[[], object]


def medians(runs: int, *works: Work, each: int = 1) -> tuple[float, ...]:
    """Seconds that one call of each of `works` takes: the median of `runs` rounds of `each` calls.

    Each is called once beforehand, so that what is made once is not counted.
    """
    for work in works:
        work()
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, seconds in zip(works, taken, strict=True):
            seconds.append(stopwatch(work, each) / each)
    return tuple(map(statistics.median, taken))


def median_after(prepare: Work, work: Work, runs: int) -> float:
    """Seconds that `work` takes right after `prepare`, whose time does not count."""
    taken = []
    for _ in range(runs):
        prepare()
        taken.append(stopwatch(work))
    return statistics.median(taken)


def stopwatch(work: Work, times: int = 1) -> float:
    """Seconds that `times` calls take, from a clean start."""
    gc.collect()
    started = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - started
