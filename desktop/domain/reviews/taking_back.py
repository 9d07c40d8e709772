"""Taking a sign-off back: at once, by whoever signed.

The window offers it for the first of `OFFERED` seconds, or for as long as whoever signs chose (WCAG 2.2, 2.2.1).
`SECONDS` leaves a press at the last moment of the longest the time to arrive.
"""

from __future__ import annotations

from datetime import datetime

from desktop.domain.shared.ids import PersonId
from desktop.errors import NotAllowedError, WrongStateError

OFFERED = 10, 30, 120
"""Seconds to choose from: the usual first, and up to more than ten times as many."""
SECONDS = 130


def seconds_since(signed_by: PersonId, signed_at: datetime, by: PersonId, now: datetime) -> int:
    """Return how many whole seconds ago it was signed off, where that person can take it back now.

    Raises NotAllowedError for anybody else, and WrongStateError once it is too late. A clock that was set back makes it
    too late as well.
    """
    if by != signed_by:
        raise NotAllowedError("not_your_sign_off")
    seconds = int((now - signed_at).total_seconds())
    if not 0 <= seconds <= SECONDS or now < signed_at:
        raise WrongStateError("sign_off_stands")
    return seconds
