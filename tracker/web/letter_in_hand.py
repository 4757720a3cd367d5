"""The letter whose blanks somebody is filling: the pages that fill them lead back to it."""

from dataclasses import dataclass
from uuid import UUID

from flask import request, session, url_for

from tracker.models import Letter
from tracker.services.letters.kinds import KINDS

_KEPT_AS = "letter_in_hand"
_FILLING = frozenset(
    ("people", "evidence", "documents", "settings.show", "settings.organization", "cases.edit", "events")
)
"""The blueprints, and the single pages of others, that a blank may lead to."""


@dataclass(frozen=True)
class InHand:
    """A draft that was read last, and its address."""

    title: str
    url: str


def take_in_hand(letter: Letter) -> None:
    """This draft is being read; nothing but its identity is kept with the session, which is written where it is new."""
    held = {"case": str(letter.case_id), "letter": str(letter.id), "kind": letter.kind}
    if session.get(_KEPT_AS) != held:
        session[_KEPT_AS] = held


def put_down(case_id: UUID) -> None:
    """Whoever is back at the case, or reads a letter of it that is final, is no longer at its blanks."""
    if session.get(_KEPT_AS, {}).get("case") == str(case_id):
        session.pop(_KEPT_AS)


def letter_in_hand() -> InHand | None:
    """The draft to lead back to from this page; None where none is being filled, or the page is of another case."""
    held = session.get(_KEPT_AS)
    if not held or held["kind"] not in KINDS or not {request.blueprint, request.endpoint} & _FILLING:
        return None
    if str((request.view_args or {}).get("case_id", held["case"])) != held["case"]:
        return None
    address = url_for("letters.read", case_id=held["case"], letter_id=held["letter"])
    return InHand(KINDS[held["kind"]].title, address)
