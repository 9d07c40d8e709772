"""An office at the command line: made, and restored from a back-up. What is typed is asked for here."""

from __future__ import annotations

import argparse
import getpass
import sys
from dataclasses import replace
from pathlib import Path

from desktop import backing_up
from desktop.application.ports.vault import VaultPlace
from desktop.bootstrap.making import checked_address
from desktop.environment.database_server import Server
from desktop.office_making import NewOffice, make_office
from desktop.words.command_line import offices as said


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
    server = _server(arguments)
    password = getpass.getpass(said.new_password_for(arguments.administrator))
    named = arguments.name, arguments.place, arguments.desk, arguments.nation or "england_and_wales"
    who = arguments.administrator, password
    new = NewOffice(folder, *named, arguments.witness, recovery, *who, server)
    vault_in = VaultPlace(arguments.vault_in)
    new = replace(new, opens_originals=arguments.opens_originals, vault=arguments.vault, vault_in=vault_in)
    made = make_office(new)
    made.engine.dispose()
    print(said.office_made(arguments.name))
    return 0


def restore(folder: Path, arguments: argparse.Namespace) -> int:
    """Restore the office from a back-up; exit 1 if the witness file covers more than the back-up holds."""
    if (arguments.database is None) != (arguments.database_owner is None):
        print(said.server_incomplete(), file=sys.stderr)
        return 2
    server = _server(arguments)
    done = backing_up.restore(arguments.folder, folder, arguments.recovery, server)
    print(said.restored(done.events))
    if done.witnessed is None:
        print(*said.witness_not_read(), sep="\n")
    elif done.witnessed > done.events:
        print(*said.events_lost(done.witnessed), sep="\n")
    else:
        return 0
    return 1


def _server(arguments: argparse.Namespace) -> Server | None:
    """Return the named database server, with passwords prompted for; None for the embedded database."""
    if arguments.database is None:
        return None
    address, user = checked_address(arguments.database)
    password = getpass.getpass(said.desks_password(user))
    owner = arguments.database_owner
    return Server(address, password, owner, getpass.getpass(said.owners_password(owner)))
