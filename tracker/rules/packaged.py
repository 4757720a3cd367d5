"""The folder of the tables of law, and what names this edition of them.

Every reader of a table finds it here, so that all of them read the same law.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

_folders: list[Traversable] = [files("tracker.rules") / "law"]


def law_folder() -> Traversable:
    """The folder with the tables: the program's own, unless another one was named."""
    return _folders[-1]


def read_law_from(folder: Traversable) -> None:
    """Read the tables of another folder in this process. To be called before any table was read: they are kept."""
    _folders.append(folder)


@cache
def edition() -> str:
    """What names the law as this program works it out: a digest of the tables and of the rules that read them."""
    digest = sha256()
    for file in (*_files(files("tracker.rules"), ".py"), *_files(law_folder(), ".toml")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:LENGTH_OF_EDITION]


LENGTH_OF_EDITION = 12


def _files(folder: Traversable, ending: str) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.name.endswith(ending):
            yield each
        elif each.is_dir():
            yield from _files(each, ending)
