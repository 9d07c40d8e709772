"""The waveform of an approved copy for drawing: coarse enough for a screen, and nothing that could be played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.application.ports.desk import Waveform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.domain.copies.copy import ApprovedCopy

BUCKETS = 1600
FEWEST_FRAMES = 64


def waveform_of(blocks: Iterator[bytes], copy: ApprovedCopy) -> Waveform:
    """Return 1,600 buckets for each channel (fewer for a very short copy) of (low, high), -1.0 to 1.0."""
    from desktop.media.waveform.peaks import FRAMES_PER_PEAK, STEP, peaks_of

    buckets, width = max(1, min(BUCKETS, copy.frames // FEWEST_FRAMES)), FRAMES_PER_PEAK
    while width * STEP * buckets <= copy.frames:  # no finer than is looked at: memory does not grow with the length
        width *= STEP
    return Waveform(copy.frames, copy.rate, peaks_of(blocks, copy.channels, width).summary(buckets))
