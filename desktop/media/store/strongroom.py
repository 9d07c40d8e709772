"""Storing sound in the vault: originals as they came, approved copies as they were rendered, each under its own key.

- The desk's identity opens the retention key; a fresh data key is wrapped by it and bound to the identifier.
- A transcript is encrypted under the key of its original or copy, and stored in the database (`vault.container`).
- An original is decoded in the child process, to confirm that it is one (`originals`); its bytes are stored as they
  came, with its waveform. Both are under its key, and so is its working copy: the PCM it was decoded to, once, which is
  marked, played and rendered. So marking, hearing and removal agree, to the frame.
- Derived audio damaged on the disk is rebuilt when the original is opened or a copy rendered (`made`). A damaged
  original or approved copy is refused.
- Nothing decrypted touches the disk, and nothing is in memory as a whole.
- Unfinished work leaves no blob behind (`vault.blobs`), and the caller commits only finished work.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.application.ports.sound import (
    Imported,
    Incoming,
    Prepared,
    Proposed,
    Rebuilt,
    StoredSound,
    Watcher,
    WaveformDetail,
    WaveformLevels,
)
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import RemovedFrames, RemovedPart, Style
from desktop.domain.copies.transcript import Cue, SealedTranscript, Transcript
from desktop.domain.shared.ids import CopyId, RecordingId
from desktop.errors import VaultDamagedError
from desktop.media.formats.formats import MemoryBytes
from desktop.media.formats.pcm_wav import pcm_between
from desktop.media.render import level_of, render
from desktop.media.store.originals import DerivedAudio, ingest, pcm_of, pieces
from desktop.media.waveform.peaks import detail_of
from desktop.vault.blobs import BlobKind
from desktop.vault.container import seal_transcript, unseal_transcript
from desktop.vault.keys import (
    new_data_key,
    new_retention_key,
    open_key,
    unwrap_retention_key,
    wrap_data_key,
    wrap_retention_key,
)
from desktop.vault.place import Vault

T = TypeVar("T")


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


__all__ = ["MemoryBytes", "VaultStrongroom"]

PIECE = 1 << 20
"""How many bytes of a stored file are read at once, where all of it is."""


class VaultStrongroom:
    """The port `Strongroom`, at a desk whose `identity` opens originals."""

    def __init__(self, blobs: Vault, identity: Callable[[], str]) -> None:
        self._blobs = blobs
        self._identity = identity
        self._derived = DerivedAudio(blobs, identity)

    def new_retention_key(self, recipients: Sequence[str]) -> bytes:
        """Return a fresh retention key, wrapped to these recipients."""
        return wrap_retention_key(new_retention_key(), recipients)

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
    ) -> Imported:
        """Store it as it came, and its waveform, if it can be decoded. `digest`: the earlier result of `digest`.

        Raises MediaRefusedError, ExternalSystemError.
        """
        key, wrapped = self._data_key(retention_key_wrapped, id)
        kept = ingest(self._blobs, id, incoming, key, watcher=watcher, digest=digest)
        return Imported(
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

    def waveform(self, original: Recording) -> WaveformLevels:
        """Return its waveform, built if it was imported before there were waveforms. Raises VaultDamagedError."""
        if not self._derived.has(BlobKind.WAVEFORM, original):
            self.make_working(original)
            self._derived.make(BlobKind.WAVEFORM, original)
        return self._derived.waveform(original)

    def waveform_detail(self, original: Recording, start: int, end: int) -> WaveformDetail:
        """Return a finer waveform of a part, from its working copy: see `detail_of`. Raises VaultDamagedError."""
        with self._derived.open(BlobKind.WORKING, original) as (reader, _):
            return detail_of(reader, original, start, end)

    def proposals(
        self, original: Recording, agent_channel: int | None, watcher: Watcher | None = None
    ) -> tuple[Proposed, ...]:
        """Return the proposals from its working copy, in order. Raises VaultDamagedError.

        This reads all of it; its loudness is measured in the same pass, so that no copy has to wait for that.
        """
        from desktop.media.proposals.proposals import find_proposals

        with self._derived.open(BlobKind.WORKING, original) as (reader, key):
            measuring = self._derived.measuring(original, key, pcm_of(reader, original, watcher))
            with contextlib.closing(prefetch(measuring)) as blocks:
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
        rebuilt: Rebuilt | None = None,
    ) -> Prepared:
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
    ) -> Prepared:
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
        return Prepared(
            id, rate, channels, frames, digest, wrapped, level.gain_cdb, level.true_peak_cdb, level.loudness_cdb
        )

    def read_subtitles(self, file: Path) -> tuple[Cue, ...]:
        """Return the lines of a transcript as a file. Raises MediaRefusedError."""
        from desktop.media.formats.subtitles import read_subtitles

        return read_subtitles(file)

    def seal_transcript(self, key: SealedKey, id: str, transcript: Transcript, version: int) -> SealedTranscript:
        """Encrypt it under that data key. Raises VaultDamagedError."""
        return seal_transcript(transcript, version, open_key(key, self._identity(), id), id)

    def read_transcript(self, original: Recording, sealed: SealedTranscript) -> Transcript:
        """Decrypt the transcript of an original. Raises VaultDamagedError."""
        return unseal_transcript(sealed, open_key(original.key, self._identity(), original.id), original.id)

    def flaw_of(self, sound: StoredSound) -> str | None:
        """Read it through; return the code of what is wrong with it, None where it is whole. Raises VaultDamagedError
        (`vault_key_not_ours`) where this desk does not open it.
        """
        kind, id = BlobKind(sound.file.kind), sound.file.id
        key, digest = open_key(sound.key, self._identity(), id), hashlib.sha256()
        try:
            with self._blobs.open(kind, id, key) as reader:
                for at in range(0, reader.size, PIECE):
                    digest.update(reader.read(at, PIECE))
        except VaultDamagedError as error:
            return error.code
        return None if digest.hexdigest() == sound.digest else "vault_changed"

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
        key = open_key(original.key, self._identity(), original.id)
        ingest(self._blobs, original.id, incoming, key, watcher=watcher, digest=original.digest)
        return True

    def reseal(self, sealed: SealedKey, id: str, retention_key_wrapped: bytes) -> bytes:
        """Wrap the same data key under another retention key. Raises VaultDamagedError."""
        data_key = open_key(sealed, self._identity(), id)
        return wrap_data_key(unwrap_retention_key(retention_key_wrapped, self._identity()), data_key, id)

    def _data_key(self, retention_key_wrapped: bytes, bound_to: str) -> tuple[bytes, bytes]:
        retention_key = unwrap_retention_key(retention_key_wrapped, self._identity())
        key = new_data_key()
        return key, wrap_data_key(retention_key, key, bound_to)
