"""An advocate at work: takes a denial in, writes what is offered, mends it, sends it on record, binds it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tests.adapters.papers import files
from tests.factories import NOW, make_account, make_organization
from tracker.adapters.letters.pdf import render_pdf
from tracker.adapters.papers.binding import bound
from tracker.models import Account, Case, DeadlineRow, EventVersion
from tracker.rules.events import SCHEMA
from tracker.rules.terms import EventKind, Status
from tracker.services import casefile, documents, events, evidence, intake, papers
from tracker.services.denial_input import DenialInput, FormInput
from tracker.services.evidence import CriterionInput
from tracker.services.letters import finishing, keeping
from tracker.services.letters.keeping import KeptLetter
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.offering import offered
from tracker.services.letters.record import read
from tracker.services.letters.wishes import Wishes
from tracker.services.packets.planning import Choice, contents_of
from tracker.services.timeline import words_of
from tracker.web.letter_questions import wishes_asked
from tracker.web.letter_sending import said_of_sending

ZONE = ZoneInfo("America/Chicago")
_DAY = re.compile(r"\{([+-]?\d+)\}")


@cache
def paper(pages: int, words: str) -> bytes:
    """A record of so many pages that read “Therapy records page 1” and so on."""
    return files.record(pages, words)


@dataclass
class Advocate:
    """Somebody at work on one case, as the days pass; `letters` are those that were written and `sent`
    the entries of their sending, by kind."""

    session: Session
    now: datetime = NOW
    letters: dict[str, KeptLetter] = field(default_factory=dict)
    sent: dict[str, EventVersion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        house = make_organization(
            self.session, address="41 Quay Street\nGalveston, TX 77550", phone="409-555-0110"
        )
        self.account: Account = make_account(self.session, house)
        self.case: Case

    def told(self, value: Any) -> Any:
        """What a script says, its days filled in: `{-3}` was three days ago."""
        if not isinstance(value, str) or isinstance(value, Enum):
            return value
        today = self.now.astimezone(ZONE).date()
        return _DAY.sub(lambda found: (today + timedelta(days=int(found[1]))).isoformat(), value)

    def all_told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The same of several values by name."""
        return {name: self.told(value) for name, value in values.items()}

    def takes_in(self, denial: DenialInput) -> None:
        """Open the case with its denial."""
        forms = tuple(FormInput(**self.all_told(asdict(form))) for form in denial.forms)
        told = self.all_told({**asdict(denial), "forms": forms, "parties": denial.parties})
        self.case = intake.open_case(self.session, self.account, DenialInput(**told), self.now)

    def edits(self, fields: Mapping[str, Any]) -> None:
        """Put facts of the case right."""
        intake.edit_case(self.session, self.account, self.case, self.all_told(fields), self.now)

    def offers(self) -> tuple[str | None, list[str]]:
        """The letter that is said to be next, and every one that can be written, in order."""
        found = [each for each in offered(self.session, self.case, self.now) if each.why_not is None]
        return next((each.kind.key for each in found if each.is_next), None), [e.kind.key for e in found]

    def writes(self, kind: str, wishes: Mapping[str, Any]) -> None:
        """Draft a letter, or draft it again with these answers among those given before; its form asks for each."""
        file = casefile.read(self.session, self.case, self.now)
        assert set(wishes) <= {each.name for each in wishes_asked(file, KINDS[kind])}
        before = asdict(self.letters[kind].wishes) if kind in self.letters else {}
        days = {"certified_on": self.today} if "certified_on" in wishes else {}
        said = Wishes(**{**before, **self.all_told(wishes), **days})
        version = keeping.write(self.session, self.account, self.case, kind, said, self.now)
        letter = keeping.letter_for(self.session, self.case, version.letter_id)
        self.letters[kind] = keeping.kept(self.session, letter, version)

    def rewrites(self, kind: str, section: str, text: str) -> None:
        """Put a section into one's own words."""
        letter = self.letters[kind].letter
        version = keeping.rewrite(self.session, self.account, self.case, letter, section, text, self.now)
        self.letters[kind] = keeping.kept(self.session, letter, version)

    def faults(self, kind: str) -> list[str]:
        """The names of what a reviewer would throw the letter out for."""
        found = finishing.faults_of(self.session, self.case, self.letters[kind], self.now)
        return [fault.name for fault in found]

    def finalizes(self, kind: str, reason: str = "", pdf: bytes = b"") -> None:
        """Make it final, with its own PDF unless one is given. Raises LetterRefusedError."""
        kept = self.letters[kind]
        pdf = pdf or render_pdf(kept.document)
        finishing.finalize(self.session, self.account, self.case, kept.version, pdf, self.now, reason)

    def records(self, kind: EventKind, fields: Mapping[str, Any]) -> EventVersion:
        """Put on record what has happened."""
        said = self.all_told(fields)
        return events.record(self.session, self.account, self.case, kind, said, {}, self.now)

    def records_sending(self, kind: str) -> tuple[EventVersion, dict[str, object]]:
        """Record the sending as its form is filled from the letter; answers the entry, and what the form said."""
        kept = self.letters[kind]
        shape = SCHEMA[kept.kind.recorded_as]
        said = said_of_sending(self.case, kept, self.now)
        filled = {each.name: said[each.name] for each in shape.fields if each.name in said}
        return self.records(shape.kind, filled), filled

    def records_receipt(self, entry: EventVersion, receipt: str) -> EventVersion:
        """Record that it has arrived today."""
        fields = {**words_of(entry), **entry.fields, receipt: self.told("{0}")}
        because = "It has arrived."
        return events.correct(
            self.session, self.account, self.case, entry.event_key, fields, {}, because, self.now
        )

    def uploads(self, name: str, pages: int, kind: str, exhibit: str) -> None:
        """Keep a document, and give it its exhibit's letter."""
        content = paper(pages, name)
        kept = documents.store(
            self.session, self.account, self.case, f"{name}.pdf", "", content, kind, self.now, pages
        )
        documents.set_exhibit(self.session, self.account, self.case, kept.id, exhibit, str(pages), self.now)

    def has_signed(self, kind: str, person: str, form: str) -> None:
        """Record a paper that the patient has signed today for somebody."""
        paper = FormInput(kind, person, "", self.told("{0}"), form=form)
        papers.add_form(self.session, self.account, self.case, paper, self.now)

    def answers_requirements(self, shown: Sequence[Mapping[str, str]]) -> None:
        """Answer the first requirements of the table from the record; the policy has no others."""
        rows = evidence.criteria(self.session, self.case)
        for row, said in zip(rows, shown, strict=False):
            typed = CriterionInput(
                requirement=row.requirement or "", kind=row.kind, status="documented", **said
            )
            evidence.edit_criterion(self.session, self.case, row.id, typed)
        for row in rows[len(shown) :]:
            evidence.remove_criterion(self.session, self.case, row.id)

    def binds(self, kind: str) -> tuple[bytes, tuple[str, ...]]:
        """The packet of a letter, with every document that the letter encloses, and what was told of it."""
        record, kept = read(self.session, self.case, self.now), self.letters[kind]
        contents = contents_of(record, kept, kept.version.pdf or b"", Choice(), self._content_of)
        with bound(contents) as built:
            (part,) = built.parts
            return part.file.read_bytes(), built.told

    def _content_of(self, document_id: UUID) -> bytes:
        return documents.bytes_of(self.session, document_id)

    def clocks(self, entry: EventVersion) -> list[DeadlineRow]:
        """The times that run from an entry, and that somebody else than the claimant has to keep."""
        statement = select(DeadlineRow).where(col(DeadlineRow.event_key) == entry.event_key)
        return [each for each in self.session.exec(statement) if each.actor != "claimant"]

    def running(self) -> list[DeadlineRow]:
        """The times that are open in the case, the claimant's own and those of others."""
        of_case = select(DeadlineRow).where(col(DeadlineRow.case_id) == self.case.id)
        return [each for each in self.session.exec(of_case) if each.status is Status.OPEN]

    @property
    def today(self) -> date:
        """The day in the case's zone."""
        return self.now.astimezone(ZONE).date()
