"""A case as JSON, as `tracker deadlines` reads it. Raises CaseError with all problems; `told` writes the answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker.rules.contradictions import contradictions, misfits, read_state, read_window
from tracker.rules.events import SCHEMA
from tracker.rules.facts import COVERAGE_FACTS, YES_OR_NO, CaseFacts, Coverage, Event
from tracker.rules.ordering import cause_problems, order_problems
from tracker.rules.reading import (
    Problem,
    ReadingError,
    out_of_time,
    read_day,
    read_fields,
    read_flag,
    read_when,
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
SYNONYMS = {"urgent": "expedited"}


def _text(value: Any) -> str:
    """The text itself; what is no text reads as nothing, and is refused by whoever reads on."""
    return value if isinstance(value, str) else ""


def _quoted(value: Any) -> str:
    return f"“{value[:40]}”" if isinstance(value, str) else "This"


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
            self.problem(field, f"{_quoted(value)} is not known; one of: {known}.")
            return default

    def flag(self, field: str, value: Any) -> bool | None:
        if value is None or value == "unknown":
            return None
        try:
            return read_flag(value if isinstance(value, bool | int | str) else "")
        except ReadingError as error:
            self.problem(field, str(error))
            return None

    def day(self, field: str, value: Any) -> date | None:
        try:
            return None if value is None or value == "" else read_day(_text(value))
        except ReadingError as error:
            self.problem(field, str(error))
            return None

    def problem(self, field: str, sentence: str) -> None:
        self.problems.append(Problem(field, sentence))

    def strangers(self, where: str, given: Mapping[str, Any], known: Iterable[str]) -> None:
        for name in sorted(set(given).difference(known)):
            self.problems.append(
                Problem(f"{where}{name}", f"Unknown entry; known are: {', '.join(sorted(known))}.")
            )


def _levels(reader: _Reader, value: Any) -> int | None:
    if value is None or value in ("unknown", ""):
        return None
    if isinstance(value, bool) or value not in (1, 2, "1", "2"):
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
    reader.strangers("coverage.", raw, COVERAGE_FACTS)
    sponsor = reader.enum(Sponsor, "coverage.sponsor", raw.get("sponsor"), Sponsor.UNKNOWN)
    coverage = Coverage(
        sponsor=sponsor,
        funding=reader.enum(Funding, "coverage.funding", raw.get("funding"), Funding.UNKNOWN),
        appeal_levels=_levels(reader, raw.get("appeal_levels")),
        state=_state(reader, raw.get("state")),
        state_window_days=_window(reader, raw.get("state_window_days")),
        **{name: reader.flag(f"coverage.{name}", raw.get(name)) for name in YES_OR_NO},
    )
    reader.problems += [Problem(f"coverage.{p.field}", p.sentence) for p in contradictions(coverage)]
    return coverage


def _state(reader: _Reader, value: Any) -> str | None:
    try:
        return None if value is None or value == "" else read_state(_text(value))
    except ReadingError as error:
        reader.problem("coverage.state", str(error))
        return None


def _window(reader: _Reader, value: Any) -> int | None:
    try:
        return None if value in (None, "", "unknown") else read_window(value)
    except ReadingError as error:
        reader.problem("coverage.state_window_days", str(error))
        return None


def _zone_name(reader: _Reader, value: Any) -> str:
    try:
        zone(_text(value))
    except ReadingError as error:
        reader.problem("timezone", str(error))
        return "UTC"
    return _text(value)


ALWAYS_KNOWN = frozenset(("kind", "key"))
FINAL = "final_adverse_determination"
LONGEST_KEY = 100
MOST_EVENTS = 500


def _event(reader: _Reader, index: int, raw: Any, timezone: str, now: datetime | None) -> Event | None:
    where = f"events[{index}]"
    if not isinstance(raw, Mapping):
        reader.problems.append(Problem(where, "Each event is an object with a kind."))
        return None
    raw = _spelled_out(raw)
    try:
        kind = EventKind(raw.get("kind"))
    except (ValueError, TypeError):
        known = ", ".join(EventKind)
        reader.problems.append(
            Problem(f"{where}.kind", f"{_quoted(raw.get('kind'))} is not known; one of: {known}.")
        )
        return None
    shape = SCHEMA[kind]
    reader.strangers(f"{where}.", raw, ALWAYS_KNOWN | {f.name for f in shape.fields})
    read = read_fields(kind, raw, timezone)
    late = out_of_time(read.fields, timezone, now) if now else ()
    reader.problems += [Problem(f"{where}.{p.field}", p.sentence) for p in (*read.problems, *late)]
    return Event(_key(reader, where, raw.get("key"), index), kind, read.fields)


def _key(reader: _Reader, where: str, value: Any, index: int) -> str:
    if value is None or value == "":
        return f"e{index + 1}"
    if not isinstance(value, str | int) or len(str(value)) > LONGEST_KEY:
        reader.problem(f"{where}.key", f"A key is a short text of at most {LONGEST_KEY} characters.")
        return f"e{index + 1}"
    return str(value)


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
    coverage = _coverage(reader, raw.get("coverage"))
    events = _events(reader, raw.get("events", []), timezone, as_of or now)
    reader.problems += [Problem("events", sentence) for sentence in misfits(coverage, events)]
    case = CaseFacts(
        coverage=coverage,
        claim=_claim(reader, raw.get("claim")),
        urgency=reader.enum(Urgency, "urgency", raw.get("urgency"), Urgency.STANDARD),
        timezone=timezone,
        events=events,
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
        when = read_when(_text(value), timezone)
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
    if len(raw) > MOST_EVENTS:
        reader.problem("events", f"These are {len(raw):,} events; a case has at most {MOST_EVENTS:,}.")
        return ()
    found = [_event(reader, i, row, timezone, now) for i, row in enumerate(raw)]
    events = tuple(e for e in found if e is not None)
    keys = [e.key for e in events]
    for key in sorted({k for k in keys if keys.count(k) > 1}):
        reader.problems.append(Problem("events", f"The key “{key[:40]}” stands twice."))
    reader.problems += [Problem("events", s) for s in order_problems(events, timezone)]
    reader.problems += [Problem("events", s) for s in cause_problems(events, timezone)]
    return events
