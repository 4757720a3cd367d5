"""The plan's parties as letters name them, and the signed papers that let somebody act or let records go."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from tracker.models import Account, Case, FormKind, Party, SignedForm
from tracker.rules.terms import PartyRole
from tracker.services import audit, reminders
from tracker.services.access import NotFound
from tracker.services.days import kept_day
from tracker.services.denial_input import FormInput, PartyInput
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.paper_reading import form_problems, party_problems
from tracker.services.representation import holds_on, suggested_end
from tracker.services.texts import kept
from tracker.services.timeline import coverage_of_case


class PaperError(RefusedError):
    """A party or a signed paper was not kept."""


def parties(session: Session, case: Case) -> list[Party]:
    """The plan's parties, in the order of PartyRole."""
    found = session.exec(select(Party).where(Party.case_id == case.id))
    return sorted(found, key=lambda party: list(PartyRole).index(party.role))


def set_party(session: Session, account: Account, case: Case, typed: PartyInput, now: datetime) -> Party:
    """Say who plays a role; whoever played it before is replaced. Raises PaperError."""
    refuse_if(party_problems(typed), PaperError)
    role = PartyRole(typed.role)
    statement = select(Party).where(Party.case_id == case.id, Party.role == role)
    party = session.exec(statement).first()
    if party is None:
        party = Party(organization_id=case.organization_id, case_id=case.id, role=role)
    party.name, party.unit, party.address = kept(typed.name), kept(typed.unit), kept(typed.address)
    party.phone, party.fax = kept(typed.phone), kept(typed.fax)
    session.add(party)
    session.flush()
    audit.record(session, account, case, "party set", role.value, now)
    return party


def remove_party(session: Session, account: Account, case: Case, role: PartyRole, now: datetime) -> None:
    """Nobody plays this role. Raises NotFound."""
    statement = select(Party).where(Party.case_id == case.id, Party.role == role)
    party = session.exec(statement).first()
    if party is None:
        raise NotFound("Party")
    session.delete(party)
    session.flush()
    audit.record(session, account, case, "party removed", role.value, now)


def forms(session: Session, case: Case) -> list[SignedForm]:
    """The signed papers, the newest first."""
    statement = select(SignedForm).where(SignedForm.case_id == case.id)
    return list(session.exec(statement.order_by(col(SignedForm.signed_on).desc(), col(SignedForm.id))))


def form_of(session: Session, case: Case, form_id: UUID) -> SignedForm:
    """A signed paper of this case. Raises NotFound."""
    form = session.get(SignedForm, form_id)
    if form is None or form.case_id != case.id:
        raise NotFound("SignedForm")
    return form


def add_form(session: Session, account: Account, case: Case, typed: FormInput, now: datetime) -> SignedForm:
    """Keep a signed paper on record, and plan the reminders of its end. Raises PaperError.

    Where nobody typed an end, the one that the law of the coverage gives is taken; it can be put right.
    """
    form = SignedForm(organization_id=case.organization_id, case_id=case.id, kind=FormKind.REPRESENTATIVE)
    _fill(form, typed, now)
    end = suggested_end(coverage_of_case(case), form.kind, typed.form, form.signed_on)
    if form.expires_on is None and end is not None:
        form.expires_on = end[0]
    session.add(form)
    reminders.replan_forms(session, case, now)
    audit.record(session, account, case, "signed form added", form.kind.value, now)
    return form


def edit_form(
    session: Session, account: Account, case: Case, form_id: UUID, typed: FormInput, now: datetime
) -> SignedForm:
    """Put a signed paper right; an end that is left empty is none. Raises PaperError, NotFound."""
    form = form_of(session, case, form_id)
    _fill(form, typed, now)
    reminders.replan_forms(session, case, now)
    audit.record(session, account, case, "signed form edited", form.kind.value, now)
    return form


def remove_form(session: Session, account: Account, case: Case, form_id: UUID, now: datetime) -> None:
    """It was never signed, or was taken back. Raises NotFound."""
    form = form_of(session, case, form_id)
    kind = form.kind.value
    session.delete(form)
    reminders.replan_forms(session, case, now)
    audit.record(session, account, case, "signed form removed", kind, now)


def is_authorized(papers: Iterable[SignedForm], kind: FormKind, on: date) -> bool:
    """Whether a signed paper of that kind holds on a day."""
    return any(paper.kind is kind and holds_on(paper, on) for paper in papers)


def _fill(form: SignedForm, typed: FormInput, now: datetime) -> None:
    refuse_if(form_problems(typed, now), PaperError)
    form.kind, form.person, form.relation = FormKind(typed.kind), kept(typed.person), kept(typed.relation)
    form.form = typed.form or None
    form.signed_on, form.expires_on = kept_day(typed.signed_on), kept_day(typed.expires_on)
