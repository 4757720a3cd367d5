"""Medicare's clocks once more, by plain arithmetic of days and of seconds: nothing here knows the program's own code.

Each table says what the research sheet says: how many days or hours, from what, presumed received or not, and whether a
last day that falls on a day without work may be argued to move (42 USC 416(j), a court's own rule).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

When = date | datetime

NO_WORK = """
2024 0101 0115 0219 0527 0619 0704 0902 1014 1111 1128 1225
2025 0101 0120 0217 0526 0619 0704 0901 1013 1111 1127 1224 1225 1226
2026 0101 0119 0216 0525 0619 0703 0704 0907 1012 1111 1126 1225
2027 0101 0118 0215 0531 0618 0619 0704 0705 0906 1011 1111 1125 1224 1225 1231
2028 0101 0117 0221 0529 0619 0704 0904 1009 1110 1111 1123 1225
2029 0101 0115 0219 0528 0619 0704 0903 1008 1111 1112 1122 1225
2030 0101 0121 0218 0527 0619 0704 0902 1014 1111 1128 1225
"""
"""Holidays by statute, the days observed in their place, and the closures of December 2025."""


def days_without_work() -> frozenset[date]:
    found = set()
    for line in NO_WORK.split("\n"):
        year, *days = line.split() or ["0"]
        found |= {date(int(year), int(day[:2]), int(day[2:])) for day in days}
    return frozenset(found)


CLOSED = days_without_work()


@dataclass(frozen=True)
class Filing:
    """A claimant's time: so many days, from presumed receipt or from the notice itself."""

    days: int
    presumed: bool = True
    presumed_from: date = date.min
    moves: bool = True


SINCE_2025 = date(2025, 1, 1)
FILINGS = {
    ("ma.recon.file", "only"): Filing(60, presumed_from=SINCE_2025),
    ("ma.integrated", "only"): Filing(60, moves=False),
    ("ma.alj.file", "only"): Filing(60),
    ("ma.council.file", "only"): Filing(60),
    ("ma.court.file", "only"): Filing(60),
    ("pd.redet.file", "only"): Filing(60, presumed_from=SINCE_2025),
    ("pd.ire.file", "only"): Filing(60),
    ("pd.alj.file", "standard"): Filing(60),
    ("pd.alj.file", "expedited"): Filing(60, presumed=False),
    ("pd.council.file", "only"): Filing(60),
    ("ffs.redet.file", "only"): Filing(120),
    ("ffs.qic.file", "only"): Filing(180),
    ("ffs.alj.file", "only"): Filing(60),
    ("ffs.council.court", "council"): Filing(60),
    ("ffs.council.court", "court"): Filing(60),
    ("ma.hospital.qio", "only"): Filing(0, presumed=False, moves=False),
}


def file_by(law: Filing, notice: date, received: date | None) -> tuple[date, date]:
    """The cautious day, and the last one that can be argued."""
    begins = notice
    if law.presumed and notice >= law.presumed_from:
        begins += timedelta(days=5)
        if received is not None and received < begins:
            begins = received
    last = (received if received is not None else begins) + timedelta(days=law.days)
    while law.moves and (last.weekday() > 4 or last in CLOSED):
        last += timedelta(days=1)
    return begins + timedelta(days=law.days), last


@dataclass(frozen=True)
class Answer:
    """What somebody owes: the shorter and the longer number of days or hours that the facts leave open."""

    least: int
    most: int
    hours: bool = False
    longer: int = 0


def hours(least: int, longer: int = 0) -> Answer:
    return Answer(least, least, True, longer)


def days(least: int, most: int = 0, longer: int = 0) -> Answer:
    return Answer(least, most or least, False, longer)


CARE = {"payment": False, "part_b_drug": False}
ANSWERS: tuple[tuple[str, str, dict[str, object], Answer], ...] = (
    ("ma.od.std.nopa", "only", {}, days(14, longer=14)),
    ("ma.od.partb.std", "only", {}, hours(72)),
    ("ma.od.partb.std", "only", {"expedited": True}, hours(24)),
    ("ma.od.expedited", "only", {"expedited": True}, hours(72, longer=14)),
    ("ma.recon.decide.service", "decide", {}, days(30, longer=14)),
    ("ma.recon.decide.service", "forward", {}, days(30, longer=14)),
    ("ma.recon.decide.payment", "decide", {"payment": True}, days(60)),
    ("ma.recon.decide.payment", "forward", {"payment": True}, days(60)),
    ("ma.recon.decide.partb", "decide", {"part_b_drug": True}, days(7)),
    ("ma.recon.decide.partb", "forward", {"part_b_drug": True}, days(7)),
    ("ma.recon.decide.expedited", "decide", {"part_b_drug": False}, hours(72, longer=14)),
    ("ma.recon.decide.expedited", "decide", {"part_b_drug": True}, hours(72)),
    ("ma.recon.decide.expedited", "forward", {"expedited": True}, hours(24)),
    ("ma.recon.forward", "only", {}, hours(24)),
    ("ma.effectuate", "later_level", {}, days(60)),
    ("ma.effectuate", "plan", {"payment": False}, days(30, longer=14)),
    ("ma.effectuate", "plan", {"payment": True}, days(60)),
    ("ma.hospital.qio.decide", "only", {}, days(1)),
    ("pd.cd.std", "only", {}, hours(72)),
    ("pd.cd.std", "only", {"urgency": "expedited"}, hours(24)),
    ("pd.cd.exception", "statement", {}, hours(72)),
    ("pd.cd.exception", "statement", {"expedited": True}, hours(24)),
    ("pd.cd.payment", "only", {}, days(14)),
    ("pd.cd.expedite_refused", "only", {}, hours(72)),
    ("pd.cd.forward", "only", {}, hours(24)),
    ("pd.redet.decide", "only", {}, days(7, 14)),
    ("pd.redet.decide", "only", {"payment": False}, days(7)),
    ("pd.redet.decide", "only", {"payment": True}, days(14)),
    ("pd.redet.decide", "only", {"payment": False, "expedited": True}, hours(72)),
    ("pd.redet.forward", "only", {}, hours(24)),
    ("pd.ire.decide", "only", {"payment": False}, days(7)),
    ("pd.ire.decide", "only", {"payment": True}, days(14)),
    ("pd.ire.decide", "only", {"payment": False, "expedited": True}, hours(72)),
    ("pd.alj.decide", "only", {}, days(90)),
    ("pd.alj.decide", "only", {"expedited": True}, days(10)),
    ("ffs.redet.decide", "only", {}, days(60)),
    ("ffs.qic.decide", "only", {}, days(60)),
    ("ffs.alj.decide", "only", {}, days(90, 180)),
    ("ffs.alj.decide", "only", {"escalated": False}, days(90)),
    ("ffs.alj.decide", "only", {"escalated": True}, days(180)),
    ("ffs.expedited.qio.decide", "only", {}, hours(72)),
)
TYPICAL = (
    (CARE, days(30)),
    ({"payment": True}, days(60)),
    ({"payment": False, "part_b_drug": True}, days(7)),
    ({"payment": False, "expedited": True}, hours(72)),
)
"""The independent review entity's times, which its contract sets: nobody is called late by them."""


def organization_determination(start: date, prior: object) -> Answer:
    """Seven days for prior authorization from 2026 on, 14 otherwise; both where nobody knows."""
    if start < date(2026, 1, 1) or prior is False:
        return days(14, longer=14)
    return days(7, 14, longer=14) if prior == "unknown" else days(7, longer=14)


def refused_to_expedite(start: date, prior: object) -> Answer:
    """Seven are expected for prior authorization, and nobody is late before 14."""
    expected = 7 if prior is not False and start >= date(2026, 1, 1) else 14
    return days(expected, 14, longer=14)


def due(law: Answer, start: When, zone: ZoneInfo, extension: int = 0) -> tuple[When, When]:
    """When it is due, and before when nobody is certainly late.

    A local moment is naive; where it comes twice, the first is due and the second certain.
    """
    if not law.hours:
        day = start.date() if isinstance(start, datetime) else start
        return day + timedelta(days=law.least + extension), day + timedelta(days=law.most + extension)
    first, last = _begins(start, zone), _begins(start, zone, last=True)
    shown, outer = first + timedelta(hours=law.least), last + timedelta(hours=law.most)
    if not extension:
        return shown, outer
    last_day = _later_day(outer - timedelta(microseconds=1), extension, zone)  # midnight ends the day before
    return _same_hour(shown, extension, zone), _midnight(last_day, zone)


def without_a_statement(law: Answer, start: When, zone: ZoneInfo) -> tuple[When, When]:
    """So many hours from the end of 14 calendar days: at the same hour, or at their last midnight."""
    first = _same_hour(_begins(start, zone), 14, zone)
    day = start.date() if isinstance(start, datetime) else start
    last = _midnight(day + timedelta(days=14), zone)
    return first + timedelta(hours=law.least), last + timedelta(hours=law.most)


def noon_after(delivered: When, zone: ZoneInfo) -> datetime:
    day = delivered.date() if isinstance(delivered, datetime) else delivered
    return _noon(day + timedelta(days=1), zone)


def noon_before(ends: date, zone: ZoneInfo) -> datetime:
    return _noon(ends - timedelta(days=1), zone)


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def _begins(start: When, zone: ZoneInfo, last: bool = False) -> datetime:
    if isinstance(start, datetime):
        return start.replace(tzinfo=zone, fold=int(last)).astimezone(UTC)
    return _midnight(start, zone) if last else datetime.combine(start, time(0), zone).astimezone(UTC)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends the day."""
    return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)


def _later_day(moment: datetime, days: int, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() + timedelta(days=days)


def _same_hour(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    return datetime.combine(local.date() + timedelta(days=days), local.time(), zone).astimezone(UTC)
