"""Opening an office: its file, keys, database and witness. An older version's office is upgraded with its data."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from db.engines import locks
from db.engines.sqlcipher import sqlcipher_engine
from db.log import known_log
from db.schema import migrate, protection
from db.shared.transactions import failures_known
from db.unit_of_work import SqlUnitOfWork
from desktop.application.ports.database import DeskGate
from desktop.application.ports.log import Keystore
from desktop.application.ports.sound import VaultPlace, Watcher
from desktop.bootstrap.keys import keystore_of
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId
from desktop.environment import office_file
from desktop.environment.atomic_folder import finish
from desktop.environment.clock import SystemClock
from desktop.environment.day_signer import KeystoreDaySigner, is_signed
from desktop.environment.office_file import OfficeFile, read_office_file
from desktop.environment.witnesses import Witnesses, witnesses_of
from desktop.errors import DatabaseError, ExternalSystemError, KeyringError, OtherLogError
from desktop.vault.blobs import Blobs
from desktop.vault.place import DatabaseVault, Vault


def bring_up_to_date(file: OfficeFile, engine: Engine) -> None:
    """Upgrade an older version's office, with its data: one transaction, whole or not at all.

    Not on a server, where the owner does it (a desk's role may not), and not where the file is empty. No copy is left
    beside it: that would keep what is destroyed later. Raises DatabaseError.
    """
    if migrate.revision(engine) is None:
        raise DatabaseError("database_empty")
    if file.database is not None:
        raise DatabaseError("database_older")
    with failures_known():
        migrate.upgrade(engine)


def upgrade_on_server(folder: Path, owner: str, password: str) -> None:
    """Upgrade the office's database on its server, as its owner. Raises ExternalSystemError (`database_empty`)."""
    from db.engines.server_address import read_address
    from db.engines.server_database import bring_up_to_date

    file, _ = read_office_file(folder)
    if file.database is None:
        raise ExternalSystemError("office_embedded")
    bring_up_to_date(read_address(file.database), owner, password)


def engine_of(file: OfficeFile, store: Keystore, paths: OfficePaths, password: str | None = None) -> Engine:
    """Open the office's database. Raises KeyringError where its key is not in the keyring, DatabaseError.

    `password`: this PC's on the server, where it is not the keyring's.
    """
    if file.database is not None:
        from db.engines.server_database import engine_on_server

        return engine_on_server(
            file.database, store.get(office_file.DATABASE_PASSWORD) if password is None else password
        )
    key = store.get(office_file.DATABASE_KEY)
    if key is None:
        raise KeyringError("database_key_missing")
    return sqlcipher_engine(paths.database, bytes.fromhex(key))


@dataclass(frozen=True)
class Parts:
    """The parts of a desk, for the few who need more than a `Desk`: the demo, the command line, tests."""

    file: OfficeFile
    paths: OfficePaths
    store: Keystore
    engine: Engine
    witness: Witnesses
    wrong: DatabaseError | None = None
    """The reason its database does not protect the log as it should."""
    now: Callable[[], datetime] = SystemClock().now
    """The clock of what the database is refused for."""

    def uow(self, desk: DeskId, gate: DeskGate | None = None) -> SqlUnitOfWork:
        """Return a fresh unit of work, signed at that desk; behind its gate, where someone can lock it."""
        signer = KeystoreDaySigner(self.store, self.file.origin, desk)
        in_folder = self.file.database is not None and self.file.vault_in is VaultPlace.FOLDER
        return SqlUnitOfWork(self.engine, signer, self.witness.add, self.known, gate, self.now, in_folder=in_folder)

    @cached_property
    def known(self) -> known_log.KnownLog:
        """This PC's own copy of the log. It is closed with the database."""
        path = self.paths.known_log(self.file.desk)
        known = known_log.KnownLog(path, partial(_seal_of, self.store, self.file.desk), is_signed, self._witnessed)
        event.listen(self.engine, "engine_disposed", lambda _: known.close())
        return known

    def _witnessed(self) -> frozenset[known_log.Head]:
        """Return the heads of this log that its witness has; none where it cannot be read, which others report."""
        with suppress(ExternalSystemError):
            return self.witness.heads(self.file.origin)
        return frozenset()

    def comparing(self) -> Callable[[Connection], int]:
        """Return what compares a snapshot that begins after this with this PC's own copy: see `KnownLog.compare`."""
        signer, known = KeystoreDaySigner(self.store, self.file.origin, self.file.desk), self.known.size()
        return lambda connection: self.known.compare(connection, signer, known)

    def catch_up(self, watcher: Watcher) -> None:
        """Let this PC verify what is new in the log, where that is much. Long work. Raises as `KnownLog.catch_up`."""
        signer = KeystoreDaySigner(self.store, self.file.origin, self.file.desk)
        self.known.catch_up(self.engine, signer, watcher)

    @property
    def vault(self) -> Vault:
        """The vault, wherever the office keeps it."""
        if self.file.vault_in is VaultPlace.DATABASE:
            from db.engines.vault import ServerVault  # psycopg: most offices open without

            return DatabaseVault(ServerVault(self.engine))
        return Blobs(self.paths.vault, None if self.file.vault is None else self.file.id)

    @property
    def vault_folder(self) -> Path | None:
        """Where the files of the vault are; None where they are in the database."""
        return None if self.file.vault_in is VaultPlace.DATABASE else self.paths.vault

    def one_nightly_run(self) -> AbstractContextManager[bool]:
        """Return a context that says whether no other PC is on its nightly run, and lets none begin."""
        return locks.one_nightly_run(self.engine)


def _seal_of(store: Keystore, desk: DeskId) -> bytes:
    """Return the key of that PC's copy of the log. It comes of the PC's identity: a PC with another reads it anew."""
    identity = store.get(f"identity/{desk}") or ""
    return hmac.digest(identity.encode(), b"listening-room/v1 known log", "sha256")


def take_next_password(store: Keystore) -> None:
    """Let a password that was being changed take the place of this PC's one on the server."""
    if (password := store.get(office_file.NEXT_DATABASE_PASSWORD)) is not None:
        store.set(office_file.DATABASE_PASSWORD, password)
        store.delete(office_file.NEXT_DATABASE_PASSWORD)


def take_given_password(store: Keystore, password: str) -> None:
    """Store the password that this PC's login on the server has by now. One that was being changed is out of date."""
    store.set(office_file.DATABASE_PASSWORD, password)
    store.delete(office_file.NEXT_DATABASE_PASSWORD)


def _with_next_password(
    engine: Engine, file: OfficeFile, store: Keystore, error: DatabaseError, *, given: str | None
) -> Engine:
    """Return an engine with the password that this PC was changing when it was stopped.

    `error`: why the server does not let it in with the other; raised where none was being changed, or one is `given`.
    """
    if given is not None or file.database is None or error.code != "database_unreachable":
        raise error
    password = store.get(office_file.NEXT_DATABASE_PASSWORD)
    if password is None:
        raise error
    from db.engines.server_database import engine_on_server

    engine.dispose()
    return engine_on_server(file.database, password)


def _was_being_moved(engine: Engine, file: OfficeFile, store: Keystore, paths: OfficePaths) -> bool:
    """Open an embedded database again that a move closed and that is still the office's. Return whether it was closed.

    Raises DatabaseError (`office_being_moved`): someone is still at it.
    """
    from db.engines import transfer

    if not transfer.is_closed(engine):
        return False
    engine.dispose()  # whoever closes the file's lock ends the locks of this process's other connections to it
    alone = engine_of(file, store, paths)
    try:
        transfer.reopen(alone, paths.database, lambda: read_office_file(paths.folder)[0].database is None)
    finally:
        alone.dispose()
    return True


def recordings_have_moved(parts: Parts) -> bool:
    """Return whether the recordings of an office on a server are in its database, and not where this PC stores them.

    The log is followed only where something in it says so. Raises DatabaseError.
    """
    if parts.file.database is None or parts.file.vault_in is VaultPlace.DATABASE:
        return False
    if not parts.known.may_have_moved(parts.engine):
        return False
    with suppress(OtherLogError), parts.uow(parts.file.desk).read_only() as uow:
        return known_log.have_recordings_moved(uow.known)
    return False  # another log moves nothing, and nobody signs in by it


def _with_moved_recordings(parts: Parts) -> Parts:
    """Return the office once its recordings have moved: this PC's own file is changed."""
    if not recordings_have_moved(parts):
        return parts
    in_database: dict[str, Any] = {"vault": None, "vault_in": VaultPlace.DATABASE}
    try:
        stored, _ = read_office_file(parts.paths.folder)
        stored._replace(**in_database).write(parts.paths)
    except OSError:
        raise ExternalSystemError("office_folder_unusable") from None
    return replace(parts, file=parts.file._replace(**in_database), paths=parts.paths._replace(vault_folder=None))


def open_parts(
    folder: Path,
    *,
    as_it_is: bool = False,
    way: str | None = None,
    password: str | None = None,
    unattended: bool = False,
) -> Parts:
    """Open the office in that folder, with `as_it_is` even where something is `wrong`. Raises ExternalSystemError.

    `way`, `password`: others than the office's file and keyring have. `unattended`: nobody could unlock the keyring.
    """
    file, paths = read_office_file(folder)
    finish(paths.folder)
    file = file if way is None else file._replace(database=way)
    store = keystore_of(file, paths, unattended=unattended)
    if file.database is None and not paths.database.exists():
        address = office_file.moved_to(paths.moved)
        raise DatabaseError("database_missing") if address is None else DatabaseError("office_moved", address=address)
    engine = engine_of(file, store, paths, password)
    try:
        try:
            current = migrate.is_current(engine)
        except DatabaseError as error:
            engine = _with_next_password(engine, file, store, error, given=password)
            current = migrate.is_current(engine)
            take_next_password(store)
        if not current:
            bring_up_to_date(file, engine)
        wrong = protection.wrong_with(engine)
        if wrong and file.database is None and _was_being_moved(engine, file, store, paths):
            wrong = protection.wrong_with(engine)
        if wrong and not as_it_is:
            raise wrong
    except DatabaseError as error:
        if not (as_it_is and error.code == "database_version_unclear"):
            engine.dispose()
            raise
        wrong = error
    parts = Parts(file, paths, store, engine, witnesses_of(file, folder), wrong)
    if wrong or way is not None:
        return parts
    try:
        return _with_moved_recordings(parts)
    except BaseException:
        engine.dispose()
        raise
