"""A draft: the parts an information officer means to remove. Nothing is removed yet.

Rules:
- Marks are milliseconds of the original. The guard band is added when the copy is made (`removal`).
- A proposal of the program is no mark: accepted, it becomes one; dismissed, it is not proposed again for this request.
- A proposal of hold music, silence or waiting may also become a chapter, which the listener sees and may skip. The
  program detects hold music where there is none, so a person listens to each before it becomes one.
- Each saved change is a new version, and the approved copy names the version that it was made from.
- Changes saved after a copy was made are not in it. It can still be approved: an approval binds the copy as it is.
  It is never approved unless the approver confirms that they know of the newer marks.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from desktop.domain.copies.removal import Removal, Style


@dataclass(frozen=True)
class Draft:
    """The marks of one request. `version` counts saved changes, from 1; 0 is before the first.

    `dismissed`: the keys (`proposal_key`) of proposals that were rejected. `chapters`: the keys of those that the
    listener is shown.
    """

    version: int = 0
    marks: tuple[Removal, ...] = ()
    dismissed: tuple[str, ...] = ()
    style: Style = "silence"
    chapters: tuple[str, ...] = ()

    def is_newer_than(self, version: int) -> bool:
        """Return whether something was saved after the copy of that version was made."""
        return self.version > version

    @property
    def text(self) -> str:
        """The marks as they are stored; the version is not part of it."""
        marks = [[mark.start_ms, mark.end_ms, mark.channel, mark.reason.value] for mark in self.marks]
        lists = {"dismissed": list(self.dismissed), "chapters": list(self.chapters)}
        return json.dumps({"marks": marks, "style": self.style} | lists)

    @property
    def digest(self) -> str:
        """The SHA-256 of that text, for the log."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def proposal_key(kind: str, start_ms: int, end_ms: int, channel: int | None) -> str:
    """Return the key that identifies a proposal each time the recording is opened."""
    return f"{kind}:{start_ms}:{end_ms}:{'all' if channel is None else channel}"


def chapters_told(draft: Draft, rate: int) -> tuple[tuple[str, int, int, int | None], ...]:
    """Return the chapters the listener is shown, as (kind, start, end, channel), in frames at `rate` Hz."""
    return tuple(_in_frames(key, rate) for key in draft.chapters)


def _in_frames(key: str, rate: int) -> tuple[str, int, int, int | None]:
    kind, start, end, channel = key.split(":")
    return kind, int(start) * rate // 1000, int(end) * rate // 1000, None if channel == "all" else int(channel)
