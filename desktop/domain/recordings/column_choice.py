"""A person's choice of what the columns of a table mean: a column map in the making.

- A map leads from a row to the start of a call, and to its recording: by the file's name, or by the call's identifier.
  A column has one meaning. The name of the table may have wildcards, and matches the table that was looked at.
- Dates and times are written in one form. Those that read every given value of the table are `fitting`; where the
  values do not tell the day from the month, the form with the day first comes first.
- A form of `strptime` is made out from how one moment looks in it (`DATE_EXAMPLE`, whose parts are all different
  numbers), and returned only if it reads the text back as that moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from desktop.domain.recordings.retention import Source
from desktop.domain.recordings.sources import Column, SideTable, heading, usable_date_format
from desktop.errors import problems_where

DATE_FORMATS = (
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%y %H:%M:%S", "%d/%m/%y %H:%M"),
    *("%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p"),
    *("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"),
    *("%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"),
    *("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"),
    *("%Y%m%d%H%M%S", "%Y%m%d %H%M%S"),
    *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p"),
)
"""The forms that can be chosen, of `strptime`: those with the month before the day come last."""

_MONTH = (
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|"
    "sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?"
)
_TOKEN = rf"([0-9]+|(?<![a-z])({_MONTH})(?![a-z]))"
_CHANGES = re.compile(rf"{_TOKEN}([-_ .]*{_TOKEN})*", re.IGNORECASE)
"""The parts of a name that change from table to table: digits and months, and what is between them."""
_BRACKETS = re.compile(r"[][]")
"""They would be a set of letters in a pattern."""


def fitting(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the forms that read every one of these texts; none where there is no text."""
    told = [text.strip() for text in texts if text.strip()]
    return tuple(form for form in DATE_FORMATS if told and all(_reads(form, text) for text in told))


def pattern_of(file: str) -> str:
    """Return a name for tables like that one: `calls-*.csv` for `calls-2026-11.csv` or `calls-November.csv`."""
    stem, dot, ending = file.rpartition(".")
    changing = _CHANGES.sub("*", stem if dot else file)
    return _BRACKETS.sub("?", changing) + dot + (ending if dot else "")


@dataclass(frozen=True)
class ColumnChoice:
    """The choice so far. `columns`: the heading of each meaning that has one. `named`: the source's name.

    `table`: the name of the table that was looked at, without its folder; `file`: what tables like it are called.
    """

    table: str
    columns: tuple[tuple[Column, str], ...]
    date_format: str
    zone: ZoneInfo
    file: str
    named: str

    def problems(self, taken: Iterable[str] = ()) -> dict[str, str]:
        """Return the codes of what is missing or contradictory, by field. `taken`: names of other sources."""
        told = {column for column, _ in self.columns}
        twice = {f"column_{column.value}": "column_chosen_twice" for column in self._twice()}
        missing = problems_where(
            ("column_started", "column_started_missing", Column.STARTED not in told),
            ("column_media", "column_media_missing", not told & {Column.MEDIA, Column.UNIQUE_ID}),
            ("date_format", "date_form_missing", not usable_date_format(self.date_format)),
        )
        named = problems_where(
            ("source_name", "source_name_missing", not self.named),
            ("source_name", "source_name_taken", self.named in set(taken)),
        )
        return twice | missing | self._file_problem() | named

    def source(self, like: Source) -> Source:
        """Return the source that reads such tables: otherwise as `like`. Raises ContradictionError with `problems`."""
        table = SideTable(self.file, self.columns, self.date_format)
        return replace(like, name=self.named, zone=self.zone, table=table)

    def _twice(self) -> list[Column]:
        names = [heading(name) for _, name in self.columns]
        return [column for column, name in self.columns if names.count(heading(name)) > 1]

    def _file_problem(self) -> dict[str, str]:
        if fnmatchcase(self.table.casefold(), self.file.casefold()) or table_name_problem(self.file):
            return table_name_problem(self.file)
        return {"table_file": "table_name_of_another"}


def table_name_problem(file: str) -> dict[str, str]:
    """Return why tables cannot be called that, by field."""
    if not file:
        return {"table_file": "table_name_missing"}
    return {"table_file": "table_name_with_folders"} if "/" in file or "\\" in file else {}


def _reads(form: str, text: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True


DATE_EXAMPLE = datetime(2026, 11, 24, 14, 30, 5, tzinfo=UTC)
_PARTS = (
    (r"(?<=05[.,])[0-9]{1,6}", "%f"),
    *(("2026", "%Y"), ("November", "%B"), ("Nov", "%b"), ("Tuesday", "%A"), ("Tue", "%a")),
    *(("24", "%d"), ("11", "%m"), ("26", "%y"), ("14", "%H"), ("02?(?![0-9])|2", "%I"), ("30", "%M")),
    *((r"0?5", "%S"), ("[AP]M", "%p"), (r"[+-]00:?00|Z$", "%z")),
)
_ANY = re.compile("|".join(f"(?P<p{at}>{part})" for at, (part, _) in enumerate(_PARTS)), re.IGNORECASE)


def date_form_of(typed: str) -> str | None:
    """Return the form in which the example was typed; None if it cannot be made out."""
    text = typed.strip()
    form = _ANY.sub(_code, text.replace("%", "%%"))
    if not usable_date_format(form):
        return None
    try:
        read = datetime.strptime(text, form)
    except (ValueError, re.error):
        return None
    is_it = read.replace(tzinfo=None, microsecond=0, second=0) == DATE_EXAMPLE.replace(tzinfo=None, second=0)
    return form if is_it else None


def _code(found: re.Match[str]) -> str:
    return next(code for at, (_, code) in enumerate(_PARTS) if found[f"p{at}"] is not None)
