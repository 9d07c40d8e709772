"""The decoder of revision 0, and an office whose recording, working copy and approved copy came from it."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from sqlalchemy import Engine

from db.schema import migrate
from desktop.domain.copies.copy import Recording
from desktop.domain.shared.ids import RequestId
from desktop.media.formats.formats import BLOCK_FRAMES
from desktop.media.formats.pcm_wav import wav_header
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind
from tests.builders import Office
from tests.speech import prompt_wav

BEFORE = "0008"
"""The last revision of the database without the decoder's."""
ODD_BLOCKS = 61


def decoded_before(data: bytes) -> bytes:
    """Return the PCM of a one-channel file as revision 0 made it: soundfile seeks after each block, and pads GSM."""
    with soundfile.SoundFile(io.BytesIO(data)) as sound:
        block, pcm = bytearray(2 * BLOCK_FRAMES), b""
        while frames := sound.buffer_read_into(block, dtype="int16"):
            pcm += block[: 2 * frames]
    return pcm


def as_ffmpeg(data: bytes) -> NDArray[np.int32]:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", "-", "-f", "s16le", "-c:a", "pcm_s16le", "-"]
    pcm = subprocess.run(command, input=data, check=True, capture_output=True).stdout
    return np.frombuffer(pcm, "<i2").astype(np.int32)


def an_mp3(folder: Path) -> bytes:
    """Return a minute of speech: more than a few blocks."""
    source, target = str(prompt_wav("demo-instruct")), folder / "call.mp3"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", source, "-c:a", "libmp3lame"]
    subprocess.run([*command, "-ar", "16000", "-b:a", "8k", str(target)], check=True)
    return target.read_bytes()


def a_gsm(folder: Path) -> bytes:
    """Return a second of speech, in an odd number of blocks."""
    length = f"{ODD_BLOCKS * 320}s"
    target = folder / "call.wav"
    command = ["sox", "-D", str(prompt_wav()), "-e", "gsm-full-rate", str(target), "trim", "0", length]
    subprocess.run(command, check=True)
    return target.read_bytes()


@dataclass
class Before:
    """A request with an approved copy, as revision 0 left it; and PCM, right and wrong."""

    office: Office
    request: RequestId
    data: bytes

    @property
    def recording(self) -> Recording:
        with self.office.uow().look() as uow:
            id = uow.requests.get(self.request).recording
            assert id is not None
            return uow.recordings.get(id)

    def working(self) -> NDArray[np.int32]:
        """Return the sound of its working copy."""
        with self.office.strongroom._derived.open(BlobKind.WORKING, self.recording) as (reader, _):
            return np.frombuffer(reader.read(44, reader.size - 44), "<i2").astype(np.int32)


def as_if_derived_before(engine: Engine, request: RequestId, *, frames_more: int = 0) -> None:
    """Mark the recording and the copy of a request as of revision 0, and of a format that it got wrong."""
    of_it = "id = (SELECT recording FROM request WHERE id = ?)"
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE approved_copy SET decoder = 0 WHERE request = ?", (request,))
        change = f"UPDATE recording SET decoder = 0, format = 'mp3', frames = frames + ? WHERE {of_it}"
        connection.exec_driver_sql(change, (frames_more, request))


def an_office_of_before(office: Office, data: bytes) -> Before:
    """Import `data`, make and approve a copy of it, all as revision 0 did; then upgrade the database."""
    request = office.imported(office.a_request(), data)
    before = Before(office, request, data)
    pcm, original = decoded_before(data), before.recording
    wrong = replace(original, frames=len(pcm) // 2)
    with office.parts.engine.begin() as connection:
        change = "UPDATE recording SET frames = ? WHERE id = ?"
        connection.exec_driver_sql(change, (wrong.frames, wrong.id))
    _store(office, wrong, pcm)
    office.decided(office.prepared(request))
    migrate.downgrade(office.parts.engine, BEFORE)
    migrate.upgrade(office.parts.engine)
    return before


def _store(office: Office, original: Recording, pcm: bytes) -> None:
    """Store a working copy with that sound, and its derived audio."""
    made = office.strongroom._derived
    wav = [wav_header(original.rate, original.channels, original.frames), pcm]
    with made.open(BlobKind.ORIGINAL, original) as (_, key):
        made._blobs.store(BlobKind.WORKING, original.id, wav, key)
    for kind in DERIVED_FROM_ORIGINALS[1:]:
        made._blobs.destroy(kind, original.id)
        made.make(kind, original)
