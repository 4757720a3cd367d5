"""The detail of an entry of the record in words: titles in place of the names that the program keeps."""

import re

from tracker.rules.events import SCHEMA
from tracker.rules.terms import EventKind
from tracker.services.letters.kinds import KINDS

_NAME = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)*\b")
_UNDERSCORED = re.compile(r"(?<![.\w])[a-z0-9]+(?:_[a-z0-9]+)+(?![.\w])")


def detail_words(action: str, detail: str) -> str:
    """`external_review_request, version 2` as `Request for external review, version 2`."""
    if action.startswith(("event", "letter", "packet")):
        detail = _NAME.sub(lambda found: _title(found[0]), detail, count=1)
    return _UNDERSCORED.sub(lambda found: found[0].replace("_", " "), detail)


def _title(name: str) -> str:
    if name in set(EventKind):
        return SCHEMA[EventKind(name)].title
    return KINDS[name].title if name in KINDS else name
