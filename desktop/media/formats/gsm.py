"""GSM without a header, as Asterisk's `gsm` writes it, examined without decoding.

Such a file consists of frames of 33 bytes, of 20 ms each at 8,000 Hz, and each begins with the same four bits
(RFC 3551, section 4.5.8.1). Nothing else identifies it: so every frame has to begin like that, and there have to be
more of them than chance produces.
"""

from __future__ import annotations

from collections.abc import Iterator

from desktop.media.formats.formats import AudioFormat, Shape, refused
from desktop.media.ranges import Window

RATE = 8_000
_FRAME, _SAMPLES, _MARK = 33, 160, 0xD
_BEGINS = frozenset(range(_MARK << 4, (_MARK + 1) << 4))
_FEWEST = 25
_AT_ONCE = 1_900 * _FRAME


def is_gsm(start: bytes) -> bool:
    """Return whether it may be GSM: the first frame begins like one."""
    return start[:1] != b"" and start[0] in _BEGINS


def gsm_shape(data: Window) -> Shape:
    """Return the shape of frames without a header. Raises MediaRefusedError."""
    frames, left = divmod(data.size, _FRAME)
    if frames < _FEWEST or not all(_BEGINS.issuperset(block[::_FRAME]) for block in _blocks(data, frames)):
        raise refused("media_not_audio")
    if left:
        raise refused("media_cut")
    return Shape(AudioFormat.GSM, RATE, 1, frames * _SAMPLES, headless=True)


def _blocks(data: Window, frames: int) -> Iterator[bytes]:
    return (data.at(at, min(_AT_ONCE, frames * _FRAME - at)) for at in range(0, frames * _FRAME, _AT_ONCE))
