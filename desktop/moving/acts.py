"""`office move` at the command line. What is to be printed, and the exit code, are returned."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from desktop.application.office.moving import Stage
from desktop.application.ports.vault import VaultPlace
from desktop.environment.database_server import Server
from desktop.environment.office_file import read_office_file
from desktop.moving.into_database import IntoDatabase, move_into_database
from desktop.moving.office import Move, move_office
from desktop.verify.terminal import TerminalProgress
from desktop.words.command_line import moving as said
from desktop.words.command_line import password_for

Said = tuple[list[str], int]


def move(folder: Path, server: Server | None, arguments: argparse.Namespace) -> Said:
    """Move the office, or without a server its recordings alone.

    Exit 1 if it was stopped (Ctrl+C), or if someone has to look at something.
    """
    name = arguments.administrator
    own = getpass.getpass(password_for(name))
    if server is None:
        return _into_database(IntoDatabase(folder, name, own))
    command = Move(folder, server, name, own, arguments.vault, VaultPlace(arguments.vault_in))
    progress = _Progress()
    try:
        moved = move_office(command, progress.report)
    except KeyboardInterrupt:
        progress.end()
        return said.stopped(moved=read_office_file(folder)[0].database is not None)
    finally:
        progress.end()
    return said.moved(moved.events, moved.file.vault_in, moved.left, moved.not_witnessed)


def _into_database(command: IntoDatabase) -> Said:
    progress = _Progress()
    try:
        kept = move_into_database(command, progress.report)
    except KeyboardInterrupt:
        return said.recordings_stopped()
    finally:
        progress.end()
    return said.recordings_moved(kept.files, kept.left, kept.missing, kept.not_witnessed, others=kept.others)


class _Progress:
    """A line of progress for each stage, one after the other."""

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._line: TerminalProgress | None = None

    def report(self, stage: Stage, done: int, total: int) -> None:
        """Show it; a new stage is said where nobody sees a line change, too."""
        if stage is not self._stage or self._line is None:
            self.end()
            self._stage, self._line = stage, TerminalProgress(sys.stderr, says=said.how_far)
            print(said.begins(stage), file=sys.stderr)
        self._line.report(done, total)

    def end(self) -> None:
        """Wipe the line."""
        if self._line is not None:
            self._line.__exit__(None, None, None)
            self._line = None
