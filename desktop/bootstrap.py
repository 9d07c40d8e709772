"""The composition root: the only place where parts are chosen and put together.

Heavy imports (database, libvlc, keyring, decoders) stand inside the functions, so that the sign-in window can paint
before any of them.
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from desktop.application.ports import Desk, Proof, Strongroom
from desktop.application.storage import OfficeFacts, UnitOfWork
from desktop.config import RESOURCES, OfficePaths
from desktop.domain.ids import DeskId, OfficeId, new_id
from desktop.errors import DatabaseError, KeyringError, SurroundingsError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from desktop.application.ports_log import Keystore
    from desktop.environment.witness import Witness
    from desktop.playback.capture import Capture

DATABASE_KEY = "database"
DEMO, REAL = "demo", "office"


@dataclass(frozen=True)
class OfficeFile:
    """`office.toml`: which office this folder is, and which desk this PC is. No secret in it."""

    id: OfficeId
    kind: str
    desk: DeskId
    witness: Path | None = None

    @property
    def origin(self) -> str:
        """The name of the office's log."""
        return f"listening-room/{self.id}"

    def write(self, paths: OfficePaths) -> None:
        """Write it, in plain TOML."""
        lines = [f'id = "{self.id}"', f'kind = "{self.kind}"', f'desk = "{self.desk}"']
        if self.witness is not None:
            lines.append(f"witness = '{self.witness}'")
        paths.office_file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_office_file(folder: Path) -> tuple[OfficeFile, OfficePaths]:
    """The office in that folder. Raises SurroundingsError where there is none."""
    try:
        found = tomllib.loads(OfficePaths(folder).office_file.read_text("utf-8"))
        witness = Path(found["witness"]) if "witness" in found else None
        file = OfficeFile(OfficeId(found["id"]), found["kind"], DeskId(found["desk"]), witness)
    except (OSError, ValueError, KeyError):
        raise SurroundingsError(
            "no_office", "There is no office in this folder yet. Make one with: listening-room office create"
        ) from None
    return file, OfficePaths(folder, witness)


def keystore_of(file: OfficeFile, paths: OfficePaths) -> Keystore:
    """Where this office keeps its keys: the system's keyring, or for a demo its own file. Raises KeyringError."""
    if file.kind == DEMO:
        from desktop.environment.demo_store import DemoStore

        return DemoStore(paths.folder / "demo-keys.json", file.id, file.kind)
    from desktop.environment.keyring_store import open_keyring, service_name

    return open_keyring(service_name(file.id))


def engine_of(store: Keystore, paths: OfficePaths) -> Engine:
    """The office's database. Raises KeyringError where its key is not in the keyring, DatabaseError."""
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

    def uow(self, desk: DeskId) -> UnitOfWork:
        """A fresh unit of work, signed at that desk."""
        from db.unit_of_work import SqlUnitOfWork
        from desktop.environment.day_signer import KeystoreDaySigner

        return SqlUnitOfWork(self.engine, KeystoreDaySigner(self.store, self.file.origin, desk), self.witness.add)


def open_parts(folder: Path) -> Parts:
    """Open the office in that folder. Raises SurroundingsError of each kind."""
    from db.migrate import is_current
    from desktop.environment.witness import Witness

    file, paths = read_office_file(folder)
    store = keystore_of(file, paths)
    if not paths.database.exists():
        raise DatabaseError("database_missing", "The office's database is not where it was.")
    engine = engine_of(store, paths)
    if not is_current(engine):
        raise DatabaseError("database_older", "The office's database is from an older version of the program.")
    return Parts(file, paths, store, engine, Witness(paths.witness))


def create_parts(folder: Path, kind: str, witness: Path | None = None) -> Parts:
    """A new office's folder, keys and empty database. Raises SurroundingsError where one is there already."""
    from db.migrate import upgrade
    from desktop.environment.witness import Witness

    paths = OfficePaths(folder, witness)
    if paths.office_file.exists():
        raise SurroundingsError("office_exists", "There is an office in this folder already.")
    file = OfficeFile(OfficeId(new_id()), kind, DeskId(new_id()), witness)
    store = keystore_of(file, paths)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store.set(DATABASE_KEY, secrets.token_hex(32))
    engine = engine_of(store, paths)
    upgrade(engine)
    file.write(paths)
    return Parts(file, paths, store, engine, Witness(paths.witness))


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

    def verify(self) -> Proof:
        """Run it. Long work."""
        from desktop.verify import verify

        connection = self.engine.raw_connection()
        try:
            report = verify(connection, self.witness.text())
        finally:
            connection.close()
        return Proof(
            whole=report.ok,
            events=report.events,
            anchored=report.anchored_events,
            newest_anchor=report.newest_anchor_at,
            findings=tuple(finding.words for finding in report.findings),
        )


def open_desk(folder: Path, *, capture: Capture | None = None, keep_awake: Callable[[], None] | None = None) -> Desk:
    """Open the office and make everything that its screens need. Slow: not on the GUI thread."""
    from desktop.environment.clock import SystemClock
    from desktop.environment.holiday_tables import HolidayTable
    from desktop.environment.passwords import Passwords
    from desktop.environment.policy_files import load_identity_policy, load_office_policy
    from desktop.lockdown.restrictions import PcLockdown
    from desktop.playback.opening import VaultSound
    from desktop.playback.player import Player
    from desktop.preparation.overview import overview_of
    from desktop.vault.blobs import Blobs

    parts = open_parts(folder)
    desk = parts.file.desk
    with parts.uow(desk).look() as uow:
        office = uow.offices.get()
        name, _ = uow.offices.desk(desk)
    policy = load_office_policy(RESOURCES / "policies" / "office.toml")
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
        uow=lambda: parts.uow(desk),
        clock=SystemClock(),
        passwords=Passwords(),
        policy=policy,
        id_policy=load_identity_policy(RESOURCES / "policies" / "identity.toml"),
        player=player,
        sound=sound,
        lockdown=PcLockdown(),
        witness=parts.witness,
        verifier=VerifierOver(parts.engine, parts.witness),
        is_holiday=HolidayTable(policy.holiday_region, policy.holidays_announced_through),
        close=close,
    )


def facts_of(file: OfficeFile, name: str, place: str, nation: str = "england_and_wales") -> OfficeFacts:
    """A new office's facts."""
    return OfficeFacts(file.id, name, place, ZoneInfo("Europe/London"), nation, file.kind == DEMO)
