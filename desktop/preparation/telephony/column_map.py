"""Any table of calls: which column tells what, and how it is read. Made once for each source of recordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from desktop.errors import MediaRefusedError
from desktop.preparation.telephony.facts import LONGEST_SECONDS, CallFacts, EndedBecause, SideFile
from desktop.preparation.telephony.local_time import Moment, moment, written
from desktop.preparation.telephony.naming import last_component
from desktop.preparation.telephony.parties import extension_of, number_of
from desktop.preparation.telephony.refusals import refused
from desktop.preparation.telephony.text import ended_because


class Field(StrEnum):
    """What a column can tell. A table has STARTED, or a date in STARTED and the time of day in STARTED_TIME."""

    STARTED = "started"
    STARTED_TIME = "started_time"
    MEDIA = "media"
    NUMBER = "number"
    EXTENSION = "extension"
    DIRECTION = "direction"
    LENGTH = "length"
    ENDED = "ended"
    AGENT_CHANNEL = "agent_channel"
    UNIQUE_ID = "unique_id"


_OUT = frozenset(("out", "outbound", "outgoing", "o", "1", "true", "yes"))
_IN = frozenset(("in", "inbound", "incoming", "i", "0", "false", "no"))
_UNTOLD = frozenset(("", "-", "n/a", "null", "none", "unknown"))
_LONGEST_CELL = 4_096


@dataclass(frozen=True)
class ColumnMap:
    """Names of columns by what they tell, compared without regard to capitals and blanks around them.

    `date_format` is one of `strptime`; with a STARTED_TIME column it is that of date, blank and time together. A
    `%z` in it wins over `zone`. Raises MediaRefusedError if the format or the choice of columns cannot be.
    """

    columns: tuple[tuple[Field, str], ...]
    date_format: str
    zone: tzinfo

    def __post_init__(self) -> None:
        fields = [told for told, _ in self.columns]
        names = [heading(name) for _, name in self.columns]
        if Field.STARTED not in fields or len(set(fields)) < len(fields) or len(set(names)) < len(names):
            raise refused("side_column_missing")
        if not _usable(self.date_format):
            raise refused("side_date_format")


def heading(name: str) -> str:
    """A column's name as it is compared."""
    return name.strip().casefold()


def _usable(date_format: str) -> bool:
    """A day must come back as it was written: so a format without a year, or with a bare `%`, is not usable."""
    probe = datetime(2026, 10, 25, 13, 47, 0, tzinfo=UTC)
    try:
        back = datetime.strptime(probe.strftime(date_format), date_format)
    except (ValueError, re.error):
        return False
    return len(date_format) <= 64 and (back.date(), back.hour, back.minute) == (probe.date(), 13, 47)


def cell_problem(told: Field, text: str, column_map: ColumnMap) -> str | None:
    """What is wrong with one cell, as a refusal's code; None if it can be read.

    Date and time in two columns can only be judged together: see `side_file`.
    """
    try:
        if told in (Field.STARTED, Field.STARTED_TIME):
            if not any(field is Field.STARTED_TIME for field, _ in column_map.columns):
                _started({Field.STARTED: text}, column_map)
        else:
            _read(told, text)
    except MediaRefusedError as error:
        return error.code
    return None


def side_file(row: dict[Field, str], column_map: ColumnMap) -> SideFile:
    """One row of the table. Raises MediaRefusedError for the first cell that cannot be read."""
    start = _started(row, column_map)
    told = {field: _read(field, text) for field, text in row.items()}
    facts = CallFacts(
        started_at=start.at,
        number=_text(told.get(Field.NUMBER)),
        extension=_text(told.get(Field.EXTENSION)),
        outbound=value if isinstance(value := told.get(Field.DIRECTION), bool) else None,
        length_seconds=_whole(told.get(Field.LENGTH)),
        ended_because=value if isinstance(value := told.get(Field.ENDED), EndedBecause) else None,
        agent_channel=_whole(told.get(Field.AGENT_CHANNEL)),
        unique_id=_text(told.get(Field.UNIQUE_ID)),
        ambiguous=start.ambiguous,
    )
    media = _text(told.get(Field.MEDIA))
    return SideFile(facts, (media,) if media else ())


def _started(row: dict[Field, str], column_map: ColumnMap) -> Moment:
    text = " ".join(row[field].strip() for field in (Field.STARTED, Field.STARTED_TIME) if field in row)
    return moment(written(text[:200], column_map.date_format), column_map.zone)


def _read(told: Field, text: str) -> str | bool | int | EndedBecause | None:
    text = text.strip()[:_LONGEST_CELL]
    if text.casefold() in _UNTOLD:
        return None
    match told:
        case Field.MEDIA:
            return last_component(text)
        case Field.NUMBER:
            return number_of(text)
        case Field.EXTENSION:
            return extension_of(text)
        case Field.DIRECTION:
            return _direction(text)
        case Field.LENGTH:
            return _length(text)
        case Field.ENDED:
            return ended_because(text)
        case Field.AGENT_CHANNEL:
            return _channel(text)
        case Field.UNIQUE_ID:
            return text[:256]
        case _:
            return None


def _direction(text: str) -> bool:
    if text.casefold() not in _OUT | _IN:
        raise refused("side_direction")
    return text.casefold() in _OUT


def _length(text: str) -> int:
    """Seconds, with or without a fraction that is dropped, or `MM:SS` or `HH:MM:SS`."""
    found = re.fullmatch(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,9})(?:[.,][0-9]{1,9})?", text)
    seconds = (
        sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else -1
    )
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise refused("side_length")
    return seconds


def _channel(text: str) -> int:
    names = {"0": 0, "left": 0, "1": 1, "right": 1}
    if text.casefold() not in names:
        raise refused("side_channel")
    return names[text.casefold()]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return value if type(value) is int else None
