"""The log of an open office for others to judge: over it the independent verifier, and the stored log for an export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Proof
from desktop.application.ports.log import Keystore
from desktop.application.ports.sound import Watcher
from desktop.bootstrap.opening import Parts
from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.differences import Difference
from desktop.domain.shared.ids import DeskId
from desktop.environment.witnesses import Witness, Witnesses
from desktop.errors import ExternalSystemError, KeyringError, ListeningRoomError, LogBrokenError, OtherLogError

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.environment.time_stamps import TimeStamps
    from desktop.verify import Report
    from desktop.verify.checkpoints import Receipt
    from desktop.verify.log import Last
    from desktop.verify.report import Milestone
    from desktop.verify.witnesses import WitnessFile


Hear = Callable[[int, int], None]

VERIFIED = "verified-log"
"""The keyring's entry."""


def log_connection(engine: Engine) -> AbstractContextManager[Any]:
    """Open a connection of the driver's own (PEP 249): one snapshot of the log, streamed."""
    from db.engines.server_database import driver_connection

    return driver_connection(engine)


def witness_files(witness: Witnesses) -> list[WitnessFile]:
    """Read the witness files for the verifier, before the database is looked at."""
    return [_witness_file(file) for file in witness.files]


def _witness_file(file: Witness | TimeStamps) -> WitnessFile:
    from desktop.verify.witnesses import WitnessFile

    text, again = file.readable_text(), file.readable_text
    if isinstance(file, Witness):
        return WitnessFile(text, again, str(file.path))
    from desktop.verify.stamps import Stamps

    try:
        return WitnessFile(text, again, file.address, Stamps(text or "", file.certificates()))
    except ExternalSystemError:
        return WitnessFile(None, None, file.address)


def differences_in(uow: UnitOfWork, seen: Callable[[int], None] | None = None) -> tuple[str, ...]:
    """Compare all rows with the log, and return in words what differs. Long work; `seen` as `Proven.everything`."""
    from desktop.words.log import said_of

    with uow.read_only():
        try:
            proven = uow.proven
        except OtherLogError as error:
            return (said_of(Difference("log_not_ours", error.table, error.key), ""),)
        found = proven.everything(seen)
        return tuple(said_of(each, proven.names.of(each)) for each in found)


@dataclass
class CombinedProgress:
    """The progress of two passes over the same events, the verifier's and then the comparison's, told as one."""

    tell: Callable[[int, int], None]
    stop: Callable[[], bool]
    total: int = 0

    def first(self, done: int, total: int) -> None:
        """Report the verifier's pass."""
        self.total = total
        self.tell(done // 2, total)

    def second(self, done: int) -> None:
        """Report the comparison's. Raises ListeningRoomError (`verifying_stopped`)."""
        self.tell((self.total + done) // 2, self.total)
        if self.stop():
            raise ListeningRoomError("verifying_stopped")


def last_event(parts: Parts, desk: DeskId) -> Last | None:
    """Return the last event of that desk that this PC knows, for the verifier: before a connection is opened for it."""
    from desktop.verify.log import Last

    found = parts.known.last(desk)
    return None if found is None else Last(desk, *found)


def _nobody_hears(done: int, total: int) -> None:
    pass


def _watched(watcher: Watcher | None) -> tuple[Hear, Callable[[], bool]]:
    """Return what is told of the progress, and what says whether to stop."""
    return (watcher.report if watcher else _nobody_hears), lambda: watcher is not None and watcher.cancelled


class Milestones:
    """The last whole verification at this PC, in its keyring: from there a later one goes on.

    A keyring that does not answer has none, and keeps none: then the next verification begins at the first event.
    """

    def __init__(self, store: Keystore, origin: str) -> None:
        self._store, self._origin = store, origin

    def last(self) -> Milestone | None:
        """Return it, if it is this log's."""
        from desktop.verify.report import read_milestone

        with suppress(KeyringError):
            found = read_milestone(self._store.get(VERIFIED) or "")
            return found if found is not None and found.origin == self._origin else None
        return None

    def keep(self, milestone: Milestone) -> None:
        """Keep it in place of an earlier one."""
        with suppress(KeyringError):
            self._store.set(VERIFIED, milestone.text())

    def forget(self) -> None:
        """Forget it: another witness vouches for the log from now on. Raises KeyringError."""
        self._store.delete(VERIFIED)


@dataclass(frozen=True)
class VerifierOver:
    """The independent verifier, over a connection of its own; and the rows compared with the log, with `uow`."""

    engine: Engine
    witness: Witnesses
    origin: str = ""
    vault: Path | None = None
    uow: Callable[[], UnitOfWork] | None = None
    clock: Clock | None = None
    milestones: Milestones | None = None
    last: Callable[[], Last | None] = lambda: None
    """This PC's last event."""

    def verify(self, watcher: Watcher | None = None) -> Proof:
        """Run it. Long work. Raises ListeningRoomError (`verifying_stopped`)."""
        hear, stop = _watched(watcher)
        halves = CombinedProgress(hear, stop)
        report = self.report(hear if self.uow is None else halves.first, stop)
        differences = () if self.uow is None else differences_in(self.uow(), halves.second)
        proof = _proof(with_desk_names(report, self.engine))
        if differences:
            return replace(proof, whole=False, findings=(*proof.findings, *differences), unproved=False, changed=True)
        if self.milestones is not None and report.milestone is not None:
            self.milestones.keep(report.milestone)
        return proof

    def verify_new(self, watcher: Watcher | None = None) -> Proof | None:
        """Run it over what was added since the last whole verification. The rows are not compared."""
        last = self.milestones and self.milestones.last()
        if not last:
            return None
        return _proof(with_desk_names(self.report(*_watched(watcher), last), self.engine))

    def report(
        self,
        hear: Hear,
        stop: Callable[[], bool] = lambda: False,
        since: Milestone | None = None,
        receipt: Receipt | None = None,
    ) -> Report:
        """Return the verifier's report, that receipt checked too. Rows are not compared. Raises as `verify` does."""
        from desktop.verify import Stopped, verify

        files = witness_files(self.witness)
        check = partial(verify, witnesses=files, origin=self.origin, vault=self.vault, now=self._now)
        last = self.last()
        with log_connection(self.engine) as connection:
            try:
                return check(connection, on_progress=hear, stop=stop, since=since, last=last, receipt=receipt)
            except Stopped:
                raise ListeningRoomError("verifying_stopped") from None

    @property
    def _now(self) -> datetime | None:
        return None if self.clock is None else self.clock.now()


def with_desk_names(report: Report, engine: Engine) -> Report:
    """Return the report with the names of desks in the words of its findings: the verifier has their numbers."""
    from db.office import desk_names

    names = desk_names(engine) if report.findings else {}

    def named(words: str) -> str:
        for desk, name in names.items():
            words = words.replace(desk, name)
        return words

    return replace(report, findings=tuple(replace(each, words=named(each.words)) for each in report.findings))


def _proof(report: Report) -> Proof:
    from desktop.words.command_line.log import lagging, loss, unstamped

    return Proof(
        whole=report.ok,
        events=report.events,
        anchored=report.anchored_events,
        newest_anchor=report.newest_anchor_at,
        findings=tuple(finding.words for finding in report.findings),
        unproved=report.unproved,
        changed=report.changed,
        since=report.since,
        remarks=(
            *(loss(each.at, each.kept, each.known) for each in report.losses),
            *([unstamped(report.unstamped)] if report.unstamped else []),
            *(lagging(name) for name in report.lagging),
        ),
    )


def verifier_over(parts: Parts, desk: DeskId, clock: Clock) -> VerifierOver:
    """Return the verifier of an open office, at that desk."""
    return VerifierOver(
        parts.engine,
        parts.witness,
        parts.file.origin,
        parts.vault_folder,
        lambda: parts.uow(desk),
        clock,
        milestones_of(parts),
        partial(last_event, parts, desk),
    )


@dataclass(frozen=True)
class AnchoredIn:
    """The port `Anchored`, over the witness; where it is away or gone, what the last whole verification found."""

    witness: Witnesses
    milestones: Milestones

    def __call__(self) -> int | None:
        with suppress(ExternalSystemError, LogBrokenError):
            if (size := self.witness.anchored()) is not None:
                return size
        last = self.milestones.last()
        return None if last is None else parse_note(last.anchor).checkpoint.size


def milestones_of(parts: Parts) -> Milestones:
    """Return where the office keeps its last whole verification."""
    return Milestones(parts.store, parts.file.origin)


StoredLog = tuple[Callable[[], Iterator[str]], Callable[[int], Iterator[bytes]]]
"""Reads the texts of all checkpoints in the order of their sizes, and the bytes of so many first events.

Each is read once, from its beginning, and raises LogBrokenError (`export_not_whole`).
"""


@contextmanager
def stored_log(parts: Parts) -> Iterator[StoredLog]:
    """Open the log of that office, on either database."""
    from db.log.audit_log import stored_bodies, stored_checkpoints

    with log_connection(parts.engine) as connection:
        yield partial(stored_checkpoints, connection), partial(stored_bodies, connection)
