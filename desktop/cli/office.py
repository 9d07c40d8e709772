"""The office as a whole: made, moved to a server, given a witness, upgraded, backed up, and restored."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from desktop.application.office.setting_up import Stage
from desktop.application.ports.lifecycle import Noted
from desktop.application.ports.sound import VaultPlace
from desktop.cli.terminal import (
    RECOVERY_KEY,
    Said,
    TerminalProgress,
    Verbs,
    by_administrator,
    password_of,
    secret,
    there,
)
from desktop.domain.log.checkpoint import WitnessReason
from desktop.environment.office_file import OfficeFile, read_office_file
from desktop.environment.witnesses import is_on_own_disk
from desktop.errors import CheckpointNotStoredError, FieldsError
from desktop.lifecycle import backups, restore, witness
from desktop.lifecycle.create import NewOffice, make_office, server_at
from desktop.lifecycle.move import IntoDatabase, Move, move_into_database, move_office
from desktop.words import office as restored
from desktop.words.command_line import look, status
from desktop.words.command_line import office as messages
from desktop.words.command_line.people import new_password_again
from desktop.words.errors import message_for


def add(verbs: Verbs) -> None:
    """Add the verbs that make and move an office, and that begin a witness."""
    office = verbs.add_parser("office", help="make an office on this PC, or move it to a server")
    actions = office.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_create(actions)
    _add_move(actions)
    _add_witness(verbs)


def _add_create(actions: Verbs) -> None:
    create = actions.add_parser("create", help="make an office, whole or not at all")
    create.add_argument("--name", required=True, help="its name, as screens and receipts show it")
    create.add_argument("--place", default="", help="where it is, such as Town Hall")
    create.add_argument("--desk", default="Desk 1", help="the name of this desk (default: Desk 1)")
    create.add_argument(
        "--opens-originals", action="store_true", help="recordings are imported and prepared at this desk"
    )
    nations = ["england_and_wales", "scotland", "northern_ireland"]
    create.add_argument("--nation", choices=nations, help="whose public holidays count (default: england_and_wales)")
    create.add_argument("--witness", type=Path, metavar="FILE", help="the witness file, outside the office's folder")
    create.add_argument(
        "--recovery", action="append", metavar="AGE_RECIPIENT", help="an offline recovery key; name two"
    )
    create.add_argument(
        "--database", metavar="ADDRESS", help="the address of a PostgreSQL database, without a password"
    )
    create.add_argument("--database-owner", metavar="ROLE", help="the role that owns the database, which no desk uses")
    create.add_argument(
        "--administrator", default="administrator", metavar="NAME", help="the first administrator's sign-in name"
    )
    create.add_argument(
        "--vault", type=Path, metavar="FOLDER", help="the folder for recordings, if other PCs are to join (a share)"
    )
    create.add_argument(
        "--vault-in",
        choices=["folder", "database"],
        help="where recordings are kept; an office on a server says so, or names --vault (default: this PC's folder)",
    )
    create.set_defaults(run=_create)


def _add_move(actions: Verbs) -> None:
    what = "move the office on this PC to a database server, or the recordings of one on a server into its database"
    move = actions.add_parser("move", help=what)
    move.add_argument("--to", metavar="ADDRESS", help="an empty PostgreSQL database, without a password")
    move.add_argument("--database-owner", metavar="ROLE", help="the role that owns it, which no desk uses")
    by_administrator(move)
    move.add_argument(
        "--vault", type=Path, metavar="FOLDER", help="the folder to which recordings are copied, for all PCs (a share)"
    )
    into = "where recordings are from then on; without --vault a folder is the one of now (default: folder)"
    move.add_argument("--vault-in", choices=["folder", "database"], default="folder", help=into)
    move.set_defaults(run=_move)


def _add_witness(verbs: Verbs) -> None:
    begin = verbs.add_parser("witness", help="begin a further witness, or one in the place of another")
    begin.add_argument("action", choices=["begin"])
    place = "the new witness file, outside the office's folder, or the address of a time-stamping authority"
    begin.add_argument("place", metavar="FILE|ADDRESS", help=place)
    begin.add_argument("--administrator", required=True, help="your own sign-in name")
    reasons = ["one_more", "moved", "lost", "damaged"]
    begin.add_argument("--reason", required=True, choices=reasons, help="why; the log says so")
    begin.add_argument("--replaces", metavar="OLD", help="the witness whose place it takes")
    begin.add_argument("--certificates", type=there, metavar="FILE", help="an authority's root certificates (PEM)")
    begin.set_defaults(run=_begin_witness)


def add_copies(verbs: Verbs) -> None:
    """Add the verbs that upgrade, back up and restore an office."""
    upgrade = verbs.add_parser("upgrade", help="upgrade a database on a server to this version, as its owner")
    upgrade.add_argument("--database-owner", metavar="ROLE", required=True, help="the role that owns the database")
    back_up = verbs.add_parser("backup", help="back the office up into a new folder; it may be open")
    back_up.add_argument("folder", type=Path, metavar="FOLDER", help="the new folder, on another disk if you can")
    put_back = verbs.add_parser("restore", help="restore the office from a back-up")
    put_back.add_argument("folder", type=there, metavar="FOLDER", help="the back-up's folder")
    put_back.add_argument("--recovery", type=there, required=True, metavar="FILE", help=RECOVERY_KEY)
    rows = put_back.add_mutually_exclusive_group()
    rows.add_argument("--database", metavar="ADDRESS", help="an empty database for the rows of an office on a server")
    rows.add_argument(
        "--database-stays", action="store_true", help="the office's database is still on its server: this PC alone"
    )
    put_back.add_argument("--database-owner", metavar="ROLE", help="the role that owns it, which no desk uses")
    put_back.add_argument("--yes", action="store_true", help="restore without asking: these are our server and witness")
    for act, run in ((upgrade, _upgrade), (back_up, _back_up), (put_back, _restore)):
        act.set_defaults(run=run)


def _create(folder: Path, given: argparse.Namespace) -> Said:
    """Make a real office: keys in the keyring, recovery keys offline, the first administrator."""
    recovery = tuple(given.recovery or ())
    if len(recovery) < 2:
        return _wrong(*messages.recovery_missing())
    if given.witness is None:
        return _wrong(messages.witness_missing())
    if (given.database is None) != (given.database_owner is None):
        return _wrong(messages.server_incomplete())
    if given.database and given.vault is None and given.vault_in is None:
        return _wrong(messages.vault_place_missing())
    server = given.database and server_at(given.database, given.database_owner)
    password = secret(messages.new_password_for(given.administrator))
    if secret(new_password_again()) != password:
        raise FieldsError({"new_password_again": "password_differs"})
    named = given.name, given.place, given.desk, given.nation or "england_and_wales"
    new = NewOffice(folder, *named, given.witness, recovery, given.administrator, password, server)
    vault_in = VaultPlace(given.vault_in or VaultPlace.FOLDER)
    with make_office(
        replace(new, opens_originals=given.opens_originals, vault=given.vault, vault_in=vault_in)
    ) as office:
        return [messages.office_made(given.name), *_of_witness(office.parts.file, folder)], 0


def _wrong(*lines: str) -> Said:
    """Say what is missing among the words."""
    print(*lines, sep="\n", file=sys.stderr)
    return [], 2


def _of_witness(file: OfficeFile, folder: Path) -> list[str]:
    """Return what there is to be said of where the witness is."""
    return [status.witness(on_own_disk=True)] if is_on_own_disk(file, folder) else []


def _move(folder: Path, given: argparse.Namespace) -> Said:
    """Move the office, or without a server its recordings alone.

    Exit 1 if it was stopped (Ctrl+C), or if someone has to look at something.
    """
    into = given.vault_in == "database" and given.vault is None
    if (given.to is None) != (given.database_owner is None) or not (given.to or into):
        return _wrong(messages.missing_place())
    server = given.to and server_at(given.to, given.database_owner)
    own = password_of(given.administrator)
    progress = _Progress()
    try:
        if not server:
            kept = move_into_database(IntoDatabase(folder, given.administrator, own), progress.report)
            return messages.recordings_moved(
                kept.files, kept.left, kept.missing, kept.not_witnessed, others=kept.others
            )
        move = Move(folder, server, given.administrator, own, given.vault, VaultPlace(given.vault_in))
        moved = move_office(move, progress.report)
    except KeyboardInterrupt:
        progress.end()
        if not server:
            return messages.recordings_stopped()
        return messages.stopped(moved=read_office_file(folder)[0].database is not None)
    finally:
        progress.end()
    return messages.moved(moved.events, moved.file.vault_in, moved.left, moved.not_witnessed)


class _Progress:
    """A line of progress for each stage, one after the other."""

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._line: TerminalProgress | None = None

    def report(self, stage: Stage, done: int, total: int) -> None:
        """Show it; a new stage is said where nobody sees a line change, too."""
        if stage is not self._stage or self._line is None:
            self.end()
            self._stage, self._line = stage, TerminalProgress(sys.stderr, says=messages.how_far)
            print(messages.begins(stage), file=sys.stderr)
        self._line.report(done, total)

    def end(self) -> None:
        """Wipe the line."""
        if self._line is not None:
            self._line.__exit__(None, None, None)
            self._line = None


def _begin_witness(folder: Path, given: argparse.Namespace) -> Said:
    """Sign an administrator in and begin a witness file; exit 1 if the log could not be anchored."""
    reason = WitnessReason(given.reason)
    new = witness.NewWitness(given.place, reason, given.replaces, given.certificates)
    password = password_of(given.administrator)
    try:
        begun = witness.begin(folder, given.administrator, password, new)
    except CheckpointNotStoredError as error:
        return [messages.witness_in_use(given.place), *look(message_for(error))], 1
    return [messages.witness_in_use(given.place), messages.witness_count(begun.files)], 0


def _upgrade(folder: Path, given: argparse.Namespace) -> Said:
    """Upgrade a database on a server, as its owner; an embedded one is upgraded when it is opened."""
    from desktop.bootstrap.opening import upgrade_on_server

    owner = given.database_owner
    upgrade_on_server(folder, owner, secret(messages.owners_password(owner)))
    return [messages.upgraded()], 0


def _back_up(folder: Path, given: argparse.Namespace) -> Said:
    """Copy the office into a new folder; exit 1 if its vault lacks files, or if the log does not have it."""
    done = backups.back_up_and_note(folder, given.folder)
    return messages.backed_up(given.folder, done), 1 if done.missing or done.noted is not Noted.IN_LOG else 0


def _restore(folder: Path, given: argparse.Namespace) -> Said:
    """Restore the office from a back-up; exit 1 if the witness file covers more than the back-up holds."""
    if (given.database is None) != (given.database_owner is None):
        return _wrong(messages.server_incomplete())
    server = given.database and server_at(given.database, given.database_owner)
    facts = restore.look_at(given.folder, folder, given.recovery)
    print(*restored.goes_on_with(given.database or facts.server, facts.witnesses), sep="\n")
    if not (given.yes or _says_yes()):
        return _wrong(restored.not_restored())
    stays = given.database_stays
    done = restore.restore(given.folder, folder, given.recovery, server, database_stays=stays, shown=facts)
    lines = [restored.restored(done.events)]
    if done.not_opened is not None:
        return lines + look(message_for(done.not_opened)), 1
    if done.events is None or done.witnessed is None:
        return lines + look(restored.witness_not_read()), 1
    if done.witnessed > done.events:
        return lines + look(*restored.events_lost(done.witnessed)), 1
    return lines, 0


def _says_yes() -> bool:
    try:
        return input(f"{restored.go_on()} ").strip().casefold() == "yes"
    except EOFError:
        return False
