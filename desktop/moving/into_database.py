"""The recordings of an office on a server are carried from the folder that its PCs share into its database.

Rules:
- Each is copied as it is and read again there; its digest is compared. Nothing in the folder is changed.
- It can be stopped at any moment: until the event is committed the office goes on with the folder, and the same command
  goes on where it was.
- The last part of it is done while nobody commits: what has come since is carried, then the event is committed. From
  then on every PC goes by it (`db.log.moved`); this PC's own file says so at once, or when it opens the office next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from desktop.application.office.in_person import InPerson
from desktop.application.office.moving import Stage
from desktop.application.office.moving_recordings import Missing, MoveRecordings, move_recordings, must_be_alone
from desktop.application.ports.desk import Desk
from desktop.application.ports.vault import VaultPlace
from desktop.application.shared.binding import bound
from desktop.bootstrap import moving
from desktop.bootstrap.opening import Parts
from desktop.environment.office_file import read_office_file
from desktop.environment.single_instance import SingleInstance
from desktop.errors import NotWitnessedError, SurroundingsError, begun
from desktop.moving.office import Told, administrator_at
from desktop.moving.recordings import Carried, RowsOfDatabase, carry, files_of
from desktop.vault.blobs import BlobKind


@dataclass(frozen=True)
class IntoDatabase:
    """The arguments of `office move --vault-in database`, where the office is on a server."""

    folder: Path
    administrator: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Kept:
    """The result of a move: how many files, from where; how many the office lacks that were not there before either.

    `others`: another PC has opened the office just then, and goes by the folder until it is closed there.
    """

    files: int
    left: Path
    missing: int
    others: bool
    not_witnessed: NotWitnessedError | None


def move_into_database(move: IntoDatabase, told: Told) -> Kept:
    """Carry them, and let all PCs go by the database. Long work.

    Raises SurroundingsError (`recordings_need_server`, `recordings_in_database`, `nightly_under_way`,
    `other_pcs_open`, `vault_not_here`, and each kind), SignInRefusedError, NotAllowedError, VaultDamagedError.
    """
    _, paths = read_office_file(move.folder)
    with SingleInstance(paths.lock):
        parts, desk = moving.open_alone(move.folder)
        try:
            _check(parts)
            by = administrator_at(desk, move.administrator, move.password)
            bound(must_be_alone, desk, desk.id)()
            with parts.one_nightly_run() as is_alone:
                if not is_alone:
                    raise SurroundingsError("nightly_under_way")
                with begun():
                    return _carry_all(parts, desk, by, told)
        finally:
            desk.close()


def _check(parts: Parts) -> None:
    if parts.file.database is None:
        raise SurroundingsError("recordings_need_server")
    if parts.file.vault_in is VaultPlace.DATABASE:
        raise SurroundingsError("recordings_in_database")
    if not parts.paths.vault.is_dir():
        raise SurroundingsError("vault_not_here")


def _carry_all(parts: Parts, desk: Desk, by: InPerson, told: Told) -> Kept:
    root, place = parts.paths.vault, RowsOfDatabase(moving.vault_rows(parts))
    carried: set[Carried] = set()

    def carry_new(report: Callable[[int, int], None] = lambda done, total: None) -> Collection[str]:
        new = [file for file in files_of(root) if file not in carried]
        carry(root, new, place, report)
        carried.update(new)
        return [file.id for file in carried if file.day is None and file.kind is not BlobKind.WAVEFORM]

    carry_new(lambda done, total: told(Stage.RECORDINGS, done, total))
    missing, not_witnessed = Missing(), None
    try:
        missing = bound(move_recordings, desk, MoveRecordings(by, carry_new))()
    except NotWitnessedError as error:
        not_witnessed = error
    try:
        parts.file._replace(vault=None, vault_in=VaultPlace.DATABASE).write(parts.paths)
    except OSError:
        raise SurroundingsError("office_folder_unusable") from None
    return Kept(len(carried), root, missing.files, _others_are_here(desk), not_witnessed)


def _others_are_here(desk: Desk) -> bool:
    try:
        bound(must_be_alone, desk, desk.id)()
    except SurroundingsError as error:
        return error.code == "other_pcs_open"
    return False
