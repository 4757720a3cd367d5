"""What has to be at stake: of a Medicare hearing or court by the year in which it is asked for, 42 CFR 405.1006; of
TRICARE's later levels in every year."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from tracker.rules.errors import LawTableError
from tracker.rules.packaged import law_folder

FILE = "amounts.toml"


@dataclass(frozen=True)
class Amount:
    """Whole dollars for a hearing and for a court; `is_primary` unless a secondary source alone says so."""

    hearing: int
    court: int
    is_primary: bool

    def of(self, level: str) -> int:
        """The dollars for `hearing` or `court`."""
        return self.court if level == "court" else self.hearing


@cache
def amounts() -> Mapping[int, Amount]:
    """The amounts by the year of filing. Raises LawTableError."""
    text = law_folder().joinpath(FILE).read_text("utf-8")
    try:
        rows = tomllib.loads(text)["amount"]
        return {
            row["year"]: Amount(row["hearing"], row["court"], row["verification"] != "SEC") for row in rows
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise LawTableError(f"law/{FILE}: {error!r}") from error


@cache
def least() -> Mapping[str, int]:
    """Whole dollars that have to be at stake, by the rule of the level, where they are the same in every year.

    Raises LawTableError.
    """
    text = law_folder().joinpath(FILE).read_text("utf-8")
    try:
        return {row["rule"]: row["dollars"] for row in tomllib.loads(text)["least"]}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise LawTableError(f"law/{FILE}: {error!r}") from error


def told(level: str, years: Iterable[int]) -> str:
    """What has to be at stake for a `hearing` or a `court`, for each year in which it may be asked for."""
    return " ".join(_told(level, year) for year in years)


def _told(level: str, year: int) -> str:
    amount = amounts().get(year)
    if amount is None:
        return f"The amount for {year} is not in the table: ask before filing."
    check = "" if amount.is_primary else " This one is from a secondary source: check it before filing."
    return f"At least ${amount.of(level):,} has to be at stake for a request filed in {year}.{check}"
