"""PCs at the command line: what each verb does. What is to be printed, and the exit code, are returned."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from desktop.application.office.desks import ChangeDesk, GrantDesk, Renewed, Why, WithdrawDesk, desks, open_join_request
from desktop.application.office.granting import (
    ChangePc,
    Done,
    GrantPc,
    WithdrawPc,
    change_pc,
    grant_pc,
    open_request,
    renew_keys,
    withdraw_pc,
)
from desktop.application.office.in_person import InPerson
from desktop.application.office.recovery_keys import ReplaceRecoveryKey, recovery_keys, replace_recovery_key
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.ports.desk import Desk
from desktop.application.ports.pcs import Owner
from desktop.application.shared.authorisation import Actor
from desktop.application.shared.binding import bound
from desktop.bootstrap.wiring import open_desk
from desktop.domain.office.desks import DeskKind, EnrolledDesk
from desktop.environment.passwords import Passwords
from desktop.errors import DatabaseError, NotWitnessedError, SurroundingsError, begun
from desktop.joining import keyring, new_pc, server
from desktop.words.command_line import offices, password_for
from desktop.words.command_line import pcs as said

Said = tuple[list[str], int]


def ask(folder: Path, arguments: argparse.Namespace) -> Said:
    """Write this PC's request to join, and show its four words."""
    if arguments.file.exists():
        raise SurroundingsError("join_request_exists")
    request = new_pc.ask(folder, arguments.name, anew=arguments.anew, for_jobs=arguments.for_jobs)
    new_pc.write_request(request, arguments.file)
    return said.asked(arguments.file, Passwords().words_of(request.text())), 0


def join(folder: Path, arguments: argparse.Namespace) -> Said:
    """Open the answer, and join: the four words of the PC that granted it are typed."""
    words = input(said.asks_for_answer_words())
    try:
        parts = new_pc.join(folder, arguments.file, words, witness=arguments.witness, vault=arguments.vault)
    except DatabaseError as error:
        if error.code == "database_unreachable":
            raise DatabaseError("join_no_login") from None
        raise
    try:
        with parts.uow(parts.file.desk).look() as uow:
            return said.joined(uow.offices.get().name, uow.offices.desk(parts.file.desk)), 0
    finally:
        parts.engine.dispose()


def grant(folder: Path, arguments: argparse.Namespace) -> Said:
    """Grant a request: the four words that the new PC shows are typed."""
    if arguments.file.exists():
        raise SurroundingsError("join_answer_exists")
    with _administering(folder, arguments) as (desk, by):
        request = bound(open_request, desk, arguments.request)()
        bound(open_join_request, desk, by.actor, request)()
        words, name = input(said.asks_for_words(request.name)), arguments.name or request.name
        command = GrantDesk(by, request, words, name, DeskKind(arguments.kind))
        done = bound(grant_pc, desk, GrantPc(command, arguments.file, _owner(arguments), arguments.recovery))()
        return said.granted(name, arguments.file, done)


def withdraw(folder: Path, arguments: argparse.Namespace) -> Said:
    """Withdraw a PC, and renew the keys that it held."""
    with _administering(folder, arguments) as (desk, by):
        seen = _named(arguments.name, desk, by)
        command = WithdrawPc(WithdrawDesk(by, seen, Why(arguments.why)), _owner(arguments))
        done = bound(withdraw_pc, desk, command)()
        return said.withdrawn(seen.name, done, _renewed(desk, by))


def change(folder: Path, arguments: argparse.Namespace) -> Said:
    """Change what a PC is for, and renew the keys that it does not need any more."""
    with _administering(folder, arguments) as (desk, by):
        seen, kind = _named(arguments.name, desk, by), DeskKind(arguments.kind)
        done = bound(change_pc, desk, ChangePc(ChangeDesk(by, seen, kind), arguments.recovery))()
        return said.changed(seen.name, kind, done, _renewed(desk, by))


def show_keys(folder: Path, arguments: argparse.Namespace) -> Said:
    """Show the office's recovery keys."""
    with _administering(folder, arguments) as (desk, by):
        return [*bound(recovery_keys, desk, by.actor)()], 0


def replace_key(folder: Path, arguments: argparse.Namespace) -> Said:
    """Replace a recovery key, and renew all keys that it opened."""
    with _administering(folder, arguments) as (desk, by):
        command, done = ReplaceRecoveryKey(by, arguments.lost, arguments.new), Done()
        try:
            bound(replace_recovery_key, desk, command)()
        except NotWitnessedError as error:
            done = Done(not_witnessed=error)
        return said.key_replaced(done, _renewed(desk, by))


def _renewed(desk: Desk, by: InPerson) -> Renewed:
    """Renew the keys, once the act itself is done."""
    with begun():
        renewed: Renewed = bound(renew_keys, desk, by.actor)()
    return renewed


def change_server(folder: Path, arguments: argparse.Namespace) -> Said:
    """Change this PC's way to the server."""
    name, anchored, told = arguments.administrator, Done(), True
    own = getpass.getpass(password_for(name))
    given = getpass.getpass(offices.given_password()) if arguments.given_password else None
    new = server.NewWay(arguments.address, arguments.authority, renew=arguments.password, given=given)
    try:
        told = server.change_way(folder, new, name, own)
    except NotWitnessedError as error:
        anchored = Done(not_witnessed=error)
    return said.server_changed(anchored, told=told)


def restore_keys(folder: Path, arguments: argparse.Namespace) -> Said:
    """Restore this PC's keys from a back-up, where its keyring was lost."""
    own, anchored = getpass.getpass(password_for(arguments.administrator)), Done()
    given = getpass.getpass(offices.given_password()) if arguments.given_password else None
    keys_back = keyring.KeysBack(arguments.backup, arguments.recovery, arguments.administrator, own, given)
    try:
        keyring.put_back(folder, keys_back)
    except NotWitnessedError as error:
        anchored = Done(not_witnessed=error)
    return said.keys_restored(anchored)


def list_all(folder: Path, arguments: argparse.Namespace) -> Said:
    """List the office's PCs."""
    with _administering(folder, arguments) as (desk, by):
        return said.listed(bound(desks, desk, by.actor)(), desk.office.zone), 0


ACTS: dict[tuple[str, str], Callable[[Path, argparse.Namespace], Said]] = {
    ("pc", "ask"): ask,
    ("pc", "change"): change,
    ("pc", "grant"): grant,
    ("pc", "join"): join,
    ("pc", "list"): list_all,
    ("pc", "withdraw"): withdraw,
    ("keys", "replace"): replace_key,
    ("keys", "restore"): restore_keys,
    ("keys", "show"): show_keys,
    ("server", "change"): change_server,
}
NEEDS_SERVER = frozenset({"change", "grant", "withdraw"})


@contextmanager
def _administering(folder: Path, arguments: argparse.Namespace) -> Iterator[tuple[Desk, InPerson]]:
    """Yield the office's desk at this PC, and the administrator, who gives their password."""
    own = getpass.getpass(password_for(arguments.administrator))
    desk = open_desk(folder)
    try:
        if desk.pcs is None and arguments.action in NEEDS_SERVER:
            raise SurroundingsError("office_on_one_pc")
        person = bound(sign_in, desk, SignIn(desk.id, arguments.administrator, own))().person
        yield desk, InPerson(Actor(person.id, desk.id), own)
    finally:
        desk.close()


def _named(name: str, desk: Desk, by: InPerson) -> EnrolledDesk:
    """Return the PC of that name. Raises SurroundingsError (`no_pc_of_that_name`)."""
    return pc_of_name(bound(desks, desk, by.actor)(), name)


def pc_of_name(listed: Sequence[EnrolledDesk], name: str) -> EnrolledDesk:
    """Return the one that is here, or else the one that was withdrawn last: another took its place under its name.

    Raises SurroundingsError (`no_pc_of_that_name`).
    """
    found = [each for each in listed if each.name.casefold() == name.strip().casefold()]
    if not found:
        raise SurroundingsError("no_pc_of_that_name", name=name)
    return max(found, key=lambda each: (each.withdrawn_at is None, each.withdrawn_at or each.enrolled_at))


def _owner(arguments: argparse.Namespace) -> Owner | None:
    role = arguments.database_owner
    return None if role is None else Owner(role, getpass.getpass(offices.owners_password(role)))
