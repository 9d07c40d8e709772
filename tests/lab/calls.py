"""The demonstration's calls, the one in the letter cut short: what is played in the lab is played in real time."""

from __future__ import annotations

import io
import wave
from dataclasses import replace
from functools import cache

import numpy as np

from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.media.sandbox.decoding import decode
from desktop.showcase.demo import DemoCall, demo_calls

SECONDS = 12
REMOVED = Removal(5000, 8000, None, RemovalReason.ABOUT_ANOTHER_PERSON)


@cache
def short_calls() -> tuple[DemoCall, ...]:
    """Return the calls; the first is 12 seconds of the demonstration's first, with one part about someone else."""
    first, *others = demo_calls()
    whole = decode(first.data)
    samples = np.frombuffer(whole.pcm, "<i2")[: SECONDS * whole.rate * whole.channels]
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setparams((whole.channels, 2, whole.rate, 0, "NONE", ""))
        written.writeframes(samples.tobytes())
    return replace(first, data=out.getvalue(), seconds=SECONDS, removals=(REMOVED,)), *others
