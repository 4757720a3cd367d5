"""Appeal tracker: from a denial of health care to its dates, reminders, calendars and letters."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds `tracker/`, and beside it `templates/` and `migrations/`."""
