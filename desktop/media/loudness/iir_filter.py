"""Recursive filters by products of matrices: numpy has no recursion, and sample by sample Python is too slow.

A filter is a linear system: a state of a few numbers holds everything that went before. So is the filter that takes
`count` inputs at once: its next outputs are a fixed sum of these inputs and of the state before them, and so is
the state after them (`blocked`). The states before many such rows follow each other by a linear system again, so
they are computed in the same way, some rows at once. The result is the filter itself, not a truncated one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Exact = NDArray[np.float64]
Rows = NDArray[np.float32]
_AT_ONCE = 8
_UNSHARED = 1 << 17
"""Multiplications that OpenBLAS leaves to one thread (it shares out from four times as many on)."""


@dataclass(frozen=True, eq=False)
class System:
    """Row vectors throughout: new state = state @ step + input @ into; output = state @ out + input @ through."""

    step: Exact
    into: Exact
    out: Exact
    through: Exact

    @classmethod
    def of_biquad(cls, b: tuple[float, float, float], a: tuple[float, float, float]) -> Self:
        """Return the filter (b0 + b1/z + b2/z²) / (a0 + a1/z + a2/z²), one number in and one out."""
        b0, b1, b2 = (each / a[0] for each in b)
        a1, a2 = a[1] / a[0], a[2] / a[0]
        step = np.array([[-a1, -a2], [1.0, 0.0]])
        return cls(step, np.array([[b1 - a1 * b0, b2 - a2 * b0]]), np.array([[1.0], [0.0]]), np.array([[b0]]))

    def followed_by(self, other: System) -> System:
        """Return both, one after the other."""
        nothing = np.zeros((len(other.step), len(self.step)))
        return System(
            np.block([[self.step, self.out @ other.into], [nothing, other.step]]),
            np.hstack([self.into, self.through @ other.into]),
            np.vstack([self.out @ other.through, other.out]),
            self.through @ other.through,
        )

    def blocked(self, count: int) -> System:
        """Return the same with `count` successive inputs in one row, and as many outputs."""
        powers = [np.eye(len(self.step))]
        for _ in range(count):
            powers.append(powers[-1] @ self.step)
        answers = [self.through, *(self.into @ power @ self.out for power in powers[: count - 1])]
        nothing = np.zeros_like(self.through)
        return System(
            powers[count],
            np.vstack([self.into @ power for power in reversed(powers[:count])]),
            np.hstack([power @ self.out for power in powers[:count]]),
            np.block([[answers[to - at] if to >= at else nothing for to in range(count)] for at in range(count)]),
        )

    def states(self) -> System:
        """Return the system that gives the state before each input, the inputs being what they add to the state."""
        one = np.eye(len(self.step))
        return System(self.step, one, one, np.zeros_like(one))


@dataclass(frozen=True, eq=False)
class _Rounded:
    """A system's matrices in single precision: half the work of double, and an error that a measurement tolerates."""

    step: Rows
    into: Rows
    out: Rows
    through: Rows

    @classmethod
    def of(cls, system: System) -> Self:
        return cls(*(each.astype(np.float32) for each in (system.step, system.into, system.out, system.through)))


class Runner:
    """A system run over many rows at once and several channels alike, from rest; it resumes where it stopped."""

    def __init__(self, system: System, channels: int, rows: int) -> None:
        """`rows`: how many of each channel come at once; a power of two."""
        self._system = _Rounded.of(system)
        self._state = np.zeros((channels, len(system.step)), np.float32)
        self._outputs, self._remembered = np.empty((2, channels, rows, len(system.through)), np.float32)
        self._coarser: list[_Rounded] = []
        while rows > _AT_ONCE:
            system, rows = system.states().blocked(_AT_ONCE), rows // _AT_ONCE
            self._coarser.append(_Rounded.of(system))

    def run(self, rows: Rows) -> Rows:
        """Return the next rows' outputs, until the next call. Both: (channels, rows, inputs or outputs of one)."""
        added = product(rows, self._system.into)
        before = _before(self._state, added, self._system.step, self._coarser)
        self._state = before[:, -1] @ self._system.step + added[:, -1]
        product(rows, self._system.through, self._outputs)
        product(before, self._system.out, self._remembered)
        self._outputs += self._remembered
        return self._outputs


def _before(state: Rows, added: Rows, step: Rows, coarser: Sequence[_Rounded]) -> Rows:
    """Return the state before each row, where each row adds `added` to it."""
    if not coarser:
        states = np.empty_like(added)
        for at in range(added.shape[1]):
            states[:, at] = state
            state = state @ step + added[:, at]
        return states
    system, *others = coarser
    groups = added.reshape(len(added), -1, len(system.through))
    starts = _before(state, product(groups, system.into), system.step, others)
    return (product(groups, system.through) + product(starts, system.out)).reshape(added.shape)


def product(rows: Rows, matrix: Rows, out: Rows | None = None) -> Rows:
    """Return `rows @ matrix` over the last axis, a few rows at a time. `out`: the target, contiguous.

    So few that BLAS does not share them out among threads: these wait for each other longer than the work takes, and
    may add up in another order on another machine.
    """
    flat = rows.reshape(-1, rows.shape[-1])
    few = max(1, _UNSHARED // matrix.size)
    whole = len(flat) // few * few
    found = np.empty((len(flat), matrix.shape[1]), np.float32) if out is None else out.reshape(-1, matrix.shape[1])
    np.matmul(flat[:whole].reshape(-1, few, flat.shape[1]), matrix, out=found[:whole].reshape(-1, few, matrix.shape[1]))
    np.matmul(flat[whole:], matrix, out=found[whole:])
    return found.reshape(*rows.shape[:-1], matrix.shape[1])
