"""Long approved copies to measure with: every frame holds its own number, so that sound tells where it is from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from desktop.domain.copies.copy import ApprovedCopy, SealedKey
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId, new_id
from desktop.playback.source import WavFormat
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.container import RangeReader
from desktop.vault.keys import new_identity, wrap_data_key, wrap_retention_key

RATE = 8000
MINUTE = 60 * RATE
LONG, SHORT = 180 * MINUTE, 3 * MINUTE
_BLOCK = 10 * RATE
_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def frame_of(pcm: bytes) -> int:
    """Return the number in the first of these frames."""
    return int.from_bytes(pcm[:4], "little")


def wav_blocks(frames: int) -> Iterator[bytes]:
    """Yield a two-channel WAV at 8000 Hz: each frame's number, its low half in the left ear, its high in the right."""
    yield WavFormat(RATE, 2, frames).header()
    for at in range(0, frames, _BLOCK):
        yield np.arange(at, min(at + _BLOCK, frames), dtype="<u4").tobytes()


@dataclass(frozen=True)
class Stored:
    """A copy in a vault of its own, and the same as a plain file beside it."""

    blobs: Blobs
    copy: ApprovedCopy
    key: bytes
    identity: str
    plain: Path

    def reader(self) -> RangeReader:
        """Return it opened, to be closed by whoever plays it."""
        return self.blobs.open(BlobKind.APPROVED, self.copy.id, self.key)


def store(folder: Path, frames: int) -> Stored:
    """Store a copy of that length under `folder`."""
    folder.mkdir()
    id, key, retention_key = new_id(), os.urandom(32), os.urandom(32)
    identity, recipient = new_identity()
    blobs, plain = Blobs(folder / "vault"), folder / "plain.wav"
    written = blobs.store(BlobKind.APPROVED, id, wav_blocks(frames), key)
    with plain.open("wb") as file:
        file.writelines(wav_blocks(frames))
    sealed = SealedKey(
        wrap_data_key(retention_key, key, id), RetentionKeyId(new_id()), wrap_retention_key(retention_key, [recipient])
    )
    copy = ApprovedCopy(
        CopyId(id), RequestId(new_id()), RecordingId(new_id()), PersonId(new_id()),
        _AT, RATE, 2, frames, written.sha256, sealed,
    )  # fmt: skip
    return Stored(blobs, copy, key, identity, plain)
