"""E-mail addresses as people type them; nothing is looked up on the network."""

import re

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]+")
_LONGEST = 320


def normal_address(email: str) -> str:
    """An address as it is stored and compared: without space around it, in lower case."""
    return email.strip().lower()


def address_problem(email: str) -> str | None:
    """What is wrong with an address as typed, or None."""
    address = email.strip()
    if len(address) > _LONGEST or not address.isprintable() or not _ADDRESS.fullmatch(address):
        return "This is not an e-mail address. Write it like name@example.org."
    return None
