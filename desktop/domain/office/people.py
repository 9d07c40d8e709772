"""People who work with the program, and the permissions of each role.

Rules:
- A person has one role. A role's permissions are defined here alone; a use case checks them before it does anything.
- Nobody reviews a session that they ran or authorised, nor decides on a copy that they prepared (`must_not_be`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.shared.ids import PersonId
from desktop.errors import NotAllowedError


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
    SEE_REQUESTS = "see_requests"
    PREPARE_COPY = "prepare_copy"
    BOOK_APPOINTMENT = "book_appointment"
    WRITE_LETTER = "write_letter"
    RELEASE_HOLD = "release_hold"
    DECIDE = "decide"
    ALLOW_LESSER_CHECK = "allow_lesser_check"
    REVIEW = "review"
    SAVE_RECEIPT = "save_receipt"
    VERIFY_LOG = "verify_log"
    ADMINISTER = "administer"


ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.ADVISER: frozenset({Permission.CONDUCT_SESSION, Permission.SEE_APPOINTMENTS}),
    Role.INFORMATION_OFFICER: frozenset(
        {
            Permission.TAKE_REQUEST,
            Permission.SEE_REQUESTS,
            Permission.PREPARE_COPY,
            Permission.BOOK_APPOINTMENT,
            Permission.WRITE_LETTER,
            Permission.RELEASE_HOLD,
            Permission.SEE_APPOINTMENTS,
        }
    ),
    Role.APPROVER: frozenset({Permission.DECIDE, Permission.SEE_REQUESTS, Permission.RELEASE_HOLD}),
    Role.SUPERVISOR: frozenset(
        {Permission.ALLOW_LESSER_CHECK, Permission.REVIEW, Permission.SAVE_RECEIPT, Permission.VERIFY_LOG}
    ),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER, Permission.VERIFY_LOG}),
}


def hash_digest(id: PersonId, password_hash: str) -> str:
    """Return the digest of a stored password hash, for the log: salted with whose it is; the hash has its own salt."""
    return hashlib.sha256(f"listening-room/v1 password\n{id}\n{password_hash}".encode()).hexdigest()


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in. `sign_in_name` is what they type, `shown_name` what screens show."""

    id: PersonId
    sign_in_name: str
    shown_name: str
    role: Role
    active: bool = True

    def may(self, permission: Permission) -> bool:
        """Return whether this person is active and their role allows it."""
        return self.active and permission in ALLOWED[self.role]

    def must(self, permission: Permission) -> None:
        """Raise NotAllowedError unless they may."""
        if not self.may(permission):
            raise NotAllowedError("not_your_role")

    def must_not_be(self, others: frozenset[PersonId]) -> None:
        """Raise NotAllowedError where a second person is needed and this one took part."""
        if self.id in others:
            raise NotAllowedError("needs_another_person")
