"""A denial comes in: it is checked as a whole, previewed, and only then becomes a case."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from tracker.models import Account, Case, Detail, Patient
from tracker.rules.engine import compute
from tracker.rules.events import SCHEMA
from tracker.rules.facts import CaseFacts, Event
from tracker.rules.outcome import Computed
from tracker.rules.reading import Problem, ReadingError, out_of_time
from tracker.rules.terms import EventKind, Stage
from tracker.services import (
    audit,
    case_playbook,
    deadlines,
    events,
    evidence,
    papers,
    people,
    playbook_change,
    playbook_fitting,
)
from tracker.services.coverage_reading import coverage_of
from tracker.services.denial_input import DenialInput, FormInput, PartyInput
from tracker.services.denial_reading import (
    EVENT_FIELDS,
    case_columns,
    event_fields,
    patient_columns,
    problems,
    read_event,
)
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.indexing import reindex
from tracker.services.letters.attaching import ask_for_drafts
from tracker.services.locks import lock
from tracker.services.texts import OFFERED
from tracker.services.timeline import current, values_of

__all__ = [
    "DenialInput",
    "FormInput",
    "IntakeError",
    "PartyInput",
    "as_input",
    "edit_case",
    "facts",
    "open_case",
    "preview",
    "problems",
]

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_LENGTH = 4


class IntakeError(RefusedError):
    """A case was not opened or changed."""


def facts(denial: DenialInput) -> CaseFacts:
    """The denial as the engine takes it in. It must have no problems."""
    columns = case_columns(denial)
    return CaseFacts(
        coverage=coverage_of(columns),
        claim=columns["claim_type"],
        urgency=columns["urgency"],
        timezone=denial.timezone,
        events=(Event("denial", EventKind(denial.denial_kind), read_event(denial).fields),),
        reason=columns["reason_kind"],
        service=columns["service_kind"],
        treatment_on=columns["treatment_on"],
        approved_through_on=columns["approved_through_on"],
        surprise_bill=denial.surprise_bill,
    )


def preview(denial: DenialInput, now: datetime) -> Computed:
    """What would follow from it, before anything is saved. Raises IntakeError."""
    refuse_if(problems(denial, now), IntakeError)
    return compute(facts(denial), now)


def open_case(
    session: Session, account: Account, denial: DenialInput, now: datetime, *, is_demo: bool = False
) -> Case:
    """Open a case for the account, record the denial, fill checklist and criteria. Raises IntakeError."""
    refuse_if(_all_problems(session, account, denial, now), IntakeError)
    patient = _patient(session, account, denial, now)
    case = Case(
        organization_id=account.organization_id,
        advocate_id=account.id,
        patient_id=patient.id,
        number=_new_number(session, account),
        is_demo=is_demo,
        playbook=denial.playbook or _fitting(session, account, denial),
        stage=Stage.DENIAL_RECEIVED,
        opened_at=now,
        **case_columns(denial),
    )
    session.add(case)
    session.flush()
    _add_papers(session, account, case, denial, now)
    evidence.fill_from_playbook(session, case)
    reindex(session, case, patient)
    audit.record(session, account, case, "case opened", case.number, now)
    events.record(session, account, case, EventKind(denial.denial_kind), event_fields(denial), {}, now)
    return case


def as_input(session: Session, case: Case) -> DenialInput:
    """A case as it would be typed in, to edit it: without its parties and signed papers."""
    patient = session.get_one(Patient, case.patient_id)
    denial = next((v for v in current(session, case) if v.kind in EVENT_FIELDS), None)
    typed: dict[str, Any] = {
        **{f"patient_{name}": _typed(getattr(patient, name)) for name in _PATIENT},
        **{name: _typed(getattr(case, name)) for name in case_columns(DenialInput())},
        "playbook": case.playbook,
        "expedite_codes": tuple(case.expedite_codes.split()),
        "surprise_bill": case.surprise_bill,
    }
    if denial is not None:
        values = {**values_of(denial, case.timezone)}
        typed |= {
            name: _typed(denial.fields.get(name)) for name in EVENT_FIELDS[denial.kind] if name in values
        }
        typed["denial_kind"] = denial.kind.value
    return DenialInput(**typed)


def edit_case(
    session: Session, account: Account, case: Case, changes: Mapping[str, Any], now: datetime
) -> Case:
    """Change what is known of patient, plan, coverage or service, as typed, by DenialInput's names.

    Dates of the letter are corrected as events, never here. In another time zone, hours on record stay as they were
    typed: ten in the morning is then ten in the morning there. Raises IntakeError.
    """
    lock(session, case)
    about_case = {name: value for name, value in changes.items() if name not in _NOT_EDITED}
    denial = playbook_change.followed(session, replace(as_input(session, case), **about_case), case)
    stays = {"playbook"} if denial.playbook == case.playbook else set()
    found = _all_problems(session, account, denial, now)
    refuse_if((p for p in found if p.field not in _NOT_EDITED | stays), IntakeError)
    deadlines.catch_up(session, case, now)
    if denial.timezone != case.timezone:
        _move(session, account, case, denial.timezone, now)
    patient = session.get_one(Patient, case.patient_id)
    before = case_playbook.of_case(session, case)
    for name, value in case_columns(denial).items():
        setattr(case, name, value)
    case.playbook = denial.playbook
    playbook_change.exchange(session, case, before)
    people.change_patient(session, case, patient, patient_columns(denial), now)
    reindex(session, case, patient)
    audit.record(session, account, case, "case edited", ", ".join(sorted(about_case)), now)
    deadlines.sync(session, case, now)
    ask_for_drafts(session, case, now)
    return case


def _move(session: Session, account: Account, case: Case, timezone: str, now: datetime) -> None:
    refuse_if(_problems_there(session, case, timezone, now), IntakeError)
    audit.record(session, account, case, "time zone changed", f"{case.timezone} to {timezone}", now)


def _problems_there(session: Session, case: Case, timezone: str, now: datetime) -> Iterator[Problem]:
    """What is on record and cannot be in that time zone."""
    for version in current(session, case):
        title = SCHEMA[version.kind].title
        try:
            fields = values_of(version, timezone)
        except ReadingError as error:
            yield Problem("timezone", f"“{title}” cannot be read there. {error}")
        else:
            for problem in out_of_time(fields, timezone, now):
                yield Problem("timezone", f"“{title}” cannot be read there. {problem.sentence}")


_PATIENT = ("name", "born_on", "email", "phone", "address", "guardian", "timezone", "language")
_NOT_EDITED = frozenset(
    ("denial_kind", "notice_on", "received_on", "states_deadline_on", "effective_on", "parties", "forms")
)


def _all_problems(
    session: Session, account: Account, denial: DenialInput, now: datetime
) -> Iterator[Problem]:
    yield from problems(denial, now)
    yield from _playbook_problems(session, account, denial)
    yield from _reason_problems(session, account, denial)


def _playbook_problems(session: Session, account: Account, denial: DenialInput) -> Iterator[Problem]:
    is_own = case_playbook.is_own(denial.playbook)
    if is_own and not case_playbook.can_be_chosen(session, account, denial.playbook):
        yield Problem("playbook", "This playbook is not there, or is not shared with you. Choose another.")


def _reason_problems(session: Session, account: Account, denial: DenialInput) -> Iterator[Problem]:
    own = {code for code in denial.expedite_codes if case_playbook.is_own_row(code)}
    found = case_playbook.own_reasons(session, account.organization_id, own)
    if own - {reason.code for reason in found}:
        yield Problem("expedite_codes", OFFERED)


def _fitting(session: Session, account: Account, denial: DenialInput) -> str:
    denied = playbook_fitting.of_denial(denial)
    return playbook_fitting.ids(session, account.organization_id, denied)[0]


def _patient(session: Session, account: Account, denial: DenialInput, now: datetime) -> Patient:
    patient = Patient(
        organization_id=account.organization_id,
        detail=Detail.NEUTRAL,
        created_at=now,
        **patient_columns(denial),
    )
    session.add(patient)
    session.flush()
    return patient


def _add_papers(session: Session, account: Account, case: Case, denial: DenialInput, now: datetime) -> None:
    for party in denial.parties:
        papers.set_party(session, account, case, party, now)
    for form in denial.forms:
        papers.add_form(session, account, case, form, now)


def _new_number(session: Session, account: Account) -> str:
    while True:
        number = "A-" + "".join(secrets.choice(_ALPHABET) for _ in range(_NUMBER_LENGTH))
        taken = select(Case.id).where(Case.organization_id == account.organization_id, Case.number == number)
        if session.exec(taken).first() is None:
            return number


def _typed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
