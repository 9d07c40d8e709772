"""Why a recording ends before the call did, in sentences: what it stands for is the telephone system's word."""

from __future__ import annotations

from desktop.words import Texts, tr

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
