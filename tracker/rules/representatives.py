"""Who may act for a patient under each kind of coverage: the rows of `law/representatives.toml`.

A row is one sentence with its own source: what lets somebody act, how long that holds, what becomes of a clock
without it, and what that person may not do. Nothing here is more certain than its row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable

from tracker.rules.citations import citations_for
from tracker.rules.dates import add_clamped_months
from tracker.rules.errors import LawTableError
from tracker.rules.facts import Coverage
from tracker.rules.packaged import law_folder
from tracker.rules.rulebook import VERIFICATIONS
from tracker.rules.tables import build_all, read_table
from tracker.rules.terms import ActsAs, EventKind, FiledBy, Sponsor

FILE = "representatives.toml"
KINDS = ("consent", "holds", "waits", "barred", "also")
MONTHS_OF_A_YEAR = 12
HEARINGS = (EventKind.ALJ_REQUESTED, EventKind.COUNCIL_REQUESTED)
"""Medicare's levels of which the rows of the treating physician and the prescriber do not speak."""
AS_PROVIDER = (ActsAs.URGENT_PROFESSIONAL, ActsAs.PHYSICIAN, ActsAs.PROVIDER)
"""As what a provider may act for the member, the way that asks for least first."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of law about one kind of person; see the head of the table for its entries."""

    code: str
    who: ActsAs
    sponsors: tuple[Sponsor, ...]
    words: str
    citation: str
    source: str
    checked: date
    verification: str
    seen: str = ""
    cites: str = ""
    form: str = ""
    years: int = 0
    urgent: bool = False
    signed: bool = False
    paper: str = ""


@dataclass(frozen=True)
class Form:
    """A paper by its name, `short` as a letter encloses it; without sponsors it may be used under any coverage."""

    code: str
    name: str
    citation: str
    source: str
    checked: date
    verification: str
    seen: str = ""
    short: str = ""
    sponsors: tuple[Sponsor, ...] = ()


@dataclass(frozen=True)
class Table:
    """The whole table: `sentences` by their kind, and the papers by code."""

    sentences: dict[str, tuple[Sentence, ...]]
    forms: dict[str, Form]


@dataclass(frozen=True)
class MayAct:
    """What law says of one kind of person under one coverage; None and nothing where no row was found."""

    who: ActsAs
    consent: Sentence
    holds: Sentence | None
    waits: Sentence | None
    barred: tuple[Sentence, ...]
    also: tuple[Sentence, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All of it, in the order in which it is read."""
        found = (self.consent, self.holds, self.waits, *self.barred, *self.also)
        return tuple(each for each in found if each is not None)


@cache
def representatives() -> Table:
    """The packaged table. Raises LawTableError naming file and row."""
    return read_representatives(law_folder() / FILE)


def who_may_act(coverage: Coverage) -> tuple[MayAct, ...]:
    """Everybody who may act for a patient of this coverage, as the law of this coverage says it."""
    found = (_of(coverage, who) for who in ActsAs)
    return tuple(each for each in found if each is not None)


def filer(
    coverage: Coverage, filed_by: FiledBy, is_urgent: bool, asked: EventKind | None = None
) -> MayAct | None:
    """What law asks of whoever filed; None for the member, for a provider's own dispute, and where no row was found.

    A provider is taken in the capacity that asks for least: in an urgent claim as the professional who knows the
    condition, else as the treating physician or prescriber, else as a provider. `asked` is what was filed: the way of
    the physician without a paper ends before the hearings.
    """
    capacities = {FiledBy.REPRESENTATIVE: (ActsAs.REPRESENTATIVE,), FiledBy.PROVIDER_FOR_MEMBER: AS_PROVIDER}
    found = (_of(coverage, who) for who in capacities.get(filed_by, ()))
    return next((each for each in found if each and _is_open(each, is_urgent, asked)), None)


def _is_open(may_act: MayAct, is_urgent: bool, asked: EventKind | None) -> bool:
    is_physicians_way = may_act.who is ActsAs.PHYSICIAN and not may_act.consent.signed
    return not (is_physicians_way and asked in HEARINGS) and (is_urgent or not may_act.consent.urgent)


def end_of_form(coverage: Coverage, form: str, signed_on: date) -> tuple[date, Sentence] | None:
    """The last day of a form signed on `signed_on`, and the row that says so; None where law gives no time.

    `form` is a code of the table, or empty where nobody said which paper it is.
    """
    for row in representatives().sentences["holds"]:
        if coverage.sponsor in row.sponsors and row.years and form in ("", row.form):
            return add_clamped_months(signed_on, row.years * MONTHS_OF_A_YEAR), row
    return None


def is_of_program(coverage: Coverage, form: str) -> bool:
    """Whether a paper of that code can be used under this coverage; one that nobody named can."""
    known = representatives().forms.get(form)
    if known is None or not known.sponsors or coverage.sponsor is Sponsor.UNKNOWN:
        return True
    return coverage.sponsor in known.sponsors


def forms_for(coverage: Coverage) -> tuple[Form, ...]:
    """The papers by name, those of this coverage's program first."""
    own = [form for form in representatives().forms.values() if coverage.sponsor in form.sponsors]
    anywhere = [form for form in representatives().forms.values() if not form.sponsors]
    others = [each for each in representatives().forms.values() if each not in own and each not in anywhere]
    return (*own, *anywhere, *others)


def read_representatives(file: Traversable) -> Table:
    """One table. Raises LawTableError naming file and row."""
    raw = read_table(file)
    sentences = {kind: build_all(Sentence, raw, kind, file.name) for kind in KINDS}
    forms = build_all(Form, raw, "form", file.name)
    rows: tuple[Sentence | Form, ...] = (*forms, *(row for rows in sentences.values() for row in rows))
    codes = [row.code for row in rows]
    for row in rows:
        if codes.count(row.code) > 1:
            raise LawTableError(f"{file.name}: '{row.code}' stands twice")
        if row.verification not in VERIFICATIONS:
            raise LawTableError(f"{file.name}: unknown verification '{row.verification}' ({row.code})")
        if isinstance(row, Sentence) and row.form and row.form not in codes:
            raise LawTableError(f"{file.name}: '{row.form}' is no form ({row.code})")
    return Table(sentences, {form.code: form for form in forms})


def _of(coverage: Coverage, who: ActsAs) -> MayAct | None:
    consent = next(_governing(coverage, who, "consent"), None)
    if consent is None:
        return None
    appointed = who if not consent.form else ActsAs.REPRESENTATIVE
    return MayAct(
        who,
        consent,
        holds=next(_governing(coverage, appointed, "holds"), None),
        waits=next(_governing(coverage, appointed, "waits"), None),
        barred=tuple(_governing(coverage, who, "barred")),
        also=tuple(_governing(coverage, who, "also")),
    )


def _governing(coverage: Coverage, who: ActsAs, kind: str) -> Iterator[Sentence]:
    rights = citations_for(coverage)
    for row in representatives().sentences[kind]:
        if row.who is who and coverage.sponsor in row.sponsors and (not row.cites or row.cites in rights):
            yield replace(row, citation=rights[row.cites].text) if row.cites else row
