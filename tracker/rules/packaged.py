"""The folder of the tables of law. Every reader of a table finds it here, so that all of them read the same law."""

from importlib.resources import files
from importlib.resources.abc import Traversable

_folders: list[Traversable] = [files("tracker.rules") / "law"]


def law_folder() -> Traversable:
    """The folder with the tables: the program's own, unless another one was named."""
    return _folders[-1]


def read_law_from(folder: Traversable) -> None:
    """Read the tables of another folder in this process. To be called before any table was read: they are kept."""
    _folders.append(folder)
