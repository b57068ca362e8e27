"""Responsible for the one JSON form of a frozen dataclass of a pack, and for reading it back."""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, Union, get_args, get_origin, get_type_hints


def canonical(frozen: object) -> bytes:
    """Return the one JSON form of a pack's contents or position, whatever the machine (row 74)."""
    return json.dumps(
        frozen, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def fingerprint(frozen: object) -> str:
    """Return the SHA-256 of the canonical contents, in hexadecimal."""
    return sha256(canonical(frozen)).hexdigest()


def thaw(kind: type[Any], frozen: Mapping[str, Any]) -> Any:  # noqa: ANN401 - of the type that is given
    """Return the frozen dataclass `kind` that canonical JSON, read back, describes.

    What an older pack does not hold yet has its default. Raise KeyError for what has none.
    """
    hints = _hints(kind)  # type: ignore[arg-type] # classes are hashable, which mypy doubts
    values = {}
    for one in fields(kind):
        if one.name in frozen:
            values[one.name] = _thawed(hints[one.name], frozen[one.name])
        elif one.default is MISSING and one.default_factory is MISSING:
            raise KeyError(one.name)
    return kind(**values)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a pack")


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _thawed(hint: Any, value: Any) -> Any:  # noqa: ANN401 - hints and JSON are of any type
    if value is None:
        return None
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):  # always some type or None
        return _thawed(next(part for part in parts if part is not types.NoneType), value)
    if origin is tuple:
        return tuple(_thawed(parts[0], item) for item in value)
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return thaw(hint, value)
    return hint(value) if issubclass(hint, Enum) else value
