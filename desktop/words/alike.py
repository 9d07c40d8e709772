"""Many equal sentences, said once with their number: nobody reads sixty-one times why a file was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from desktop.words import counted

ALIKE = 3
"""From so many on, equal ones stand for each other."""


def once_each(sentences: Iterable[str], most: int) -> list[str]:
    """Return each sentence once, the most frequent first, with how often it is said; of more than `most`, how many."""
    counts = Counter(sentences).most_common()
    return first_of([counted(n, "{words}", "{words} ({n} times)", words=words) for words, n in counts], most)


def first_of(lines: Sequence[str], most: int) -> list[str]:
    """Return the first lines, and how many more there are."""
    left = len(lines) - most
    return [*lines[:most], *([counted(left, "And 1 more.", "And {n} more.")] if left > 0 else [])]
