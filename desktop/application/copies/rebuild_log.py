"""Rebuilding audio derived from an original when it is damaged on the disk, with an event in the log.

Rules:
- The strongroom does it by itself, for whoever has opened the original or makes a copy of it: nobody is asked.
- The event is committed before the rebuilt file replaces the damaged one. Where it cannot be, the damaged one stays.
- The event names the recording, the part and the damage found. The original is unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.shared.authorisation import Actor, event_of
from desktop.application.shared.handing_over import HandOver, directly
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.shared.ids import RecordingId, RequestId


@dataclass(frozen=True)
class LogRebuilt:
    """The port `Rebuilt`, called by long work: commits where the database is used (`hand_over`)."""

    actor: Actor
    request: RequestId
    recording: RecordingId
    units: Callable[[], UnitOfWork]
    clock: Clock
    hand_over: HandOver = directly

    def __call__(self, part: str, found: str) -> None:
        """Log the rebuild. Raises DatabaseError."""
        self.hand_over(partial(self._commit, part, found))

    def _commit(self, part: str, found: str) -> None:
        subjects = {Subject.REQUEST: self.request, Subject.RECORDING: self.recording}
        with self.units() as uow:
            uow.commit(
                event_of(EventKind.WORKING_COPY_REBUILT, self.actor, self.clock, subjects, part=part, found=found)
            )
