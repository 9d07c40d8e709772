"""The words that stand in a transcript where words are removed."""

from __future__ import annotations

from desktop.domain.copies.removal import PublicReason
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import spoken


def removed_words(seconds: float, reason: PublicReason) -> str:
    """Return what stands in the place of a removed part: "8 seconds removed: about another person"."""
    length = spoken(max(1, seconds))
    if said := words(reason):
        return tr("{length} removed: {reason}").format(length=length, reason=said)
    return tr("{length} removed").format(length=length)


def words_left_out() -> str:
    """Return what stands for words of a line that a removed part lies over."""
    return tr("[Words left out beside a removed part]")
