"""Faults of requests for documents and of the appointment of a representative."""

import re

from tracker.models import FormKind, SignedForm
from tracker.rules.representatives import filer, is_of_program
from tracker.rules.terms import FiledBy
from tracker.services.letters.faults.looking import Fault, Looked

_THIRTY_DAYS = re.compile(r"\b(30|thirty)[ -](calendar )?days?\b", re.IGNORECASE)
_OF_THE_PLAN_DOCUMENTS = "separate"
_MAY_DO = re.compile(r"\b(act for|act on|appeals?|ask for|file|represent|request|speak for)\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(ends?|expires?|until|through)\b", re.IGNORECASE)


def _claims_thirty_days(looked: Looked) -> bool:
    """Only the plan's own documents have thirty days (29 USC 1132(c)(1)), and only under ERISA."""
    is_owed = "plan_documents_due" in looked.letter.citations
    return any(
        _THIRTY_DAYS.search(section.markdown)
        for section in looked.kept.sections
        if section.key != _OF_THE_PLAN_DOCUMENTS or not is_owed
    )


def _has_no_scope(looked: Looked) -> bool:
    """It says nothing that the representative may do, or nothing of its end."""
    scope = looked.section("scope")
    return not (_MAY_DO.search(scope) and _ENDS.search(scope))


def _is_of_another_program(looked: Looked) -> bool:
    """The program of this coverage names a form that this paper does not take the place of."""
    may_act = filer(looked.record.facts.coverage, FiledBy.REPRESENTATIVE, is_urgent=False)
    return may_act is not None and bool(may_act.consent.form) and not looked.letter.authority.is_medicares


def _has_lapsed(looked: Looked) -> bool:
    """An appointment that this program takes was signed, and no longer holds."""
    return _lacks_authority(looked) and any(
        is_of_program(looked.record.facts.coverage, form.form or "") and not _is_open(looked, form)
        for form in _signed(looked)
    )


def _rests_on_another_programs(looked: Looked) -> bool:
    """All that was signed is the form of another program."""
    signed = _signed(looked)
    coverage = looked.record.facts.coverage
    return (
        _lacks_authority(looked)
        and bool(signed)
        and not any(is_of_program(coverage, form.form or "") for form in signed)
    )


def _lacks_authority(looked: Looked) -> bool:
    sender, authority = looked.letter.sender, looked.letter.authority
    return sender.role is not FiledBy.MEMBER and authority.is_needed and authority.signed_on is None


def _signed(looked: Looked) -> list[SignedForm]:
    forms = looked.record.forms
    return [form for form in forms if form.kind is FormKind.REPRESENTATIVE and form.signed_on is not None]


def _is_open(looked: Looked, form: SignedForm) -> bool:
    return form.expires_on is None or looked.record.today <= form.expires_on


THIRTY_DAYS = Fault(
    "thirty_days",
    "Claims thirty days for the claim file",
    "Take the thirty days out: the law gives them for the plan's own documents alone, not for the claim file.",
    _claims_thirty_days,
    is_absolute=True,
)
SCOPE = Fault(
    "scope",
    "Does not say what it covers, or when it ends",
    "Say what the representative may do, and when the appointment ends.",
    _has_no_scope,
)
OTHER_PROGRAM = Fault(
    "other_program",
    "This program has a form of its own",
    "Have the program's own form signed: it is named among the case's papers. Or say why this one goes with it.",
    _is_of_another_program,
)
LAPSED = Fault(
    "lapsed",
    "The appointment has run out",
    "Have a new appointment signed and record it, or have the member sign the letter.",
    _has_lapsed,
)
FOREIGN_FORM = Fault(
    "foreign_form",
    "The appointment is a form of another program",
    "Have the form signed that this program takes: the one on record gives no right here.",
    _rests_on_another_programs,
)
OF_AN_APPOINTMENT = (SCOPE, OTHER_PROGRAM)
OF_AUTHORITY = (LAPSED, FOREIGN_FORM)
