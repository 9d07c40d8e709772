"""Bringing sound into the vault: originals as they came, approved copies as they were rendered, each under its own key.

Rules:
- The desk's identity opens the retention key; a fresh data key is wrapped by it and bound to the identifier.
- An original is decoded once, in the child process, to see that it is one; what is kept is its bytes as they came.
- Nothing decrypted touches the disk: rendering reads the original from the vault into memory.
- What could not be finished leaves no blob behind (`vault.blobs`), and the caller commits only what was.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence

from desktop.application.ports_sound import Imported, Incoming, Prepared, Proposed, Pyramid, Watcher
from desktop.domain.copy import Recording, SealedKey
from desktop.domain.ids import CopyId, RecordingId
from desktop.domain.removal import RemovedFrames, Style
from desktop.domain.request import RemovedPart
from desktop.errors import ListeningRoomError
from desktop.preparation.decode import decode_blocks
from desktop.preparation.formats import BLOCK_FRAMES
from desktop.preparation.render import HEADER_SIZE, render
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.container import RangeReader
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

    def digest(self, incoming: Incoming, watcher: Watcher | None = None) -> str:
        """SHA-256 of the bytes as they came, hexadecimal."""
        digest = hashlib.sha256()
        for piece in _pieces(incoming, watcher):
            digest.update(piece)
        return digest.hexdigest()

    def lock_away(
        self, id: RecordingId, incoming: Incoming, retention_key_wrapped: bytes, watcher: Watcher | None = None
    ) -> Imported:
        """Decode to see that it is a recording, then store it as it came, and its shape. Raises MediaRefusedError."""
        from desktop.preparation.peaks import peaks_of

        data = b"".join(_pieces(incoming, watcher))
        with decode_blocks(data) as decoding:
            peaks = peaks_of(decoding, decoding.channels)
        key, wrapped = self._data_key(retention_key_wrapped, id)
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.remove, BlobKind.ORIGINAL, id)
            self._blobs.store(BlobKind.PEAKS, id, (peaks.to_bytes(),), key)
            written = self._blobs.store(BlobKind.ORIGINAL, id, (data,), key)
            on_failure.pop_all()
        return Imported(
            id=id,
            format=decoding.format.value,
            rate=decoding.rate,
            channels=decoding.channels,
            frames=decoding.frames,
            digest=written.sha256,
            data_key_wrapped=wrapped,
        )

    def make_working(self, original: Recording, watcher: Watcher | None = None) -> None:
        """Decode it once from the vault into an encrypted 16-bit PCM WAV."""
        if self._blobs.path(BlobKind.WORKING, original.id).exists():
            return
        key = open_key(original.key, self._identity(), original.id)
        with decode_blocks(self._original(original, key)) as decoding:
            wav = render(decoding, original.rate, original.channels, (), frames=original.frames)
            self._blobs.store(BlobKind.WORKING, original.id, wav, key)

    def drop_working(self, id: RecordingId) -> None:
        """Remove the working copy; what is gone already is fine."""
        self._blobs.destroy(BlobKind.WORKING, id)

    def pyramid(self, original: Recording) -> Pyramid:
        """Its shape. Raises VaultDamagedError."""
        from desktop.preparation.peaks import Peaks

        key = open_key(original.key, self._identity(), original.id)
        with self._blobs.open(BlobKind.PEAKS, original.id, key) as reader:
            return Peaks.from_bytes(reader.read(0, reader.size), original.rate)

    def proposals(
        self, original: Recording, agent_channel: int | None, watcher: Watcher | None = None
    ) -> tuple[Proposed, ...]:
        """What is found in its working copy, in order. Raises VaultDamagedError."""
        from desktop.preparation.proposals.find import find_proposals

        key = open_key(original.key, self._identity(), original.id)
        with self._blobs.open(BlobKind.WORKING, original.id, key) as reader:
            blocks = _pcm(reader, original, watcher)
            found = find_proposals(blocks, original.rate, original.channels, agent_channel)
        return tuple(
            Proposed(each.kind.value, each.start_frame, each.end_frame, each.channel, each.confidence) for each in found
        )

    def render(
        self,
        id: CopyId,
        original: Recording,
        removed: Sequence[RemovedPart],
        retention_key_wrapped: bytes,
        style: Style = "silence",
        watcher: Watcher | None = None,
    ) -> Prepared:
        """The working copy with the parts removed, stored under the copies' key."""
        self.make_working(original, watcher)
        parts = [RemovedFrames(part.start, part.end, part.channel) for part in removed]
        key, wrapped = self._data_key(retention_key_wrapped, id)
        own = open_key(original.key, self._identity(), original.id)
        with self._blobs.open(BlobKind.WORKING, original.id, own) as reader:
            blocks = _pcm(reader, original, watcher)
            wav = render(blocks, original.rate, original.channels, parts, frames=original.frames, style=style)
            written = self._blobs.store(BlobKind.APPROVED, id, wav, key)
        return Prepared(id, original.rate, original.channels, original.frames, written.sha256, wrapped)

    def remove(self, kind: str, id: str) -> None:
        """Remove the stored file; what is gone already is fine. Raises SurroundingsError."""
        self._blobs.destroy(BlobKind(kind), id)
        if kind == BlobKind.ORIGINAL:
            self._blobs.destroy(BlobKind.PEAKS, id)
            self._blobs.destroy(BlobKind.WORKING, id)

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

    def _original(self, original: Recording, key: bytes) -> bytes:
        with self._blobs.open(BlobKind.ORIGINAL, original.id, key) as reader:
            return reader.read(0, reader.size)

    def _data_key(self, retention_key_wrapped: bytes, bound_to: str) -> tuple[bytes, bytes]:
        retention_key = unwrap_retention_key(retention_key_wrapped, self._identity())
        key = new_data_key()
        return key, wrap_data_key(retention_key, key, bound_to)


class MemoryBytes:
    """The port `Incoming` over bytes that are in memory already."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        """A part of them."""
        return self._data[offset : offset + length]


def _pieces(incoming: Incoming, watcher: Watcher | None) -> Iterator[bytes]:
    """All of it, in order. Raises ListeningRoomError (`stopped`) soon after the watcher has cancelled."""
    for at in range(0, incoming.size, BLOCK):
        _look(watcher, at, incoming.size)
        yield incoming.read(at, BLOCK)


def _pcm(reader: RangeReader, original: Recording, watcher: Watcher | None) -> Iterator[bytes]:
    """The working copy's sound, in blocks of whole frames."""
    frame = 2 * original.channels
    for at in range(HEADER_SIZE, reader.size, BLOCK_FRAMES * frame):
        _look(watcher, at, reader.size)
        yield reader.read(at, BLOCK_FRAMES * frame)


def _look(watcher: Watcher | None, done: int, total: int) -> None:
    if watcher is None:
        return
    if watcher.cancelled:
        raise ListeningRoomError("stopped", "Stopped. Nothing has been changed.")
    watcher.report(done, total)
