"""Destroying recordings that are due, every night: keys, stored sound, rows (rules: `domain.recordings.retention`).

- Nothing is destroyed while the clock is doubted, or where the whole log or any row does not verify.
- Each recording is a transaction of its own, in which all that decides it is read again, and locked; and what the row
  says has to be what the log says of it, or the run ends. So it is with each key, and each file.
- First the keys, then the files: whatever stops in between, nothing can be opened, and the next run deletes it.
- Held recordings get a new retention key, so that the old one ends. Facts of a destroyed one stay for the log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import partial

from desktop import errors
from desktop.application.log.integrity import verified_by_itself
from desktop.application.office.desks import Renewed, renew_all
from desktop.application.office.pc_checks import Confirmed, Latest, confirm_clock, evidence_of
from desktop.application.ports.database import Clock, UnitOfWork, Units
from desktop.application.ports.desk import LogVerifier, Numbers, Proof
from desktop.application.ports.office import DeskKeys
from desktop.application.ports.reading import NightStopped
from desktop.application.ports.recordings import KeyInUse, VaultFiles
from desktop.application.ports.requests import AskedCall
from desktop.application.ports.sound import Strongroom
from desktop.application.recordings.holding import Matching, RecordedCall, hold_for
from desktop.application.recordings.vault_care import Quarantine, Tidied
from desktop.application.shared.commands import office_day, policy_versions
from desktop.domain.copies.copy import Recording, wrapped_digest
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.clock_doubt import NOT_OF_THE_TIME, ClockDoubt, ClockEvidence, doubts_of, too_many
from desktop.domain.office.pcs import leaves_to_others
from desktop.domain.recordings.retention import Fate, KeepingPolicy, Kept, NightTask, Source, fate_of
from desktop.domain.shared.ids import CopyId, DeskId, RecordingId, RetentionKeyId, new_id

IN_ONE_LOOK = 1_000
"""The most recordings that are due and compared with open requests in one transaction."""


@dataclass(frozen=True)
class Warned:
    """A recording soon to be destroyed, from that day on, and the references of the requests that need it."""

    recording: RecordingId
    asked_by: tuple[str, ...]
    destroyed_from: date


@dataclass(frozen=True)
class NotProtected:
    """The reference of a request whose call a telephone system will soon delete, from that day on, or already has."""

    request: str
    source: str
    deleted_from: date


@dataclass
class RetainReport:
    """The report of one run, with what someone has to look at before it is too late."""

    destroyed: int = 0
    held: int = 0
    in_use: int = 0
    keys_destroyed: int = 0
    resealed: int = 0
    keys_waiting: int = 0
    renewed: Renewed = field(default_factory=lambda: Renewed(0, 0))
    holds_past_review: int = 0
    kept: int = 0
    due: int = 0
    doubts: tuple[ClockDoubt, ...] = ()
    proof: Proof | None = field(default=None, compare=False)
    evidence: ClockEvidence | None = field(default=None, compare=False)
    anchored: bool = True
    tidied: Tidied = field(default_factory=Tidied)
    warned_of: list[Warned] = field(default_factory=list)
    not_protected: list[NotProtected] = field(default_factory=list)
    unknown_sources: list[str] = field(default_factory=list)
    clock_alone: bool = False
    """Whether the clock was all that there was to do: at a counter nothing is destroyed."""

    @property
    def left(self) -> dict[NightTask, int]:
        """The tasks left to people, and how many of each."""
        counts = {
            NightTask.WARNED_OF: len(self.warned_of),
            NightTask.NOT_PROTECTED: len(self.not_protected),
            NightTask.HOLDS_PAST_REVIEW: self.holds_past_review,
            NightTask.UNKNOWN_SOURCES: len(self.unknown_sources),
            NightTask.QUARANTINED: len(self.tidied.quarantined),
            NightTask.STUCK: len(self.tidied.stuck),
            NightTask.UNTIDIED: self.tidied.untidied,
        }
        return {task: count for task, count in counts.items() if count}

    @property
    def all_is_well(self) -> bool:
        """Whether nobody has to look at anything."""
        doubted = self.doubts or (self.proof is not None and not self.proof.whole)
        return self.anchored and not (self.left or doubted)


@dataclass(frozen=True)
class Retaining:
    """One run at one desk. `is_open`: on which days the office opens; `latest`: the newest of the witness."""

    desk: DeskId
    units: Units
    clock: Clock
    policy: KeepingPolicy
    strongroom: Strongroom
    files: VaultFiles
    latest: Latest
    is_open: Callable[[date], bool]
    verifier: LogVerifier
    desk_keys: DeskKeys
    numbers: Numbers

    def look(self) -> RetainReport:
        """Report what is due today, and whether the clock is doubted. Changes nothing."""
        return RetainReport(clock_alone=True) if self._is_left_to_others() else self._looked()

    def run(self, confirmed: Confirmed | None = None) -> RetainReport:
        """Destroy what is due today. Can be stopped at any moment, and run again.

        Nothing is destroyed where log or rows were changed, nor where the clock is doubted, unless it is `confirmed`.
        At a counter of an office with a back office the clock is confirmed, and that is all.
        Raises NotAllowedError; at such a counter also where nothing is confirmed (`not_at_this_pc`).
        """
        if self._is_left_to_others():
            if confirmed is None:
                raise errors.NotAllowedError("not_at_this_pc")
            return RetainReport(clock_alone=True, anchored=confirm_clock(confirmed, uow=self.units(), clock=self.clock))
        try:
            report = self._looked()
        except errors.OtherLogError:
            return RetainReport(proof=self.verifier.verify())
        if confirmed is not None:
            report.anchored = confirm_clock(confirmed, uow=self.units(), clock=self.clock)
            report.doubts = ()
        report.proof = proof = self.verifier.verify()
        if report.doubts:
            with _where_it_can_be():
                self._note_the_stop(report)
            return report
        verified = partial(verified_by_itself, self.desk, proof, uow=self.units(), clock=self.clock)
        if proof.changed:
            with _where_it_can_be():
                verified()
                self._note_the_stop(report)
            return report
        verified()
        for today, due in self._due():
            asked = self._asked_for(due)
            for id in due:
                if id in asked and self._held_for(id, asked[id]):
                    report.held += 1
                    continue
                copies = self._destroy(id, today)
                if copies is None:
                    continue  # someone has just placed a hold, or opened a session
                report.destroyed += 1
                for kind, stored in (("original", id), *(("approved", copy) for copy in copies)):
                    with suppress(errors.ExternalSystemError):  # what cannot be deleted now is tidied, or another night
                        self.strongroom.remove(kind, stored)
        report.renewed = renew_all(self.desk, self.units, self.clock, self.desk_keys)
        self._destroy_keys(report)
        report.tidied = Quarantine(self.desk, self.units, self.clock, self.files).run()
        self._note_the_run(report)
        return report

    def _is_left_to_others(self) -> bool:
        with self.units().read_only() as uow:
            return leaves_to_others(uow.offices.desk(self.desk), uow.offices.desks())

    def _looked(self) -> RetainReport:
        report = RetainReport()
        self._count(report)
        with self.units().read_only() as uow:
            report.evidence = evidence_of(uow, self.clock, self.latest)
            report.kept = uow.keeping.count()
        doubts = doubts_of(report.evidence, self.is_open)
        if too_many(report.due, report.kept):
            doubts = (*doubts, ClockDoubt.TOO_MANY)
        report.doubts = doubts
        return report

    def _note_the_stop(self, report: RetainReport) -> None:
        """Log that nothing was destroyed, and why, unless the log says so already."""
        changed = report.proof is not None and report.proof.changed
        with self.units() as uow:
            uow.turns.must_be_ours()
            stopped = uow.reading.health(office_day(uow, self.clock)).stopped
            if stopped == NightStopped(self.desk, _in_order(report.doubts), changed):
                return
            facts: Facts = {"doubts": [doubt.value for doubt in report.doubts], "log_changed": changed}
            uow.commit(Event(EventKind.RETENTION_STOPPED, self._undoubted(report), self.desk, None, {}, facts))

    def _undoubted(self, report: RetainReport) -> datetime:
        """Return a time for an event that nobody doubts: this PC's, unless its clock is doubted."""
        evidence = report.evidence
        if evidence is None or {*report.doubts} <= NOT_OF_THE_TIME:
            return self.clock.now()
        return evidence.server or evidence.newest or self.clock.now()

    def _note_the_run(self, report: RetainReport) -> None:
        """Log that the clock was found right, with what is left to people, and anchor the log."""
        facts: Facts = {"destroyed": report.destroyed, "held": report.held, "keys": report.keys_destroyed}
        facts |= {task.value: count for task, count in report.left.items()}
        try:
            with self.units() as uow:
                facts |= policy_versions(uow, self.policy)
                event = Event(EventKind.RETENTION_RUN, self.clock.now(), self.desk, None, {}, facts)
                uow.commit(event, checkpoint=True)
        except errors.CheckpointNotStoredError:
            report.anchored = False

    def _count(self, report: RetainReport) -> None:
        """Count in the report what is due, and what is kept though its time is up."""
        with self.units().read_only() as uow:
            for name in uow.keeping.sources():
                source = self.policy.source(name)
                if source is None:
                    report.unknown_sources.append(name)
                    continue
                today, before = self._today(source)
                for kept in uow.keeping.kept(name, before):
                    fate = fate_of(kept, self.policy, today)
                    report.due += fate is Fate.DUE
                    report.held += fate is Fate.HELD
                    report.in_use += fate is Fate.IN_USE
                    if fate is Fate.WARNED_OF:
                        left = source.left(kept.call_at, today, warn_days=self.policy.warn_days)
                        warned = Warned(kept.id, tuple(uow.keeping.asking(kept.id)), left.deletes_on)
                        report.warned_of.append(warned)
            report.not_protected += self._not_protected(uow)
            yesterday = office_day(uow, self.clock) - timedelta(days=1)
            report.holds_past_review = len(uow.keeping.due_for_review(yesterday))

    def _today(self, source: Source) -> tuple[date, datetime]:
        """Return today's date where a source is, and when it ends."""
        today = self.clock.now().astimezone(source.zone).date()
        return today, datetime.combine(today + timedelta(days=1), time(), source.zone)

    def _due(self) -> Iterator[tuple[date, list[RecordingId]]]:
        """Yield the recordings due, in pieces, with today's date where their source is."""
        with self.units().read_only() as uow:
            sources = [source for name in uow.keeping.sources() if (source := self.policy.source(name)) is not None]
        for source in sources:
            today, before = self._today(source)
            due, last = self._next_due(source, before, today, None)
            while due:
                yield today, due
                due, last = self._next_due(source, before, today, last)

    def _next_due(
        self, source: Source, before: datetime, today: date, last: Kept | None
    ) -> tuple[list[RecordingId], Kept | None]:
        """Return the next of a source that are due, and behind which to go on."""
        due: list[RecordingId] = []
        with self.units().read_only() as uow:
            for kept in uow.keeping.kept(source.name, before, last):
                last = kept
                if fate_of(kept, self.policy, today) is Fate.DUE:
                    due.append(kept.id)
                if len(due) == IN_ONE_LOOK:
                    break
        return due, last

    def _not_protected(self, uow: UnitOfWork) -> Iterator[NotProtected]:
        """Yield the calls that the telephone systems are about to delete."""
        now = self.clock.now()
        for reference, task in uow.keeping.not_stopped():
            source = self.policy.source(task.source)
            today = now.astimezone(source.zone if source else UTC).date()
            if task.deletes_on is not None and task.presses(today, self.policy.warn_days):
                yield NotProtected(reference, task.source, task.deletes_on)

    def _asked_for(self, due: Sequence[RecordingId]) -> dict[RecordingId, tuple[AskedCall, ...]]:
        """Return which of these open requests ask for, and these requests' calls; as an import asks, and by its limit.

        A request that is taken from now on holds by itself.
        """
        with self.units().read_only() as uow:
            matching = Matching(self.numbers, uow.offices.get().zone, self.policy.held_without_number)
            calls = matching.calls_to_import(uow)
            found = {id: matching.asking_for(_call_of(uow.recordings.get(id)), calls) for id in due}
        return {id: asked for id, asked in found.items() if asked}

    def _held_for(self, id: RecordingId, asked: tuple[AskedCall, ...]) -> bool:
        """Put it on the holds in force of these requests that have it not; return whether there are such."""
        with self.units() as uow:
            if uow.keeping.kept_one(id) is None:
                return False
            requests = hold_for(asked, id, uow)
            if requests:
                facts: Facts = {"requests": requests, **policy_versions(uow, self.policy)}
                now, about = self.clock.now(), {Subject.RECORDING: id}
                uow.commit(Event(EventKind.RECORDING_LINKED, now, self.desk, None, about, facts))
        return bool(requests)

    def _destroy(self, id: RecordingId, today: date) -> tuple[CopyId, ...] | None:
        """Empty its keys and those of its copies, and return the copies; None where it is not due any more."""
        with self.units() as uow:
            kept = uow.keeping.kept_one(id)
            if kept is None or fate_of(kept, self.policy, today) is not Fate.DUE:
                return None
            source = self.policy.source(kept.source)
            assert source is not None, "nothing is due of a source that has no period"
            copies = tuple(uow.keeping.copies_of(id))
            uow.proven.due(kept, copies)
            now = self.clock.now()
            uow.keeping.mark_destroyed(id, now)
            period: Facts = {"zone": source.zone.key, "months": source.period.months, "days": source.period.days}
            facts: Facts = {"why": "retention", "copies": copies, **period, **policy_versions(uow, self.policy)}
            uow.commit(Event(EventKind.RECORDING_DESTROYED, now, self.desk, None, {Subject.RECORDING: id}, facts))
        return copies

    def _destroy_keys(self, report: RetainReport) -> None:
        with self.units().read_only() as uow:
            ids = uow.keys.at_their_end()
        for id in ids:
            try:
                resealed = self._destroy_key(id)
            except errors.VaultDamagedError:
                report.keys_waiting += 1  # this desk cannot open it, so it cannot move the held ones
                continue
            if resealed is not None:
                report.keys_destroyed += 1
                report.resealed += resealed

    def _destroy_key(self, id: RetentionKeyId) -> int | None:
        """Destroy the key; return how many moved under a new one, or None where the key is needed again by now."""
        with self.units() as uow:
            key = uow.keys.at_its_end(id)
            if key is None:
                return None
            uow.proven.seals(id, key.kind, [each.id for each in key.living])
            now = self.clock.now()
            facts: Facts = {"source": key.source, "month": key.month, "kind": key.kind, "resealed": len(key.living)}
            facts |= {"key": key.id} | self._reseal(key, uow, now)
            uow.commit(Event(EventKind.RETENTION_KEY_DESTROYED, now, self.desk, None, {}, facts))
        return len(key.living)

    def _reseal(self, key: KeyInUse, uow: UnitOfWork, now: datetime) -> Facts:
        """Empty the key; held recordings move under a new one of the same source, month and kind.

        Return the facts of that new one.
        """
        if not key.living:
            uow.keys.destroy(key.id, now)
            return {}
        recipients = tuple(uow.proven.recipients(key.kind))
        wrapped = self.strongroom.new_retention_key(recipients)
        envelopes = [(each.id, self.strongroom.reseal(each.key, each.id, wrapped)) for each in key.living]
        uow.keys.destroy(key.id, now)
        fresh = RetentionKeyId(new_id())
        uow.recordings.add_retention_key(fresh, key.source, key.month, key.kind, wrapped)
        for id, envelope in envelopes:
            uow.keys.reseal(key.kind, id, fresh, envelope)
        moved = [each.id for each in key.living]
        named: Facts = {"new_key": fresh, "new_key_sha256": wrapped_digest(wrapped), "wrapped_to": recipients}
        return named | {"moved": moved}


def _call_of(recording: Recording) -> RecordedCall:
    return RecordedCall(recording.call_at, recording.number, recording.outbound)


def _in_order(doubts: Collection[ClockDoubt]) -> tuple[ClockDoubt, ...]:
    return tuple(doubt for doubt in ClockDoubt if doubt in doubts)


@contextmanager
def _where_it_can_be() -> Iterator[None]:
    """Note it, unless this PC's key went with an older database: the report alone says it then."""
    try:
        yield
    except errors.KeyringError as error:
        if error.code != "signing_key_lost":
            raise


NIGHT, LONGER = timedelta(hours=18), timedelta(hours=24)


class Turn(StrEnum):
    """Whose turn the nightly run is: this PC's, another's that runs now, or nobody's any more."""

    OURS = "ours"
    ANOTHER = "another"
    DONE = "done"


def is_due(desk: DeskId, *, uow: UnitOfWork, clock: Clock) -> bool:
    """Return whether that desk is to run now. One that was withdrawn never is, nor a counter beside a back office."""
    now = clock.now()
    with uow.read_only():
        here = uow.offices.desk(desk)
        left = leaves_to_others(here, uow.offices.desks())
        figures = uow.reading.health(now.date())
    last = figures.nightly_at
    if here.withdrawn_at is not None or left:
        return False
    if here.opens_originals:
        return last is None or now - last >= NIGHT
    return now - (last or figures.begun_at) >= NIGHT + LONGER
