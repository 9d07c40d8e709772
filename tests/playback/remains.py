"""Remains of a copy: windows of its samples, and where they are found, in a process's memory or in files."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np

WINDOWS, WIDE = 300, 64
"""How many are looked for, and the bytes of each."""
VARIED, LOUD = 14, 1000
"""Different samples of the 32 in a window, and the least of its loudest one: silence and quiet are everywhere."""
TRIES = 200
"""Places looked at for each window."""
OVERWRITTEN = frozenset({0xA5A5, 0x5A5A})
"""Samples of the byte that fills freed memory (`desktop.lockdown.at_start`): not looked for."""


def windows_of(pcm: bytes, seed: int = 1) -> list[bytes]:
    """Return windows of 16-bit samples, sampled over the whole of it: only such as can be recognised."""
    places = range(0, len(pcm) - WIDE, 2)
    found = []
    for at in random.Random(seed).sample(places, min(len(places), TRIES * WINDOWS)):
        window = pcm[at : at + WIDE]
        samples = np.frombuffer(window, "<i2").astype(int)
        if len(np.unique(samples)) >= VARIED and np.max(np.abs(samples)) >= LOUD:
            found.append(window)
        if len(found) == WINDOWS:
            return found
    raise ValueError(f"only {len(found)} windows can be recognised")


def memory_of(pid: int) -> list[bytes]:
    """Return all that the process can read of its own memory."""
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            start, end = (int(each, 16) for each in line.split()[0].split("-"))
            if line.split()[1].startswith("rw"):
                with suppress(OSError):  # it was unmapped meanwhile
                    memory.seek(start)
                    found.append(memory.read(end - start))
    return found


def windows_in(memory: Iterable[bytes], windows: list[bytes]) -> int:
    """Return how many of the windows are in it somewhere. Samples are at even addresses, as all allocations begin."""
    at_anchor: dict[int, list[tuple[int, bytes]]] = {}
    for window in windows:
        place, sample = _anchor(window)
        at_anchor.setdefault(sample, []).append((2 * place, window))
    anchors = np.zeros(1 << 16, np.bool_)
    anchors[list(at_anchor)] = True
    found = set()
    for data in memory:
        samples = np.frombuffer(data, "<u2", len(data) // 2)
        for place in np.flatnonzero(anchors[samples]).tolist():
            for offset, window in at_anchor[int(samples[place])]:
                at = 2 * place - offset
                if at >= 0 and data[at : at + WIDE] == window:
                    found.add(window)
    return len(found)


def _anchor(window: bytes) -> tuple[int, int]:
    """Return the place and the value of the loudest sample of a window, by which it is looked for."""
    signed, raw = np.frombuffer(window, "<i2").astype(int), np.frombuffer(window, "<u2")
    order = np.argsort(-np.abs(signed))
    place = next(int(at) for at in order if int(raw[at]) not in OVERWRITTEN)
    return place, int(raw[place])
