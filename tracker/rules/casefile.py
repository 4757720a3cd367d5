"""A case as JSON, in and out: what `tracker deadlines` reads and answers. Raises CaseError with all problems."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker.rules.events import SCHEMA
from tracker.rules.facts import CaseFacts, Coverage, Event, When
from tracker.rules.ordering import cause_problems, order_problems
from tracker.rules.outcome import Computed, Deadline, Opening
from tracker.rules.reading import (
    Problem,
    ReadingError,
    out_of_time,
    read_day,
    read_fields,
    read_flag,
    read_when,
    to_the_minute,
    zone,
)
from tracker.rules.terms import ClaimType, EventKind, Funding, ReasonKind, ServiceKind, Sponsor, Urgency


class CaseError(ValueError):
    """The case cannot be read; `problems` says where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.sentence}" if p.field else p.sentence for p in problems))
        self.problems = tuple(problems)


CASE_KEYS = frozenset(
    ("coverage", "claim", "urgency", "timezone", "as_of", "events", "reason", "service", "treatment_on",
     "approved_through_on", "surprise_bill")
)  # fmt: skip
COVERAGE_KEYS = frozenset(
    (
        "sponsor",
        "funding",
        "grandfathered",
        "appeal_levels",
        "state",
        "essential_health_benefits",
        "hhs_administered",
    )
)
SYNONYMS = {"urgent": "expedited"}


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def enum(self, kind: Any, field: str, value: Any, default: Any) -> Any:
        if value is None:
            return default
        try:
            return kind(SYNONYMS.get(value, value) if kind is Urgency else value)
        except (ValueError, TypeError):
            known = ", ".join(member.value for member in kind)
            self.problems.append(Problem(field, f"“{str(value)[:40]}” is not known; one of: {known}."))
            return default

    def flag(self, field: str, value: Any) -> bool | None:
        if value is None or value == "unknown":
            return None
        try:
            return read_flag(value)
        except ReadingError as error:
            self.problems.append(Problem(field, str(error)))
            return None

    def day(self, field: str, value: Any) -> date | None:
        try:
            return None if value in (None, "") else read_day(str(value))
        except ReadingError as error:
            self.problems.append(Problem(field, str(error)))
            return None

    def strangers(self, where: str, given: Mapping[str, Any], known: frozenset[str]) -> None:
        for name in sorted(set(given) - known):
            self.problems.append(
                Problem(f"{where}{name}", f"Unknown entry; known are: {', '.join(sorted(known))}.")
            )


def levels_problem(sponsor: Sponsor, levels: int | None) -> Problem | None:
    """An individual policy has one mandatory level, 45 CFR 147.136(b)(3)(ii)(G)."""
    if sponsor is Sponsor.INDIVIDUAL and levels == 2:
        sentence = "An individual policy has only one mandatory appeal level (45 CFR 147.136(b)(3)(ii)(G))."
        return Problem("appeal_levels", sentence)
    return None


def _levels(reader: _Reader, value: Any) -> int | None:
    if value in (None, "unknown", ""):
        return None
    if isinstance(value, bool) or str(value) not in ("1", "2"):
        reader.problems.append(
            Problem("coverage.appeal_levels", "A plan has one or two mandatory appeal levels.")
        )
        return None
    return int(value)


def _coverage(reader: _Reader, raw: Any) -> Coverage:
    if not isinstance(raw, Mapping):
        reader.problems.append(
            Problem("coverage", 'The coverage is missing; give at least {"sponsor": "unknown"}.')
        )
        return Coverage()
    reader.strangers("coverage.", raw, COVERAGE_KEYS)
    sponsor = reader.enum(Sponsor, "coverage.sponsor", raw.get("sponsor"), Sponsor.UNKNOWN)
    levels = _levels(reader, raw.get("appeal_levels"))
    if problem := levels_problem(sponsor, levels):
        reader.problems.append(Problem(f"coverage.{problem.field}", problem.sentence))
    return Coverage(
        sponsor=sponsor,
        funding=reader.enum(Funding, "coverage.funding", raw.get("funding"), Funding.UNKNOWN),
        grandfathered=reader.flag("coverage.grandfathered", raw.get("grandfathered")),
        appeal_levels=levels,
        state=str(raw["state"])[:2].upper() if raw.get("state") else None,
        essential_health_benefits=reader.flag(
            "coverage.essential_health_benefits", raw.get("essential_health_benefits")
        ),
        hhs_administered=reader.flag("coverage.hhs_administered", raw.get("hhs_administered")),
    )


def _zone_name(reader: _Reader, value: Any) -> str:
    try:
        zone(str(value) if value else "")
    except ReadingError as error:
        reader.problems.append(Problem("timezone", str(error)))
        return "UTC"
    return str(value)


ALWAYS_KNOWN = frozenset(("kind", "key"))
FINAL = "final_adverse_determination"


def _event(reader: _Reader, index: int, raw: Any, timezone: str, now: datetime | None) -> Event | None:
    where = f"events[{index}]"
    if not isinstance(raw, Mapping):
        reader.problems.append(Problem(where, "Each event is an object with a kind."))
        return None
    raw = _spelled_out(raw)
    try:
        kind = EventKind(raw.get("kind"))
    except ValueError:
        known = ", ".join(EventKind)
        reader.problems.append(
            Problem(f"{where}.kind", f"“{str(raw.get('kind'))[:40]}” is not known; one of: {known}.")
        )
        return None
    shape = SCHEMA[kind]
    reader.strangers(f"{where}.", raw, ALWAYS_KNOWN | {f.name for f in shape.fields})
    read = read_fields(kind, raw, timezone)
    late = out_of_time(read.fields, timezone, now) if now else ()
    reader.problems += [Problem(f"{where}.{p.field}", p.sentence) for p in (*read.problems, *late)]
    return Event(str(raw.get("key") or f"e{index + 1}"), kind, read.fields)


def _spelled_out(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A final adverse determination is a decision of the appeal that upholds, and is final."""
    if raw.get("kind") != FINAL:
        return raw
    return {"outcome": "upheld", "final": "yes", **raw, "kind": EventKind.APPEAL_DECIDED.value}


def read_case(raw: Any, now: datetime | None = None) -> tuple[CaseFacts, datetime | None]:
    """The case and its `as_of`, aware. `now` (aware) is used for what lies in the future where `as_of` is missing."""
    if not isinstance(raw, Mapping):
        raise CaseError([Problem("", "A case is a JSON object with coverage, claim, timezone and events.")])
    reader = _Reader()
    reader.strangers("", raw, CASE_KEYS)
    timezone = _zone_name(reader, raw.get("timezone"))
    as_of = _as_of(reader, raw.get("as_of"), timezone)
    case = CaseFacts(
        coverage=_coverage(reader, raw.get("coverage")),
        claim=_claim(reader, raw.get("claim")),
        urgency=reader.enum(Urgency, "urgency", raw.get("urgency"), Urgency.STANDARD),
        timezone=timezone,
        events=_events(reader, raw.get("events", []), timezone, as_of or now),
        reason=reader.enum(ReasonKind, "reason", raw.get("reason"), None),
        service=reader.enum(ServiceKind, "service", raw.get("service"), None),
        treatment_on=reader.day("treatment_on", raw.get("treatment_on")),
        approved_through_on=reader.day("approved_through_on", raw.get("approved_through_on")),
        surprise_bill=bool(reader.flag("surprise_bill", raw.get("surprise_bill"))),
    )
    if reader.problems:
        raise CaseError(reader.problems)
    return case, as_of


def _claim(reader: _Reader, value: Any) -> ClaimType:
    if value is None:
        reader.problems.append(
            Problem("claim", "Say whether care is before (pre_service), given, or concurrent.")
        )
    claim: ClaimType = reader.enum(ClaimType, "claim", value, ClaimType.PRE_SERVICE)
    return claim


def _as_of(reader: _Reader, value: Any, timezone: str) -> datetime | None:
    if value is None:
        return None
    try:
        when = read_when(value, timezone)
    except ReadingError as error:
        reader.problems.append(Problem("as_of", str(error)))
        return None
    return (
        when
        if isinstance(when, datetime)
        else datetime(when.year, when.month, when.day, 23, 59, tzinfo=zone(timezone))
    )


def _events(reader: _Reader, raw: Any, timezone: str, now: datetime | None) -> tuple[Event, ...]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        reader.problems.append(Problem("events", "The events are a list."))
        return ()
    found = [_event(reader, i, row, timezone, now) for i, row in enumerate(raw)]
    events = tuple(e for e in found if e is not None)
    keys = [e.key for e in events]
    for key in sorted({k for k in keys if keys.count(k) > 1}):
        reader.problems.append(Problem("events", f"The key “{key[:40]}” stands twice."))
    reader.problems += [Problem("events", s) for s in order_problems(events, timezone)]
    reader.problems += [Problem("events", s) for s in cause_problems(events, timezone)]
    return events


def plain(when: When | None, timezone: str) -> str | None:
    """A day as YYYY-MM-DD, a moment in the case's zone with its offset."""
    if isinstance(when, datetime):
        return to_the_minute(when.astimezone(zone(timezone)))
    return when.isoformat() if when else None


def deadline_json(deadline: Deadline, timezone: str) -> dict[str, Any]:
    """One deadline as JSON: a claimant's with `file_by`, anybody else's with `due`."""
    own = (
        ("file_by", "latest_arguable", "mail_by")
        if deadline.is_claimants
        else ("due", "overdue_certain_after")
    )
    return {
        "rule": deadline.rule,
        "limb": deadline.limb,
        "title": deadline.title,
        "actor": deadline.actor.value,
        "trigger": deadline.trigger.value,
        "event": deadline.event_key or None,
        **{name: plain(getattr(deadline, name), timezone) for name in own},
        "status": deadline.status.value,
        "met_by": deadline.met_by,
        "met_on": plain(deadline.met_on, timezone),
        "unit": deadline.unit.value,
        "citation": deadline.citation,
        "source": deadline.source,
        "checked": deadline.checked,
        "verification": deadline.verification,
        "confidence": deadline.confidence,
        "basis": deadline.basis,
        "trail": list(deadline.trail),
        "warnings": list(deadline.warnings),
    }


def opening_json(opening: Opening) -> dict[str, Any]:
    """One opening as JSON."""
    return {
        "rule": opening.rule,
        "title": opening.title,
        "because": opening.because,
        "exceptions": list(opening.exceptions),
        "event": opening.event_key,
        "citation": opening.citation,
        "source": opening.source,
        "verification": opening.verification,
    }


def computed_json(computed: Computed, timezone: str, as_of: datetime) -> dict[str, Any]:
    """The whole answer: deadlines, openings, and when a status next changes by itself."""
    return {
        "as_of": plain(as_of, timezone),
        "timezone": timezone,
        "deadlines": [deadline_json(d, timezone) for d in computed.deadlines],
        "openings": [opening_json(o) for o in computed.openings],
        "next_change_at": plain(computed.next_change_at, timezone),
    }
