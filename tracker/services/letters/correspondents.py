"""Who writes, by what right, to whom, about whom: from the people and the papers of a case."""

from dataclasses import replace

from tracker.models import FormKind, Party, SignedForm
from tracker.rules.citations import Review, review_of
from tracker.rules.representatives import filer, is_of_program, representatives
from tracker.rules.terms import Channel, EventKind, FiledBy, PartyRole, Urgency
from tracker.services.letters.beside import regulator
from tracker.services.letters.context import (
    Addressee,
    Authority,
    Delivery,
    Patient,
    Physician,
    Plan,
    Sender,
)
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.of_state import state_review
from tracker.services.letters.record import CaseRecord, OnRecord
from tracker.services.letters.wishes import Wishes
from tracker.services.letters.words import with_full_stop

MEDICARES_FORM = "cms_1696"


def sender(record: CaseRecord, wishes: Wishes) -> Sender:
    """Who files and signs: the advocate under the organization's letterhead, the member, or the physician."""
    if wishes.filed_by is FiledBy.MEMBER:
        return _member(record)
    if wishes.filed_by is not FiledBy.REPRESENTATIVE:
        address = lines(wishes.sender_address)
        return Sender(
            record.case.physician, wishes.filed_by, address_lines=address, phone=record.case.physician_phone
        )
    advocate, organization = record.advocate, record.organization
    return Sender(
        name=advocate.name,
        role=wishes.filed_by,
        organization=organization.name,
        address_lines=lines(organization.address),
        phone=advocate.phone or organization.phone,
        email=advocate.email,
    )


def _member(record: CaseRecord) -> Sender:
    patient = record.patient
    return Sender(
        name=patient.name,
        role=FiledBy.MEMBER,
        address_lines=lines(patient.address),
        phone=patient.phone,
        email=patient.email,
    )


def appointment(record: CaseRecord, wishes: Wishes) -> SignedForm | None:
    """The signed appointment of whoever signs the letter, where one holds today."""
    if wishes.filed_by is FiledBy.MEMBER:
        return None
    return next((form for form in reversed(record.forms) if _holds(record, wishes, form)), None)


def _holds(record: CaseRecord, wishes: Wishes, form: SignedForm) -> bool:
    if form.kind is not FormKind.REPRESENTATIVE or form.signed_on is None or form.signed_on > record.today:
        return False
    if not is_of_program(record.facts.coverage, form.form or ""):
        return False
    return (form.expires_on is None or record.today <= form.expires_on) and _names(record, wishes, form)


def _names(record: CaseRecord, wishes: Wishes, form: SignedForm) -> bool:
    """An appointment of somebody else gives no right to whoever signs."""
    if wishes.filed_by is FiledBy.REPRESENTATIVE:
        signers = {record.advocate.name, record.organization.name}
    else:
        signers = {record.case.physician or ""}
    return form.person is None or form.person.casefold() in {name.casefold() for name in signers}


def authority(record: CaseRecord, kind: LetterKind, wishes: Wishes, exhibits: Lettered) -> Authority:
    """The appointment and its exhibit; blank where nobody signed one, where it has run out, or where it is a form of
    another program.
    """
    form = appointment(record, wishes)
    is_urgent = record.case.urgency is Urgency.EXPEDITED
    may_act = filer(record.facts.coverage, wishes.filed_by, is_urgent, kind.recorded_as)
    consent = may_act.consent if may_act else None
    return Authority(
        exhibit=exhibits.appointment if form else None,
        signed_on=form.signed_on if form else None,
        paper=_called(form) or (consent.paper if consent else "") or "appointment",
        is_needed=may_act is None or may_act.consent.signed,
        is_medicares=consent is not None and consent.form == MEDICARES_FORM,
        relation=_relation(record, wishes),
    )


def _relation(record: CaseRecord, wishes: Wishes) -> str | None:
    """What whoever signs is to the patient, as a paper on record names it, signed or not."""
    named = (form for form in reversed(record.forms) if form.relation and _names(record, wishes, form))
    found = next((form.relation for form in named), None)
    return found.strip().rstrip(".") if found else None


def _called(form: SignedForm | None) -> str:
    named = representatives().forms.get(form.form or "") if form else None
    return named.short if named else ""


def goes_where_the_letter_says(file: OnRecord, kind: LetterKind) -> bool:
    """Whether only the decision in hand says who takes the request: an issuer's external review is its state's,
    and states send it to the issuer, to an agency or to a reviewer; only a self-funded plan takes its own."""
    if kind.office is not None:
        return True
    review = review_of(file.facts.coverage, file.case.surprise_bill)
    return kind.is_external and review is not Review.FEDERAL


def addressees(file: OnRecord, kind: LetterKind) -> tuple[PartyRole, ...]:
    """The parties that may get a letter of this kind: those on record first, the usual one first among them."""
    known = {party.role for party in file.parties}
    return tuple(sorted(kind.goes_to if known else _in_doubt(kind), key=lambda role: role not in known))


def _in_doubt(kind: LetterKind) -> tuple[PartyRole, ...]:
    """Whom it goes to where nobody is on record: not every plan has a reviewer of its own that decided."""
    if kind.goes_to[0] is not PartyRole.DELEGATED_REVIEWER:
        return kind.goes_to
    return tuple(sorted(kind.goes_to, key=lambda role: role is not PartyRole.CLAIMS_ADMINISTRATOR))


def addressee(record: CaseRecord, kind: LetterKind, wishes: Wishes) -> Addressee:
    """Whom the letter goes to: as chosen, else the first party on record that receives letters of this kind.

    The unit that takes appeals takes no letter that is about none.

    Where the letter in hand says where a request goes, nobody is named until somebody chooses, but the agency that is
    sure to take it in that state; its address is in no case filled in.
    """
    if kind.office is not None:
        return _office(record, kind, wishes)
    if wishes.to is None and goes_where_the_letter_says(record, kind):
        state = state_review(record, kind)
        return _as_the_letter_says(kind.goes_to[0], state.addressee if state else None, wishes)
    known = {party.role: party for party in record.parties if party.role is not PartyRole.IRO}
    wanted = (wishes.to,) if wishes.to else kind.goes_to if known else _in_doubt(kind)
    role = next((each for each in (*wanted, *(() if wishes.to else known)) if each in known), wanted[0])
    to = _party(known[role]) if role in known else Addressee(role, None)
    return replace(to, unit=None) if kind.binds_every_plan else to


def _office(record: CaseRecord, kind: LetterKind, wishes: Wishes) -> Addressee:
    """An office outside the plan: by name where it has one; its address is the one that the decision gives."""
    known = next((party for party in record.parties if party.role is PartyRole.IRO), None)
    if known and wishes.to is PartyRole.IRO:
        return _party(known)
    return _as_the_letter_says(PartyRole.IRO, _office_name(record, kind), wishes)


def _as_the_letter_says(role: PartyRole, name: str | None, wishes: Wishes) -> Addressee:
    """Whom the decision in hand names, as somebody has written it down; `name` where they have not."""
    return Addressee(
        role,
        wishes.addressee_name.strip() or name,
        address_lines=lines(wishes.addressee_address),
        fax=wishes.addressee_fax.strip() or None,
    )


def _office_name(record: CaseRecord, kind: LetterKind) -> str | None:
    if kind.key == "complaint_to_regulator":
        return regulator(record)
    if kind.recorded_as is EventKind.INFORMATION_SENT_TO_IRO:
        named = record.timeline.of(EventKind.IRO_ASSIGNED)
        return record.words(named[-1]).get("iro") if named else None
    return kind.office or None


def delivery(to: Addressee, wishes: Wishes) -> tuple[Delivery, ...]:
    """How it is sent: a fax to the addressee's number, a certified letter or a courier with its own."""
    tracked = dict.fromkeys((Channel.CERTIFIED_MAIL, Channel.COURIER), wishes.tracking.strip() or None)
    numbers = {**tracked, Channel.FAX: to.fax}
    return tuple(Delivery(channel, numbers.get(channel)) for channel in wishes.channels)


def patient(record: CaseRecord, wishes: Wishes) -> Patient:
    """The claimant, and the member where the coverage is in another name."""
    person = record.patient
    number = wishes.medicare_number.strip() or None
    return Patient(person.name, record.case.member_name, lines(person.address), person.phone, number)


def plan(record: CaseRecord) -> Plan:
    """The coverage as letters name it."""
    case, coverage = record.case, record.facts.coverage
    administrator = next((p for p in record.parties if p.role is PartyRole.PLAN_ADMINISTRATOR), None)
    return Plan(
        name=case.plan_name,
        sponsor=coverage.sponsor,
        funding=coverage.funding,
        is_grandfathered=coverage.grandfathered,
        appeal_levels=record.deriver.regime.levels,
        state=coverage.state,
        member_id=case.member_id,
        group_number=case.group_number,
        claim_number=case.claim_number,
        reference_number=case.reference_number,
        administrator=_party(administrator) if administrator else None,
    )


def physician(record: CaseRecord, wishes: Wishes, exhibits: Lettered) -> Physician:
    """The treating clinician, and where their letter stands among the exhibits."""
    explains = wishes.letter_explains.strip()
    return Physician(
        name=record.case.physician,
        field_of_medicine=wishes.field_of_medicine.strip() or None,
        letter_exhibit=exhibits.clinician_letter,
        letter_explains=with_full_stop(explains) if explains else None,
        phone=record.case.physician_phone,
    )


def copies(record: CaseRecord, wishes: Wishes) -> tuple[str, ...]:
    """Who else gets the letter: the patient and the physician, as far as neither signs it."""
    is_member = wishes.filed_by is FiledBy.MEMBER
    is_provider = wishes.filed_by in (FiledBy.PROVIDER_FOR_MEMBER, FiledBy.PROVIDER_DISPUTE)
    names = (None if is_member else record.patient.name, None if is_provider else record.case.physician)
    return tuple(name for name in names if name)


def _party(party: Party) -> Addressee:
    return Addressee(party.role, party.name, party.unit, lines(party.address), party.fax)


def lines(text: str | None) -> tuple[str, ...]:
    """An address, line by line."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
