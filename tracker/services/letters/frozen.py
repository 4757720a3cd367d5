"""Frozen values as JSON and back: what a letter was written from is kept as plain text and read again as it was.

A day is kept in ISO 8601, a moment with the name of its zone behind it (RFC 9557), since letters show its hour there.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

Frozen = TypeVar("Frozen")


def written(value: object) -> str:
    """A frozen dataclass as JSON text."""
    return json.dumps(plain(value), ensure_ascii=False)


def read_as(kind: type[Frozen], text: str) -> Frozen:
    """The dataclass that `written` made the text from. ValueError, KeyError or TypeError for another text."""
    found: Frozen = restored(kind, json.loads(text))
    return found


def plain(value: Any) -> Any:
    """The value in JSON's own types; fields that stand at their defaults are kept too."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return _word(value)


def _word(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        zone = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else ""
        return f"{value.isoformat()}[{zone}]" if zone else value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def restored(kind: Any, value: Any) -> Any:
    """A value in JSON's types as the type that the hint `kind` names."""
    if isinstance(kind, UnionType) or get_origin(kind) is Union:
        return _one_of(get_args(kind), value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: restored(hints[name], each) for name, each in value.items()})
    if get_origin(kind) is tuple:
        return tuple(restored(get_args(kind)[0], each) for each in value)
    if get_origin(kind) is not None:
        return {key: restored(get_args(kind)[1], each) for key, each in value.items()}
    return _read_word(kind, value)


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """A value that may be missing, or a day or a moment."""
    if value is None and NoneType in kinds:
        return None
    if datetime in kinds:
        return _moment(value) if "T" in value else date.fromisoformat(value)
    (kind,) = (each for each in kinds if each is not NoneType)
    return restored(kind, value)


def _read_word(kind: Any, value: Any) -> Any:
    if kind is datetime:
        return _moment(value)
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def _moment(text: str) -> datetime:
    moment, _, zone = text.partition("[")
    found = datetime.fromisoformat(moment)
    return found.astimezone(ZoneInfo(zone.rstrip("]"))) if zone else found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
