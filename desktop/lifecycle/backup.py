"""Back up an office while it is open; `restore` restores it.

A back-up's folder holds the database as of one moment (`office.db` of an office on one PC, `office.rows` of one on a
server), `vault/`, `office.toml`, `witness.txt`, `keys.age` and `manifest.json`; `witness.stamps` too, where a
time-stamping authority is a witness; and the certificates by which the server and that authority are trusted. Database
and vault are encrypted. `keys.age` holds the office's keys from this account's keyring, and the digests of what is in
the clear: an age file that only the two offline recovery keys open, here or with the ordinary `age` command.

Rules:
- Where recordings are in the database of a server they are in `office.rows`, and there is no `vault/`.
- Otherwise the database is copied first, then the vault: a file is stored before the row that names it. What the
  database names and the vault lacks is counted, unless it was destroyed meanwhile; where it lacks all, as a share does
  that is not connected, there is no back-up.
- Today's signing key is included: without it the restored office could be read but never written to. So whoever holds
  a recovery key and a back-up can sign for the log from that day on; the witness file shows it.
- A back-up keeps what is destroyed after it was taken, and still opens it, until the back-up itself is deleted.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from desktop import __version__
from desktop.application.ports.upkeep import BackedUp, Noted
from desktop.application.ports.vault import VaultPlace
from desktop.bootstrap.copying import copy_database, copy_rows
from desktop.bootstrap.opened import OpenOffice, opened
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.way_to_server import authority_of
from desktop.config import OfficePaths
from desktop.domain.shared.ids import PersonId
from desktop.environment import backup_folder as folders
from desktop.environment.abandoned import give_up, key_names
from desktop.environment.backup_folder import AUTHORITY, KEYS, ROWS, STAMPS, STAMPS_CERTIFICATES, WITNESS
from desktop.environment.lasting import write_file
from desktop.environment.office_file import OfficeFile
from desktop.environment.whole_folder import Kind, whole_folder
from desktop.errors import ListeningRoomError, SurroundingsError, begun
from desktop.vault.blobs import BlobKind
from desktop.vault.envelopes import wrap_retention_key
from desktop.vault.keys import new_data_key

SOUND = (BlobKind.ORIGINAL, BlobKind.APPROVED)


def back_up(office: Path, target: Path) -> BackedUp:
    """Copy everything that the office needs into a new folder. The office may be open meanwhile. Long work.

    Raises DatabaseError, SurroundingsError of each kind (`backup_without_vault`), and leaves no folder then.
    """
    if target.resolve().is_relative_to(office.resolve()):
        raise SurroundingsError("backup_inside")
    with opened(office, unattended=True) as here, whole_folder(target, Kind.BACKUP, give_up) as new, begun():
        return _fill(here, new)


def back_up_and_note(office: Path, target: Path, by: PersonId | None = None) -> BackedUp:
    """Back up, and log it. `by`: the administrator who asked for it, None for the command. Raises as `back_up`."""
    from desktop.application.office.upkeep import Made, note_backup

    made = back_up(office, target)
    try:
        with opened(office, unattended=True) as here:
            noted: BackedUp = here.run(note_backup, made, Made(here.id, by))
    except ListeningRoomError:
        return replace(made, noted=Noted.NOT_TAKEN)
    return noted


def _fill(office: OpenOffice, new: Path) -> BackedUp:
    parts, paths = office.parts, OfficePaths(new)
    keys = _keys_of(parts)
    if parts.file.database is None:
        events, recordings = copy_database(parts, paths.database), 0
    else:
        key = new_data_key()
        keys[ROWS] = key.hex()
        events, recordings = copy_rows(parts, new / ROWS, key)
    missing = 0
    if parts.file.vault_in is VaultPlace.FOLDER:
        recordings, missing = _copied(parts, paths.vault)
    folders.copy_file(parts.paths.office_file, paths.office_file)
    write_file(new / WITNESS, parts.witness.text().encode())
    stamps = parts.file.stamps(parts.paths.folder)
    if stamps is not None and stamps.exists():
        folders.copy_file(stamps, new / STAMPS)
    for name, certificates in _certificates(parts.file).items():
        with suppress(FileNotFoundError):  # the office is open: this PC's connection was made by it
            folders.copy_file(certificates, new / name)
    with office.uow().look() as uow:
        recovery = uow.proven.recipients("recovery")
    keys[folders.DIGESTS] = folders.sealed(folders.in_clear(new))
    write_file(new / KEYS, wrap_retention_key(json.dumps(keys).encode(), recovery))
    now, home = office.clock.now().isoformat(), str(parts.paths.folder.resolve())
    files = folders.digests(new)
    folders.write_manifest(new, folders.Manifest(parts.file.id, now, __version__, home, events, files))
    return BackedUp(events, recordings, missing)


def _certificates(file: OfficeFile) -> dict[str, Path]:
    """Return the files of certificates that this PC needs, by the names that they get in a back-up."""
    authority = None if file.database is None else authority_of(file.database)
    found = {} if authority is None else {AUTHORITY: authority}
    return found if file.time_stamps is None else {**found, STAMPS_CERTIFICATES: file.time_stamps[1]}


def _copied(parts: Parts, vault: Path) -> tuple[int, int]:
    """Copy the vault's folder; return how many recordings there are, and how many were not there to be copied."""
    named = _named(parts)
    recordings = folders.copy_whole(parts.paths.vault, vault, _is_a_recording)
    folders.copy_whole(parts.paths.vault, vault, _is_a_shape)
    there = {path.name for kind in SOUND for path in (vault / kind).glob("*")}
    missing = (named - there) & _named(parts)
    if missing and not there:
        raise SurroundingsError("backup_without_vault")
    return recordings, len(missing)


def _named(parts: Parts) -> set[str]:
    """Return the recordings and copies that the database names now and that are not destroyed."""
    with parts.uow(parts.file.desk).look() as uow:
        return set(uow.keeping.living())


def _is_a_recording(path: Path) -> bool:
    """Return whether it is an original or an approved copy. A working copy is rebuilt from its original when needed."""
    return path.parts[0] in SOUND and not path.name.startswith(".")


def _is_a_shape(path: Path) -> bool:
    return path.parts[0] == BlobKind.WAVEFORM and not path.name.startswith(".")


def _keys_of(parts: Parts) -> dict[str, str]:
    with parts.uow(parts.file.desk).look() as uow:
        desks = list(uow.reading.desks())
    names = key_names(desks)
    held = {name: parts.store.get(name) for name in names}
    return {name: value for name, value in held.items() if value is not None}
