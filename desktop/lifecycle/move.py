"""An office moves to a database server; or the recordings of one that is there move into its database.

An embedded office is moved whole or not at all, verified on both sides, and the old database is closed. Rules:
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

Recordings move from the folder that an office's PCs share into its database. Rules:
- It can be stopped at any moment: until the event is committed the office goes on with the folder, and the same command
  goes on where it was.
- The last part of it is done while nobody commits: what has come since is carried, then the event is committed. From
  then on every PC goes by it (`db.log.known_log`); this PC's own file says so at once, or when it next opens the
  office.

Either way the files of a vault's folder are carried to where they are kept from then on. Rules:
- A container is carried as it is, to the byte: nothing is decrypted, and no key is needed.
- What is carried is what a back-up has, and what lies in quarantine. Derived audio that can be large is rebuilt when it
  is needed.
- Each file is read again in its new place, and its digest compared with that of the old one. The old one stays.
- A file that is there already and is the same, from an attempt that was stopped, stays as it is.
- Nothing but an ordinary file is carried: whoever can write in the folder could lay a link to any other there.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import file_digest
from io import RawIOBase
from pathlib import Path
from typing import Any, Protocol

from desktop.application.office import setting_up
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.sound import VaultPlace, VaultRows
from desktop.bootstrap.making import Server, held_still, on_server, open_alone, prepared, vault_rows
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.bootstrap.wiring import OpenOffice
from desktop.domain.shared.ids import OfficeId
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import (
    DATABASE_KEY,
    DATABASE_PASSWORD,
    DEMO,
    OfficeFile,
    read_office_file,
)
from desktop.environment.office_file import write_moved_note as write_note
from desktop.errors import (
    CheckpointNotStoredError,
    ExternalSystemError,
    FieldsError,
    ListeningRoomError,
    VaultDamagedError,
    begun,
    in_place_of,
)
from desktop.files.durable import (
    NO_LINK,
    SingleInstance,
    is_file_itself,
    make_folder,
    new_file,
    open_regular,
    put_in_place,
    sync_folder,
)
from desktop.vault.blobs import FULL, MARK, QUARANTINE, SHARED, BlobKind, checked, is_vault_of, mark
from desktop.vault.place import in_quarantine

Told = Callable[[setting_up.Stage, int, int], None]
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
    not_witnessed: CheckpointNotStoredError | None


def move_office(move: Move, told: Told) -> Moved:
    """Move it, or finish a move that was stopped after its last step. Long work.

    Raises ExternalSystemError of each kind (`demo_not_moved`, `office_on_server`, `office_not_whole`), FieldsError,
    SignInRefusedError, NotAllowedError, DatabaseError, VaultDamagedError.
    """
    _, paths = read_office_file(move.folder)
    with SingleInstance(paths.lock):
        file, paths = read_office_file(move.folder)
        if file.kind == DEMO:
            raise ExternalSystemError("demo_not_moved")
        if file.database is not None and not paths.database.exists():
            raise ExternalSystemError("office_on_server")
        if file.database is not None:
            return _finish(move.folder, lambda office: _administrator(office, move.administrator, move.password))
        by = _carry_over(move, told)
        with begun():
            return _finish(move.folder, lambda office: by)


def _administrator(office: OpenOffice, name: str, password: str) -> InPerson:
    """Sign the administrator in, who may move the office. Raises SignInRefusedError, NotAllowedError."""
    by = office.sign_in(name, password)
    office.run(setting_up.may_move, by)
    return by


def _carry_over(move: Move, told: Told) -> InPerson:
    """Do everything up to the last step; return who did it."""
    with open_alone(move.folder) as office:
        parts = office.parts
        _check(move, parts)
        by = _administrator(office, move.administrator, move.password)
        with begun(), held_still(parts, move.server) as held:
            _must_be_whole(parts, setting_up.Stage.VERIFYING, told)
            with _taken_back_on_failure(held, parts):
                held.clear_leftovers()
                file = _file_of(move, parts, prepared(move.server))
                with OpenOffice(on_server(parts, move.server, file)) as new:
                    held.copy_rows(lambda done, total: told(setting_up.Stage.ROWS, done, total))
                    _carry_recordings(move, parts, new.parts, told)
                    _must_be_whole(new.parts, setting_up.Stage.VERIFYING_AGAIN, told)
                _switch(held, parts, file, move.server)
        return by


def _check(move: Move, parts: Parts) -> None:
    if move.vault is None:
        return
    if move.vault_in is VaultPlace.DATABASE:
        raise FieldsError({"vault": "vault_two_places"})
    others = OtherFolder(move.vault)
    if not move.vault.is_dir() or others.has_others(files_of(parts.paths.vault), parts.file.id):
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
    place = RowsOfDatabase(vault_rows(new)) if in_database else OtherFolder(new.paths.vault)
    files = files_of(parts.paths.vault)
    carry(parts.paths.vault, files, place, lambda done, total: told(setting_up.Stage.RECORDINGS, done, total))
    if move.vault is not None:
        with in_place_of(OSError, ExternalSystemError("vault_not_written")):
            mark(move.vault, parts.file.id)


@dataclass(frozen=True)
class _Watcher:
    """Passes a verification's progress on."""

    stage: setting_up.Stage
    told: Told
    cancelled: bool = False

    def report(self, done: int, total: int) -> None:
        self.told(self.stage, done, total)


def _must_be_whole(parts: Parts, stage: setting_up.Stage, told: Told) -> None:
    """Verify the log and compare every row. Raises ExternalSystemError (`office_not_whole`, `move_not_the_same`)."""
    if parts.wrong is not None:
        raise parts.wrong
    clock, desk = SystemClock(), parts.file.desk
    over = parts.engine, parts.witness, parts.file.origin, parts.vault_folder
    if not VerifierOver(*over, lambda: parts.uow(desk), clock).verify(_Watcher(stage, told)).whole:
        raise ExternalSystemError("office_not_whole" if stage is setting_up.Stage.VERIFYING else "move_not_the_same")


@contextmanager
def _taken_back_on_failure(held: Any, parts: Parts) -> Iterator[None]:
    """Leave the office as it was, where anything fails before its file names the server; else it has moved."""
    try:
        yield
    except BaseException:
        if read_office_file(parts.paths.folder)[0].database is None:
            with suppress(ListeningRoomError):  # then the next move does
                held.open_again()
                parts.store.delete(DATABASE_PASSWORD)
                held.clear_leftovers()
        raise


def _switch(held: Any, parts: Parts, file: OfficeFile, server: Server) -> None:
    """Close the old database, and name the new one: from then on the office is there."""
    if server.password:
        parts.store.set(DATABASE_PASSWORD, server.password)
    held.close()
    with in_place_of(OSError, ExternalSystemError("office_folder_unusable")):
        file.write(parts.paths)


def _finish(folder: Path, who: Callable[[OpenOffice], InPerson]) -> Moved:
    """Log the move in the new place, and delete the old database. Can be repeated."""
    with open_alone(folder) as office:
        parts, by, not_witnessed = office.parts, who(office), None
        try:
            office.run(setting_up.log_move, setting_up.LogMove(by, parts.file.vault_in))
        except CheckpointNotStoredError as error:
            not_witnessed = error
        with begun():
            _delete_old(parts)
            with office.uow().read_only() as uow:
                events = uow.reading.log_size()
        old, now = folder / "vault", parts.vault_folder
        left = old if now != old and old.is_dir() else None
        return Moved(events, parts.file, left, not_witnessed)


def _delete_old(parts: Parts) -> None:
    """Delete the old database's key, then its files; say in the folder where the office is."""
    database = parts.paths.database
    with in_place_of(OSError, ExternalSystemError("office_folder_unusable")):
        write_note(parts.paths.moved, parts.file.database or "", SystemClock().now())
        parts.store.delete(DATABASE_KEY)
        for end in ("-wal", "-shm", ""):
            database.with_name(f"{database.name}{end}").unlink(missing_ok=True)
        sync_folder(parts.paths.folder)


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
    not_witnessed: CheckpointNotStoredError | None


def move_into_database(move: IntoDatabase, told: Told) -> Kept:
    """Carry them, and let all PCs go by the database. Long work.

    Raises ExternalSystemError (`recordings_need_server`, `recordings_in_database`, `nightly_under_way`,
    `other_pcs_open`, `vault_not_here`, and each kind), SignInRefusedError, NotAllowedError, VaultDamagedError.
    """
    _, paths = read_office_file(move.folder)
    with SingleInstance(paths.lock), open_alone(move.folder) as office:
        _check_recordings(office.parts)
        by = _administrator(office, move.administrator, move.password)
        office.run(setting_up.must_be_alone, office.id)
        with office.parts.one_nightly_run() as is_alone:
            if not is_alone:
                raise ExternalSystemError("nightly_under_way")
            with begun():
                return _carry_all(office, by, told)


def _check_recordings(parts: Parts) -> None:
    if parts.file.database is None:
        raise ExternalSystemError("recordings_need_server")
    if parts.file.vault_in is VaultPlace.DATABASE:
        raise ExternalSystemError("recordings_in_database")
    _must_be_there(parts)


def _must_be_there(parts: Parts) -> None:
    """Raise ExternalSystemError where the folder of recordings is away, or another is connected there."""
    shared = parts.file.vault
    if not (parts.paths.vault.is_dir() if shared is None else is_vault_of(shared, parts.file.id)):
        raise ExternalSystemError("vault_not_here")


def _carry_all(office: OpenOffice, by: InPerson, told: Told) -> Kept:
    parts = office.parts
    root, place = parts.paths.vault, RowsOfDatabase(vault_rows(parts))
    carried: set[Carried] = set()

    def carry_new(report: Callable[[int, int], None] = lambda done, total: None) -> Collection[str]:
        new = [file for file in files_of(root) if file not in carried]
        carry(root, new, place, report)
        _must_be_there(parts)  # else what was away meanwhile would pass for destroyed
        carried.update(new)
        return [file.id for file in carried if file.day is None and file.kind is not BlobKind.WAVEFORM]

    carry_new(lambda done, total: told(setting_up.Stage.RECORDINGS, done, total))
    missing, not_witnessed = setting_up.Missing(), None
    try:
        missing = office.run(setting_up.move_recordings, setting_up.MoveRecordings(by, carry_new))
    except CheckpointNotStoredError as error:
        not_witnessed = error
    with in_place_of(OSError, ExternalSystemError("office_folder_unusable")):
        parts.file._replace(vault=None, vault_in=VaultPlace.DATABASE).write(parts.paths)
    return Kept(len(carried), root, missing.files, _others_are_here(office), not_witnessed)


def _others_are_here(office: OpenOffice) -> bool:
    try:
        office.run(setting_up.must_be_alone, office.id)
    except ExternalSystemError as error:
        return error.code == "other_pcs_open"
    return False


Report = Callable[[int, int], None]
"""Told how many bytes of how many are carried."""

CARRIED = (BlobKind.ORIGINAL, BlobKind.APPROVED, BlobKind.WAVEFORM)
_PIECE = 1 << 20


@dataclass(frozen=True)
class Carried:
    """A file to carry. `path`: within its folder. `day`: of its quarantine (`2026-11-24`); None where it is in use."""

    path: Path
    kind: BlobKind
    id: str
    size: int
    day: str | None = None


class Place(Protocol):
    """Where files are carried to."""

    def put(self, file: Carried, source: Path) -> bytes:
        """Store a copy of the file there, unless it is there, and return the SHA-256 of what is there now."""
        ...


def files_of(root: Path) -> Sequence[Carried]:
    """Return the files of a vault's folder that are carried, those in quarantine first. Raises ExternalSystemError."""
    with in_place_of(OSError, ExternalSystemError("vault_not_here")):
        apart = [_quarantined(root, path) for path in sorted((root / QUARANTINE).glob("*/*"))]
        used = [
            Carried(path.relative_to(root), kind, checked(path.name), path.lstat().st_size)
            for kind in CARRIED
            for path in sorted((root / kind).glob("[0-9a-f]*"))
            if re.fullmatch(r"[0-9a-f]{32}", path.name) and is_file_itself(path)
        ]
    return [*(file for file in apart if file is not None), *used]


def _quarantined(root: Path, path: Path) -> Carried | None:
    named = in_quarantine(path.parent.name, path.name)
    if named is None or not is_file_itself(path):
        return None
    return Carried(path.relative_to(root), BlobKind(named.kind), named.id, path.lstat().st_size, path.parent.name)


def carry(root: Path, files: Sequence[Carried], place: Place, report: Report) -> None:
    """Carry these files of a vault's folder. Long work.

    Raises ExternalSystemError (`move_not_the_same`, `vault_full`, `vault_not_written`), VaultDamagedError.
    """
    done, total = 0, sum(file.size for file in files)
    for file in files:
        report(done, total)
        source = root / file.path
        try:
            if place.put(file, source) != digest_of(source):
                raise ExternalSystemError("move_not_the_same")
        except VaultDamagedError:
            if source.exists():
                raise  # else it was destroyed meanwhile
        done += file.size
    report(total, total)


def digest_of(path: Path) -> bytes:
    """Return the SHA-256 of a file. Raises VaultDamagedError (`vault_unreadable`)."""
    with in_place_of(OSError, VaultDamagedError("vault_unreadable")), _opened(path) as file:
        return file_digest(file, "sha256").digest()


def _opened(path: Path) -> RawIOBase:
    return open_regular(path, os.O_RDONLY | NO_LINK)


class OtherFolder:
    """Another folder, such as a share, for the group of its accounts. Each file is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, file: Carried, source: Path) -> bytes:
        """See `Place`. Raises ExternalSystemError."""
        target = self._root / file.path
        try:
            if not target.exists() or digest_of(target) != digest_of(source):
                _copy(source, target)
        except OSError as error:
            raise ExternalSystemError("vault_full" if error.errno in FULL else "vault_not_written") from None
        return digest_of(target)

    def has_others(self, files: Sequence[Carried], office: OfficeId) -> bool:
        """Return whether there is anything else in the folder than these files, parts of them, or the office's mark."""
        names = {str(file.path) for file in files} | ({MARK} if is_vault_of(self._root, office) else set())
        for path in self._root.rglob("*"):
            part = path.name.startswith(".") and path.name.endswith(".part")
            if not path.is_dir() and not part and str(path.relative_to(self._root)) not in names:
                return True
        return False


def _copy(source: Path, target: Path) -> None:
    make_folder(target.parent, SHARED.folder)
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with _opened(source) as read, new_file(part, SHARED.file) as written:
            while data := read.read(_PIECE):
                written.write(data)
            written.flush()
            os.fsync(written.fileno())
        put_in_place(part, target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


class RowsOfDatabase:
    """The vault in the database."""

    def __init__(self, rows: VaultRows) -> None:
        self._rows = rows

    def put(self, file: Carried, source: Path) -> bytes:
        """See `Place`; what is in quarantine goes there. Raises ExternalSystemError."""
        kind = file.kind.value
        if file.day is not None:
            self._rows.put_back(kind, file.id, file.day)  # where an earlier attempt set it aside: it is not added twice
        if not self._rows.has(kind, file.id):
            self._add(kind, file.id, source)
        digest = self._digest_of(kind, file.id)
        if file.kind is BlobKind.WAVEFORM and digest != digest_of(source):  # rebuilt since an earlier attempt
            self._add(kind, file.id, source, over=True)
            digest = self._digest_of(kind, file.id)
        if file.day is not None:
            self._rows.quarantine(kind, file.id, file.day)  # one that a row names by now stays in use
        return digest

    def _digest_of(self, kind: str, id: str) -> bytes:
        stored = self._rows.open(kind, id)
        if stored is None:
            return b""
        with stored:
            return file_digest(stored, "sha256").digest()

    def _add(self, kind: str, id: str, source: Path, *, over: bool = False) -> None:
        new = self._rows.begin(kind, id, over=over)
        try:
            with _opened(source) as read:
                while data := read.read(_PIECE):
                    new.write(data)
            new.finish()
        except OSError:
            new.drop()
            raise VaultDamagedError("vault_unreadable") from None
        except BaseException:
            new.drop()
            raise
        new.keep()
