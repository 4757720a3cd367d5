"""The hours in which mail to a patient is safe, and how a reminder moves into them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MORNING = 9
A_DAY_AND_MORE = 26
"""So many hours back lies the same hour of the day before, over a clock change too."""


@dataclass(frozen=True, slots=True)
class SafeHours:
    """The hours of the patient's day in which mail is safe: from `start` until just before `end`, 0 to 24.

    `start` after `end` runs over midnight; the two alike mean the whole day.
    """

    start: int = 0
    end: int = 24

    def holds(self, hour: int) -> bool:
        """Whether `hour` (0 to 23, local) is safe."""
        if self.start % 24 == self.end % 24:
            return True
        if self.start < self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    @property
    def morning(self) -> int:
        """The hour for a day's reminder: 09:00 where that is safe, otherwise when the safe hours begin."""
        return MORNING if self.holds(MORNING) else self.start % 24


def last_safe(moment: datetime, zone: ZoneInfo, safe: SafeHours) -> datetime:
    """`moment`, or before it the start of the last safe hour."""
    earlier = (moment, *(_full_hour(moment) - timedelta(hours=hours) for hours in range(1, A_DAY_AND_MORE)))
    return next((at for at in earlier if safe.holds(at.astimezone(zone).hour)), moment)


def next_safe(moment: datetime, zone: ZoneInfo, safe: SafeHours) -> datetime:
    """`moment`, or after it the start of the next safe hour."""
    later = (moment, *(_full_hour(moment) + timedelta(hours=hours) for hours in range(1, 24)))
    return next((at for at in later if safe.holds(at.astimezone(zone).hour)), moment)


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
