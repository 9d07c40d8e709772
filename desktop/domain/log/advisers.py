"""Who is nothing but an adviser, by what events say. Pure.

Rules:
- Whoever has another role too, of their own or lent, is none: also after a loan's last day, until it is ended, since a
  day is what the event's own desk writes.
- People of the directory are none: they have no password here. What nobody did by name is said of them alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from desktop.domain.log.events import Event, EventKind, Subject

OF_PEOPLE = frozenset(
    {
        EventKind.PERSON_ADDED,
        EventKind.PERSON_CAME_BACK,
        EventKind.ROLES_CHANGED,
        EventKind.ROLE_LENT,
        EventKind.LOAN_ENDED,
    }
)
ALONE = frozenset({"adviser"})
"""The role whose whole work is at a counter (`domain.office.people`, above this wing; a test compares)."""


class Advisers:
    """Those who are nothing but advisers, up to the events taken so far."""

    def __init__(self) -> None:
        self._own: dict[str, frozenset[str]] = {}
        self._lent: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
        self._since: defaultdict[str, list[int]] = defaultdict(list)
        self._alone: defaultdict[str, list[bool]] = defaultdict(list)

    def take(self, seq: int, event: Event) -> None:
        """Follow an event of `OF_PEOPLE` that was believed, in the order of the log."""
        person = event.subjects.get(Subject.PERSON, "")
        if event.kind is EventKind.PERSON_ADDED:
            if "directory" in event.facts or person in self._own:
                return
            self._own[person] = roles_in(event)
        elif person not in self._own or event.actor is None:
            return
        elif event.kind is EventKind.ROLE_LENT:
            self._lent[person] |= roles_in(event)
        elif event.kind is EventKind.LOAN_ENDED:
            self._lent[person] -= roles_in(event)
        else:
            self._own[person] = roles_in(event)
        self._alone[person].append(self._own[person] | self._lent[person] <= ALONE)
        self._since[person].append(seq)  # after what it is the number of: another thread may be asking

    def has(self, person: str, seq: int | None = None) -> bool:
        """Return whether that person is one before event `seq`; after all that were taken, where that is None."""
        since = self._since.get(person, [])
        before = len(since) if seq is None else bisect_left(since, seq)
        return before > 0 and self._alone[person][before - 1]


def roles_in(event: Event) -> frozenset[str]:
    """Return the roles that it names. Older events name one."""
    several = event.facts.get("roles")
    if isinstance(several, list | tuple):
        return frozenset(str(role) for role in several)
    return frozenset({str(event.facts.get("role", ""))})
