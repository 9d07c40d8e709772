"""The end of a whole verification, from which a later one can go on.

Rules:
- It is made by a verification from the first event on that found nothing, and by no other.
- It has what following the log from there on needs: the tree's edge, each desk's key in force and clock, how far each
  has vouched, and the newest checkpoint that the witness had.
- Whoever keeps it keeps it outside the database, and trusts it: events before it are not looked at again. What has been
  changed among them since is found by the next whole verification.
- It is one line of JSON. A text that is not written as one is none.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from datetime import date

from desktop.verify.notes import Note, read_note

KEY_BYTES = 32


@dataclass(frozen=True)
class Milestone:
    """The verified state of the first `size` events. Hashes and keys are in hexadecimal, days as in events (UTC).

    `edge`: the tree's right edge, in the stored form. `day`: that of the last event. `anchor`: the newest
    checkpoint that a witness file had. By desk: `keys`, the day and key in force; `days`, other days that had
    a key and are after that one; `clocks`, the latest day since the clock's last step; `vouched`, the event from
    which on it vouches for its own; `loose`, how many events it has not vouched for; `spares`, the spare key.
    `ahead`: desks whose clock is ahead, which an administrator has confirmed. `cut`: desks that may sign a key with
    their spare key once, since events were lost. `withdrawn`: desks that were withdrawn. `lost`: sizes and roots of
    checkpoints that were lost (`losses`). `witnesses`: how many there are, where the log says it; else 0.
    `kinds`: of the PCs that are here (`counters`); `roles`: of the office's people (`advisers`).
    """

    origin: str
    size: int
    edge: str
    day: str
    anchor: str
    keys: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, list[str]] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)
    ahead: list[str] = field(default_factory=list)
    vouched: dict[str, int] = field(default_factory=dict)
    loose: dict[str, int] = field(default_factory=dict)
    spares: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    lost: list[list[int | str]] = field(default_factory=list)
    witnesses: int = 0
    kinds: dict[str, str] = field(default_factory=dict)
    roles: dict[str, list[list[str]]] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @property
    def note(self) -> Note | None:
        """The checkpoint that the witness had."""
        return read_note(self.anchor)


def read_milestone(text: str) -> Milestone | None:
    """Read one that was kept; None for anything that is not written as one."""
    try:
        found = Milestone(**json.loads(text))
        days = [found.day, *found.clocks.values(), *(day for days in found.days.values() for day in days)]
        days += [day for day, _ in found.keys.values()]
        keys = [bytes.fromhex(key) for key in [*(key for _, key in found.keys.values()), *found.spares.values()]]
        keys += [base64.b64decode(str(root), validate=True) for _, root in found.lost]
        read = [date.fromisoformat(day) for day in days], bytes.fromhex(found.edge)[:8] == found.size.to_bytes(8, "big")
        sound = read[1] and {len(key) for key in keys} <= {KEY_BYTES} and found.note is not None
        return found if sound and found.text() == text else None
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
