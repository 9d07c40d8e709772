"""The ports of a desk, put together for the windows, and closed after them.

Opening does not wait for what is first needed later: a `LazyProxy` makes it when it is asked for, and `_load_rest`
loads the remaining modules while someone types their name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.keys import RecoveryKeysHere, identity_of
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.pc_state import known_here, pc_state_of
from desktop.bootstrap.pcs import pcs_of
from desktop.bootstrap.policies import PoliciesHere
from desktop.bootstrap.verifying import AnchoredIn, milestones_of, verifier_over
from desktop.config import SOUND_CHECK
from desktop.domain.office.pcs import not_done_at
from desktop.domain.shared.ids import DeskId
from desktop.errors import DatabaseError, KeyringError

if TYPE_CHECKING:
    from desktop.application.ports.database import Changes
    from desktop.application.ports.desk import Desk, Passwords, SoundDesk, Waveform
    from desktop.application.ports.office import DeskKeys, OfficeFacts
    from desktop.application.ports.sound import Strongroom
    from desktop.domain.copies.copy import ApprovedCopy
    from desktop.domain.office.pcs import EnrolledDesk
    from desktop.domain.office.people import Permission
    from desktop.media.telephony.folder import TelephonyFolders
    from desktop.playback.engine import Outlet
    from desktop.playback.player import Player


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
    from desktop.vault.desk_keys import DeskKeys

    return DeskKeys(lambda: identity_of(parts.store, desk))


def open_desk(folder: Path, *, outlet: Outlet | None = None, alone: bool = False) -> Desk:
    """Open the office and build everything that its screens need. Slow: not on the GUI thread.

    `alone`: for the screens, which are open once. Raises ExternalSystemError where there is none; KeyringError
    (`root_store_screens`) at a PC kept for jobs.
    """
    from db.engines.locks import hold

    parts = open_parts(folder)
    try:
        if alone and parts.file.keys_in_file:
            raise KeyringError("root_store_screens")
        if alone:
            hold(parts.engine, None if parts.file.database else parts.paths.database, parts.file.desk)
        return wired(parts, outlet)
    except BaseException:
        parts.engine.dispose()
        raise


def wired(parts: Parts, outlet: Outlet | None) -> Desk:
    """Build the desk over an open office."""
    from desktop.application.ports.database import DeskGate
    from desktop.application.ports.desk import Desk
    from desktop.environment.clock import SystemClock
    from desktop.environment.passwords import passwords_of
    from desktop.environment.policies import TomlPolicies
    from desktop.environment.telephone_numbers import TelephoneNumbers
    from desktop.lockdown.restrictions import PcLockdown

    must_know_where_recordings_are(parts)
    office, enrolled, not_here = _here(parts)
    desk, gate, clock, passwords = enrolled.id, DeskGate(), SystemClock(), passwords_of(parts.file)
    policies, changes = PoliciesHere(parts), _changes(parts)
    player, sound = _player_and_sound(parts, desk, outlet)  # last: see there
    return Desk(
        office=office,
        id=desk,
        name=enrolled.name,
        kind=enrolled.kind,
        not_here=not_here,
        uow=lambda: parts.uow(desk, gate),
        clock=clock,
        passwords=passwords,
        policies=policies,
        texts=TomlPolicies(parts.file),
        player=player,
        sound=sound,
        lockdown=PcLockdown(),
        witness=parts.witness,
        verifier=verifier_over(parts, desk, clock),
        desk_keys=desk_keys_of(parts, desk),
        anchored=AnchoredIn(parts.witness, milestones_of(parts)),
        numbers=TelephoneNumbers(),
        new_recovery_keys=RecoveryKeysHere(parts.paths.folder),
        pcs=pcs_of(parts, desk),
        changes=changes,
        vault_in=parts.file.vault_in,
        strongroom=_strongroom_later(parts, desk) if enrolled.opens_originals else None,
        folders=_telephony_folders() if enrolled.opens_originals else None,
        state=partial(pc_state_of, parts, enrolled.kind),
        this_pc=partial(known_here, parts),
        mail_program=_hand_over,
        load_rest=_load_rest,
        close=partial(_close, player, parts, passwords),
    )


def _hand_over(draft: Path) -> None:
    from desktop.environment.mail_program import hand_over  # at its first use

    hand_over(draft)


def _here(parts: Parts) -> tuple[OfficeFacts, EnrolledDesk, frozenset[Permission]]:
    """Return the office, the desk that this is, and the work that is not done at it. Raises DeskCopiedError."""
    with parts.uow(parts.file.desk).read_only() as uow:
        uow.turns.must_be_ours()
        here = uow.offices.desk(parts.file.desk)
        return uow.offices.get(), here, not_done_at(here, uow.offices.desks())


def must_know_where_recordings_are(parts: Parts) -> None:
    """Raise DatabaseError (`recordings_moved`) where they have moved since the office was opened, a moment ago."""
    if parts.file.database is None or parts.file.vault_in is VaultPlace.DATABASE:
        return
    from db.log.office_state import recordings_are_in_database as are_in_database

    if are_in_database(parts.engine):
        raise DatabaseError("recordings_moved")


def _changes(parts: Parts) -> Changes | None:
    """Return what tells of other programs' changes; None for an office on one PC."""
    if parts.file.database is None:
        return None
    from db.engines.changes import ServerChanges

    return ServerChanges(parts.engine)


def _player_and_sound(parts: Parts, desk: DeskId, outlet: Outlet | None) -> tuple[Player, SoundDesk]:
    """Build the player, and the object that opens copies for it at that desk.

    The player's thread begins to load libvlc's binding at once, and all other imports would wait for that.
    """
    from desktop.playback.player import Player, VaultSound

    def waveform_of(blocks: Iterator[bytes], copy: ApprovedCopy) -> Waveform:
        from desktop.media import waveform

        return waveform.waveform_of(blocks, copy)

    identity, check = partial(identity_of, parts.store, desk), SOUND_CHECK.read_bytes()
    player = Player(outlet=outlet)
    return player, VaultSound(player, parts.vault, identity, waveform_of, check)


def _load_rest() -> tuple[ModuleType, ...]:
    """Load what is otherwise imported at its first use, and return it. Opening an office uses none of it."""
    import argon2

    from db import office, sessions
    from db.log import audit_log, proven, trusted_log
    from db.reading import read_models
    from db.recordings import keeping, recordings
    from db.requests import requests
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


def _telephony_folders() -> TelephonyFolders:
    from desktop.media.telephony.folder import TelephonyFolders

    return TelephonyFolders()
