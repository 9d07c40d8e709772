"""Figures of how the office does, as they are read: for the page Health, and for monitoring."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from datetime import date, datetime

    from desktop.application.ports.keeping import StoredFile
    from desktop.domain.office.clock_doubt import ClockDoubt
    from desktop.domain.recordings.night_tasks import NightTask
    from desktop.domain.shared.ids import DeskId


@dataclass(frozen=True)
class VaultLooked:
    """How far the vault has been looked through, at the end of the newest look.

    `began`: the round under way, or the last one where `up_to` is ""; else that is the name of the file up to which it
    got: `looked_at` files of `of`. `ended`: when the last whole round did, None where none has. `damaged`: all files
    that are.
    """

    at: datetime
    up_to: str
    began: datetime
    ended: datetime | None
    looked_at: int
    of: int
    damaged: tuple[StoredFile, ...]


@dataclass(frozen=True)
class PcReported:
    """The last report of a PC. `clock_ahead`: its clock's lead over the server's in seconds, None without one."""

    at: datetime
    version: str
    clock_ahead: int | None
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class NightStopped:
    """A nightly run that destroyed nothing, and none has gone through since: at which desk, and why.

    `log_changed`: log or rows were not as they were written.
    """

    desk: DeskId
    doubts: tuple[ClockDoubt, ...]
    log_changed: bool


@dataclass(frozen=True)
class HealthRows:
    """Figures of how the office does. `begun_at`: when it was made. `events`: how many the log has. `anchored_at`: by
    desk, when it last signed a checkpoint. `copied`: the desks of which a copy was seen, and
    whose keys were not restored since. `open_desks`: those at which the program is open, as far as is known.
    `left`: what the newest nightly run left to people.
    `looked`: None where nobody has looked through the vault. `reported`: by desk. `newest_anchor`: when the newest
    checkpoint was signed that covers no more than the witness has; None without one. `backed_up_at`: when the newest
    back-up was made. `refused_at`: when a row was last not believed.
    `logins_left`: how many PCs that were withdrawn the database server still lets in.
    `stopped`: None where the newest nightly run went through.
    """

    begun_at: datetime
    events: int
    nightly_at: datetime | None
    overdue: int
    oldest_due: date | None
    unfinished: int
    keys_to_renew: int
    left: Mapping[NightTask, int]
    anchored_at: Mapping[DeskId, datetime]
    copied: Set[DeskId]
    open_desks: Set[DeskId]
    looked: VaultLooked | None = None
    stopped: NightStopped | None = None
    reported: Mapping[DeskId, PcReported] = field(default_factory=dict)
    newest_anchor: datetime | None = None
    backed_up_at: datetime | None = None
    refused_at: datetime | None = None
    logins_left: int = 0
