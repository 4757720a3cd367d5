"""Packaged TOML tables into frozen rows. A broken row names its file and itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from tracker.rules.compiled import toml_of
from tracker.rules.errors import LawTableError

Row = TypeVar("Row")
Raw = Mapping[str, Any]


def read_table(file: Traversable) -> dict[str, Any]:
    """The file's TOML. Raises LawTableError, naming the file, where it is not TOML."""
    try:
        return toml_of(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawTableError(f"{file.name}: {error}") from error


def build(row_type: type[Row], raw: Raw, where: str) -> Row:
    """The row as `row_type`, a dataclass whose fields are str, int, an enum, tuples of these, or conditions.

    `where` names file and row in the LawTableError raised for a field that is missing, unknown,
    empty or of another kind.
    """
    of: Any = row_type
    kinds = _kinds(of)
    for name in raw:
        if name not in kinds:
            raise LawTableError(f"{where}: unknown field '{name}'")
    for name in _required(of):
        if name not in raw:
            raise LawTableError(f"{where}: field '{name}' is missing")
    return row_type(**{name: _value(kinds[name], value, f"{where}: '{name}'") for name, value in raw.items()})


def build_all(row_type: type[Row], table: Raw, name: str, file: str) -> tuple[Row, ...]:
    """The rows of `[[name]]`, in order; none where the table has no such rows."""
    rows: Any = table.get(name, [])
    if not isinstance(rows, list):
        raise LawTableError(f"{file}: '{name}' has to be rows, [[{name}]]")
    return tuple(build(row_type, raw, row_name(file, name, at, raw)) for at, raw in enumerate(rows, start=1))


def row_name(file: str, name: str, at: int, raw: Raw) -> str:
    """How a message names a row: by its code, or by its place, counted from 1."""
    code = raw.get("code") or raw.get("law")
    return f"{file}: [[{name}]] row {at}" + (f" ({code})" if code else "")


@cache
def _kinds(row_type: Any) -> dict[str, Any]:
    return get_type_hints(row_type)


@cache
def _required(row_type: Any) -> tuple[str, ...]:
    return tuple(
        each.name for each in fields(row_type) if each.default is MISSING and each.default_factory is MISSING
    )


def _value(kind: Any, value: Any, where: str) -> Any:
    if get_origin(kind) is tuple:
        return _sequence(get_args(kind)[0], value, where)
    if get_origin(kind) is Mapping:
        return _conditions(value, where)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(kind, value, where)
    if type(value) is not kind or value == "":
        raise LawTableError(f"{where}: {value!r} is not a {kind.__name__} with something in it")
    return value


def _sequence(kind: Any, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or not value:
        raise LawTableError(f"{where}: {value!r} is not a list with something in it")
    return tuple(_value(kind, item, where) for item in value)


def _conditions(value: Any, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise LawTableError(f"{where}: {value!r} is not a table of facts")
    return {fact: _sequence(str, allowed, f"{where}.{fact}") for fact, allowed in value.items()}


def _member(kind: type[StrEnum], value: Any, where: str) -> StrEnum:
    try:
        return kind(value)
    except ValueError as error:
        raise LawTableError(f"{where}: {value!r} is none of {', '.join(kind)}") from error
