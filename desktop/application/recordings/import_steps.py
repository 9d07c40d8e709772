"""An import's steps in the database: each method is one transaction, or one look (rules: `import_run`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.importing import CallMetadata
from desktop.application.ports.sound import Strongroom
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.application.recordings.importing import (
    Arriving,
    OriginalsKey,
    Stored,
    drop_unless_kept,
    dropped_on_failure,
    facts_of,
    keep,
    kind_of,
    tell_number,
)
from desktop.application.recordings.matching import Matching, OpenCalls, RecordedCall, hold_for
from desktop.application.recordings.nearest_first import WithoutNumber, without_number
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.under import under
from desktop.domain.copies.copy import Recording
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.shared.ids import RecordingId
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import DatabaseError, NotWitnessedError

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
    key: OriginalsKey
    unless_back: Outcome | None = None


@dataclass(frozen=True)
class Read:
    """The result of reading a file: its digest, and the stored recording.

    None was stored where the bytes were known, or nobody asks for them. `back`: they were known, their file was gone,
    and is stored again.
    """

    digest: str
    stored: Stored | None
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
            acting(self.actor, Permission.PREPARE_COPY, uow)
            zone = uow.offices.get().zone
            facts: Facts = {"source": self.source.name, **under(uow, keeping)}
            uow.commit(event_of(EventKind.IMPORT_STARTED, self.actor, self.clock, {}, **facts))
        return zone

    def finish(self, report: ImportReport) -> None:
        """Log the result, and sign the log's head. The report says what could not be done."""
        facts: Facts = {outcome.value: report.counts[outcome] for outcome in Outcome}
        facts |= {"source": self.source.name, "whole": report.whole}
        try:
            with self.units() as uow:
                uow.commit(event_of(EventKind.IMPORT_FINISHED, self.actor, self.clock, {}, **facts), checkpoint=True)
        except NotWitnessedError:
            report.anchored = False
        except DatabaseError as error:
            report.stopped = report.stopped or error

    def open_calls(self, matching: Matching) -> OpenCalls:
        """Return the calls asked for now."""
        with self.units().look() as uow:
            return matching.calls_to_import(uow)

    def without_number(self, matching: Matching) -> WithoutNumber:
        """Return the calls asked for whose number nobody knows."""
        with self.units().look() as uow:
            return without_number(matching, uow)

    def ready_key(self, month: str) -> OriginalsKey:
        """Return the key for originals of that month."""
        with self.units().look() as uow:
            return OriginalsKey.ready(self.source.name, month, uow, self.strongroom)

    def calls_kept(self) -> Mapping[datetime, Sequence[RecordingId]]:
        """Return the recordings of this source that are still there, by the time of their call."""
        found: dict[datetime, list[RecordingId]] = {}
        with self.units().look() as uow:
            for id, at in uow.keeping.calls_of(self.source.name).items():
                found.setdefault(at, []).append(id)
        return found

    def known(self, digest: str) -> Recording | None:
        """Return the recording that has these bytes, if there is one."""
        with self.units().look() as uow:
            return uow.recordings.by_digest(digest)

    def keep(self, wanted: Wanted, read: Read, matching: Matching) -> Line:
        """Save the recording, its holds, and their event. Nothing where it is there and held already.

        The event also says whether its file was restored.
        """
        with dropped_on_failure(read.stored, self.strongroom), self.units() as uow:
            acting(self.actor, Permission.PREPARE_COPY, uow)
            asking = matching.asking_still(matching.asking_for(wanted.recorded, matching.open_calls(uow)), uow)
            metadata = wanted.metadata
            arriving = Arriving(
                self.source.name, wanted.recorded, asking, metadata.agent_channel, metadata.ended_because
            )
            recording, fresh = keep(arriving, read.digest, read.stored, uow, self.strongroom, self.clock)
            if not fresh and (asking or read.back or recording.number == UNREADABLE):
                uow.proven.recording(recording.id)  # a row says that it has these bytes
            told = None if fresh else tell_number(recording, wanted.recorded.number, uow)
            recording, told_now = told or recording, told is not None
            held = hold_for(asking, recording.id, uow)
            if fresh or held or told_now or read.back:
                facts = {**facts_of(recording, matching.zone), "requests": held}
                uow.commit(self._event(recording, facts, fresh=fresh, told_now=told_now, back=read.back))
        drop_unless_kept(read.stored, recording, self.strongroom)
        outcome = Outcome.CAME_IN if fresh else Outcome.CAME_BACK if read.back else Outcome.WAS_THERE
        why = NUMBER_NOT_READ if recording.number == UNREADABLE and not told_now else ""
        return Line(wanted.path, outcome, tuple(asked.reference for asked in asking), why)

    def _event(self, recording: Recording, facts: Facts, *, fresh: bool, told_now: bool, back: bool) -> Event:
        kind = EventKind.CALL_METADATA_TOLD if told_now and not back else kind_of(fresh, back)
        return event_of(kind, self.actor, self.clock, {Subject.RECORDING: recording.id}, **facts)
