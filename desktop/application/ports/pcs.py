"""A desk's retention keys; and what an office on a server does for its PCs: logins there, answers to requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.domain.copies.copy import SealedKey
    from desktop.domain.office.join_request import JoinRequest
    from desktop.domain.shared.ids import DeskId


@dataclass(frozen=True)
class Login:
    """A PC's login. `address`: the server's, with its role; `statements` make it. The password is stored nowhere."""

    address: str
    password: str = field(repr=False)
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Owner:
    """The role that owns the database, and its password: it is stored nowhere."""

    role: str
    password: str = field(repr=False)


class DeskKeys(Protocol):
    """The retention keys that this desk holds. Each method raises VaultDamagedError where it does not hold that one."""

    def wrapped_to(self, wrapped: bytes, recipients: Sequence[str]) -> bytes:
        """Return the same key, wrapped to these recipients."""
        ...

    def fresh(self, recipients: Sequence[str]) -> bytes:
        """Return a fresh key, wrapped to these recipients."""
        ...

    def reseal(self, sealed: SealedKey, id: str, wrapped: bytes) -> bytes:
        """Return the data key of the recording or copy `id`, wrapped under another retention key."""
        ...


class Pcs(Protocol):
    """Logins on the server, and answers. Each method raises SurroundingsError of its own kinds."""

    def request_in(self, file: Path) -> JoinRequest:
        """Return the request in that file. Raises `join_request_unreadable`."""
        ...

    def new_login(self, desk: DeskId) -> Login:
        """Return a login for that desk, which is not made yet."""
        ...

    def end_statements(self, desk: DeskId, *, first: bool) -> tuple[str, ...]:
        """Return the statements that end that desk's login; `first`: of the office's first PC."""
        ...

    def run_as(self, owner: Owner, statements: Sequence[str]) -> None:
        """Run them as the database's owner. Raises DatabaseError, and then none of them is done."""
        ...

    def write_answer(self, file: Path, request: JoinRequest, login: Login) -> str:
        """Write the answer beside its place; return its four words.

        Raises `join_answer_exists`, `join_answer_not_written`.
        """
        ...

    def keep_answer(self, file: Path) -> None:
        """Let the answer take its place."""
        ...

    def discard_answer(self, file: Path) -> None:
        """Remove what was written beside its place."""
        ...

    def keys_of_recovery(self, recovery: Path | str) -> DeskKeys:
        """Return the keys that the recovery key opens, in that file or as typed. Raises VaultDamagedError: none."""
        ...
