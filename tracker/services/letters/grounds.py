"""What a letter stands on: the criteria table, the playbook's arguments, and why the matter is urgent."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tracker.models import Criterion as CriterionRow
from tracker.models import CriterionStatus
from tracker.rules import playbooks
from tracker.rules.facts import Event
from tracker.rules.playbook_choice import wordings
from tracker.rules.playbook_rows import CriterionKind, ExpediteReason
from tracker.rules.terms import EventKind, Urgency
from tracker.rules.timeline import FILINGS
from tracker.services import case_playbook
from tracker.services.evidence import where_it_stands
from tracker.services.letters.context import Argument, Criterion, Expedite, PhoneCall
from tracker.services.letters.exhibits import Lettered
from tracker.services.letters.kinds import LetterKind
from tracker.services.letters.record import CaseRecord
from tracker.services.letters.subject import DENIALS, expedited_filing, final_decision
from tracker.services.letters.wishes import Wishes
from tracker.services.letters.words import lowered, of_payer, with_full_stop
from tracker.templating import in_words

ARGUMENTS_AT_MOST = 4
_SAID_ELSEWHERE = frozenset(("records_were_missing_before", "external_medical_judgment"))
_OF_PLANS = frozenset(
    (
        "policy_answered_row_by_row",
        "external_guidelines",
        "exception_request",
        "state_exception",
        "name_the_provision",
    )
)
"""What is argued from the law of private plans: no public program is asked to follow it."""
_EXCEPTION = "step_exception_request"
_FOR_AN_EXCEPTION = frozenset(
    (
        "step_not_appropriate",
        "steps_already_taken",
        "order_of_treatment_is_clinical",
        "distinct_protocol",
        "recovery_is_time_bound",
        "delay_ends_breastfeeding",
        "limit_not_enough",
        "no_other_form",
        "listed_drugs_answered",
    )
)
"""What is a ground for an exception; the rest is argued in the appeal."""
_NO_STEPS = frozenset(("diagnosis_confirmed", "severity_documented"))
_NETWORK = "network_provider_available"
_GENERAL = frozenset(("jeopardy_life_or_health", "jeopardy_maximum_function", "unmanageable_pain"))
_SENT_ON = "see the exception"
"""Ends the outcomes of a requirement that is not met but excused."""
_FILED_BY_CALL = (EventKind.INTERNAL_APPEAL_FILED, EventKind.SECOND_LEVEL_FILED)
_LEANS_ON_TABLE = "policy_answered_row_by_row"
_SPEAKS_OF_LETTER = re.compile(r"\b(?:clinician|surgeon|oncologist|prescriber|physician)'s letter")
LETTER_MISSING = "the clinician's letter, as an exhibit"
LETTER_UNQUOTED = "what the clinician's letter says of it, in its own words"


def criteria(record: CaseRecord) -> tuple[Criterion, ...]:
    """The table's rows: every requirement, and those exceptions and supports that somebody has answered; last
    what the playbook expects and nobody has touched."""
    expected = {row.code: row.requirement for row in record.playbook.criteria}
    rows = tuple(
        Criterion(
            requirement=row.requirement,
            record_shows=row.record_shows,
            outcome=row.outcome,
            exhibit=row.exhibit,
            source=where_it_stands(row),
            status=row.status,
            kind=CriterionKind(row.kind),
            is_confirmed=_is_touched(row, expected),
        )
        for row in record.criteria
        if _belongs(row, expected)
    )
    return tuple(sorted(rows, key=lambda row: (not row.is_confirmed, row.kind is CriterionKind.SUPPORT)))


def _belongs(row: CriterionRow, expected: dict[str, str]) -> bool:
    """Whether the table has a row: what another playbook expected, and nobody has touched, answers nothing here."""
    if row.kind != CriterionKind.REQUIREMENT:
        return _is_answered(row)
    return row.code in expected or _is_touched(row, expected)


def _is_touched(row: CriterionRow, expected: dict[str, str]) -> bool:
    """Whether a person has said anything about a row, or put it in the policy's own words."""
    answers = (row.record_shows, row.outcome, row.exhibit, where_it_stands(row))
    code = row.code or ""
    as_worded = row.requirement in (expected.get(code), *wordings(code))
    return _is_answered(row) or any(answers) or not as_worded


def _is_answered(row: CriterionRow) -> bool:
    return row.status is not CriterionStatus.OPEN


def arguments(
    record: CaseRecord, kind: LetterKind, wishes: Wishes, exhibits: Lettered
) -> tuple[Argument, ...]:
    """The playbook's arguments that the coverage and the record carry, the strongest first.

    Where one speaks of the clinician's letter, that letter is a marked blank while it is not among the exhibits, and
    so is what it says while nobody has written that down: nobody puts words into a clinician's mouth.
    """
    found = [
        each
        for each in playbooks.arguments_for(record.playbook, _facts(record, kind), record.today)
        if each.code not in _SAID_ELSEWHERE
        and not (kind.is_of_program and each.code in _OF_PLANS)
        and (kind.key != _EXCEPTION or each.code in _FOR_AN_EXCEPTION)
        and _is_carried(record, each)
    ]
    made = [
        Argument(
            of_payer(each.title, record.case.sponsor),
            of_payer(each.text, record.case.sponsor),
            each.citation or None,
            of_payer(_enclosed(each.rests_on, exhibits) or "", record.case.sponsor) or None,
            each.needs,
        )
        for each in found[:ARGUMENTS_AT_MOST]
    ]
    if exhibits.clinician_letter is None:
        _mark_first(made, LETTER_MISSING)
    elif not wishes.letter_explains.strip():
        _mark_first(made, LETTER_UNQUOTED)
    return tuple(made)


def _is_carried(record: CaseRecord, argument: playbooks.Argument) -> bool:
    """Whether the table has what the argument says of it: an empty one carries none."""
    answered = [row for row in record.criteria if _is_answered(row)]
    if argument.code == _LEANS_ON_TABLE:
        return bool(answered)
    bearing = {row.code for row in answered if argument.excused_too or _is_met(row)}
    return not argument.leans_on or not bearing.isdisjoint(argument.leans_on)


def _is_met(row: CriterionRow) -> bool:
    """Whether a row shows what it asks for: a requirement that was excused does not."""
    if row.kind != CriterionKind.REQUIREMENT:
        return True
    return row.status is CriterionStatus.DOCUMENTED and _SENT_ON not in (row.outcome or "").lower()


def _enclosed(rests_on: str, exhibits: Lettered) -> str | None:
    """What an argument rests on, with its exhibit; None where nothing enclosed would show it."""
    if "enclosed" not in rests_on:
        return None
    letter = exhibits.clinician_letter
    return rests_on.replace("letter enclosed", f"letter, Exhibit {letter}") if letter else rests_on


def _mark_first(made: list[Argument], need: str) -> None:
    """A need of the first argument that speaks of the clinician's letter."""
    for place, argument in enumerate(made):
        if _SPEAKS_OF_LETTER.search(f"{argument.text} {argument.rests_on or ''}"):
            made[place] = replace(argument, needs=(*argument.needs, need))
            return


def _facts(record: CaseRecord, kind: LetterKind) -> case_playbook.Facts:
    return {
        **case_playbook.facts_of(record.case),
        "no_network_provider": _no_network_provider(record),
        "steps_documented": _steps_documented(record),
        "exception_stated": any(row.status is CriterionStatus.EXCEPTION for row in record.criteria),
        "filing": "external_review" if kind.is_external else "internal_appeal",
    }


def _no_network_provider(record: CaseRecord) -> bool | None:
    """True where a row with its exhibit, the log of calls, says that nobody in the network can give the care."""
    row = next((row for row in record.criteria if row.code == _NETWORK and _is_answered(row)), None)
    is_shown = row is not None and row.exhibit and (row.outcome or "").startswith("None")
    return True if is_shown else None


def _steps_documented(record: CaseRecord) -> bool:
    """Only where no requirement is still open; what a letter says has to hold for every row of its table."""
    required = [
        row for row in record.criteria if row.kind == CriterionKind.REQUIREMENT and row.code not in _NO_STEPS
    ]
    return bool(required) and all(_is_answered(row) for row in required)


def _reasons_known(record: CaseRecord) -> tuple[ExpediteReason, ...]:
    """Those of the case's playbook first, then all others: whoever ticks one may have another playbook than its own."""
    books = (record.playbook, *playbooks.load().values())
    known = [*(each for book in books for each in book.expedite), *record.own_reasons]
    return tuple({each.code: each for each in reversed(known)}.values())[::-1]


def _reasons_given(record: CaseRecord) -> list[ExpediteReason]:
    given = record.case.expedite_codes.split()
    return [each for each in _reasons_known(record) if each.code in given]


def certifiable(record: CaseRecord) -> tuple[str, ...]:
    """What a physician can certify of an urgent case: the sentences of the reasons that were ticked."""
    is_urgent = record.case.urgency is Urgency.EXPEDITED
    return tuple(each.certify for each in _reasons_given(record)) if is_urgent else ()


def expedite(record: CaseRecord, kind: LetterKind, wishes: Wishes, exhibits: Lettered) -> Expedite | None:
    """Why it cannot wait and who certified it; None for a letter that is not urgent."""
    if not kind.asks_for_haste(record.case.urgency, record.case.sponsor):
        return None
    reasons = _reasons_given(record)
    return Expedite(
        jeopardy=tuple(
            dict.fromkeys(risk for each in reasons if _is_theirs(each) for risk in each.jeopardizes)
        ),
        statement=_statement(record, reasons),
        certified_by=record.case.physician if _is_certified(record, wishes) else None,
        certified_on=wishes.certified_on,
        exhibit=wishes.certification_exhibit.strip() or exhibits.certification,
        call=telephone_call(record) if _is_called_for(kind) else None,
    )


def _is_called_for(kind: LetterKind) -> bool:
    """Whether the call was about what this letter asks for: an exception or a further level is asked for by itself."""
    return kind.is_external or kind.recorded_as in FILINGS


def _is_theirs(reason: ExpediteReason) -> bool:
    """Whether the risk is the claimant's own: 29 CFR 2560.503-1(m)(1)(i) speaks of the claimant's alone."""
    return "patient" in reason.certify


def _is_certified(record: CaseRecord, wishes: Wishes) -> bool:
    filings = record.timeline.of(EventKind.INTERNAL_APPEAL_FILED, EventKind.SECOND_LEVEL_FILED)
    return wishes.certified_on is not None or any(filing.get("physician_certified") for filing in filings)


def _statement(record: CaseRecord, reasons: list[ExpediteReason]) -> str | None:
    return " ".join(_statements(record, reasons)) or None


def _statements(record: CaseRecord, reasons: list[ExpediteReason]) -> Iterator[str]:
    named = [lowered(each.reason) for each in reasons if each.code not in _GENERAL]
    if named:
        yield with_full_stop(f"What makes it urgent: {'; '.join(named)}")
    planned = record.case.treatment_on
    if planned is not None and planned >= record.today:
        yield f"The care is planned for {in_words(planned)}."


def telephone_call(record: CaseRecord) -> PhoneCall | None:
    """The call that asked for the expedited decision which is still owed; before that is filed, the one in the log."""
    filing = None if final_decision(record) else expedited_filing(record)
    at = record.when(filing, "telephoned_at")
    if filing is None or at is None:
        return None if filing else _call_that_asked(record)
    words = record.words(filing)
    return PhoneCall(at, words.get("telephone_name"), reference=words.get("telephone_reference"))


def _call_that_asked(record: CaseRecord) -> PhoneCall | None:
    """The latest call since the latest determination that asked for an expedited decision; not one that made a filing
    which is decided by now.
    """
    last = next(iter(reversed(record.timeline.of(*DENIALS, EventKind.APPEAL_DECIDED))), None)
    logged = record.timeline.after(last, EventKind.CALL_LOGGED) if last else []
    used = {record.when(filing, "telephoned_at") for filing in record.timeline.of(*_FILED_BY_CALL)}
    asked = [
        each for each in logged if each.get("asked_expedited") and record.when(each, "called_at") not in used
    ]
    return _call(record, asked[-1]) if asked else None


def calls(record: CaseRecord, since: Event | None) -> tuple[PhoneCall, ...]:
    """The calls logged after an event, in order."""
    logged = record.timeline.after(since, EventKind.CALL_LOGGED) if since else []
    return tuple(_call(record, event) for event in logged)


def _call(record: CaseRecord, event: Event) -> PhoneCall:
    words = record.words(event)
    said = words.get("said")
    return PhoneCall(
        at=record.when(event, "called_at"),
        name=words.get("with_whom"),
        number=words.get("number"),
        reference=words.get("reference"),
        said=with_full_stop(said) if said else None,
    )
