"""Where a policy file comes from, and the strict reading of its tables.

Only a built program looks at the PC's own folder, which no variable moves: `/etc/listening-room`, or `policies` beside
the program on Windows. Where anyone but an administrator could change it, it is refused. From source, `resources` are
used.
Each key once, of its type, within its limits, and no unknown ones: a half-understood policy is worse than none.
PolicyRefusedError names the file, the table and the key.
"""

from __future__ import annotations

import codecs
import os
import sys
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from desktop.config import RESOURCES
from desktop.errors import PolicyRefusedError, in_place_of
from desktop.files.permissions import administrators_alone_change

ROOT = 0
SHIPPED = RESOURCES / "policies"


def machine_folder() -> Path | None:
    """Return the PC's folder of policies, or None where there is no such place."""
    if not getattr(sys, "frozen", False):
        return None
    if sys.platform == "win32":
        return Path(sys.executable).parent / "policies"
    return Path("/etc/listening-room") if sys.platform == "linux" else None


def policy_file(name: str, folder: Path | None = None, owner: int = ROOT) -> Path:
    """Return the policy file of that name in force on this PC; `folder` replaces the PC's own in tests.

    Raises PolicyRefusedError (`not_the_administrators`).
    """
    folder = folder or machine_folder()
    if folder is None or not os.path.lexists(folder / name):
        return SHIPPED / name
    for path in (folder, folder / name):
        _must_be_the_administrators(path, owner)
    return folder / name


def _must_be_the_administrators(path: Path, owner: int) -> None:
    with in_place_of(OSError, PolicyRefusedError("not_readable", file=path.name)):
        is_theirs = administrators_alone_change(path, owner)
    if not is_theirs:
        raise PolicyRefusedError("not_the_administrators", path=str(path))


LARGEST_BYTES = 256 * 1024
_Choice = TypeVar("_Choice", bound=StrEnum)


class Table:
    """One table of a policy file. Every reader takes its key away; `done` refuses unknown ones."""

    def __init__(self, values: Mapping[str, object], where: str) -> None:
        """`where` names the file and the table, for a refusal."""
        self._values = dict(values)
        self._asked: set[str] = set()
        self._where = where

    def refuse(self, code: str, **arguments: str | int) -> NoReturn:
        """Raise PolicyRefusedError with the place among its arguments."""
        raise PolicyRefusedError(code, where=self._where, **arguments)

    def text(self, key: str) -> str:
        """Read a text that is not empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse("not_text", key=key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse("not_texts", key=key)
        return tuple(value)

    def whole(self, key: str, low: int, high: int) -> int:
        """Read a whole number from `low` to `high`."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse("not_whole", key=key)
        if not low <= value <= high:
            self.refuse("out_of_range", key=key, low=low, high=high)
        return value

    def flag(self, key: str) -> bool:
        """Read true or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            self.refuse("not_flag", key=key)
        return value

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        """Read one of a closed set of words."""
        value = self._take(key)
        chosen = [each for each in choices if value == each.value]
        if not chosen:
            self.refuse("not_a_choice", key=key, choices=", ".join(choices))
        return chosen[0]

    def day(self, key: str) -> date:
        """Read a date without a time."""
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse("not_a_date", key=key)
        return value

    def clock_time(self, key: str) -> time:
        """Read a time of day."""
        value = self._take(key)
        if not isinstance(value, time):
            self.refuse("not_a_time", key=key)
        return value

    def table(self, key: str) -> Table:
        """Read a nested table."""
        value = self._take(key)
        if not isinstance(value, dict):
            self.refuse("not_a_table", key=key)
        return Table(value, f"{self._where}, {key}")

    def tables(self, key: str) -> tuple[Table, ...]:
        """Read a list of tables, numbered from 1 in refusals."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.refuse("not_tables", key=key)
        return tuple(Table(each, f"{self._where}, {key} {n}") for n, each in enumerate(value, 1))

    def has(self, key: str) -> bool:
        """Return whether the key is there and not read yet."""
        self._asked.add(key)
        return key in self._values

    def done(self) -> None:
        """Refuse unknown keys."""
        if self._values:
            first = min(self._values)
            known = _alike(first, self._asked)
            keys = ", ".join(sorted(self._values))
            if known:
                self.refuse("unknown_key_alike", keys=keys, written=first, meant=known)
            self.refuse("unknown_key", keys=keys)

    def _take(self, key: str) -> object:
        self._asked.add(key)
        if key not in self._values:
            written = _alike(key, self._values)
            if written:
                self.refuse("missing_key_alike", key=key, written=written)
            self.refuse("missing_key", key=key)
        return self._values.pop(key)


def _alike(key: str, keys: Iterable[str]) -> str | None:
    """Return the key with the most similar spelling, if any."""
    return next(iter(get_close_matches(key, sorted(keys), n=1, cutoff=0.7)), None)


def read_table(path: Path) -> Table:
    """Read a whole file. Raises PolicyRefusedError if it cannot be read or is not TOML; its folder is not named."""
    return table_of(text_of(path), path.name)


def text_of(path: Path) -> str:
    """Return a file's text, lines ended by LF. Raises PolicyRefusedError (`not_readable`, `too_large`, `not_utf8`).

    TOML is UTF-8, and editors of Windows save UTF-8 with a mark (BOM), UTF-16 or their own code page: what says by a
    mark or its zero bytes what it is, is read as that; bytes that are not UTF-8 are read as Windows-1252.
    """
    with in_place_of(OSError, PolicyRefusedError("not_readable", file=path.name)), path.open("rb") as file:
        content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise PolicyRefusedError("too_large", file=path.name)
    for encoding in _encodings(content):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise PolicyRefusedError("not_utf8", file=path.name)


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return ("utf-32",)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in content[:2]:  # a file begins with ASCII: a key, a bracket, a comment
        return ("utf-16-be",) if content[:1] == b"\0" else ("utf-16-le",)
    return ("utf-8-sig", "cp1252")


def table_of(content: str, file: str) -> Table:
    """Read a text; `file` is what refusals call it. Raises PolicyRefusedError where it is not TOML."""
    try:
        return Table(tomllib.loads(content), file)
    except tomllib.TOMLDecodeError as problem:
        raise PolicyRefusedError("not_toml", file=file, problem=str(problem)) from None
    except RecursionError:
        raise PolicyRefusedError("too_deep", file=file) from None
