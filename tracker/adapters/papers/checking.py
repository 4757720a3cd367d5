"""A file looked at before it is kept or shown, in the confined process."""

from dataclasses import dataclass
from typing import Any

from tracker.adapters.papers import confined
from tracker.adapters.papers.confined import Heard
from tracker.adapters.papers.refusals import Refusal

_LIMITS = {"megabytes": 700, "processor_seconds": 8}
_SECONDS = 10.0


@dataclass(frozen=True)
class Looked:
    """What a file is worth: its pages where it has some, or why it is refused."""

    pages: int | None = None
    refused: Refusal | None = None


@dataclass(frozen=True)
class Shown:
    """A page as PNG with how many there are, or the words of a file that has no pages, or why neither."""

    picture: bytes = b""
    pages: int = 0
    text: str = ""
    refused: Refusal | None = None


def look(content: bytes, media_type: str) -> Looked:
    """Count the pages of a file, or say why it cannot be kept; takes ten seconds at most."""
    told, _ = _ask(content, {"task": "look", "media_type": media_type})
    refused = told.get("refused")
    return Looked(told.get("done", {}).get("pages"), Refusal(refused) if refused else None)


def show(content: bytes, media_type: str, page: int) -> Shown:
    """Page `page` (from 1) of a PDF, a picture or a text, drawn as PNG."""
    told, picture = _ask(content, {"task": "draw", "media_type": media_type, "page": page})
    if "refused" in told:
        return Shown(refused=Refusal(told["refused"]))
    return Shown(picture, told["done"]["pages"])


def read(content: bytes) -> Shown:
    """What a Word file says."""
    told, _ = _ask(content, {"task": "read"})
    if "refused" in told:
        return Shown(refused=Refusal(told["refused"]))
    return Shown(text=told["done"]["text"])


def _ask(content: bytes, job: dict[str, Any]) -> tuple[Heard, bytes]:
    told: list[Heard] = []
    with confined.folder() as where:
        (where / "file").write_bytes(content)
        died = confined.run(where, {**_LIMITS, **job}, _SECONDS, told.append)
        picture = where / "page.png"
        drawn = picture.read_bytes() if picture.exists() else b""
    if died or not told:
        return {"refused": (died or Refusal.BROKEN).value}, b""
    return told[-1], drawn
