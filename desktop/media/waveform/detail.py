"""A finer waveform of a part of a recording, from its working copy: for zooming in beyond the stored levels.

A pair covers a millisecond at every rate (as much as the stored waveform does at 48,000 Hz): near enough to place a
mark by 10 ms, and still a waveform. 500 changes a second cannot convey speech, so no view ever holds what was said. A
fixed number of frames would let it through at a high sample rate.
"""

from __future__ import annotations

from collections.abc import Iterator

from desktop.application.ports.sound import WaveformDetail
from desktop.domain.copies.copy import Recording
from desktop.errors import VaultDamagedError
from desktop.media.formats.pcm_wav import PCM_BLOCK, pcm_between
from desktop.vault.container import RangeReader

PAIRS_A_SECOND = 1000


def detail_of(working: RangeReader, original: Recording, start: int, end: int) -> WaveformDetail:
    """Return frames `start` (or up to a millisecond before: pairs are always at the same places) to `end`.

    Raises VaultDamagedError, ValueError where that is no part of it.
    """
    from desktop.media.waveform.peaks import FRAMES_PER_PEAK, Peaks, peaks_of

    if not 0 <= start < end <= original.frames:
        raise ValueError("a part of the recording")
    width = min(max(1, original.rate // PAIRS_A_SECOND), FRAMES_PER_PEAK)
    start -= start % width
    found = peaks_of(_sound(working, original, start, end), original.channels, width)
    return WaveformDetail(start, Peaks(found.frames, found.channels, found.levels, width, original.rate))


def _sound(working: RangeReader, original: Recording, start: int, end: int) -> Iterator[bytes]:
    frame = 2 * original.channels
    size = PCM_BLOCK // frame
    for at in range(start, end, size):
        after = min(at + size, end)
        block = pcm_between(working, original.channels, at, after)
        if len(block) != (after - at) * frame:
            raise VaultDamagedError("vault_changed")
        yield block
