"""Files that are no recording, or not a whole one: refused with a plain sentence, and nothing is half done."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from dataclasses import fields
from functools import cache

import pytest

from desktop.application.ports.sound import Incoming
from desktop.application.recordings.importing import ImportRecording
from desktop.domain.requests.request import Status
from desktop.errors import MediaRefusedError
from desktop.media.formats.formats import MAX_BYTES, MemoryBytes
from desktop.words.errors import message_for
from tests.support.machine import speech
from tests.support.offices.builders import RATE, Office, a_call
from tests.support.refusals import error_of

NOT_A_RECORDING = "This file is not a recording."
CUT = "This recording is cut short or damaged: it holds less than it says. Ask for it again."


CHANGES = (
    "This recording changes its format part of the way through, so the rest of it could not be heard. Ask for it "
    "again, in one format."
)
OTHER_SOUND = (
    "This is sound, but in a format that is not accepted. Ask for it as WAV (PCM, A-law, mu-law, GSM) or "
    "MP3, in one or two channels. Or have it converted to a 16-bit PCM WAV, and import that: ffmpeg -i "
    "RECORDING -c:a pcm_s16le RECORDING.wav"
)


def claiming(size: int) -> bytes:
    """Return a call whose header says that it has `size` bytes of sound."""
    call = a_call(1)
    return call[:40] + struct.pack("<I", size) + call[44:]


def two_formats() -> bytes:
    """Return a call at 8,000 Hz that goes on at 16,000 Hz, in a second pair of chunks."""
    call = a_call(1)
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 2 * RATE, 4 * RATE, 2, 16)
    body = call[12:] + layout + call[36:]
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


@cache
def mp3(rate: int, channels: int = 1) -> bytes:
    """Return a spoken prompt as bare MP3 frames."""
    form = f"-ar {rate} -ac {channels} -b:a 64k -write_xing 0 -id3v2_version 0 -f mp3".split()
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(speech.prompt_wav("agent-user")), *form, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def in_wav(frames: bytes) -> bytes:
    """Return MP3 frames in a WAV, as some recorders write them."""
    layout = struct.pack("<4sIHHIIHHHHIHHH", b"fmt ", 30, 0x55, 1, 16_000, 8000, 1, 0, 12, 1, 2, 288, 1, 0)
    layout += struct.pack("<4sII", b"fact", 4, 0)
    body = layout + struct.pack("<4sI", b"data", len(frames)) + frames
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


BAD_FILES: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("empty", lambda: b"", "This file is empty."),
    ("a letter", lambda: b"Dear sir, this is no recording. " * 40, NOT_A_RECORDING),
    ("a letter called call.wav", lambda: b"%PDF-1.7 and so on" * 40, NOT_A_RECORDING),
    ("cut", lambda: a_call(2)[:9000], CUT),
    ("cut in its header", lambda: a_call(2)[:30], CUT),
    ("a cut MP3", lambda: mp3(16_000)[:5001], CUT),
    ("0 samples", lambda: claiming(0)[:44], "This recording has no sound in it: its length is zero."),
    ("claims 1 GB", lambda: claiming(MAX_BYTES), CUT),
    ("claims 1 GB in its envelope too", lambda: b"RIFF\x00\x00\x00\x40" + claiming(MAX_BYTES)[8:], CUT),
    ("WAV that changes format half way", two_formats, CHANGES),
    ("two WAV in one file", lambda: a_call(1) + a_call(1), CHANGES),
    ("MP3 that changes its rate half way", lambda: mp3(16_000) + mp3(8000), CHANGES),
    ("MP3 that becomes stereo half way", lambda: mp3(16_000) + mp3(16_000, 2), CHANGES),
    ("MP3 in WAV that changes its rate", lambda: in_wav(mp3(16_000) + mp3(8000)), CHANGES),
    ("Ogg called call.wav", lambda: b"OggS" + bytes(500), OTHER_SOUND),
)


@pytest.mark.against("file")
def test_a_bad_file_is_refused_with_a_plain_sentence_and_leaves_nothing(office: Office) -> None:
    request = office.a_request()
    before, stored = office.bodies(), sorted(office.parts.paths.vault.rglob("*"))
    actor = office.actor("officer", office.back)
    for name, made, said in BAD_FILES:
        command = ImportRecording(actor, request, MemoryBytes(made()), "switchboard", office.clock.now())
        refused = error_of(MediaRefusedError, office.do, command, desk=office.back, strongroom=office.strongroom)
        assert message_for(refused) == said, name
        assert office.bodies() == before and sorted(office.parts.paths.vault.rglob("*")) == stored, name
        assert office.request(request).status is Status.TAKEN


@pytest.mark.against("file")
def test_after_a_bad_file_the_good_one_is_brought_in(office: Office) -> None:
    """Chunks that are no sound may follow the sound."""
    request = office.a_request()
    with pytest.raises(MediaRefusedError):
        office.imported(request, a_call(2)[:9000])
    office.imported(request, a_call(2) + b"LIST" + struct.pack("<I", 12) + b"INFOISFT" + bytes(4))
    assert office.request(request).status is Status.LINKED


def test_the_bytes_decide_and_no_extension_is_ever_asked_for(office: Office) -> None:
    """A wrong extension can mislead nobody: a use case gets bytes, and no file name."""
    assert not [field.name for field in fields(ImportRecording) if "Path" in str(field.type)]
    assert not hasattr(Incoming, "name")
    for made, found in ((mp3(16_000), "mp3"), (in_wav(mp3(16_000)), "mp3_wav"), (a_call(1), "pcm_wav")):
        request = office.imported(office.a_request(), made)
        assert office.events()[-1].facts["format"] == found
        assert office.request(request).status is Status.LINKED
