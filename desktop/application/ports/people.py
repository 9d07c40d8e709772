"""The database port for signing in: people, and their failed attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.domain.office.people import Person
    from desktop.domain.office.throttle import Tries
    from desktop.domain.shared.ids import PersonId


class People(Protocol):
    """People who can sign in, and their failed attempts."""

    def get(self, id: PersonId) -> Person: ...

    def find(self, sign_in_name: str) -> tuple[Person, str] | None:
        """Return the person of that name and their password's hash, or None."""
        ...

    def add(self, person: Person, password_hash: str) -> None: ...

    def renew_hash(self, id: PersonId, password_hash: str) -> None:
        """Save a new hash of the same password."""
        ...

    def tries(self, scope: str, key: str) -> Tries: ...

    def save_tries(self, scope: str, key: str, tries: Tries) -> None: ...
