"""Sound in the vault: originals as they came, the audio derived from them, approved copies as they were rendered.

- The desk's identity opens the retention key; a fresh data key is wrapped by it and bound to the identifier.
- A transcript is encrypted under the key of its original or copy, and stored in the database (`vault.container`).
- Importing leaves nothing behind and wastes no time. The decoding child is started; the file is read once, hashed, and
  written encrypted under a temporary name; the child decodes the written file, so that nobody can have changed it in
  between, and its blocks become the waveform, encrypted as it is measured. If all of it was decoded, both are given
  their names. If anything was refused, failed or was stopped, neither is.
- The working copy is the PCM that an original was decoded to, once; it is marked, played and rendered. So marking,
  hearing and removal agree, to the frame. Loudness and waveform are derived from it. Each is made once, when it is
  needed, and stored beside the original under its key.
- Derived audio damaged on the disk is rebuilt, once, when the original is opened or a copy rendered. The new file is
  there before the damaged one is deleted, and the damage is reported in between: where the original is damaged too, or
  reporting fails, everything stays as it is. A damaged original or approved copy is refused.
- Nothing decrypted touches the disk, nothing is in memory as a whole, and whoever waits can stop it at each piece.
- Unfinished work leaves no blob behind (`vault.blobs`), and the caller commits only finished work.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.application.ports import sound
from desktop.application.ports.sound import Incoming, Rebuilt, StoredSound, Watcher
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import RemovedFrames, RemovedPart, Style
from desktop.domain.copies.transcript import Cue, SealedTranscript, Transcript
from desktop.domain.shared.ids import CopyId, RecordingId
from desktop.errors import ListeningRoomError, VaultDamagedError
from desktop.media.formats.detection import must_begin_like_sound
from desktop.media.formats.formats import HEADER_SIZE, PCM_BLOCK, pcm_between, refused, wav_header
from desktop.media.formats.subtitles import read_subtitles
from desktop.media.loudness import Meter, Track, measured
from desktop.media.proposals.proposals import find_proposals
from desktop.media.render import level_of, render
from desktop.media.sandbox.decoding import Decoder, Decoding, decode_blocks
from desktop.media.waveform import Peaks, detail_of, stored_peaks
from desktop.vault import keys
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind, NewFile
from desktop.vault.container import RangeReader, seal_transcript, unseal_transcript
from desktop.vault.place import Vault

T = TypeVar("T")
PIECE = 1 << 20
"""How many bytes of a file are read at once, where all of it is."""


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
            waveform = stored_peaks(second_pass(decoding, incoming.size, watcher), decoding.channels)
            peaks = stack.enter_context(blobs.rebuild(BlobKind.WAVEFORM, id, waveform, key))
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(blobs.destroy, BlobKind.WAVEFORM, id)
            peaks.keep()
            original.keep()
            on_failure.pop_all()
        return Kept(original.written.sha256, decoding)


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
        key = keys.open_key(original.key, self._identity(), original.id)
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
            blocks, channels = pcm_of(reader, original, watcher), original.channels
            if kind is BlobKind.WAVEFORM:
                yield stored_peaks(blocks, channels), key
            else:
                yield iter([measured(blocks, original.rate, channels).to_bytes()]), key

    def _look_through(self, original: Recording, watcher: Watcher | None) -> None:
        """Read all of its working copy. Raises VaultDamagedError."""
        header = wav_header(original.rate, original.channels, original.frames)
        with self.open(BlobKind.WORKING, original) as (reader, _):
            size = HEADER_SIZE + 2 * original.channels * original.frames
            if reader.size != size or reader.read(0, HEADER_SIZE) != header:
                raise VaultDamagedError("vault_changed")
            for _block in pcm_of(reader, original, watcher):
                pass


def prefetch(items: Iterable[T]) -> Generator[T, None, None]:
    """Yield the same items, each made in a thread while its predecessor is used. An error comes where its item would.

    No thread is left once the iteration has ended, was closed or failed.
    """
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        coming = worker.submit(_next, source)
        while item := coming.result():
            coming = worker.submit(_next, source)
            yield item[0]


def _next(source: Iterator[T]) -> tuple[T] | None:
    """Return one more, if there is one, in a tuple so that it cannot be taken for the end."""
    for item in source:
        return (item,)
    return None


class VaultStrongroom:
    """The port `Strongroom`, at a desk whose `identity` opens originals."""

    def __init__(self, blobs: Vault, identity: Callable[[], str]) -> None:
        self._blobs = blobs
        self._identity = identity
        self._derived = DerivedAudio(blobs, identity)

    def new_retention_key(self, recipients: Sequence[str]) -> bytes:
        """Return a fresh retention key, wrapped to these recipients."""
        return keys.wrap_retention_key(keys.new_retention_key(), recipients)

    def digest(self, incoming: Incoming, watcher: Watcher | None = None) -> str:
        """Return the SHA-256 of the bytes as they came, hexadecimal."""
        digest = hashlib.sha256()
        for piece in pieces(incoming, watcher):
            digest.update(piece)
        return digest.hexdigest()

    def lock_away(
        self,
        id: RecordingId,
        incoming: Incoming,
        retention_key_wrapped: bytes,
        watcher: Watcher | None = None,
        digest: str | None = None,
    ) -> sound.Imported:
        """Store it as it came, and its waveform, if it can be decoded. `digest`: the earlier result of `digest`.

        Raises MediaRefusedError, ExternalSystemError.
        """
        key, wrapped = self._data_key(retention_key_wrapped, id)
        kept = ingest(self._blobs, id, incoming, key, watcher=watcher, digest=digest)
        return sound.Imported(
            id=id,
            format=kept.decoding.format.value,
            rate=kept.decoding.rate,
            channels=kept.decoding.channels,
            frames=kept.decoding.frames,
            digest=kept.digest,
            data_key_wrapped=wrapped,
        )

    def make_working(self, original: Recording, watcher: Watcher | None = None, rebuilt: Rebuilt | None = None) -> None:
        """Decode it once from the vault into an encrypted 16-bit PCM WAV; an existing one is read through.

        Raises MediaRefusedError, VaultDamagedError, ExternalSystemError.
        """
        if not self._derived.has(BlobKind.WORKING, original):
            self._derived.make(BlobKind.WORKING, original, watcher)
        self._derived.rebuild_damaged(original, watcher, rebuilt)

    def drop_working(self, id: RecordingId) -> None:
        """Delete the working copy and its loudness; missing ones are fine."""
        self._blobs.destroy(BlobKind.LOUDNESS, id)
        self._blobs.destroy(BlobKind.WORKING, id)

    def waveform(self, original: Recording) -> sound.WaveformLevels:
        """Return its waveform, rebuilt where it is missing. Raises VaultDamagedError."""
        if not self._derived.has(BlobKind.WAVEFORM, original):
            self.make_working(original)
            self._derived.make(BlobKind.WAVEFORM, original)
        return self._derived.waveform(original)

    def waveform_detail(self, original: Recording, start: int, end: int) -> sound.WaveformDetail:
        """Return a finer waveform of a part, from its working copy: see `detail_of`. Raises VaultDamagedError."""
        with self._derived.open(BlobKind.WORKING, original) as (reader, _):
            return detail_of(reader, original, start, end)

    def proposals(
        self, original: Recording, agent_channel: int | None, watcher: Watcher | None = None
    ) -> tuple[sound.Proposed, ...]:
        """Return the proposals from its working copy, in order. Raises VaultDamagedError.

        This reads all of it; its loudness is measured in the same pass, so that no copy has to wait for that.
        """
        with self._derived.open(BlobKind.WORKING, original) as (reader, key):
            measuring = self._derived.measuring(original, key, pcm_of(reader, original, watcher))
            with contextlib.closing(prefetch(measuring)) as blocks:
                return find_proposals(blocks, original.rate, original.channels, agent_channel)

    def render(
        self,
        id: CopyId,
        original: Recording,
        removed: Sequence[RemovedPart],
        retention_key_wrapped: bytes,
        style: Style = "silence",
        watcher: Watcher | None = None,
        rebuilt: Rebuilt | None = None,
    ) -> sound.Prepared:
        """Render the working copy with the parts removed, at a comfortable level, stored under the copies' key.

        What remains is measured before it is raised: in a recording of known loudness, near the parts alone.
        """
        if not self._derived.has(BlobKind.WORKING, original):
            self._derived.make(BlobKind.WORKING, original, watcher)
        work = partial(self._render, id, original, removed, retention_key_wrapped, style, watcher)
        try:
            return work()
        except VaultDamagedError:
            if not self._derived.rebuild_damaged(original, watcher, rebuilt):
                raise
        return work()

    def _render(
        self,
        id: CopyId,
        original: Recording,
        removed: Sequence[RemovedPart],
        retention_key_wrapped: bytes,
        style: Style,
        watcher: Watcher | None,
    ) -> sound.Prepared:
        rate, channels, frames = original.rate, original.channels, original.frames
        parts = [RemovedFrames(part.start, part.end, part.channel) for part in removed]
        key, wrapped = self._data_key(retention_key_wrapped, id)
        passes = 1 if self._derived.has(BlobKind.LOUDNESS, original) else 2
        track = self._derived.loudness(original, watcher, passes)
        with self._derived.open(BlobKind.WORKING, original) as (reader, _):
            level = level_of(track, parts, partial(pcm_between, reader, channels))
            blocks = pcm_of(reader, original, watcher, number=passes, passes=passes)
            wav = render(blocks, rate, channels, parts, frames=frames, style=style, gain_cdb=level.gain_cdb)
            with contextlib.closing(prefetch(wav)) as coming:
                digest = self._blobs.store(BlobKind.APPROVED, id, coming, key).sha256
        return sound.Prepared(
            id, rate, channels, frames, digest, wrapped, level.gain_cdb, level.true_peak_cdb, level.loudness_cdb
        )

    def read_subtitles(self, file: Path) -> tuple[Cue, ...]:
        """Return the lines of a transcript as a file. Raises MediaRefusedError."""
        return read_subtitles(file)

    def seal_transcript(self, key: SealedKey, id: str, transcript: Transcript, version: int) -> SealedTranscript:
        """Encrypt it under that data key. Raises VaultDamagedError."""
        return seal_transcript(transcript, version, keys.open_key(key, self._identity(), id), id)

    def read_transcript(self, original: Recording, sealed: SealedTranscript) -> Transcript:
        """Decrypt the transcript of an original. Raises VaultDamagedError."""
        return unseal_transcript(sealed, keys.open_key(original.key, self._identity(), original.id), original.id)

    def flaw_of(self, stored: StoredSound) -> str | None:
        """Read it through; return the code of what is wrong with it, None where it is whole. Raises VaultDamagedError
        (`vault_key_not_ours`) where this desk does not open it.
        """
        kind, id = BlobKind(stored.file.kind), stored.file.id
        key, digest = keys.open_key(stored.key, self._identity(), id), hashlib.sha256()
        try:
            with self._blobs.open(kind, id, key) as reader:
                for at in range(0, reader.size, PIECE):
                    digest.update(reader.read(at, PIECE))
        except VaultDamagedError as error:
            return error.code
        return None if digest.hexdigest() == stored.digest else "vault_changed"

    def remove(self, kind: str, id: str) -> None:
        """Delete the stored file; with an original its waveform and working copy. Missing ones are fine.

        A file that someone has open stays (Windows); its key is gone. Raises ExternalSystemError.
        """
        self._blobs.destroy(BlobKind(kind), id)
        if kind == BlobKind.ORIGINAL:
            self._blobs.destroy(BlobKind.WAVEFORM, id)
            self.drop_working(RecordingId(id))

    def has_original(self, id: RecordingId) -> bool:
        """Return whether its file is there, whole or not."""
        return self._blobs.has(BlobKind.ORIGINAL, id)

    def store_again(self, original: Recording, incoming: Incoming, watcher: Watcher | None = None) -> bool:
        """Restore an original whose file is gone, under its own key. Return whether it was gone.

        Raises MediaRefusedError, VaultDamagedError, ExternalSystemError.
        """
        if self._derived.has(BlobKind.ORIGINAL, original):
            return False
        key = keys.open_key(original.key, self._identity(), original.id)
        ingest(self._blobs, original.id, incoming, key, watcher=watcher, digest=original.digest)
        return True

    def reseal(self, sealed: SealedKey, id: str, retention_key_wrapped: bytes) -> bytes:
        """Wrap the same data key under another retention key. Raises VaultDamagedError."""
        data_key = keys.open_key(sealed, self._identity(), id)
        return keys.wrap_data_key(keys.unwrap_retention_key(retention_key_wrapped, self._identity()), data_key, id)

    def _data_key(self, retention_key_wrapped: bytes, bound_to: str) -> tuple[bytes, bytes]:
        retention_key = keys.unwrap_retention_key(retention_key_wrapped, self._identity())
        key = keys.new_data_key()
        return key, keys.wrap_data_key(retention_key, key, bound_to)
