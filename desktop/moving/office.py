"""An embedded office is moved to a database server: whole or not at all, verified on both sides, the old one closed.

Rules:
- The office is alone: no window is open, and from before it is verified until it has moved nobody writes to its
  database.
- Until the last step the office is where it was. Whatever stops the move leaves it usable, and the next move empties
  the server's database of what it finds there.
- The last step is two: the old database is closed, which refuses every event from then on, and `office.toml` names the
  server. Stopped in between, the next that opens the office opens the old database again (`bootstrap.opening`). So at
  each moment at most one of the two can be written to, and one of them can.
- Afterwards the move is logged, and the old database deleted: its key, then its file. It would keep what the office
  destroys later. As long as its file is there the move is unfinished, and the same command finishes it.
- Keys, desk, witness files and the log's beginning are what they were. The keyring gets the server's password.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.application.office.in_person import InPerson
from desktop.application.office.moving import LogMove, Stage, log_move, may_move
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.ports.desk import Desk
from desktop.application.ports.vault import VaultPlace
from desktop.application.shared.authorisation import Actor
from desktop.application.shared.binding import bound
from desktop.bootstrap import moving
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.environment.clock import SystemClock
from desktop.environment.database_server import Server
from desktop.environment.lasting import sync_folder
from desktop.environment.moved_note import write_note
from desktop.environment.office_file import (
    DATABASE_KEY,
    DATABASE_PASSWORD,
    DEMO,
    OfficeFile,
    read_office_file,
)
from desktop.environment.single_instance import SingleInstance
from desktop.errors import FieldsError, ListeningRoomError, NotWitnessedError, SurroundingsError, begun
from desktop.moving.recordings import OtherFolder, RowsOfDatabase, carry, files_of

Told = Callable[[Stage, int, int], None]
"""Told how many of how many are done, of what."""


@dataclass(frozen=True)
class Move:
    """The arguments of `office move`. `vault`: a folder that the office's PCs share, for its recordings.

    Without it, and unless they go into the database (`vault_in`), they stay where they are.
    """

    folder: Path
    server: Server
    administrator: str
    password: str = field(repr=False)
    vault: Path | None = None
    vault_in: VaultPlace = VaultPlace.FOLDER


@dataclass(frozen=True)
class Moved:
    """The office that has moved. `left`: the folder with the recordings as they were before, if they were carried."""

    events: int
    file: OfficeFile
    left: Path | None
    not_witnessed: NotWitnessedError | None


def move_office(move: Move, told: Told) -> Moved:
    """Move it, or finish a move that was stopped after its last step. Long work.

    Raises SurroundingsError of each kind (`demo_not_moved`, `office_on_server`, `office_not_whole`), FieldsError,
    SignInRefusedError, NotAllowedError, DatabaseError, VaultDamagedError.
    """
    _, paths = read_office_file(move.folder)
    with SingleInstance(paths.lock):
        file, paths = read_office_file(move.folder)
        if file.kind == DEMO:
            raise SurroundingsError("demo_not_moved")
        if file.database is not None and not paths.database.exists():
            raise SurroundingsError("office_on_server")
        if file.database is not None:
            return _finish(move.folder, lambda desk: administrator_at(desk, move.administrator, move.password))
        by = _carry_over(move, told)
        with begun():
            return _finish(move.folder, lambda desk: by)


def administrator_at(desk: Desk, name: str, password: str) -> InPerson:
    """Sign the administrator in, who may move the office. Raises SignInRefusedError, NotAllowedError."""
    person = bound(sign_in, desk, SignIn(desk.id, name, password))().person
    by = InPerson(Actor(person.id, desk.id), password)
    bound(may_move, desk, by)()
    return by


def _carry_over(move: Move, told: Told) -> InPerson:
    """Do everything up to the last step; return who did it."""
    parts, desk = moving.open_alone(move.folder)
    try:
        _check(move, parts)
        by = administrator_at(desk, move.administrator, move.password)
        with begun(), moving.held_still(parts) as held:
            _must_be_whole(parts, Stage.VERIFYING, told)
            with _taken_back_on_failure(held, parts, move.server):
                file = _file_of(move, parts, moving.prepared(held, parts, move.server))
                new = moving.on_server(parts, move.server, file)
                try:
                    moving.copy_rows(held, move.server, lambda done, total: told(Stage.ROWS, done, total))
                    _carry_recordings(move, parts, new, told)
                    _must_be_whole(new, Stage.VERIFYING_AGAIN, told)
                finally:
                    new.engine.dispose()
                _switch(held, parts, file, move.server)
        return by
    finally:
        desk.close()


def _check(move: Move, parts: Parts) -> None:
    if move.vault is None:
        return
    if move.vault_in is VaultPlace.DATABASE:
        raise FieldsError({"vault": "vault_two_places"})
    others = OtherFolder(move.vault)
    if not move.vault.is_dir() or others.has_others(files_of(parts.paths.vault)):
        raise FieldsError({"vault": "vault_not_empty"})


def _file_of(move: Move, parts: Parts, address: str) -> OfficeFile:
    vault = parts.file.vault if move.vault is None else move.vault.absolute()
    if move.vault_in is VaultPlace.DATABASE:
        vault = None
    return parts.file._replace(database=address, vault=vault, vault_in=move.vault_in)


def _carry_recordings(move: Move, parts: Parts, new: Parts, told: Told) -> None:
    if move.vault_in is VaultPlace.FOLDER and move.vault is None:
        return
    in_database = move.vault_in is VaultPlace.DATABASE
    place = RowsOfDatabase(moving.vault_rows(new)) if in_database else OtherFolder(new.paths.vault)
    files = files_of(parts.paths.vault)
    carry(parts.paths.vault, files, place, lambda done, total: told(Stage.RECORDINGS, done, total))


@dataclass(frozen=True)
class _Watcher:
    """Passes a verification's progress on."""

    stage: Stage
    told: Told
    cancelled: bool = False

    def report(self, done: int, total: int) -> None:
        self.told(self.stage, done, total)


def _must_be_whole(parts: Parts, stage: Stage, told: Told) -> None:
    """Verify the log and compare every row. Raises SurroundingsError (`office_not_whole`, `move_not_the_same`)."""
    if parts.wrong is not None:
        raise parts.wrong
    clock, desk = SystemClock(), parts.file.desk
    over = parts.engine, parts.witness, parts.file.origin, parts.vault_folder
    if not VerifierOver(*over, lambda: parts.uow(desk), clock).verify(_Watcher(stage, told)).whole:
        raise SurroundingsError("office_not_whole" if stage is Stage.VERIFYING else "move_not_the_same")


@contextmanager
def _taken_back_on_failure(held: Any, parts: Parts, server: Server) -> Iterator[None]:
    """Leave the office as it was, where anything fails before its file names the server; else it has moved."""
    try:
        yield
    except BaseException:
        if read_office_file(parts.paths.folder)[0].database is None:
            with suppress(ListeningRoomError):  # then the next move does
                moving.open_again(held)
                parts.store.delete(DATABASE_PASSWORD)
                moving.clear(held, parts, server)
        raise


def _switch(held: Any, parts: Parts, file: OfficeFile, server: Server) -> None:
    """Close the old database, and name the new one: from then on the office is there."""
    if server.password:
        parts.store.set(DATABASE_PASSWORD, server.password)
    moving.close(held)
    try:
        file.write(parts.paths)
    except OSError:
        raise SurroundingsError("office_folder_unusable") from None


def _finish(folder: Path, who: Callable[[Desk], InPerson]) -> Moved:
    """Log the move in the new place, and delete the old database. Can be repeated."""
    parts, desk = moving.open_alone(folder)
    try:
        by, not_witnessed = who(desk), None
        try:
            bound(log_move, desk, LogMove(by, parts.file.vault_in))()
        except NotWitnessedError as error:
            not_witnessed = error
        with begun():
            _delete_old(parts)
            with desk.uow().look() as uow:
                events = uow.reading.log_size()
        old, now = folder / "vault", parts.vault_folder
        left = old if now != old and old.is_dir() else None
        return Moved(events, parts.file, left, not_witnessed)
    finally:
        desk.close()


def _delete_old(parts: Parts) -> None:
    """Delete the old database's key, then its files; say in the folder where the office is."""
    database = parts.paths.database
    try:
        write_note(parts.paths.moved, parts.file.database or "", SystemClock().now())
        parts.store.delete(DATABASE_KEY)
        for end in ("-wal", "-shm", ""):
            database.with_name(f"{database.name}{end}").unlink(missing_ok=True)
        sync_folder(parts.paths.folder)
    except OSError:
        raise SurroundingsError("office_folder_unusable") from None
