"""Who is nothing but an adviser, by what signed events say.

Rules:
- Whoever has another role too, of their own or lent, is none; also after a loan's last day, until it is ended.
- People of the directory are none: they have no password here. What nobody did by name is said of them alone.
"""

from __future__ import annotations

from collections.abc import Mapping

ADDED, LENT, LOAN_ENDED = "person_added", "role_lent", "loan_ended"
OF_PEOPLE = frozenset({ADDED, "person_came_back", "roles_changed", LENT, LOAN_ENDED})
ALONE = frozenset({"adviser"})


class Advisers:
    """The roles of the office's people so far: their own, and those lent to them."""

    def __init__(self) -> None:
        self.roles: dict[str, list[list[str]]] = {}

    def follow(self, kind: str, said: Mapping[str, object]) -> None:
        """Follow a signed event of `OF_PEOPLE`."""
        facts, person = said.get("facts"), person_in(said)
        if not isinstance(facts, dict):
            return
        several = facts.get("roles")
        roles = [str(role) for role in several] if isinstance(several, list) else [str(facts.get("role", ""))]
        if kind == ADDED:
            if "directory" not in facts:
                self.roles.setdefault(person, [roles, []])
        elif person in self.roles and said.get("actor") is not None:
            own, lent = self.roles[person]
            if kind == LENT:
                lent = [*lent, *(role for role in roles if role not in lent)]
            elif kind == LOAN_ENDED:
                lent = [role for role in lent if role not in roles]
            else:
                own = roles
            self.roles[person] = [own, lent]

    def has(self, said: Mapping[str, object]) -> bool:
        """Return whether the person whom that event is about is one."""
        found = self.roles.get(person_in(said))
        return found is not None and {*found[0], *found[1]} <= ALONE


def person_in(said: Mapping[str, object]) -> str:
    """Return whom an event is about; nothing where it names nobody."""
    subjects = said.get("subjects")
    return str(subjects.get("person", "")) if isinstance(subjects, dict) else ""
