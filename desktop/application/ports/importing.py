"""What an import needs of the folder that it is given: recordings with what is told about each (rules: `importing`).

Rules:
- A `Candidate` is one recording, opened once; whoever takes it closes it. What cannot be one carries the reason.
- Names of files hold telephone numbers: `path` is for the report, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop.application.ports.sound import Incoming, Watcher
from desktop.domain.recordings.keeping import Source
from desktop.errors import MediaRefusedError


@dataclass(frozen=True)
class Told:
    """What is told about a recording. `number` as it was given; `outbound` and the rest None where it is not told."""

    call_at: datetime
    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None
    agent_channel: int | None = None
    ended_because: str | None = None


class OpenFile(Incoming, Protocol):
    """A file from outside that is open."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Candidate:
    """A recording, `told` of and open; or why it is none. `path` is relative to the folder.

    `unmarked`: what to say where nothing in it says that it is a recording, but its name does.
    """

    path: str = field(repr=False)
    told: Told | None = None
    file: OpenFile | None = None
    refusal: MediaRefusedError | None = None
    unmarked: MediaRefusedError | None = None

    def close(self) -> None:
        """Safe at any time."""
        if self.file is not None:
            self.file.close()


@dataclass(frozen=True)
class PreviewCell:
    """One cell of a table; `problem` says why it cannot be read."""

    text: str = field(repr=False)
    used: bool = False
    problem: str = ""


@dataclass(frozen=True)
class PreviewRow:
    """One row; `problem` is the code of why the whole cannot be read."""

    cells: tuple[PreviewCell, ...]
    problem: str = ""


@dataclass(frozen=True)
class TablePreview:
    """The first rows of a table beside the recordings, as they would be read."""

    path: str = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    problem: str = ""


@dataclass(frozen=True)
class Survey:
    """What lies in a folder: how many files an import looks at, and the first table that is read by a column map."""

    files: int
    preview: TablePreview | None = None


class Folders(Protocol):
    """Reads folders of recordings. Raises SurroundingsError where there is nothing at `path`. Long work."""

    def survey(self, path: Path, source: Source, watcher: Watcher | None = None) -> Survey:
        """Look it through once, without opening a recording."""
        ...

    def candidates(self, path: Path, source: Source) -> Iterator[Candidate]:
        """Every file, in order, one after the other; `path` may be one file."""
        ...

    def by_hand(self, path: Path, told: Told) -> Iterator[Candidate]:
        """One file, about which a person tells what is to be told."""
        ...
