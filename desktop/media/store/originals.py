"""Originals in the vault: importing one, and the audio derived from it: working copy, loudness, waveform.

- Importing leaves nothing behind and wastes no time. The decoding child is started; the file is read once, hashed, and
  written encrypted under a temporary name; the child decodes the written file, so that nobody can have changed it in
  between, and its blocks become the waveform, encrypted as it is measured. If all of it was decoded, both are given
  their names. If anything was refused, failed or was stopped, neither is.
- The working copy is derived from the original, loudness and waveform from the working copy; each once, when it is
  needed. They are stored beside the original under its key.
- Audio damaged on the disk is rebuilt, once. The new file exists before the damaged one is deleted, and the damage is
  reported in between: where the original is damaged too, or reporting fails, everything stays as it is.
- Nothing decrypted touches the disk, nothing is in memory as a whole, and whoever waits can stop it at each piece.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.application.ports.sound import Incoming, Rebuilt, Watcher
from desktop.domain.copies.copy import Recording
from desktop.errors import ListeningRoomError, VaultDamagedError
from desktop.media.formats.detection import must_begin_like_sound
from desktop.media.formats.formats import refused
from desktop.media.formats.pcm_wav import HEADER_SIZE, PCM_BLOCK, wav_header
from desktop.media.loudness.loudness import Meter, Track
from desktop.media.sandbox.decoding import Decoder, Decoding, decode_blocks
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind, NewFile
from desktop.vault.container import RangeReader
from desktop.vault.keys import open_key
from desktop.vault.place import Vault

if TYPE_CHECKING:
    from desktop.media.waveform.peaks import Peaks


PIECE = 1 << 20


def look(watcher: Watcher | None, done: int, total: int) -> None:
    """Report the progress. Raises ListeningRoomError (`stopped`) where it was cancelled."""
    if watcher is None:
        return
    if watcher.cancelled:
        raise ListeningRoomError("stopped")
    watcher.report(done, total)


def pieces(incoming: Incoming, watcher: Watcher | None, *, passes: int = 1) -> Iterator[bytes]:
    """Yield all of it, in order, as the first of so many passes. Raises MediaRefusedError, also if its length changed.

    A growing file is being written: its beginning, if imported, would be taken for the whole.
    """
    for at in range(0, incoming.size, PIECE):
        look(watcher, at, passes * incoming.size)
        wanted = min(PIECE, incoming.size - at)
        piece = incoming.read(at, wanted)
        if len(piece) != wanted:
            raise refused("media_changed")
        yield piece
    if incoming.read(incoming.size, 1):
        raise refused("media_changed")


def second_pass(decoding: Decoding, size: int, watcher: Watcher | None) -> Iterator[bytes]:
    """Yield the blocks of a recording of `size` bytes that `pieces` went through before."""
    for block in decoding:
        look(watcher, size + decoding.reached, 2 * size)
        yield block


def as_wav(decoding: Decoding, original: Recording, watcher: Watcher | None) -> Iterator[bytes]:
    """Yield the decoded blocks as a WAV. Raises MediaRefusedError where they differ from those at import."""
    if (decoding.rate, decoding.channels) != (original.rate, original.channels):
        raise refused("media_length_differs")
    yield wav_header(original.rate, original.channels, original.frames)
    for block in decoding:
        if decoding.frames > original.frames:
            break
        look(watcher, decoding.frames, original.frames)
        yield block
    if decoding.frames != original.frames:
        raise refused("media_length_differs")


def pcm_of(
    reader: RangeReader, original: Recording, watcher: Watcher | None = None, *, number: int = 1, passes: int = 1
) -> Iterator[bytes]:
    """Yield the sound of a working copy, in blocks of whole frames, as pass `number` (from 1) of so many."""
    size = PCM_BLOCK - PCM_BLOCK % (2 * original.channels)
    for at in range(HEADER_SIZE, reader.size, size):
        look(watcher, (number - 1) * reader.size + at, passes * reader.size)
        yield reader.read(at, size)


@dataclass(frozen=True)
class Kept:
    """An imported file: its digest, and the decoder's facts."""

    digest: str
    decoding: Decoding


def ingest(
    blobs: Vault, id: str, incoming: Incoming, key: bytes, *, watcher: Watcher | None = None, digest: str | None = None
) -> Kept:
    """Store an original and its waveform under `key`. `digest`: the expected one, where it is known already.

    A waveform that outlived its original is overwritten.

    Raises MediaRefusedError, ExternalSystemError, and ListeningRoomError (`stopped`).
    """
    must_begin_like_sound(incoming)
    with contextlib.ExitStack() as stack:
        decoder = stack.enter_context(contextlib.closing(Decoder(incoming.size, watcher=watcher)))
        plain = pieces(incoming, watcher, passes=2)
        original = stack.enter_context(blobs.begin(BlobKind.ORIGINAL, id, plain, key))
        if digest not in (None, original.written.sha256):
            raise refused("media_changed")
        with original.open() as reader, contextlib.closing(decoder), _made_to_last(original):  # fed while it is open
            decoding = decoder.decode(reader)
            waveform = _waveform(decoding, incoming.size, watcher)
            peaks = stack.enter_context(blobs.rebuild(BlobKind.WAVEFORM, id, waveform, key))
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(blobs.destroy, BlobKind.WAVEFORM, id)
            peaks.keep()
            original.keep()
            on_failure.pop_all()
        return Kept(original.written.sha256, decoding)


def _waveform(decoding: Decoding, size: int, watcher: Watcher | None) -> Iterator[bytes]:
    from desktop.media.waveform.peaks import stored_peaks

    return stored_peaks(second_pass(decoding, size, watcher), decoding.channels)


@contextlib.contextmanager
def _made_to_last(stored: NewFile) -> Iterator[None]:
    """Sync the file by the end of the `with`; the disk works on it meanwhile."""
    with ThreadPoolExecutor(1, "vault-sync") as other:
        lasting = other.submit(stored.sync)
        yield
        lasting.result()


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
