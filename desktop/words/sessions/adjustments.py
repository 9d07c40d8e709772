"""The adjustments someone needs at the counter: those chosen, then their own words."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.sessions.needs import Need
from desktop.words.codes import words


def adjustment_lines(needs: Iterable[Need], adjustments: Iterable[str]) -> tuple[str, ...]:
    """Return a line for each."""
    return (*map(words, needs), *adjustments)
