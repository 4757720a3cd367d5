"""The strip of stages at the top of a case: what is done, where it stands, what is still ahead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.models import EventVersion
from tracker.rules.dates import day_of
from tracker.rules.facts import When
from tracker.rules.ladder import Rung, climb
from tracker.rules.regimes import PROGRAMS
from tracker.rules.terms import EventKind, Outcome, Stage
from tracker.services.casefile import CaseFile
from tracker.services.timeline import values_of
from tracker.web.shown import short_words

K = EventKind
_DENIALS = (K.ADVERSE_DETERMINATION, K.COURSE_REDUCTION_NOTIFIED, K.RESCISSION_NOTIFIED)
_OUTCOMES = {Outcome.UPHELD: "upheld", Outcome.OVERTURNED: "overturned", Outcome.PARTLY: "partly overturned"}
_NOW = {
    Stage.DENIAL_RECEIVED: "Internal appeal",
    Stage.CLAIM_FILE_REQUESTED: "Internal appeal",
    Stage.INTERNAL_APPEAL_FILED: "Decision",
    Stage.DECISION: "External review",
    Stage.EXTERNAL_REVIEW: "External review",
}


@dataclass(frozen=True)
class StageShown:
    """One stage: its name, what happened in it, and `done`, `now` or nothing."""

    name: str
    detail: str
    state: str


class _Record:
    """The latest event of each kind, with its days in words."""

    def __init__(self, file: CaseFile, now: datetime) -> None:
        self.zone = ZoneInfo(file.case.timezone)
        self.today = now.astimezone(self.zone).date()
        self.standing = file.standing

    def last(self, *kinds: EventKind) -> EventVersion | None:
        return next((each for each in reversed(self.standing) if each.kind in kinds), None)

    def day(self, version: EventVersion, *names: str) -> str:
        values = values_of(version, self.zone.key)
        found = next((v for name in names if isinstance(v := values.get(name), date)), None)
        return self.words(found) if found else ""

    def words(self, when: When) -> str:
        """A day in short words; of a moment its day here."""
        return short_words(day_of(when, self.zone), self.zone, self.today)

    def outcome(self, version: EventVersion) -> str:
        return (
            _OUTCOMES.get(Outcome(str(version.fields["outcome"])), "") if "outcome" in version.fields else ""
        )


def stages_of(file: CaseFile, now: datetime) -> tuple[StageShown, ...]:
    """The stages in order: of a public program the levels of its ladder, else the five of a private plan.

    The claim file runs beside the rest and is never the one that holds it up.
    """
    record = _Record(file, now)
    if file.case.sponsor in PROGRAMS:
        notice = _stage("Denial received", _denial(record), None)
        return (notice, *(_rung(record, rung) for rung in climb(file.facts)))
    here = _NOW.get(file.case.stage)
    return tuple(_stage(name, tell(record), here) for name, tell in _STAGES)


def _rung(record: _Record, rung: Rung) -> StageShown:
    """A level of the ladder: who decides, and what happened on it."""
    state = "" if rung.state in ("ahead", "not_needed") else rung.state
    return StageShown(rung.level.name, _told(record, rung), state)


def _told(record: _Record, rung: Rung) -> str:
    if rung.decided_on is not None:
        outcome = _OUTCOMES.get(rung.outcome, "decided") if rung.outcome else "decided"
        return f"{outcome}, {record.words(rung.decided_on)}"
    if rung.asked_on is not None:
        return f"asked {record.words(rung.asked_on)}"
    return "not needed" if rung.state == "not_needed" else f"by {rung.level.who}"


def _stage(name: str, told: tuple[str, bool], here: str | None) -> StageShown:
    detail, is_done = told
    return StageShown(name, detail, "now" if name == here else "done" if is_done else "")


def _denial(record: _Record) -> tuple[str, bool]:
    found = record.last(*_DENIALS)
    return (f"letter of {record.day(found, 'notice_on')}", True) if found else ("not on record", False)


def _claim_file(record: _Record) -> tuple[str, bool]:
    asked, came = record.last(K.CLAIM_FILE_REQUESTED), record.last(K.CLAIM_FILE_RECEIVED)
    if asked is None and came is None:
        return "not asked for", False
    parts = [f"asked {record.day(asked, 'sent_on', 'received_by_plan')}"] if asked else []
    if came:
        part = "a part came" if came.fields.get("in_part") else "came"
        parts.append(f"{part} {record.day(came, 'received_on')}")
    return ", ".join(parts), came is not None and not came.fields.get("in_part")


def _appeal(record: _Record) -> tuple[str, bool]:
    return _filing(record, record.last(K.INTERNAL_APPEAL_FILED, K.SECOND_LEVEL_FILED), "not yet filed")


def _decision(record: _Record) -> tuple[str, bool]:
    found = record.last(K.APPEAL_DECIDED, K.APPEAL_DISMISSED)
    if found is None:
        return "none yet", False
    outcome = "dismissed" if found.kind is K.APPEAL_DISMISSED else record.outcome(found)
    return f"{outcome}, letter of {record.day(found, 'notice_on')}", True


def _external(record: _Record) -> tuple[str, bool]:
    decided = record.last(K.EXTERNAL_REVIEW_DECIDED)
    if decided:
        return f"{record.outcome(decided)}, letter of {record.day(decided, 'notice_on')}", True
    return _filing(record, record.last(K.EXTERNAL_REVIEW_REQUESTED), "not yet requested")


def _filing(record: _Record, found: EventVersion | None, otherwise: str) -> tuple[str, bool]:
    if found is None:
        return otherwise, False
    received = record.day(found, "received_by_plan")
    return (f"received {received}" if received else f"sent {record.day(found, 'sent_on')}"), True


_STAGES: tuple[tuple[str, Callable[[_Record], tuple[str, bool]]], ...] = (
    ("Denial received", _denial),
    ("Claim file", _claim_file),
    ("Internal appeal", _appeal),
    ("Decision", _decision),
    ("External review", _external),
)
