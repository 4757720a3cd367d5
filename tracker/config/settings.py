"""The table of settings, which the README repeats, and a reader that turns their text into checked values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class ConfigError(Exception):
    """A setting is wrong; the message is one sentence for the person who starts the program and names it."""


@dataclass(frozen=True)
class Setting:
    """One variable of the environment: its name, what holds without it, what it means."""

    name: str
    default: str
    meaning: str
    is_secret: bool = False


SETTINGS = (
    Setting("TRACKER_PORT", "8000", "The port on 127.0.0.1 that pages are served on."),
    Setting(
        "TRACKER_DATA",
        "var",
        "The folder for the database, the keys and mail written to files. "
        "A relative path starts at the project's folder.",
    ),
    Setting(
        "TRACKER_DATABASE_URL",
        "SQLite under the data folder",
        "Where rows are kept: `sqlite:///PATH` or `postgresql+psycopg://user:password@host/name`.",
        is_secret=True,
    ),
    Setting(
        "TRACKER_BASE_URL",
        "http://127.0.0.1:PORT",
        "The address people reach the program at; links in mail and calendars begin with it.",
    ),
    Setting(
        "TRACKER_MAIL",
        "folder:mail in the data folder",
        "How mail leaves: `folder:PATH` writes .eml files, `smtp://user:password@host:port` encrypts where "
        "the server offers it, `smtp+starttls://…` insists, `smtps://…` is encrypted from the first byte, "
        "`sendgrid` uses SendGrid.",
        is_secret=True,
    ),
    Setting(
        "TRACKER_MAIL_FROM",
        "Appeal tracker <appeals@example.org>",
        "The sender of every mail. Needed wherever mail goes further than a folder.",
    ),
    Setting("SENDGRID_API_KEY", "none", "The key for SendGrid, needed with `sendgrid`.", is_secret=True),
    Setting("SENDGRID_HOST", "https://api.sendgrid.com", "Another host that speaks SendGrid's language."),
    Setting(
        "SENDGRID_WEBHOOK_KEY",
        "none",
        "SendGrid's public key for signed event webhooks at `/webhooks/sendgrid`. With it, mails that come back, and "
        "mails of which nothing is heard for a day, become tasks.",
    ),
    Setting(
        "TRACKER_SECRET_KEY",
        "made at the first start and kept in the data folder",
        "Signs sessions, forms and links; at least 32 characters.",
        is_secret=True,
    ),
    Setting(
        "TRACKER_ENCRYPTION_KEY",
        "made at the first start and kept in the data folder",
        "Encrypts names, contact data and clinical text: 32 bytes in base64. Several, separated by commas, "
        "each `key` or `id:key`: the first writes, all read.",
        is_secret=True,
    ),
    Setting(
        "TRACKER_PROXIES",
        "0",
        "How many reverse proxies of yours stand before the program, 0 to 5: so many entries at the end of "
        "`X-Forwarded-For` are believed when failed sign-ins are counted by address.",
    ),
    Setting("TRACKER_THREADS", "8", "How many requests are answered at once, 1 to 64."),
    Setting("TRACKER_TICK_SECONDS", "30", "How often due reminders are looked for, 1 to 240 seconds."),
    Setting(
        "TRACKER_HEARTBEAT_URL",
        "none",
        "An address of a monitor outside that is opened after each full pass; it alarms when that stops.",
    ),
    Setting("TRACKER_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Setting("TRACKER_UPLOAD_LIMIT", "20 MB", "The largest file that may be uploaded, in kB or MB."),
)

DEFAULTS = {setting.name: setting.default for setting in SETTINGS}
_SIZE = re.compile(r"(\d{1,6})\s*(k|M)B", re.IGNORECASE)
_UNITS = {"k": 1_000, "m": 1_000_000}


@dataclass(frozen=True)
class Reader:
    """Reads settings by name from `environ`; every method raises ConfigError naming the variable."""

    environ: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """The setting's text, or what the file named by `NAME_FILE` holds; None where neither is set."""
        value, path = self.environ.get(name, "").strip(), self.environ.get(f"{name}_FILE", "").strip()
        if value and path:
            raise ConfigError(f"Both {name} and {name}_FILE are set; keep one of them.")
        return _content(f"{name}_FILE", Path(path)) if path else value or None

    def text_or_default(self, name: str) -> str:
        """The setting's text, or the table's default."""
        return self.text(name) or DEFAULTS[name]

    def whole_number(self, name: str, lowest: int, highest: int) -> int:
        """A whole number between two bounds, both allowed."""
        text = self.text_or_default(name)
        if not (text.isascii() and text.isdigit()) or not lowest <= int(text) <= highest:
            raise ConfigError(f"{name} must be a whole number from {lowest} to {highest}, not {text!r}.")
        return int(text)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of a few words, in whatever case it was typed."""
        text = self.text_or_default(name).upper()
        if text not in allowed:
            raise ConfigError(f"{name} must be one of {', '.join(allowed)}, not {text!r}.")
        return text

    def size(self, name: str) -> int:
        """A size in bytes, written as `20 MB` or `500 kB` (powers of a thousand)."""
        text = self.text_or_default(name)
        match = _SIZE.fullmatch(text)
        if not match or int(match[1]) == 0:
            raise ConfigError(f"{name} must be a size such as 20 MB or 500 kB, not {text!r}.")
        return int(match[1]) * _UNITS[match[2].lower()]


def _content(name: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} names {path}, which cannot be read as text.") from error
    if not text:
        raise ConfigError(f"{name} names {path}, which is empty.")
    return text
