"""Back up an office while it is open (`restore` restores it); the folder of a back-up, its manifest, and its keys.

It is an `atomic_folder`: no half back-up. The database comes first, then the vault: a file is stored before its row.
Only `office.toml`, witness, certificates and manifest are in the clear. `keys.age`, which the recovery keys open, holds
the keyring's keys and those files' digests. The manifest finds damage, and proves nothing against whoever can write it.
What is compared is what is used: files in the clear are read once, others compared as they are copied (`take_file`).
Today's signing key is in it, and what is destroyed later, until the back-up itself is deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from desktop import __version__
from desktop.application.ports.lifecycle import BackedUp, Noted
from desktop.application.ports.log import Keystore
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.making import copy_database, copy_server_rows
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.pcs import authority_of
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.config import OfficePaths
from desktop.domain.shared.ids import PersonId
from desktop.environment.atomic_folder import MARK, Kind, give_up, key_names, whole_folder
from desktop.environment.office_file import DATABASE_PASSWORD, OfficeFile
from desktop.errors import (
    ExternalSystemError,
    KeyringError,
    ListeningRoomError,
    VaultDamagedError,
    begun,
    in_place_of,
    problems_where,
)
from desktop.files.durable import (
    NO_LINK,
    is_file_itself,
    make_folder,
    new_file,
    open_regular,
    read_regular,
    write_file,
)
from desktop.vault.blobs import SHARED, BlobKind, mark
from desktop.vault.keys import identities_of, new_data_key, recipient_of, unwrap_retention_key, wrap_retention_key

MANIFEST = "manifest.json"
KEYS, WITNESS, STAMPS = "keys.age", "witness.txt", "witness.stamps"
AUTHORITY, STAMPS_CERTIFICATES = "server-authority.pem", "time-stamps.pem"
"""The certificates by which the database server, and a time-stamping authority, are trusted."""
ROWS = "office.rows"
"""The copy of a server's rows, and the name of its key in `keys.age`."""
IN_CLEAR = ("office.toml", WITNESS, STAMPS, AUTHORITY, STAMPS_CERTIFICATES)
"""The files that say where the office is and whom it trusts."""
DIGESTS = "digests"
"""The name of their digests in `keys.age`."""
FORMAT = 1
_PIECE = 1 << 20

Told = Callable[[int], object]
"""Told of so many bytes more that were read. What it raises ends the work."""


@dataclass(frozen=True)
class Manifest:
    """The manifest of a back-up. `files`: the digest of each file, by its path with slashes."""

    office: str
    taken_at: str
    program: str
    folder: str
    events: int
    files: dict[str, str]


def copy_file(source: Path, target: Path, flags: int = 0) -> None:
    """Copy one ordinary file durably, readable by this account alone. Raises OSError."""
    with open_regular(source, os.O_RDONLY | flags) as read:
        _write(iter(partial(read.read, _PIECE), b""), target)


def _write(pieces: Iterable[bytes], target: Path) -> None:
    make_folder(target.parent)
    with new_file(target) as written:
        for data in pieces:
            written.write(data)
        written.flush()
        os.fsync(written.fileno())


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file on the disk, except the manifest and a leftover mark. Raises OSError."""
    return {name: _digest(path) for name, path in _files(folder)}


def _files(folder: Path) -> list[tuple[str, Path]]:
    named = ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())
    return [(name, path) for name, path in named if name not in (MANIFEST, MARK)]


def in_clear(folder: Path) -> dict[str, bytes]:
    """Return each file of `IN_CLEAR` that is there. Raises OSError."""
    return {name: read_regular(folder / name) for name in IN_CLEAR if (folder / name).is_file()}


def sealed_digests_agree(files: Mapping[str, bytes]) -> str:
    """Return what `DIGESTS` says of those files."""
    return json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, the last file of a back-up. Raises OSError."""
    write_file(folder / MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode())


def take_file(backup: Path, manifest: Manifest, wanted: Callable[[str], bool], target: Path, told: Told) -> None:
    """Copy the wanted files of a back-up, by their path with slashes, and read the others.

    Raises ExternalSystemError (`backup_damaged`) where they are not as the manifest says, OSError.
    """
    there = {}
    for name, path in _files(backup):
        digest = hashlib.sha256()
        pieces = _hashed(path, digest.update, told)
        if wanted(name):
            _write(pieces, target / name)
        else:
            for _ in pieces:
                pass
        there[name] = digest.hexdigest()
    if there != manifest.files:
        raise ExternalSystemError("backup_damaged")


def _hashed(path: Path, update: Callable[[bytes], object], told: Told) -> Iterator[bytes]:
    with in_place_of(OSError, ExternalSystemError("backup_damaged")), path.open("rb") as file:
        while data := file.read(_PIECE):
            update(data)
            yield data
            told(len(data))


def manifest_of(folder: Path) -> Manifest:
    """Return what the back-up says of itself; no other file of it is read. Raises ExternalSystemError."""
    with in_place_of((OSError, ValueError, KeyError, TypeError, AttributeError), ExternalSystemError("backup_unknown")):
        found = json.loads((folder / MANIFEST).read_bytes())
        if found.pop("format") != FORMAT:
            raise ValueError("another format")
        return Manifest(**found)


def size_of(folder: Path, wanted: Callable[[Path], bool] = lambda path: True) -> int:
    """Return how many bytes the wanted files of a folder have, by their path within it. Raises OSError."""
    files = (path for path in folder.rglob("*") if path.is_file() and wanted(path.relative_to(folder)))
    return sum(path.stat().st_size for path in files)


def copy_whole(source: Path, target: Path, wanted: Callable[[Path], bool]) -> int:
    """Copy the wanted files of a folder, by their path within it; return how many.

    A file that is gone when its turn comes was destroyed meanwhile, and is left out; so is what is no ordinary file.
    """
    count = 0
    for path in sorted(source.rglob("*")):
        try:
            if not is_file_itself(path) or not wanted(path.relative_to(source)):
                continue
            copy_file(path, target / path.relative_to(source), NO_LINK)
        except FileNotFoundError:
            continue
        count += 1
    return count


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def missing_of(backup: Path | None, key: Path | str | None) -> dict[str, str]:
    """Return the codes of what a restoring lacks, by field. `key`: the recovery key's file, or as it was typed."""
    return problems_where(
        ("backup", "backup_folder_missing", backup is None or not backup.is_dir()),
        ("recovery_key", "recovery_key_missing", isinstance(key, str) and not key.strip()),
        ("recovery", "recovery_file_missing", key is None or (isinstance(key, Path) and not key.is_file())),
    )


SOUND = (BlobKind.ORIGINAL, BlobKind.APPROVED)


def back_up(office: Path, target: Path) -> BackedUp:
    """Copy everything that the office needs into a new folder. The office may be open meanwhile. Long work.

    Raises DatabaseError, ExternalSystemError of each kind (`backup_without_vault`), and leaves no folder then.
    """
    if target.resolve().is_relative_to(office.resolve()):
        raise ExternalSystemError("backup_inside")
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
        events, recordings = copy_server_rows(parts, new / ROWS, key)
    missing = 0
    if parts.file.vault_in is VaultPlace.FOLDER:
        recordings, missing = _copied(parts, paths.vault)
    copy_file(parts.paths.office_file, paths.office_file)
    write_file(new / WITNESS, parts.witness.text().encode())
    stamps = parts.file.stamps(parts.paths.folder)
    if stamps is not None and stamps.exists():
        copy_file(stamps, new / STAMPS)
    for name, certificates in _certificates(parts.file).items():
        with suppress(FileNotFoundError):  # the office is open: this PC's connection was made by it
            copy_file(certificates, new / name)
    with office.uow().read_only() as uow:
        recovery = uow.proven.recipients("recovery")
    keys[DIGESTS] = sealed_digests_agree(in_clear(new))
    write_file(new / KEYS, wrap_retention_key(json.dumps(keys).encode(), recovery))
    now, home = office.clock.now().isoformat(), str(parts.paths.folder.resolve())
    files = digests(new)
    write_manifest(new, Manifest(parts.file.id, now, __version__, home, events, files))
    return BackedUp(events, recordings, missing, tuple(recovery))


def _certificates(file: OfficeFile) -> dict[str, Path]:
    """Return the files of certificates that this PC needs, by the names that they get in a back-up."""
    authority = None if file.database is None else authority_of(file.database)
    found = {} if authority is None else {AUTHORITY: authority}
    return found if file.time_stamps is None else {**found, STAMPS_CERTIFICATES: file.time_stamps[1]}


def _copied(parts: Parts, vault: Path) -> tuple[int, int]:
    """Copy the vault's folder; return how many recordings there are, and how many were not there to be copied."""
    named = _named(parts)
    recordings = copy_whole(parts.paths.vault, vault, _is_a_recording)
    copy_whole(parts.paths.vault, vault, _is_a_shape)
    there = {path.name for kind in SOUND for path in (vault / kind).glob("*")}
    missing = (named - there) & _named(parts)
    if missing and not there:
        raise ExternalSystemError("backup_without_vault")
    if parts.file.vault is not None:
        make_folder(vault, SHARED.folder)
        mark(vault, parts.file.id)  # a share that was lost is filled again by copying this
    return recordings, len(missing)


def _named(parts: Parts) -> set[str]:
    """Return the recordings and copies that the database names now and that are not destroyed."""
    with parts.uow(parts.file.desk).read_only() as uow:
        return set(uow.keeping.living())


def _is_a_recording(path: Path) -> bool:
    """Return whether it is an original or an approved copy. A working copy is rebuilt from its original when needed."""
    return path.parts[0] in SOUND and not path.name.startswith(".")


def _is_a_shape(path: Path) -> bool:
    return path.parts[0] == BlobKind.WAVEFORM and not path.name.startswith(".")


def _keys_of(parts: Parts) -> dict[str, str]:
    with parts.uow(parts.file.desk).read_only() as uow:
        desks = list(uow.reading.desks())
    names = key_names(desks)
    held = {name: parts.store.get(name) for name in names}
    return {name: value for name, value in held.items() if value is not None}


class BackedUpKeys(NamedTuple):
    """The keys of a back-up. `recipient`: the public half of the one that opened it. `files`: those in the clear."""

    keys: dict[str, str]
    recipient: str
    files: dict[str, bytes]


def open_backed_up_keys(file: Path, recovery: Path | str) -> BackedUpKeys:
    """Open that file of a back-up, which holds its keys.

    `recovery`: the file of the key, or the key as it was typed or pasted. Raises ExternalSystemError (`backup_damaged`,
    `recovery_key_not_ours`; `backup_exchanged` where a file in the clear is not the one that was backed up).
    """
    try:
        identities = identities_of(recovery)
    except (OSError, ValueError):
        identities = []
    with in_place_of(OSError, ExternalSystemError("backup_damaged")):
        content = file.read_bytes()
    for identity in identities:
        try:
            keys: dict[str, str] = json.loads(unwrap_retention_key(content, identity))
        except VaultDamagedError:
            continue
        files = _as_sealed(file.parent, keys.pop(DIGESTS, ""))
        return BackedUpKeys(keys, recipient_of(identity), files)
    raise ExternalSystemError("recovery_key_not_ours")


def _as_sealed(backup: Path, digests: str) -> dict[str, bytes]:
    with in_place_of(OSError, ExternalSystemError("backup_damaged")):
        files = in_clear(backup)
    if digests != sealed_digests_agree(files):
        raise ExternalSystemError("backup_exchanged")
    return files


def give_keys(store: Keystore, keys: dict[str, str], undo: ExitStack) -> None:
    """Add the keys that the keyring lacks; of signing keys, the days that it lacks. `undo` takes them back."""
    for name, value in keys.items():
        held = store.get(name)
        if held is None:
            undo.callback(tried_keys, store.delete, name)
            store.set(name, value)
        elif name.startswith("signing-keys/"):
            undo.callback(tried_keys, store.set, name, held)
            store.set(name, json.dumps(json.loads(value) | json.loads(held)))
        elif held != value and name != DATABASE_PASSWORD:
            raise KeyringError("keyring_other_keys")


def replace_keys(store: Keystore, name: str, value: str, undo: ExitStack) -> None:
    """Put that value in the place of the one that the keyring holds. `undo` puts the other back."""
    if not value:  # a server on this PC asks for none
        return
    held = store.get(name)
    undo.callback(tried_keys, *((store.delete, name) if held is None else (store.set, name, held)))
    store.set(name, value)


def tried_keys(take_back: Callable[..., object], *what: object) -> None:
    """Take one thing back; where that fails too, the others still are."""
    with suppress(ExternalSystemError, OSError):
        take_back(*what)
