"""Mails written one by one, so that one that cannot be written stops no other."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

Key = TypeVar("Key")
Mail = TypeVar("Mail")
log = logging.getLogger(__name__)


class Written(list[Mail]):
    """What was written; `failures` counts what could not be, each of which stands in the log."""

    failures = 0


def singly(keys: Iterable[Key], write: Callable[[Key], Mail | None], what: str) -> Written[Mail]:
    """`write` for each key; None is nothing to write. A database that does not answer is raised: no key is at fault."""
    found: Written[Mail] = Written()
    for key in keys:
        try:
            mail = write(key)
        except DBAPIError:
            raise
        except Exception:
            log.exception("%s could not be written.", what)
            found.failures += 1
        else:
            found += [mail] if mail is not None else []
    return found
