"""The counters' keys: what they sign, once the office has a back office. Pure.

Rules:
- Whoever has a counter's account has its key, and a counter is where strangers sit. So its key decides nothing: an
  event that gives authority, and is not of `AT_A_COUNTER`, is not believed from a counter.
- That holds while the office has a back office, where it can be done. Before, a counter is all there is.
- Which PC is a counter, and whether there is a back office, is what events say that were believed themselves.
- Who asks is signed again at a counter only while the request is taken and no recording was found for it: a call is
  corrected no later (`replay.requests`); naming who acts says so itself (`ONLY_TAKEN`), which the replay compares.
- A counter writes what the directory says of someone (`OF_THE_DIRECTORY`): they arrive there. Nobody did that by name,
  and nobody becomes an administrator that way.
- A counter's key gives a password (`OF_A_PASSWORD`) to those alone who are nothing but advisers (`advisers`): whoever
  else has its password can decide with it at another PC.
"""

from __future__ import annotations

from bisect import bisect_left

from desktop.domain.log.advisers import OF_PEOPLE, Advisers, roles_in
from desktop.domain.log.events import Event, EventKind, Subject, Trait, kinds
from desktop.domain.log.sealing import gives_authority

ONLY_TAKEN = "only_taken"
"""The fact by which a counter names who acts for somebody: each of the requests was only taken."""
AT_A_COUNTER = kinds(Trait.AT_A_COUNTER)
OF_THE_DIRECTORY = frozenset(
    {EventKind.PERSON_ADDED, EventKind.PERSON_LEFT, EventKind.PERSON_CAME_BACK, EventKind.ROLES_CHANGED}
)
OF_A_PASSWORD = frozenset({EventKind.PASSWORD_CHANGED, EventKind.PASSWORD_REHASHED})
"""The kinds that give someone the hash of a password."""
_COUNTER, _BACK_OFFICE = "counter", "back_office"
"""Kinds of desk (`domain.office.desks`, above this wing; a test compares)."""


class Counters:
    """The office's counters, up to the events taken so far."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._advisers = Advisers()
        self._since: list[int] = []
        self._bound: list[frozenset[str]] = []

    def take(self, seq: int, event: Event) -> None:
        """Follow an event that was believed, in the order of the log."""
        desk = event.subjects.get(Subject.DESK, "")
        if event.kind in OF_PEOPLE:
            self._advisers.take(seq, event)
            return
        if event.kind in (EventKind.DESK_ENROLLED, EventKind.DESK_KIND_CHANGED):
            self._kinds[desk] = str(event.facts.get("kind"))
        elif event.kind is EventKind.DESK_WITHDRAWN:
            self._kinds.pop(desk, None)
        else:
            return
        self._bound.append(self._counters())
        self._since.append(seq)  # after what it is the number of: another thread may be asking

    def may_sign(self, event: Event, seq: int | None = None) -> bool:
        """Return whether that event may be of the desk that it names, at that number; next, where it has none yet."""
        if not gives_authority(event) or event.desk not in self._bound_at(seq):
            return True
        if event.kind in OF_A_PASSWORD:
            return self._advisers.has(event.subjects.get(Subject.PERSON, ""), seq)
        return event.kind in AT_A_COUNTER or _names_early(event) or _is_the_directorys(event)

    def _bound_at(self, seq: int | None) -> frozenset[str]:
        if seq is None:
            return self._counters()
        before = bisect_left(self._since, seq)
        return self._bound[before - 1] if before else frozenset()

    def _counters(self) -> frozenset[str]:
        """Return the counters that there are now, where there is a back office."""
        kinds = self._kinds.copy()
        bound = _BACK_OFFICE in kinds.values()
        return frozenset(desk for desk, kind in kinds.items() if bound and kind == _COUNTER)


def _names_early(event: Event) -> bool:
    return event.kind is EventKind.REPRESENTATIVE_NAMED and event.facts.get(ONLY_TAKEN) is True


def _is_the_directorys(event: Event) -> bool:
    said = event.kind is not EventKind.PERSON_ADDED or "directory" in event.facts
    said = said and "administrator" not in roles_in(event)
    return event.kind in OF_THE_DIRECTORY and event.actor is None and said
