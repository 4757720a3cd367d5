"""Whether whoever filed for the patient has on record what law asks of them, and how long a signed form holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from tracker.models import FormKind, SignedForm
from tracker.rules.dates import day_of
from tracker.rules.facts import CaseFacts, Coverage, Event
from tracker.rules.representatives import (
    MayAct,
    Sentence,
    end_of_form,
    filer,
    is_of_program,
    representatives,
)
from tracker.rules.terms import EventKind, FiledBy, Urgency
from tracker.rules.timeline import Timeline, happened

BY_ANOTHER = (FiledBy.REPRESENTATIVE.value, FiledBy.PROVIDER_FOR_MEMBER.value)
ENDS = (EventKind.APPEAL_DISMISSED, EventKind.WITHDRAWN, EventKind.CLOSED)


@dataclass(frozen=True)
class NoForm:
    """A filing that waits for its answer, made by somebody whose signed form is not on record.

    `other` is the name of a form on record that belongs to another program, or empty.
    """

    filing: Event
    filed_on: date
    filed_by: FiledBy
    may_act: MayAct
    other: str


def without_form(facts: CaseFacts, forms: Iterable[SignedForm], today: date) -> NoForm | None:
    """The last filing by somebody other than the patient, where it is pending and no form that law asks for held on
    its day or holds `today`, a day at the case's place; None where nothing is wrong.
    """
    zone = ZoneInfo(facts.timezone)
    filing = _pending(Timeline(facts.events, zone))
    if filing is None:
        return None
    filed_by, when = FiledBy(str(filing.get("filed_by"))), happened(filing)
    is_urgent = bool(filing.get("expedited")) or facts.urgency is Urgency.EXPEDITED
    may_act = filer(facts.coverage, filed_by, is_urgent, filing.kind)
    if may_act is None or not may_act.consent.signed or when is None:
        return None
    papers = [form for form in forms if form.kind is FormKind.REPRESENTATIVE]
    filed_on = day_of(when, zone)
    if any(_counts(facts.coverage, form, (filed_on, today)) for form in papers):
        return None
    others = (other_program(facts.coverage, form.form or "") for form in papers if form.signed_on)
    return NoForm(filing, filed_on, filed_by, may_act, next(filter(None, others), ""))


def other_program(coverage: Coverage, form: str) -> str:
    """The name of a form that belongs to another program than this coverage's, or empty."""
    return "" if is_of_program(coverage, form) else representatives().forms[form].name


def suggested_end(
    coverage: Coverage, kind: str, form: str, signed_on: date | None
) -> tuple[date, Sentence] | None:
    """The last day that law gives a representative's form under this coverage, and the row that says so; None where
    law gives none. `kind` is a FormKind's value, `form` a code of the table or empty.
    """
    if kind != FormKind.REPRESENTATIVE or signed_on is None:
        return None
    return end_of_form(coverage, form, signed_on)


def holds_on(form: SignedForm, day: date) -> bool:
    """Whether a signed paper holds on a day."""
    if form.signed_on is None or form.signed_on > day:
        return False
    return form.expires_on is None or day <= form.expires_on


def _counts(coverage: Coverage, form: SignedForm, days: Iterable[date]) -> bool:
    """A form that held when the filing was made goes on for it."""
    return is_of_program(coverage, form.form or "") and any(holds_on(form, day) for day in days)


def _pending(timeline: Timeline) -> Event | None:
    """The last filing by somebody other than the patient, unless something has decided or ended it."""
    filings = [event for event in timeline.events if event.get("filed_by") in BY_ANOTHER]
    if not filings:
        return None
    later = timeline.events[timeline.position[filings[-1].key] + 1 :]
    is_over = any(event.get("outcome") or event.kind in ENDS for event in later)
    return None if is_over else filings[-1]
