"""The database ports for signing in: people, and their failed attempts, by rows and by the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from desktop.domain.log.events import Event
    from desktop.domain.office.people import Person
    from desktop.domain.office.throttle import ThrottleRules, Tries
    from desktop.domain.shared.ids import DeskId, PersonId


class People(Protocol):
    """People who can sign in, and their failed attempts."""

    def get(self, id: PersonId, *, stays: bool = False) -> Person:
        """Return that person. `stays`: nobody changes them until this transaction ends."""
        ...

    def find(self, sign_in_name: str) -> tuple[Person, str] | None:
        """Return the person of that name and their password's hash, or None."""
        ...

    def of_directory(self, identifier: str) -> Person | None:
        """Return the person with that account in the directory, or None."""
        ...

    def add(self, person: Person, password_hash: str, at: datetime) -> None:
        """Add someone, at that time (aware, UTC)."""
        ...

    def save(self, person: Person) -> None:
        """Save names, roles, whether they are here, and whether their password is a first one."""
        ...

    def everybody(self) -> Sequence[Person]:
        """Return all people, who cannot be changed by others until this transaction ends."""
        ...

    def accounts(self) -> Sequence[tuple[Person, datetime | None, datetime | None, Tries]]:
        """Return everybody: since when they have their roles, when they last signed in, and failed attempts.

        None: a row without an event that says it; nobody signed in yet.
        """
        ...

    def have_roles_since(self, id: PersonId, at: datetime) -> None:
        """Save since when they have the roles that they have now (aware, UTC)."""
        ...

    def came_in(self, id: PersonId, at: datetime) -> None:
        """Save when they signed in (aware, UTC)."""
        ...

    def renew_hash(self, id: PersonId, password_hash: str) -> None:
        """Save a new hash, of the same password or of another."""
        ...

    def tries(self, scope: str, key: str) -> Tries: ...

    def save_tries(self, scope: str, key: str, tries: Tries) -> None: ...


class LoggedTries(Protocol):
    """Wrong passwords as the log has them. None: it does not say, and the row has to be asked."""

    def at(self, desk: DeskId) -> Tries | None:
        """Return those that this desk's own refusals have counted."""
        ...

    def of(self, person: PersonId, secret: str, now: datetime, rules: ThrottleRules) -> Tries | None:
        """Return those of that account, at whichever PC. `secret`: the account's (`domain.log.refusals`)."""
        ...

    def clear(self, event: Event) -> None:
        """Append that event, by which someone's count no more, in this transaction; its commit has another."""
        ...
