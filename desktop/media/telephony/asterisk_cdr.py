"""Asterisk's call detail records: `Master.csv`, as its module `cdr_csv` writes it.

There is no heading row. The columns are: accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp,
lastdata, start, answer, end, duration, billsec, disposition, amaflags, uniqueid, userfield. The last two are written
only if `cdr.conf` asks for them (`loguniqueid`, `loguserfield`), and three more may follow (`newcdrcolumns`). Without
uniqueid nothing can be joined. Times are local, or UTC with `usegmtime`: the zone is a parameter.

A call has a row for each part of it that Asterisk distinguishes; rows with the same unique id are one call here.

A row of a menu is one that ended in an application that waits for digits (`BackGround`, `WaitExten`, `Read`) without
calling anybody, or in FreePBX's context of a menu, `ivr-N`. What its destination holds, someone dialled in there: an
account number is not an outside party's.

Callers' names are as each carrier sent them, in whatever encoding; the parts read here are ASCII.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import MediaRefusedError
from desktop.media.telephony import facts
from desktop.media.telephony.facts import CallFacts, EndedBecause, Parties
from desktop.media.telephony.names import UNIQUE_ID, second_of

COLUMNS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield"),
)
WIDTHS = range(COLUMNS.index("uniqueid") + 1, len(COLUMNS) + 4)
MOST_PROBLEMS = 1_000
DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
_UNIQUE = re.compile(UNIQUE_ID)
_WITHIN = re.compile(r"[0-9]{9,11}\.[0-9]{1,12}")
_CHANNEL = re.compile(r"[A-Za-z0-9]+/[0-9]{2,6}-[0-9a-fA-F]+(?:;[12])?")
"""That of an extension."""
_MENU = re.compile(r"ivr-[0-9]{1,9}")
_WAITS_FOR_DIGITS = frozenset(("background", "waitexten", "read"))
_ENDED = {
    "transfer": EndedBecause.TRANSFER,
    "blindtransfer": EndedBecause.TRANSFER,
    "attendedtransfer": EndedBecause.TRANSFER,
    "park": EndedBecause.HOLD,
    "parkandannounce": EndedBecause.HOLD,
}


@dataclass(frozen=True)
class Table:
    """The calls by unique id. Of the rows that cannot be read the first thousand: their number (from 1) and a code."""

    calls: Mapping[str, CallFacts] = field(repr=False)
    problems: tuple[tuple[int, str], ...]


def master_csv(data: bytes, zone: tzinfo) -> Table:
    """Read `Master.csv`. Unreadable rows are reported, and skipped.

    Raises MediaRefusedError if it is no such file at all.
    """
    text, _ = facts.decoded(data, facts.LARGEST_TABLE, facts.NO_ENCODING)
    calls: dict[str, CallFacts] = {}
    problems: list[tuple[int, str]] = []
    for number, row in _rows(text):
        try:
            cells = _cells(row)
            calls[cells["uniqueid"]] = _merged(calls.get(cells["uniqueid"]), _call(cells, zone))
        except MediaRefusedError as error:
            problems += [(number, error.code)] if len(problems) < MOST_PROBLEMS else []
    if problems and not calls:
        raise facts.refused("side_not_as_expected")
    return Table(calls, tuple(problems))


def unique_ids(name: str) -> tuple[str, ...]:
    """Return the possible unique ids in a recording's name: a dial plan names recordings as it likes."""
    return tuple(_WITHIN.findall(name))


def _rows(text: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row with its number; None for one that is no row. A quote that never ends costs one row, not all."""
    for number, line in enumerate(io.StringIO(text), 1):
        try:
            rows = list(csv.reader([line], strict=False))
        except csv.Error:
            rows = []
        if line.strip():
            yield number, rows[0] if rows else None


def _cells(row: list[str] | None) -> Mapping[str, str]:
    """Return the cells by column. Raises MediaRefusedError for a row of another kind, or without a unique id."""
    cells = dict(zip(COLUMNS, row or (), strict=False))
    if row is None or len(row) not in WIDTHS or not _UNIQUE.fullmatch(cells["uniqueid"]):
        raise facts.refused("side_not_as_expected")
    return cells


def _call(cells: Mapping[str, str], zone: tzinfo) -> CallFacts:
    unique_id = cells["uniqueid"]
    told = facts.moment(facts.written(cells["start"], DATE_FORMAT), zone)
    start = facts.not_before(told, second_of(unique_id), zone)
    call = facts.call(start, _parties(cells), unique_id=unique_id)
    return replace(call, ended_because=_ENDED.get(cells["lastapp"].casefold()))


def _parties(cells: Mapping[str, str]) -> Parties:
    """Return the parties from source and destination; where both are public numbers, or withheld, from the channels."""
    caller, called = _caller(cells), cells["dst"]
    here, there = (_CHANNEL.fullmatch(cells[column]) for column in ("channel", "dstchannel"))
    if _waited_for_digits(cells) and facts.is_extension(caller):
        return Parties()
    if (_waited_for_digits(cells) or _MENU.fullmatch(cells["dcontext"])) and not facts.is_extension(caller):
        return Parties(facts.number_of(caller), outbound=False)
    found = facts.parties(caller, called)
    if found.outbound is not None:
        return found
    if here and facts.is_outside(called):
        return Parties(facts.number_of(called), outbound=True)
    if there and not facts.is_extension(caller):
        return Parties(facts.number_of(caller), outbound=False)
    return found


def _waited_for_digits(cells: Mapping[str, str]) -> bool:
    """Return whether it ended in an application that waits for digits, and nobody was called."""
    return cells["lastapp"].casefold() in _WAITS_FOR_DIGITS and not cells["dstchannel"].strip()


def _caller(cells: Mapping[str, str]) -> str:
    """Return the caller; from `clid`, a name and a number, where `src` is empty or has no readable number."""
    source, named = cells["src"], cells["clid"]
    if facts.is_outside(source) or facts.is_extension(source):
        return source
    unread = not source.strip() or facts.number_of(source) == UNREADABLE
    return named if unread and facts.is_outside(named) else source


def _merged(known: CallFacts | None, more: CallFacts) -> CallFacts:
    """Merge two rows into one call: it begins with the earlier, and keeps what either says."""
    if known is None:
        return more
    first, then = (known, more) if known.started_at <= more.started_at else (more, known)
    who = first if first.outbound is not None else then
    ended = then.ended_because or first.ended_because
    return replace(first, number=who.number, outbound=who.outbound, ended_because=ended)
