"""How far in time an import reaches for a call whose number nobody knows: as far as the nearest that may still be held.

Rules:
- What is nearest is known only once the whole folder was seen, so it is gone through once more, before the import: by
  names and side files alone. No recording is read for it.
- What is held already stays, also where something nearer comes in: two people release a hold.
- A recording of the very time of one that is held is taken for that one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.importing import Candidate
from desktop.application.ports.sound import Watcher
from desktop.application.recordings.matching import Matching, OpenCalls, RecordedCall
from desktop.domain.recordings.keeping import Source
from desktop.domain.shared.ids import RequestId
from desktop.errors import ListeningRoomError


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
            raise ListeningRoomError("stopped")
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
