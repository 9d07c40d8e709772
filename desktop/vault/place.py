"""The vault as those see it who store and read sound: the same whether it is a folder or in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from desktop.vault.blobs import BlobKind
    from desktop.vault.container import RangeReader, Written


class NewFile(Protocol):
    """An encrypted file being written, not yet kept: leaving its `with` without `keep` leaves nothing of it."""

    @property
    def written(self) -> Written:
        """Its sizes and digest."""
        ...

    def open(self) -> RangeReader:
        """Open a reader of a file that may yet be given up, to be closed before that. Raises VaultDamagedError."""
        ...

    def sync(self) -> None:
        """Make its bytes last, where that takes time; another thread may do so while they are read."""
        ...

    def keep(self) -> None:
        """Keep it: it is there from now on. Raises SurroundingsError, FileExistsError."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Vault(Protocol):
    """The stored recordings of one office. Holds no key. Rules: `blobs`; each method raises as it does there."""

    def has(self, kind: BlobKind, id: str) -> bool:
        """Return whether that file is there, whole or not."""
        ...

    def store(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Written:
        """Encrypt `plain` into a new file. An error leaves no file behind; one raised by `plain` passes through."""
        ...

    def begin(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> NewFile:
        """Begin a `store`: it is not there until it is kept, and may be read meanwhile."""
        ...

    def rebuild(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> NewFile:
        """Begin a replacement: kept, it replaces the existing file. ValueError for kinds that cannot be rebuilt."""
        ...

    def open(self, kind: BlobKind, id: str, key: bytes) -> RangeReader:
        """Open a reader, to be closed by the caller. Raises VaultDamagedError: `vault_missing`, or see `container`."""
        ...

    def older_than(self, seconds: float) -> Iterator[tuple[BlobKind, str]]:
        """Yield kind and identifier of each stored file that was written so long ago, in no order; however many."""
        ...

    def drop_unfinished(self, seconds: float) -> int:
        """Delete unfinished files that a program killed so long ago left; return how many."""
        ...

    def in_quarantine(self) -> Sequence[tuple[str, str]]:
        """Return day and name (kind, hyphen, identifier) of the files in quarantine, in no order."""
        ...

    def quarantine(self, kind: BlobKind, id: str, day: str) -> bool:
        """Move it into that day's quarantine; return whether that was possible."""
        ...

    def put_back(self, kind: BlobKind, id: str, day: str) -> bool:
        """Restore it from that day's quarantine; not where its place is taken."""
        ...

    def destroy(self, kind: BlobKind, id: str, day: str | None = None) -> bool:
        """Delete the file, or the one in that day's quarantine; a missing one is fine. Return whether it is gone."""
        ...
