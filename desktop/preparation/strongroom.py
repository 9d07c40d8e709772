"""Bringing sound into the vault: originals as they came, approved copies as they were rendered, each under its own key.

Rules:
- The desk's identity opens the retention key; a fresh data key is wrapped by it and bound to the identifier.
- An original is decoded once, in the child process, to see that it is one; what is kept is its bytes as they came.
- Nothing decrypted touches the disk: rendering reads the original from the vault into memory.
- What could not be finished leaves no blob behind (`vault.blobs`), and the caller commits only what was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from desktop.application.ports import Imported, Prepared
from desktop.domain.copy import Recording, SealedKey
from desktop.domain.ids import CopyId, RecordingId
from desktop.domain.removal import RemovedFrames
from desktop.domain.request import RemovedPart
from desktop.preparation.decode import decode_blocks
from desktop.preparation.render import render
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.envelopes import unwrap_retention_key, wrap_data_key, wrap_retention_key
from desktop.vault.keys import new_data_key, new_retention_key, open_key

BLOCK = 1 << 20
DAY_SECONDS = 24 * 3600


class VaultStrongroom:
    """The port `Strongroom`, at a desk whose `identity` opens originals."""

    def __init__(self, blobs: Blobs, identity: Callable[[], str]) -> None:
        self._blobs = blobs
        self._identity = identity

    def new_retention_key(self, recipients: Sequence[str]) -> bytes:
        """A fresh retention key, wrapped to these recipients."""
        return wrap_retention_key(new_retention_key(), recipients)

    def digest(self, data: bytes) -> str:
        """SHA-256 of the bytes as they came, hexadecimal."""
        return hashlib.sha256(data).hexdigest()

    def lock_away(self, id: RecordingId, data: bytes, retention_key_wrapped: bytes) -> Imported:
        """Decode to see that it is a recording, then store it as it came. Raises MediaRefusedError."""
        with decode_blocks(data) as decoding:
            for _ in decoding:
                pass
        key, wrapped = self._data_key(retention_key_wrapped, id)
        written = self._blobs.store(BlobKind.ORIGINAL, id, _pieces(data), key)
        return Imported(
            id=id,
            format=decoding.format.value,
            rate=decoding.rate,
            channels=decoding.channels,
            frames=decoding.frames,
            digest=written.sha256,
            data_key_wrapped=wrapped,
        )

    def render(
        self, id: CopyId, original: Recording, removed: Sequence[RemovedPart], retention_key_wrapped: bytes
    ) -> Prepared:
        """Decode the original from the vault, remove the parts, store the copy under the copies' key."""
        parts = [RemovedFrames(part.start, part.end, part.channel) for part in removed]
        key, wrapped = self._data_key(retention_key_wrapped, id)
        with decode_blocks(self._original(original)) as decoding:
            frames = original.frames
            wav = render(decoding, original.rate, original.channels, parts, frames=frames)
            written = self._blobs.store(BlobKind.APPROVED, id, wav, key)
        return Prepared(id, original.rate, original.channels, original.frames, written.sha256, wrapped)

    def remove(self, kind: str, id: str) -> None:
        """Remove the stored file; what is gone already is fine. Raises SurroundingsError."""
        self._blobs.destroy(BlobKind(kind), id)

    def remove_all_but(self, living: frozenset[str]) -> int:
        """Remove files that nothing living names, once they are older than a day (an import may be under way)."""
        left = [(kind, id) for kind, id in self._blobs.older_than(DAY_SECONDS) if id not in living]
        for kind, id in left:
            self._blobs.destroy(kind, id)
        return len(left) + self._blobs.drop_unfinished(DAY_SECONDS)

    def reseal(self, sealed: SealedKey, id: str, retention_key_wrapped: bytes) -> bytes:
        """The same data key, under another retention key. Raises VaultDamagedError."""
        data_key = open_key(sealed, self._identity(), id)
        return wrap_data_key(unwrap_retention_key(retention_key_wrapped, self._identity()), data_key, id)

    def _original(self, original: Recording) -> bytes:
        key = open_key(original.key, self._identity(), original.id)
        with self._blobs.open(BlobKind.ORIGINAL, original.id, key) as reader:
            return reader.read(0, reader.size)

    def _data_key(self, retention_key_wrapped: bytes, bound_to: str) -> tuple[bytes, bytes]:
        retention_key = unwrap_retention_key(retention_key_wrapped, self._identity())
        key = new_data_key()
        return key, wrap_data_key(retention_key, key, bound_to)


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), BLOCK):
        yield data[at : at + BLOCK]
