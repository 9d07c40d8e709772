"""Who of those present the recording can be played to.

Rule: the customer or their representative listens. A companion or an interpreter helps them, and hears nothing alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.sessions.session import Party

LISTENERS = frozenset({Party.CUSTOMER, Party.REPRESENTATIVE})


def somebody_listens(parties: Iterable[Party]) -> bool:
    """Whether anybody is here whom the recording may be played to."""
    return not LISTENERS.isdisjoint(parties)
