"""What runs out in a case: signed papers, and the authority of a child's guardian."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tracker.models import Case, FormKind, Patient, SignedForm
from tracker.rules.dates import is_past


@dataclass(frozen=True, slots=True)
class End:
    """A signed paper, or without `form_id` and `kind` the guardian's authority, with its last day; `because` says why
    nobody has to be reminded of it, None where somebody has.
    """

    form_id: UUID | None
    kind: FormKind | None
    last_day: date | None
    because: str | None

    @property
    def is_guardians(self) -> bool:
        """Whether it is no paper, but the guardian's authority."""
        return self.form_id is None

    def is_over(self, case: Case, now: datetime) -> bool:
        """Whether its last day is over where the case is."""
        return self.last_day is not None and is_past(self.last_day, now, ZoneInfo(case.timezone))


def ends_of(case: Case, patient: Patient, forms: Iterable[SignedForm]) -> Mapping[UUID | None, End]:
    """Everything that runs out, by the key of its paper; the guardian's authority under None."""
    every = tuple(forms)
    found: dict[UUID | None, End] = {
        form.id: End(form.id, form.kind, form.expires_on, _why_not(case, form, every)) for form in every
    }
    found[None] = End(None, None, patient.guardian_until, _why_no_guardian(case, patient))
    return found


def _why_not(case: Case, form: SignedForm, forms: Iterable[SignedForm]) -> str | None:
    if case.closed_at is not None:
        return "the case is closed"
    if form.signed_on is None or form.expires_on is None:
        return "it is not signed, or has no end"
    return "another form took its place" if any(_replaces(other, form) for other in forms) else None


def _why_no_guardian(case: Case, patient: Patient) -> str | None:
    if case.closed_at is not None:
        return "the case is closed"
    if patient.died_on is not None:
        return "the patient has died"
    return "no end of a guardian’s authority is on record" if patient.guardian_until is None else None


def _replaces(other: SignedForm, form: SignedForm) -> bool:
    """Whether it lets the same person do the same for longer."""
    if other.id == form.id or other.kind is not form.kind or other.signed_on is None:
        return False
    if (other.person or "").casefold() != (form.person or "").casefold() or form.expires_on is None:
        return False
    return other.expires_on is None or other.expires_on > form.expires_on
