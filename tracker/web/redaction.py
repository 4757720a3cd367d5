"""Secrets in addresses do not reach a log."""

import logging
import re

from flask import Flask

_SECRET = re.compile(r"(/(?:feeds|invitations|sign-in|verify|stop|forgot-password)/)[^\s/?\"'.]+")
_LOGGERS = ("werkzeug", "gunicorn.access", "gunicorn.error", "tracker")


class Redaction(logging.Filter):
    """Replaces the secret of a link in a log entry by dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the entry through, changed where it held a secret."""
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), ()
        return True


def install(app: Flask) -> None:
    """On the application's own log and on those of the servers that may run it."""
    for logger in (app.logger, *map(logging.getLogger, _LOGGERS)):
        if not any(isinstance(each, Redaction) for each in logger.filters):
            logger.addFilter(Redaction())
