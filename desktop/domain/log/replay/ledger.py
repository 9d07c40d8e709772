"""The state of a replay: facts by type and identifier, and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar, cast

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.entry import Entry, OutOfOrderError, Replayed

T = TypeVar("T", bound=Replayed)


@dataclass(frozen=True)
class Finding:
    """An event that the replay cannot follow: its number, a code, and what it is about (a kind, a fact, a state)."""

    seq: int
    code: str
    about: str = ""


class Ledger:
    """Facts while they are replayed; steps read and change them, and a step that fails is undone.

    `not_told`: types whose events are left out of this replay; one of these is taken to be there.
    """

    def __init__(self, not_told: frozenset[type[Replayed]] = frozenset()) -> None:
        self.size = 0
        self._not_told = not_told
        self.findings: list[Finding] = []
        self.open: set[type[Replayed]] = set()
        self._found: dict[type[Replayed], dict[str, Replayed]] = {}
        self._before: list[tuple[type[Replayed], str, Replayed | None]] = []
        self._opened: set[type[Replayed]] = set()

    def of(self, kind: type[T]) -> Mapping[str, T]:
        """Return everything of that type, by identifier."""
        return cast(Mapping[str, T], self._found.get(kind, {}))

    def get(self, kind: type[T], id: str) -> T:
        """Return a fact by its kind and identifier. Raises OutOfOrderError (`not_added`)."""
        found = self.of(kind).get(id)
        if found is None:
            raise OutOfOrderError("not_added")
        return found

    def tells(self, kind: type[Replayed]) -> bool:
        """Return whether all events of that type are in this replay."""
        return kind not in self._not_told

    def must_have(self, kind: type[Replayed], id: str) -> None:
        """Raise OutOfOrderError (`not_added`) where that one is not there, and would be."""
        if kind not in self._not_told:
            self.get(kind, id)

    def add(self, *new: Replayed) -> None:
        """Add these. Raises OutOfOrderError (`added_twice`)."""
        for each in new:
            if each.id in self.of(type(each)):
                raise OutOfOrderError("added_twice")
            self._put(type(each), each.id, each)

    def change(self, entry: Entry, one: Replayed, **changes: Any) -> None:
        """Replace fields of one, as this event says."""
        self._put(type(one), one.id, one.changed(entry.seq, changes))

    def drop(self, kind: type[Replayed], id: str) -> None:
        """Forget a fact. Raises OutOfOrderError (`not_added`)."""
        self.get(kind, id)
        self._put(kind, id, None)

    def leave_open(self, kind: type[Replayed]) -> None:
        """Note that an older event does not name what there is of that type, so that more may be there."""
        if kind not in self.open:
            self.open.add(kind)
            self._opened.add(kind)

    def note_finding(self, entry: Entry, code: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(entry.seq, code, entry.kind.value))

    def keep(self) -> None:
        """Keep the changes of a step."""
        self._before.clear()
        self._opened.clear()

    def undo(self) -> None:
        """Undo the changes of a step."""
        self.open -= self._opened
        self._opened.clear()
        while self._before:
            kind, id, before = self._before.pop()
            self._put(kind, id, before)
            self._before.pop()

    def facts(self) -> Facts:
        """Return what has been replayed."""
        things = {kind: MappingProxyType(dict(found)) for kind, found in self._found.items() if found}
        return Facts(self.size, MappingProxyType(things), frozenset(self.open), tuple(self.findings))

    def _put(self, kind: type[Replayed], id: str, one: Replayed | None) -> None:
        found = self._found.setdefault(kind, {})
        self._before.append((kind, id, found.get(id)))
        if one is None:
            del found[id]
        else:
            found[id] = one


@dataclass(frozen=True)
class Facts:
    """The facts of `size` events. `left_open`: types for which older events do not name everything."""

    size: int
    things: Mapping[type[Replayed], Mapping[str, Replayed]]
    left_open: frozenset[type[Replayed]] = frozenset()
    findings: tuple[Finding, ...] = ()

    def of(self, kind: type[T]) -> Mapping[str, T]:
        """Return everything of that type, by identifier."""
        return cast(Mapping[str, T], self.things.get(kind, {}))


Step = Callable[[Entry, Ledger], None]
STEPS: dict[EventKind, Step] = {}
"""The step of each kind that changes a fact."""


def follows(*kinds: EventKind) -> Callable[[Step], Step]:
    """Declare the step of these kinds. It raises MalformedError or OutOfOrderError, and then changes nothing."""

    def declared(step: Step) -> Step:
        STEPS.update(dict.fromkeys(kinds, step))
        return step

    return declared
