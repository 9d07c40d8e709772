"""A dataclass of the domain as columns of a row. How a column holds a field follows from the field's type.

Rules:
- A field is in the column of its own name, unless another is named for it.
- None is null. An enumeration is its code, a note its identifier; a time, a day and a list are text (`values`).
- A field `without` a column of its own, and a note, is handed to `of`.
- `save` leaves out what is `fixed` when the row is added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import NoneType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from db.shared.values import list_in, list_out, pairs_in, pairs_out, time_in, time_out
from desktop.domain.shared.typed_text import Note

T = TypeVar("T")
Codec = tuple[Callable[[Any], object], Callable[[Any], object]]
"""How a value is written, and how it is read."""


class _Field(NamedTuple):
    name: str
    column: str
    optional: bool
    written: Callable[[Any], object]
    read: Callable[[Any], object]


class Columns(Generic[T]):
    """The columns of one dataclass. Names are given as one text, with spaces between."""

    def __init__(self, kind: type[T], /, *, without: str = "", fixed: str = "", prefix: str = "", **named: str) -> None:
        """`named`: the columns that are called something else than the `prefix` and the field's name."""
        self._kind, self._prefix, self._named = kind, prefix, named
        self._without, self._fixed = without.split(), fixed.split()

    @cached_property
    def _fields(self) -> list[_Field]:
        hints, kind = get_type_hints(self._kind), self._kind
        there = [each.name for each in fields(kind)]  # type: ignore[arg-type]
        assert {*self._without, *self._fixed, *self._named} <= {*there}, f"fields that {kind.__name__} lacks"
        names = [name for name in there if name not in self._without]
        return [_Field(name, self._named.get(name, self._prefix + name), *_held(hints[name])) for name in names]

    def add(self, thing: T | None) -> dict[str, Any]:
        """Return the columns with their values; all null where there is no such thing."""
        return {each.column: _value(each, thing) for each in self._fields}

    def save(self, thing: T) -> dict[str, Any]:
        """Return the columns that can change, with their values."""
        return {each.column: _value(each, thing) for each in self._fields if each.name not in self._fixed}

    def of(self, row: Any, /, **given: object) -> T:
        """Return the thing in a row. Raises ValueError, TypeError where the row holds what is never written there."""
        there = ((each, getattr(row, each.column)) for each in self._fields if each.name not in given)
        found = {each.name: None if value is None and each.optional else each.read(value) for each, value in there}
        return self._kind(**found, **given)

    def perhaps(self, row: Any) -> T | None:
        """Return the thing in a row; None where its first column is null."""
        return None if getattr(row, self._fields[0].column) is None else self.of(row)


def _value(field: _Field, thing: object) -> object:
    value = None if thing is None else getattr(thing, field.name)
    return None if value is None else field.written(value)


def _held(hint: Any) -> tuple[bool, Callable[[Any], object], Callable[[Any], object]]:
    """Return whether a field of that type can be None, and how its value is held."""
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    optional = NoneType in get_args(hint)
    return optional, *_codec(kinds[0] if optional else hint)


def _codec(kind: Any) -> Codec:
    if get_origin(kind) in (tuple, frozenset):
        return _codec_of_list(get_origin(kind), get_args(kind)[0])
    if kind is datetime:
        return time_in, time_out
    if kind is date:
        return date.isoformat, date.fromisoformat
    if kind is Note:
        return (lambda note: note.id), _handed_over
    return (str, kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else (_itself, _itself)


def _codec_of_list(kind: Any, entry: Any) -> Codec:
    if get_origin(entry) is tuple:
        return pairs_in, pairs_out
    ordered: Callable[[Any], Any] = sorted if kind is frozenset else list
    return (lambda values: list_in(ordered(values))), (lambda text: kind(map(entry, list_out(text))))


def _itself(value: object) -> object:
    return value


def _handed_over(_: object) -> object:
    raise TypeError("a note is handed over")
