"""Where a vault is kept, and the port to one in the office's database: ciphertext alone, no key.

Kinds are those of the vault.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Sequence


class VaultPlace(StrEnum):
    """Where an office keeps its recordings, the same at each of its PCs; they can move into the database."""

    FOLDER = "folder"
    DATABASE = "database"


class NewVaultFile(Protocol):
    """A file being written. Until it is kept it is nothing to anybody else, and a lost connection leaves nothing."""

    def write(self, data: bytes, /) -> int:
        """Add these bytes; return how many. Raises SurroundingsError."""
        ...

    def finish(self) -> None:
        """Add no more: from now on it can be read here. Raises SurroundingsError."""
        ...

    def reading(self) -> io.RawIOBase:
        """Return what has been written, to be read and closed before it is kept or dropped."""
        ...

    def keep(self) -> None:
        """Keep it: it is there from now on, for everybody. Raises SurroundingsError, FileExistsError."""
        ...

    def drop(self) -> None:
        """Leave nothing of it, unless it was kept. Raises nothing."""
        ...


class VaultRows(Protocol):
    """The files of a vault in the database. Each method raises SurroundingsError where the database fails."""

    def has(self, kind: str, id: str) -> bool:
        """Return whether it is in its place, whole or not."""
        ...

    def begin(self, kind: str, id: str, *, over: bool = False) -> NewVaultFile:
        """Begin a file; `over`: once kept it replaces the existing one. Raises FileExistsError."""
        ...

    def open(self, kind: str, id: str) -> io.RawIOBase | None:
        """Open a file that can be read from any place; None where there is none.

        Reading raises OSError where the database does not answer, and VaultDamagedError (`vault_changed`) where a part
        is missing or is not as long as it was.
        """
        ...

    def older_than(self, seconds: float) -> Iterator[tuple[str, str]]:
        """Yield kind and identifier of each file that was kept so long ago by the database's clock; however many."""
        ...

    def in_quarantine(self) -> Sequence[tuple[str, str, str]]:
        """Return day (`2026-11-24`), kind and identifier of each file in quarantine, in no order."""
        ...

    def quarantine(self, kind: str, id: str, day: str) -> bool:
        """Move it into that day's quarantine; return whether it was. The database refuses what a living row names."""
        ...

    def put_back(self, kind: str, id: str, day: str) -> bool:
        """Restore it from that day's quarantine, unless its place is taken; return whether it was."""
        ...

    def destroy(self, kind: str, id: str, day: str | None) -> bool:
        """Delete it, in its place or in that day's quarantine; return whether it is gone.

        The database refuses to delete an original or a copy that a living row names.
        """
        ...
