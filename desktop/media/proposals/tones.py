"""Keypad tones and ringing tone, hop by hop.

A key is one low and one high tone at once (697 770 852 941 Hz with 1209 1336 1477 1633 Hz). It counts where both hold
most of the energy, neither is much stronger than the other (twist), each stands out of its group, and their second
harmonics are weak: voices have strong ones. Ringing in the United Kingdom is 400 with 450 Hz.

The key itself is known within this file only as a number that changes when the key does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.grid import LEAD_HOPS, Batch, Floats, Grid

LOW = (697.0, 770.0, 852.0, 941.0)
HIGH = (1209.0, 1336.0, 1477.0, 1633.0)
RING = (400.0, 450.0)
KEY_HOPS = 3
RING_HOPS = 8

_KEY_SHARE = 0.45
_RING_SHARE = 0.55
_EACH_RING_SHARE = 0.12
_TWIST = 8.0
_OTHERS = 0.4
_HARMONIC = 0.5
_LEAST_POWER = 10 ** (-50 / 10)
_ROWS = 33
_T = TypeVar("_T", np.float64, np.complex128)


@dataclass(frozen=True)
class Tones:
    """Shape (channels, hops). `keys` is -1 where no key sounds; both describe a window that ends with the hop."""

    keys: NDArray[np.int8]
    ringing: NDArray[np.bool_]


class ToneMeter:
    """Measures one batch at a time; it keeps nothing of a batch."""

    def __init__(self, grid: Grid) -> None:
        tones = np.array([*LOW, *HIGH, *RING])
        # A harmonic above half the rate cannot be measured, and cannot be there.
        self._harmonics = 2 * tones[:8] < grid.rate / 2
        turns = np.array([*tones, *(2 * tones[:8])]) / grid.rate
        waves = np.exp(-2j * np.pi * turns * np.arange(grid.hop)[:, None])
        # Real and imaginary parts side by side, in one piece: one product of real matrices does it all.
        self._basis = np.ascontiguousarray(np.concatenate([waves.real, waves.imag], axis=1), np.float32)
        self._phases = np.exp(-2j * np.pi * turns * (grid.hop * np.arange(LEAD_HOPS + 1024))[:, None])
        self._hop = grid.hop

    def measure(self, batch: Batch) -> Tones:
        """Return the tones of the windows that end within the batch."""
        hops = batch.samples.shape[1]
        # In small pieces: a large product is shared out to threads, and then waits for the busiest processor.
        products = batch.samples.reshape(-1, _ROWS, self._hop) @ self._basis
        real, imaginary = np.split(products.reshape(*batch.samples.shape[:2], -1), 2, axis=-1)
        partial = (real + 1j * imaginary) * self._phases[:hops]
        energy = np.einsum("chn,chn->ch", batch.samples, batch.samples).astype(np.float64)
        return Tones(self._keys(partial, energy), self._ringing(partial[..., 8:10], energy))

    def _keys(self, partial: NDArray[np.complex128], energy: NDArray[np.float64]) -> NDArray[np.int8]:
        tones = self._powers(partial, KEY_HOPS)
        total = _ended(energy, KEY_HOPS)
        low, low_at, low_clear = _strongest(tones[..., 0:4])
        high, high_at, high_clear = _strongest(tones[..., 4:8])
        harmonics = np.where(self._harmonics, tones[..., 10:18], 0.0)
        low_harmonic = np.take_along_axis(harmonics[..., 0:4], low_at[..., None], -1)[..., 0]
        high_harmonic = np.take_along_axis(harmonics[..., 4:8], high_at[..., None], -1)[..., 0]
        sounds = (
            (low + high > _KEY_SHARE * total)
            & (total > _LEAST_POWER * KEY_HOPS * self._hop)
            & (low < _TWIST * high)
            & (high < _TWIST * low)
            & low_clear
            & high_clear
            & (low_harmonic < _HARMONIC * low)
            & (high_harmonic < _HARMONIC * high)
        )
        return np.where(sounds, 4 * low_at + high_at, -1).astype(np.int8)

    def _ringing(self, partial: NDArray[np.complex128], energy: NDArray[np.float64]) -> NDArray[np.bool_]:
        tones = self._powers(partial, RING_HOPS)
        total = _ended(energy, RING_HOPS)
        loud = total > _LEAST_POWER * RING_HOPS * self._hop
        both = np.all(tones > _EACH_RING_SHARE * total[..., None], axis=-1)
        ringing: NDArray[np.bool_] = loud & both & (tones.sum(axis=-1) > _RING_SHARE * total)
        return ringing

    def _powers(self, partial: NDArray[np.complex128], hops: int) -> NDArray[np.float64]:
        """Return the energy of each tone in the window of so many hops."""
        summed = _ended(partial, hops)
        powers: NDArray[np.float64] = 2 * (summed.real**2 + summed.imag**2) / (hops * self._hop)
        return powers


def _ended(values: NDArray[_T], hops: int) -> NDArray[_T]:
    """Return sums over `hops` hops, one for each hop of the batch in which they end."""
    sums = np.cumsum(values, axis=1)
    ended: NDArray[_T] = sums[:, LEAD_HOPS:] - sums[:, LEAD_HOPS - hops : -hops]
    return ended


def _strongest(group: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.bool_]]:
    """Return the strongest of a group of tones, its index, and whether the others are weak beside it."""
    at = group.argmax(axis=-1)
    ordered = np.sort(group, axis=-1)
    return ordered[..., -1], at, ordered[..., -2] < _OTHERS * ordered[..., -1]


def powers_of(samples: Floats) -> NDArray[np.float64]:
    """Return the mean power of each hop: shape (channels, hops)."""
    powers: NDArray[np.float64] = np.einsum("chn,chn->ch", samples, samples).astype(np.float64) / samples.shape[-1]
    return powers
