"""The office's PCs, its recovery keys, and this PC's way to the server."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from desktop.application.office import desks as pcs
from desktop.application.office.recovery import ReplaceRecoveryKey, recovery_keys, replace_recovery_key
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.office import Owner
from desktop.application.ports.sound import SoundEngine
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.cli.terminal import RECOVERY_KEY, Said, Verbs, by_administrator, password_of, secret, there
from desktop.domain.office.pcs import DeskKind, EnrolledDesk
from desktop.environment.office_file import read_office_file
from desktop.environment.passwords import Passwords
from desktop.errors import CheckpointNotStoredError, DatabaseError, ExternalSystemError, begun
from desktop.lifecycle import join, restore, server
from desktop.words.command_line import office as office_words
from desktop.words.command_line import pcs as messages

KINDS = ("counter", "back_office", "decision", "review")
AUTOMATIC = "automatic"
NEEDS_SERVER = frozenset({"change", "grant", "withdraw"})
RECOVERY_FILE = f"{RECOVERY_KEY}, if this PC holds fewer keys"


def add(verbs: Verbs) -> None:
    """Add the verbs about PCs, recovery keys and the way to the server."""
    _add_pcs(verbs)
    _add_keys(verbs)
    _add_server(verbs)


def _add_pcs(verbs: Verbs) -> None:
    pc = verbs.add_parser("pc", help="let a PC join an office on a server, change what it is for, or withdraw it")
    actions = pc.add_subparsers(dest="action", metavar="ACTION", required=True)
    ask = actions.add_parser("ask", help="on the new PC: write its request to join, and show its four words")
    ask.add_argument("file", type=Path, metavar="FILE", help="where the request is written; nothing in it is secret")
    ask.add_argument("--name", required=True, help="what the PC is to be called, such as Desk 2")
    ask.add_argument("--anew", action="store_true", help="forget an earlier request, and make another")
    ask.add_argument("--for-jobs", action="store_true", help="as root: nobody works there, its keys are in a file")
    grant = actions.add_parser("grant", help="on a PC of the office: let it join")
    grant.add_argument("request", type=there, metavar="REQUEST", help="the file that the new PC wrote")
    grant.add_argument(
        "file", type=Path, metavar="ANSWER", help="where the answer is written; only that PC can open it"
    )
    grant.add_argument("--name", default="", help="what the PC is called (default: as it asked)")
    grant.add_argument("--kind", required=True, choices=KINDS, help="what it is for, and so which keys it holds")
    grant.add_argument("--recovery", type=there, metavar="FILE", help=RECOVERY_FILE)
    joins = actions.add_parser("join", help="on the new PC: open the answer, and join")
    joins.add_argument("file", type=there, metavar="ANSWER", help="the file that the administrator wrote")
    joins.add_argument("--witness", type=Path, metavar="FILE", help="the first witness file, if it is elsewhere here")
    joins.add_argument("--vault", type=Path, metavar="FOLDER", help="the shared folder, if it is elsewhere here")
    withdraw = actions.add_parser("withdraw", help="withdraw a PC that is stolen, lost or no longer needed")
    withdraw.add_argument("--name", required=True, help="what the PC is called")
    withdraw.add_argument("--why", required=True, choices=["stolen", "lost", "replaced", "not_needed"], help="why")
    change = actions.add_parser("change", help="change what a PC is for, and so which keys it holds")
    change.add_argument("--name", required=True, help="what the PC is called")
    change.add_argument("--kind", required=True, choices=KINDS, help="what it is for from now on")
    change.add_argument("--recovery", type=there, metavar="FILE", help=RECOVERY_FILE)
    sound = actions.add_parser("sound", help="on this PC: choose what plays calls, from its next start on")
    engines = [each.value for each in SoundEngine]
    sound.add_argument("engine", choices=[*engines, AUTOMATIC], help=f"{AUTOMATIC}: libvlc where it is there")
    sound.set_defaults(run=_sound)
    listing = actions.add_parser("list", help="all PCs, with their kinds and since when")
    by_administrator(grant, change, withdraw, listing)
    for act in (grant, withdraw):
        act.add_argument(
            "--database-owner", metavar="ROLE", help="the role that owns the database, to do its part here"
        )
    for act, run in ((ask, _ask), (grant, _grant), (joins, _join), (withdraw, _withdraw), (change, _change)):
        act.set_defaults(run=run)
    listing.set_defaults(run=_list)


def _add_keys(verbs: Verbs) -> None:
    keys = verbs.add_parser("keys", help="show or replace recovery keys, or restore this PC's lost keys")
    actions = keys.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="both recovery keys, by their public halves")
    replace = actions.add_parser("replace", help="replace one that was lost, or that somebody else may have")
    replace.add_argument("--lost", required=True, metavar="AGE_RECIPIENT", help="the lost key's public half")
    replace.add_argument("--new", required=True, metavar="AGE_RECIPIENT", help="the new key's, from age-keygen")
    restore = actions.add_parser("restore", help="restore this PC's keys from a back-up, where its keyring was lost")
    restore.add_argument("backup", type=there, metavar="FOLDER", help="a back-up of this PC")
    restore.add_argument(
        "--recovery", type=there, required=True, metavar="FILE", help="a recovery key's file, or - to type it"
    )
    restore.add_argument(
        "--given-password",
        action="store_true",
        help="ask for the password that this PC's login was given on the server",
    )
    by_administrator(show, replace, restore)
    for act, run in ((show, _show_keys), (replace, _replace_key), (restore, _restore_keys)):
        act.set_defaults(run=run)


def _add_server(verbs: Verbs) -> None:
    way = verbs.add_parser("server", help="change this PC's address, authority or password for the server")
    actions = way.add_subparsers(dest="action", metavar="ACTION", required=True)
    change = actions.add_parser("change", help="try the new way, and store it if it leads to this office")
    change.add_argument("--address", default="", metavar="HOST[:PORT]", help="where the server is now")
    change.add_argument("--authority", type=there, metavar="FILE", help="the certificates of its authority (PEM)")
    change.add_argument("--password", action="store_true", help="give this PC's login a new password, which is random")
    asks = "ask for the password that a database administrator gave this PC's login"
    change.add_argument("--given-password", action="store_true", help=asks)
    by_administrator(change)
    change.set_defaults(run=_change_server)


def _ask(folder: Path, given: argparse.Namespace) -> Said:
    """Write this PC's request to join, and show its four words."""
    if given.file.exists():
        raise ExternalSystemError("join_request_exists")
    request = join.ask(folder, given.name, anew=given.anew, for_jobs=given.for_jobs)
    join.write_request(request, given.file)
    return messages.asked(given.file, Passwords().words_of(request.text())), 0


def _join(folder: Path, given: argparse.Namespace) -> Said:
    """Open the answer, and join: the four words of the PC that granted it are typed."""
    words = input(messages.asks_for_answer_words())
    try:
        office = join.join(folder, given.file, words, witness=given.witness, vault=given.vault)
    except DatabaseError as error:
        if error.code == "database_unreachable":
            raise DatabaseError("join_no_login") from None
        raise
    with office:
        return messages.joined(office.office.name, office.enrolled), 0


def _grant(folder: Path, given: argparse.Namespace) -> Said:
    """Grant a request: the four words that the new PC shows are typed."""
    if given.file.exists():
        raise ExternalSystemError("join_answer_exists")
    with _administering(folder, given) as (office, by):
        request = office.run(pcs.open_request, given.request)
        office.run(pcs.open_join_request, by.actor, request)
        words, name = input(messages.asks_for_words(request.name)), given.name or request.name
        command = pcs.GrantDesk(by, request, words, name, DeskKind(given.kind))
        done = office.run(pcs.grant_pc, pcs.GrantPc(command, given.file, _owner(given), given.recovery))
        return messages.granted(name, given.file, done)


def _withdraw(folder: Path, given: argparse.Namespace) -> Said:
    """Withdraw a PC, and renew the keys that it held."""
    with _administering(folder, given) as (office, by):
        seen = _named(given.name, office, by)
        command = pcs.WithdrawPc(pcs.WithdrawDesk(by, seen, pcs.Why(given.why)), _owner(given))
        done = office.run(pcs.withdraw_pc, command)
        return messages.withdrawn(seen.name, done, _renewed(office, by))


def _change(folder: Path, given: argparse.Namespace) -> Said:
    """Change what a PC is for, and renew the keys that it does not need any more."""
    with _administering(folder, given) as (office, by):
        seen, kind = _named(given.name, office, by), DeskKind(given.kind)
        done = office.run(pcs.change_pc, pcs.ChangePc(pcs.ChangeDesk(by, seen, kind), given.recovery))
        return messages.changed(seen.name, kind, done, _renewed(office, by))


def _sound(folder: Path, given: argparse.Namespace) -> Said:
    """Choose what plays calls at this PC."""
    file, paths = read_office_file(folder)
    chosen = None if given.engine == AUTOMATIC else SoundEngine(given.engine)
    file._replace(sound_engine=chosen).write(paths)
    return [messages.sound_chosen(chosen)], 0


def _show_keys(folder: Path, given: argparse.Namespace) -> Said:
    """Show the office's recovery keys."""
    with _administering(folder, given) as (office, by):
        return [*office.run(recovery_keys, by.actor)], 0


def _replace_key(folder: Path, given: argparse.Namespace) -> Said:
    """Replace a recovery key, and renew all keys that it opened."""
    with _administering(folder, given) as (office, by):
        command, done = ReplaceRecoveryKey(by, given.lost, given.new), pcs.Done()
        try:
            office.run(replace_recovery_key, command)
        except CheckpointNotStoredError as error:
            done = pcs.Done(not_witnessed=error)
        return messages.key_replaced(done, _renewed(office, by))


def _renewed(office: OpenOffice, by: InPerson) -> pcs.Renewed:
    """Renew the keys, once the act itself is done."""
    with begun():
        renewed: pcs.Renewed = office.run(pcs.renew_keys, by.actor)
    return renewed


def _change_server(folder: Path, given: argparse.Namespace) -> Said:
    """Change this PC's way to the server."""
    name, anchored, told = given.administrator, pcs.Done(), True
    own = password_of(name)
    on_server = secret(office_words.given_password()) if given.given_password else None
    new = server.NewWay(given.address, given.authority, renew=given.password, given=on_server)
    try:
        told = server.change_way(folder, new, name, own)
    except CheckpointNotStoredError as error:
        anchored = pcs.Done(not_witnessed=error)
    return messages.server_changed(anchored, told=told)


def _restore_keys(folder: Path, given: argparse.Namespace) -> Said:
    """Restore this PC's keys from a back-up, where its keyring was lost."""
    own, anchored = password_of(given.administrator), pcs.Done()
    on_server = secret(office_words.given_password()) if given.given_password else None
    keys_back = restore.KeysBack(given.backup, given.recovery, given.administrator, own, on_server)
    try:
        restore.put_back(folder, keys_back)
    except CheckpointNotStoredError as error:
        anchored = pcs.Done(not_witnessed=error)
    return messages.keys_restored(anchored)


def _list(folder: Path, given: argparse.Namespace) -> Said:
    """List the office's PCs."""
    with _administering(folder, given) as (office, by):
        return messages.listed(office.run(pcs.desks, by.actor), office.office.zone), 0


@contextmanager
def _administering(folder: Path, given: argparse.Namespace) -> Iterator[tuple[OpenOffice, InPerson]]:
    """Yield the office, and the administrator, who gives their password."""
    own = password_of(given.administrator)
    with opened(folder) as office:
        if office.pcs is None and given.action in NEEDS_SERVER:
            raise ExternalSystemError("office_on_one_pc")
        yield office, office.sign_in(given.administrator, own)


def _named(name: str, office: OpenOffice, by: InPerson) -> EnrolledDesk:
    """Return the PC of that name. Raises ExternalSystemError (`no_pc_of_that_name`)."""
    return pc_of_name(office.run(pcs.desks, by.actor), name)


def pc_of_name(listed: Sequence[EnrolledDesk], name: str) -> EnrolledDesk:
    """Return the one that is here, or else the one that was withdrawn last: another took its place under its name.

    Raises ExternalSystemError (`no_pc_of_that_name`).
    """
    found = [each for each in listed if each.name.casefold() == name.strip().casefold()]
    if not found:
        raise ExternalSystemError("no_pc_of_that_name", name=name)
    return max(found, key=lambda each: (each.withdrawn_at is None, each.withdrawn_at or each.enrolled_at))


def _owner(given: argparse.Namespace) -> Owner | None:
    role = given.database_owner
    return None if role is None else Owner(role, secret(office_words.owners_password(role)))
