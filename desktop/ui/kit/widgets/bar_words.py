"""The labels under a bar: each centred under its position, and moved to a lower row where it would touch another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_GAP = 14


@dataclass(frozen=True)
class Label:
    """A label to be centred at `x`, `width` pixels wide. Earlier ones choose their row first."""

    words: str
    x: float
    width: int


@dataclass(frozen=True)
class Placed:
    """The position of a label: its left side and its row from the top."""

    words: str
    left: float
    row: int


def place_labels(labels: Sequence[Label], room: float, rows: int = 3) -> tuple[Placed, ...]:
    """Return the labels that fit in `rows` rows `room` pixels wide; note and description have the rest."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    placed: list[Placed] = []
    for label in labels:
        left = min(max(label.x - label.width / 2, 0), max(0, room - label.width))
        right = left + label.width
        for row, spans in enumerate(taken):
            if all(right + _GAP <= start or end + _GAP <= left for start, end in spans):
                spans.append((left, right))
                placed.append(Placed(label.words, left, row))
                break
    return tuple(placed)
