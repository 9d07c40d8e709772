"""The counters' keys: what they may sign, once the office has a back office.

Rules:
- While the office has a back office, a counter signs only events of `AT_A_COUNTER`, who acts for somebody as long as
  the request was only taken, and what the directory said of someone, which nobody did by name, and which makes nobody
  an administrator.
- A counter gives a password to those alone who are nothing but advisers (`advisers`).
- The kinds of PCs are those that signed events give them.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.verify.advisers import OF_PEOPLE, Advisers
from desktop.verify.event_kinds import AT_A_COUNTER
from desktop.verify.milestone import Milestone

ENROLLED, CHANGED, WITHDRAWN = "desk_enrolled", "desk_kind_changed", "desk_withdrawn"
NAMED = "representative_named"
OF_THE_DIRECTORY = frozenset({"person_added", "person_left", "person_came_back", "roles_changed"})
OF_A_PASSWORD = frozenset({"password_changed", "password_rehashed"})
OF_DESKS = frozenset({ENROLLED, CHANGED, WITHDRAWN})
FOLLOWED = OF_DESKS | OF_PEOPLE


class Counters:
    """The kinds of the PCs so far."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.advisers = Advisers()
        self._bound: frozenset[str] = frozenset()

    def go_on(self, milestone: Milestone) -> None:
        """Go on from the kinds of there."""
        self.kinds, self.advisers.roles = dict(milestone.kinds), dict(milestone.roles)
        self._count()

    def follow(self, kind: str, said: Mapping[str, object]) -> None:
        """Follow a signed event of `FOLLOWED`, about a PC or someone's roles."""
        if kind in OF_PEOPLE:
            self.advisers.follow(kind, said)
            return
        facts, desk = said.get("facts"), _part(said, "subjects").get("desk")
        if kind == WITHDRAWN:
            self.kinds.pop(str(desk), None)
        elif isinstance(facts, dict):
            self.kinds[str(desk)] = str(facts.get("kind"))
        self._count()

    def binds(self, kind: str, desk: str) -> bool:
        """Return whether that PC is a counter, and the kind not one that it signs in any case."""
        return desk in self._bound and kind not in AT_A_COUNTER

    def gives_to_advisers(self, kind: str, desk: str) -> bool:
        """Return whether that signed kind gives a password, and that PC gives one to advisers alone."""
        return kind in OF_A_PASSWORD and desk in self._bound

    @staticmethod
    def allows(kind: str, said: Mapping[str, object]) -> bool:
        """Return whether a counter signs that event by what it says: who acts for somebody, early; the directory's."""
        facts = _part(said, "facts")
        if kind == NAMED:
            return facts.get("only_taken") is True
        roles = facts.get("roles")
        administers = "administrator" in (roles if isinstance(roles, list) else [facts.get("role")])
        named = kind != "person_added" or "directory" in facts
        return kind in OF_THE_DIRECTORY and said.get("actor", "") is None and named and not administers

    def _count(self) -> None:
        bound = "back_office" in self.kinds.values()
        self._bound = frozenset(desk for desk, kind in self.kinds.items() if bound and kind == "counter")


def _part(said: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = said.get(name)
    return part if isinstance(part, dict) else {}
