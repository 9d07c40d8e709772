"""Reading a table of a policy file strictly: each key once, of its type, within its limits, and none that we
do not know.

A policy that is half understood is worse than none, so that anything else raises PolicyRefusedError, which
names the file, the table and the key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from desktop.errors import PolicyRefusedError

LARGEST_BYTES = 256 * 1024
_Choice = TypeVar("_Choice", bound=StrEnum)


class Table:
    """One table of a policy file. Every reader takes its key away; `done` refuses what nobody asked for."""

    def __init__(self, values: Mapping[str, object], where: str) -> None:
        """`where` names the file and the table, for the words of a refusal."""
        self._values = dict(values)
        self._asked: set[str] = set()
        self._where = where

    def refuse(self, code: str, words: str) -> NoReturn:
        """Raise PolicyRefusedError with the place put before the words."""
        raise PolicyRefusedError(code, f"{self._where}: {words}")

    def text(self, key: str) -> str:
        """Words, not empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse("not_text", f"{key} must be words.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse("not_texts", f"{key} must be a list of words.")
        return tuple(value)

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse("not_whole", f"{key} must be a whole number.")
        if not low <= value <= high:
            self.refuse("out_of_range", f"{key} must be from {low} to {high}.")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            self.refuse("not_flag", f"{key} must be true or false.")
        return value

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        """One of a closed set of words."""
        value = self._take(key)
        chosen = [each for each in choices if value == each.value]
        if not chosen:
            self.refuse("not_a_choice", f"{key} must be one of {', '.join(choices)}.")
        return chosen[0]

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse("not_a_date", f"{key} must be a date, written 2026-11-24.")
        return value

    def clock_time(self, key: str) -> time:
        """A time of day."""
        value = self._take(key)
        if not isinstance(value, time):
            self.refuse("not_a_time", f"{key} must be a time, written 09:00:00.")
        return value

    def table(self, key: str) -> Table:
        """A table within."""
        value = self._take(key)
        if not isinstance(value, dict):
            self.refuse("not_a_table", f"{key} must be a table.")
        return Table(value, f"{self._where}, {key}")

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables, numbered from 1 in refusals."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.refuse("not_tables", f"{key} must be a list of tables.")
        return tuple(Table(each, f"{self._where}, {key} {n}") for n, each in enumerate(value, 1))

    def has(self, key: str) -> bool:
        """Whether the key is there and was not read yet."""
        self._asked.add(key)
        return key in self._values

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        if self._values:
            first = min(self._values)
            known = _alike(first, self._asked)
            meant = f" Is {first} meant to be {known}?" if known else ""
            self.refuse("unknown_key", f"{', '.join(sorted(self._values))} is not known.{meant}")

    def _take(self, key: str) -> object:
        self._asked.add(key)
        if key not in self._values:
            written = _alike(key, self._values)
            meant = f" Is {written} meant to be {key}?" if written else ""
            self.refuse("missing_key", f"{key} is missing.{meant}")
        return self._values.pop(key)


def _alike(key: str, keys: Iterable[str]) -> str | None:
    """The key that is written most like that one, if any is."""
    return next(iter(get_close_matches(key, sorted(keys), n=1, cutoff=0.7)), None)


def read_table(path: Path) -> Table:
    """The whole of a file.

    Raises PolicyRefusedError if it cannot be read or is not TOML; its folder is not named. Windows' editors put a mark
    (BOM) before UTF-8: it is no part of the file.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError:
        raise PolicyRefusedError("not_readable", f"{path.name} cannot be read.") from None
    if len(content) > LARGEST_BYTES:
        raise PolicyRefusedError("too_large", f"{path.name} is too large for a policy.")
    try:
        return Table(tomllib.loads(content.decode("utf-8-sig")), path.name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        what = f" {problem}." if isinstance(problem, tomllib.TOMLDecodeError) else ""
        what = " Save it as UTF-8." if isinstance(problem, UnicodeDecodeError) else what
        raise PolicyRefusedError("not_toml", f"{path.name} is not written in TOML.{what}") from None
