"""Who can be asked, free of charge, about each kind of coverage: the rows of `law/whom_to_ask.toml`."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable

from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.packaged import law_folder
from tracker.rules.rulebook import VERIFICATIONS
from tracker.rules.tables import build_all, read_table
from tracker.rules.terms import Funding, Sponsor


@dataclass(frozen=True)
class Office:
    """An office that answers questions: whose coverage it is for, and where that was read.

    `phone_words` is the number as people say it. `fundings` narrows the sponsors; empty for all of them.
    """

    code: str
    name: str
    for_whom: str
    sponsors: tuple[Sponsor, ...]
    citation: str
    source: str
    checked: date
    verification: str
    fundings: tuple[Funding, ...] = ()
    phone: str = ""
    phone_words: str = ""
    web: str = ""

    def is_for(self, coverage: Coverage) -> bool:
        """Whether it can be asked about this coverage; where nobody knows the kind, any may be the one."""
        if coverage.sponsor is Sponsor.UNKNOWN:
            return True
        return coverage.sponsor in self.sponsors and (not self.fundings or coverage.funding in self.fundings)


@cache
def offices() -> tuple[Office, ...]:
    """Every office, in the order of the table. Raises LawTableError."""
    return read_offices(law_folder() / "whom_to_ask.toml")


def offices_for(coverage: Coverage) -> tuple[Office, ...]:
    """The offices that can be asked about this coverage; none where no row is for it."""
    return tuple(office for office in offices() if office.is_for(coverage))


def read_offices(file: Traversable) -> tuple[Office, ...]:
    """The rows of one table. Raises LawTableError naming file and row."""
    found = build_all(Office, read_table(file), "office", file.name)
    codes = [office.code for office in found]
    for office in found:
        if codes.count(office.code) > 1:
            raise LawTableError(f"{file.name}: '{office.code}' stands twice")
        if office.verification not in VERIFICATIONS:
            raise LawTableError(f"{file.name}: unknown verification '{office.verification}' ({office.code})")
    return found
