from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.media.loudness.filters import Runner, System, product

Coefficients = tuple[float, float, float]
LOW: tuple[Coefficients, Coefficients] = ((0.2, 0.3, -0.1), (2.0, -3.1, 1.3))
HIGH: tuple[Coefficients, Coefficients] = ((1.0, -2.0, 1.0), (1.0, -1.99, 0.9902))


def sample_by_sample(samples: NDArray[np.float64], b: Coefficients, a: Coefficients) -> NDArray[np.float64]:
    """Filter as in every textbook."""
    out = np.zeros(len(samples))
    for at in range(len(samples)):
        for back in range(min(at, 2) + 1):
            out[at] += b[back] * samples[at - back] - (a[back] * out[at - back] if back else 0)
        out[at] /= a[0]
    return out


def noise(count: int, seed: int = 1) -> NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal(count) + 0.5


@pytest.mark.parametrize("rows", [1, 8, 16, 64, 512])
def test_many_at_once_are_the_filter_sample_by_sample_and_it_goes_on_where_it_stopped(rows: int) -> None:
    system = System.of_biquad(*LOW).followed_by(System.of_biquad(*HIGH)).blocked(4)
    runner, samples = Runner(system, 2, rows), np.stack([noise(4 * rows * 3, 1), noise(4 * rows * 3, 2)])
    pieces = [
        runner.run(samples[:, at : at + 4 * rows].reshape(2, rows, 4).astype(np.float32)).copy()
        for at in range(0, samples.shape[1], 4 * rows)
    ]
    found = np.concatenate([piece.reshape(2, -1) for piece in pieces], axis=1)
    expected = [sample_by_sample(sample_by_sample(channel, *LOW), *HIGH) for channel in samples]
    assert np.abs(found - np.stack(expected)).max() < 1e-3 * np.abs(expected).max()


def test_what_ends_in_silence_dies_away() -> None:
    runner = Runner(System.of_biquad(*HIGH).blocked(4), 1, 256)
    assert np.abs(runner.run(np.ones((1, 256, 4), np.float32))).max() == 1
    for _ in range(4):
        left = np.abs(runner.run(np.zeros((1, 256, 4), np.float32))).max()
    assert left < 1e-4


@pytest.mark.parametrize("rows", [0, 1, 5, 4096, 4097, 9000])
def test_a_product_of_a_few_rows_at_a_time_is_the_product(rows: int) -> None:
    left, right = np.ones((rows, 32), np.float32), np.arange(32, dtype=np.float32).reshape(32, 1)
    assert product(left, right).shape == (rows, 1)
    assert (product(left, right) == 496).all()
