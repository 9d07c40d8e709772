"""An approved copy as libvlc reads it: from any frame on, in the chosen ears; through callbacks, never from a file.

- A copy is the output of `media.render`: a 44-byte WAV header, then 16-bit PCM, one or two channels, nothing after it.
  Anything else is damage.
- BOTH: the copy's own samples, unchanged; so is MIXED where the copy has one channel. Else two channels: the mean of
  the copy's channels in the ears that hear, silence in the other. (libvlc's own choice of channel plays one channel
  in both ears, so one voice would be lost, and does nothing to a mono copy: measured with libvlc 3.0.24.)
- The callbacks are one-line forwards to `open`, `read_into` and `seek`, and are kept as long as the source is.
- No exception leaves a callback. A failed read is recorded in `failure` and answered with -1; libvlc then reports
  *Ended*, so the player must look here and not there.
- Seeking makes another source. So a seek is exact to the frame, which libvlc's own, in milliseconds, is not (measured:
  one frame late). A source does not own its reader; the player closes it when it unloads.
- Samples are opened into libvlc's memory, or laid out in one buffer of ours that is wiped after each read: no Python
  object holds any for longer.
"""

from __future__ import annotations

import ctypes
import struct
from dataclasses import dataclass
from typing import Any, Protocol

from desktop.application.ports.sound import Ear, PlayFailure
from desktop.errors import ExternalSystemError, VaultDamagedError
from desktop.lockdown.at_start import wiped

HEADER_BYTES = 44
SAMPLE_BYTES = 2
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")


@dataclass(frozen=True)
class WavFormat:
    """Frames a second, channels, and the length in frames."""

    rate_hz: int
    channels: int
    frames: int

    @property
    def frame_bytes(self) -> int:
        """The bytes of one frame: a sample for each channel."""
        return SAMPLE_BYTES * self.channels

    @property
    def size(self) -> int:
        """The bytes of the whole WAV, with its header."""
        return HEADER_BYTES + self.frames * self.frame_bytes

    def header(self) -> bytes:
        """Return the 44 bytes before the samples (RIFF, one `fmt ` and one `data` chunk)."""
        body, width = self.frames * self.frame_bytes, self.frame_bytes
        return _HEADER.pack(
            b"RIFF", 36 + body, b"WAVE",
            b"fmt ", 16, 1, self.channels, self.rate_hz, self.rate_hz * width, width, 8 * SAMPLE_BYTES,
            b"data", body,
        )  # fmt: skip


def format_of(header: bytes, rate_hz: int, frames: int, size: int) -> WavFormat:
    """Read a copy's header; raises VaultDamagedError unless it is the approved one, to the byte."""
    channels = _HEADER.unpack(header)[6] if len(header) == HEADER_BYTES else 0
    found = WavFormat(rate_hz, channels, frames)
    if channels not in (1, 2) or found.header() != header or found.size != size:
        raise VaultDamagedError("copy_not_as_approved")
    return found


def shown(copy: WavFormat, start: int, ear: Ear) -> WavFormat:
    """Return the format that the player sees: `copy` from frame `start` on."""
    channels = copy.channels if unchanged(copy.channels, ear) else 2
    return WavFormat(copy.rate_hz, channels, copy.frames - start)


def unchanged(channels: int, ear: Ear) -> bool:
    """Return whether the copy's own samples are what `ear` hears."""
    return ear is Ear.BOTH or (ear is Ear.MIXED and channels == 1)


def in_ears(pcm: memoryview, channels: int, ear: Ear) -> memoryview:
    """Lay out whole frames of `channels` channels for `ear`; memory of its own unless they stay unchanged."""
    if unchanged(channels, ear):
        return pcm
    import numpy as np  # here: it takes longer to load than the database, and most PCs open no copy

    samples = np.frombuffer(pcm, "<i2").reshape(-1, channels)
    out = np.zeros((len(samples), 2), "<i2")
    mean = samples.sum(axis=1, dtype=np.int32) // channels
    for place, hears in enumerate((ear is not Ear.RIGHT, ear is not Ear.LEFT)):
        if hears:
            out[:, place] = mean
    return memoryview(out.reshape(-1)).cast("B")


FAILED_READ = -1


class Ranges(Protocol):
    """A stored copy, read in ranges: the vault's reader."""

    @property
    def size(self) -> int:
        """The size in bytes."""
        ...

    def read(self, offset: int, length: int) -> bytes:
        """Return the bytes from `offset`; fewer at the end. Raises VaultDamagedError where they are not genuine."""
        ...

    def read_into(self, offset: int, target: memoryview) -> int:
        """Read the same into `target`; return how many bytes. Raises VaultDamagedError."""
        ...

    def close(self) -> None:
        """Forget the key and close the blob."""
        ...


class Source:
    """A copy from frame `start` on, as a WAV of its own that libvlc can open, read, seek in and close."""

    def __init__(self, ranges: Ranges, copy: WavFormat, start: int = 0, ear: Ear = Ear.BOTH) -> None:
        self._ranges, self._ear = ranges, ear
        self.copy, self.start = copy, start
        self.format = shown(copy, start, ear)
        self._header = self.format.header()
        self._at = 0
        self._callbacks: tuple[Any, ...] = ()
        self.failure: PlayFailure | None = None

    def open(self) -> int:
        """Start at the beginning; return the size in bytes."""
        self._at = 0
        return self.format.size

    def read(self, target: memoryview) -> int:
        """Fill `target` from the current offset; return the bytes, 0 at the end, -1 on failure."""
        try:
            done = self._fill(self._at, target)
        except VaultDamagedError:
            self.failure = PlayFailure.VAULT_DAMAGED
            return FAILED_READ
        except ExternalSystemError:
            self.failure = PlayFailure.VAULT_AWAY
            return FAILED_READ
        except Exception:  # a callback must not raise into libvlc: it would take that for the end
            self.failure = PlayFailure.PLAYER_ERROR
            return FAILED_READ
        self._at += done
        return done

    def read_into(self, buffer: Any, length: int) -> int:
        """`read` into libvlc's memory."""
        address = ctypes.cast(buffer, ctypes.c_void_p).value or 0
        return self.read(memoryview((ctypes.c_ubyte * length).from_address(address)).cast("B"))

    def seek(self, offset: int) -> int:
        """Go to a byte offset: 0, or -1 for one that is not in the WAV."""
        if not 0 <= offset <= self.format.size:
            return FAILED_READ
        self._at = offset
        return 0

    def callbacks(self, vlc: Any) -> tuple[Any, ...]:
        """Return the four C functions for `media_new_callbacks`; they live as long as this source."""
        kinds = vlc.CallbackDecorators
        self._callbacks = (
            kinds.MediaOpenCb(lambda _, data, size: _opened(size, self.open())),
            kinds.MediaReadCb(lambda _, buffer, length: self.read_into(buffer, length)),
            kinds.MediaSeekCb(lambda _, offset: self.seek(offset)),
            kinds.MediaCloseCb(lambda _: None),
        )
        return self._callbacks

    def _fill(self, offset: int, target: memoryview) -> int:
        """Fill from `offset` of the WAV as shown; fewer bytes than requested at the end of its header and its own."""
        if offset < HEADER_BYTES:
            part = self._header[offset : offset + len(target)]
            target[: len(part)] = part
            return len(part)
        target = target[: self.format.size - offset]
        if unchanged(self.copy.channels, self._ear):
            self._whole(self.start * self.copy.frame_bytes + offset, target)
        else:
            self._lay_out(offset - HEADER_BYTES, target)
        return len(target)

    def _lay_out(self, offset: int, target: memoryview) -> None:
        """Fill with bytes of the samples as shown: whole frames are read, laid out, and then cut."""
        width, copy_width = self.format.frame_bytes, self.copy.frame_bytes
        first, last = offset // width, -(-(offset + len(target)) // width)
        with wiped((last - first) * copy_width) as pcm:
            self._whole(HEADER_BYTES + (self.start + first) * copy_width, pcm)
            laid_out = in_ears(pcm, self.copy.channels, self._ear)
            target[:] = laid_out[offset - first * width :][: len(target)]
            laid_out[:] = bytes(len(laid_out))

    def _whole(self, offset: int, target: memoryview) -> None:
        if self._ranges.read_into(offset, target) != len(target):
            raise VaultDamagedError("copy_cut")


def _opened(size: Any, value: int) -> int:
    size[0] = value
    return 0
