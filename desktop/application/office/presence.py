"""Whether whoever is signed in is still here: an administrator, or the office's directory, may have ended their access.

An administrator may also have withdrawn this PC.

Rules:
- The database is looked at every few seconds. The directory is asked every `ASK_S`, so that whoever is out there is out
  here within five minutes, even if it is slow to answer.
- Which of their groups give a role is what the policy in force says. Where that has just changed, nothing is followed,
  and it is asked again as soon as this PC has read it.
- Where it does not answer they keep working, for as long as its policy says since it last did. Then the desk locks.
  Unlocking asks it again.
"""

from __future__ import annotations

from enum import StrEnum

from desktop.application.office.by_directory import follow
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.directory import Directory
from desktop.application.shared.authorisation import Actor
from desktop.application.shared.under import under
from desktop.domain.log.events import Facts
from desktop.domain.office.people import Person, Role
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import DirectoryError, WrongStateError

ASK_S = 240


class Presence(StrEnum):
    """The next step: nothing, saying that the program is `OUTDATED`, a question to the directory (`ask_directory`),
    locking the desk, closing it.
    """

    HERE = "here"
    OUTDATED = "outdated"
    ASK = "ask"
    LOCK = "lock"
    LEFT = "left"


def still_here(actor: Actor, *, uow: UnitOfWork, clock: Clock, passwords: Passwords) -> Presence:
    """Return what is to be done now. Raises NotAllowedError (`has_left`, `desk_withdrawn`) where there is no more."""
    directory = passwords.directory
    with uow.look():
        person = uow.people.get(actor.by)
        person.must_be_here()
        uow.offices.desk(actor.desk).must_be_here()
        here = Presence.OUTDATED if uow.offices.is_newer() else Presence.HERE
    if not person.directory or directory is None:
        return here
    if clock.monotonic() - uow.gate.asked >= ASK_S:
        return Presence.ASK
    found = _without_an_answer(directory, uow, clock)
    return here if found is Presence.HERE else found


def in_roles_of_now(actor: Actor, known: Person, *, uow: UnitOfWork) -> Person | None:
    """Return the person where their roles or names are not those that are known of them any more.

    Raises RowRefusedError where nothing in the log says what their row says now.
    """
    with uow.look():
        person = uow.people.get(actor.by)
        if (person, person.held) == (known, known.held):
            return None
        uow.proven.person(actor.by)
    return person


def ask_directory(
    actor: Actor, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> Presence:
    """Ask the directory about them, and follow what it says. Takes seconds, in which they may have signed out.

    Raises RowRefusedError, WrongStateError (`policy_changed`).
    """
    directory = passwords.directory
    with uow:
        person = uow.people.get(actor.by)
    if not person.directory or directory is None:
        return Presence.HERE
    before, uow.gate.asked = uow.gate.asked, clock.monotonic()
    try:
        account = directory.still_here(person.directory, policy.directory_groups)
    except DirectoryError:
        return _without_an_answer(directory, uow, clock)
    uow.gate.answered = clock.monotonic()
    try:
        with uow:
            roles = frozenset[Role]() if account is None else account.roles
            said: Facts = {} if account is None else under(uow, policy)
            here = follow(person.id, roles, said, actor.desk, uow, clock)
    except WrongStateError:
        uow.gate.asked = before
        raise
    return Presence.HERE if here else Presence.LEFT


def leave_directory(actor: Actor, *, uow: UnitOfWork, passwords: Passwords) -> None:
    """Let the directory forget someone who has signed out here."""
    with uow.look():
        person = uow.people.get(actor.by)
    if passwords.directory is not None:
        passwords.directory.sign_out(person.directory)


def _without_an_answer(directory: Directory, uow: UnitOfWork, clock: Clock) -> Presence:
    over = clock.monotonic() - uow.gate.answered > max(directory.offline_minutes * 60, ASK_S)
    return Presence.LOCK if over and not uow.gate.locked else Presence.HERE
