"""What a demonstration case is made of, and the days it is told in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from tracker.models import CriterionStatus
from tracker.rules.terms import EventKind
from tracker.services.denial_input import DenialInput
from tracker.services.people import ContactInput


@dataclass(frozen=True)
class File:
    """A small text kept as a document of the case."""

    name: str
    kind: str
    text: str
    exhibit: str = ""
    pages: int = 1


@dataclass(frozen=True)
class Happening:
    """An event, with the name of the file that belongs to it."""

    kind: EventKind
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    file: str = ""


@dataclass(frozen=True)
class Shown:
    """What the record shows for a requirement: `code` is the playbook's, or a new one with its words."""

    code: str
    record: str = ""
    outcome: str = ""
    exhibit: str = ""
    status: CriterionStatus = CriterionStatus.DOCUMENTED
    requirement: str = ""
    source: str = ""


@dataclass(frozen=True)
class Story:
    """A case from its denial to where it stands today. A patient with a `contact` has asked to be reminded.

    Where the denial `lacks` something it was checked, item by item; all else stands in it.
    """

    denial: DenialInput
    events: tuple[Happening, ...] = ()
    files: tuple[File, ...] = ()
    shown: tuple[Shown, ...] = ()
    gathered: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    contact: ContactInput | None = None


@dataclass(frozen=True)
class Days:
    """Days and moments around `now` (aware) as a case in `timezone` writes them."""

    now: datetime
    timezone: str

    def ago(self, days: int) -> str:
        """The day that many days before today, as YYYY-MM-DD."""
        return (self.now.astimezone(ZoneInfo(self.timezone)).date() - timedelta(days=days)).isoformat()

    def ahead(self, days: int) -> str:
        """The day that many days after today."""
        return self.ago(-days)

    def hours_ago(self, hours: float) -> str:
        """The moment that many hours ago, with its offset."""
        moment = self.now.astimezone(ZoneInfo(self.timezone)) - timedelta(hours=hours)
        return moment.isoformat(timespec="minutes")

    def said(self, days_ago: int) -> str:
        """The day that many days before today, as a letter says it."""
        day = self.now.astimezone(ZoneInfo(self.timezone)).date() - timedelta(days=days_ago)
        return f"{day:%B} {day.day}, {day.year}"


def happening(kind: EventKind, file: str = "", **fields: object) -> Happening:
    """An event in one line."""
    return Happening(kind, fields, file)
