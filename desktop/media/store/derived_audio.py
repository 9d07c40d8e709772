"""Derived audio, stored beside its original under its key: the working copy, its loudness, its waveform.

Rules:
- The working copy is derived from the original, the other two from the working copy; each once, when it is needed.
- Audio damaged on the disk is rebuilt, once. The new file exists before the damaged one is deleted, and the damage is
  reported in between: where the original is damaged too, or reporting fails, everything stays as it is.
- Nothing decrypted touches the disk, and nothing is in memory as a whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from desktop.application.ports.sound import Rebuilt, Watcher
from desktop.domain.copies.copy import Recording
from desktop.errors import VaultDamagedError
from desktop.media.formats.pcm_wav import HEADER_SIZE, wav_header
from desktop.media.loudness.track import Meter, Track
from desktop.media.sandbox.decode import decode_blocks
from desktop.media.store.streams import as_wav, pcm_of
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind
from desktop.vault.container import RangeReader
from desktop.vault.keys import open_key
from desktop.vault.place import Vault

if TYPE_CHECKING:
    from desktop.media.waveform.peaks import Peaks


class DerivedAudio:
    """The derived audio of the originals in `blobs`, at a desk whose `identity` opens them."""

    def __init__(self, blobs: Vault, identity: Callable[[], str]) -> None:
        self._blobs = blobs
        self._identity = identity

    @contextlib.contextmanager
    def open(self, kind: BlobKind, original: Recording) -> Iterator[tuple[RangeReader, bytes]]:
        """Open an original's stored file, and the key of all its files. Raises VaultDamagedError."""
        key = open_key(original.key, self._identity(), original.id)
        with self._blobs.open(kind, original.id, key) as reader:
            yield reader, key

    def has(self, kind: BlobKind, original: Recording) -> bool:
        """Return whether it is there, whole or not."""
        return self._blobs.has(kind, original.id)

    def make(self, kind: BlobKind, original: Recording, watcher: Watcher | None = None) -> None:
        """Build what is missing."""
        with self._derived(kind, original, watcher) as (plain, key), contextlib.suppress(FileExistsError):
            self._blobs.store(kind, original.id, plain, key)  # or another has just made the same

    def rebuild_damaged(self, original: Recording, watcher: Watcher | None, rebuilt: Rebuilt | None) -> bool:
        """Rebuild damaged audio derived from the original; return whether any was. Raises VaultDamagedError where the
        original is damaged too: then everything stays as it is.
        """
        rebuilt_any = False
        for kind in DERIVED_FROM_ORIGINALS:
            found = self._damage(kind, original, watcher) if self.has(kind, original) else None
            if found is None:
                continue
            with (
                self._derived(kind, original, watcher) as (plain, key),
                self._blobs.rebuild(kind, original.id, plain, key) as unfinished,
            ):
                if rebuilt is not None:
                    rebuilt(kind.value, found)
                unfinished.keep()
            rebuilt_any = True
        return rebuilt_any

    def waveform(self, original: Recording) -> Peaks:
        """Return its waveform as stored. Raises VaultDamagedError."""
        from desktop.media.waveform.peaks import Peaks

        with self.open(BlobKind.WAVEFORM, original) as (reader, _):
            try:
                peaks = Peaks.from_bytes(reader.read(0, reader.size), original.rate)
            except ValueError as error:
                raise VaultDamagedError("vault_changed") from error
        if (peaks.frames, peaks.channels) != (original.frames, original.channels):
            raise VaultDamagedError("vault_changed")
        return peaks

    def loudness(self, original: Recording, watcher: Watcher | None, passes: int) -> Track:
        """Return its working copy's loudness, measured now if it was not before, as the first of so many passes."""
        if not self.has(BlobKind.LOUDNESS, original):
            with self.open(BlobKind.WORKING, original) as (reader, key):
                for _ in self.measuring(original, key, pcm_of(reader, original, watcher, passes=passes)):
                    pass
        return self._track(original)

    def measuring(self, original: Recording, key: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the same blocks, all of its working copy; after the last, store its loudness beside it."""
        if self.has(BlobKind.LOUDNESS, original):
            yield from blocks
            return
        meter = Meter(original.rate, original.channels)
        for block in blocks:
            meter.add(block)
            yield block
        with contextlib.suppress(FileExistsError):  # another has just measured the same
            self._blobs.store(BlobKind.LOUDNESS, original.id, [meter.end().to_bytes()], key)

    def _track(self, original: Recording) -> Track:
        """Return its loudness as stored. Raises VaultDamagedError."""
        with self.open(BlobKind.LOUDNESS, original) as (reader, _):
            try:
                track = Track.from_bytes(reader.read(0, reader.size))
            except ValueError as error:
                raise VaultDamagedError("vault_changed") from error
        if (track.rate, track.channels, track.frames) != (original.rate, original.channels, original.frames):
            raise VaultDamagedError("vault_changed")
        return track

    def _damage(self, kind: BlobKind, original: Recording, watcher: Watcher | None) -> str | None:
        """Return the code of its damage; None where it is whole. Raises VaultDamagedError where no key opens."""
        try:
            if kind is BlobKind.WORKING:
                self._look_through(original, watcher)
            elif kind is BlobKind.LOUDNESS:
                self._track(original)
            else:
                self.waveform(original)
        except VaultDamagedError as error:
            if error.code == "vault_key_not_ours":
                raise
            return error.code
        return None

    @contextlib.contextmanager
    def _derived(
        self, kind: BlobKind, original: Recording, watcher: Watcher | None
    ) -> Iterator[tuple[Iterator[bytes], bytes]]:
        """Yield an original's derived audio in its stored form, and the key that encrypts it."""
        if kind is BlobKind.WORKING:
            with (
                self.open(BlobKind.ORIGINAL, original) as (reader, key),
                decode_blocks(reader, watcher=watcher) as decoding,
            ):
                yield as_wav(decoding, original, watcher), key
            return
        with self.open(BlobKind.WORKING, original) as (reader, key):
            blocks = pcm_of(reader, original, watcher)
            yield _loudness_of(blocks, original) if kind is BlobKind.LOUDNESS else _waveform_of(blocks, original), key

    def _look_through(self, original: Recording, watcher: Watcher | None) -> None:
        """Read all of its working copy. Raises VaultDamagedError."""
        header = wav_header(original.rate, original.channels, original.frames)
        with self.open(BlobKind.WORKING, original) as (reader, _):
            size = HEADER_SIZE + 2 * original.channels * original.frames
            if reader.size != size or reader.read(0, HEADER_SIZE) != header:
                raise VaultDamagedError("vault_changed")
            for _block in pcm_of(reader, original, watcher):
                pass


def _waveform_of(blocks: Iterator[bytes], original: Recording) -> Iterator[bytes]:
    from desktop.media.waveform.peaks import stored_peaks

    return stored_peaks(blocks, original.channels)


def _loudness_of(blocks: Iterator[bytes], original: Recording) -> Iterator[bytes]:
    meter = Meter(original.rate, original.channels)
    for block in blocks:
        meter.add(block)
    yield meter.end().to_bytes()
