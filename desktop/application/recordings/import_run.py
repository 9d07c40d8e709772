"""Importing a folder, file by file (rules: `importing`, `matching`).

Rules:
- A recording that an open request could ask for is kept, and held for it. The rest is listed and not even read, unless
  the office's policy keeps its whole estate; then it is kept until its time is up.
- A recording with an unreadable number matches no request. Where its time could match one, it is refused, so that a
  person imports it and enters the number.
- A file that cannot be used costs itself and no more. Where the import itself lacks something (room on the disk, the
  database) it ends; recordings imported before stay.
- Each recording is a transaction of its own. The import can be ended at any moment, in any way, and run again: nothing
  is imported twice. A known recording whose file is gone from the vault is stored again.
- For a call whose number nobody knows the nearest of the folder are held, not the first (`nearest_first`).
- Several files are decoded at once, a few ahead of the database; their events are in the order of the files.
- One person does it, at a desk that opens originals. Beginning and end are in the log, with counts and no names.
"""

from __future__ import annotations

import contextlib
import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from desktop.application.ports.desk import Numbers
from desktop.application.ports.importing import Candidate, OpenFile
from desktop.application.ports.sound import Watcher
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.application.recordings.import_steps import NUMBER_NOT_READ, ImportSteps, Read, Wanted
from desktop.application.recordings.importing import OriginalsKey, Stored
from desktop.application.recordings.matching import Matching, OpenCalls, RecordedCall
from desktop.application.recordings.nearest_first import reach_of, recorded_of
from desktop.application.shared.handing_over import HandOver, directly
from desktop.domain.recordings.keeping import KeepingPolicy
from desktop.domain.recordings.retention import RetentionState, month_of
from desktop.domain.shared.ids import RecordingId, new_id
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import ListeningRoomError, MediaRefusedError, SurroundingsError, VaultDamagedError, WrongStateError

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
        self._keys: dict[str, OriginalsKey] = {}
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
        except ListeningRoomError as error:
            self._report.cancelled = error.code == "stopped"
            self._report.stopped = None if self._report.cancelled else error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._drop_what_is_under_way()
        return self._report

    def _reach_the_nearest(self, seen_first: Callable[[], Iterable[Candidate]]) -> None:
        """Find the nearest for calls without a number, where there are such calls."""
        asking = self._do(partial(self._steps.without_number, self._matching))
        if asking.room:
            source = self._steps.source
            self._matching.reach(reach_of(seen_first(), asking, self._matching, source, self._watcher))

    def _import_each(self, candidates: Iterable[Candidate], pool: ThreadPoolExecutor) -> None:
        for candidate in candidates:
            if self._watcher is not None and self._watcher.cancelled:
                candidate.close()
                raise ListeningRoomError("stopped")
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
            self._asked, self._asked_at = self._do(partial(self._steps.open_calls, self._matching)), now
        return self._asked

    def _key(self, month: str) -> OriginalsKey:
        if month not in self._keys:
            self._keys[month] = self._do(partial(self._steps.ready_key, month))
        return self._keys[month]

    def _read(self, file: OpenFile, wanted: Wanted, unmarked: MediaRefusedError | None) -> Read:
        """Read the bytes and store them, unless they are known. Runs on a thread of the pool."""
        strongroom, stop = self._steps.strongroom, _Stop(self._watcher)
        try:
            digest = strongroom.digest(file, stop)
            known = self._do(partial(self._steps.known, digest))
            if known is not None:
                return Read(digest, None, strongroom.store_again(known, file, stop))
            if wanted.unless_back is not None:
                return Read(digest, None)
            locked = strongroom.lock_away(RecordingId(new_id()), file, wanted.key.wrapped, stop, digest)
            return Read(digest, Stored(locked, wanted.key))
        except MediaRefusedError as error:
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
        except (MediaRefusedError, WrongStateError) as error:
            return _refused(wanted.path, error)
        except VaultDamagedError as error:
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
            stored = reading.result().stored if _went_well(reading) else None
            if stored is not None:
                with contextlib.suppress(SurroundingsError):
                    self._steps.strongroom.remove("original", stored.imported.id)


class _Stop:
    """A watcher of one file that stops with the whole import."""

    def __init__(self, watcher: Watcher | None) -> None:
        self._watcher = watcher

    @property
    def cancelled(self) -> bool:
        return self._watcher is not None and self._watcher.cancelled

    def report(self, done: int, total: int) -> None:
        """Ignore the progress within one file."""


def _refused(path: str, error: ListeningRoomError | None) -> Line:
    assert error is not None, "what is not told of says why"
    return Line(path, Outcome.REFUSED, code=error.code)


def _left_out(path: str, outcome: Outcome) -> Line:
    """Return the line of a file left out: refused for an unreadable number that could match, else without a code."""
    return Line(path, outcome, code=NUMBER_NOT_READ) if outcome is Outcome.REFUSED else Line(path, outcome)


def _went_well(reading: Future[Read]) -> bool:
    return reading.done() and not reading.cancelled() and reading.exception() is None
