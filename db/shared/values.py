"""How columns hold the domain's values (rules: `tables`): single ones, and a dataclass as the columns of a row.

Rules of a dataclass (`Columns`); how a column holds a field follows from the field's type:
- A field is in the column of its own name, unless another is named for it.
- None is null. An enumeration is its code, a note its identifier; a time, a day and a list are text.
- A field `without` a column of its own, and a note, is handed to `of`.
- `save` leaves out what is `fixed` when the row is added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from types import NoneType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import ColumnElement, Row

from desktop.domain.log.events import time_text
from desktop.domain.office.throttle import Tries
from desktop.domain.shared.typed_text import Note


def time_in(at: datetime | None) -> str | None:
    """Return a time as its column holds it."""
    return None if at is None else time_text(at)


def time_out(text: str) -> datetime:
    """Return a column's time: aware, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def time_out_or_none(text: str | None) -> datetime | None:
    """Return a column's time, or None."""
    return None if text is None else time_out(text)


def time_or_nothing(text: str | None) -> datetime | None:
    """Return the time of a column that no event binds, or None: whatever else is there counts not."""
    try:
        return time_out_or_none(text)
    except (ValueError, TypeError, OverflowError):
        return None


def encode_day(day: date | None) -> str | None:
    """Return a date as its column holds it."""
    return None if day is None else day.isoformat()


def decode_day(text: str | None) -> date | None:
    """Return a column's date."""
    return None if text is None else date.fromisoformat(text)


def list_in(values: Iterable[str]) -> str:
    """Return a short list of texts as its column holds it."""
    return json.dumps(list(values))


def list_out(text: str) -> tuple[str, ...]:
    """Return a column's short list of texts."""
    return tuple(json.loads(text))


def list_or_nothing(text: str) -> tuple[str, ...]:
    """Return the texts in a column's short list, of a column that no event binds: whatever else is there counts not."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return ()
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def pairs_in(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs of texts as their column holds them."""
    return json.dumps([list(pair) for pair in pairs])


def pairs_out(text: str) -> tuple[tuple[str, str], ...]:
    """Return a column's pairs of texts."""
    return tuple((first, second) for first, second in json.loads(text))


def of_letter(reference: ColumnElement[str], number: str) -> ColumnElement[bool]:
    """Return that a reference is of any call of that number: `number` itself, or `number/...`."""
    return (reference >= number) & (reference < f"{number}0")  # "0" is the character after "/"


UP = "-up"
"""The end of the scope of the row that has the uptime."""


def tries_in(rows: Iterable[Row[Any]], scope: str) -> dict[str, Tries]:
    """Return the tries of each key in rows of a scope, and of the one beside it (`UP`)."""
    found: dict[str, Row[Any]] = {}
    up: dict[str, int] = {}
    for row in rows:
        if row.scope == scope:
            found[row.key] = row
        elif row.scope == scope + UP:
            up[row.key] = row.failures
    return {key: Tries(row.failures, time_or_nothing(row.last_failure), up.get(key)) for key, row in found.items()}


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
        """Return the thing in a row. `given`: the fields that are not read from it, by their names.

        Raises ValueError, TypeError where the row holds what is never written there.
        """
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
