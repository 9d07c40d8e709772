"""The desk: everything that its screens need, over an open office."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from desktop.config import SOUND_CHECK
from desktop.domain.shared.ids import DeskId
from desktop.environment.database_server import Server as Server
from desktop.environment.office_file import DATABASE_KEY as DATABASE_KEY
from desktop.environment.office_file import DATABASE_PASSWORD as DATABASE_PASSWORD
from desktop.environment.office_file import DEMO as DEMO
from desktop.environment.office_file import REAL as REAL
from desktop.environment.office_file import OfficeFile as OfficeFile
from desktop.environment.office_file import facts_of as facts_of
from desktop.environment.office_file import read_office_file as read_office_file
from desktop.environment.office_policies import identity_policy as identity_policy
from desktop.environment.office_policies import keeping_policy as keeping_policy
from desktop.environment.office_policies import office_policy as office_policy
from desktop.environment.office_policies import policy_path as policy_path
from desktop.errors import NotAllowedError, SurroundingsError

if TYPE_CHECKING:
    from desktop.application.ports.database import UnitOfWork
    from desktop.application.ports.desk import Desk, SoundDesk
    from desktop.application.ports.sound import Strongroom
    from desktop.media.telephony.folder import TelephonyFolders
    from desktop.playback.outlet import Outlet
    from desktop.playback.player import Player
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import AnchoredIn, milestones_of, verifier_over


def strongroom_of(parts: Parts, desk: DeskId) -> Strongroom:
    """Return the vault for a desk that opens originals."""
    from desktop.media.store.strongroom import VaultStrongroom
    from desktop.vault.blobs import Blobs

    return VaultStrongroom(Blobs(parts.paths.vault), lambda: identity_of(parts.store, desk))


def back_desk(uow: UnitOfWork) -> DeskId:
    """Return the first desk, by name, that opens originals."""
    desks = uow.reading.desks()
    found = [id for id in sorted(desks, key=lambda id: desks[id]) if uow.offices.desk(id)[1]]
    if not found:
        raise SurroundingsError("no_back_office")
    return found[0]


def desk_for_originals(parts: Parts) -> DeskId:
    """Return the folder's own desk, where it opens originals; in a demo its back office. Raises NotAllowedError."""
    with parts.uow(parts.file.desk).look() as uow:
        if uow.offices.desk(parts.file.desk)[1]:
            return parts.file.desk
        if parts.file.kind == DEMO:
            return back_desk(uow)
    raise NotAllowedError("not_a_back_office")


def open_desk(folder: Path, *, outlet: Outlet | None = None, back_office: bool = False, alone: bool = False) -> Desk:
    """Open the office and build everything that its screens need. Slow: not on the GUI thread.

    `back_office`: use a desk that opens originals instead of the folder's own. Only an account that is enrolled at
    both can (in a demo they share a file of keys). `alone`: for the screens, which are open once. Raises
    SurroundingsError where there is none.
    """
    from db.engines.one_program import hold

    parts = open_parts(folder)
    try:
        if alone:
            hold(parts.engine, None if parts.file.database else parts.paths.database, parts.file.desk)
        return wired(parts, outlet, back_office)
    except BaseException:
        parts.engine.dispose()
        raise


def wired(parts: Parts, outlet: Outlet | None, back_office: bool) -> Desk:
    """Build the desk over an open office."""
    from desktop.application.ports.desk import Desk
    from desktop.application.ports.desk_gate import DeskGate
    from desktop.domain.office.policy import HolidayRegion
    from desktop.environment.clock import SystemClock
    from desktop.environment.holiday_tables import HolidayTable
    from desktop.environment.passwords import Passwords
    from desktop.environment.telephone_numbers import TelephoneNumbers
    from desktop.lockdown.restrictions import PcLockdown

    desk, gate, clock = parts.file.desk, DeskGate(), SystemClock()
    with parts.uow(desk).look() as uow:
        office = uow.offices.get()
        desk = back_desk(uow) if back_office else desk
        name, opens_originals = uow.offices.desk(desk)
    policy = office_policy(parts.file)
    holidays = HolidayTable(HolidayRegion(office.nation), policy.holidays_announced_through)
    id_policy, keeping = identity_policy(parts.file), keeping_policy(parts.file)
    player, sound = _player_and_sound(parts, desk, outlet)  # last: see there

    return Desk(
        office=office,
        id=desk,
        name=name,
        uow=lambda: parts.uow(desk, gate),
        clock=clock,
        passwords=Passwords(),
        policy=policy,
        id_policy=id_policy,
        keeping=keeping,
        player=player,
        sound=sound,
        lockdown=PcLockdown(),
        witness=parts.witness,
        verifier=verifier_over(parts, desk, clock),
        anchored=AnchoredIn(parts.witness, milestones_of(parts)),
        is_holiday=holidays,
        holidays_known=holidays.covers,
        numbers=TelephoneNumbers(),
        strongroom=strongroom_of(parts, desk) if opens_originals else None,
        folders=_telephony_folders() if opens_originals else None,
        load_rest=_load_rest,
        close=partial(_close, player, parts),
    )


def _player_and_sound(parts: Parts, desk: DeskId, outlet: Outlet | None) -> tuple[Player, SoundDesk]:
    """Build the player, and the object that opens copies for it at that desk.

    The player's thread begins to load libvlc's binding at once, and all other imports would wait for that.
    """
    from desktop.media.waveform.summary import waveform_of
    from desktop.playback.opening import VaultSound
    from desktop.playback.player import Player
    from desktop.vault.blobs import Blobs

    blobs, identity, check = Blobs(parts.paths.vault), partial(identity_of, parts.store, desk), SOUND_CHECK.read_bytes()
    player = Player(outlet=outlet)
    return player, VaultSound(player, blobs, identity, waveform_of, check)


def _load_rest() -> tuple[ModuleType, ...]:
    """Load what is otherwise imported at its first use, and return it. Opening an office uses none of it."""
    import argon2

    from db.copies import drafts
    from db.log import audit_log, own_events, proven, times
    from db.office import people
    from db.reading import read_models
    from db.recordings import keeping, recordings
    from db.requests import requests
    from db.sessions import sessions
    from desktop.lockdown import x11_cover
    from desktop.media.waveform import peaks
    from desktop.vault import keys

    to_sign_in = argon2, people, proven, own_events, audit_log
    of_the_pages = read_models, requests, sessions, recordings, keeping, drafts, times
    return *to_sign_in, *of_the_pages, keys, peaks, x11_cover


def _close(player: Player, parts: Parts) -> None:
    player.close()
    parts.engine.dispose()


def _telephony_folders() -> TelephonyFolders:
    from desktop.media.telephony.folder import TelephonyFolders

    return TelephonyFolders()
