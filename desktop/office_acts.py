"""An office at the command line: made, and restored from a back-up. What is typed is asked for here."""

from __future__ import annotations

import argparse
import getpass
import sys
from dataclasses import replace
from pathlib import Path

from desktop import restoring
from desktop.application.ports.vault import VaultPlace
from desktop.environment.office_file import OfficeFile
from desktop.errors import FieldsError
from desktop.office_making import NewOffice, make_office, server_at
from desktop.words.command_line import look
from desktop.words.command_line import offices as said
from desktop.words.command_line.people import new_password_again
from desktop.words.errors import words_of
from desktop.words.office import restoring as restored


def create_office(folder: Path, arguments: argparse.Namespace) -> int:
    """Make a real office: keys in the keyring, recovery keys offline, the first administrator."""
    recovery = tuple(arguments.recovery or ())
    if len(recovery) < 2:
        print(*said.recovery_missing(), sep="\n", file=sys.stderr)
        return 2
    if arguments.witness is None:
        print(said.witness_missing(), file=sys.stderr)
        return 2
    if (arguments.database is None) != (arguments.database_owner is None):
        print(said.server_incomplete(), file=sys.stderr)
        return 2
    if arguments.database and arguments.vault is None and arguments.vault_in is None:
        print(said.vault_place_missing(), file=sys.stderr)
        return 2
    server = arguments.database and server_at(arguments.database, arguments.database_owner)
    password = getpass.getpass(said.new_password_for(arguments.administrator))
    if getpass.getpass(new_password_again()) != password:
        raise FieldsError({"new_password_again": "password_differs"})
    named = arguments.name, arguments.place, arguments.desk, arguments.nation or "england_and_wales"
    who = arguments.administrator, password
    new = NewOffice(folder, *named, arguments.witness, recovery, *who, server)
    vault_in = VaultPlace(arguments.vault_in or VaultPlace.FOLDER)
    new = replace(new, opens_originals=arguments.opens_originals, vault=arguments.vault, vault_in=vault_in)
    made = make_office(new)
    made.engine.dispose()
    print(said.office_made(arguments.name), *_of_witness(made.file, folder), sep="\n")
    return 0


def _of_witness(file: OfficeFile, folder: Path) -> list[str]:
    """Return what there is to be said of where the witness is."""
    from desktop.environment.witness_place import is_on_own_disk
    from desktop.words.command_line.doctor import witness

    return [witness(on_own_disk=True)] if is_on_own_disk(file, folder) else []


def _says_yes() -> bool:
    try:
        return input(f"{restored.go_on()} ").strip().casefold() == "yes"
    except EOFError:
        return False


def restore(folder: Path, arguments: argparse.Namespace) -> int:
    """Restore the office from a back-up; exit 1 if the witness file covers more than the back-up holds."""
    if (arguments.database is None) != (arguments.database_owner is None):
        print(said.server_incomplete(), file=sys.stderr)
        return 2
    server = arguments.database and server_at(arguments.database, arguments.database_owner)
    stays = arguments.database_stays
    facts = restoring.look_at(arguments.folder, folder, arguments.recovery)
    print(*restored.goes_on_with(arguments.database or facts.server, facts.witnesses), sep="\n")
    if not (arguments.yes or _says_yes()):
        print(restored.not_restored(), file=sys.stderr)
        return 2
    done = restoring.restore(arguments.folder, folder, arguments.recovery, server, database_stays=stays, shown=facts)
    print(restored.restored(done.events))
    if done.not_opened is not None:
        print(*look(words_of(done.not_opened)), sep="\n")
    elif done.events is None or done.witnessed is None:
        print(*look(restored.witness_not_read()), sep="\n")
    elif done.witnessed > done.events:
        print(*look(*restored.events_lost(done.witnessed)), sep="\n")
    else:
        return 0
    return 1
