"""How much is measured: the whole, or a little of everything to see that it works."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """`runs` is how many rounds a median is taken of, `calls` how many calls of a quick thing a round has."""

    cases: int
    dates: int
    messages: int
    runs: int
    calls: int
    starts: int


FULL = Scale(cases=10_000, dates=1_000, messages=100_000, runs=25, calls=100, starts=5)
QUICK = Scale(cases=200, dates=50, messages=500, runs=2, calls=2, starts=1)
