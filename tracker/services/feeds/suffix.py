"""What calendar UIDs of this installation end with: fixed once, so that moving to another address renames none."""

from contextlib import suppress
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from tracker.models import Setting

NAME = "calendar_uid_suffix"


def fix_suffix(session: Session, base_url: str) -> str:
    """Store the suffix at the first start, from the host of `base_url`; later, the one that is stored."""
    if _stored(session) is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(Setting(name=NAME, value=_from(base_url)))
    return suffix(session, base_url)


def suffix(session: Session, base_url: str) -> str:
    """The suffix; where none is stored yet, the one that would be."""
    return _stored(session) or _from(base_url)


def _stored(session: Session) -> str | None:
    return session.scalar(sa.select(col(Setting.value)).where(col(Setting.name) == NAME))


def _from(base_url: str) -> str:
    return urlsplit(base_url).hostname or "localhost"
