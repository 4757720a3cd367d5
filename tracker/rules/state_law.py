"""State laws on step therapy: which of them may reach an insured policy, and which services it reaches.

Most define step therapy as an order of prescription drugs; none binds a self-funded plan. The state whose law
counts is the one where the policy was issued. No row is sure enough to count days from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from tracker.rules.errors import LawTableError
from tracker.rules.tables import build_all, read_table
from tracker.rules.terms import Funding, ServiceKind, Sponsor

TABLE = "_state_step_therapy.toml"


@dataclass(frozen=True)
class StateLaw:
    """One state's law on step therapy.

    `reaches` are the kinds of service, `sponsors` the kinds of insured coverage; `seen` says in words what of
    its text was seen, `checked` the day (YYYY-MM-DD), `verification` how surely (SEC, FR, POLD and the like).
    """

    code: str
    state: str
    citation: str
    reaches: tuple[ServiceKind, ...]
    sponsors: tuple[Sponsor, ...]
    seen: str
    source: str
    checked: str
    verification: str


def step_therapy_laws(folder: Traversable | None = None) -> tuple[StateLaw, ...]:
    """All rows of the table, the packaged one unless `folder` holds another. Raises LawTableError."""
    return _packaged() if folder is None else read_state_laws(folder / TABLE)


def step_therapy_law(
    state: str | None, sponsor: Sponsor, funding: Funding, service: ServiceKind, laws: Iterable[StateLaw]
) -> StateLaw | None:
    """The law that may reach this service under this coverage, or None; None for all that is not insured."""
    if funding is not Funding.INSURED:
        return None
    return next(
        (law for law in laws if law.state == state and sponsor in law.sponsors and service in law.reaches),
        None,
    )


def read_state_laws(file: Traversable) -> tuple[StateLaw, ...]:
    """The rows of one table. Raises LawTableError naming file and row."""
    laws = build_all(StateLaw, read_table(file), "laws", file.name)
    for law in laws:
        if len(law.state) != 2 or not law.state.isupper():
            raise LawTableError(
                f"{file.name}: [[laws]] ({law.code}): '{law.state}' is no state's abbreviation"
            )
    return laws


@cache
def _packaged() -> tuple[StateLaw, ...]:
    return read_state_laws(files("tracker.rules") / "law" / "playbooks" / TABLE)
