"""The vault in the office's database: the same containers as in a folder (`blobs`), as rows of ciphertext.

Rules:
- only ciphertext reaches the database, under the same kinds, identifiers and contexts as in a folder;
- a file is there whole or not at all, and nothing is ever overwritten; derived audio may be replaced whole;
- a file that is being written is one transaction: a killed program or a lost connection leaves nothing of it, and there
  are no leftovers to drop;
- the database refuses to destroy or quarantine an original or a copy that a living row names. That is no error: the
  file stays, as one does that someone has open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from desktop.errors import VaultDamagedError
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind, checked, context_of

if TYPE_CHECKING:
    import io

    from desktop.application.ports.sound import NewVaultFile, VaultRows
    from desktop.vault.container import RangeReader, Written


class DatabaseVault:
    """The `Vault` over the database's rows. Holds no key."""

    def __init__(self, rows: VaultRows) -> None:
        self._rows = rows

    def has(self, kind: BlobKind, id: str) -> bool:
        """See `place`."""
        return self._rows.has(kind.value, checked(id))

    def store(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> Written:
        """See `place`."""
        with self.begin(kind, id, plain, key) as unfinished:
            unfinished.keep()
            return unfinished.written

    def begin(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> UnfinishedRows:
        """See `place`."""
        return UnfinishedRows(self._rows.begin(kind.value, checked(id)), plain, key, context_of(kind, id))

    def rebuild(self, kind: BlobKind, id: str, plain: Iterable[bytes], key: bytes) -> UnfinishedRows:
        """See `place`."""
        if kind not in DERIVED_FROM_ORIGINALS:
            raise ValueError("an original or an approved copy is never written over")
        return UnfinishedRows(self._rows.begin(kind.value, checked(id), over=True), plain, key, context_of(kind, id))

    def open(self, kind: BlobKind, id: str, key: bytes) -> RangeReader:
        """See `place`."""
        source = self._rows.open(kind.value, checked(id))
        if source is None:
            raise VaultDamagedError("vault_missing")
        return _reader(source, key, context_of(kind, id))

    def older_than(self, seconds: float) -> Iterator[tuple[BlobKind, str]]:
        """See `place`."""
        return ((BlobKind(kind), id) for kind, id in self._rows.older_than(seconds))

    def drop_unfinished(self, seconds: float) -> int:
        """Return 0: an unfinished file is a transaction that never ends well, and leaves nothing."""
        return 0

    def in_quarantine(self) -> list[tuple[str, str]]:
        """See `place`."""
        return [(day, f"{kind}-{id}") for day, kind, id in self._rows.in_quarantine()]

    def quarantine(self, kind: BlobKind, id: str, day: str) -> bool:
        """See `place`."""
        return self._rows.quarantine(kind.value, checked(id), day)

    def put_back(self, kind: BlobKind, id: str, day: str) -> bool:
        """See `place`."""
        return self._rows.put_back(kind.value, checked(id), day)

    def destroy(self, kind: BlobKind, id: str, day: str | None = None) -> bool:
        """See `place`."""
        return self._rows.destroy(kind.value, checked(id), day)


class UnfinishedRows:
    """A file being written to the database, not yet kept."""

    def __init__(self, new: NewVaultFile, plain: Iterable[bytes], key: bytes, context: bytes) -> None:
        from desktop.vault.container import write  # at its first use: the windows do not wait for its ciphers

        self._new, self._key, self._context = new, key, context
        try:
            self.written = write(plain, new, key, context)
            new.finish()
        except BaseException:
            new.drop()
            raise

    def open(self) -> RangeReader:
        """See `place`."""
        return _reader(self._new.reading(), self._key, self._context)

    def sync(self) -> None:
        """Do nothing: the database makes it last when it is kept."""

    def keep(self) -> None:
        """See `place`."""
        self._new.keep()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._new.drop()


def _reader(source: io.RawIOBase, key: bytes, context: bytes) -> RangeReader:
    from desktop.vault.container import RangeReader

    with contextlib.ExitStack() as on_refusal:
        on_refusal.callback(source.close)
        reader = RangeReader(source, key, context)
        on_refusal.pop_all()
    return reader
