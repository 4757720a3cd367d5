"""Where the program's log goes: standard error, one line an entry."""

import logging

QUIET = ("apscheduler", "alembic", "fontTools")
"""Libraries that report every step at INFO; only their warnings are ours to read."""


def write_logs(level: str) -> None:
    """Log entries of `level` and above ("INFO") to standard error, with the time in UTC's offset."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
