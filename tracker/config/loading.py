"""From the environment to one frozen Config, or one sentence that says which setting is wrong."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tracker import CHECKOUT
from tracker.config.mail import MailRoute, mail_from, mail_route, web_address, webhook_key
from tracker.config.secrets import EncryptionKey, encryption_keys, secret_key
from tracker.config.settings import ConfigError, Reader

DATABASE_FILE = "tracker.sqlite"
_SQLITE = "sqlite:///"
_POSTGRESQL = re.compile(r"postgresql\+psycopg://\S+")
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Config:
    """Everything the program was told. Paths are absolute, sizes are bytes, secrets stay out of `repr`."""

    port: int
    data: Path
    database_url: str = field(repr=False)
    base_url: str
    mail: MailRoute
    mail_from: str
    webhook_key: str | None
    secret_key: str = field(repr=False)
    encryption_keys: tuple[EncryptionKey, ...]
    proxies: int
    threads: int
    tick_seconds: int
    heartbeat_url: str | None = field(repr=False)
    log_level: str
    upload_limit: int

    @property
    def is_https(self) -> bool:
        """True where people reach the program over an encrypted connection."""
        return self.base_url.startswith("https://")

    @property
    def sqlite_path(self) -> Path | None:
        """The file of the database, or None where it is PostgreSQL."""
        return _sqlite_path(self.database_url)


def load(environ: Mapping[str, str], *, data_default: str | None = None) -> Config:
    """Read and check every setting; makes the data folder and, at the first start, the two keys in it.

    `data_default` stands in for the table's `TRACKER_DATA` (the demonstration has a folder of its own).
    Raises ConfigError: one sentence that names the setting.
    """
    read = Reader(environ)
    port = read.whole_number("TRACKER_PORT", 1, 65535)
    proxies = read.whole_number("TRACKER_PROXIES", 0, 5)
    threads = read.whole_number("TRACKER_THREADS", 1, 64)
    tick_seconds = read.whole_number("TRACKER_TICK_SECONDS", 1, 240)
    log_level = read.choice("TRACKER_LOG_LEVEL", _LOG_LEVELS)
    upload_limit = read.size("TRACKER_UPLOAD_LIMIT")
    base_url = _base_url(read, port)
    data = _data_folder(read, data_default)
    database_url = _database_url(read, data)
    heard_by = webhook_key(read)
    route = mail_route(read, home=CHECKOUT, data=data)
    return Config(
        port=port,
        data=data,
        database_url=database_url,
        base_url=base_url,
        mail=route,
        mail_from=mail_from(read, route),
        webhook_key=heard_by,
        secret_key=secret_key(read, data),
        encryption_keys=encryption_keys(read, data, _existing(_sqlite_path(database_url))),
        proxies=proxies,
        threads=threads,
        tick_seconds=tick_seconds,
        heartbeat_url=_heartbeat_url(read),
        log_level=log_level,
        upload_limit=upload_limit,
    )


def _base_url(read: Reader, port: int) -> str:
    text = (read.text("TRACKER_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    web_address("TRACKER_BASE_URL", text)
    return text


def _heartbeat_url(read: Reader) -> str | None:
    text = read.text("TRACKER_HEARTBEAT_URL")
    if text is not None:
        web_address("TRACKER_HEARTBEAT_URL", text)
    return text


def _data_folder(read: Reader, default: str | None) -> Path:
    """The data folder, made where it is missing; ConfigError where it cannot be made or written in."""
    text = read.text("TRACKER_DATA") or default or read.text_or_default("TRACKER_DATA")
    folder = CHECKOUT / Path(text).expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"TRACKER_DATA: the folder {folder} cannot be made: {error.strerror}.") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise ConfigError(f"TRACKER_DATA: the folder {folder} cannot be written in.")
    return folder


def _database_url(read: Reader, data: Path) -> str:
    text = read.text("TRACKER_DATABASE_URL") or f"{_SQLITE}{data / DATABASE_FILE}"
    if text.startswith(_SQLITE) and len(text) > len(_SQLITE):
        return f"{_SQLITE}{CHECKOUT / text.removeprefix(_SQLITE)}"
    if _POSTGRESQL.fullmatch(text):
        return text
    raise ConfigError(
        "TRACKER_DATABASE_URL must be sqlite:///PATH or postgresql+psycopg://user:password@host/name."
    )


def _sqlite_path(url: str) -> Path | None:
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def _existing(path: Path | None) -> Path | None:
    """`path`, if a database stands there; an empty file is none."""
    return path if path is not None and path.is_file() and path.stat().st_size else None
