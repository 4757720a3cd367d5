"""A file opened to see what it is: pages counted, bombs refused. Runs inside the confined process alone."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import pikepdf
from PIL import Image, UnidentifiedImageError

from tracker.adapters.papers.refusals import FileRefused, Refusal

MOST_PAGES = 2_000
MOST_POINTS = 100_000_000
MOST_UNPACKED = 2**30
"""Bytes that a PDF may unpack to, all its streams together."""
_MOST_PARTS = 5_000
_MOST_UNZIPPED = 200 * 2**20
_CHUNK = 2**20
_PARTS_OF_WORD = {"[Content_Types].xml", "word/document.xml"}


def pages_of_pdf(path: Path) -> int:
    """How many pages a PDF has. FileRefused where it cannot be opened or unpacks to too much.

    One that is locked with a password is refused too; what only forbids printing or copying opens.
    """
    with opened_pdf(path) as pdf:
        weigh(pdf)
        return len(pdf.pages)


@contextmanager
def opened_pdf(path: Path) -> Iterator[pikepdf.Pdf]:
    """The PDF, open. FileRefused where it does not open, or what is done with it fails."""
    try:
        with pikepdf.open(path) as pdf:
            _count(pdf)
            yield pdf
    except pikepdf.PasswordError as error:
        raise FileRefused(Refusal.PASSWORD) from error
    except (MemoryError, RecursionError) as error:
        raise FileRefused(Refusal.TOO_MUCH) from error
    except (pikepdf.PikepdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise FileRefused(Refusal.BROKEN) from error


def pages_of_picture(path: Path) -> int:
    """How many pictures a PNG, JPEG or TIFF holds. FileRefused where it is none, or has too many points."""
    with opened_picture(path) as picture:
        picture.draft("L", (64, 64))
        picture.load()
        return getattr(picture, "n_frames", 1)


@contextmanager
def opened_picture(path: Path) -> Iterator[Image.Image]:
    """The picture, open and not yet unpacked; its size was read from its head."""
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    try:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused(Refusal.PIXELS) from error
    except MemoryError as error:
        raise FileRefused(Refusal.TOO_MUCH) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefused(Refusal.BROKEN) from error


def check_word(path: Path) -> None:
    """FileRefused where a Word file is none, or unpacks to too much."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNZIPPED:
                raise FileRefused(Refusal.UNPACKS)
            if not {part.filename for part in parts} >= _PARTS_OF_WORD:
                raise FileRefused(Refusal.NOT_WHAT_IT_SAYS)
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused(Refusal.PASSWORD)
            for part in parts:
                _unzip(packed, part)
    except (zipfile.BadZipFile, OSError, NotImplementedError, zlib.error, EOFError) as error:
        raise FileRefused(Refusal.BROKEN) from error


def _unzip(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part that is longer than its entry says is a broken file; nothing of it is kept."""
    with packed.open(part) as content:
        while content.read(_CHUNK):
            pass


def _count(pdf: pikepdf.Pdf) -> None:
    if not len(pdf.pages):
        raise FileRefused(Refusal.EMPTY)
    if len(pdf.pages) > MOST_PAGES:
        raise FileRefused(Refusal.PAGES)


def weigh(pdf: pikepdf.Pdf) -> None:
    """FileRefused where the packed streams hold more than MOST_UNPACKED bytes, or a picture too many points."""
    left = MOST_UNPACKED
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Stream):
            continue
        if each.get("/Subtype") == "/Image" and _points(each) > MOST_POINTS:
            raise FileRefused(Refusal.PIXELS)
        left -= _unpacked(each.read_raw_bytes(), _packed_times(each), left)
        if left < 0:
            raise FileRefused(Refusal.UNPACKS)


def _points(picture: pikepdf.Stream) -> int:
    return int(picture.get("/Width", 0)) * int(picture.get("/Height", 0))


def _packed_times(stream: pikepdf.Stream) -> int:
    """How often it is packed by deflating, one in the other; a picture's own packing inside is its size's matter."""
    named = stream.get("/Filter")
    filters = [str(each) for each in named] if isinstance(named, pikepdf.Array) else [str(named)]
    return len(list(takewhile("/FlateDecode".__eq__, filters)))


def _unpacked(packed: bytes, times: int, most: int) -> int:
    """How many bytes it unpacks to, every layer counted; no longer counted once there are more than `most`."""
    found, layers = 0, [zlib.decompressobj() for _ in range(times)]
    waiting = [(packed, 0)]
    try:
        while waiting and found <= most:
            content, depth = waiting.pop()
            if depth < times and content:
                unpacked = layers[depth].decompress(content, _CHUNK)
                found += len(unpacked)
                waiting += [(layers[depth].unconsumed_tail, depth), (unpacked, depth + 1)]
    except zlib.error:
        return found
    return found
