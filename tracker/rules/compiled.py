"""Tables of law as Python keeps its own modules: compiled beside their text, and anew once the text has changed.

Reading TOML takes most of the time in which all law is read. What was read once is kept under `__pycache__`, where
that folder can be written, by the machinery that keeps modules (`importlib`). A module counts as unchanged by the time
of its last change; a table counts by what it says, since an old date of law must never outlive its row.
"""

import pickle
import tomllib
from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from types import CodeType
from typing import Any
from zlib import crc32

KEPT_IN = "__pycache__"
"""The name of the folder, beside the tables."""


class _TableLoader(SourceFileLoader):
    """Compiles a table into a module that makes it anew under the name `TABLE`."""

    def path_stats(self, path: str) -> Mapping[str, Any]:
        """What has to be as it was: in place of the time, a checksum."""
        content = self.get_data(path)
        return {"mtime": crc32(content), "size": len(content)}

    def source_to_code(  # type: ignore[override]  # declared for code alone, which may be a tree of syntax
        self, data: bytes, path: str | PathLike[str], *, _optimize: int = -1
    ) -> CodeType:
        table = pickle.dumps(tomllib.loads(data.decode("utf-8")))
        return compile(f"import pickle\nTABLE = pickle.loads({table!r})", path, "exec", dont_inherit=True)


def toml_of(file: Traversable) -> dict[str, Any]:
    """What the file says, new at each call. Raises tomllib.TOMLDecodeError, UnicodeDecodeError, OSError."""
    if not isinstance(file, Path):
        return tomllib.loads(file.read_text(encoding="utf-8"))
    code = _TableLoader(file.stem, str(file)).get_code(file.stem)
    module: dict[str, Any] = {}
    exec(code or "", module)  # noqa: S102 - a table of this program, compiled above
    table: dict[str, Any] = module["TABLE"]
    return table
