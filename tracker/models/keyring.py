"""The keys of encrypted columns: the first writes, all of them read.

From each key three others are derived (HKDF, RFC 5869): for the columns, the words of the search, and links.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32


class KeyringError(Exception):
    """There is no key for this, or a key is not one."""


class Key(Protocol):
    """A named AES-256 key: `id` stands beside what it wrote, `secret` is 32 bytes."""

    @property
    def id(self) -> str: ...

    @property
    def secret(self) -> bytes: ...


@dataclass(frozen=True)
class _Derived:
    id: str
    cipher: AESGCM
    search: bytes
    signing: bytes


_keys: dict[str, _Derived] = {}


def set_keyring(keys: Sequence[Key]) -> None:
    """Use these keys from now on in this process; the first one writes. Raises KeyringError."""
    derived = {key.id: _derive(key) for key in keys}
    if not derived or len(derived) < len(keys):
        raise KeyringError("There must be at least one encryption key, and each id once.")
    _keys.clear()
    _keys.update(derived)


def writing_key() -> tuple[str, AESGCM]:
    """The id and the cipher of the key that writes."""
    first = _first()
    return first.id, first.cipher


def reading_key(key_id: str) -> AESGCM:
    """The cipher of the key of that id. Raises KeyringError where it was not given."""
    if key_id not in _keys:
        raise KeyringError(f"Something was encrypted with the key {key_id!r}, which was not given.")
    return _keys[key_id].cipher


def word_hash(text: str) -> str:
    """What is stored for a word that search may find: 32 hexadecimal digits, by the key that writes."""
    return _hash(_first(), text)


def word_hashes(text: str) -> tuple[str, ...]:
    """The hashes of a word by every key, so that what an older key indexed is still found."""
    return tuple(_hash(key, text) for key in _keys.values())


def signature(purpose: str, text: str) -> str:
    """What proves that this installation wrote `text` for `purpose`: 64 hexadecimal digits."""
    return _sign(_first(), purpose, text)


def is_signature(given: str, purpose: str, text: str) -> bool:
    """Whether a signature is one that any of the keys made."""
    proper = given.encode(errors="replace")
    return any(hmac.compare_digest(proper, _sign(key, purpose, text).encode()) for key in _keys.values())


def _first() -> _Derived:
    if not _keys:
        raise KeyringError("No encryption key was set.")
    return next(iter(_keys.values()))


def _hash(key: _Derived, text: str) -> str:
    return hmac.new(key.search, text.encode(), hashlib.sha256).hexdigest()[:32]


def _sign(key: _Derived, purpose: str, text: str) -> str:
    return hmac.new(key.signing, f"{purpose} {text}".encode(), hashlib.sha256).hexdigest()


def _derive(key: Key) -> _Derived:
    if len(key.secret) != _KEY_BYTES:
        raise KeyringError(f"The key {key.id!r} is not 32 bytes long.")
    return _Derived(
        id=key.id,
        cipher=AESGCM(_expand(key.secret, b"columns")),
        search=_expand(key.secret, b"search words"),
        signing=_expand(key.secret, b"signatures"),
    )


def _expand(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, None, b"appeal tracker: " + purpose).derive(secret)
