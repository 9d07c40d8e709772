"""The words for what is not in a copy: the parts that were removed, and why a recording ends before its call did.

A listener reads it while they listen, so all of it is in Welsh but `WHY_IT_ENDS`, which is for staff. Why it ends is
the telephone system's word.
"""

from __future__ import annotations

from desktop.domain.copies.marking import PublicReason
from desktop.words import Texts, counted, tr
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


def parts_removed(count: int) -> str:
    """Return "1 part removed", "3 parts removed"."""
    return counted(count, "1 part removed", "{n} parts removed")


ENDINGS: Texts[str] = {
    "transfer": "The recording ends here: the call was transferred.",
    "payment_pause": "The recording ends here: it was paused for a payment.",
    "hold": "The recording ends here: the call was put on hold.",
}
"""The words for a listener at its end, by `Recording.ended_because`."""
WHY_IT_ENDS: Texts[str] = {
    "transfer": "The recording ends where the call was transferred.",
    "payment_pause": "The recording ends where it was paused for a payment.",
    "hold": "The recording ends where the call was put on hold.",
}
"""The words for staff about it."""


def ending_words(code: str | None) -> str:
    """Return why it ends, as a listener reads it at its end; "" where that is not known."""
    return tr(ENDINGS[code]) if code is not None and code in ENDINGS else ""
