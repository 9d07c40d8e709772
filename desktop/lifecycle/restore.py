"""Restore an office, or the lost keys of an office that lives, from a back-up (`backups`), with a recovery key.

A key in the keyring stays, and another identity of this PC is never replaced; what fails leaves the keyring as it was.
An office is never restored while it is still in its place: two would write one log. Rows go into an empty database of a
server, last; or the PC alone is restored, where the office's own database is still there. A shared folder that still
has recordings is gone on with. A server that does not answer undoes nothing (`Restored.not_opened`).
Of the server's passwords a typed one is newer than the keyring's, and that than the back-up's.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop.application.office.recovery import RestoreKeyring, restore_keyring
from desktop.application.office.signing_in import SignIn
from desktop.application.ports.lifecycle import BackupFacts, Restored
from desktop.application.ports.sound import Watcher
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.making import Server, checked_address, put_rows_back
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.pcs import authority_of, with_authority
from desktop.bootstrap.wiring import opened
from desktop.config import OfficePaths
from desktop.environment.atomic_folder import Kind, give_up, whole_folder
from desktop.environment.office_file import DATABASE_PASSWORD, OfficeFile, office_in, read_office_file
from desktop.errors import (
    CheckpointNotStoredError,
    DatabaseError,
    ExternalSystemError,
    ListeningRoomError,
    OtherLogError,
    RoleRefusedError,
    begun,
    in_place_of,
)
from desktop.files.durable import give_to_group, put_in_place, write_file
from desktop.lifecycle import backups
from desktop.lifecycle.backups import AUTHORITY, KEYS, ROWS, STAMPS, STAMPS_CERTIFICATES, WITNESS
from desktop.vault.blobs import is_vault_of

OFFICE_FILE = "office.toml"
OURS = frozenset({"office.db", "vault"})


class _Told:
    """Reports bytes to whoever waits. Raises ListeningRoomError (`stopped`) where that was cancelled."""

    def __init__(self, watcher: Watcher | None, total: int) -> None:
        self._watcher, self._total, self._done = watcher, total, 0

    def __call__(self, more: int) -> None:
        self._done += more
        if self._watcher is None:
            return
        if self._watcher.cancelled:
            raise ListeningRoomError("stopped")
        self._watcher.report(min(self._done, self._total), self._total)

    def all(self) -> None:
        """Report that all is done: an encrypted file is longer than what is read of it."""
        if self._watcher is not None:
            self._watcher.report(self._total, self._total)


def look_at(backup: Path, office: Path, recovery: Path | str) -> BackupFacts:
    """Return what the back-up says of itself, if that key opens it and it can be restored there. It is not checked yet.

    Raises ExternalSystemError (`backup_unknown`, `office_exists`, `office_still_there`, `recovery_key_not_ours`).
    """
    manifest = _restorable(backup, office)
    return _facts(manifest, backups.open_backed_up_keys(backup / KEYS, recovery), office)


def _facts(manifest: backups.Manifest, found: backups.BackedUpKeys, office: Path) -> BackupFacts:
    file = _office_of(found)
    taken_at, has_rows = datetime.fromisoformat(manifest.taken_at), ROWS in manifest.files
    witnesses = tuple(str(path) for path in file.witnesses(office))
    return BackupFacts(taken_at, manifest.program, manifest.events, has_rows, file.database or "", witnesses)


def restore(
    backup: Path,
    office: Path,
    recovery: Path | str,
    server: Server | None = None,
    watcher: Watcher | None = None,
    *,
    database_stays: bool = False,
    shown: BackupFacts | None = None,
) -> Restored:
    """Restore the office from a back-up, with a recovery key, in its file or as it was typed. Long work.

    `server`: where its rows go, if they are in the back-up of an office on a server. `database_stays`: they go nowhere,
    since the office's database is still on its server. `watcher` is told of bytes. `shown`: what `look_at` returned,
    to whoever restores. Raises ExternalSystemError of each kind (`restore_needs_server`, `restore_needs_no_server`,
    `backup_exchanged`), ListeningRoomError (`stopped`), and leaves nothing behind then.
    """
    manifest = _restorable(backup, office)
    has_rows = ROWS in manifest.files
    if server is not None and not has_rows:
        raise ExternalSystemError("restore_needs_no_server")
    if server is None and has_rows and not database_stays:
        raise ExternalSystemError("restore_needs_server")
    found = backups.open_backed_up_keys(backup / KEYS, recovery)
    if shown not in (None, _facts(manifest, found, office)):
        raise ExternalSystemError("backup_exchanged")
    told, undo = _Told(watcher, _bytes_of(backup)), ExitStack()
    try:
        with whole_folder(office, Kind.RESTORED, give_up) as new, begun():
            file = _copy(backup, manifest, found, new, told)
            file = _fill(file, backup, new, found, server, told, undo)
            _lay_in_certificates(file, found.files, new, office)
    except BaseException:
        if not OfficePaths(office).office_file.exists():
            undo.close()
        raise
    told.all()
    try:
        with begun():
            return _looked_at(office)
    except OtherLogError as error:
        return Restored(None, None, error)
    except DatabaseError as error:
        address = read_office_file(office)[0].database
        if server is not None or address is None:
            raise
        return Restored(None, None, _in_words_of_here(error, address))


def _in_words_of_here(error: DatabaseError, address: str) -> DatabaseError:
    """Return why a restored PC cannot be opened yet, with what to do about it."""
    if error.code == "database_address_authority":
        return DatabaseError("restored_without_authority")
    if isinstance(error, RoleRefusedError):
        return DatabaseError("restored_not_let_in", role=checked_address(address)[1])
    return error


def _restorable(backup: Path, office: Path) -> backups.Manifest:
    manifest = backups.manifest_of(backup)
    if OfficePaths(office).office_file.exists():
        raise ExternalSystemError("office_exists")
    if _is_still_there(manifest):
        raise ExternalSystemError("office_still_there")
    return manifest


def _office_of(found: backups.BackedUpKeys) -> OfficeFile:
    return office_in(found.files.get(OFFICE_FILE, b""))


def _bytes_of(backup: Path) -> int:
    """Return how many bytes are read: all once, and the rows again."""
    with in_place_of(OSError, ExternalSystemError("backup_damaged")):
        return backups.size_of(backup) + backups.size_of(backup, lambda path: path.name == ROWS)


def _copy(backup: Path, manifest: backups.Manifest, found: backups.BackedUpKeys, new: Path, told: _Told) -> OfficeFile:
    """Copy what is the office's into its new folder."""
    file = _office_of(found)
    shared = _has_shared_recordings(file)
    ours = OURS - {"vault"} if shared else OURS
    backups.take_file(backup, manifest, lambda name: name.split("/")[0] in ours, new, told)
    write_file(new / OFFICE_FILE, found.files[OFFICE_FILE])
    if file.vault is not None and not shared:  # its recordings are in here now
        file = file._replace(vault=None)
        file.write(OfficePaths(new))
    return file


def _fill(
    file: OfficeFile,
    backup: Path,
    new: Path,
    found: backups.BackedUpKeys,
    server: Server | None,
    told: _Told,
    undo: ExitStack,
) -> OfficeFile:
    """Fill this account's keyring, the witness files, and the server's database. `undo`: what takes it back."""
    keys = dict(found.keys)
    rows_key = bytes.fromhex(keys.pop(ROWS, ""))
    store = keystore_of(file, OfficePaths(new))
    if server is not None:
        keys.pop(DATABASE_PASSWORD, None)
        backups.replace_keys(store, DATABASE_PASSWORD, server.password, undo)
        file = file._replace(database=checked_address(server.address)[0])
        file.write(OfficePaths(new))
    backups.give_keys(store, {name: key for name, key in keys.items() if key}, undo)
    for witness in file.witnesses(new):
        _put_witness_back(found.files.get(WITNESS), witness, new, undo)
    if (stamps := file.stamps(new)) is not None:
        _put_witness_back(found.files.get(STAMPS), stamps, new, undo)
    if server is not None:
        put_rows_back(backup / ROWS, rows_key, server, told)
    return file


def _lay_in_certificates(file: OfficeFile, files: dict[str, bytes], new: Path, office: Path) -> None:
    """Put the back-up's certificates in the place of those that are not on this PC. `office`: where `new` will be."""
    found, authority = file, None if file.database is None else authority_of(file.database)
    if file.database is not None and _is_gone(authority) and AUTHORITY in files:
        write_file(new / AUTHORITY, files[AUTHORITY])
        file = file._replace(database=with_authority(file.database, (office / AUTHORITY).absolute()))
    if file.time_stamps is not None and _is_gone(file.time_stamps[1]) and STAMPS_CERTIFICATES in files:
        write_file(new / STAMPS_CERTIFICATES, files[STAMPS_CERTIFICATES])
        file = file._replace(time_stamps=(file.time_stamps[0], (office / STAMPS_CERTIFICATES).absolute()))
    if file != found:
        file.write(OfficePaths(new))


def _is_gone(file: Path | None) -> bool:
    return file is not None and not file.exists()


def _looked_at(office: Path) -> Restored:
    with opened(office) as here, here.uow().read_only() as uow:
        return Restored(uow.times.size(), _witnessed(here.parts))


def _has_shared_recordings(file: OfficeFile) -> bool:
    """Return whether the office's other PCs store recordings in a shared folder that is reached from here."""
    if file.database is None or file.vault is None:
        return False
    return is_vault_of(file.vault, file.id)


def _is_still_there(manifest: backups.Manifest) -> bool:
    try:
        file, _ = read_office_file(Path(manifest.folder))
    except ExternalSystemError:
        return False
    return file.id == manifest.office


def _put_witness_back(copy: bytes | None, witness: Path, office: Path, undo: ExitStack) -> None:
    """Restore a missing witness file. An existing one covers more than the back-up's, so it is never overwritten.

    Raises OSError in the office's own folder. Elsewhere its disk or share is not there: `Restored.witnessed` says so.
    """
    if copy is None or not (witness.parent.is_dir() or witness.is_relative_to(office)):
        return  # a share that is not connected: a folder made in its place would hide that
    beside = witness.with_name(f".{witness.name}.unfinished")
    try:
        beside.unlink(missing_ok=True)
        if not witness.exists():
            write_file(beside, copy)
            give_to_group(beside)
            undo.callback(backups.tried_keys, witness.unlink)
            put_in_place(beside, witness)
    except OSError:
        if witness.is_relative_to(office):
            raise


def _witnessed(parts: Parts) -> int | None:
    try:
        return parts.witness.largest()
    except ExternalSystemError:
        return None


STEPS = 3
"""The steps of which `put_back` tells: the back-up is opened, the keyring has its keys, the office is open."""


@dataclass(frozen=True)
class KeysBack:
    """The back-up, its key, and who restores it. `given`: this PC's password on the server, if not the back-up's.

    `recovery`: the file of a recovery key, or the key as it was typed.
    """

    backup: Path
    recovery: Path | str
    administrator: str
    own_password: str = field(repr=False)
    given: str | None = field(default=None, repr=False)


def look_at_keys_backup(folder: Path, backup: Path, recovery: Path | str) -> tuple[backups.Manifest, str]:
    """Return what the back-up says of itself, and the public half of the key that opens it.

    It is one that has the keys of the PC of that office.

    Raises ExternalSystemError (`backup_unknown`, `backup_of_another_office`, `backup_damaged`, `recovery_key_not_ours`,
    `backup_of_another_pc`).
    """
    file, _ = read_office_file(folder)
    manifest, _, recipient = _opened_keys(file, backup, recovery)
    return manifest, recipient


def put_back(folder: Path, keys_back: KeysBack, watcher: Watcher | None = None) -> None:
    """Restore the keys of the office in that folder, and let the log say so.

    `watcher` is told of steps, and may stop it before the log has it. Raises ExternalSystemError (as `look_at`, and of
    each kind), KeyringError, DatabaseError, SignInRefusedError, NotAllowedError, ListeningRoomError (`stopped`),
    CheckpointNotStoredError (they are restored then).
    """
    file, paths = read_office_file(folder)
    _, keys, recipient = _opened_keys(file, keys_back.backup, keys_back.recovery)
    store, undo, signing = keystore_of(file, paths), ExitStack(), f"signing-keys/{file.desk}"
    try:
        with begun():
            _step(watcher, 1)
            backups.replace_keys(store, signing, keys.pop(signing), undo)
            if keys_back.given is not None:
                keys.pop(DATABASE_PASSWORD, None)
                backups.replace_keys(store, DATABASE_PASSWORD, keys_back.given, undo)
            backups.give_keys(store, keys, undo)
        _step(watcher, 2)
        _state(folder, keys_back, recipient, watcher)
    except CheckpointNotStoredError:
        raise
    except BaseException:
        undo.close()
        raise


def _opened_keys(file: OfficeFile, backup: Path, recovery: Path | str) -> tuple[backups.Manifest, dict[str, str], str]:
    """Return the back-up's manifest, the keys in it, and the public half of the recovery key."""
    manifest = backups.manifest_of(backup)
    if manifest.office != file.id:
        raise ExternalSystemError("backup_of_another_office")
    keys, recipient, _ = backups.open_backed_up_keys(backup / KEYS, recovery)
    keys.pop(ROWS, None)
    if f"signing-keys/{file.desk}" not in keys:
        raise ExternalSystemError("backup_of_another_pc")
    return manifest, keys, recipient


def _step(watcher: Watcher | None, done: int) -> None:
    if watcher is None:
        return
    if watcher.cancelled:
        raise ListeningRoomError("stopped")
    watcher.report(done, STEPS)


def _state(folder: Path, keys_back: KeysBack, recipient: str, watcher: Watcher | None) -> None:
    with opened(folder) as office:
        _step(watcher, 3)
        who = SignIn(office.id, keys_back.administrator, keys_back.own_password)
        office.run(restore_keyring, RestoreKeyring(who, recipient))
