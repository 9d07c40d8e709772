"""The ports of a desk, put together over an open office: for the windows, or for a piece of work without them.

The windows do not wait for what is first needed later: a `LazyProxy` makes it when it is asked for, and `_load_rest`
loads the remaining modules while someone types their name.
A command, a nightly run or a look at a restored office (`opened`):
- It is closed at the end of the work, whatever ends it.
- It has the ports of a desk, each made when something first needs it: nothing here plays sound, and a file of this PC
  that cannot be read stops only the work that needs it.
- The policies are compared with the log when they are first read. The windows do that later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from db.engines import locks
from desktop.application.office.signing_in import InPerson, SignIn, sign_in
from desktop.application.ports.database import Changes, Clock, DeskGate, UnitOfWork
from desktop.application.ports.desk import Desk, SoundDesk, Waveform
from desktop.application.ports.office import OfficeFacts
from desktop.application.ports.sound import Strongroom
from desktop.application.shared.commands import Actor, bound
from desktop.bootstrap.keys import DeskKeys, RecoveryKeysHere, identity_of
from desktop.bootstrap.opening import Parts, open_parts, recordings_have_moved
from desktop.bootstrap.pcs import known_here, pc_state_of, pcs_of
from desktop.bootstrap.policies import PoliciesHere
from desktop.bootstrap.verifying import AnchoredIn, milestones_of, verifier_over
from desktop.config import SOUND_CHECK
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.office.pcs import EnrolledDesk, not_done_at
from desktop.domain.office.people import Permission
from desktop.domain.shared.ids import DeskId
from desktop.environment.clock import SystemClock
from desktop.environment.mail_program import hand_over
from desktop.environment.passwords import Passwords, passwords_of
from desktop.environment.policies import TomlPolicies
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.errors import DatabaseError, KeyringError, OtherLogError
from desktop.lockdown.restrictions import PcLockdown
from desktop.media.telephony.folder import TelephonyFolders
from desktop.playback.player import Player, VaultSound, open_engine

if TYPE_CHECKING:
    from desktop.playback.engine import Outlet


class LazyProxy:
    """Stands for what `make` returns, and has its attributes."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> object:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def strongroom_of(parts: Parts, desk: DeskId) -> Strongroom:
    """Return the vault for a desk that opens originals."""
    from desktop.media.strongroom import VaultStrongroom

    return VaultStrongroom(parts.vault, lambda: identity_of(parts.store, desk))


def _strongroom_later(parts: Parts, desk: DeskId) -> Strongroom:
    return cast("Strongroom", LazyProxy(partial(strongroom_of, parts, desk)))


def desk_keys_of(parts: Parts, desk: DeskId) -> DeskKeys:
    """Return the retention keys that this desk holds."""
    return DeskKeys(lambda: identity_of(parts.store, desk))


def _ports(parts: Parts, desk: DeskId, clock: Clock) -> dict[str, Any]:
    """Return the ports that windows and commands have alike. None of them reads anything yet."""
    return {
        "id": desk,
        "clock": clock,
        "vault_in": parts.file.vault_in,
        "texts": TomlPolicies(parts.file),
        "numbers": TelephoneNumbers(),
        "verifier": verifier_over(parts, desk, clock),
        "anchored": AnchoredIn(parts.witness, milestones_of(parts)),
        "this_pc": partial(known_here, parts),
        "desk_keys": desk_keys_of(parts, desk),
        "pcs": pcs_of(parts, desk),
    }


def open_desk(folder: Path, *, outlet: Outlet | None = None, alone: bool = False) -> Desk:
    """Open the office and build everything that its screens need. Slow: not on the GUI thread.

    `alone`: for the screens, which are open once. Raises ExternalSystemError where there is none; KeyringError
    (`root_store_screens`) at a PC kept for jobs.
    """
    parts = open_parts(folder)
    try:
        if alone and parts.file.keys_in_file:
            raise KeyringError("root_store_screens")
        if alone:
            locks.hold(parts.engine, None if parts.file.database else parts.paths.database, parts.file.desk)
        return wired(parts, outlet)
    except BaseException:
        parts.engine.dispose()
        raise


def wired(parts: Parts, outlet: Outlet | None) -> Desk:
    """Build the desk over an open office."""
    must_know_where_recordings_are(parts)
    office, enrolled, not_here = _here(parts)
    desk, gate, passwords = enrolled.id, DeskGate(), passwords_of(parts.file)
    policies, changes = PoliciesHere(parts), _changes(parts)
    player, sound = _player_and_sound(parts, desk, outlet)  # last: see there
    ports = _ports(parts, desk, SystemClock()) | {"this_pc": partial(known_here, parts, player=player)}
    return Desk(
        **ports,
        office=office,
        name=enrolled.name,
        kind=enrolled.kind,
        not_here=not_here,
        uow=lambda: parts.uow(desk, gate),
        passwords=passwords,
        policies=policies,
        player=player,
        sound=sound,
        lockdown=PcLockdown(),
        witness=parts.witness,
        new_recovery_keys=RecoveryKeysHere(parts.paths.folder),
        changes=changes,
        strongroom=_strongroom_later(parts, desk) if enrolled.opens_originals else None,
        folders=TelephonyFolders() if enrolled.opens_originals else None,
        state=partial(pc_state_of, parts, enrolled.kind),
        mail_program=hand_over,
        load_rest=_load_rest,
        catch_up=parts.catch_up,
        close=partial(_close, player, parts, passwords),
    )


def _here(parts: Parts) -> tuple[OfficeFacts, EnrolledDesk, frozenset[Permission]]:
    """Return the office, the desk that this is, and the work that is not done at it. Raises DeskCopiedError."""
    with parts.uow(parts.file.desk).read_only() as uow:
        uow.turns.must_be_ours()
        here = uow.offices.desk(parts.file.desk)
        return uow.offices.get(), here, not_done_at(here, uow.offices.desks())


def must_know_where_recordings_are(parts: Parts) -> None:
    """Raise DatabaseError (`recordings_moved`) where they have moved since the office was opened, a moment ago."""
    if recordings_have_moved(parts):
        raise DatabaseError("recordings_moved")


def _changes(parts: Parts) -> Changes | None:
    """Return what tells of other programs' changes; None for an office on one PC."""
    if parts.file.database is None:
        return None
    from db.engines.changes import ServerChanges

    return ServerChanges(parts.engine)


def _player_and_sound(parts: Parts, desk: DeskId, outlet: Outlet | None) -> tuple[Player, SoundDesk]:
    """Build the player, and the object that opens copies for it at that desk.

    The player's thread begins to load its engine at once, and all other imports would wait for that.
    """

    def waveform_of(blocks: Iterator[bytes], copy: ApprovedCopy) -> Waveform:
        from desktop.media import waveform

        return waveform.waveform_of(blocks, copy)

    identity, check = partial(identity_of, parts.store, desk), SOUND_CHECK.read_bytes()
    player = Player(partial(open_engine, parts.file.sound_engine, outlet))
    return player, VaultSound(player, parts.vault, identity, waveform_of, check)


def _load_rest() -> tuple[ModuleType, ...]:
    """Load what is otherwise imported at its first use, and return it. Opening an office uses none of it."""
    import argon2

    from db import office, requests, sessions
    from db.log import audit_log, proven, trusted_log
    from db.reading import read_models
    from db.recordings import keeping, recordings
    from desktop.lockdown import x11
    from desktop.media import waveform
    from desktop.vault import keys

    to_sign_in = argon2, office, proven, audit_log
    of_the_pages = read_models, requests, sessions, recordings, keeping, trusted_log
    return *to_sign_in, *of_the_pages, keys, waveform, x11


def _close(player: Player, parts: Parts, passwords: Passwords) -> None:
    player.close()
    if passwords.directory is not None:
        passwords.directory.close()
    parts.engine.dispose()


def opened(folder: Path, *, as_it_is: bool = False, unattended: bool = False) -> OpenOffice:
    """Open the office in that folder: `with opened(folder) as office`. Raises as `open_parts`, which says the rest."""
    office = OpenOffice(open_parts(folder, as_it_is=as_it_is, unattended=unattended))
    if not as_it_is:
        with closed_on_failure(office):
            office.parts.catch_up(_Nobody())
    return office


@contextmanager
def closed_on_failure(office: OpenOffice) -> Iterator[None]:
    """Close the office where this fails."""
    try:
        yield
    except BaseException:
        office.close()
        raise


class _Nobody:
    """Waits for long work, and neither sees how far it is nor stops it."""

    cancelled = False

    def report(self, done: int, total: int) -> None:
        """Do nothing."""


def opened_by(folder: Path, way: str, password: str | None = None) -> OpenOffice:
    """Open the office alone, by another address of its server, or with another password there than the keyring's.

    Raises DatabaseError (`database_of_another_log`, `database_not_there`, `database_not_proved`,
    `database_certificate_...`, `database_login_refused`), DeskCopiedError.
    """
    from db.engines.server_address import read_address
    from db.engines.server_database import let_in, reached

    with let_in(DatabaseError("database_login_refused")), reached(read_address(way)):
        office = OpenOffice(open_parts(folder, way=way, password=password))
    with closed_on_failure(office):
        locks.hold(office.parts.engine, None, office.id)
        missed = office.parts.known.unsaid()
        with office.uow().read_only() as uow:
            try:
                uow.proven.follow()
            except OtherLogError as error:  # one that only lacks something is gone to: its loss is stated there
                if error.seq == 0:
                    office.parts.known.said(but=missed)
                    raise DatabaseError("database_of_another_log") from None
        with office.uow().read_only() as uow:
            uow.turns.must_be_ours()
    return office


class OpenOffice(Desk):
    """The open office, at this PC's own desk, or at another whose keys it has. Its screens' ports are not there."""

    parts: Parts

    def __init__(self, parts: Parts, clock: Clock | None = None, desk: DeskId | None = None) -> None:
        vars(self).update(_ports(parts, desk or parts.file.desk, clock or SystemClock()), parts=parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the office, and the connection to its directory."""
        passwords: Passwords | None = vars(self).get("passwords")
        if passwords is not None and passwords.directory is not None:
            passwords.directory.close()
        self.parts.engine.dispose()

    def run(self, use_case: Callable[..., Any], *given: object, **ports: object) -> Any:
        """Return what the use case returns for these arguments. `ports`: instead of the office's own."""
        return bound(use_case, self, *given, **ports)()

    def sign_in(self, name: str, password: str, needed: Permission | None = None) -> InPerson:
        """Sign someone in, who may do what is `needed`. Raises SignInRefusedError, NotAllowedError, DirectoryError."""
        person = self.run(sign_in, SignIn(self.id, name, password)).person
        if needed is not None:
            person.must(needed)
        return InPerson(Actor(person.id, self.id), password)

    def uow(self) -> UnitOfWork:
        return self.parts.uow(self.id)

    @cached_property
    def office(self) -> OfficeFacts:
        with self.uow().read_only() as uow:
            return uow.offices.get()

    @cached_property
    def enrolled(self) -> EnrolledDesk:
        """This PC, as the office knows it."""
        with self.uow().read_only() as uow:
            return uow.offices.desk(self.id)

    @cached_property
    def passwords(self) -> Passwords:
        return passwords_of(self.parts.file)

    @cached_property
    def policies(self) -> PoliciesHere:
        return PoliciesHere(self.parts, proven=True)

    @cached_property
    def strongroom(self) -> Strongroom | None:
        return strongroom_of(self.parts, self.id) if self.enrolled.opens_originals else None
