"""The keyring of this PC was lost while its office lives: its keys are restored from a back-up, with a recovery key.

Rules:
- The office's folder is here, its own or one that `restore --database-stays` has made.
- Any back-up of this PC will do. Keys of days before are not in it, and not needed.
- What the keyring got meanwhile (a program that was opened without its keys makes a day's key) gives way to the
  back-up's. Another identity of this PC is never replaced.
- What fails, is refused or is stopped leaves the keyring as it was.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from desktop.application.office.keyring_restoring import RestoreKeyring, restore_keyring
from desktop.application.office.signing_in import SignIn
from desktop.application.ports.sound import Watcher
from desktop.bootstrap.backed_up_keys import give, opened, replace
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opened import opened as opened_office
from desktop.environment.backup_folder import KEYS, ROWS, Manifest, manifest_of
from desktop.environment.office_file import DATABASE_PASSWORD, OfficeFile, read_office_file
from desktop.errors import ListeningRoomError, NotWitnessedError, SurroundingsError, begun

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


def look_at(folder: Path, backup: Path, recovery: Path | str) -> tuple[Manifest, str]:
    """Return what the back-up says of itself, and the public half of the key that opens it.

    It is one that has the keys of the PC of that office.

    Raises SurroundingsError (`backup_unknown`, `backup_of_another_office`, `backup_damaged`, `recovery_key_not_ours`,
    `backup_of_another_pc`).
    """
    file, _ = read_office_file(folder)
    manifest, _, recipient = _opened(file, backup, recovery)
    return manifest, recipient


def put_back(folder: Path, keys_back: KeysBack, watcher: Watcher | None = None) -> None:
    """Restore the keys of the office in that folder, and let the log say so.

    `watcher` is told of steps, and may stop it before the log has it. Raises SurroundingsError (as `look_at`, and of
    each kind), KeyringError, DatabaseError, SignInRefusedError, NotAllowedError, ListeningRoomError (`stopped`),
    NotWitnessedError (they are restored then).
    """
    file, paths = read_office_file(folder)
    _, keys, recipient = _opened(file, keys_back.backup, keys_back.recovery)
    store, undo, signing = keystore_of(file, paths), ExitStack(), f"signing-keys/{file.desk}"
    try:
        with begun():
            _step(watcher, 1)
            replace(store, signing, keys.pop(signing), undo)
            if keys_back.given is not None:
                keys.pop(DATABASE_PASSWORD, None)
                replace(store, DATABASE_PASSWORD, keys_back.given, undo)
            give(store, keys, undo)
        _step(watcher, 2)
        _state(folder, keys_back, recipient, watcher)
    except NotWitnessedError:
        raise
    except BaseException:
        undo.close()
        raise


def _opened(file: OfficeFile, backup: Path, recovery: Path | str) -> tuple[Manifest, dict[str, str], str]:
    """Return the back-up's manifest, the keys in it, and the public half of the recovery key."""
    manifest = manifest_of(backup)
    if manifest.office != file.id:
        raise SurroundingsError("backup_of_another_office")
    keys, recipient, _ = opened(backup / KEYS, recovery)
    keys.pop(ROWS, None)
    if f"signing-keys/{file.desk}" not in keys:
        raise SurroundingsError("backup_of_another_pc")
    return manifest, keys, recipient


def _step(watcher: Watcher | None, done: int) -> None:
    if watcher is None:
        return
    if watcher.cancelled:
        raise ListeningRoomError("stopped")
    watcher.report(done, STEPS)


def _state(folder: Path, keys_back: KeysBack, recipient: str, watcher: Watcher | None) -> None:
    with opened_office(folder) as office:
        _step(watcher, 3)
        who = SignIn(office.id, keys_back.administrator, keys_back.own_password)
        office.run(restore_keyring, RestoreKeyring(who, recipient))
