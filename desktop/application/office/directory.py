"""People of the office's directory, and whether whoever is signed in is still here.

- No one of the directory takes over a local account's name, and no password of a local account is sent there.
- It is asked outside of any transaction. Silence is no wrong password; work goes on until `offline_minutes` are over.
- Its events have no actor, and only a person's own sign-in or work writes them. Who someone is, identifiers say.
- Which roles a group gives is in the policy in force, and never the administrator's.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum

from desktop.application.office.attempts import Tally
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck, Passwords
from desktop.application.ports.office import Directory, DirectoryAccount
from desktop.application.shared.commands import Actor, policy_versions
from desktop.domain.log.events import Event, EventKind, Facts, FactValue, Subject
from desktop.domain.office.people import NO_HASH, Person, Role, directory_digest, hash_digest, role_names
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.domain.shared.typed_text import hidden_in
from desktop.errors import CheckpointNotStoredError, DirectoryError, NotAllowedError, WrongStateError


def is_of_directory(found: Person | None, passwords: Passwords) -> bool:
    """Return whether it is the directory that knows the password of that person, or of a name unknown here."""
    return passwords.directory is not None if found is None else bool(found.directory)


def asked(name: str, password: str, tally: Tally, stays: bool) -> DirectoryAccount:
    """Return the account with that name and password; call it before anything is written in the open unit of work.

    Raises SignInRefusedError, and counts the attempt; NotAllowedError (`directory_disabled`), DirectoryError,
    RowRefusedError, WrongStateError (`policy_changed`), and counts nothing.
    """
    uow, check, known, account, disabled = tally.uow, tally.check, tally.person, None, None
    directory = check.passwords.directory
    if directory is None:
        raise DirectoryError("directory_not_here")
    tally.must_not_wait(tally.now())
    policy_versions(uow, check.policy)
    with uow.pause():
        try:
            account = directory.sign_in(name, password, check.policy.directory_groups, stays=stays)
        except NotAllowedError as error:
            disabled = error
        left = stays and known is not None and account is None and (disabled is not None or _is_gone(directory, known))
    if account is not None:
        return account
    if left and known is not None:
        follow(known.id, frozenset(), {}, tally.desk, uow, check.clock)
    if disabled is not None:
        raise disabled
    raise tally.fail(tally.now())


def as_known(account: DirectoryAccount, uow: UnitOfWork) -> Person:
    """Return the person of that account, with what they may do now. Raises NotAllowedError."""
    person = uow.people.of_directory(account.identifier)
    if person is None:
        raise NotAllowedError("directory_first")
    uow.proven.person(person.id)
    if not person.active:
        raise NotAllowedError("directory_barred" if person.barred else "directory_first")
    return replace(person, roles=person.roles & account.roles)


def arrived(account: DirectoryAccount, desk: DeskId, uow: UnitOfWork, check: PasswordCheck) -> Person:
    """Return the person of that account, who signs in at that desk: added, back, or in other roles where they are.

    Raises NotAllowedError, RowRefusedError, WrongStateError (`policy_changed`).
    """
    said, clock = policy_versions(uow, check.policy), check.clock
    person = uow.people.of_directory(account.identifier)
    if person is None:
        return _added(account, said, desk, uow, clock)
    uow.proven.person(person.id)
    if not person.active:
        person = _back(person, account, said, desk, uow, clock)
    elif not follow(person.id, account.roles, said, desk, uow, clock):
        raise NotAllowedError("directory_no_role")
    return _named(person.id, account.name, desk, uow, clock)


def let_go(account: DirectoryAccount, passwords: Passwords) -> None:
    """Let the directory forget someone who was not let in after all."""
    if passwords.directory is not None:
        passwords.directory.sign_out(account.identifier)


def follow(id: PersonId, roles: frozenset[Role], said: Facts, desk: DeskId, uow: UnitOfWork, clock: Clock) -> bool:
    """Give them the roles of their groups; return whether they are here: without a role they have left.

    `said`: the policy under which their groups give these roles.
    """
    person, roles = uow.proven.person(id), _given(roles)
    if not person.active:
        return False
    if not roles:
        uow.people.save(replace(person, active=False))
        _say(EventKind.PERSON_LEFT, person, desk, uow, clock, **said)
        return False
    if roles != person.roles:
        uow.people.save(replace(person, roles=roles))
        uow.people.have_roles_since(id, clock.now())
        _say(EventKind.ROLES_CHANGED, person, desk, uow, clock, roles=role_names(roles), **said)
    return True


def _is_gone(directory: Directory, known: Person) -> bool:
    """Return whether the directory says that the account is gone; some tell that to nobody who is unknown."""
    try:
        return known.active and not directory.has(known.directory)
    except DirectoryError:
        return False


def _added(account: DirectoryAccount, said: Facts, desk: DeskId, uow: UnitOfWork, clock: Clock) -> Person:
    roles = _given(account.roles)
    if not roles:
        raise NotAllowedError("directory_no_role")
    _must_be_free(account.name, uow)
    shown = account.name if hidden_in(shown_name=account.shown_name) else account.shown_name.strip()
    person = Person(PersonId(new_id()), account.name, shown or account.name, roles, directory=account.identifier)
    uow.people.add(person, NO_HASH, clock.now())
    facts: Facts = {
        "roles": role_names(roles),
        "hash": hash_digest(person.id, NO_HASH),
        "directory": directory_digest(person.id, account.identifier),
        **said,
    }
    _say(EventKind.PERSON_ADDED, person, desk, uow, clock, **facts)
    return person


def _back(
    person: Person, account: DirectoryAccount, said: Facts, desk: DeskId, uow: UnitOfWork, clock: Clock
) -> Person:
    roles = _given(account.roles)
    if person.barred:
        raise NotAllowedError("directory_barred")
    if not roles:
        raise NotAllowedError("directory_no_role")
    person = replace(person, active=True, roles=roles)
    uow.people.save(person)
    uow.people.have_roles_since(person.id, clock.now())
    _say(EventKind.PERSON_CAME_BACK, person, desk, uow, clock, roles=role_names(roles), **said)
    return person


def _named(id: PersonId, name: str, desk: DeskId, uow: UnitOfWork, clock: Clock) -> Person:
    """Return the person under the name that they have in the directory now."""
    person = uow.people.get(id)
    if person.sign_in_name != name:
        _must_be_free(name, uow)
        uow.people.save(replace(person, sign_in_name=name))
        _say(EventKind.PERSON_RENAMED, person, desk, uow, clock)
    return uow.people.get(id)


def _given(roles: frozenset[Role]) -> frozenset[Role]:
    return roles - {Role.ADMINISTRATOR}


def _must_be_free(name: str, uow: UnitOfWork) -> None:
    if hidden_in(name=name) or uow.people.find(name) is not None:
        raise NotAllowedError("directory_name_taken")


def _say(kind: EventKind, person: Person, desk: DeskId, uow: UnitOfWork, clock: Clock, **facts: FactValue) -> None:
    """Commit it, and go on in another transaction."""
    event = Event(kind, clock.now(), desk, None, {Subject.PERSON: person.id}, facts)
    with suppress(CheckpointNotStoredError):  # it is done, and the next checkpoint is over it too
        uow.commit(event, checkpoint=True)
    with uow.pause():
        pass


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
    with uow.read_only():
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
    with uow.read_only():
        person = uow.people.get(actor.by)
        if (person, person.held) == (known, known.held):
            return None
        uow.proven.person(actor.by)
    return person


def ask_directory(actor: Actor, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Presence:
    """Ask the directory about them, and follow what it says. Takes seconds, in which they may have signed out.

    Raises RowRefusedError, WrongStateError (`policy_changed`).
    """
    directory, policy = check.passwords.directory, check.policy
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
            said: Facts = {} if account is None else policy_versions(uow, policy)
            here = follow(person.id, roles, said, actor.desk, uow, clock)
    except WrongStateError:
        uow.gate.asked = before
        raise
    return Presence.HERE if here else Presence.LEFT


def leave_directory(actor: Actor, *, uow: UnitOfWork, passwords: Passwords) -> None:
    """Let the directory forget someone who has signed out here."""
    with uow.read_only():
        person = uow.people.get(actor.by)
    if passwords.directory is not None:
        passwords.directory.sign_out(person.directory)


def _without_an_answer(directory: Directory, uow: UnitOfWork, clock: Clock) -> Presence:
    over = clock.monotonic() - uow.gate.answered > max(directory.offline_minutes * 60, ASK_S)
    return Presence.LOCK if over and not uow.gate.locked else Presence.HERE
