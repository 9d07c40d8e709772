"""How this PC is: what an administrator sees of it on Health, wherever they are."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import __version__
from desktop.application.ports.desk import LocalHealth, PcState
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.pcs import authority_ends, server_ends
from desktop.bootstrap.policies import policies_of
from desktop.domain.office.pcs import DeskKind, Lack
from desktop.environment import policies
from desktop.environment.office_file import DEMO, OfficeFile
from desktop.environment.own_log import was_missed
from desktop.environment.policies import directory_policy
from desktop.environment.witnesses import is_on_own_disk
from desktop.errors import DirectoryError, PolicyRefusedError

if TYPE_CHECKING:
    from desktop.environment.ldap_directory import DirectoryPolicy

WARNED = timedelta(days=30)
"""How long before the end of a certificate someone is told."""
ROOM = 1 << 30
"""How many bytes have to be free on a disk before someone is told: a day's recordings take some hundred million."""


def pc_state_of(parts: Parts, kind: DeskKind) -> PcState:
    """Return how it is now. Reads the witness files: not on the GUI thread."""
    lacks = {
        Lack.SOUND: plays_sound(parts.file, kind) and not _has_sound(),
        Lack.KEYRING: parts.file.keys_in_file,
        Lack.WITNESS: not parts.witness.are_there(),
        Lack.WITNESS_ELSEWHERE: is_on_own_disk(parts.file, parts.paths.folder),
        Lack.KEYRING_AT_NIGHT: was_missed(),
        **_of_process(),
        **directory_of_pc(parts),
    }
    return PcState(__version__, frozenset(lack.value for lack, is_so in lacks.items() if is_so))


def directory_of_pc(parts: Parts) -> dict[Lack, bool]:
    """Return whether its file of the directory names groups in vain, or nobody names any. Without the file, nothing."""
    try:
        own = directory_policy(parts.file)
        if own is None:
            return {}
        named = policies_of(parts, proven=False).office.directory_groups
    except PolicyRefusedError:
        return {}
    return {
        Lack.DIRECTORY_GROUPS_UNUSED: bool(own.groups and named),
        Lack.NO_DIRECTORY_GROUP: not (own.groups or named),
    }


def plays_sound(file: OfficeFile, kind: DeskKind) -> bool:
    """Return whether calls are played at this PC: originals and copies where they are prepared, copies where they are
    approved or played to customers. Nothing is at one for reviews, nor at one that is kept for jobs.
    """
    return kind is not DeskKind.REVIEW and not file.keys_in_file


def known_here(parts: Parts, now: datetime) -> LocalHealth:
    """Return what only this PC knows of how the office does."""
    from desktop.application.log.health import Trouble  # opening an office does without

    ends, server = authority_ends(parts), server_ends(parts, now)
    troubles = {
        Trouble.CERTIFICATE_ENDS: ends is not None and ends - now < WARNED,
        Trouble.SERVER_CERTIFICATE_ENDS: server is not None and server - now < WARNED,
        Trouble.MOVE_UNFINISHED: parts.file.database is not None and parts.paths.database.exists(),
        Trouble.WITNESS_AWAY: not parts.witness.are_there(),
        Trouble.WITNESS_UNDECIDED: parts.file.witness is None and parts.file.kind != DEMO,
        Trouble.OFFICE_DISK: _is_full(parts.paths.folder),
        Trouble.VAULT_DISK: parts.file.vault is not None and _is_full(parts.file.vault),
    }
    codes = {trouble.value for trouble, is_so in troubles.items() if is_so} | _of_directory(parts, now)
    return LocalHealth(frozenset(codes), ends, server, demo=parts.file.kind == DEMO)


def _is_full(folder: Path) -> bool:
    """Return whether little is left on that folder's disk. One that is away is told otherwise."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free < ROOM
    return False


def _of_directory(parts: Parts, now: datetime) -> set[str]:
    """Return what someone has to look at of this PC's directory, which is asked once a minute at the most."""
    try:
        own = policies.directory_policy(parts.file)
    except PolicyRefusedError:
        return set()  # signing in says it, and doctor
    if own is None:
        return set()
    found = directory_trouble(own, now.replace(second=0, microsecond=0))
    return set() if found is None else {found}


@lru_cache(maxsize=2)
def directory_trouble(policy: DirectoryPolicy, now: datetime) -> str | None:
    """Return what someone has to look at of that directory, as a code of Health; None where it answers as it should."""
    from desktop.application.log.health import Trouble
    from desktop.environment.ldap_directory import LdapDirectory

    try:
        ends = LdapDirectory(policy).certificate_ends()
    except DirectoryError as error:
        return (Trouble.DIRECTORY_AWAY if error.code == "directory_unreachable" else Trouble(error.code)).value
    return Trouble.DIRECTORY_CERTIFICATE_ENDS.value if ends - now < WARNED else None


def _has_sound() -> bool:
    """Return whether there is a card to play to; where only the player could tell, that there is."""
    from desktop.playback.ways_out import Cards

    return sys.platform != "linux" or bool(Cards().devices(tuple))


def _of_process() -> dict[Lack, bool]:
    from desktop.lockdown.at_start import foreign_libraries, is_dumpable

    if sys.platform != "linux":
        return {}
    return {Lack.OWN_MEMORY: is_dumpable(), Lack.OWN_CODE: bool(foreign_libraries())}
