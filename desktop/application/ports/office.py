"""The ports for the office: its facts and desks, people and the directory, policies, and what a server does for PCs.

Nothing of a password that the directory checks is kept, on either side of its port.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from desktop.domain.copies.copy import SealedKey
    from desktop.domain.log.events import Event
    from desktop.domain.office.office_policy import DirectoryGroup, OfficePolicy
    from desktop.domain.office.pcs import DeskKind, EnrolledDesk, JoinRequest
    from desktop.domain.office.people import Person, Role
    from desktop.domain.office.policies import PolicyName, PolicyVersion
    from desktop.domain.office.throttle import Tries
    from desktop.domain.recordings.retention import KeepingPolicy
    from desktop.domain.sessions.id_policy import IdPolicy
    from desktop.domain.shared.ids import DeskId, OfficeId, PersonId

    AnyPolicy = IdPolicy | OfficePolicy | KeepingPolicy
    Groups = tuple[DirectoryGroup, ...]


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

    def adopt(self) -> None:
        """Let this PC have had the newest turn: its keyring was lost and is restored. The keyring stores it at once."""

    def take(self) -> int | None:
        """Take the next turn, and return its number; None where there are none. Raises DeskCopiedError."""


class Offices(Protocol):
    """The office's own facts, and its desks."""

    def add(self, office: OfficeFacts, recovery: Sequence[str], at: datetime) -> None: ...

    def get(self) -> OfficeFacts: ...

    def created_at(self) -> datetime: ...

    def add_desk(self, desk: EnrolledDesk) -> None: ...

    def desk(self, id: DeskId) -> EnrolledDesk: ...

    def desks(self) -> Sequence[EnrolledDesk]:
        """Return all desks, withdrawn ones too, in the order of their enrolment."""

    def open_desks(self) -> Collection[DeskId]:
        """Return the desks at which a program has the office open, as far as the database can tell; otherwise all."""

    def is_newer(self) -> bool:
        """Return whether a newer program has upgraded the database since this one opened it."""

    def withdraw(self, id: DeskId, at: datetime) -> None: ...

    def change_kind(self, id: DeskId, kind: DeskKind) -> None: ...

    def change_own_password(self, password: str) -> None:
        """Give this PC's own login on the server another password. The server is sent its verifier alone."""

    def replace_recovery(self, recipients: Sequence[str]) -> None: ...


class People(Protocol):
    """People who can sign in, and their failed attempts."""

    def get(self, id: PersonId, *, stays: bool = False) -> Person:
        """Return that person. `stays`: nobody changes them until this transaction ends."""

    def find(self, sign_in_name: str) -> tuple[Person, str] | None:
        """Return the person of that name and their password's hash, or None."""

    def of_directory(self, identifier: str) -> Person | None:
        """Return the person with that account in the directory, or None."""

    def add(self, person: Person, password_hash: str, at: datetime) -> None:
        """Add someone, at that time (aware, UTC)."""

    def save(self, person: Person) -> None:
        """Save names, roles, whether they are here, and whether their password is a first one."""

    def everybody(self) -> Sequence[Person]:
        """Return all people, who cannot be changed by others until this transaction ends."""

    def accounts(self) -> Sequence[tuple[Person, datetime | None, datetime | None, Tries]]:
        """Return everybody: since when they have their roles, when they last signed in, and failed attempts.

        None: a row without an event that says it; nobody signed in yet.
        """

    def have_roles_since(self, id: PersonId, at: datetime) -> None:
        """Save since when they have the roles that they have now (aware, UTC)."""

    def came_in(self, id: PersonId, at: datetime) -> None:
        """Save when they signed in (aware, UTC)."""

    def renew_hash(self, id: PersonId, password_hash: str) -> None:
        """Save a new hash, of the same password or of another."""

    def tries(self, scope: str, key: str) -> Tries: ...

    def save_tries(self, scope: str, key: str, tries: Tries) -> None: ...


class LoggedTries(Protocol):
    """Wrong passwords as the log has them. None: it does not say, and the row has to be asked."""

    def at(self, desk: DeskId) -> Tries | None:
        """Return those that this desk's own refusals have counted."""

    def of(self, person: PersonId, secret: str) -> Tries | None:
        """Return those of that account, at whichever PC. `secret`: the account's (`domain.log.refusals`)."""

    def clear(self, event: Event) -> None:
        """Append that event, by which someone's count no more, in this transaction; its commit has another."""


@dataclass(frozen=True)
class DirectoryAccount:
    """Someone who is in the directory, and may sign in there.

    `identifier`: never given to another account, whatever happens to names. `name`: what they type to sign in.
    `roles`: those of the groups that they are in; none where they are in no group that has a role here.
    """

    identifier: str
    name: str
    shown_name: str
    roles: frozenset[Role]


class Directory(Protocol):
    """The directory. Every question may take seconds, and raises DirectoryError where there is no clear answer.

    `groups`: those that the office's policy names; where it names none, those of this PC's own file count.
    """

    @property
    def offline_minutes(self) -> int:
        """How long someone who is signed in keeps working while it cannot be asked about them."""

    def sign_in(self, name: str, password: str, groups: Groups, *, stays: bool = False) -> DirectoryAccount | None:
        """Return the account with that name and password; None for every other name, password or account.

        Raises NotAllowedError (`directory_disabled`) where both are right, and the account is disabled.

        `stays`: they sign in at this desk, and `still_here` will be asked about them.
        """

    def still_here(self, identifier: str, groups: Groups) -> DirectoryAccount | None:
        """Return the account of the person who signed in at this desk as it is now; None where it is gone."""

    def has(self, identifier: str) -> bool:
        """Return whether that account is there. Raises DirectoryError where it tells that to nobody unknown."""

    def sign_out(self, identifier: str) -> None:
        """Forget that person, if it is they who signed in at this desk."""

    def close(self) -> None:
        """Close whatever is open."""


class Policies(Protocol):
    """The versions. Whoever acts on them compares them with the log first (`Proven.policies`)."""

    def versions(self) -> tuple[PolicyVersion, ...]:
        """Return all versions, by name and number."""

    def in_force(self) -> Mapping[PolicyName, tuple[int, str]]:
        """Return the number and the text of each policy in force. What was not begun is not there."""

    def add(self, version: PolicyVersion) -> None: ...

    def adopt(self, version: PolicyVersion, by: PersonId, at: datetime) -> None: ...

    def drop(self, version: PolicyVersion, at: datetime) -> None: ...


class PolicyTexts(Protocol):
    """How texts are read and written. Each method that reads raises PolicyRefusedError for what is no policy."""

    def read(self, name: PolicyName, content: str) -> AnyPolicy:
        """Return the policy. It bears nothing of where it comes from."""

    def write(self, policy: AnyPolicy) -> str:
        """Return a text that says the same, without comments."""

    def files(self) -> Mapping[PolicyName, str]:
        """Return the texts of this PC's files: what an office begins with."""

    def file_text(self, file: Path) -> str:
        """Return the text of a file that someone takes in."""

    def save(self, file: Path, content: str) -> None:
        """Write a text into a new file. Raises ExternalSystemError
        (`policy_file_exists`, `policy_file_not_written`)."""


class InForcePolicies(Protocol):
    """The policies that a PC goes by at this moment. They are replaced together (`look_again`)."""

    @property
    def office(self) -> OfficePolicy: ...

    @property
    def identity(self) -> IdPolicy: ...

    @property
    def keeping(self) -> KeepingPolicy: ...

    @property
    def is_holiday(self) -> Callable[[date], bool]: ...

    @property
    def holidays_known(self) -> Callable[[date], bool]: ...

    def look_again(self) -> bool:
        """Read them again, as far as the log says the same; return whether anything changed. Not on the GUI thread.

        Raises RowRefusedError, PolicyRefusedError.
        """


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

    def fresh(self, recipients: Sequence[str]) -> bytes:
        """Return a fresh key, wrapped to these recipients."""

    def reseal(self, sealed: SealedKey, id: str, wrapped: bytes) -> bytes:
        """Return the data key of the recording or copy `id`, wrapped under another retention key."""


class Pcs(Protocol):
    """Logins on the server, and answers. Each method raises ExternalSystemError of its own kinds."""

    def request_in(self, file: Path) -> JoinRequest:
        """Return the request in that file. Raises `join_request_unreadable`."""

    def new_login(self, desk: DeskId) -> Login:
        """Return a login for that desk, which is not made yet."""

    def end_statements(self, desk: DeskId, *, first: bool) -> tuple[str, ...]:
        """Return the statements that end that desk's login; `first`: of the office's first PC."""

    def run_as(self, owner: Owner, statements: Sequence[str]) -> None:
        """Run them as the database's owner. Raises DatabaseError, and then none of them is done."""

    def write_answer(self, file: Path, request: JoinRequest, login: Login) -> str:
        """Write the answer beside its place; return its four words.

        Raises `join_answer_exists`, `join_answer_not_written`.
        """

    def keep_answer(self, file: Path) -> None:
        """Let the answer take its place."""

    def discard_answer(self, file: Path) -> None:
        """Remove what was written beside its place."""

    def keys_of_recovery(self, recovery: Path | str) -> DeskKeys:
        """Return the keys that the recovery key opens, in that file or as typed. Raises VaultDamagedError: none."""
