"""What Health says of a PC and of the vault, in sentences."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.office.lacks import Lack
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, grouped, length, local

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desktop.application.log.health import PcHealth
    from desktop.application.ports.health import VaultLooked


def reported_words(pc: PcHealth) -> list[str]:
    """Say what a PC last told of itself, in sentences: its version, its clock where that is wrong, what it lacks."""
    told = pc.reported
    if told is None:
        return []
    said = [tr("Version {version}.").format(version=told.version)]
    if pc.is_off and told.clock_ahead is not None:
        ahead = tr("Its clock is {time} ahead.") if told.clock_ahead > 0 else tr("Its clock is {time} behind.")
        said.append(ahead.format(time=length(abs(told.clock_ahead))))
    known = {lack.value: lack for lack in Lack}
    said += [f"{words(known[lack])}." for lack in told.lacks if lack in known]
    if not known.keys() >= {*told.lacks}:
        said.append(tr("It tells of something that this version does not know."))
    return said


def vault_words(vault: VaultLooked | None, zone: ZoneInfo) -> list[str]:
    """Say how far the vault has been looked through: nothing where nobody has begun."""
    if vault is None:
        return []
    said = []
    if vault.ended is not None:
        said.append(tr("The whole vault was last looked through on {day}.").format(day=_day(vault.ended, zone)))
    if vault.up_to:
        under_way = tr("{n} of {of} files looked through since {day}.")
        counts = {"n": grouped(vault.looked_at), "of": grouped(vault.of)}
        said.append(under_way.format(**counts, day=_day(vault.began, zone)))
    if vault.damaged:
        said.append(counted(len(vault.damaged), "1 is damaged or missing.", "{n} are damaged or missing."))
    return said


def _day(at: datetime, zone: ZoneInfo) -> str:
    return day(local(at, zone).date())
