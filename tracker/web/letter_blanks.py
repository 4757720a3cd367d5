"""Where each blank of a letter is filled: the page, and the field on it, that holds what belongs there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from tracker.models import Criterion
from tracker.rules.representatives import representatives
from tracker.rules.terms import FiledBy, PartyRole
from tracker.services.letters.blocks import blanks_in
from tracker.services.letters.draft import Section
from tracker.services.letters.grounds import LETTER_MISSING, LETTER_UNQUOTED
from tracker.services.letters.keeping import KeptLetter
from tracker.web.criterion_blanks import row_url


@dataclass(frozen=True)
class Place:
    """A page of the case, the field on it, and what the page is called in a sentence."""

    endpoint: str
    field: str
    words: str


@dataclass(frozen=True)
class BlankLine:
    """What is missing, where it is filled, and what that page is called."""

    words: str
    url: str
    place: str


def _case(field: str) -> Place:
    return Place("cases.edit", f"q-{field}", "on the case")


def _wish(field: str) -> Place:
    return Place("letters.new", f"q-{field}", "for this letter")


PEOPLE = Place("people.show", "patient", "among its people")
PAPERS = Place("people.show", "papers", "among its signed papers")
PARTIES = Place("people.show", "party-", "among its people")
"""The field is that of the party which the letter goes to."""
ADMINISTRATOR = Place("people.show", f"party-{PartyRole.PLAN_ADMINISTRATOR}", "among its people")
URGENCY = Place("cases.edit", "reasons", "on the case")
CRITERIA = Place("evidence.show", "criteria", "in the table of requirements")
IN_ITS_ROW = "in that row of the table of requirements"
HISTORY = Place("cases.show", "timeline", "in what happened")
DOCUMENTS = Place("documents.show", "q-kind", "among its documents")
PROFILE = Place("settings.show", "q-phone", "in your profile")
ADDRESS = _wish("addressee_address")
"""Of whoever takes the letter as the decision in hand says; where a party was chosen, it is that party's."""
CERTIFIES = "physician who certifies the urgency"
"""Where the case names a physician, it is the day of the certification that is missing."""
LETTERHEAD = Place("settings.organization", "q-address", "in the letterhead")

PLACES: Mapping[str, Place] = {
    "patient": PEOPLE,
    "member ID": _case("member_id"),
    "claim or reference number": _case("claim_number"),
    "name of the plan": _case("plan_name"),
    "service denied": _case("service"),
    "treating physician": _case("physician"),
    "the reason, in the letter's own words": _case("stated_reason"),
    "the reason, in the words of the decision": _case("stated_reason"),
    "patient's address": PEOPLE,
    "patient's telephone": PEOPLE,
    "what the representative is to the patient, such as daughter, advocate or lawyer": PAPERS,
    "representative's name": PAPERS,
    "representative's address": LETTERHEAD,
    "representative's telephone": PROFILE,
    "addressee": PARTIES,
    "name and address of the plan administrator": ADMINISTRATOR,
    "address printed on the denial letter": PARTIES,
    "who takes this request, as the decision says": _wish("addressee_name"),
    "the state's insurance department": _wish("addressee_name"),
    "address that the decision gives for it": ADDRESS,
    "address that its notice gives": ADDRESS,
    "address or page for complaints, as the regulator gives it": ADDRESS,
    "Medicare number": _case("member_id"),
    "Medicare's own number, from its card": _wish("medicare_number"),
    "the VA facility, and its patient advocate": _wish("addressee_name"),
    "address of the facility's patient advocate": ADDRESS,
    "how this letter is sent": _wish("channels"),
    "one sentence that answers the reason from the record": _wish("answer"),
    LETTER_MISSING: DOCUMENTS,
    LETTER_UNQUOTED: _wish("letter_explains"),
    "why this late filing should be accepted": _wish("late_because"),
    "what answers that reason, with its exhibit": _wish("put_right"),
    "what is still denied": _wish("still_denied"),
    "exhibit with the physician's certification": _wish("certification_exhibit"),
    "date and exhibit of the physician's certification": _wish("certified_on"),
    "date of the physician's certification": _wish("certified_on"),
    CERTIFIES: _case("physician"),
    "what the record shows, with dates": CRITERIA,
    "what the record shows, requirement": CRITERIA,
    "outcome or ground": CRITERIA,
    "outcome, requirement": CRITERIA,
    "ground of the exception, requirement": CRITERIA,
    "not documented: requirement": CRITERIA,
    "exhibit, requirement": CRITERIA,
    "exhibit": CRITERIA,
    "requirement": CRITERIA,
    "each requirement of the plan's policy": CRITERIA,
    "to check against the policy": CRITERIA,
    "date of the determination": HISTORY,
    "each determination with its date": HISTORY,
    "date of the dismissal": HISTORY,
    "date of the letter": HISTORY,
    "date of the letter that gives too little time": HISTORY,
    "the reason, in the words of that letter": HISTORY,
    "day of the waiver": HISTORY,
    "day of the withdrawal": HISTORY,
    "what was sent": HISTORY,
    "what makes it urgent, in the physician's words": URGENCY,
    "what waiting puts at risk": URGENCY,
    "day of receipt": HISTORY,
    "day of the call": HISTORY,
    "day and hour of the call": HISTORY,
    "hour of the call": HISTORY,
    "name of the person reached": HISTORY,
    "day the claim file was requested": HISTORY,
    "day the plan received it": HISTORY,
    "day the plan received the request": HISTORY,
    "proof that the plan received it": HISTORY,
    "day on which it was sent": HISTORY,
    "request that the plan has not answered": HISTORY,
    "date of the plan's request": HISTORY,
    "number under which the review organization has the case": HISTORY,
    "name of the independent review organization": HISTORY,
    "who decided": HISTORY,
    "date of the decision": HISTORY,
    "exhibit with the decision": DOCUMENTS,
    "exhibit with the carrier's decision": DOCUMENTS,
    "exhibit with the request to the carrier": DOCUMENTS,
    "exhibit with the page of the brochure": DOCUMENTS,
    "exhibit with the prescriber's supporting statement": DOCUMENTS,
    "list of enclosures": DOCUMENTS,
    "the day the determination was received and the last day to file": HISTORY,
    "last day to file, as the letter or the plan's booklet states it": HISTORY,
    "last day to file, as the decision states it": HISTORY,
    "to check against the decision in hand": HISTORY,
    "amount at stake, as the bills or the prices show it": _wish("amount"),
    "three times when the physician can be reached": _wish("peer_times"),
    "physician's telephone": _case("physician_phone"),
    "diagnosis, as the chart has it": _wish("diagnosis"),
    "why it is necessary for this patient, in the prescriber's own words": _wish("necessity"),
    "what was tried or considered instead, when, and why it does not do, in the prescriber's own words": _wish(
        "answer"
    ),
    "what was decided, in the decision's own words": _wish("decided"),
    "what the plan did or left undone, in a sentence or two, with its day": _wish("left_undone"),
    "another address or another way to reach the patient": _wish("reach_at"),
    "the patient's clear statement that disclosure of all or part of it could endanger them": _wish(
        "is_dangerous"
    ),
}
"""By the words of the blank. What is not here has no field of its own: it is written into its section."""

_OF_DOCUMENTS = ("what Exhibit ", "exhibit with VA Form ")
"""How blanks begin that a document of the case fills, whatever letter or number comes after."""
OF_SECTIONS: Mapping[str, Place] = {"points": _wish("confirmed")}
"""Of blanks whose words are a playbook's, by the section that they stand in."""
_WITH_A_PAPER = frozenset(
    f"exhibit with the {paper}"
    for paper in ("appointment", *(form.short for form in representatives().forms.values() if form.short))
)
"""Blanks for the paper by which somebody files for the patient, by the name of each."""
SENDERS: Mapping[FiledBy, Mapping[str, Place]] = {
    FiledBy.REPRESENTATIVE: {
        "sender's name": PROFILE,
        "sender's telephone": PROFILE,
        "sender's address": LETTERHEAD,
    },
    FiledBy.MEMBER: dict.fromkeys(("sender's name", "sender's telephone", "sender's address"), PEOPLE),
}
OF_THE_PHYSICIAN: Mapping[str, Place] = {
    "sender's name": _case("physician"),
    "sender's telephone": _case("physician_phone"),
    "sender's address": _wish("sender_address"),
}


@dataclass(frozen=True)
class Reader:
    """Who reads a letter of which case: whether the letterhead is theirs, and the case's table of requirements."""

    case_id: UUID
    is_administrator: bool
    criteria: Sequence[Criterion]


def blank_lines(found: KeptLetter, reader: Reader) -> tuple[BlankLine, ...]:
    """Each thing that is missing once, in reading order, with a link to where whoever reads can fill it."""
    first = {words: section for section in reversed(found.sections) for words in blanks_in(section.blocks)}
    return tuple(_line(reader, found, words, first[words]) for words in found.blanks)


def place_of(words: str, filed_by: FiledBy) -> Place | None:
    """Where a blank of these words is filled; None where it has no field of its own."""
    bare = re.sub(r" (\d+|\(.*\))$", "", words)
    known = bare if bare in PLACES else re.sub(r": .*$", "", bare)
    of_sender = SENDERS.get(filed_by, OF_THE_PHYSICIAN)
    if words.startswith(_OF_DOCUMENTS):
        return DOCUMENTS
    return of_sender.get(known) or PLACES.get(known) or (PAPERS if known in _WITH_A_PAPER else None)


def _open_to(is_administrator: bool, found: KeptLetter, words: str) -> Place | None:
    place = place_of(words, found.kind.signed_by or found.wishes.filed_by)
    if words == CERTIFIES and found.source.letter.physician.name:
        return _wish("certified_on")
    if place is ADDRESS and found.wishes.to is not None:
        return PARTIES
    return None if place is LETTERHEAD and not is_administrator else place


def _line(reader: Reader, found: KeptLetter, words: str, section: Section) -> BlankLine:
    """A section in somebody's own words no longer takes in what the case gains: its blanks are filled in it."""
    case_id, place = reader.case_id, _open_to(reader.is_administrator, found, words)
    place = place or OF_SECTIONS.get(section.key)
    if place is None or section.is_edited:
        here = url_for("letter_writing.section", case_id=case_id, letter_id=found.letter.id, key=section.key)
        return BlankLine(words, here, "in its section")
    row = row_url(words, found.source.letter, reader.criteria, case_id) if place is CRITERIA else None
    return BlankLine(words, row or _url(case_id, found, place), IN_ITS_ROW if row else place.words)


def _url(case_id: UUID, found: KeptLetter, place: Place) -> str:
    asked: dict[str, Any] = {} if place.endpoint.startswith("settings.") else {"case_id": case_id}
    if place.endpoint == "letters.new":
        asked |= {"kind": found.letter.kind, "letter": found.letter.id}
    role = found.source.letter.addressee.role if place is PARTIES else ""
    return url_for(place.endpoint, _anchor=f"{place.field}{role}", **asked)
