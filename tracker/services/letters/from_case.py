"""From a case on record to the frozen context of a letter. What nobody knows stays None and prints as a blank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.models import Document, EventVersion, FormKind, Organization, Party, SignedForm
from tracker.rules import playbooks
from tracker.rules.citations import citations_for, regime_for
from tracker.rules.facts import When
from tracker.rules.terms import Channel, ClaimType, EventKind, FiledBy, PartyRole, Urgency
from tracker.services.casefile import CaseFile
from tracker.services.letters import context as parts
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.timing import decision_due, exhaustion, lateness, timeliness
from tracker.services.timeline import values_of, words_of

K = EventKind
ARGUMENTS_AT_MOST = 4
CALLS_AT_MOST = 3
_DENIALS = (K.ADVERSE_DETERMINATION, K.COURSE_REDUCTION_NOTIFIED, K.RESCISSION_NOTIFIED)
_DECISIONS = (*_DENIALS, K.APPEAL_DECIDED, K.APPEAL_DISMISSED)


@dataclass(frozen=True)
class Wishes:
    """What the writer chose: whom the letter goes to, who files, how it is sent, the one sentence that
    answers the reason. None and empty mean what the case suggests."""

    to: PartyRole | None = None
    filed_by: FiledBy = FiledBy.REPRESENTATIVE
    channels: tuple[Channel, ...] = ()
    answer: str = ""


def context_for(
    file: CaseFile, kind: LetterKind, wishes: Wishes, organization: Organization, today: date
) -> parts.LetterContext:
    """Everything a letter of this kind may say about this case, dated `today`."""
    late = lateness(file)
    citations = citations_for(regime_for(file.facts.coverage))
    return parts.LetterContext(
        dated_on=today,
        sender=_sender(file, wishes, organization),
        authority=_authority(file),
        addressee=_addressee(file, kind, wishes),
        delivery=_delivery(file, kind, wishes),
        patient=parts.Patient(file.patient.name, file.case.member_name),
        plan=_plan(file),
        service=_service(file),
        determinations=_determinations(file),
        citations=citations,
        physician=_physician(file),
        answer=wishes.answer.strip() or None,
        timeliness=timeliness(file, kind),
        criteria=_criteria(file),
        arguments=_arguments(file),
        exhibits=_exhibits(file.documents),
        claim_file=_claim_file(file),
        decision_due=decision_due(file, kind, citations),
        expedite=_expedite(file, kind),
        lateness=late,
        exhaustion=exhaustion(file, late is not None),
        calls=_calls(file),
        cc=_cc(file, wishes),
    )


def addressees(file: CaseFile, kind: LetterKind) -> tuple[PartyRole, ...]:
    """The parties that may get a letter of this kind, those on record first."""
    known = {party.role for party in file.parties}
    return tuple(sorted(kind.goes_to, key=lambda role: role not in known))


def _sender(file: CaseFile, wishes: Wishes, organization: Organization) -> parts.Sender:
    patient, advocate, case = file.patient, file.advocate, file.case
    if wishes.filed_by is FiledBy.MEMBER:
        address = _lines(patient.address)
        return parts.Sender(patient.name, FiledBy.MEMBER, None, address, patient.phone, patient.email)
    if wishes.filed_by is FiledBy.PROVIDER_FOR_MEMBER:
        return parts.Sender(case.physician, wishes.filed_by, None, (), case.physician_phone)
    return parts.Sender(
        advocate.name,
        FiledBy.REPRESENTATIVE,
        organization.name,
        _lines(organization.address),
        advocate.phone or organization.phone,
        advocate.email,
    )


def _authority(file: CaseFile) -> parts.Authority:
    form: SignedForm | None = next((f for f in file.forms if f.kind is FormKind.REPRESENTATIVE), None)
    exhibit = next((d.exhibit for d in file.documents if d.kind == "form" and d.exhibit), None)
    return parts.Authority(exhibit, form.signed_on if form else None)


def _addressee(file: CaseFile, kind: LetterKind, wishes: Wishes) -> parts.Addressee:
    role = wishes.to or addressees(file, kind)[0]
    party = next((each for each in file.parties if each.role is role), None)
    return _party(party) if party else parts.Addressee(role, file.case.insurer)


def _party(party: Party) -> parts.Addressee:
    return parts.Addressee(party.role, party.name, party.unit, _lines(party.address), party.fax)


def _delivery(file: CaseFile, kind: LetterKind, wishes: Wishes) -> tuple[parts.Delivery, ...]:
    fax = _addressee(file, kind, wishes).fax
    return tuple(
        parts.Delivery(channel, fax if channel is Channel.FAX else None) for channel in wishes.channels
    )


def _plan(file: CaseFile) -> parts.Plan:
    case, coverage = file.case, file.facts.coverage
    administrator = next((p for p in file.parties if p.role is PartyRole.PLAN_ADMINISTRATOR), None)
    return parts.Plan(
        name=case.plan_name or case.insurer,
        sponsor=coverage.sponsor,
        funding=coverage.funding,
        is_grandfathered=coverage.grandfathered,
        appeal_levels=coverage.appeal_levels,
        state=coverage.state,
        member_id=case.member_id,
        group_number=case.group_number,
        claim_number=case.claim_number,
        reference_number=case.reference_number,
        administrator=_party(administrator) if administrator else None,
    )


def _service(file: CaseFile) -> parts.Service:
    case = file.case
    was_given = case.claim_type is ClaimType.POST_SERVICE
    return parts.Service(
        name=case.service,
        claim=case.claim_type,
        kind=case.service_kind,
        provided_on=case.treatment_on if was_given else None,
        treatment_on=None if was_given else case.treatment_on,
        approved_through_on=case.approved_through_on,
    )


def _determinations(file: CaseFile) -> tuple[parts.Determination, ...]:
    found = [version for version in file.standing if version.kind in _DECISIONS]
    return tuple(
        _determination(file, version) for version in found if version.fields.get("outcome") != "overturned"
    )


def _determination(file: CaseFile, version: EventVersion) -> parts.Determination:
    words, case = words_of(version), file.case
    is_first = version.kind in _DENIALS
    return parts.Determination(
        dated_on=_day(file, version, "notice_on"),
        received_on=_day(file, version, "received_on"),
        decided_by=words.get("by") or _claims_administrator(file),
        quoted_reason=case.stated_reason if is_first else words.get("said"),
        reason=case.reason_kind,
        policy=case.policy_cited,
        is_final=version.kind is K.APPEAL_DECIDED and version.fields.get("final") != "no",
    )


def _claims_administrator(file: CaseFile) -> str | None:
    party = next((p for p in file.parties if p.role is PartyRole.CLAIMS_ADMINISTRATOR), None)
    return party.name if party else file.case.insurer


def _physician(file: CaseFile) -> parts.Physician:
    exhibit = next((d.exhibit for d in file.documents if d.kind == "clinician_letter" and d.exhibit), None)
    return parts.Physician(file.case.physician, letter_exhibit=exhibit, phone=file.case.physician_phone)


def _criteria(file: CaseFile) -> tuple[parts.Criterion, ...]:
    return tuple(
        parts.Criterion(row.requirement, row.record_shows, row.outcome, row.exhibit, row.source, row.status)
        for row in file.criteria
    )


def _arguments(file: CaseFile) -> tuple[parts.Argument, ...]:
    case = file.case
    facts = {
        "sponsor": case.sponsor.value,
        "funding": case.funding.value,
        "grandfathered": "unknown" if case.grandfathered is None else "yes" if case.grandfathered else "no",
        "service_kind": case.service_kind.value,
        "state": case.policy_state or "",
    }
    known = {name: value for name, value in facts.items() if value not in ("", "unknown")}
    found = playbooks.arguments_for(playbooks.load()[case.playbook], known)
    return tuple(
        parts.Argument(each.title, each.text, each.citation or None, each.rests_on or None, each.needs)
        for each in found[:ARGUMENTS_AT_MOST]
    )


def _exhibits(documents: Iterable[Document]) -> tuple[parts.Exhibit, ...]:
    lettered = sorted((d for d in documents if d.exhibit), key=lambda d: (len(d.exhibit or ""), d.exhibit))
    return tuple(parts.Exhibit(d.exhibit or "", (d.name or "").rsplit(".", 1)[0], d.pages) for d in lettered)


def _claim_file(file: CaseFile) -> parts.ClaimFile:
    asked, came = _last(file, K.CLAIM_FILE_REQUESTED), _last(file, K.CLAIM_FILE_RECEIVED)
    is_part = came is not None and bool(came.fields.get("in_part"))
    return parts.ClaimFile(
        requested_on=(_day(file, asked, "sent_on") or _day(file, asked, "received_by_plan"))
        if asked
        else None,
        received_on=_day(file, came, "received_on") if came else None,
        still_missing=(words_of(came).get("missing") or "the rest of the file") if came and is_part else None,
    )


def _expedite(file: CaseFile, kind: LetterKind) -> parts.Expedite | None:
    if kind.fits is not Urgency.EXPEDITED:
        return None
    chosen = [
        reason
        for playbook in playbooks.load().values()
        for reason in playbook.expedite
        if reason.code in file.case.expedite_codes
    ]
    risks = tuple(dict.fromkeys(risk for reason in chosen for risk in reason.jeopardizes))
    exhibit = next((d.exhibit for d in file.documents if d.kind == "clinician_letter" and d.exhibit), None)
    return parts.Expedite(
        jeopardy=risks,
        statement=" ".join(dict.fromkeys(reason.certify for reason in chosen)) or None,
        certified_by=file.case.physician,
        exhibit=exhibit,
        call=_telephoned(file),
    )


def _telephoned(file: CaseFile) -> parts.PhoneCall | None:
    filings = (K.INTERNAL_APPEAL_FILED, K.SECOND_LEVEL_FILED, K.EXTERNAL_REVIEW_REQUESTED)
    asked = [v for v in file.standing if v.kind in filings and "telephoned_at" in v.fields]
    if not asked:
        return None
    words = words_of(asked[-1])
    at = _when(file, asked[-1], "telephoned_at")
    return parts.PhoneCall(at, words.get("telephone_name"), reference=words.get("telephone_reference"))


def _calls(file: CaseFile) -> tuple[parts.PhoneCall, ...]:
    calls = [version for version in file.standing if version.kind is K.CALL_LOGGED][-CALLS_AT_MOST:]
    return tuple(_call(file, version) for version in calls)


def _call(file: CaseFile, version: EventVersion) -> parts.PhoneCall:
    words = words_of(version)
    at = _when(file, version, "called_at")
    return parts.PhoneCall(
        at, words.get("with_whom"), words.get("number"), words.get("reference"), words.get("said")
    )


def _cc(file: CaseFile, wishes: Wishes) -> tuple[str, ...]:
    patient = file.patient.name if wishes.filed_by is not FiledBy.MEMBER else None
    physician = file.case.physician if wishes.filed_by is not FiledBy.PROVIDER_FOR_MEMBER else None
    return tuple(name for name in (patient, physician) if name)


def _last(file: CaseFile, kind: EventKind) -> EventVersion | None:
    return next((version for version in reversed(file.standing) if version.kind is kind), None)


def _when(file: CaseFile, version: EventVersion, name: str) -> When | None:
    value = values_of(version, file.case.timezone).get(name)
    zone = ZoneInfo(file.case.timezone)
    if isinstance(value, datetime):
        return value.astimezone(zone)
    return value if isinstance(value, date) else None


def _day(file: CaseFile, version: EventVersion, name: str) -> date | None:
    when = _when(file, version, name)
    return when.date() if isinstance(when, datetime) else when


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
