"""Reading long data piece by piece, watched by whoever waits for it."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.application.ports.sound import Incoming, Watcher
from desktop.domain.copies.copy import Recording
from desktop.errors import ListeningRoomError
from desktop.media.formats.formats import refused
from desktop.media.formats.pcm_wav import HEADER_SIZE, PCM_BLOCK, wav_header
from desktop.media.sandbox.decode import Decoding
from desktop.vault.container import RangeReader

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
