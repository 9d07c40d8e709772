"""The keyring of this PC was lost while its office lives: its keys are restored from a back-up, with a recovery key.

Rules:
- The office's folder is here, its own or one that `restore --database-stays` has made.
- Any back-up of this PC will do. Keys of days before are not in it, and not needed.
- What the keyring got meanwhile (a program that was opened without its keys makes a day's key) gives way to the
  back-up's. Another identity of this PC is never replaced.
- What fails, or is refused, leaves the keyring as it was.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from desktop.application.office.keyring_restoring import RestoreKeyring, restore_keyring
from desktop.application.office.signing_in import SignIn
from desktop.bootstrap.backed_up_keys import give, opened, replace
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.environment.backup_folder import KEYS, ROWS, manifest_of
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import DATABASE_PASSWORD, read_office_file
from desktop.environment.office_passwords import passwords_of
from desktop.errors import NotWitnessedError, SurroundingsError


@dataclass(frozen=True)
class KeysBack:
    """The back-up, its key, and who restores it. `given`: this PC's password on the server, if not the back-up's."""

    backup: Path
    recovery: Path
    administrator: str
    own_password: str = field(repr=False)
    given: str | None = field(default=None, repr=False)


def put_back(folder: Path, keys_back: KeysBack) -> None:
    """Restore the keys of the office in that folder, and let the log say so.

    Raises SurroundingsError (`backup_of_another_office`, `backup_of_another_pc`, and of each kind), KeyringError,
    DatabaseError, SignInRefusedError, NotAllowedError, NotWitnessedError (they are restored then).
    """
    file, paths = read_office_file(folder)
    if manifest_of(keys_back.backup).office != file.id:
        raise SurroundingsError("backup_of_another_office")
    keys, recipient = opened(keys_back.backup / KEYS, keys_back.recovery)
    keys.pop(ROWS, None)
    store, undo, signing = keystore_of(file, paths), ExitStack(), f"signing-keys/{file.desk}"
    if signing not in keys:
        raise SurroundingsError("backup_of_another_pc")
    try:
        replace(store, signing, keys.pop(signing), undo)
        if keys_back.given is not None:
            keys.pop(DATABASE_PASSWORD, None)
            replace(store, DATABASE_PASSWORD, keys_back.given, undo)
        give(store, keys, undo)
        _state(folder, keys_back, recipient)
    except NotWitnessedError:
        raise
    except BaseException:
        undo.close()
        raise


def _state(folder: Path, keys_back: KeysBack, recipient: str) -> None:
    parts = open_parts(folder)
    try:
        desk = parts.file.desk
        command = RestoreKeyring(SignIn(desk, keys_back.administrator, keys_back.own_password), recipient)
        clock, policy, passwords = SystemClock(), office_policy_of(parts), passwords_of(parts.file)
        restore_keyring(command, uow=parts.uow(desk), clock=clock, passwords=passwords, policy=policy)
    finally:
        parts.engine.dispose()
