"""The composition root: the only place where parts are chosen and put together.

Heavy imports (database, libvlc, keyring, decoders) stand inside the functions, so that the sign-in window can paint
before any of them.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.config import RESOURCES, OfficePaths
from desktop.domain.ids import DeskId, OfficeId, new_id
from desktop.environment.lasting import make_folder
from desktop.environment.office_file import DATABASE_KEY as DATABASE_KEY
from desktop.environment.office_file import DATABASE_PASSWORD as DATABASE_PASSWORD
from desktop.environment.office_file import DEMO as DEMO
from desktop.environment.office_file import REAL as REAL
from desktop.environment.office_file import OfficeFile as OfficeFile
from desktop.environment.office_file import Server as Server
from desktop.environment.office_file import facts_of as facts_of
from desktop.environment.office_file import read_office_file as read_office_file
from desktop.environment.office_policies import keeping_policy as keeping_policy
from desktop.environment.office_policies import office_policy as office_policy
from desktop.environment.office_policies import policy_path as policy_path
from desktop.errors import DatabaseError, KeyringError, ListeningRoomError, NotAllowedError, SurroundingsError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from desktop.application.desk_gate import DeskGate
    from desktop.application.ports import Desk, Proof, Strongroom, Watcher
    from desktop.application.ports_log import Keystore
    from desktop.application.storage import UnitOfWork
    from desktop.environment.witness import Witness
    from desktop.playback.capture import Capture
    from desktop.preparation.telephony.folder import TelephonyFolders

OLDER = "The office's database is from an older version of the program."
NOT_A_BACK_OFFICE = "This desk opens no originals. Recordings are brought in at a desk of the back office."
EMPTY = "The office's database has nothing in it: it may have been cut off. Restore it from a back-up."


def keystore_of(file: OfficeFile, paths: OfficePaths) -> Keystore:
    """Where this office keeps its keys: the system's keyring, or for a demo its own file. Raises KeyringError."""
    if file.kind == DEMO:
        from desktop.environment.demo_store import DemoStore

        return DemoStore(paths.folder / "demo-keys.json", file.id, file.kind)
    from desktop.environment.keyring_store import open_keyring, service_name

    return open_keyring(service_name(file.id))


def checked_address(typed: str) -> tuple[str, str]:
    """The address of a database server as it is kept, and its user. Raises DatabaseError where it cannot be used."""
    from db.server_address import read_address

    address = read_address(typed)
    return str(address), address.user


def engine_of(file: OfficeFile, store: Keystore, paths: OfficePaths) -> Engine:
    """The office's database. Raises KeyringError where its key is not in the keyring, DatabaseError."""
    if file.database is not None:
        from db.office_database import engine_on_server

        return engine_on_server(file.database, store.get(DATABASE_PASSWORD))
    from db.engine import sqlcipher_engine

    key = store.get(DATABASE_KEY)
    if key is None:
        raise KeyringError("database_key_missing", "This account's keyring does not hold the key of this office.")
    return sqlcipher_engine(paths.database, bytes.fromhex(key))


@dataclass(frozen=True)
class Parts:
    """What a desk is made of, for the few who need more than a `Desk`: the demo, the command line, tests."""

    file: OfficeFile
    paths: OfficePaths
    store: Keystore
    engine: Engine
    witness: Witness
    wrong: DatabaseError | None = None
    """Why its database does not keep the log as it should."""

    def uow(self, desk: DeskId, gate: DeskGate | None = None) -> UnitOfWork:
        """A fresh unit of work, signed at that desk; behind its gate, where somebody can lock it."""
        from db.unit_of_work import SqlUnitOfWork
        from desktop.environment.day_signer import KeystoreDaySigner

        signer = KeystoreDaySigner(self.store, self.file.origin, desk)
        return SqlUnitOfWork(self.engine, signer, self.witness.add, gate)


def open_parts(folder: Path, *, as_it_is: bool = False) -> Parts:
    """Open the office in that folder, `as_it_is` also where something is `wrong`. Raises SurroundingsError."""
    from db import inspection
    from db.migrate import is_current
    from desktop.environment.witness import Witness

    file, paths = read_office_file(folder)
    store = keystore_of(file, paths)
    if file.database is None and not paths.database.exists():
        raise DatabaseError("database_missing", "The office's database is not where it was.")
    engine = engine_of(file, store, paths)
    try:
        if not is_current(engine):
            _bring_up_to_date(file, engine)
        if (wrong := inspection.wrong_with(engine)) and not as_it_is:
            raise wrong
    except DatabaseError as error:
        if not (as_it_is and error.code == "database_version_unclear"):
            engine.dispose()
            raise
        wrong = error
    return Parts(file, paths, store, engine, Witness(paths.witness), wrong)


def _bring_up_to_date(file: OfficeFile, engine: Engine) -> None:
    """An office of an older version goes on with its data: one transaction, whole or not at all.

    Not on a server, whose owner does it (a desk's role may not), and not where nothing is in the file. No copy is left
    beside it: that would keep what is destroyed later. Raises DatabaseError.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from db.engine import failure_of
    from db.migrate import revision, upgrade

    if file.database is not None:
        raise DatabaseError("database_older", f"{OLDER} An administrator brings it up to date: listening-room upgrade")
    if revision(engine) is None:
        raise DatabaseError("database_empty", EMPTY)
    try:
        upgrade(engine)
    except SQLAlchemyError as error:
        raise failure_of(error) from None


def upgrade_on_server(folder: Path, owner: str, password: str) -> None:
    """Bring the office's database on its server up to date, as its owner. Raises SurroundingsError."""
    from db.office_database import bring_up_to_date
    from db.server_address import read_address

    file, _ = read_office_file(folder)
    if file.database is None:
        words = "This office's database is not on a server. It is brought up to date when the office is opened."
        raise SurroundingsError("office_embedded", words)
    bring_up_to_date(read_address(file.database), owner, password or None)


def create_parts(folder: Path, kind: str, witness: Path | None = None, server: Server | None = None) -> Parts:
    """A new office's folder, keys and empty database: on the server, or embedded.

    Raises SurroundingsError where one is there already, or where the server does not do; nothing is written then.
    """
    from db.migrate import upgrade
    from desktop.environment.witness import Witness

    paths = OfficePaths(folder, witness)
    if paths.office_file.exists():
        raise SurroundingsError("office_exists", "There is an office in this folder already.")
    file = OfficeFile(OfficeId(new_id()), kind, DeskId(new_id()), witness)
    store = keystore_of(file, paths)
    if server is not None:
        from db.office_database import prepare

        passwords = (server.password or None, server.owner_password or None)
        file = replace(file, database=prepare(server.address, passwords[0], server.owner, passwords[1]))
    make_folder(folder)
    file.write(paths)  # before anything that is not in the folder: it is what `give_up` goes by
    if server is None:
        import secrets

        store.set(DATABASE_KEY, secrets.token_hex(32))
    elif server.password:
        store.set(DATABASE_PASSWORD, server.password)
    engine = engine_of(file, store, paths)
    if server is None:
        upgrade(engine)
    return Parts(file, paths, store, engine, Witness(paths.witness))


def clear_rows(file: OfficeFile, server: Server | None) -> None:
    """Empty the database of an office that was never finished, where its server is given. Raises DatabaseError."""
    from db.office_database import clear_unfinished

    if server is not None and file.database is not None:
        clear_unfinished(file.database, file.id, server.owner, server.owner_password or None, needed=server.address)


def identity_of(store: Keystore, desk: DeskId) -> str:
    """The desk's age identity. Raises KeyringError where this account is not enrolled."""
    identity = store.get(f"identity/{desk}")
    if identity is None:
        raise KeyringError("desk_not_enrolled", "This account is not enrolled at this desk.")
    return identity


def new_desk_identity(store: Keystore, desk: DeskId) -> str:
    """Make and keep an identity for that desk; its recipient."""
    from desktop.vault.envelopes import new_identity

    identity, recipient = new_identity()
    store.set(f"identity/{desk}", identity)
    return recipient


def log_connection(engine: Engine) -> AbstractContextManager[Any]:
    """A connection of the driver's own (PEP 249) for the verifier: one snapshot, streamed."""
    from db.office_database import driver_connection

    return driver_connection(engine)


def copy_database(parts: Parts, target: Path) -> int:
    """A copy of the embedded database under its own key, in a new file; how many events are in it.

    Raises DatabaseError, KeyringError.
    """
    from db import copying

    key = parts.store.get(DATABASE_KEY)
    if key is None:
        raise KeyringError("database_key_missing", "This account's keyring does not hold the key of this office.")
    return copying.copy_database(parts.engine, target, bytes.fromhex(key))


def recovery_recipients(parts: Parts) -> list[str]:
    """The recipients of the office's offline recovery keys."""
    from db import copying

    return copying.recovery_recipients(parts.engine)


def begin_witness(parts: Parts, desk: DeskId) -> None:
    """Name the desk's first key in the witness; once, right after the desk's first event."""
    from db.audit_log import first_key
    from desktop.domain.checkpoint import key_name

    with parts.engine.connect() as connection:
        public = first_key(connection, desk)
    assert public is not None, "the desk has written its first event"
    parts.witness.begin(parts.file.origin, key_name(parts.file.origin, desk), public)


def strongroom_of(parts: Parts, desk: DeskId) -> Strongroom:
    """The vault for a desk that opens originals."""
    from desktop.preparation.strongroom import VaultStrongroom
    from desktop.vault.blobs import Blobs

    return VaultStrongroom(Blobs(parts.paths.vault), lambda: identity_of(parts.store, desk))


@dataclass(frozen=True)
class VerifierOver:
    """The independent verifier, over a connection of its own."""

    engine: Engine
    witness: Witness
    origin: str = ""
    vault: Path | None = None

    def verify(self, watcher: Watcher | None = None) -> Proof:
        """Run it. Long work. Raises ListeningRoomError (`verifying_stopped`)."""
        from desktop.verify import Stopped, verify

        again, origin, vault = self.witness.readable_text, self.origin, self.vault
        hear, stop = (watcher.report, lambda: watcher.cancelled) if watcher else (None, None)
        check = partial(verify, origin=origin, on_progress=hear, stop=stop, witness_again=again, vault=vault)
        told = again()  # before the database is looked at
        with log_connection(self.engine) as connection:
            try:
                report = check(connection, told)
            except Stopped:
                raise ListeningRoomError("verifying_stopped", "Verifying was stopped. Nothing is proved.") from None
        from desktop.application.ports import Proof

        return Proof(
            whole=report.ok,
            events=report.events,
            anchored=report.anchored_events,
            newest_anchor=report.newest_anchor_at,
            findings=tuple(finding.words for finding in report.findings),
            unproved=report.unproved,
        )


def _back_desk(uow: UnitOfWork) -> DeskId:
    """The first desk, by name, that opens originals."""
    desks = uow.reading.desks()
    found = [id for id in sorted(desks, key=lambda id: desks[id]) if uow.offices.desk(id)[1]]
    if not found:
        raise SurroundingsError("no_back_office", "No desk of this office opens originals.")
    return found[0]


def desk_for_originals(parts: Parts) -> DeskId:
    """The folder's own desk, where it opens originals; in a demo its back office. Raises NotAllowedError."""
    with parts.uow(parts.file.desk).look() as uow:
        if uow.offices.desk(parts.file.desk)[1]:
            return parts.file.desk
        if parts.file.kind == DEMO:
            return _back_desk(uow)
    raise NotAllowedError("not_a_back_office", NOT_A_BACK_OFFICE)


def open_desk(folder: Path, *, capture: Capture | None = None, back_office: bool = False, alone: bool = False) -> Desk:
    """Open the office and make everything that its screens need. Slow: not on the GUI thread.

    `back_office`: not at the folder's own desk but at one that opens originals. Only an account that is enrolled at
    both can (in a demo they share a file of keys). `alone`: for the screens, which are open once. Raises
    SurroundingsError where there is none.
    """
    from db.one_program import hold

    parts = open_parts(folder)
    try:
        if alone:
            hold(parts.engine, None if parts.file.database else parts.paths.database, parts.file.desk)
        return _wired(parts, capture, back_office)
    except BaseException:
        parts.engine.dispose()
        raise


def _wired(parts: Parts, capture: Capture | None, back_office: bool) -> Desk:
    """The desk over an office that is open."""
    from desktop.application.desk_gate import DeskGate
    from desktop.application.ports import Desk
    from desktop.domain.policy import HolidayRegion
    from desktop.environment.clock import SystemClock
    from desktop.environment.holiday_tables import HolidayTable
    from desktop.environment.passwords import Passwords
    from desktop.environment.policy_files import load_identity_policy
    from desktop.environment.telephone_numbers import TelephoneNumbers
    from desktop.lockdown.restrictions import PcLockdown
    from desktop.playback.opening import VaultSound
    from desktop.playback.player import Player
    from desktop.preparation.overview import overview_of
    from desktop.vault.blobs import Blobs

    desk, gate = parts.file.desk, DeskGate()
    with parts.uow(desk).look() as uow:
        office = uow.offices.get()
        if back_office:
            desk = _back_desk(uow)
        name, opens_originals = uow.offices.desk(desk)
    policy = office_policy(parts.file)
    holidays = HolidayTable(HolidayRegion(office.nation), policy.holidays_announced_through)
    player = Player(capture=capture)
    sound_check = (RESOURCES / "demo" / "sound-check.wav").read_bytes()
    blobs = Blobs(parts.paths.vault)
    sound = VaultSound(player, blobs, lambda: identity_of(parts.store, desk), overview_of, sound_check)

    def close() -> None:
        player.close()
        parts.engine.dispose()

    return Desk(
        office=office,
        id=desk,
        name=name,
        uow=lambda: parts.uow(desk, gate),
        clock=SystemClock(),
        passwords=Passwords(),
        policy=policy,
        id_policy=load_identity_policy(policy_path(parts.file, "identity.toml")),
        keeping=keeping_policy(parts.file),
        player=player,
        sound=sound,
        lockdown=PcLockdown(),
        witness=parts.witness,
        verifier=VerifierOver(parts.engine, parts.witness, parts.file.origin, parts.paths.vault),
        is_holiday=holidays,
        holidays_known=holidays.covers,
        numbers=TelephoneNumbers(),
        strongroom=strongroom_of(parts, desk) if opens_originals else None,
        folders=_telephony_folders() if opens_originals else None,
        close=close,
    )


def _telephony_folders() -> TelephonyFolders:
    from desktop.preparation.telephony.folder import TelephonyFolders

    return TelephonyFolders()
