"""A strongroom over a vault in a folder, for the tests of what is kept in it."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from desktop.application.ports.sound import Imported, Incoming
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.marking import RemovalReason, RemovedPart
from desktop.domain.shared.ids import RecordingId, RetentionKeyId, new_id
from desktop.media.formats.formats import HEADER_SIZE, wav_header
from desktop.media.strongroom import VaultStrongroom
from desktop.vault import keys
from desktop.vault.blobs import BlobKind, Blobs
from tests.support.fakes import TUESDAY
from tests.support.machine.speech import prompt_wav

PART = RemovedPart(20_000, 60_000, 0, RemovalReason.SAFETY)


@dataclass
class Watching:
    """Takes the progress, and cancels after so many reports, or from so great a share on."""

    stop_after: float | None = None
    heard: list[tuple[int, int]] = field(default_factory=list)

    @property
    def shares(self) -> list[float]:
        return [done / total for done, total in self.heard]

    @property
    def cancelled(self) -> bool:
        if isinstance(self.stop_after, float):
            return bool(self.heard) and self.shares[-1] >= self.stop_after
        return self.stop_after is not None and len(self.heard) >= self.stop_after

    def report(self, done: int, total: int) -> None:
        self.heard.append((done, total))


@dataclass
class Room:
    """A strongroom, and its one retention key."""

    folder: Path

    def __post_init__(self) -> None:
        self.identity, recipient = keys.new_identity()
        self.blobs = Blobs(self.folder)
        self.strongroom = VaultStrongroom(self.blobs, lambda: self.identity)
        self.wrapped = self.strongroom.new_retention_key([recipient])

    def lock_away(self, incoming: Incoming, **options: Any) -> Recording:
        return self.recording(self.strongroom.lock_away(RecordingId(new_id()), incoming, self.wrapped, **options))

    def recording(self, found: Imported) -> Recording:
        key = SealedKey(found.data_key_wrapped, RetentionKeyId(new_id()), self.wrapped)
        return Recording(
            found.id, "switchboard", TUESDAY, False, found.format, found.rate, found.channels, found.frames,
            found.digest, key, TUESDAY,
        )  # fmt: skip

    def working_copy(self, samples: np.ndarray[tuple[int, int], np.dtype[np.int16]]) -> Recording:
        """Return an original of which there is a working copy alone, at 8,000 Hz."""
        id, key, (frames, channels) = RecordingId(new_id()), keys.new_data_key(), samples.shape
        wrapped = keys.wrap_data_key(keys.unwrap_retention_key(self.wrapped, self.identity), key, id)
        wav = wav_header(8000, channels, frames), samples.astype("<i2").tobytes()
        self.blobs.store(BlobKind.WORKING, id, wav, key)
        return self.recording(Imported(id, "pcm_wav", 8000, channels, frames, "0" * 64, wrapped))

    def content(self, kind: BlobKind, original: Recording) -> bytes:
        with self.strongroom._derived.open(kind, original) as (reader, _):
            return reader.read(0, reader.size)

    def pcm(self, original: Recording) -> bytes:
        wav = self.content(BlobKind.WORKING, original)
        assert wav[:HEADER_SIZE] == wav_header(original.rate, original.channels, original.frames)
        return wav[HEADER_SIZE:]

    def path(self, kind: BlobKind, original: Recording) -> Path:
        return self.blobs.path(kind, original.id)

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


def written(samples: Any, rate: int, form: str, subtype: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=form, subtype=subtype)
    return file.getvalue()


def speech(form: str = "WAV", subtype: str = "ULAW") -> bytes:
    samples, rate = soundfile.read(prompt_wav(), dtype="int16")
    return written(samples, rate, form, subtype)


def workers() -> list[threading.Thread]:
    """Return the threads that make the next piece ahead."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
