"""The ports to what `desktop.lifecycle` does for windows: a first start, new recovery keys, lost keys, upkeep by hand.

Nothing that is typed for a first start is on a disk before `make` or `ask`. A recovery key's secret half is in memory
alone until it is proved, and goes with its page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from desktop.application.ports.sound import VaultPlace, Watcher
    from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence
    from desktop.domain.office.pcs import JoinRequest
    from desktop.domain.shared.ids import PersonId
    from desktop.errors import CheckpointNotStoredError, ListeningRoomError


@dataclass(frozen=True)
class NewRecoveryKey:
    """A recovery key that was just made: its secret half is nowhere else."""

    secret: str = field(repr=False)
    recipient: str


class NewRecoveryKeys(Protocol):
    """Makes recovery keys, and writes one where someone wants it. Not for the GUI thread."""

    def new_recovery_key(self) -> NewRecoveryKey:
        """Make one. It is stored nowhere."""

    def save_recovery_key(self, key: NewRecoveryKey, file: Path) -> bool:
        """Write it into a new file, as age-keygen does; return whether that is on the office's own disk.

        Raises ExternalSystemError: `recovery_file_exists`, `recovery_file_inside`, `recovery_file_not_written`.
        """


@dataclass(frozen=True)
class ServerPlan:
    """A PostgreSQL server as it was typed.

    `host`: HOST or HOST:PORT, or the folder of a socket of this PC, which needs no `authority` (a file of certificates,
    PEM). `role` is the PCs', `owner` the one that owns the database; the owner's password is stored nowhere.
    """

    host: str = ""
    database: str = ""
    authority: Path | None = None
    role: str = ""
    password: str = field(default="", repr=False)
    owner: str = ""
    owner_password: str = field(default="", repr=False)


@dataclass(frozen=True)
class OfficePlan:
    """The answers typed so far to make an office. None is what nobody has chosen yet.

    `witness`: the folder of the witness file. `witness_later`: whether its place is decided later, and the file begins
    in the office's own folder. `same_disk`: it is on the disk of the office itself. `recovery`: the recipients (age) of
    both recovery keys.
    """

    name: str = ""
    place: str = ""
    nation: str | None = None
    desk: str = ""
    opens_originals: bool | None = None
    on_server: bool | None = None
    server: ServerPlan | None = None
    vault_in: VaultPlace | None = None
    vault: Path | None = None
    witness: Path | None = None
    witness_later: bool | None = None
    same_disk: bool = False
    recovery: tuple[str, str] = ("", "")
    administrator: str = ""
    password: str = field(default="", repr=False)
    again: str = field(default="", repr=False)


@dataclass(frozen=True)
class BackupFacts:
    """The facts of a back-up. `taken_at` is aware. `events`: in its log.

    `has_rows`: it holds the database of an office on a server. `server`: the address of the office's database there, ""
    for an office on one PC. `witnesses`: its witness files. With both the restored PC goes on.
    """

    taken_at: datetime
    program: str
    events: int
    has_rows: bool
    server: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True)
class FromBackup:
    """A back-up, and the recovery key that opens it, as far as they were typed. None is what nobody has chosen.

    `in_file`: whether the recovery key is in the file `recovery`, or was typed as `recovery_key`.
    """

    backup: Path | None = None
    recovery: Path | None = None
    in_file: bool = True
    recovery_key: str = field(default="", repr=False)

    @property
    def key(self) -> Path | str | None:
        """The recovery key: its file, or as it was typed."""
        return self.recovery if self.in_file else self.recovery_key


@dataclass(frozen=True)
class RestorePlan(FromBackup):
    """The choices for restoring an office. `facts`: once the back-up was seen.

    `database_stays`: the office's database is still on its server.
    """

    server: ServerPlan | None = None
    facts: BackupFacts | None = None
    database_stays: bool | None = None


@dataclass(frozen=True)
class Restored:
    """A restored office. `witnessed`: how many events the witness file covers, None where it cannot be read.

    `not_opened`: why it is not opened yet, as where its server does not let this PC in; nobody knows its events then.
    """

    events: int | None
    witnessed: int | None
    not_opened: ListeningRoomError | None = None


@dataclass(frozen=True)
class Asked:
    """This PC's request to join an office, and the four words that stand for it."""

    request: JoinRequest
    words: str


@dataclass(frozen=True)
class DemoMade:
    """A demo office of today: who can sign in, and with which password. `passed`: it replaced one of another day."""

    names: tuple[str, ...]
    password: str
    passed: bool


class FirstStart(NewRecoveryKeys, Protocol):
    """The acts of the first start's pages. Each method may take seconds, and none is for the GUI thread.

    The checks return the plan, completed. They raise FieldsError by the plan's names, or ExternalSystemError.
    """

    @property
    def has_demo(self) -> bool:
        """Whether the demonstration is installed."""

    def make_demo(self) -> DemoMade:
        """Ensure a demo office of today."""

    def check_office(self, plan: OfficePlan) -> OfficePlan:
        """Check the office's name, place and nation."""

    def check_pc(self, plan: OfficePlan) -> OfficePlan:
        """Check this PC's name, and that it was said what it is for."""

    def check_rows(self, plan: OfficePlan) -> OfficePlan:
        """Check that it was said where the rows are."""

    def check_server(self, plan: OfficePlan) -> OfficePlan:
        """Try the server as both roles; nothing is changed there."""

    def check_recordings(self, plan: OfficePlan) -> OfficePlan:
        """Check where an office on a server has its recordings."""

    def check_witness(self, plan: OfficePlan) -> OfficePlan:
        """Try the witness file's folder: a file is written, synced, and removed again."""

    def check_recovery(self, plan: OfficePlan) -> OfficePlan:
        """Check two recipients."""

    def check_administrator(self, plan: OfficePlan) -> OfficePlan:
        """Check the first administrator's name and password."""

    def make(self, plan: OfficePlan, report: Callable[[int, int], object]) -> None:
        """Make the office, whole or not at all; `report` is told how many steps of how many are done."""

    def pending(self) -> Asked | None:
        """Return the request with which this PC has asked to join, if it waits for its answer."""

    def ask(self, name: str, file: Path, *, anew: bool = False) -> Asked:
        """Make this PC's request, the same one each time unless `anew`, and write it into a new file."""

    def join(self, answer: Path, words: str, witness: Path | None, vault: Path | None) -> None:
        """Open the answer, and join. `words`: its four; `witness`, `vault`: where this PC has them, if elsewhere."""

    def check_backup(self, plan: RestorePlan) -> RestorePlan:
        """Look at the back-up, and try the key; what is in it is not checked yet."""

    def restore(self, plan: RestorePlan, watcher: Watcher) -> Restored:
        """Restore the office, whole or not at all; `watcher` is told of bytes, and may stop it (`stopped`)."""


@dataclass(frozen=True)
class KeysBackupFacts:
    """The facts of a back-up that holds this PC's keys. `taken_at` is aware.

    `recipient`: the public half of the recovery key that opens it.
    """

    taken_at: datetime
    program: str
    recipient: str


@dataclass(frozen=True)
class KeysPlan(FromBackup):
    """The answers typed so far. `facts`: once the back-up was looked at.

    `given`: this PC's password on the server, where it was changed since the back-up.
    """

    facts: KeysBackupFacts | None = None
    administrator: str = ""
    own_password: str = field(default="", repr=False)
    given: str = field(default="", repr=False)


@dataclass(frozen=True)
class KeysRestored:
    """The keys are restored: by whom (their sign-in name), and the public half of the recovery key.

    `not_witnessed`: why the log could not be anchored.
    """

    administrator: str
    recipient: str
    not_witnessed: CheckpointNotStoredError | None = None


class LostKeys(Protocol):
    """The acts of the pages. Either may take seconds, and is not for the GUI thread."""

    @property
    def on_server(self) -> bool:
        """Whether the office's database is on a server."""

    def check(self, plan: KeysPlan) -> KeysPlan:
        """Look at the back-up, and try the recovery key; nothing is changed.

        Raises FieldsError by the plan's names, ExternalSystemError.
        """

    def restore(self, plan: KeysPlan, watcher: Watcher) -> KeysRestored:
        """Restore the keys, whole or not at all, and let the log say so; `watcher` is told of steps.

        It may stop it (ListeningRoomError, `stopped`) before the log has it. Raises FieldsError, and as
        `lifecycle.restore`.
        """


class Noted(StrEnum):
    """Whether the log has it that a back-up was made. `NOT_OURS`: it was not at a PC of the back office, which keeps
    the keys of originals.
    """

    IN_LOG = "in_log"
    NOT_OURS = "not_ours"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True)
class BackedUp:
    """The contents of a new back-up. `missing`: files that the database names and the vault did not have.

    `recipients`: the recovery keys that open it.
    """

    events: int
    recordings: int
    missing: int = 0
    recipients: tuple[str, ...] = ()
    noted: Noted = Noted.IN_LOG


@dataclass(frozen=True)
class NightLook:
    """How many recordings a run would destroy now, of how many, and why nobody does it unasked; nothing is changed."""

    due: int
    kept: int
    doubts: tuple[ClockDoubt, ...]
    evidence: ClockEvidence | None


@dataclass(frozen=True)
class NightDone:
    """The outcome of a run. `changed`: log or rows were, so nothing was destroyed. `ours` is False where another PC was
    at it, and nothing was done here.
    """

    destroyed: int = 0
    changed: bool = False
    anchored: bool = True
    ours: bool = True


class Upkeep(Protocol):
    """At one PC. Each method is long work, and raises as the command of the same purpose does."""

    def back_up(self, folder: Path, by: PersonId) -> BackedUp:
        """Copy all that the office needs into a new folder, and log that they made it.

        Raises ExternalSystemError, DatabaseError.
        """

    def save_for_support(self, file: Path) -> None:
        """Write what this PC provides, the office's figures and the program's own log into a new file.

        Nothing in it is about a person. Raises ExternalSystemError (`bundle_not_written`).
        """

    def look(self) -> NightLook:
        """Look what a run would destroy."""

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        """Destroy what is due, by an administrator who has confirmed the clock and knows what was seen."""
