"""Importing a folder, file by file, with a preview of it first at a desk (one recording: `importing`).

- What an open request could ask for is kept and held; the rest is not even read, unless policy keeps the whole estate.
- Each recording is a transaction of its own. It can be stopped and run again: nothing is imported twice.
- A file that cannot be used costs itself; the import ends only where it lacks something itself, as room on the disk.
- For a call without a number the nearest in time are held, so the folder's names are gone through once before.
"""

from __future__ import annotations

import contextlib
import heapq
import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from desktop import errors
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Desk, Numbers
from desktop.application.ports.recordings import CallMetadata, Candidate, Folders, OpenFile, TablePreview, TableSample
from desktop.application.ports.sound import Strongroom, Watcher
from desktop.application.recordings import importing
from desktop.application.recordings.holding import Matching, OpenCalls, RecordedCall, hold_for
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.application.shared.commands import Actor, HandOver, directly, policy_versions
from desktop.application.shared.stored_sound import ORIGINAL, SealingKey
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings.retention import KeepingPolicy, RetentionState, Source, month_of
from desktop.domain.shared.ids import RecordingId, RequestId, new_id
from desktop.domain.shared.written_numbers import UNREADABLE

T = TypeVar("T")


@dataclass(frozen=True)
class Room:
    """How many more recordings a request may hold, and the call times of those that it holds."""

    left: int
    held_at: frozenset[datetime]


@dataclass(frozen=True)
class WithoutNumber:
    """The calls whose number nobody knows and that ask for more than they hold, with the room of each request."""

    calls: OpenCalls
    room: Mapping[RequestId, Room]


def without_number(matching: Matching, uow: UnitOfWork) -> WithoutNumber:
    """Return the calls without a number that an import can still find recordings for."""
    asking, room = [], {}
    for asked in matching.calls_without_number(uow):
        held = matching.held_for(asked, uow)
        left = matching.most_without_number - len(held)
        if left > 0:
            asking.append(asked)
            room[asked.request] = Room(left, frozenset(uow.recordings.get(each).call_at for each in held))
    return WithoutNumber(OpenCalls(asking), room)


def recorded_of(candidate: Candidate, source: Source, matching: Matching) -> RecordedCall | None:
    """Return a candidate's call metadata for comparing; None where it has none."""
    metadata = candidate.metadata
    if metadata is None:
        return None
    number = matching.recorded_number(source.without_outside_line(metadata.number or ""))
    return RecordedCall(metadata.call_at, number, metadata.outbound)


def reach_of(
    candidates: Iterable[Candidate],
    asking: WithoutNumber,
    matching: Matching,
    source: Source,
    watcher: Watcher | None = None,
) -> dict[RequestId, timedelta]:
    """Return how far from its call each request is to reach; one with room for all of them is not named.

    Raises ListeningRoomError (`stopped`).
    """
    nearest: dict[RequestId, list[timedelta]] = {request: [] for request in asking.room}
    for candidate in candidates:
        candidate.close()
        if watcher is not None and watcher.cancelled:
            raise errors.ListeningRoomError("stopped")
        recorded = recorded_of(candidate, source, matching)
        for asked in () if recorded is None else matching.asking_for(recorded, asking.calls):
            assert recorded is not None, "it is asked for"
            room, found = asking.room[asked.request], nearest[asked.request]
            if recorded.call_at not in room.held_at:
                _keep_nearest(found, abs(asked.call.at - recorded.call_at), room.left)
    return {request: -found[0] for request, found in nearest.items() if len(found) == asking.room[request].left}


def _keep_nearest(found: list[timedelta], distance: timedelta, most: int) -> None:
    """Add it to a heap of negative distances, the farthest first, of at most so many."""
    if len(found) < most:
        heapq.heappush(found, -distance)
    else:
        heapq.heappushpop(found, -distance)


NUMBER_NOT_READ = "number_not_read"
"""The code of a line in the report."""


@dataclass(frozen=True)
class Wanted:
    """A recording to be kept: its path in the folder, its metadata, its key.

    `unless_back`: nobody asks for it. It is stored if its file was lost, and otherwise left out for that reason.
    """

    path: str
    metadata: CallMetadata
    recorded: RecordedCall
    key: SealingKey
    unless_back: Outcome | None = None


@dataclass(frozen=True)
class Read:
    """The result of reading a file: its digest, and the stored recording.

    None was stored where the bytes were known, or nobody asks for them. `back`: they were known, their file was gone,
    and is stored again.
    """

    digest: str
    stored: importing.Stored | None
    back: bool = False


@dataclass(frozen=True)
class ImportSteps:
    """One import from one source, by one person, at a desk that opens originals."""

    actor: Actor
    source: Source
    units: Callable[[], UnitOfWork]
    clock: Clock
    strongroom: Strongroom

    def begin(self, keeping: KeepingPolicy) -> ZoneInfo:
        """Log its beginning, and by which policy; return the office's zone. Raises NotAllowedError, WrongStateError."""
        with self.units() as uow:
            self.actor.acting(Permission.PREPARE_COPY, uow)
            zone = uow.offices.get().zone
            facts: Facts = {"source": self.source.name, **policy_versions(uow, keeping)}
            uow.commit(self.actor.event(EventKind.IMPORT_STARTED, self.clock, {}, **facts))
        return zone

    def finish(self, report: ImportReport) -> None:
        """Log the result, and sign the log's head. The report says what could not be done."""
        facts: Facts = {outcome.value: report.counts[outcome] for outcome in Outcome}
        facts |= {"source": self.source.name, "whole": report.whole}
        try:
            with self.units() as uow:
                uow.commit(self.actor.event(EventKind.IMPORT_FINISHED, self.clock, {}, **facts), checkpoint=True)
        except errors.CheckpointNotStoredError:
            report.anchored = False
        except errors.DatabaseError as error:
            report.stopped = report.stopped or error

    def look(self, read: Callable[[UnitOfWork], T]) -> T:
        """Return what `read` finds now."""
        with self.units().read_only() as uow:
            return read(uow)

    def ready_key(self, month: str) -> SealingKey:
        """Return the key for originals of that month."""
        return self.look(lambda uow: SealingKey.ready(ORIGINAL, self.source.name, month, uow, self.strongroom))

    def calls_kept(self) -> Mapping[datetime, Sequence[RecordingId]]:
        """Return the recordings of this source that are still there, by the time of their call."""
        found: dict[datetime, list[RecordingId]] = {}
        with self.units().read_only() as uow:
            for id, at in uow.keeping.calls_of(self.source.name).items():
                found.setdefault(at, []).append(id)
        return found

    def keep(self, wanted: Wanted, read: Read, matching: Matching) -> Line:
        """Save the recording, its holds, and their event. Nothing where it is there and held already.

        The event also says whether its file was restored.
        """
        with importing.dropped_on_failure(read.stored, self.strongroom), self.units() as uow:
            self.actor.acting(Permission.PREPARE_COPY, uow)
            asking = matching.asking_still(matching.asking_for(wanted.recorded, matching.open_calls(uow)), uow)
            metadata = wanted.metadata
            arriving = importing.Arriving(
                self.source.name, wanted.recorded, asking, metadata.agent_channel, metadata.ended_because
            )
            recording, fresh = importing.keep(arriving, read.digest, read.stored, uow, self.strongroom, self.clock)
            if not fresh and (asking or read.back or recording.number == UNREADABLE):
                uow.proven.recording(recording.id)  # a row says that it has these bytes
            told = None if fresh else importing.tell_number(recording, wanted.recorded.number, uow)
            recording, told_now = told or recording, told is not None
            held = hold_for(asking, recording.id, uow)
            if fresh or held or told_now or read.back:
                facts = {**importing.facts_of(recording, matching.zone), "requests": held}
                kind = importing.kind_of(fresh, read.back)
                if told_now and not read.back:
                    kind = EventKind.CALL_METADATA_TOLD
                uow.commit(self.actor.event(kind, self.clock, {Subject.RECORDING: recording.id}, **facts))
        importing.drop_unless_kept(read.stored, recording, self.strongroom)
        outcome = Outcome.CAME_IN if fresh else Outcome.CAME_BACK if read.back else Outcome.WAS_THERE
        why = NUMBER_NOT_READ if recording.number == UNREADABLE and not told_now else ""
        return Line(wanted.path, outcome, tuple(asked.reference for asked in asking), why)


WORKERS = 2
MOST_AHEAD = 256
"""The files that may be looked at while one is still being decoded."""
FRESH_SECONDS = 1.0
"""The greatest age of the list of open calls when a file is looked at; it is read again when one is stored."""

_Work = tuple[Wanted, OpenFile, Future[Read]] | Line
"""A file being read, or the outcome of one."""


@dataclass(frozen=True)
class Importing:
    """One import: its steps in the database, and its rules."""

    steps: ImportSteps
    numbers: Numbers
    keeping: KeepingPolicy
    hand_over: HandOver = directly
    workers: int = WORKERS

    def run(
        self,
        candidates: Iterable[Candidate],
        tell: Callable[[Line], None],
        *,
        files: int = 0,
        watcher: Watcher | None = None,
        seen_first: Callable[[], Iterable[Candidate]] = tuple,
    ) -> ImportReport:
        """Import them, and `tell` the outcome of each, in order. `files`: how many there are, if known. `seen_first`
        yields them once more, where that is possible: to find the nearest.

        Raises NotAllowedError before anything is done. An error that ends it later is in the report.
        """
        zone = self.hand_over(partial(self.steps.begin, self.keeping))
        matching = Matching(self.numbers, zone, self.keeping.held_without_number)
        report = _Run(self, matching, tell, files, watcher).go(candidates, seen_first)
        self.hand_over(partial(self.steps.finish, report))
        return report


NOT_KNOWN = ("media_not_audio", "media_format_not_accepted")
"""The first bytes of sound without a header may look like anything."""


class _Run:
    """The import while it runs. All but `_read` happens on one thread."""

    def __init__(
        self, task: Importing, matching: Matching, tell: Callable[[Line], None], files: int, watcher: Watcher | None
    ) -> None:
        self._task, self._matching, self._tell = task, matching, tell
        self._files, self._watcher = files, watcher
        self._steps, self._do = task.steps, task.hand_over
        self._keys: dict[str, SealingKey] = {}
        self._asked = OpenCalls()
        self._asked_at = -math.inf
        self._kept: Mapping[datetime, Sequence[RecordingId]] | None = None
        self._report = ImportReport(task.steps.source.name)
        self._under_way: deque[_Work] = deque()

    def go(self, candidates: Iterable[Candidate], seen_first: Callable[[], Iterable[Candidate]]) -> ImportReport:
        """Import all of them, or as many as possible."""
        pool = ThreadPoolExecutor(self._task.workers, thread_name_prefix="import")
        try:
            self._reach_the_nearest(seen_first)
            self._import_each(candidates, pool)
        except errors.ListeningRoomError as error:
            self._report.cancelled = error.code == "stopped"
            self._report.stopped = None if self._report.cancelled else error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._drop_what_is_under_way()
        return self._report

    def _look(self, read: Callable[[UnitOfWork], T]) -> T:
        return self._do(partial(self._steps.look, read))

    def _reach_the_nearest(self, seen_first: Callable[[], Iterable[Candidate]]) -> None:
        """Find the nearest for calls without a number, where there are such calls."""
        asking = self._look(partial(without_number, self._matching))
        if asking.room:
            source = self._steps.source
            self._matching.reach(reach_of(seen_first(), asking, self._matching, source, self._watcher))

    def _import_each(self, candidates: Iterable[Candidate], pool: ThreadPoolExecutor) -> None:
        for candidate in candidates:
            if self._watcher is not None and self._watcher.cancelled:
                candidate.close()
                raise errors.ListeningRoomError("stopped")
            self._under_way.append(self._begun(candidate, pool))
            while self._under_way and (isinstance(self._under_way[0], Line) or self._is_far_ahead()):
                self._settle(self._under_way.popleft())
        while self._under_way:
            self._settle(self._under_way.popleft())

    def _is_far_ahead(self) -> bool:
        """Return whether enough is under way: files to decode, each of which is open, or lines that wait behind one."""
        files = sum(not isinstance(work, Line) for work in self._under_way)
        return files > self._task.workers or len(self._under_way) > MOST_AHEAD

    def _begun(self, candidate: Candidate, pool: ThreadPoolExecutor) -> _Work:
        metadata, file = candidate.metadata, candidate.file
        recorded = recorded_of(candidate, self._steps.source, self._matching)
        if metadata is None or file is None or recorded is None:
            return _refused(candidate.path, candidate.refusal)
        outcome = self._unwanted(recorded)
        if outcome is not None and not self._may_come_back(metadata.call_at):
            file.close()
            return _left_out(candidate.path, outcome)
        wanted = Wanted(
            candidate.path, metadata, recorded, self._key(month_of(metadata.call_at, self._matching.zone)), outcome
        )
        return wanted, file, pool.submit(self._read, file, wanted, candidate.unmarked)

    def _unwanted(self, recorded: RecordedCall) -> Outcome | None:
        """Return why it is not kept; None where it is."""
        if self._matching.asking_for(recorded, self._calls()):
            return None
        keeping, source = self._task.keeping, self._steps.source
        if keeping.estate_assessment is None:
            unread = recorded.number == UNREADABLE and self._matching.may_be_asked_for(recorded, self._calls())
            return Outcome.REFUSED if unread else Outcome.NOT_ASKED_FOR
        today = source.called_on(self._steps.clock.now())
        left = source.left(recorded.call_at, today, warn_days=keeping.warn_days)
        return Outcome.TIME_IS_UP if left.state is RetentionState.DUE else None

    def _may_come_back(self, call_at: datetime) -> bool:
        """Return whether a recording of that time has lost its file: only the bytes tell whether it is this one."""
        if self._kept is None:
            self._kept = self._do(self._steps.calls_kept)
        return any(not self._steps.strongroom.has_original(id) for id in self._kept.get(call_at, ()))

    def _calls(self) -> OpenCalls:
        now = self._steps.clock.monotonic()
        if now - self._asked_at > FRESH_SECONDS:
            self._asked, self._asked_at = self._look(self._matching.calls_to_import), now
        return self._asked

    def _key(self, month: str) -> SealingKey:
        if month not in self._keys:
            self._keys[month] = self._do(partial(self._steps.ready_key, month))
        return self._keys[month]

    def _read(self, file: OpenFile, wanted: Wanted, unmarked: errors.MediaRefusedError | None) -> Read:
        """Read the bytes and store them, unless they are known. Runs on a thread of the pool."""
        strongroom, stop = self._steps.strongroom, _Stop(self._watcher)
        try:
            digest = strongroom.digest(file, stop)
            known = self._look(lambda uow: uow.recordings.by_digest(digest))
            if known is not None:
                return Read(digest, None, strongroom.store_again(known, file, stop))
            if wanted.unless_back is not None:
                return Read(digest, None)
            locked = strongroom.lock_away(RecordingId(new_id()), file, wanted.key.wrapped, stop, digest)
            return Read(digest, importing.Stored(locked, wanted.key))
        except errors.MediaRefusedError as error:
            if unmarked is None or error.code not in NOT_KNOWN:
                raise
            raise unmarked from None
        finally:
            file.close()

    def _settle(self, work: _Work) -> None:
        """Report the outcome of a file."""
        line = work if isinstance(work, Line) else self._line_of(work[0], work[2])
        self._report.counts[line.outcome] += 1
        self._tell(line)
        if self._watcher is not None:
            self._watcher.report(self._report.files, max(self._files, self._report.files))

    def _line_of(self, wanted: Wanted, reading: Future[Read]) -> Line:
        try:
            read = reading.result()
            if wanted.unless_back is not None and not read.back:
                return _left_out(wanted.path, wanted.unless_back)
            line = self._do(partial(self._steps.keep, wanted, read, self._matching))
        except (errors.MediaRefusedError, errors.WrongStateError) as error:
            return _refused(wanted.path, error)
        except errors.VaultDamagedError as error:
            not_ours = error.code == "vault_key_not_ours"
            return Line(wanted.path, Outcome.REFUSED, code="original_key_not_ours" if not_ours else "vault_not_written")
        self._keys[wanted.key.month] = replace(wanted.key, kept=True)
        return line

    def _drop_what_is_under_way(self) -> None:
        """Delete the files under way. No transaction has begun for these, so they may be deleted at once."""
        while self._under_way:
            work = self._under_way.popleft()
            if isinstance(work, Line):
                continue
            _, file, reading = work
            file.close()
            went_well = reading.done() and not reading.cancelled() and reading.exception() is None
            stored = reading.result().stored if went_well else None
            if stored is not None:
                with contextlib.suppress(errors.ExternalSystemError):
                    self._steps.strongroom.remove(ORIGINAL, stored.imported.id)


class _Stop:
    """A watcher of one file that stops with the whole import."""

    def __init__(self, watcher: Watcher | None) -> None:
        self._watcher = watcher

    @property
    def cancelled(self) -> bool:
        return self._watcher is not None and self._watcher.cancelled

    def report(self, done: int, total: int) -> None:
        """Ignore the progress within one file."""


def _refused(path: str, error: errors.ListeningRoomError | None) -> Line:
    assert error is not None, "what is not told of says why"
    return Line(path, Outcome.REFUSED, code=error.code)


def _left_out(path: str, outcome: Outcome) -> Line:
    """Return the line of a file left out: refused for an unreadable number that could match, else without a code."""
    return Line(path, outcome, code=NUMBER_NOT_READ) if outcome is Outcome.REFUSED else Line(path, outcome)


@dataclass(frozen=True)
class Looked:
    """A preview of an import. `metadata`: of the call, where it is one file.

    `unread`: a table whose columns the source does not know; `read_by`: the name of another source that knows them.
    """

    path: Path
    source: Source
    files: int
    one_file: bool
    preview: TablePreview | None = None
    metadata: CallMetadata | None = None
    unread: TableSample | None = None
    read_by: str = ""


@dataclass(frozen=True)
class ImportDone:
    """The result of an import, and of each file."""

    report: ImportReport
    lines: tuple[Line, ...]


def look_through(desk: Desk, path: Path, source: Source, watcher: Watcher | None = None) -> Looked:
    """Preview the folder. Raises NotAllowedError at a front desk, ExternalSystemError where there is nothing."""
    folders, _ = _of(desk)
    survey = folders.survey(path, source, watcher)
    metadata, one_file = None, path.is_file()
    if one_file:
        for candidate in folders.candidates(path, source):
            candidate.close()
            metadata = candidate.metadata or metadata
    read_by = _read_by(desk, source, survey.unread)
    return Looked(path, source, survey.files, one_file, survey.preview, metadata, survey.unread, read_by)


def import_folder(
    desk: Desk,
    actor: Actor,
    looked: Looked,
    by_hand: CallMetadata | None,
    hand_over: HandOver,
    watcher: Watcher | None = None,
) -> ImportDone:
    """Import it; `by_hand` is a person's metadata for one file. Raises NotAllowedError before anything is done."""
    folders, strongroom = _of(desk)
    steps = ImportSteps(actor, looked.source, desk.uow, desk.clock, strongroom)
    lines: list[Line] = []
    again = partial(folders.candidates, looked.path, looked.source)
    if by_hand is not None:
        again = partial(folders.by_hand, looked.path, by_hand)
    run = Importing(steps, desk.numbers, desk.keeping, hand_over).run
    report = run(again(), lines.append, files=looked.files, watcher=watcher, seen_first=again)
    return ImportDone(report, tuple(lines))


def _read_by(desk: Desk, source: Source, unread: TableSample | None) -> str:
    others = (each for each in desk.keeping.sources if each.name != source.name and each.table is not None)
    if unread is None:
        return ""
    return next((each.name for each in others if each.table and each.table.reads(unread.columns)), "")


def _of(desk: Desk) -> tuple[Folders, Strongroom]:
    """Return the desk's importing ports. Raises NotAllowedError at a desk that opens no originals."""
    if desk.folders is None or desk.strongroom is None:
        raise errors.NotAllowedError("not_a_back_office")
    return desk.folders, desk.strongroom
