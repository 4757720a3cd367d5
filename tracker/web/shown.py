"""Deadlines, days and moments as a person reads them on a page: words, distance in time, and tone.

Both a row of the database and a deadline fresh from the engine become a `Shown`, so that the preview before
saving and the case page afterwards say the same thing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.models import DeadlineRow
from tracker.rules.dates import is_past
from tracker.rules.facts import When
from tracker.rules.front import AT_ONCE
from tracker.rules.outcome import NOT_LEGAL, Deadline, Opening
from tracker.rules.rulebook import VERIFICATIONS
from tracker.rules.terms import Actor, Status
from tracker.rules.words import clock

SOON = timedelta(hours=72)
STATUS_WORDS = {
    Status.OPEN: "open",
    Status.MET: "done",
    Status.MISSED: "missed",
    Status.LATE: "late",
    Status.PAST_CAUTIOUS: "file today and say why",
    Status.SUPERSEDED: "superseded",
    Status.NEEDS_DATE: "needs a date",
}
ACTOR_WORDS = {
    Actor.CLAIMANT: "You or the patient",
    Actor.PLAN: "The plan",
    Actor.PLAN_ADMINISTRATOR: "The plan administrator",
    Actor.IRO: "The review organization",
    Actor.REVIEWER: "The reviewer",
    Actor.AGENCY: "The agency",
}
BASIS_WORDS = {
    "federal_floor": "A federal time: the state’s own review counts, where an insurer bears the cost.",
    "estimate": "An estimate: it rests on what has not been recorded yet.",
    "letter": "The date that the letter states.",
    "practice": "Good practice, not a legal date.",
    "earliest_found": "The earliest date that was found, not the legal deadline. The letter decides.",
    "assumes_final": "Takes this determination to be the final one.",
    "plan_defined": "The plan’s own document sets this date.",
    "deemed_exhausted": "The plan did not answer in time, so the internal appeal counts as finished.",
    "deemed_denied": "The plan did not answer in time, which counts as a denial.",
    "earliest_possible": "The earliest date of every kind of coverage that it may be.",
    "state_sets": "The state sets this time; the notice in hand decides.",
    "normally": "What is normal, not a limit: nothing follows from more.",
    "typical_contract": "What a contract is said to set: expected, not a limit.",
    "decide_or_status": "It decides by then, or tells how it stands.",
    "relief": "Relief after a disaster was confirmed, so some days do not count.",
    "no_fixed_number": "The text gives no fixed number of days.",
}
VERIFICATION_WORDS = {
    "P26": "Read in the regulation, copy dated 2026",
    "P25": "Read in the regulation, copy of January 2025",
    "PUS": "Read in the U.S. Code, copy of 2023",
    "FR": "Read in the Federal Register or on an agency’s page",
    "POLD": "Read in an older copy, believed unchanged: open it once yourself",
    "SEC": "From a secondary source only: open it once yourself",
    "MEM": "Not verified: open it once yourself",
    "practice": "Good practice, not law",
    "verified": "A state’s statute or official page was seen, perhaps changed since: open it once yourself",
    "secondary": "As third parties tell a state’s law: open it once yourself",
    "unverified": "Nobody has confirmed it: open it once yourself",
    "states": "Each state’s row says how surely it was read",
    "letter": "From the letter in hand",
}


@dataclass(frozen=True)
class Shown:
    """One deadline in words. `when` is the headline date; `tone` is late, soon, good or empty."""

    id: str
    rule: str
    title: str
    owner: str
    is_claimants: bool
    is_live: bool
    is_practice: bool
    is_letters: bool
    is_legal: bool
    status: str
    status_words: str
    tone: str
    when: str
    year: str
    short: str
    distance: str
    mail_by: str
    is_late_to_mail: bool
    is_estimate: bool
    outer: str
    basis: str
    citation: str
    source: str
    checked: str
    verification: str
    trail: tuple[str, ...]
    warnings: tuple[str, ...]
    event_key: str
    met_by: str
    is_unexplained: bool
    sort: datetime

    @property
    def when_is_known(self) -> bool:
        """Whether there is a day at all; one that only a letter states may still be missing."""
        return bool(self.year)


@dataclass(frozen=True)
class Right:
    """A right that is open though no clock runs, in words."""

    rule: str
    title: str
    because: str
    exceptions: tuple[str, ...]
    citation: str
    source: str
    verification: str


def right(opening: Opening) -> Right:
    """An opening in words."""
    return Right(
        opening.rule,
        opening.title,
        opening.because,
        opening.exceptions,
        opening.citation,
        opening.source,
        verification_words(opening.verification),
    )


def of_row(row: DeadlineRow, now: datetime, zone: ZoneInfo) -> Shown:
    """A stored deadline in words; `now` is aware, `zone` is the case's."""
    shown, outer = row.shown_at or row.shown_on, row.outer_at or row.outer_on
    shown = _to_act_on(shown, row, now, zone)
    return _shown(row, str(row.id), shown, outer, row.mail_by_on, now, zone)


def of_computed(deadline: Deadline, now: datetime, zone: ZoneInfo) -> Shown:
    """A deadline that is not stored yet, in words."""
    shown = _to_act_on(deadline.shown, deadline, now, zone)
    return _shown(deadline, "", shown, deadline.outer, deadline.mail_by, now, zone)


def day_words(when: When, zone: ZoneInfo) -> str:
    """`Wednesday, December 2`, with its hour where it has one; the year is said apart."""
    local = when.astimezone(zone) if isinstance(when, datetime) else when
    words = f"{local:%A}, {local:%B} {local.day}"
    return f"{words}, {clock(local)}" if isinstance(local, datetime) else words


def short_words(when: When, zone: ZoneInfo, today: date) -> str:
    """`Dec 2`, or `Dec 2, 2027` in another year than today's; an hour follows where there is one."""
    local = when.astimezone(zone) if isinstance(when, datetime) else when
    words = f"{local:%b} {local.day}" + (f", {local.year}" if local.year != today.year else "")
    return f"{words}, {clock(local)}" if isinstance(local, datetime) else words


def distance(when: When, now: datetime, zone: ZoneInfo) -> str:
    """`in 10 days`, `tomorrow`, `2 days ago`; an hour that is near is counted in hours."""
    if isinstance(when, datetime) and abs(when - now) < SOON:
        return _hours(when - now)
    day = when.astimezone(zone).date() if isinstance(when, datetime) else when
    days = (day - now.astimezone(zone).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def moment_of(when: When | None, zone: ZoneInfo) -> datetime:
    """A moment to sort by: a day stands at its end, an unknown date at the end of time."""
    if isinstance(when, datetime):
        return when
    return datetime.combine(when or date(9999, 12, 30), datetime.max.time(), zone)


def verification_words(code: str) -> str:
    """How surely a rule's text was read, in words: those of a page, or else of the table of codes."""
    words = VERIFICATIONS.get(code, code)
    return VERIFICATION_WORDS.get(code, f"{words[:1].upper()}{words[1:]}")


def owner_words(actor: Actor) -> str:
    """Who must act, in words."""
    return ACTOR_WORDS.get(actor, f"The {actor.value.replace('_', ' ')}")


def date_words(day: date) -> str:
    """`November 21, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def _to_act_on(
    shown: When | None, deadline: Deadline | DeadlineRow, now: datetime, zone: ZoneInfo
) -> When | None:
    """The date as it stands, or today for what is to be done at once and has not passed."""
    if shown is None or deadline.status is not Status.OPEN or deadline.limb != AT_ONCE:
        return shown
    return shown if is_past(shown, now, zone) else now.astimezone(zone).date()


def _shown(
    deadline: Deadline | DeadlineRow,
    id: str,
    shown: When | None,
    outer: When | None,
    mail_by: date | None,
    now: datetime,
    zone: ZoneInfo,
) -> Shown:
    today = now.astimezone(zone).date()
    live = deadline.status in (Status.OPEN, Status.LATE, Status.PAST_CAUTIOUS, Status.NEEDS_DATE)
    return Shown(
        id=id,
        rule=deadline.rule,
        title=deadline.title,
        owner=owner_words(deadline.actor),
        is_claimants=deadline.actor is Actor.CLAIMANT,
        is_live=live,
        is_practice=deadline.basis == "practice",
        is_letters=deadline.basis == "letter" and deadline.verification != "letter",
        is_legal=deadline.basis not in NOT_LEGAL,
        status=deadline.status,
        status_words=STATUS_WORDS[deadline.status],
        tone=_tone(deadline.status, shown, deadline.basis not in NOT_LEGAL, now, zone),
        when=day_words(shown, zone) if shown else "No date yet",
        year=str((shown.astimezone(zone) if isinstance(shown, datetime) else shown).year) if shown else "",
        short=short_words(shown, zone, today) if shown else "no date yet",
        distance=distance(shown, now, zone) if shown and live else "",
        mail_by=_mailing(mail_by, today, zone),
        is_estimate=deadline.basis == "estimate" and live,
        is_late_to_mail=mail_by is not None and mail_by < today,
        outer=short_words(outer, zone, today) if outer and outer != shown else "",
        basis=BASIS_WORDS.get(deadline.basis or "", (deadline.basis or "").replace("_", " ")),
        citation=deadline.citation,
        source=deadline.source,
        checked=deadline.checked,
        verification=verification_words(deadline.verification),
        trail=tuple(deadline.trail),
        warnings=tuple(deadline.warnings),
        event_key=deadline.event_key,
        met_by=deadline.met_by or "",
        is_unexplained=deadline.status is Status.MISSED and not (deadline.met_by or deadline.missed_by),
        sort=moment_of(shown, zone),
    )


def _mailing(mail_by: date | None, today: date, zone: ZoneInfo) -> str:
    """By when it has to be mailed; once that is over, how else it can still come in time."""
    if mail_by is None:
        return ""
    if mail_by < today:
        return "too late for the mail: fax, upload or hand it in"
    return f"mail by {short_words(mail_by, zone, today)}"


def _tone(status: Status, shown: When | None, is_legal: bool, now: datetime, zone: ZoneInfo) -> str:
    if status in (Status.LATE, Status.PAST_CAUTIOUS, Status.MISSED):
        return "late"
    if status is Status.MET:
        return "good"
    if status is Status.OPEN and shown and moment_of(shown, zone) - now <= SOON:
        return "late" if moment_of(shown, zone) < now and is_legal else "soon"
    return ""


def _hours(left: timedelta) -> str:
    minutes = round(abs(left).total_seconds() / 60)
    amount, unit = (minutes // 60, "hour") if minutes >= 60 else (minutes, "minute")
    words = f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"
    return f"in {words}" if left > timedelta(0) else f"{words} ago"
