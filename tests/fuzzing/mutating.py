"""Bytes changed at random, as a fuzzer changes them: bits, numbers, pieces, and words that the format knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Where lengths and counts go wrong."""
MOST = 1 << 16
"""Bytes that an input may grow to."""

Change = Callable[[bytes, Random, Sequence[bytes]], bytes]


def _flip(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _byte(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + random.randbytes(1) + data[at + 1 :]


def _number(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """Put a number in the place of one, more often near the beginning, where headers are."""
    size = random.choice((1, 2, 4, 4))
    at = random.randrange(min(len(data), 64) if random.random() < 0.7 else len(data))
    number = random.choice((*NUMBERS, len(data), len(data) - 8)) % (1 << 8 * size)
    return data[:at] + number.to_bytes(size, random.choice(("little", "big"))) + data[at + size :]


def _cut(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data))]


def _drop(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randrange(1, 64) :]


def _repeat(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    at, size = random.randrange(len(data)), random.randrange(1, 64)
    return data[:at] + data[at : at + size] * random.randrange(2, 5) + data[at + size :]


def _move(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    at, to, size = random.randrange(len(data)), random.randrange(len(data)), random.randrange(1, 64)
    rest = data[:at] + data[at + size :]
    return rest[:to] + data[at : at + size] + rest[to:]


def _word(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    at, word = random.randrange(len(data)), random.choice(words) if words else random.randbytes(4)
    over = len(word) if random.random() < 0.5 else 0
    return data[:at] + word + data[at + over :]


CHANGES: tuple[Change, ...] = (_flip, _byte, _number, _number, _cut, _drop, _repeat, _move, _word, _word)


def mutated(data: bytes, random: Random, words: Sequence[bytes] = ()) -> bytes:
    """Return the data with one to four changes."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        data = random.choice(CHANGES)(data or b"\0", random, words)[:MOST]
    return data
