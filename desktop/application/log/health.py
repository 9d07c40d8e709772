"""How the office does, in figures, for whoever looks after its PCs: nothing in it is about a person.

- Something that needs attention is a `Trouble`, or what the nightly run left to people; without any all is well.
- When a PC was last seen is when it last signed a checkpoint: each session, decision and sign-out does.
- A PC reports on itself when the program is opened, before anyone signs in, and only what differs from its last report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from desktop.application.log.integrity import Lag, lag_of
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Anchored, LocalHealth, PcState, ThisPc
from desktop.application.ports.reading import HealthRows, NightStopped, PcReported, VaultLooked
from desktop.application.shared.commands import Actor, Command, carries_out, nothing
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.pcs import DeskKind, Lack
from desktop.domain.office.people import Permission
from desktop.domain.recordings.retention import NightTask
from desktop.domain.shared.ids import DeskId

NIGHTS = timedelta(days=2)
UNSEEN = timedelta(days=7)
BACKED_UP = timedelta(days=7)
"""The longest time from one back-up to the next that nobody has to look at."""
REFUSED = timedelta(days=7)
"""How long it is told that a row was not believed: someone has to find out who wrote it."""
CLOCK_OFF_S = 120
"""From how many seconds on a PC's clock strays."""
HARMLESS = frozenset({Lack.KEYRING.value, Lack.DIRECTORY_GROUPS_UNUSED.value})
"""Of the things that a PC tells of itself, those that nobody has to look at."""


class Trouble(StrEnum):
    """A finding that someone has to look at, the gravest first."""

    ROW_REFUSED = "row_refused"
    VAULT_DAMAGED = "vault_damaged"
    PC_COPIED = "pc_copied"
    LOSS_NOT_STATED = "loss_not_stated"
    WITNESS_AWAY = "witness_away"
    VAULT_AWAY = "vault_away"
    NOT_ANCHORED = "not_anchored"
    NIGHT_STOPPED = "night_stopped"
    NO_NIGHTLY_RUN = "no_nightly_run"
    NO_BACKUP_YET = "no_backup_yet"
    NO_BACKUP = "no_backup"
    WITNESS_UNDECIDED = "witness_undecided"
    OFFICE_OPEN = "office_open"
    SHARE_OPEN = "share_open"
    OFFICE_DISK = "office_disk"
    VAULT_DISK = "vault_disk"
    LOGIN_LEFT = "login_left"
    SERVER_CERTIFICATE_ENDS = "server_certificate_ends"
    CERTIFICATE_ENDS = "certificate_ends"
    DIRECTORY_AWAY = "directory_away"
    DIRECTORY_CERTIFICATE = "directory_certificate"
    DIRECTORY_CERTIFICATE_EXPIRED = "directory_certificate_expired"
    DIRECTORY_CERTIFICATE_NAME = "directory_certificate_name"
    DIRECTORY_CERTIFICATE_ENDS = "directory_certificate_ends"
    MOVE_UNFINISHED = "move_unfinished"
    KEYS_TO_RENEW = "keys_to_renew"
    OVERDUE = "overdue"
    REMOTE_SESSION = "remote_session"
    PC_CLOCK = "pc_clock"
    PC_LACKS = "pc_lacks"
    PC_UNSEEN = "pc_unseen"


@dataclass(frozen=True)
class PcHealth:
    """A PC that is here. `last_seen`: None where it never was. `is_open`: the program is there, as far as is known.

    `copied`: a copy of it was in use, or it is the copy. `reported`: what it last told of itself, None where it never
    did. `unseen`: it was not seen for a week, nor did it join in that time. `night_stopped`: the last nightly run was
    there, and destroyed nothing.
    """

    name: str
    kind: DeskKind
    last_seen: datetime | None
    is_open: bool
    copied: bool = False
    reported: PcReported | None = None
    unseen: bool = False

    @property
    def troubles(self) -> frozenset[Trouble]:
        """The findings that someone has to look at there."""
        found = {
            Trouble.PC_UNSEEN: self.unseen,
            Trouble.PC_COPIED: self.copied,
            Trouble.PC_CLOCK: self.is_off,
            Trouble.PC_LACKS: self.lacks_what_it_needs,
        }
        return frozenset(trouble for trouble, is_so in found.items() if is_so)

    night_stopped: bool = False

    @property
    def lacks_what_it_needs(self) -> bool:
        """Whether it lacks something that someone has to look at.

        A PC kept for jobs is meant to have no keyring, and groups that are not used do no harm.
        """
        return self.reported is not None and not set(self.reported.lacks) <= HARMLESS

    @property
    def is_off(self) -> bool:
        """Whether its clock strays."""
        return self.reported is not None and abs(self.reported.clock_ahead or 0) > CLOCK_OFF_S


@dataclass(frozen=True)
class Health:
    """The figures, at that moment. Times are aware, in UTC; None: never, or none.

    `unanchored_seconds`: how long the oldest event without an anchor has waited. `newest_anchor`: when the newest
    checkpoint was signed that a witness has; None also where no witness can be read. `certificate_ends`: when the
    certificate ends by which this PC trusts the server, `server_certificate_ends` when the server's own does.
    `overdue` counts requests past their due date, of which `oldest_due` is the first. `left`: what the last nightly
    run left to people. `vault`: how far it has been looked through, None where never. `stopped`: why the last nightly
    run destroyed nothing, None where it went through. `backed_up_at`: when the log's newest back-up was made.
    `refused_at`: when a row was last not believed, at any PC. `engine`: what plays calls at this PC; empty while none
    is open.
    """

    at: datetime
    events: int
    unanchored_seconds: int
    nightly_at: datetime | None
    overdue: int
    oldest_due: date | None
    unfinished_sessions: int
    keys_to_renew: int
    left: Mapping[NightTask, int]
    pcs: tuple[PcHealth, ...]
    vault: VaultLooked | None
    troubles: frozenset[Trouble]
    newest_anchor: datetime | None = None
    certificate_ends: datetime | None = None
    server_certificate_ends: datetime | None = None
    stopped: NightStopped | None = None
    backed_up_at: datetime | None = None
    refused_at: datetime | None = None
    engine: str = ""

    @property
    def all_is_well(self) -> bool:
        """Whether nobody has to look at anything."""
        return not (self.troubles or self.left)


def nightly_run_missed(last: datetime, now: datetime) -> bool:
    """Return whether there has been no nightly run for two days, after that one."""
    return now - last > NIGHTS


def office_health(
    actor: Actor,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    anchored: Anchored,
    this_pc: ThisPc,
) -> Health:
    """Return how the office does now, to an administrator. Raises NotAllowedError, RowRefusedError."""
    size = anchored()
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
        found = _figures(uow, clock, policy, size)
    return _with(found, this_pc(found.at))


def health(*, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, anchored: Anchored, this_pc: ThisPc) -> Health:
    """Return how the office does now."""
    size = anchored()
    with uow.read_only():
        found = _figures(uow, clock, policy, size)
    return _with(found, this_pc(found.at))


def _with(found: Health, here: LocalHealth) -> Health:
    troubles = found.troubles | {Trouble(code) for code in here.troubles}
    if Trouble.NO_BACKUP_YET in troubles:  # of a demo nobody makes one before it was there for a week
        troubles -= {Trouble.NO_BACKUP_YET if here.demo else Trouble.NO_BACKUP}
    authority, server = here.certificate_ends, here.server_certificate_ends
    return replace(
        found,
        troubles=troubles,
        certificate_ends=authority,
        server_certificate_ends=server,
        engine=here.engine,
    )


def _figures(uow: UnitOfWork, clock: Clock, policy: OfficePolicy, size: int | None) -> Health:
    now = clock.now()
    lag = lag_of(uow, clock, policy, size)
    rows = uow.reading.health(policy.local(now).date(), size)
    here = [desk for desk in uow.offices.desks() if desk.withdrawn_at is None]
    pcs = tuple(
        PcHealth(
            desk.name,
            desk.kind,
            rows.anchored_at.get(desk.id),
            desk.id in rows.open_desks,
            desk.id in rows.copied,
            rows.reported.get(desk.id),
            unseen=now - rows.anchored_at.get(desk.id, desk.enrolled_at) > UNSEEN,
            night_stopped=rows.stopped is not None and rows.stopped.desk == desk.id,
        )
        for desk in here
    )
    of_pcs = frozenset[Trouble]().union(*(pc.troubles for pc in pcs))
    return Health(
        at=now,
        events=rows.events,
        unanchored_seconds=int(lag.age.total_seconds()),
        nightly_at=rows.nightly_at,
        overdue=rows.overdue,
        oldest_due=rows.oldest_due,
        unfinished_sessions=rows.unfinished,
        keys_to_renew=rows.keys_to_renew,
        left=rows.left,
        pcs=pcs,
        vault=rows.looked,
        troubles=of_pcs | _troubles_of(lag, size, rows, now),
        newest_anchor=rows.newest_anchor,
        stopped=rows.stopped,
        backed_up_at=rows.backed_up_at,
        refused_at=rows.refused_at,
    )


def _troubles_of(lag: Lag, size: int | None, rows: HealthRows, now: datetime) -> set[Trouble]:
    """Return the findings about the log, and about the whole office, that follow from its figures.

    `size`: how many events the witness has, None where that is not known.
    """
    troubles = {
        Trouble.NOT_ANCHORED: lag.stops,
        Trouble.LOSS_NOT_STATED: size is not None and size > rows.events,
        Trouble.NO_BACKUP_YET: rows.backed_up_at is None,
        Trouble.NO_NIGHTLY_RUN: nightly_run_missed(rows.nightly_at or rows.begun_at, now),
        Trouble.NIGHT_STOPPED: rows.stopped is not None,
        Trouble.NO_BACKUP: now - (rows.backed_up_at or rows.begun_at) > BACKED_UP,
        Trouble.ROW_REFUSED: rows.refused_at is not None and now - rows.refused_at <= REFUSED,
        Trouble.OVERDUE: rows.overdue > 0,
        Trouble.KEYS_TO_RENEW: rows.keys_to_renew > 0,
        Trouble.LOGIN_LEFT: rows.logins_left > 0,
        Trouble.VAULT_DAMAGED: bool(rows.looked and rows.looked.damaged),
    }
    return {trouble for trouble, is_so in troubles.items() if is_so}


CLOCK_S = 30


class ReportPc(Command[None]):
    """The PC, and how it is."""

    desk: DeskId
    state: PcState


def has_to_report(command: ReportPc, *, uow: UnitOfWork, clock: Clock) -> bool:
    """Return whether it is other than it last told."""
    with uow.read_only():
        return _differs(uow.reading.pc_reported(command.desk), command.state, _clock_ahead(uow, clock))


@carries_out(ReportPc, again=nothing)
def report_pc(command: ReportPc, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log how the PC is. Raises DeskCopiedError."""
    with uow:
        uow.turns.must_be_ours()
        facts: Facts = {"version": command.state.version, "lacks": sorted(command.state.lacks)}
        ahead = _clock_ahead(uow, clock)
        if ahead is not None:
            facts["clock_ahead"] = ahead
        uow.commit(Event(EventKind.DESK_REPORTED, clock.now(), command.desk, None, {}, facts))


def _differs(told: PcReported | None, state: PcState, ahead: int | None) -> bool:
    if told is None or (told.version, frozenset(told.lacks)) != (state.version, state.lacks):
        return True
    return abs((ahead or 0) - (told.clock_ahead or 0)) >= CLOCK_S


def _clock_ahead(uow: UnitOfWork, clock: Clock) -> int | None:
    """Return by how many seconds this PC's clock leads the server's; None where there is no other clock."""
    there = uow.times.server()
    return None if there is None else round((clock.now() - there).total_seconds())
