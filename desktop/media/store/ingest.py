"""Importing one file into the vault, in the order that leaves nothing behind and wastes no time.

1. The decoding child is started; it takes a moment.
2. The file is read once, hashed, and written encrypted under a temporary name.
3. The child decodes the written file, so that nobody can have changed it in between. The blocks become the waveform,
   which is encrypted as it is measured; meanwhile the file is synced.
4. If all of it was decoded, both are given their names. If anything was refused, failed or was stopped, neither is.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from desktop.application.ports.sound import Incoming, Watcher
from desktop.media.formats.formats import refused
from desktop.media.formats.sniff import must_begin_like_sound
from desktop.media.sandbox.decode import Decoder, Decoding
from desktop.media.store.streams import pieces, second_pass
from desktop.vault.blobs import BlobKind
from desktop.vault.place import NewFile, Vault


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

    Raises MediaRefusedError, SurroundingsError, and ListeningRoomError (`stopped`).
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
