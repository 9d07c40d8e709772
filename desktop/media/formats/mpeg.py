"""MP3 files, examined without decoding: their frames are counted, to check that all of the sound is there.

An MP3 file has no length of its own. It is cut if its last frame is, or if its first frame (a `Xing` or `Info` frame,
which most encoders write) counts more frames than are there. A file without one, cut between two frames, looks the same
as a whole one. Bytes that are no frame are skipped, as players do. At the front, where padding or a tag of another
kind may be, up to 64 KiB are skipped; a run of frames has to follow, and a decoder is shown the file from there on.

A decoder stops where the rate or the number of channels changes, and does not report the rest: so a file that
goes on in another format is refused instead of importing its first part alone. It also stops after as many frames as
the first one counts, though others follow where files were put together; and where none counts, after as many as it
guesses, too few with a variable bit rate. So in these cases it is given a first frame that counts all.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from desktop.media.formats.formats import AudioFormat, Patch, Shape, Window, accepted, refused

# ISO 11172-3 and 13818-3, layer III: kbit/s by index (0 is "free", 15 is forbidden), Hz by index for version 1.
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_RATES_1 = (44100, 48000, 32000, 0)
_DIVIDE_RATE = {3: 1, 2: 2, 0: 4}
_LAYER_3 = 1
_RUN = 3
"""Frames in succession that are no coincidence: other bytes may look like one frame."""
_AROUND = 8_000
"""The most sound (or a second of it) that may be missing: an empty frame, an encoder's delay, the last padding."""
_LAG = 529
"""The samples by which a layer III decoder lags behind."""
_LEAST_KBITS = 1
_MIDDLING = 8
"""An index of `_KBITS` that leaves room for a count in a frame of any rate."""
_TOLD, _TO_PADDING = {1: 4, 2: 4, 4: 100, 8: 4}, 22
"""The fields of a first frame, each bit for so many bytes; after them LAME's twelve bits of padding at the end."""
_IN_FRONT = 1 << 16
_HEAD, _TAG_1_SIZE, _TAG_2_SIZE = 4, 128, 10


class _Frame(NamedTuple):
    """One frame's header. Frames of one file agree in `kind` (version and rate)."""

    kind: tuple[int, int]
    channels: int
    size: int

    def like(self, other: _Frame) -> bool:
        """Return whether a decoder goes on from one to the other."""
        return (self.kind, self.channels) == (other.kind, other.channels)

    @property
    def samples(self) -> int:
        """How many samples of each channel it holds."""
        return 1152 if self.kind[0] == 3 else 576

    def counting(self, head: bytes, frames: int) -> bytes:
        """Return a frame like this, with header `head`, that counts so many to come, and a silent one before them.

        Where frames are counted a decoder leaves out its lag. It is told to leave out as much more as the silent frame
        holds, so that all of the others are heard.
        """
        count = struct.pack(">II9s12xI", 1, frames + 1, b"counted", (self.samples - _LAG) << 20)
        longer, shorter = (32, 17) if self.kind[0] == 3 else (17, 9)
        empty = bytes(longer if self.channels == 2 else shorter)
        return _padded(head, _MIDDLING, empty + b"Xing" + count) + _padded(head, _LEAST_KBITS, b"")


def _padded(head: bytes, kbits: int, content: bytes) -> bytes:
    """Return a frame with a header like `head`, except for its bit rate (an index), and with no check sum."""
    head = bytes((head[0], head[1] | 1, kbits << 4 | head[2] & 0xC, head[3]))
    made = _header(head)
    assert made is not None
    return (head + content).ljust(made.size, b"\0")


class Count(NamedTuple):
    """The number of frames of sound, of which a decoder gives at least so many. `front`: the bytes that make it do so,
    in the place of `skip` bytes."""

    frames: int
    least_frames: int
    front: bytes = b""
    skip: int = 0


def is_mpeg(data: bytes) -> bool:
    """Return whether it begins like a stream of MPEG sound of any layer."""
    return len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0


def mp3_shape(data: Window) -> Shape:
    """Return the shape of a file of MP3 frames, after tags and perhaps other bytes. Raises MediaRefusedError."""
    tagged = _after_tags(data)
    if tagged > data.size:
        raise refused("media_cut")
    at = first_frame(data)
    first = None if at is None else _frame(data, at)
    if at is None or first is None:
        raise refused("media_format_not_accepted" if is_mpeg(data.at(tagged, 2)) else "media_not_audio")
    shape = accepted(Shape(AudioFormat.MP3, first.kind[1], first.channels, 0))
    count = _count(data, at, first)
    patch = None
    if count.front or at > tagged:
        patch = Patch(0, at + count.skip, count.front, None if at > tagged else count.frames)
    return shape._replace(least_frames=count.least_frames, patch=patch)


def first_frame(data: Window) -> int | None:
    """Return the first frame's offset: right after the tags, or where a run of frames begins within 64 KiB of them."""
    start, at = _after_tags(data), -1
    if _frame(data, start) is not None:
        return start
    front = data.part(start, max(0, min(_IN_FRONT + 1, data.size - start)))
    while (at := front.find(b"\xff", at + 1)) >= 0:
        frame = _frame(data, start + at)
        if frame is not None and _runs_on(data, start + at, frame):
            return start + at
    return None


def _after_tags(data: Window) -> int:
    """Return where the sound begins, after ID3 version 2 tags (their length is in four times seven bits)."""
    at = 0
    while (tag := data.at(at, _TAG_2_SIZE)).startswith(b"ID3") and len(tag) == _TAG_2_SIZE:
        footer = _TAG_2_SIZE if tag[5] & 0x10 else 0
        size = 0
        for byte in tag[6:]:
            size = size << 7 | byte & 0x7F
        at += _TAG_2_SIZE + size + footer
    return at


def _frame(data: Window, at: int) -> _Frame | None:
    """Return the header at `at`, if it is one of layer III with a known bit rate."""
    return _header(data.at(at, _HEAD))


@lru_cache(maxsize=1024)  # a file has few different ones, and hundreds of thousands in all
def _header(head: bytes) -> _Frame | None:
    if len(head) < _HEAD or not is_mpeg(head) or head[1] >> 1 & 3 != _LAYER_3:
        return None
    version = head[1] >> 3 & 3
    rate = _RATES_1[head[2] >> 2 & 3] // _DIVIDE_RATE.get(version, 1)
    kbits = (_KBITS_1 if version == 3 else _KBITS_2)[head[2] >> 4]
    if version not in _DIVIDE_RATE or not rate or not kbits:
        return None
    size = (144 if version == 3 else 72) * kbits * 1000 // rate + (head[2] >> 1 & 1)
    return _Frame((version, rate), 1 if head[3] >> 6 == 3 else 2, size)


def count_of(data: Window) -> Count | None:
    """Count the sound of MP3 frames (those in a WAV). Raises MediaRefusedError where they go on in another format."""
    first = _frame(data, 0)
    return None if first is None else _told(data, 0, first, sum(1 for _ in _ends(data, 0, data.size, first)))


def _count(data: Window, at: int, first: _Frame) -> Count:
    """Count the sound from `at`, all frames whole. Raises MediaRefusedError if the last is not."""
    last = max(0, data.size - _TAG_1_SIZE)
    end = last if data.part(last, data.size - last).at(0, 3) == b"TAG" else data.size
    counted = 0
    for frame_end in _ends(data, at, end, first):
        if frame_end > end:
            raise refused("media_cut")
        counted += 1
    return _told(data, at, first, counted)


def _told(data: Window, at: int, first: _Frame, counted: int) -> Count:
    """Return whether the first frame's count is enough. Raises MediaRefusedError where there are fewer."""
    promised = _promised(data.at(at, first.size))
    if counted < promised:
        raise refused("media_cut")
    frames = counted * first.samples
    least = max(0, frames - max(first.kind[1], _AROUND))
    if promised * first.samples >= least:
        return Count(frames, least)
    if promised:
        return Count(frames, least, _recounted(data.at(at, first.size), counted - 1), first.size)
    return Count(frames, least, first.counting(data.at(at, _HEAD), counted))


def _ends(data: Window, at: int, end: int, first: _Frame) -> Iterator[int]:
    """Yield where each frame of the first's kind ends. Raises MediaRefusedError if others than `first` take over."""
    while 0 <= at < end:
        frame = _frame(data, at)
        if frame is not None and not frame.like(first) and _runs_on(data, at, frame):
            raise refused("media_changes_format")
        if frame is None or frame.kind != first.kind:
            at = data.find(b"\xff", at + 1)
            continue
        at += frame.size
        yield at


def _runs_on(data: Window, at: int, frame: _Frame) -> bool:
    """Return whether the frame at `at` is followed by others like it."""
    for _ in range(_RUN):
        at += frame.size
        following = _frame(data, at)
        if following is None or not following.like(frame):
            return False
        frame = following
    return True


def _promised(frame: bytes) -> int:
    """Return the number of frames that a Xing or Info frame announces (itself not counted), otherwise 0."""
    at = _tag(frame)
    return int.from_bytes(frame[at + 8 : at + 12], "big") if at else 0


def _recounted(frame: bytes, frames: int) -> bytes:
    """Return the same first frame with so many counted, and with a decoder leaving out nothing at their end."""
    at = _tag(frame)
    flags = frame[at + 7]
    padding = at + 8 + sum(size for bit, size in _TOLD.items() if flags & bit) + _TO_PADDING
    recounted = bytearray(frame)
    recounted[at + 8 : at + 12] = frames.to_bytes(4, "big")
    if padding + 2 <= len(frame):
        recounted[padding] &= 0xF0
        recounted[padding + 1] = 0
    return bytes(recounted)


def _tag(frame: bytes) -> int:
    """Return the offset of the count of frames in a first frame; 0 where there is none."""
    found = (frame.find(mark, 0, 48) for mark in (b"Xing", b"Info"))
    at = max(found)
    return at if at > 0 and len(frame) >= at + 12 and frame[at + 7] & 1 else 0
