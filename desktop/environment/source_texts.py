"""The lines of the keeping policy that say how the recordings of a telephone system are named, described and read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from desktop.domain.recordings.sources import Names
from desktop.environment.toml_edits import edited, without_table, written

if TYPE_CHECKING:
    from desktop.domain.recordings.keeping import Source

_SOURCES = re.compile(r"\s*\[\[\s*sources\s*\]\]\s*(#.*)?")
_TABLE = re.compile(r"\s*table\s*=")


def with_reading(content: str, source: Source) -> str:
    """Return the text with how the source of that name is read: its zone and names, its lines, when it deletes."""
    wanted, there = _there(content, source.name)
    said = {
        "zone": source.zone.key,
        "names": source.names.value if source.names is not Names.ANY or "names" in there else None,
        "outside_line": source.outside_line or None,
        "agent_channel": source.agent_channel,
        "system_days": source.system_days,
    }
    place, others = wanted["sources"].index(there), dict[str, str | int | None]()
    for key, value in said.items():
        if there.pop(key, None) != value:
            others[key] = value
        if value is not None:
            there[key] = value
    return edited(content, _with_values(content, place, others), wanted)


def with_table(content: str, source: Source) -> str:
    """Return the text with the table beside the recordings of the source of that name, or without one."""
    wanted, there = _there(content, source.name)
    place = wanted["sources"].index(there)
    if there.pop("table", None) is not None:
        content = edited(content, _without_table(content, place), wanted)
    if source.table is None:
        return content
    there["table"] = side_table(source)
    return edited(content, with_side_table(content, place, written({"table": there["table"]}, "sources.")), wanted)


def without_source(content: str, name: str) -> str:
    """Return the text without the source of that name."""
    wanted, there = _there(content, name)
    wanted["sources"].remove(there)
    return edited(content, without_table(content, "sources") if "table" not in there else (), wanted)


def side_table(source: Source) -> dict[str, Any]:
    """Return the values of the table beside the source's recordings; what is as without it is left out."""
    assert source.table is not None, "it is what is written"
    columns = {column.value: name for column, name in source.table.columns}
    said: dict[str, Any] = {"file": source.table.file}
    return said | ({"date_format": source.table.date_format, "columns": columns} if columns else {})


def with_side_table(content: str, place: int, more: str) -> Iterator[str]:
    """Yield the text with these lines at the end of the source of that place (from 0), before its last comments."""
    lines = content.split("\n")
    if (found := _bounds(lines, place)) is not None:
        begins, ends = found
        last = max(at for at in range(begins, ends) if lines[at].strip() and not lines[at].startswith("#"))
        yield "\n".join((*lines[: last + 1], more.strip("\n"), *lines[last + 1 :]))


def _without_table(content: str, place: int) -> Iterator[str]:
    """Yield the text without the table of the source of that place (from 0): in a line, or under heads of its own."""
    lines = content.split("\n")
    found = _bounds(lines, place)
    if found is None:
        return
    begins, ends = found
    yield "\n".join(line for at, line in enumerate(lines) if at not in range(begins, ends) or not _TABLE.match(line))
    heads = [at for at, line in enumerate(lines) if line.strip().startswith("[") and at >= ends]
    of_others = (at for at in heads if not lines[at].strip().startswith("[sources.table"))
    after = next(of_others, len(lines))
    gone = [at for at in range(ends, after) if lines[at].strip() and not lines[at].startswith("#")]
    yield "\n".join(line for at, line in enumerate(lines) if at not in gone)


def _there(content: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    wanted = tomllib.loads(content)
    return wanted, next(each for each in wanted["sources"] if each["name"] == name)


def _bounds(lines: list[str], place: int) -> tuple[int, int] | None:
    """Return the head's line of the source of that place (from 0), and the line after its own; None: not found."""
    heads = [at for at, line in enumerate(lines) if line.strip().startswith("[")]
    sources = [at for at in heads if _SOURCES.fullmatch(lines[at])]
    if place >= len(sources):
        return None
    return sources[place], next((at for at in heads if at > sources[place]), len(lines))


def _with_values(content: str, place: int, said: Mapping[str, str | int | None]) -> Iterator[str]:
    """Yield the text with these values among the own lines of the source of that place (from 0); None: without."""
    lines = content.split("\n")
    found = _bounds(lines, place)
    if found is None:
        return
    begins, ends = found[0] + 1, found[1]
    own = lines[begins:ends]
    for key, value in said.items():
        at = next((n for n, line in enumerate(own) if re.match(rf"\s*{key}\s*=", line)), None)
        line = [] if value is None else [written({key: value}).strip("\n")]
        if at is not None:
            own[at : at + 1] = line
        elif line:
            last = max((n for n, each in enumerate(own) if each.strip() and not each.startswith("#")), default=-1)
            own[last + 1 : last + 1] = line
    yield "\n".join((*lines[:begins], *own, *lines[ends:]))
