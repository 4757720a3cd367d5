"""From a denial as typed to values that can be kept, and every sentence about what cannot be read.

Touches no database: the form, the preview and the saving all go by it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from tracker.rules import playbooks, reading
from tracker.rules.contradictions import STATES, misfit
from tracker.rules.facts import YES_OR_NO
from tracker.rules.reading import Problem, Reading
from tracker.rules.terms import (
    ClaimType,
    EventKind,
    Funding,
    ReasonKind,
    ServiceKind,
    Sponsor,
    Urgency,
)
from tracker.services.addresses import address_problem, normal_address
from tracker.services.case_playbook import is_own, is_own_row
from tracker.services.coverage_reading import (
    coverage_columns,
    coverage_problems,
    legible_coverage,
)
from tracker.services.days import day_problems, kept_day
from tracker.services.denial_input import DenialInput
from tracker.services.paper_reading import form_problems, party_problems
from tracker.services.texts import LINE, LONG, NEEDED, OFFERED, kept, text_problem
from tracker.services.zones import zone_problems

EVENT_FIELDS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.ADVERSE_DETERMINATION: ("notice_on", "received_on", "states_deadline_on"),
    EventKind.COURSE_REDUCTION_NOTIFIED: ("notice_on", "received_on", "states_deadline_on", "effective_on"),
    EventKind.RESCISSION_NOTIFIED: ("notice_on", "received_on", "states_deadline_on", "effective_on"),
}
"""The letters that a case can begin with, and which of their fields the denial form asks for."""

LONG_TEXTS = frozenset(("stated_reason", "sent_with_request", "notes", "patient_address"))

_CHOICES: Mapping[str, type[StrEnum]] = {
    "service_kind": ServiceKind,
    "reason_kind": ReasonKind,
    "claim_type": ClaimType,
    "urgency": Urgency,
}
_REQUIRED = ("patient_name", "service", "notice_on", "timezone")
_PLAIN = (
    "insurer",
    "plan_name",
    "member_name",
    "member_id",
    "group_number",
    "claim_number",
    "reference_number",
    "service",
    "stated_reason",
    "policy_cited",
    "sent_with_request",
    "physician",
    "physician_phone",
    "notes",
)


def problems(denial: DenialInput, now: datetime) -> tuple[Problem, ...]:
    """Everything that keeps this denial from becoming a case, one sentence a field. `now` is aware."""
    found: dict[str, Problem] = {}
    for check in _CHECKS:
        for problem in check(denial, now):
            found.setdefault(problem.field, problem)
    return tuple(found.values())


def read_event(denial: DenialInput) -> Reading:
    """The letter as the event that it is."""
    return reading.read_fields(EventKind(denial.denial_kind), event_fields(denial), denial.timezone)


def event_fields(denial: DenialInput) -> dict[str, str]:
    """The event's fields as typed."""
    return {name: getattr(denial, name) for name in EVENT_FIELDS[EventKind(denial.denial_kind)]}


def case_columns(denial: DenialInput) -> dict[str, Any]:
    """The columns of a case that follow from a denial without problems."""
    return {
        **coverage_columns(denial),
        **{name: kind(getattr(denial, name)) for name, kind in _CHOICES.items()},
        **{name: kept(getattr(denial, name)) for name in _PLAIN},
        "expedite_codes": " ".join(denial.expedite_codes),
        "surprise_bill": denial.surprise_bill,
        "treatment_on": kept_day(denial.treatment_on),
        "approved_through_on": kept_day(denial.approved_through_on),
        "timezone": denial.timezone,
    }


def patient_columns(denial: DenialInput) -> dict[str, Any]:
    """The columns of a patient that follow from a denial without problems."""
    return {
        "name": kept(denial.patient_name),
        "born_on": kept(denial.patient_born_on),
        "email": normal_address(denial.patient_email) or None,
        "phone": kept(denial.patient_phone),
        "address": kept(denial.patient_address),
        "guardian": kept(denial.patient_guardian),
        "timezone": denial.patient_timezone or denial.timezone,
        "language": denial.patient_language,
    }


def _missing(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    for name in _REQUIRED:
        if not getattr(denial, name).strip():
            yield Problem(name, NEEDED)


def _zones(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    for name in ("timezone", "patient_timezone"):
        if getattr(denial, name):
            yield from zone_problems(name, getattr(denial, name))


def _texts(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    for field in fields(denial):
        value = getattr(denial, field.name)
        sentence = None
        if isinstance(value, str):
            sentence = text_problem(value, LONG if field.name in LONG_TEXTS else LINE)
        if sentence:
            yield Problem(field.name, sentence)


def _choices(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    allowed: dict[str, tuple[str, ...]] = {
        **{name: tuple(kind) for name, kind in _CHOICES.items()},
        "sponsor": tuple(Sponsor),
        "funding": tuple(Funding),
        **dict.fromkeys(YES_OR_NO, ("yes", "no", "")),
        "appeal_levels": ("1", "2", ""),
        "policy_state": (*STATES, ""),
        "denial_kind": tuple(EVENT_FIELDS),
        "playbook": (*playbooks.load(), "", *filter(is_own, (denial.playbook,))),
        "patient_language": ("en",),
    }
    for name, values in allowed.items():
        if getattr(denial, name) not in values:
            yield Problem(name, OFFERED)


def _expedite(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    known = {row.code for playbook in playbooks.load().values() for row in playbook.expedite}
    if any(code not in known and not is_own_row(code) for code in denial.expedite_codes):
        yield Problem("expedite_codes", OFFERED)


def _coverage(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    yield from coverage_problems(denial)
    if denial.denial_kind in EVENT_FIELDS:
        sentence = misfit(legible_coverage(denial), EventKind(denial.denial_kind))
        yield from [Problem("denial_kind", sentence)] if sentence else []


def _letter(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    if denial.denial_kind not in EVENT_FIELDS or zone_problems("timezone", denial.timezone):
        return
    read = read_event(denial)
    yield from read.problems
    yield from reading.out_of_time(read.fields, denial.timezone, now)


def _own_days(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    yield from day_problems({n: getattr(denial, n) for n in ("treatment_on", "approved_through_on")}, now)
    born_on = denial.patient_born_on.strip()
    for problem in day_problems({"patient_born_on": born_on}, now, years_back=125):
        yield problem
        return
    if born_on and reading.read_day(born_on) > now.date():
        yield Problem("patient_born_on", "This day lies in the future.")


def _address(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    sentence = address_problem(denial.patient_email) if denial.patient_email.strip() else None
    if sentence:
        yield Problem("patient_email", sentence)


def _papers(denial: DenialInput, now: datetime) -> Iterator[Problem]:
    for number, party in enumerate(denial.parties):
        yield from party_problems(party, f"parties.{number}.")
        if party.role in [other.role for other in denial.parties[:number]]:
            yield Problem(f"parties.{number}.role", "This party is given twice.")
    for number, form in enumerate(denial.forms):
        yield from form_problems(form, now, f"forms.{number}.")


_CHECKS: tuple[Callable[[DenialInput, datetime], Iterator[Problem]], ...] = (
    _missing,
    _zones,
    _texts,
    _choices,
    _expedite,
    _coverage,
    _letter,
    _own_days,
    _address,
    _papers,
)
