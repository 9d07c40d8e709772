"""Back up an office while it is open, and restore an office from a back-up.

A back-up's folder holds `office.db` (encrypted, one moment), `vault/` (encrypted), `office.toml`, `witness.txt`,
`keys.age` and `manifest.json`; `witness.stamps` too, where a time-stamping authority is a witness. `keys.age` holds the
office's keys from this account's keyring: an age file that only the two offline recovery keys open, here or with the
ordinary `age` command.

Rules:
- Where recordings are in the database of a server, rows and recordings are one file, `office.rows`, of one moment. They
  are restored into an empty database of a server, this one or another.
- Otherwise the database is copied first, then the vault: a file is stored before the row that names it.
- Today's signing key is included: without it the restored office could be read but never written to. So whoever holds
  a recovery key and a back-up can sign for the log from that day on; the witness file shows it.
- A key already in the keyring stays. An office is never restored while it is still in its original place: two would
  write one log.
- Where the folder that the office's PCs share still has recordings, a restored PC goes on with it, and the back-up's
  stay where they are. Elsewhere they are restored into the office's own folder.
- A back-up keeps what is destroyed after it was taken, and still opens it, until the back-up itself is deleted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop import __version__
from desktop.application.ports.log import Keystore
from desktop.application.ports.vault import VaultPlace
from desktop.bootstrap.copying import copy_database, copy_rows, put_rows_back
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.making import checked_address
from desktop.bootstrap.opening import Parts, open_parts
from desktop.config import OfficePaths
from desktop.environment import backup_folder as folders
from desktop.environment.abandoned import give_up, key_names
from desktop.environment.database_server import Server
from desktop.environment.lasting import sync_folder, write_file
from desktop.environment.office_file import DATABASE_PASSWORD, OfficeFile, read_office_file
from desktop.environment.whole_folder import Kind, whole_folder
from desktop.errors import KeyringError, SurroundingsError, VaultDamagedError
from desktop.vault.blobs import BlobKind
from desktop.vault.envelopes import identities_in, unwrap_retention_key, wrap_retention_key
from desktop.vault.keys import new_data_key

KEYS, WITNESS, STAMPS = "keys.age", "witness.txt", "witness.stamps"
ROWS = "office.rows"
"""The copy of a server's rows, and the name of its key in `keys.age`."""
OURS = "office.toml", "office.db", "vault"


@dataclass(frozen=True)
class BackedUp:
    """The contents of a new back-up. `events` is None where the database is on its server and not in here."""

    events: int | None
    recordings: int


@dataclass(frozen=True)
class Restored:
    """A restored office. `witnessed`: how many events the witness file covers, None where it cannot be read."""

    events: int
    witnessed: int | None


def back_up(office: Path, target: Path) -> BackedUp:
    """Copy everything that the office needs into a new folder. The office may be open meanwhile. Long work.

    Raises SurroundingsError of each kind, and leaves no folder then.
    """
    if target.resolve().is_relative_to(office.resolve()):
        raise SurroundingsError("backup_inside")
    parts = open_parts(office)
    try:
        with whole_folder(target, Kind.BACKUP, give_up) as new:
            return _fill(parts, new)
    finally:
        parts.engine.dispose()


def _fill(parts: Parts, new: Path) -> BackedUp:
    events: int | None
    paths = OfficePaths(new)
    keys = _keys_of(parts)
    if parts.file.vault_in is VaultPlace.DATABASE:
        key = new_data_key()
        keys[ROWS] = key.hex()
        events, recordings = copy_rows(parts, new / ROWS, key)
    else:
        events, recordings = _copied(parts, paths)
    folders.copy_file(parts.paths.office_file, paths.office_file)
    write_file(new / WITNESS, parts.witness.text().encode())
    stamps = parts.file.stamps(parts.paths.folder)
    if stamps is not None and stamps.exists():
        folders.copy_file(stamps, new / STAMPS)
    with parts.uow(parts.file.desk).look() as uow:
        recovery = uow.proven.recipients("recovery")
    write_file(new / KEYS, wrap_retention_key(json.dumps(keys).encode(), recovery))
    now, home = datetime.now(UTC).isoformat(), str(parts.paths.folder.resolve())
    files = folders.digests(new)
    folders.write_manifest(new, folders.Manifest(parts.file.id, now, __version__, home, events, files))
    return BackedUp(events, recordings)


def _copied(parts: Parts, paths: OfficePaths) -> tuple[int | None, int]:
    """Copy the embedded database, then the vault's folder; return how many events and recordings there are."""
    events = None if parts.file.database else copy_database(parts, paths.database)
    recordings = folders.copy_whole(parts.paths.vault, paths.vault, _is_a_recording)
    folders.copy_whole(parts.paths.vault, paths.vault, _is_a_shape)
    return events, recordings


def _is_a_recording(path: Path) -> bool:
    """Return whether it is an original or an approved copy. A working copy is rebuilt from its original when needed."""
    return path.parts[0] in (BlobKind.ORIGINAL, BlobKind.APPROVED) and not path.name.startswith(".")


def _is_a_shape(path: Path) -> bool:
    return path.parts[0] == BlobKind.PEAKS and not path.name.startswith(".")


def _keys_of(parts: Parts) -> dict[str, str]:
    with parts.uow(parts.file.desk).look() as uow:
        desks = list(uow.reading.desks())
    names = key_names(desks)
    held = {name: parts.store.get(name) for name in names}
    return {name: value for name, value in held.items() if value is not None}


def restore(backup: Path, office: Path, recovery: Path, server: Server | None = None) -> Restored:
    """Restore the office from a back-up, with a recovery key's file (from age-keygen). Long work.

    `server`: where its rows go, if they are in the back-up of an office on a server. Raises SurroundingsError of each
    kind (`restore_needs_server`, `restore_needs_no_server`), and makes no office folder then.
    """
    manifest = folders.read_manifest(backup)
    if OfficePaths(office).office_file.exists():
        raise SurroundingsError("office_exists")
    if _is_still_there(manifest):
        raise SurroundingsError("office_still_there")
    if (server is not None) != (ROWS in manifest.files):
        raise SurroundingsError("restore_needs_no_server" if server else "restore_needs_server")
    keys = _opened(backup / KEYS, recovery)
    shared = _has_shared_recordings(read_office_file(backup)[0])
    ours = frozenset(OURS) - ({"vault"} if shared else set())
    rows_key = bytes.fromhex(keys.pop(ROWS, ""))
    with whole_folder(office, Kind.RESTORED, give_up) as new:
        folders.copy_whole(backup, new, lambda path: path.parts[0] in ours)
        file, _ = read_office_file(new)
        if file.vault is not None and not shared:  # its recordings are in here now
            file = file._replace(vault=None)
            file.write(OfficePaths(new))
        if server is not None:
            keys[DATABASE_PASSWORD] = server.password
            file = file._replace(database=checked_address(server.address)[0])
            file.write(OfficePaths(new))
        _give(keystore_of(file, OfficePaths(new)), {name: key for name, key in keys.items() if key})
        for witness in file.witnesses(new):
            _put_witness_back(backup / WITNESS, witness, new)
        stamps = file.stamps(new)
        if stamps is not None and (backup / STAMPS).exists():
            _put_witness_back(backup / STAMPS, stamps, new)
        if server is not None:  # last: what is in the database stays there
            put_rows_back(backup / ROWS, rows_key, server)
    parts = open_parts(office)
    try:
        with parts.uow(parts.file.desk).look() as uow:
            events = uow.reading.log_size()
        return Restored(events, _witnessed(parts))
    finally:
        parts.engine.dispose()


def _has_shared_recordings(file: OfficeFile) -> bool:
    """Return whether the office's other PCs store recordings in a shared folder that is reached from here."""
    if file.database is None or file.vault is None:
        return False
    try:
        return any(path.is_file() for kind in BlobKind for path in (file.vault / kind).glob("*"))
    except OSError:
        return False


def _is_still_there(manifest: folders.Manifest) -> bool:
    try:
        file, _ = read_office_file(Path(manifest.folder))
    except SurroundingsError:
        return False
    return file.id == manifest.office


def _opened(sealed: Path, recovery: Path) -> dict[str, str]:
    try:
        identities = identities_in(recovery.read_text("utf-8"))
    except (OSError, ValueError):
        identities = []
    try:
        content = sealed.read_bytes()
    except OSError:
        raise SurroundingsError("backup_damaged") from None
    for identity in identities:
        try:
            keys: dict[str, str] = json.loads(unwrap_retention_key(content, identity))
        except VaultDamagedError:
            continue
        return keys
    raise SurroundingsError("recovery_key_not_ours")


def _give(store: Keystore, keys: dict[str, str]) -> None:
    """Add the keys that the keyring lacks; of signing keys, the days that it lacks."""
    for name, value in keys.items():
        held = store.get(name)
        if held is None:
            store.set(name, value)
        elif name.startswith("signing-keys/"):
            store.set(name, json.dumps(json.loads(value) | json.loads(held)))
        elif held != value:
            raise KeyringError("keyring_other_keys")


def _put_witness_back(copy: Path, witness: Path, office: Path) -> None:
    """Restore a missing witness file. An existing one covers more than the back-up's, so it is never overwritten.

    Raises OSError in the office's own folder. Elsewhere its disk or share is not there: `Restored.witnessed` says so.
    """
    if not (witness.parent.is_dir() or witness.is_relative_to(office)):
        return  # a share that is not connected: a folder made in its place would hide that
    beside = witness.with_name(f".{witness.name}.unfinished")
    try:
        beside.unlink(missing_ok=True)
        if not witness.exists():
            folders.copy_file(copy, beside)
            beside.rename(witness)
            sync_folder(witness.parent)
    except OSError:
        if witness.is_relative_to(office):
            raise


def _witnessed(parts: Parts) -> int | None:
    try:
        return parts.witness.largest()
    except SurroundingsError:
        return None
