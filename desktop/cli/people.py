"""The office's people: an administrator looks after them, and everybody changes their own password.

Rules:
- An administrator signs in and does one act; their password is asked for once. A first password is printed once.
- The acts are the windows' own use cases.
- A new administrator by a recovery key needs nobody to sign in (`application.office.accounts.recover`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from desktop.application.office import accounts
from desktop.application.office.accounts import Recover, recover_administrator
from desktop.application.office.signing_in import ChangePassword, InPerson, change_password
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
    acts: dict[str, tuple[str, Act]] = {
        "list": ("everybody, with their roles and since when", _list),
        "add": ("add a person, who gets a first password", _add),
        "rename": ("give a person other names", _rename),
        "roles": ("give a person other roles", _roles),
        "lend": ("lend a person a role from one day to another; it ends by itself", _lend),
        "end-loan": ("take a lent role back", _end_loan),
        "reset": ("give a person a new first password", _reset),
        "unlock": ("let a person try again who typed wrong passwords", _unlock),
        "leave": ("end a person's access, at once and at every PC", _leave),
        "back": ("let a person in again who had left", _back),
    }
    for name, (what, run) in acts.items():
        act = actions.add_parser(name, help=what)
        by_administrator(act)
        act.set_defaults(run=partial(_administered, run))
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


Act = Callable[[OpenOffice, InPerson, argparse.Namespace], Said]
"""An administrator's act, once they have signed in."""


def _administered(act: Act, folder: Path, given: argparse.Namespace) -> Said:
    """Ask for the administrator's password, and do the act. Raises as the use cases do."""
    own = password_of(given.administrator)
    with opened(folder) as office:
        return act(office, office.sign_in(given.administrator, own), given)


def _list(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    """Print everybody: for the yearly review of who has which role."""
    return messages.listed(office.run(accounts.accounts, by.actor), office.office.zone), 0


def _add(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    password = office.run(accounts.first_password, by.actor)
    new = accounts.AddAccount(by, given.name, given.shown, _roles_of(given.role), password)
    return done(office, accounts.add_account, new, [messages.added(given.shown), *messages.first_password(password)])


def _rename(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    """Give them other names; what is not given stays."""
    seen = _person(office, given.name)
    names = given.new_name or seen.sign_in_name, given.shown or seen.shown_name
    return done(office, accounts.rename, accounts.Rename(by, seen, *names), [messages.renamed(*names)])


def _roles(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    seen = _person(office, given.name)
    command = accounts.ChangeRoles(by, seen, _roles_of(given.role))
    return done(office, accounts.change_roles, command, [messages.roles_changed(seen.shown_name)])


def _lend(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    seen = _person(office, given.name)
    command = accounts.LendRole(by, seen, Role(given.role[0]), given.first, given.last)
    return done(office, accounts.lend_role, command, [messages.role_lent(seen.shown_name)])


def _end_loan(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    seen = _person(office, given.name)
    command = accounts.EndLoan(by, seen, Role(given.role[0]))
    return done(office, accounts.end_loan, command, [messages.loan_ended(seen.shown_name)])


def _reset(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    seen, password = _person(office, given.name), office.run(accounts.first_password, by.actor)
    command = accounts.ResetPassword(by, seen, password)
    lines = [messages.password_reset(seen.shown_name), *messages.first_password(password)]
    return done(office, accounts.reset_password, command, lines)


def _unlock(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    seen = _person(office, given.name)
    return done(office, accounts.end_wait, accounts.EndWait(by, seen), [messages.wait_ended(seen.shown_name)])


def _leave(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    seen = _person(office, given.name)
    return done(office, accounts.end_access, accounts.EndAccess(by, seen), [messages.has_left(seen.shown_name)])


def _back(office: OpenOffice, by: InPerson, given: argparse.Namespace) -> Said:
    """Let them in again; their roles stay unless others are given."""
    seen = _person(office, given.name)
    password = "" if seen.directory else office.run(accounts.first_password, by.actor)
    command = accounts.ComeBack(by, seen, _roles_of(given.role) or seen.roles, password)
    lines = [messages.is_back(seen.shown_name), *(messages.first_password(password) if password else ())]
    return done(office, accounts.come_back, command, lines)


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
        lines = [messages.recovered(given.shown), *messages.first_password(password)]
        return done(office, recover_administrator, command, lines, passwords=passwords)


def _change_own(folder: Path, given: argparse.Namespace) -> Said:
    """Ask for someone's password and twice for the new one, and change it. Raises as the use cases do."""
    present = password_of(given.name)
    new, again = secret(messages.new_password()), secret(messages.new_password_again())
    with opened(folder) as office:
        if (found := _found(office, given.name)) is not None:
            found.must_have_password_here()  # the directory has theirs: it is not even asked
        by = office.sign_in(given.name, present)
        command = ChangePassword(by.actor, present, new, again)
        return done(office, change_password, command, [messages.own_changed()])


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
