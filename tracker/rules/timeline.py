"""The events of a case in order of time, which of them answers which, and which filings still stand."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.rules.dates import day_of, first_moment
from tracker.rules.events import SCHEMA
from tracker.rules.facts import Event, When
from tracker.rules.terms import EventKind, FiledBy, Outcome

FILINGS = (EventKind.INTERNAL_APPEAL_FILED, EventKind.SECOND_LEVEL_FILED)
REQUESTS = (EventKind.EXTERNAL_REVIEW_REQUESTED,)
REQUESTS_TO_PLAN = (EventKind.CLAIM_RECEIVED, EventKind.STEP_EXCEPTION_REQUESTED)
"""What a plan decides first; a drug plan that leaves it undecided sends it on."""
DENIALS = (
    EventKind.ADVERSE_DETERMINATION,
    EventKind.COURSE_REDUCTION_NOTIFIED,
    EventKind.RESCISSION_NOTIFIED,
)
LEVELS = {
    EventKind.IRE_REQUESTED: EventKind.IRE_DECIDED,
    EventKind.QIC_REQUESTED: EventKind.QIC_DECIDED,
    EventKind.ALJ_REQUESTED: EventKind.ALJ_DECIDED,
    EventKind.COUNCIL_REQUESTED: EventKind.COUNCIL_DECIDED,
    EventKind.FAIR_HEARING_REQUESTED: EventKind.FAIR_HEARING_DECIDED,
    EventKind.OPM_REQUESTED: EventKind.OPM_DECIDED,
    EventKind.TQMC_REQUESTED: EventKind.TQMC_DECIDED,
    EventKind.FORMAL_REVIEW_REQUESTED: EventKind.FORMAL_REVIEW_DECIDED,
    EventKind.HEARING_REQUESTED: EventKind.HEARING_DECIDED,
    EventKind.VA_REVIEW_REQUESTED: EventKind.VA_REVIEW_DECIDED,
    EventKind.ELIGIBILITY_APPEAL_FILED: EventKind.ELIGIBILITY_APPEAL_DECIDED,
}
"""The further levels of public programs: a request and the decision that answers it."""
LEVEL_REQUESTS = (*LEVELS, EventKind.COURT_FILED, EventKind.HHS_APPEAL_FILED)
LEVEL_DECISIONS = tuple(LEVELS.values())
DETERMINATIONS = (*DENIALS, EventKind.APPEAL_DECIDED, EventKind.RESUBMISSION_NOTICE_RECEIVED)
RECEIPTS = ("received_by_plan", "received_by_iro", "received_by_administrator", "received_by_office")
DENIED = (Outcome.UPHELD.value, Outcome.PARTLY.value)
ANSWERED_BY = {
    **dict.fromkeys((*FILINGS, *REQUESTS), (*DETERMINATIONS, EventKind.APPEAL_DISMISSED)),
    EventKind.APPEAL_DECIDED: FILINGS,
    EventKind.APPEAL_DISMISSED: FILINGS,
    **dict.fromkeys(
        (EventKind.EXTERNAL_REVIEW_REFUSED, EventKind.IRO_ASSIGNED, EventKind.EXTERNAL_REVIEW_DECIDED),
        REQUESTS,
    ),
    **dict.fromkeys(
        LEVEL_REQUESTS,
        (
            *DENIALS,
            EventKind.ELIGIBILITY_DETERMINED,
            EventKind.APPEAL_DECIDED,
            EventKind.EXTERNAL_REVIEW_DECIDED,
            *LEVEL_DECISIONS,
        ),
    ),
    EventKind.FAIR_HEARING_REQUESTED: (*DENIALS, *FILINGS, EventKind.APPEAL_DECIDED),
    EventKind.OPM_REQUESTED: (*DENIALS, *FILINGS, EventKind.APPEAL_DECIDED),
    EventKind.IRE_CASE_RECEIVED: (*FILINGS, *REQUESTS_TO_PLAN),
    **{decided: (requested,) for requested, decided in LEVELS.items()},
    EventKind.IRE_DECIDED: (EventKind.IRE_CASE_RECEIVED, EventKind.IRE_REQUESTED),
    EventKind.QIO_REQUESTED: (EventKind.SERVICES_END_NOTIFIED, EventKind.DISCHARGE_PLANNED),
    EventKind.QIO_DECIDED: (EventKind.QIO_REQUESTED,),
}
BESIDE_A_FILING = frozenset(
    (EventKind.BOARD_MEETINGS_LEARNED, EventKind.INFORMATION_REQUESTED, EventKind.INFORMATION_SUPPLIED)
)
"""What happens while a filing is pending: its answer ends what these start."""
PROVIDERS_OWN = FiledBy.PROVIDER_DISPUTE.value
TWICE = frozenset((*FILINGS, *REQUESTS, *LEVEL_REQUESTS))
REVIEW_GOES_ON = (
    EventKind.EXTERNAL_REVIEW_ACCEPTED,
    EventKind.IRO_ASSIGNED,
    EventKind.EXTERNAL_REVIEW_DECIDED,
)
_RANK = {kind: rank for rank, kind in enumerate(EventKind)}


def when_of(event: Event, names: Iterable[str]) -> When | None:
    """The first of the named fields that is a day or a moment."""
    for name in names:
        value = event.fields.get(name)
        if isinstance(value, date):
            return value
    return None


def happened(event: Event) -> When | None:
    """When the event happened, by the field that its kind goes by."""
    return when_of(event, SCHEMA[event.kind].happened)


def is_filing_that_counts(event: Event) -> bool:
    """A provider's own dispute spends none of the member's rights and meets none of the member's deadlines."""
    return event.fields.get("filed_by") != PROVIDERS_OWN


def in_order(events: Sequence[Event], zone: ZoneInfo) -> tuple[Event, ...]:
    """Events by day. Within a day causes stand before effects, and what has an hour goes by it."""
    days: dict[date, list[tuple[int, int, When, Event]]] = {}
    for index, event in enumerate(events):
        if (when := happened(event)) is not None:
            days.setdefault(day_of(when, zone), []).append((_RANK[event.kind], index, when, event))
    return tuple(event for day in sorted(days) for event in _within_a_day(days[day], zone))


def _within_a_day(rows: list[tuple[int, int, When, Event]], zone: ZoneInfo) -> Iterable[Event]:
    if len(rows) == 1:
        return (rows[0][3],)
    rows.sort(key=lambda row: row[:2])
    timed = sorted(
        (row for row in rows if isinstance(row[2], datetime)), key=lambda r: first_moment(r[2], zone)
    )
    by_hour = iter(timed)
    return [next(by_hour)[3] if isinstance(row[2], datetime) else row[3] for row in rows]


class Timeline:
    """Events in order; those without a day are left out."""

    def __init__(self, events: Sequence[Event], zone: ZoneInfo) -> None:
        self.events = in_order(events, zone)
        self.position = {e.key: i for i, e in enumerate(self.events)}
        self.by_key = {e.key: e for e in self.events}
        self._of: dict[tuple[EventKind, ...], tuple[Event, ...]] = {}
        self._roots: dict[str, Event | None] = {}
        self._of_kind: dict[EventKind, tuple[Event, ...]] = {}
        for event in self.events:
            self._of_kind[event.kind] = (*self._of_kind.get(event.kind, ()), event)

    def of(self, *kinds: EventKind) -> tuple[Event, ...]:
        """All events of these kinds, in order."""
        if len(kinds) == 1:
            return self._of_kind.get(kinds[0], ())
        found = self._of.get(kinds)
        if found is None:
            found = self._of[kinds] = (
                ()
                if self._of_kind.keys().isdisjoint(kinds)
                else tuple([e for e in self.events if e.kind in kinds])
            )
        return found

    def after(self, event: Event, *kinds: EventKind) -> list[Event]:
        """Events of these kinds that come later than `event`."""
        place = self.position[event.key]
        return [e for e in self.of(*kinds) if self.position[e.key] > place]

    def before(self, event: Event, *kinds: EventKind) -> list[Event]:
        """Events of these kinds that come before `event`."""
        place = self.position[event.key]
        return [e for e in self.of(*kinds) if self.position[e.key] < place]

    def answered(self, event: Event, kinds: Sequence[EventKind]) -> Event | None:
        """The event that `event` answers: the one it names, or the latest before it of these kinds.

        A call answers only what it names: people call about many things.
        """
        named = event.get("answers")
        if named:
            found = self._behind(self.by_key.get(str(named)), kinds)
            return found if found is not None and found.kind in kinds else None
        if event.kind is EventKind.CALL_LOGGED:
            return None
        place = self.position[event.key]
        for earlier in reversed(self.of(*kinds)):
            if self.position[earlier.key] < place:
                return earlier
        return None

    def _behind(self, named: Event | None, kinds: Sequence[EventKind]) -> Event | None:
        """What was named; behind a dismissal, which decides nothing, what the dismissed filing answered.

        Behind a refused exception stands the denial against which it was asked for.
        """
        while named is not None and named.kind is EventKind.APPEAL_DISMISSED and named.kind not in kinds:
            filing = self.cause(named)
            earlier = self.cause(filing) if filing else None
            is_behind = earlier is not None and self.position[earlier.key] < self.position[named.key]
            named = earlier if is_behind else None
        if named is not None and named.kind is EventKind.STEP_EXCEPTION_DECIDED and named.kind not in kinds:
            return self.root(named)
        return named

    def answers_to(
        self, event: Event, kinds: Sequence[EventKind], siblings: Sequence[EventKind]
    ) -> list[Event]:
        """Events of `kinds` that answer `event`; `siblings` are the kinds that could have been meant instead."""
        return [
            e
            for e in self.of(*kinds)
            if e is not event
            and is_filing_that_counts(e)
            and self._is_meant(event, self.answered(e, siblings))
        ]

    def _is_meant(self, event: Event, answered: Event | None) -> bool:
        """Whether an answer to `answered` is one to `event`: what was sent twice is answered once.

        An appeal of a refused exception is one of the denial against which the exception was asked for.
        """
        if answered is event or answered is None:
            return answered is event
        if answered.kind is EventKind.STEP_EXCEPTION_DECIDED:
            return self.root(answered) is event
        if event.kind not in TWICE or answered.kind is not event.kind:
            return False
        is_earlier = self.position[event.key] < self.position[answered.key]
        return is_earlier and self.cause(event) is self.cause(answered)

    def filing_beside(self, event: Event) -> Event | None:
        """The filing that was pending when this happened, by the entry it names or else the latest before it."""
        named = self.by_key.get(str(event.get("answers")))
        if named is not None and named.kind not in FILINGS:
            return self.filing_beside(named) if named.kind in BESIDE_A_FILING else None
        return self.answered(event, FILINGS)

    def appeal_behind(self, request: Event) -> Event | None:
        """The internal appeal that a request for a further level goes on from, decided or not."""
        named = self.by_key.get(str(request.get("answers")))
        if named is not None and named.kind is EventKind.APPEAL_DECIDED:
            return self.answered(named, FILINGS)
        found = self.answered(request, FILINGS)
        return found or next(iter(reversed(self.before(request, *FILINGS))), None)

    def decision_on(self, filing: Event, before: Event) -> Event | None:
        """The last decision about this filing that came before `before`."""
        decided = reversed(self.before(before, EventKind.APPEAL_DECIDED))
        return next((d for d in decided if self.answered(d, FILINGS) is filing), None)

    def cause(self, event: Event) -> Event | None:
        """What a filing, a decision or a review answers; for anything else the denial it follows."""
        return self.answered(event, ANSWERED_BY.get(event.kind, DENIALS))

    def root(self, event: Event) -> Event | None:
        """The first denial of the chain that `event` belongs to, or None where it belongs to none."""
        if event.key not in self._roots:
            self._roots[event.key] = self._first_of_chain(event)
        return self._roots[event.key]

    def _first_of_chain(self, event: Event) -> Event | None:
        while event.kind not in DENIALS or event.get("reissued"):
            found = self.cause(event)
            if found is None or self.position[found.key] >= self.position[event.key]:
                found = next(iter(reversed(self.before(event, *DENIALS))), None)
            if found is None:
                return event if event.kind in DENIALS else None
            event = found
        return event

    def dismissal(self, filing: Event) -> Event | None:
        """The letter that dismissed this filing, unless the plan decided it after all."""
        for dismissed in self.of(EventKind.APPEAL_DISMISSED):
            if self.answered(dismissed, FILINGS) is filing:
                later = self.after(dismissed, EventKind.APPEAL_DECIDED)
                return None if any(self.answered(d, FILINGS) is filing for d in later) else dismissed
        return None

    def refusal(self, request: Event) -> Event | None:
        """The letter that refused this request for external review, unless the review went on after all."""
        for refused in self.of(EventKind.EXTERNAL_REVIEW_REFUSED):
            if self.answered(refused, REQUESTS) is request:
                went_on = self.after(refused, *REVIEW_GOES_ON)
                return None if any(self.answered(e, REQUESTS) is request for e in went_on) else refused
        return None

    def withdrawal(self, filing: Event) -> Event | None:
        """The entry by which an appeal or a request was withdrawn, with everything else then pending."""
        return next(iter(self.after(filing, EventKind.WITHDRAWN)), None) if filing.kind in TWICE else None

    def undone(self, filing: Event) -> Event | None:
        """Why a filing no longer stands: withdrawn, an appeal dismissed, a request refused."""
        if withdrawn := self.withdrawal(filing):
            return withdrawn
        return self.refusal(filing) if filing.kind in REQUESTS else self.dismissal(filing)

    def end(self) -> Event | None:
        """What ended the case: it was closed, or the appeal was withdrawn and nothing was filed after."""
        closed = self.of(EventKind.CLOSED)
        if closed:
            return closed[-1]
        withdrawn = self.of(EventKind.WITHDRAWN)
        if withdrawn and not self.after(withdrawn[-1], *FILINGS, *REQUESTS, *DETERMINATIONS):
            return withdrawn[-1]
        return None
