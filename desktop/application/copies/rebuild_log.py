"""Something that is made from an original was damaged on the disk, and is made anew: that is in the log.

Rules:
- The strongroom does it by itself, for whoever has opened the original or makes a copy of it: nobody is asked.
- It is committed before the new one takes the place of the damaged one. Where it cannot be, the damaged one stays.
- The event says of which recording, which part, and what was found. The original is as it was.
- What an earlier decoder made wrongly is made again when the original is next opened, and is there by the time that the
  recording's new length is committed (`decoded_again`). Where it cannot be, the next opening makes it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import At, event_of
from desktop.application.shared.handing_over import HandOver, directly
from desktop.domain.copies.copy import Recording
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.shared.ids import RecordingId, RequestId


@dataclass(frozen=True)
class LogRemade:
    """The port `Remade`, told by long work: commits where the database is used (`hand_over`)."""

    at: At
    request: RequestId
    recording: RecordingId
    units: Callable[[], UnitOfWork]
    clock: Clock
    hand_over: HandOver = directly

    def __call__(self, part: str, found: str) -> None:
        """Raises DatabaseError."""
        self.hand_over(partial(self._commit, part, found))

    def decoded_again(self, was: Recording, now: Recording) -> Recording:
        """Keep how long it is now, where an earlier decoder had told it, and return that. Raises DatabaseError."""
        if now.decoder != was.decoder:
            self.hand_over(partial(self._commit_decoded, was, now))
        return now

    def _commit_decoded(self, was: Recording, now: Recording) -> None:
        subjects = {Subject.REQUEST: self.request, Subject.RECORDING: self.recording}
        facts: Facts = {"part": "working", "found": "decoder_outdated", "was": was.frames, "frames": now.frames}
        with self.units() as uow:
            uow.recordings.decoded_again(now)
            uow.commit(event_of(EventKind.WORKING_COPY_REMADE, self.at, self.clock, subjects, **facts))

    def _commit(self, part: str, found: str) -> None:
        subjects = {Subject.REQUEST: self.request, Subject.RECORDING: self.recording}
        with self.units() as uow:
            uow.commit(event_of(EventKind.WORKING_COPY_REMADE, self.at, self.clock, subjects, part=part, found=found))
