"""From the answers about a new denial to the plain input that the services take, and back to its fields."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tracker.models import FormKind
from tracker.rules.reading import Problem
from tracker.services.denial_input import DenialInput, FormInput, PartyInput
from tracker.web import choices, intake_questions
from tracker.web.coverage_questions import MAYBE
from tracker.web.questions import UNKNOWN, Answers, filled

_LINES = (
    "patient_name",
    "patient_born_on",
    "patient_email",
    "patient_phone",
    "patient_address",
    "patient_guardian",
    "insurer",
    "plan_name",
    "member_name",
    "member_id",
    "group_number",
    "claim_number",
    "reference_number",
    "policy_state",
    "state_window_days",
    "service",
    "playbook",
    "stated_reason",
    "policy_cited",
    "treatment_on",
    "approved_through_on",
    "sent_with_request",
    "physician",
    "physician_phone",
    "timezone",
    "effective_on",
    "states_deadline_on",
)
_CHOSEN = ("sponsor", "service_kind", "reason_kind", "claim_type", "urgency", "denial_kind")
_PREFIX = {FormKind.REPRESENTATIVE.value: "representative", FormKind.RECORDS_RELEASE.value: "release"}


def denial_of(answers: Answers) -> DenialInput:
    """What was typed about a denial, as plain values; “I don’t know” becomes an empty text."""
    return DenialInput(
        **{name: answers.get(name) for name in _LINES},
        **{name: answers.get(name) for name in _CHOSEN},
        **{name: "" if answers.get(name) == UNKNOWN else answers.get(name) for name in MAYBE},
        funding=answers.get("funding") or UNKNOWN,
        surprise_bill=answers.has("surprise_bill"),
        expedite_codes=answers.many.get("expedite_codes", ()),
        notice_on=answers.when("notice_on"),
        received_on=answers.when("received_on"),
        patient_timezone=answers.get("timezone"),
        parties=_parties(answers),
        forms=_forms(answers),
    )


def answers_of(denial: DenialInput) -> Answers:
    """A case as typed, to open its form with; what nobody knows reads “I don’t know”."""
    known: dict[str, object] = asdict(denial)
    for name in MAYBE:
        known[name] = known[name] or UNKNOWN
    return filled(intake_questions.EDITED, known)


def changes_of(answers: Answers) -> dict[str, Any]:
    """What the form of a case may change, by DenialInput's names."""
    typed = asdict(denial_of(answers))
    return {question.name: typed[question.name] for question in intake_questions.EDITED}


def placed(problems: Iterable[Problem], denial: DenialInput) -> list[Problem]:
    """The problems at the fields of this form: `parties.0.name` is asked as `claims_administrator_name`."""
    return [Problem(_place(problem.field, denial), problem.sentence) for problem in problems]


def _place(field: str, denial: DenialInput) -> str:
    group, _, rest = field.partition(".")
    number, _, part = rest.partition(".")
    if group == "parties":
        return f"{denial.parties[int(number)].role}_{part}"
    if group == "forms":
        return f"{_PREFIX[denial.forms[int(number)].kind]}_{'name' if part == 'person' else part}"
    return "timezone" if field == "patient_timezone" else field


def _parties(answers: Answers) -> tuple[PartyInput, ...]:
    found = (party_of(role.value, answers) for role, _, _ in choices.PARTIES)
    return tuple(party for party in found if _is_given(party))


def party_of(role: str, answers: Answers) -> PartyInput:
    """One of the plan's parties, from the questions that start with its role."""
    parts = ("name", "unit", "address", "phone", "fax")
    return PartyInput(role, **{part: answers.get(f"{role}_{part}") for part in parts})


def _is_given(party: PartyInput) -> bool:
    return any((party.name, party.unit, party.address, party.phone, party.fax))


def _forms(answers: Answers) -> tuple[FormInput, ...]:
    found = (_form(kind, answers) for kind in FormKind)
    return tuple(form for form in found if form.person or form.signed_on or form.expires_on)


def _form(kind: FormKind, answers: Answers) -> FormInput:
    prefix = _PREFIX[kind]
    return FormInput(
        kind.value,
        person=answers.get(f"{prefix}_name"),
        relation=answers.get(f"{prefix}_relation"),
        signed_on=answers.get(f"{prefix}_signed_on"),
        expires_on=answers.get(f"{prefix}_expires_on"),
        form=answers.get(f"{prefix}_form"),
    )
