"""`listening-room status`: how the office does, for whoever looks after its PCs, and for a monitoring system.

Rules: nobody signs in, and nothing in it is about a person. Exit 1 where someone has to look at something.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from desktop import __version__
from desktop.application.log.health import Health, health
from desktop.application.ports.desk import Clock
from desktop.application.ports.vault import VaultPlace
from desktop.bootstrap import pc_state
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.bootstrap.verifying import AnchoredIn, milestones_of
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import REAL
from desktop.environment.witness_place import is_on_own_disk
from desktop.words.command_line import as_json
from desktop.words.command_line import status as said
from desktop.words.health import to_do


@dataclass(frozen=True)
class Status:
    """The office's health, and the program's version. `vault_in`: where recordings are kept."""

    health: Health
    version: str
    vault_in: VaultPlace = VaultPlace.FOLDER

    def as_json(self) -> str:
        """Return it as one line of JSON: times in ISO 8601, in UTC."""
        found = asdict(self.health) | {"version": self.version, "vault_in": self.vault_in}
        found["troubles"] = sorted(self.health.troubles)
        return as_json(found)


def status_of(parts: Parts, clock: Clock) -> Status:
    """Return the status of an open office."""
    found = health(
        uow=parts.uow(parts.file.desk),
        clock=clock,
        policy=office_policy_of(parts),
        anchored=AnchoredIn(parts.witness, milestones_of(parts)),
        this_pc=partial(pc_state.known_here, parts),
    )
    if parts.file.database is None:  # where there is one PC, its database cannot tell whether the program is open
        found = replace(found, pcs=tuple(replace(pc, is_open=False) for pc in found.pcs))
    return Status(found, __version__, parts.file.vault_in)


@dataclass(frozen=True)
class OfficeHere:
    """The office of this account as `doctor` tells of it.

    `plays`: whether calls are played at this PC. `keyring`: its keys are in the keyring. `witness_on_own_disk`: None
    where the office has one PC. `pcs`: how each PC is, and whether nobody need look. `to_do`: what somebody has to look
    at, apart from PCs. `figures`: the status as JSON, without the PCs' names.
    """

    plays: bool
    keyring: bool
    vault_in: VaultPlace
    witness_on_own_disk: bool | None
    pcs: tuple[tuple[bool, str], ...]
    to_do: tuple[str, ...]
    figures: str


def office_here(folder: Path) -> OfficeHere:
    """Open the office in that folder for a look. Raises SurroundingsError.

    How this PC is with its directory comes last of the PCs, as it is now: its own line says what it last reported.
    """
    parts = open_parts(folder, unattended=True)
    try:
        found = status_of(parts, SystemClock())
        health, file = found.health, parts.file
        here = [(False, said.here(lack)) for lack, is_so in pc_state.directory_of_pc(parts).items() if is_so]
        with parts.uow(file.desk).look() as uow:
            lines = said.pc_lines(health, uow.offices.get().zone)
            plays = pc_state.plays_sound(file, uow.offices.desk(file.desk).kind)
    finally:
        parts.engine.dispose()
    unnamed = tuple(replace(pc, name=f"PC {number}") for number, pc in enumerate(health.pcs, 1))
    return OfficeHere(
        plays,
        file.kind == REAL and not file.keys_in_file,
        file.vault_in,
        is_on_own_disk(file, folder) if file.database is not None else None,
        (*((not pc.troubles, line) for pc, line in zip(health.pcs, lines, strict=True)), *here),
        tuple(to_do(replace(health, pcs=unnamed), of_pcs=False)),
        replace(found, health=replace(health, pcs=unnamed)).as_json(),
    )


def status(folder: Path, *, as_json: bool) -> tuple[list[str], int]:
    """Return what is to be printed, and the exit code. Raises SurroundingsError."""
    parts = open_parts(folder, unattended=True)
    try:
        found = status_of(parts, SystemClock())
        with parts.uow(parts.file.desk).look() as uow:
            zone = uow.offices.get().zone
    finally:
        parts.engine.dispose()
    in_words = [said.runs(found.version), *said.lines(found.health, zone, found.vault_in)]
    lines = [found.as_json()] if as_json else in_words
    return lines, 0 if found.health.all_is_well else 1
