"""The tables of law as they might read one day, and this process under them."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.rules import packaged


def appeal_within(folder: Path, days: int) -> Path:
    """A copy of the tables in which a member has so many days to appeal, instead of 180."""
    return folder_with(folder, "appeals.toml", "{ amount = 180,", f"{{ amount = {days},")


def folder_with(folder: Path, table: str, old: str, new: str) -> Path:
    """A copy of the program's tables in `folder`/law, with `old` replaced by `new` in one table."""
    law = folder / "law"
    shutil.copytree(str(packaged.law_folder()), law)
    text = (law / table).read_text("utf-8")
    assert old in text
    (law / table).write_text(text.replace(old, new, 1), "utf-8")
    return law


@contextmanager
def under(law: Path) -> Iterator[None]:
    """This process reads its law from that folder, as if it had been started so; afterwards from its own again."""
    packaged.read_law_from(law)
    _forget()
    try:
        yield
    finally:
        packaged._folders.pop()
        _forget()


def _forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("tracker.rules"):
            for each in vars(module).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()
