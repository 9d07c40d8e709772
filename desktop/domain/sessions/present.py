"""The people present to whom the recording can be played.

Rule: the customer or their representative listens. A companion or an interpreter helps them, and hears nothing alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.sessions.session import Party

LISTENERS = frozenset({Party.CUSTOMER, Party.REPRESENTATIVE})


def somebody_listens(parties: Iterable[Party]) -> bool:
    """Return whether anybody is here to whom the recording may be played."""
    return not LISTENERS.isdisjoint(parties)
