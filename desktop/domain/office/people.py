"""People who work with the program, and the permissions of each role.

Rules:
- A person has one role or several. A role's permissions are defined here alone; a use case checks them before it does
  anything.
- Who has left may do nothing any more. Nor may someone who has a first password, until they have changed it.
- The office always has an administrator: the last one keeps the role, and stays (`must_stay_administered`). A lent role
  does not count for that. An administrator has a local account, so that the office can be put right while the directory
  is down: nobody of the directory is one, nor counts as one.
- Someone of the directory has no password here, and the roles of their groups there. Whoever an administrator has
  barred, the directory does not bring back.
- A role can be lent from one day to another, both included, in the office's own zone. It ends by itself.
- Nobody reviews a session that they ran or authorised, nor decides on a copy that they prepared (`must_not_be`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from desktop.domain.shared.ids import PersonId
from desktop.errors import NotAllowedError, WrongStateError


class Role(StrEnum):
    """Roles, by the names the office uses."""

    ADVISER = "adviser"
    INFORMATION_OFFICER = "information_officer"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """A permission: one for each kind of action."""

    CONDUCT_SESSION = "conduct_session"
    SEE_APPOINTMENTS = "see_appointments"
    TAKE_REQUEST = "take_request"
    CORRECT_ASKER = "correct_asker"
    SEE_REQUESTS = "see_requests"
    PREPARE_COPY = "prepare_copy"
    BOOK_APPOINTMENT = "book_appointment"
    WRITE_LETTER = "write_letter"
    RELEASE_HOLD = "release_hold"
    DECIDE = "decide"
    ALLOW_LESSER_CHECK = "allow_lesser_check"
    REVIEW = "review"
    SAVE_RECEIPT = "save_receipt"
    SEE_STATISTICS = "see_statistics"
    VERIFY_LOG = "verify_log"
    ADMINISTER = "administer"
    ADOPT_POLICY = "adopt_policy"


ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.ADVISER: frozenset({Permission.CONDUCT_SESSION, Permission.SEE_APPOINTMENTS}),
    Role.INFORMATION_OFFICER: frozenset(
        {
            Permission.TAKE_REQUEST,
            Permission.CORRECT_ASKER,
            Permission.SEE_REQUESTS,
            Permission.PREPARE_COPY,
            Permission.BOOK_APPOINTMENT,
            Permission.WRITE_LETTER,
            Permission.RELEASE_HOLD,
            Permission.SEE_APPOINTMENTS,
            Permission.SEE_STATISTICS,
        }
    ),
    Role.APPROVER: frozenset(
        {Permission.DECIDE, Permission.SEE_REQUESTS, Permission.RELEASE_HOLD, Permission.SEE_STATISTICS}
    ),
    Role.SUPERVISOR: frozenset(
        {
            Permission.ALLOW_LESSER_CHECK,
            Permission.REVIEW,
            Permission.SAVE_RECEIPT,
            Permission.SEE_STATISTICS,
            Permission.VERIFY_LOG,
            Permission.ADOPT_POLICY,
        }
    ),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER, Permission.VERIFY_LOG, Permission.ADOPT_POLICY}),
}


def role_names(roles: Collection[Role]) -> list[str]:
    """Return their names as they are logged: in the order of `Role`."""
    return [role.value for role in Role if role in roles]


def roles_text(roles: Collection[Role]) -> str:
    """Return them as they are stored: their names with a space between two."""
    return " ".join(role_names(roles))


def roles_in(text: str) -> frozenset[Role]:
    """Return the roles of such a text."""
    return frozenset(Role(name) for name in text.split())


@dataclass(frozen=True)
class Loan:
    """A role that is lent from one day to another, both included."""

    role: Role
    first: date
    last: date

    def in_force(self, day: date) -> bool:
        """Return whether it counts on that day."""
        return self.first <= day <= self.last


def loans_text(loans: Iterable[Loan]) -> str:
    """Return loans as they are stored: role, first and last day; a semicolon between two, in alphabetical order."""
    return ";".join(sorted(f"{loan.role.value} {loan.first.isoformat()} {loan.last.isoformat()}" for loan in loans))


def loans_in(text: str) -> tuple[Loan, ...]:
    """Return the loans of such a text."""
    parts = (each.split(" ") for each in text.split(";") if each)
    return tuple(Loan(Role(role), date.fromisoformat(first), date.fromisoformat(last)) for role, first, last in parts)


def hash_digest(id: PersonId, password_hash: str) -> str:
    """Return the digest of a stored password hash, for the log: salted with whose it is; the hash has its own salt."""
    return hashlib.sha256(f"listening-room/v1 password\n{id}\n{password_hash}".encode()).hexdigest()


NO_HASH = ""
"""The entry in place of a password's hash for someone of the directory."""


def directory_digest(id: PersonId, identifier: str) -> str:
    """Return the digest of an account's identifier in the directory, for the log; "" for a local account."""
    if not identifier:
        return ""
    return hashlib.sha256(f"listening-room/v1 directory\n{id}\n{identifier}".encode()).hexdigest()


@dataclass(frozen=True)
class Person:
    """Someone who can sign in. `sign_in_name` is what they type, `shown_name` what screens show.

    `active`: they have not left. `first_password`: someone else chose their password, and they have to change it.
    `lent`: roles that are lent to them, one loan each, also past and coming ones. `lent_now`: those that count today.
    `directory`: the identifier of their account in the directory; "" for a local account. `barred`: an administrator
    has ended the access of someone of the directory.
    """

    id: PersonId
    sign_in_name: str
    shown_name: str
    roles: frozenset[Role]
    active: bool = True
    first_password: bool = False
    lent: tuple[Loan, ...] = ()
    directory: str = ""
    barred: bool = False
    lent_now: frozenset[Role] = field(default=frozenset(), compare=False)

    @property
    def held(self) -> frozenset[Role]:
        """The roles that count today: their own, and those lent to them."""
        return self.roles | self.lent_now

    @property
    def is_adviser_alone(self) -> bool:
        """Whether they have no other role, of their own or lent at whatever time."""
        return self.roles | {loan.role for loan in self.lent} <= {Role.ADVISER}

    def may(self, permission: Permission) -> bool:
        """Return whether this person is here, has a password of their own, and has a role that allows it."""
        return self.active and not self.first_password and any(permission in ALLOWED[role] for role in self.held)

    def must(self, permission: Permission) -> None:
        """Raise NotAllowedError unless they may."""
        self.must_be_here()
        if self.first_password:
            raise NotAllowedError("password_to_change")
        if not self.may(permission):
            raise NotAllowedError("not_your_role")

    def must_be_here(self) -> None:
        """Raise NotAllowedError where they have left."""
        if not self.active:
            raise NotAllowedError("has_left")

    def must_have_password_here(self) -> None:
        """Raise NotAllowedError where it is the directory that has their password."""
        if self.directory:
            raise NotAllowedError("directory_has_password")

    def must_not_be(self, others: frozenset[PersonId]) -> None:
        """Raise NotAllowedError where a second person is needed and this one took part."""
        if self.id in others:
            raise NotAllowedError("needs_another_person")


def must_stay_administered(people: Iterable[Person]) -> None:
    """Raise WrongStateError (`last_administrator`) where nobody of these is an administrator who is here."""
    administrators = (person for person in people if person.active and Role.ADMINISTRATOR in person.roles)
    if all(person.directory for person in administrators):
        raise WrongStateError("last_administrator")
