"""The two secrets: set by whoever runs the program, or made at its first start, in the data folder."""

import base64
import binascii
import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from tracker.config.settings import ConfigError, Reader

SECRET_KEY_FILE = "secret.key"  # noqa: S105 - a file's name, not what is in it
ENCRYPTION_KEY_FILE = "encryption.key"
_SHORTEST_SECRET = 32
_FEWEST_CHARACTERS = 8
_KEY_BYTES = 32
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")


@dataclass(frozen=True)
class EncryptionKey:
    """One AES-256 key; `id` stands beside what it wrote, so that later keys leave old rows readable."""

    id: str
    secret: bytes = field(repr=False)


def secret_key(read: Reader, data: Path) -> str:
    """What signs sessions, forms and links; a weak one is refused."""
    text = read.text("TRACKER_SECRET_KEY") or _kept(data / SECRET_KEY_FILE, secrets.token_urlsafe(48))
    if len(text) < _SHORTEST_SECRET or len(set(text)) < _FEWEST_CHARACTERS:
        raise ConfigError(
            f"TRACKER_SECRET_KEY is too easy to guess: use at least {_SHORTEST_SECRET} random characters."
        )
    return text


def encryption_keys(read: Reader, data: Path, existing_database: Path | None) -> tuple[EncryptionKey, ...]:
    """All keys, the writing one first. A new one is made only where no database waits for a lost one."""
    text = read.text("TRACKER_ENCRYPTION_KEY")
    path = data / ENCRYPTION_KEY_FILE
    if text is None and existing_database is not None and not path.exists():
        raise ConfigError(
            f"{existing_database} was written with a key that is not in {path}: put that file back, "
            "or set TRACKER_ENCRYPTION_KEY."
        )
    text = text or _kept(path, base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode())
    keys = tuple(_encryption_key(item) for item in re.split(r"[,\s]+", text) if item)
    if not keys or len({key.id for key in keys}) < len(keys):
        raise ConfigError("TRACKER_ENCRYPTION_KEY must hold at least one key, and each id once.")
    return keys


def _encryption_key(item: str) -> EncryptionKey:
    given_id, colon, encoded = item.rpartition(":")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != _KEY_BYTES or (colon and not _KEY_ID.fullmatch(given_id)):
        raise ConfigError(
            "TRACKER_ENCRYPTION_KEY must be 32 bytes in base64, or several as `id:key` separated by commas."
        )
    return EncryptionKey(given_id or hashlib.sha256(secret).hexdigest()[:8], secret)


def _kept(path: Path, fresh: str) -> str:
    """What `path` holds; `fresh` is written there first where it is missing, readable by its owner alone."""
    try:
        if not path.exists():
            _write_once(path, fresh)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"TRACKER_DATA: the key in {path} cannot be read or written.") from error


def _write_once(path: Path, text: str) -> None:
    """Whole or not at all, and never over another's: two programs may start at the same moment."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
