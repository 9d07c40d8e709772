"""The code with which something is refused, for a test that lists what is refused otherwise or not at all."""

from __future__ import annotations

from collections.abc import Callable

from desktop.errors import ListeningRoomError


def refusal(act: Callable[..., object], *given: object) -> str | None:
    """Return the code of the error that `act(*given)` raises, or None. One that is not ours goes on to the test."""
    try:
        act(*given)
    except ListeningRoomError as refused:
        return refused.code
    return None
