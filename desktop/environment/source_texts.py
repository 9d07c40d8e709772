"""The lines of the keeping policy that say how the recordings of a telephone system are named and read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from desktop.domain.recordings.sources import Names
from desktop.environment.toml_edits import edited, written

if TYPE_CHECKING:
    from desktop.domain.recordings.keeping import Source


def with_reading(content: str, source: Source) -> str:
    """Return the text with how the source of that name is read: its zone, its names, its outside line."""
    wanted = tomllib.loads(content)
    there = next(each for each in wanted["sources"] if each["name"] == source.name)
    said = {
        "zone": source.zone.key,
        "names": source.names.value if source.names is not Names.ANY or "names" in there else None,
        "outside_line": source.outside_line or None,
    }
    place, others = wanted["sources"].index(there), {}
    for key, value in said.items():
        if there.pop(key, None) != value:
            others[key] = value
        if value is not None:
            there[key] = value
    return edited(content, _with_values(content, place, others), wanted)


def _with_values(content: str, place: int, said: Mapping[str, str | None]) -> Iterator[str]:
    """Yield the text with these values among the own lines of the source of that place (from 0); None: without."""
    lines = content.split("\n")
    heads = [at for at, line in enumerate(lines) if line.strip().startswith("[")]
    sources = [at for at in heads if re.fullmatch(r"\s*\[\[\s*sources\s*\]\]\s*(#.*)?", lines[at])]
    if place >= len(sources):
        return
    begins = sources[place] + 1
    ends = next((at for at in heads if at >= begins), len(lines))
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
