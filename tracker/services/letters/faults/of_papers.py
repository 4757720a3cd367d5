"""Faults of requests for documents and of the appointment of a representative."""

import re

from tracker.models import FormKind
from tracker.rules.terms import Sponsor
from tracker.services.letters.faults.looking import Fault, Looked

_THIRTY_DAYS = re.compile(r"\b(30|thirty)[ -](calendar )?days?\b", re.IGNORECASE)
_OF_THE_PLAN_DOCUMENTS = "separate"
_ENDS = re.compile(r"\b(ends?|expires?|until|through)\b", re.IGNORECASE)
_PRIVATE = frozenset(
    (
        Sponsor.PRIVATE_EMPLOYER,
        Sponsor.CHURCH,
        Sponsor.STATE_LOCAL_GOVERNMENT,
        Sponsor.INDIVIDUAL,
        Sponsor.SHORT_TERM,
        Sponsor.OTHER,
        Sponsor.UNKNOWN,
    )
)


def _claims_thirty_days(looked: Looked) -> bool:
    """Only the plan's own documents have thirty days (29 USC 1132(c)(1)), and only under ERISA."""
    is_owed = "plan_documents_due" in looked.letter.citations
    return any(
        _THIRTY_DAYS.search(section.markdown)
        for section in looked.kept.sections
        if section.key != _OF_THE_PLAN_DOCUMENTS or not is_owed
    )


def _is_unsigned(looked: Looked) -> bool:
    return not looked.holds(FormKind.REPRESENTATIVE)


def _has_no_scope(looked: Looked) -> bool:
    return not looked.section("scope").strip() or not _ENDS.search(looked.section("scope"))


def _is_of_another_program(looked: Looked) -> bool:
    is_fit = looked.letter.authority.is_medicares or looked.record.case.sponsor in _PRIVATE
    return not is_fit


THIRTY_DAYS = Fault(
    "thirty_days",
    "Claims thirty days for the claim file",
    "Take the thirty days out: the law gives them for the plan's own documents alone, not for the claim file.",
    _claims_thirty_days,
    is_absolute=True,
)
UNSIGNED = Fault(
    "unsigned",
    "No signature is on record",
    "Have the member sign it and record the day among the papers; or say that this copy goes out to be signed.",
    _is_unsigned,
)
SCOPE = Fault(
    "scope",
    "Does not say what it covers, or when it ends",
    "Say what the representative may do, and when the appointment ends.",
    _has_no_scope,
)
OTHER_PROGRAM = Fault(
    "other_program",
    "This program may ask for a form of its own",
    "Ask the plan which form its program takes, or say why it takes this one.",
    _is_of_another_program,
)
OF_AN_APPOINTMENT = (UNSIGNED, SCOPE, OTHER_PROGRAM)
