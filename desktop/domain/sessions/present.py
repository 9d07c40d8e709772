"""The people present to whom the recording can be played.

Rules:
- The customer or their representative listens. A companion or an interpreter helps them, and hears nothing alone.
- A representative who came with the customer hears nothing without them: the documents were the customer's. Who comes
  alone is identified by their own (`domain.requests.representing`).
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.sessions.session import Party

LISTENERS = frozenset({Party.CUSTOMER, Party.REPRESENTATIVE})


def somebody_listens(parties: Iterable[Party]) -> bool:
    """Return whether anybody is here to whom the recording may be played."""
    return not LISTENERS.isdisjoint(parties)


def goes_with(party: Party, parties: Iterable[Party]) -> frozenset[Party]:
    """Return who of those present hears nothing more, either, once `party` has left."""
    return frozenset({Party.REPRESENTATIVE}.intersection(parties)) if party is Party.CUSTOMER else frozenset()
