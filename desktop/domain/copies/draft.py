"""Which parts an information officer means to remove, while they work on it; nothing is removed by it yet.

Rules:
- Marks are milliseconds of the original. The guard band is added when the copy is made (`removal`).
- A proposal of the program is no mark: accepted, it becomes one; dismissed, it is not proposed again for this request.
- A proposal of hold music, silence or waiting may also become a chapter: the listener is told of it, and may pass over
  it. The program hears hold music where there is none, so a person has heard each before a listener is told.
- Each saved change is a version of its own, and the approved copy names the version that it was made from.
- What was saved after a copy was made is not in it. The copy can be approved all the same: an approval binds the copy
  as it is. It is never approved without the approver's word that they know of the newer marks.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.copies.removal import Removal, Style


@dataclass(frozen=True)
class Draft:
    """The marks of one request. `version` counts what was saved, from 1; 0 is before anything was.

    `dismissed`: the keys (`proposal_key`) of proposals that were looked at and not taken. `chapters`: of those that the
    listener is told of.
    """

    version: int = 0
    marks: tuple[Removal, ...] = ()
    dismissed: tuple[str, ...] = ()
    style: Style = "silence"
    chapters: tuple[str, ...] = ()

    def is_newer_than(self, version: int) -> bool:
        """Whether something was saved after the copy of that version was made."""
        return self.version > version


def proposal_key(kind: str, start_ms: int, end_ms: int, channel: int | None) -> str:
    """What a proposal is known by from one opening of the recording to the next."""
    return f"{kind}:{start_ms}:{end_ms}:{'all' if channel is None else channel}"


def chapters_told(draft: Draft, rate: int) -> tuple[tuple[str, int, int, int | None], ...]:
    """What the listener is told of, as (kind, start, end, channel), in frames at `rate` Hz."""
    return tuple(_in_frames(key, rate) for key in draft.chapters)


def _in_frames(key: str, rate: int) -> tuple[str, int, int, int | None]:
    kind, start, end, channel = key.split(":")
    return kind, int(start) * rate // 1000, int(end) * rate // 1000, None if channel == "all" else int(channel)
