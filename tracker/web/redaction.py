"""Secrets in addresses, the names that people search for, and the dates they have counted do not reach a log."""

import logging
import re

from flask import Flask

_SECRET = re.compile(
    r"(/(?:feeds|invitations|sign-in|verify|reach|stop|forgot-password)/)[^\s/?\"']+?(?=\.ics\b|[\s/?\"']|$)"
)
_SOUGHT = re.compile(r"((?:[?&]|%3F|%26)q(?:=|%3D))[^\s&\"']+", re.IGNORECASE)
_COUNTED = re.compile(r"(/law/[^\s?\"']+(?:\?|%3F))[^\s\"']+", re.IGNORECASE)
_LOGGERS = ("werkzeug", "gunicorn.access", "gunicorn.error", "tracker")


class Redaction(logging.Filter):
    """Replaces the secret of a link, and what was searched for or counted, in an entry and its traceback by dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the entry through, changed where it held something of the kind."""
        said = record.getMessage()
        clean = without_secrets(said)
        if clean != said:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_secrets(record.exc_text)
        return True


def install(app: Flask) -> None:
    """On the logs of the servers that may run the application, and wherever its modules' entries are written."""
    written = (*app.logger.handlers, *logging.getLogger().handlers)
    for place in (app.logger, *map(logging.getLogger, _LOGGERS), *written):
        if not any(isinstance(each, Redaction) for each in place.filters):
            place.addFilter(Redaction())


def without_secrets(text: str) -> str:
    """The text with dots in place of each secret of a link, and of what was searched for or counted."""
    for pattern in (_SECRET, _SOUGHT, _COUNTED):
        text = pattern.sub(r"\1…", text)
    return text
