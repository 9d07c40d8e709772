"""A-law and mu-law (ITU-T G.711): each byte stands for one sample.

`audioop` is Python's own up to 3.12, where importing it is silent unless every warning is enabled, and comes from
`audioop-lts` after that.
"""

from __future__ import annotations

import audioop
import sys

from desktop.media.formats.formats import AudioFormat

_SAMPLE_BYTES = 2


def expanded(codes: bytes, law: AudioFormat) -> bytes:
    """Return the samples of these bytes, 16-bit little-endian."""
    expand = {AudioFormat.A_LAW: audioop.alaw2lin, AudioFormat.MU_LAW: audioop.ulaw2lin}[law]
    samples = expand(codes, _SAMPLE_BYTES)
    return samples if sys.byteorder == "little" else audioop.byteswap(samples, _SAMPLE_BYTES)
