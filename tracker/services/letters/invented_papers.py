"""The papers of the invented case: the plan's parties, the appointment, what the record shows, the exhibits."""

from datetime import datetime, timedelta

from tracker.models import Case, Criterion, CriterionStatus, Document, FormKind, Party, SignedForm
from tracker.rules.terms import PartyRole
from tracker.templating import in_words

POLICY = "Policy 0303, section II"
_ADDRESS = "PO Box 5550\nScranton, PA 18505"
_CRITERIA = (
    (
        "Six weeks of supervised physical therapy",
        "24 visits, {} to {}, Bayou Physical Therapy",
        (330, 253),
        "Plateau, by the discharge note",
        "B, pp. 2–31",
    ),
    (
        "Epidural steroid injection, or a reason not to",
        "L4–L5, {} and {}",
        (210, 160),
        "Relief of nine and six days",
        "C, pp. 1–6",
    ),
    ("No tobacco for six weeks before surgery", "cotinine test ordered on {}, result awaited", (6,), "", ""),
)
"""Requirement, what the record shows with its days as days before today, outcome, exhibit."""
_DOCUMENTS = (
    ("A", "form", "Appointment of representative.pdf", 2),
    ("B", "medical_record", "Physical therapy records.pdf", 31),
    ("C", "medical_record", "Injection records.pdf", 6),
    ("D", "clinician_letter", "Dr. Osei's letter.pdf", 2),
)


def parties(case: Case) -> tuple[Party, ...]:
    """The plan administrator and the claims administrator."""
    return (
        _party(case, PartyRole.PLAN_ADMINISTRATOR, "Gulf Example Health Plan, Benefits", None, None),
        _party(
            case, PartyRole.CLAIMS_ADMINISTRATOR, "Example Claims Administrator", "Appeals Unit", "555-0199"
        ),
    )


def _party(case: Case, role: PartyRole, name: str, unit: str | None, fax: str | None) -> Party:
    return Party(
        organization_id=case.organization_id,
        case_id=case.id,
        role=role,
        name=name,
        unit=unit,
        address=_ADDRESS,
        fax=fax,
    )


def forms(case: Case, now: datetime) -> tuple[SignedForm, ...]:
    """The advocate's appointment, signed the day before."""
    appointment = SignedForm(
        organization_id=case.organization_id,
        case_id=case.id,
        kind=FormKind.REPRESENTATIVE,
        person="Rosa Delgado",
        relation="patient advocate",
        signed_on=now.date() - timedelta(days=1),
    )
    return (appointment,)


def criteria(case: Case, now: datetime) -> tuple[Criterion, ...]:
    """Two requirements that the record answers, and one that it does not."""
    today = now.date()
    return tuple(
        Criterion(
            organization_id=case.organization_id,
            case_id=case.id,
            position=position,
            requirement=requirement,
            source=POLICY,
            record_shows=record.format(*(in_words(today - timedelta(days=ago)) for ago in days)),
            outcome=outcome or None,
            exhibit=exhibit or None,
            status=CriterionStatus.DOCUMENTED if exhibit else CriterionStatus.OPEN,
        )
        for position, (requirement, record, days, outcome, exhibit) in enumerate(_CRITERIA)
    )


def documents(case: Case, now: datetime) -> tuple[Document, ...]:
    """The exhibits; their contents do not exist either."""
    return tuple(
        Document(
            organization_id=case.organization_id,
            case_id=case.id,
            kind=kind,
            name=name,
            content_type="application/pdf",
            size=0,
            exhibit=exhibit,
            pages=pages,
            uploaded_by_id=case.advocate_id,
            uploaded_at=now,
        )
        for exhibit, kind, name, pages in _DOCUMENTS
    )
