"""Golden copies: what the program says, kept as files; a change of wording is a diff that someone reads."""

import os
from pathlib import Path

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
UPDATING = os.environ.get("UPDATE_SNAPSHOTS") == "1"


def golden(name: str, content: str) -> str:
    """The kept copy of `name`, to compare with `content`; with UPDATE_SNAPSHOTS=1 the content becomes it."""
    file = SNAPSHOTS / name
    if UPDATING:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode())
    return file.read_bytes().decode()
