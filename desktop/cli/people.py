"""The office's people: an administrator looks after them, and everybody changes their own password.

Rules:
- An administrator signs in and does one act; their password is asked for once. A first password is printed once.
- The acts are the windows' own use cases.
- A new administrator by a recovery key needs nobody to sign in (`application.office.accounts.recover`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from desktop.application.office import accounts
from desktop.application.office.accounts import Recover
from desktop.application.office.signing_in import ChangePassword, InPerson
from desktop.application.shared.commands import Command
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.cli.terminal import RECOVERY_KEY, Said, Verbs, as_day, by_administrator, done, password_of, secret, there
from desktop.domain.office.people import Person, Role
from desktop.environment.passwords import Passwords
from desktop.errors import ExternalSystemError, VaultDamagedError
from desktop.vault.keys import identities_of, recipient_of
from desktop.words.command_line import people as messages

ROLES = ("adviser", "information_officer", "approver", "supervisor", "administrator")


def add(verbs: Verbs) -> None:
    """Add the verbs about people and their passwords."""
    people = verbs.add_parser("people", help="look after those who can sign in; an administrator does this")
    actions = people.add_subparsers(dest="action", metavar="ACTION", required=True)
    acts = {
        "list": "everybody, with their roles and since when",
        "add": "add a person, who gets a first password",
        "rename": "give a person other names",
        "roles": "give a person other roles",
        "lend": "lend a person a role from one day to another; it ends by itself",
        "end-loan": "take a lent role back",
        "reset": "give a person a new first password",
        "unlock": "let a person try again who typed wrong passwords",
        "leave": "end a person's access, at once and at every PC",
        "back": "let a person in again who had left",
    }
    for name, what in acts.items():
        act = actions.add_parser(name, help=what)
        by_administrator(act)
        act.set_defaults(run=_administered)
        if name != "list":
            act.add_argument("--name", required=True, help="the person's sign-in name")
        if name == "rename":
            act.add_argument("--new-name", default="", metavar="NAME", help="their new sign-in name")
        if name in ("add", "rename"):
            act.add_argument("--shown", required=name == "add", default="", help="their name as screens show it")
        if name in ("add", "roles", "back"):
            more = "what they do; give it again for another role"
            act.add_argument("--role", required=name != "back", action="append", default=[], choices=ROLES, help=more)
        if name in ("lend", "end-loan"):
            act.add_argument("--role", required=True, action="append", choices=ROLES, help="the role that is lent")
        if name == "lend":
            for option, which in ("--from", "first"), ("--until", "last"):
                act.add_argument(
                    option, dest=which, required=True, type=as_day, metavar="DATE", help=f"its {which} day"
                )
    recover = actions.add_parser("recover", help="make a new administrator with a recovery key, where there is none")
    recover.add_argument("--recovery", type=there, required=True, metavar="FILE", help=RECOVERY_KEY)
    recover.add_argument("--name", required=True, help="the new administrator's sign-in name")
    recover.add_argument("--shown", required=True, help="their name as screens show it")
    recover.set_defaults(run=_recover)
    password = verbs.add_parser("password", help="change your own password")
    password.add_argument("--name", required=True, help="your sign-in name")
    password.set_defaults(run=_change_own)


def _administered(folder: Path, given: argparse.Namespace) -> Said:
    """Ask for the administrator's password, and do the act. Raises as the use cases do."""
    own = password_of(given.administrator)
    with opened(folder) as office:
        by = office.sign_in(given.administrator, own)
        if given.action == "list":
            return messages.listed(office.run(accounts.accounts, by.actor), office.office.zone), 0
        seen = None if given.action == "add" else _person(office, given.name)
        gives = given.action in ("add", "reset") or (given.action == "back" and seen is not None and not seen.directory)
        password = office.run(accounts.first_password, by.actor) if gives else ""
        command = _command(by, seen, given, password)
        named = command if isinstance(command, accounts.AddAccount | accounts.Rename) else seen
        assert named is not None, "of whoever is not new there is a person"
        return done(office, command, messages.done(given.action, named.shown_name, named.sign_in_name, password))


def _command(by: InPerson, seen: Person | None, given: argparse.Namespace, password: str) -> Command[Person]:
    """Return what is asked for of someone. Names and roles that are not given stay. `password`: a first one."""
    if seen is None:
        return accounts.AddAccount(by, given.name, given.shown, _roles_of(given.role), password)
    match given.action:
        case "rename":
            return accounts.Rename(by, seen, given.new_name or seen.sign_in_name, given.shown or seen.shown_name)
        case "roles":
            return accounts.ChangeRoles(by, seen, _roles_of(given.role))
        case "lend":
            return accounts.LendRole(by, seen, Role(given.role[0]), given.first, given.last)
        case "end-loan":
            return accounts.EndLoan(by, seen, Role(given.role[0]))
        case "reset":
            return accounts.ResetPassword(by, seen, password)
        case "unlock":
            return accounts.EndWait(by, seen)
        case "leave":
            return accounts.EndAccess(by, seen)
        case _:
            return accounts.ComeBack(by, seen, _roles_of(given.role) or seen.roles, password)


def _recover(folder: Path, given: argparse.Namespace) -> Said:
    """Make a new administrator with a recovery key: its file, or as typed. Raises ExternalSystemError, FieldsError."""
    recipients = _recipients(given.recovery)
    with opened(folder) as office:
        passwords = Passwords()  # no directory: a file of it that cannot be read does not matter here
        with office.uow().read_only() as uow:
            ours = set(uow.proven.recipients("recovery"))
        recipient = next((each for each in recipients if each in ours), "")
        password = passwords.four_words()
        command = Recover(office.id, recipient, given.name, given.shown, password)
        lines = messages.done("recover", given.shown, given.name, password)
        return done(office, command, lines, passwords=passwords)


def _change_own(folder: Path, given: argparse.Namespace) -> Said:
    """Ask for someone's password and twice for the new one, and change it. Raises as the use cases do."""
    present = password_of(given.name)
    new, again = secret(messages.new_password()), secret(messages.new_password_again())
    with opened(folder) as office:
        if (found := _found(office, given.name)) is not None:
            found.must_have_password_here()  # the directory has theirs: it is not even asked
        by = office.sign_in(given.name, present)
        command = ChangePassword(by.actor, present, new, again)
        return done(office, command, [messages.own_changed()])


def _person(office: OpenOffice, name: str) -> Person:
    if (found := _found(office, name)) is None:
        raise ExternalSystemError("nobody_of_that_name", name=name)
    return found


def _found(office: OpenOffice, name: str) -> Person | None:
    with office.uow().read_only() as uow:
        found = uow.people.find(name.strip().casefold())
    return None if found is None else found[0]


def _roles_of(names: Iterable[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)


def _recipients(key: Path | str) -> list[str]:
    try:
        return [recipient_of(secret) for secret in identities_of(key)]
    except (OSError, ValueError, VaultDamagedError):
        return []
