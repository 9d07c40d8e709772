"""The output of the verb that tells how the office does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.application.ports.vault import VaultPlace
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.command_line import look
from desktop.words.formatting import day, grouped, length, local, moment
from desktop.words.health import reported_words, to_do, vault_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desktop.application.log.health import Health, PcHealth
    from desktop.domain.office.lacks import Lack


def lines(health: Health, zone: ZoneInfo, vault_in: VaultPlace = VaultPlace.FOLDER) -> list[str]:
    """Return what is printed: what someone has to look at comes last, each with LOOK."""
    night = moment(health.nightly_at, zone) if health.nightly_at else tr("never")
    backup = moment(health.backed_up_at, zone) if health.backed_up_at else tr("never")
    anchor = moment(health.newest_anchor, zone) if health.newest_anchor else tr("not known")
    told = [
        tr("Events in the log: {n}. The oldest without an anchor has waited {wait}.").format(
            n=grouped(health.events), wait=length(health.unanchored_seconds)
        ),
        tr("Newest anchor outside: {when}.").format(when=anchor),
        tr("Last nightly run: {when}.").format(when=night),
        tr("Newest back-up: {when}.").format(when=backup),
        counted(health.unfinished_sessions, "1 session is not closed yet.", "{n} sessions are not closed yet."),
        _overdue(health),
        recordings(vault_in),
        *vault_words(health.vault, zone),
        *pc_lines(health, zone),
    ]
    if health.certificate_ends is not None:
        ends = day(local(health.certificate_ends, zone).date())
        told.append(tr("The certificate of the server’s authority ends on {day}.").format(day=ends))
    if health.server_certificate_ends is not None:
        ends = day(local(health.server_certificate_ends, zone).date())
        told.append(tr("The server’s own certificate ends on {day}.").format(day=ends))
    for said in to_do(health):
        told += look(said)
    return told


def runs(version: str) -> str:
    """Say which version this PC runs; the line of each PC says which it last reported."""
    return tr("This PC runs version {version}.").format(version=version)


def pc_lines(health: Health, zone: ZoneInfo) -> list[str]:
    """Say how each PC is."""
    return [_line(pc, zone) for pc in health.pcs]


def here(lack: Lack) -> str:
    """Say of this PC what it lacks, or has in vain."""
    return tr("This PC: {what}.").format(what=words(lack))


def recordings(vault_in: VaultPlace) -> str:
    """Say where recordings are kept."""
    if vault_in is VaultPlace.DATABASE:
        return tr("Recordings are in the database, on its server.")
    return tr("Recordings are in a folder.")


def _overdue(health: Health) -> str:
    if health.oldest_due is None:
        return tr("No request is overdue.")
    said = counted(health.overdue, "1 request is overdue", "{n} requests are overdue")
    return tr("{overdue}: the first was due on {day}.").format(overdue=said, day=day(health.oldest_due))


def _line(pc: PcHealth, zone: ZoneInfo) -> str:
    seen = moment(pc.last_seen, zone) if pc.last_seen else ""
    if pc.is_open:
        said = tr("{name} ({kind}): open now. Last seen: {when}.") if seen else tr("{name} ({kind}): open now.")
    else:
        never = tr("{name} ({kind}): nobody has worked there yet.")
        said = tr("{name} ({kind}): last seen {when}.") if seen else never
    return " ".join([said.format(name=pc.name, kind=words(pc.kind).lower(), when=seen), *reported_words(pc)])
