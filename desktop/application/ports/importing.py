"""The import ports: a folder's recordings, each with its metadata (rules: `importing`).

Rules:
- A `Candidate` is one recording, opened once; its receiver closes it. A file that cannot be one carries the reason.
- File names hold telephone numbers: `path` is for the report, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop.application.ports.sound import Incoming, Watcher
from desktop.domain.recordings.sources import heading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from desktop.domain.recordings.retention import Source
    from desktop.domain.recordings.sources import Column
    from desktop.errors import MediaRefusedError


@dataclass(frozen=True)
class CallMetadata:
    """A recording's call metadata. `number` as it was given; `outbound` and the rest None where not known."""

    call_at: datetime
    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None
    agent_channel: int | None = None
    ended_because: str | None = None


class OpenFile(Incoming, Protocol):
    """An open file from outside."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Candidate:
    """A recording, open, with `metadata`; or why it is none. `path` is relative to the folder.

    `unmarked`: the error where its name says that it is a recording, but nothing in it does.
    """

    path: str = field(repr=False)
    metadata: CallMetadata | None = None
    file: OpenFile | None = None
    refusal: MediaRefusedError | None = None
    unmarked: MediaRefusedError | None = None

    def close(self) -> None:
        """Close it. Safe at any time."""
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
    """One row; `problem` is the code of why all of it cannot be read."""

    cells: tuple[PreviewCell, ...]
    problem: str = ""


@dataclass(frozen=True)
class TablePreview:
    """The first rows of a table beside the recordings, as an import would read them."""

    path: str = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    problem: str = ""


@dataclass(frozen=True)
class TableSample:
    """The headings and the first rows of a table whose columns the source does not know, as they are written."""

    path: str = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def name(self) -> str:
        """The table's name, without its folder."""
        return self.path.rpartition("/")[2]

    @property
    def choosable(self) -> tuple[str, ...]:
        """The headings that tell a column from the others: not empty, and there once."""
        compared = [heading(column) for column in self.columns]
        alone = [bool(each) and compared.count(each) == 1 for each in compared]
        return tuple(name for name, is_alone in zip(self.columns, alone, strict=True) if is_alone)


@dataclass(frozen=True)
class ReadCell:
    """One cell as a column map reads it: `value` None says nothing. `problem` says why it cannot be read.

    The start of a call is aware, a direction is True for outbound, a length is in seconds. `text`: as it is written.
    """

    value: datetime | str | bool | int | None = field(default=None, repr=False)
    problem: str = ""
    text: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True)
class Survey:
    """An overview of a folder: the number of files to import, the first table that a column map reads, and the first
    that none does.
    """

    files: int
    preview: TablePreview | None = None
    unread: TableSample | None = None


class Folders(Protocol):
    """A reader of folders of recordings. Raises ExternalSystemError where there is nothing at `path`. Long work."""

    def survey(self, path: Path, source: Source, watcher: Watcher | None = None) -> Survey:
        """Scan it once, without opening a recording."""

    def candidates(self, path: Path, source: Source) -> Iterator[Candidate]:
        """Yield every file, in order, one after the other; `path` may be one file."""

    def by_hand(self, path: Path, metadata: CallMetadata) -> Iterator[Candidate]:
        """Yield one file, with metadata that a person enters."""

    def read_as(
        self, sample: TableSample, columns: tuple[tuple[Column, str], ...], date_format: str, zone: ZoneInfo
    ) -> Mapping[Column, tuple[ReadCell, ...]]:
        """Return the cells of each of those columns, row by row, as a map of them would read them.

        Where the time has a column of its own, both are read under STARTED. Quick: of the first rows alone.
        """
