"""Looking after the office's people at the command line.

Rules:
- An administrator signs in and does one act; their password is asked for once. A first password is printed once.
- What is to be printed is returned: the acts are the windows' own use cases.
- A new administrator by a recovery key needs nobody to sign in (`application.office.recovering`).
"""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from desktop.application.office import accounts, lending
from desktop.application.office.in_person import InPerson
from desktop.application.office.own_password import ChangePassword, change_password
from desktop.application.office.recovering import Recover, recover_administrator
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.domain.office.people import Person, Role
from desktop.domain.office.policy import OfficePolicy
from desktop.environment.clock import SystemClock
from desktop.environment.office_passwords import passwords_of
from desktop.environment.passwords import Passwords
from desktop.errors import NotWitnessedError, SurroundingsError, VaultDamagedError
from desktop.vault.envelopes import identities_of, recipient_of
from desktop.words.command_line import look, password_for
from desktop.words.command_line import people as said
from desktop.words.errors import words_of

Said = tuple[list[str], int]
"""The lines to print, and the exit code."""


@dataclass(frozen=True)
class Asked:
    """The words of the command line: whom it is about (`name`), and what else was given."""

    name: str = ""
    new_name: str = ""
    shown: str = ""
    roles: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


class _Acts:
    """One administrator's acts at this PC."""

    def __init__(self, parts: Parts, administrator: str, own_password: str) -> None:
        self._parts, self._clock, self._passwords = parts, SystemClock(), passwords_of(parts.file)
        self._policy: OfficePolicy = office_policy_of(parts)
        desk = parts.file.desk
        by = self._do(sign_in, SignIn(desk, administrator, own_password)).person
        self._by = InPerson(Actor(by.id, desk), own_password)

    def list(self, asked: Asked) -> Said:
        """Print everybody: for the yearly review of who has which role."""
        unit = self._parts.uow(self._parts.file.desk)
        found = accounts.accounts(self._by.actor, uow=unit, clock=self._clock, policy=self._policy)
        with self._parts.uow(self._parts.file.desk).look() as uow:
            zone = uow.offices.get().zone
        return said.listed(found, zone), 0

    def add(self, asked: Asked) -> Said:
        """Add someone."""
        password = self._first_password()
        new = accounts.AddAccount(self._by, asked.name, asked.shown, _roles(asked.roles), password)
        return self._said(accounts.add_account, new, said.added(asked.shown), password)

    def rename(self, asked: Asked) -> Said:
        """Give them other names; what is not given stays."""
        seen = self._person(asked.name)
        names = asked.new_name or seen.sign_in_name, asked.shown or seen.shown_name
        return self._said(accounts.rename, accounts.Rename(self._by, seen, *names), said.renamed(*names))

    def roles(self, asked: Asked) -> Said:
        """Change what they do."""
        seen = self._person(asked.name)
        command = accounts.ChangeRoles(self._by, seen, _roles(asked.roles))
        return self._said(accounts.change_roles, command, said.roles_changed(seen.shown_name))

    def lend(self, asked: Asked) -> Said:
        """Lend them a role from one day to another."""
        seen = self._person(asked.name)
        command = lending.LendRole(self._by, seen, _role(asked.roles), asked.first, asked.last)
        return self._said(lending.lend_role, command, said.role_lent(seen.shown_name))

    def end_loan(self, asked: Asked) -> Said:
        """Take a lent role back."""
        seen = self._person(asked.name)
        command = lending.EndLoan(self._by, seen, _role(asked.roles))
        return self._said(lending.end_loan, command, said.loan_ended(seen.shown_name))

    def reset(self, asked: Asked) -> Said:
        """Give them a first password."""
        seen, password = self._person(asked.name), self._first_password()
        command = accounts.ResetPassword(self._by, seen, password)
        return self._said(accounts.reset_password, command, said.password_reset(seen.shown_name), password)

    def unlock(self, asked: Asked) -> Said:
        """Let them try again at once."""
        seen = self._person(asked.name)
        return self._said(accounts.end_wait, accounts.EndWait(self._by, seen), said.wait_ended(seen.shown_name))

    def leave(self, asked: Asked) -> Said:
        """End their access."""
        seen = self._person(asked.name)
        return self._said(accounts.end_access, accounts.EndAccess(self._by, seen), said.has_left(seen.shown_name))

    def back(self, asked: Asked) -> Said:
        """Let them in again; their roles stay unless others are given."""
        seen = self._person(asked.name)
        password = "" if seen.directory else self._first_password()
        command = accounts.ComeBack(self._by, seen, _roles(asked.roles) or seen.roles, password)
        return self._said(accounts.come_back, command, said.is_back(seen.shown_name), password)

    def _first_password(self) -> str:
        unit = self._parts.uow(self._parts.file.desk)
        return accounts.first_password(self._by.actor, uow=unit, passwords=self._passwords)

    def _person(self, name: str) -> Person:
        with self._parts.uow(self._parts.file.desk).look() as uow:
            found = uow.people.find(name.strip().casefold())
        if found is None:
            raise SurroundingsError("nobody_of_that_name", name=name)
        return found[0]

    def _said(self, use_case: Callable[..., Any], command: object, words: str, password: str = "") -> Said:
        code, lines = 0, [words, *(said.first_password(password) if password else [])]
        try:
            self._do(use_case, command)
        except NotWitnessedError as error:
            code, lines = 1, [*lines, *look(words_of(error))]
        return lines, code

    def _do(self, use_case: Callable[..., Any], command: object) -> Any:
        unit = self._parts.uow(self._parts.file.desk)
        return use_case(command, uow=unit, clock=self._clock, passwords=self._passwords, policy=self._policy)


def looked_after(folder: Path, arguments: argparse.Namespace) -> Said:
    """Do the act that the command line names, after asking for the administrator's password."""
    given = vars(arguments)
    asked = Asked(
        given.get("name", ""),
        given.get("new_name", ""),
        given.get("shown", ""),
        tuple(given.get("role") or ()),
        given.get("first"),
        given.get("last"),
    )
    if arguments.action == "recover":
        return recover(folder, arguments.recovery, asked)
    own = getpass.getpass(password_for(arguments.administrator))
    return act(folder, arguments.administrator, own, arguments.action, asked)


def changed_own(folder: Path, name: str) -> Said:
    """Ask for someone's password and twice for the new one, and change it."""
    present = getpass.getpass(password_for(name))
    new, again = getpass.getpass(said.new_password()), getpass.getpass(said.new_password_again())
    return change_own(folder, name, present, new, again)


def act(folder: Path, administrator: str, own_password: str, action: str, asked: Asked) -> Said:
    """Sign an administrator in and do one act. Raises as the use cases do."""
    parts = open_parts(folder)
    try:
        done: Said = getattr(_Acts(parts, administrator, own_password), action.replace("-", "_"))(asked)
        return done
    finally:
        parts.engine.dispose()


def recover(folder: Path, key: Path | str, asked: Asked) -> Said:
    """Make a new administrator with a recovery key: its file, or as typed. Raises SurroundingsError, FieldsError."""
    recipients = _recipients(key)
    parts = open_parts(folder)
    try:
        passwords, desk = Passwords(), parts.file.desk
        with parts.uow(desk).look() as uow:
            ours = set(uow.proven.recipients("recovery"))
        recipient = next((each for each in recipients if each in ours), "")
        password = passwords.four_words()
        command = Recover(desk, recipient, asked.name, asked.shown, password)
        lines, code = [said.recovered(asked.shown), *said.first_password(password)], 0
        try:
            recover_administrator(command, uow=parts.uow(desk), clock=SystemClock(), passwords=passwords)
        except NotWitnessedError as error:
            lines, code = [*lines, *look(words_of(error))], 1
        return lines, code
    finally:
        parts.engine.dispose()


def change_own(folder: Path, name: str, present: str, new: str, again: str) -> Said:
    """Sign someone in, and change their password. Raises as the use cases do."""
    parts = open_parts(folder)
    try:
        clock, desk, policy = SystemClock(), parts.file.desk, office_policy_of(parts)
        passwords = passwords_of(parts.file)
        _must_be_ours(parts, name)
        signing = SignIn(desk, name, present)
        by = sign_in(signing, uow=parts.uow(desk), clock=clock, passwords=passwords, policy=policy).person
        command = ChangePassword(Actor(by.id, desk), present, new, again)
        try:
            change_password(command, uow=parts.uow(desk), clock=clock, passwords=passwords, policy=policy)
        except NotWitnessedError as error:
            return [said.own_changed(), *look(words_of(error))], 1
        return [said.own_changed()], 0
    finally:
        parts.engine.dispose()


def _must_be_ours(parts: Parts, name: str) -> None:
    """Raise NotAllowedError where the directory has that password: it is not even asked."""
    with parts.uow(parts.file.desk).look() as uow:
        found = uow.people.find(name.strip().casefold())
    if found is not None:
        found[0].must_have_password_here()


def _roles(names: Iterable[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)


def _role(names: Iterable[str]) -> Role | None:
    return next((Role(name) for name in names), None)


def _recipients(key: Path | str) -> list[str]:
    try:
        return [recipient_of(secret) for secret in identities_of(key)]
    except (OSError, ValueError, VaultDamagedError):
        return []
