"""What happened in an invented case before each letter of a public program, or beside the appeal, in days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tracker.rules.terms import EventKind, Sponsor, Urgency
from tracker.services.letters.letter_kind import LetterKind

K = EventKind


@dataclass(frozen=True)
class Happened:
    """One event: `ago` holds its days as days before today, negative ones lie ahead; `words` are private."""

    kind: EventKind
    ago: Mapping[str, int]
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_UPHELD = {"outcome": "upheld"}
_SAID = {"said": "The records do not show that the treatment was supervised."}
_OF_FACTS = {"said": "The code is bundled into that of the operation."}
_OUTSIDE = {
    Sponsor.MEDICARE_ADVANTAGE: (K.IRE_CASE_RECEIVED, K.IRE_DECIDED),
    Sponsor.MEDICARE_PART_D: (K.IRE_REQUESTED, K.IRE_DECIDED),
    Sponsor.ORIGINAL_MEDICARE: (K.QIC_REQUESTED, K.QIC_DECIDED),
    Sponsor.TRICARE: (K.TQMC_REQUESTED, K.TQMC_DECIDED),
}
_AT_THE_PLAN = (K.INTERNAL_APPEAL_FILED,)
_NO_PLAN_LEVEL = (Sponsor.MEDICAID_FEE_FOR_SERVICE, Sponsor.VA)
_AFTER_TWO = (K.ALJ_REQUESTED, K.COUNCIL_REQUESTED, K.HEARING_REQUESTED)


def before_a_level(kind: LetterKind, sponsor: Sponsor) -> Iterator[Happened]:
    """The denial, and the levels before the one that the letter asks for."""
    if kind.key == "medicaid_appeal":
        yield Happened(K.COURSE_REDUCTION_NOTIFIED, {"notice_on": 3, "effective_on": -9})
        return
    is_first = kind.recorded_as in _AT_THE_PLAN or not kind.is_filing
    is_only = sponsor in _NO_PLAN_LEVEL
    is_urgent = kind.fits is Urgency.EXPEDITED
    yield Happened(
        K.ADVERSE_DETERMINATION, {"notice_on": 1 if is_urgent else 12 if is_first or is_only else 240}
    )
    if is_first or is_only:
        return
    yield Happened(K.INTERNAL_APPEAL_FILED, {"sent_on": 220, "received_by_plan": 218})
    is_later = kind.recorded_as in _AFTER_TWO
    said = _OF_FACTS if kind.key == "tricare_formal_review" else _SAID
    yield Happened(K.APPEAL_DECIDED, {"notice_on": 190 if is_later else 20}, _UPHELD, said)
    if is_later:
        yield from _outside(kind, sponsor)


def _outside(kind: LetterKind, sponsor: Sponsor) -> Iterator[Happened]:
    asked, decided = _OUTSIDE[sponsor]
    is_council = kind.recorded_as is K.COUNCIL_REQUESTED
    yield Happened(asked, {"received_by_office": 180})
    yield Happened(decided, {"notice_on": 150 if is_council else 20}, _UPHELD, _SAID)
    if is_council:
        yield Happened(K.ALJ_REQUESTED, {"received_by_office": 120})
        yield Happened(K.ALJ_DECIDED, {"notice_on": 20}, _UPHELD, _SAID)


_APPEALED = Happened(
    K.INTERNAL_APPEAL_FILED,
    {"sent_on": 64, "received_by_plan": 62},
    {"channel": "certified_mail"},
    {"tracking": "7020 0555 0142"},
)
_LOST = Happened(K.APPEAL_DECIDED, {"notice_on": 45, "received_on": 42}, {**_UPHELD, "final": "yes"}, _SAID)
_TAKEN_OUT = Happened(K.EXTERNAL_REVIEW_REQUESTED, {"sent_on": 30, "received_by_plan": 28})
_NAMED = {"iro": "Example Review Organization", "reference": "IRO-55-0188"}
_BESIDE: dict[str, tuple[Happened, ...]] = {
    "peer_to_peer_request": (Happened(K.PEER_TO_PEER_OFFERED, {"offered_on": 2, "until": -8}),),
    "peer_to_peer_brief": (Happened(K.PEER_TO_PEER_OFFERED, {"offered_on": 2, "until": -8}),),
    "information_sent": (
        Happened(K.CLAIM_EXTENDED, {"notice_on": 12, "received_on": 9}, {"missing_information": True}),
    ),
    "information_to_iro": (
        _APPEALED,
        _LOST,
        _TAKEN_OUT,
        Happened(K.IRO_ASSIGNED, {"assigned_on": 8}, words=_NAMED),
        Happened(
            K.IRO_NOTICE_RECEIVED, {"notice_on": 6, "received_on": 4}, words={"reference": "IRO-55-0188"}
        ),
    ),
    "complaint_to_regulator": (_APPEALED,),
    "demand_to_comply": (
        _APPEALED,
        _LOST,
        _TAKEN_OUT,
        Happened(
            K.EXTERNAL_REVIEW_DECIDED,
            {"notice_on": 6, "received_on": 4, "received_by_plan": 4},
            {"outcome": "overturned"},
        ),
    ),
}


def before_a_letter_beside(kind: LetterKind) -> tuple[Happened, ...]:
    """What happened after the denial and before a letter of this kind; nothing for the others."""
    return _BESIDE.get(kind.key, ())
