"""What every page can say: where one can go, who is signed in, and dates in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request, url_for
from flask_bootstrap import Bootstrap5

from tracker.models import AccountRole, Organization
from tracker.rules.words import clock, long_day
from tracker.web.accounts import current_account
from tracker.web.letter_in_hand import letter_in_hand
from tracker.web.transaction import db_session


@dataclass(frozen=True)
class Place:
    """A line of the main navigation."""

    words: str
    url: str
    is_here: bool


_CASES = (
    "caseload",
    "intake",
    "cases",
    "coverage",
    "events",
    "evidence",
    "case_playbook",
    "documents",
    "letters",
    "letter_writing",
    "packets",
    "deadlines",
    "people",
    "notices",
)
_PLACES = (
    ("Today", "today.show", ("today",), False),
    ("Caseload", "caseload.show", _CASES, False),
    ("Needs a person", "escalations.show", ("escalations",), False),
    ("Outbox", "outbox.show", ("outbox",), True),
    ("Playbooks", "playbooks.listed", ("playbooks", "playbook_meant", "playbook_rows"), False),
    ("Law", "law.show", ("law",), False),
    (
        "Settings",
        "settings.show",
        ("settings", "leave", "colleagues", "reminder_policy", "calendar", "security"),
        False,
    ),
)
"""Words, page, the blueprints that belong to it, and whether only administrators see it."""


def install(app: Flask) -> None:
    """Bootstrap from our own server, and the words that templates may use."""
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        places=places,
        organization_name=organization_name,
        is_administrator=is_administrator,
        letter_in_hand=letter_in_hand,
    )
    app.url_defaults(_as_it_is_now)
    app.jinja_env.filters.update(moment=moment, full_day=long_day, short_day=short_day)


def _as_it_is_now(endpoint: str, values: dict[str, Any]) -> None:
    """The address of a file of ours changes with its content: after an upgrade no browser shows the old looks."""
    if endpoint == "static":
        values["v"] = _digest(Path(current_app.static_folder or "") / values["filename"])


@cache
def _digest(file: Path) -> str | None:
    return sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else None


def places() -> Iterator[Place]:
    """Where the signed-in account can go, in order."""
    for words, endpoint, blueprints, is_for_administrators in _PLACES:
        if is_administrator() or not is_for_administrators:
            yield Place(words, url_for(endpoint), request.blueprint in blueprints)


def is_administrator() -> bool:
    """Whether the signed-in account is one."""
    return current_account().role is AccountRole.ADMINISTRATOR


def organization_name() -> str:
    """Whose caseload this is."""
    return db_session().get_one(Organization, current_account().organization_id).name


def moment(at: datetime, timezone: str) -> str:
    """`Nov 22, 2026, 4:10 pm CST` in that zone; `at` is aware."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{local:%b} {local.day}, {local.year}, {clock(local)}"


def short_day(day: date) -> str:
    """`Wed Dec 2`."""
    return f"{day:%a} {day:%b} {day.day}"
