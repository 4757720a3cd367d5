"""What is enclosed, under which letter: as set on the documents, then A, B, … in the order in which they came."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from tracker.models import Criterion, Document, EventVersion
from tracker.services.letters.context import Exhibit
from tracker.services.letters.letter_kind import LetterKind

ENCLOSED = ("form", "medical_record", "clinician_letter", "policy", "envelope", "receipt")
"""Kinds of document that are evidence; any other is enclosed only where somebody gave it a letter."""

APPOINTMENT = "Appointment of representative"
DECISION = "decision"
"""The kind of document, and the word in its title, that letters look for where they rest on one."""
_NAMED = re.compile(r"\b([A-Z]{1,3})(?=,|;|$|\s+(?:and|pp?\.))")
_CERTIFIES = re.compile(r"certif", re.IGNORECASE)
_APPOINTS = re.compile(r"appoint|represent|authori[sz]", re.IGNORECASE)


@dataclass(frozen=True)
class Lettered:
    """The enclosures by letter, and where those stand that a letter speaks of by themselves.

    `by_document` are the letters of the documents, in the order in which those go out; `titles` what each is called.
    """

    exhibits: tuple[Exhibit, ...]
    by_document: dict[str, str]
    titles: dict[str, str]
    appointment: str | None = None
    clinician_letter: str | None = None
    certification: str | None = None
    envelopes: tuple[Document, ...] = ()

    def of(self, version: EventVersion | None) -> str | None:
        """The letter of the document that belongs to an event."""
        return self.by_document.get(str(version.document_id)) if version else None


def lettered(
    documents: Iterable[Document],
    criteria: Iterable[Criterion],
    needs_appointment: bool,
    is_appointed: bool,
    rests_on: Container[UUID] = (),
    left_out: Container[str] = (),
) -> Lettered:
    """Every enclosure with its letter, which several may share. A letter that a requirement names and no document has
    stays without title. The documents in `rests_on` are enclosed whatever they are, those whose ids are in `left_out`
    are not.

    The first free letter is kept for the appointment wherever one is needed, so that signing it later moves nothing;
    nor does what is left out.
    """
    going = (d for d in documents if d.exhibit or d.kind in ENCLOSED or d.id in rests_on)
    enclosed = sorted(going, key=_place)
    named = {letter for row in criteria for letter in letters_in(row.exhibit or "")}
    form = _appointment_among(enclosed) if needs_appointment else None
    free = _free({d.exhibit for d in enclosed if d.exhibit} | named)
    reserved = (form.exhibit if form else None) or (next(free) if needs_appointment else None)
    letters = {str(d.id): d.exhibit or (reserved or "" if d is form else next(free)) for d in enclosed}
    missing = named - set(letters.values())
    enclosed = [d for d in enclosed if str(d.id) not in left_out]
    titles = {str(d.id): _title(d, form) for d in enclosed}
    found = {
        letter: _together(letter, each, titles) for letter, each in _by_letter(enclosed, letters).items()
    }
    if is_appointed and form is None and reserved:
        found[reserved] = Exhibit(reserved, APPOINTMENT)
    found |= {letter: Exhibit(letter, None) for letter in missing}
    return Lettered(
        exhibits=tuple(sorted(found.values(), key=lambda each: (len(each.letter), each.letter))),
        by_document={str(d.id): letters[str(d.id)] for d in enclosed},
        titles=titles,
        appointment=reserved if is_appointed else None,
        clinician_letter=next((letters[str(d.id)] for d in _clinicians_letters(enclosed)), None),
        certification=next((letters[str(d.id)] for d in enclosed if _CERTIFIES.search(d.name or "")), None),
        envelopes=tuple(d for d in enclosed if d.kind == "envelope"),
    )


def reversals(standing: Iterable[EventVersion]) -> frozenset[UUID]:
    """The documents that came with a decision for the patient: whoever asks for what was decided encloses it."""
    return frozenset(
        version.document_id
        for version in standing
        if version.document_id and version.fields.get("outcome") in ("overturned", "partly")
    )


def letters_in(named: str) -> set[str]:
    """The exhibits that a requirement names: “B, pp. 2–31; D” are B and D."""
    return set(_NAMED.findall(named))


def named_in_the_table(
    kind: LetterKind, criteria: Iterable[Criterion], by_document: Mapping[str, str]
) -> frozenset[str]:
    """The documents that the table of a letter names; none of a letter that has no table."""
    rows = criteria if "criteria" in kind.must_contain else ()
    named = {letter for row in rows for letter in letters_in(row.exhibit or "")}
    return frozenset(document for document, letter in by_document.items() if letter in named)


def _place(document: Document) -> tuple[bool, int]:
    """Those of one letter as somebody has ordered them, then as they came."""
    return document.exhibit_place is None, document.exhibit_place or 0


def _by_letter(documents: Iterable[Document], letters: dict[str, str]) -> dict[str, list[Document]]:
    found = defaultdict(list)
    for document in documents:
        found[letters[str(document.id)]].append(document)
    return found


def _together(letter: str, documents: list[Document], titles: dict[str, str]) -> Exhibit:
    """What goes out under one letter, with the pages of all where all are counted."""
    counts = [document.pages for document in documents]
    pages = None if None in counts else sum(filter(None, counts))
    return Exhibit(letter, "; ".join(titles[str(document.id)] for document in documents), pages)


def _appointment_among(documents: Iterable[Document]) -> Document | None:
    forms = [document for document in documents if document.kind == "form"]
    named = [form for form in forms if _APPOINTS.search(form.name or "")]
    return next(iter(named or (forms if len(forms) == 1 else ())), None)


def _clinicians_letters(documents: list[Document]) -> list[Document]:
    """The letters first; a certification, which is often filed as one, says no more than that the matter is urgent."""
    found = [document for document in documents if document.kind == "clinician_letter"]
    return sorted(found, key=lambda each: bool(_CERTIFIES.search(each.name or "")))


def _free(taken: set[str]) -> Iterator[str]:
    return (letter for letter in map(_letter, count()) if letter not in taken)


def _letter(number: int) -> str:
    first, last = divmod(number, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _title(document: Document, form: Document | None) -> str:
    if document is form:
        return APPOINTMENT
    is_named = document.kind != DECISION or DECISION in (document.name or "").casefold()
    return stem(document) if is_named else f"Decision: {stem(document)}"


def stem(document: Document) -> str:
    """A document's name without what follows the last point."""
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", document.name or "document")
