"""Secrets that travel in links: 256 bits, shown once; only their hash is stored."""

import hashlib
import secrets


def new_token() -> str:
    """A secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored and looked up: SHA-256, which suffices for a secret this long."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
