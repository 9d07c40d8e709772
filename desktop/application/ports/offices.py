"""The database port for the office and its desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from desktop.domain.office.desks import DeskKind, EnrolledDesk
    from desktop.domain.shared.ids import DeskId, OfficeId


@dataclass(frozen=True)
class OfficeFacts:
    """The identity of this office. `demo` is shown on every screen."""

    id: OfficeId
    name: str
    place: str
    zone: ZoneInfo
    nation: str
    demo: bool


class Turns(Protocol):
    """The turns of this desk's PC: a number that the PC and the office's server both know, one more with each sign-in.

    Whoever uses a copy of the PC's keys takes a turn that the PC knows nothing of, or one that it has had.
    """

    def must_be_ours(self) -> None:
        """Raise DeskCopiedError where the newest turn is not this PC's; the log then says so."""
        ...

    def adopt(self) -> None:
        """Let this PC have had the newest turn: its keyring was lost and is restored. The keyring stores it at once."""
        ...

    def take(self) -> int | None:
        """Take the next turn, and return its number; None where there are none. Raises DeskCopiedError."""
        ...


class Offices(Protocol):
    """The office's own facts, and its desks."""

    def add(self, office: OfficeFacts, recovery: Sequence[str], at: datetime) -> None: ...

    def get(self) -> OfficeFacts: ...

    def created_at(self) -> datetime: ...

    def add_desk(self, desk: EnrolledDesk) -> None: ...

    def desk(self, id: DeskId) -> EnrolledDesk: ...

    def desks(self) -> Sequence[EnrolledDesk]:
        """Return all desks, withdrawn ones too, in the order of their enrolment."""
        ...

    def open_desks(self) -> Collection[DeskId]:
        """Return the desks at which a program has the office open, as far as the database can tell; otherwise all."""
        ...

    def is_newer(self) -> bool:
        """Return whether a newer program has upgraded the database since this one opened it."""
        ...

    def withdraw(self, id: DeskId, at: datetime) -> None: ...

    def change_kind(self, id: DeskId, kind: DeskKind) -> None: ...

    def change_own_password(self, password: str) -> None:
        """Give this PC's own login on the server another password. The server is sent its verifier alone."""
        ...

    def replace_recovery(self, recipients: Sequence[str]) -> None: ...
