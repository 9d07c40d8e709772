"""The desks' clocks, as far as the log shows them: one that was set back, ran ahead, or does.

Rules:
- Days are compared, in UTC, as events and checkpoints state them. A step is two days or more: it is more than 24 hours
  in any case. What a summer time, a time server or a battery changes is no step.
- Each desk is compared with its own events and checkpoints: with the latest since its last step, so that many small
  steps back are one in the end, and a step is told once.
- A day two days or more after that of this PC's clock is ahead of it. It is told once, until the desk's clock is back.
- An administrator who confirms a desk's clock (`clock_confirmed`) has seen what it did before: none of that is told.
"""

from __future__ import annotations

from datetime import date

from desktop.verify.milestone import Milestone
from desktop.verify.report import KEPT, Findings

CONFIRMED = "clock_confirmed"
STEP = 2
"""Days."""


class Clocks:
    """The clocks after what was taken so far. `today`: this PC's day in UTC; None where nobody compares with it."""

    def __init__(self, findings: Findings, today: date | None = None) -> None:
        self._findings = findings
        self._most = None if today is None else today.toordinal() + STEP - 1
        self._latest: dict[str, int] = {}
        self._ahead: set[str] = set()
        self._last: dict[str, str] = {}
        self._doubts: dict[str, list[tuple[int, str]]] = {}

    def go_on(self, milestone: Milestone) -> None:
        """Go on from the clocks as they were there."""
        self._latest = {desk: date.fromisoformat(day).toordinal() for desk, day in milestone.clocks.items()}
        self._ahead = set(milestone.ahead)

    @property
    def latest(self) -> dict[str, str]:
        """By desk, the latest day since its last step."""
        return {desk: date.fromordinal(day).isoformat() for desk, day in self._latest.items()}

    @property
    def ahead(self) -> list[str]:
        """The desks whose clock is ahead."""
        return sorted(self._ahead)

    def take(self, seq: int, day: str, desk: str, kind: str) -> None:
        """Take the next event."""
        if kind == CONFIRMED:
            self._doubts.pop(desk, None)
        self.see(desk, day, seq, "clock_back")

    def see(self, desk: str, day: str, seq: int, code: str) -> None:
        """See a desk's clock say that day; `code` is what a step back is called there."""
        if self._last.get(desk) == day:
            return  # as the time before
        self._last[desk] = day
        try:
            now = date.fromisoformat(day).toordinal()
        except ValueError:
            return  # another finding says that it is no day
        latest = self._latest.get(desk, now)
        if latest - now >= STEP:
            self._doubt(desk, seq, code)
            latest = now
        self._latest[desk] = max(latest, now)
        if self._most is None or now <= self._most:
            self._ahead.discard(desk)
        elif desk not in self._ahead:
            self._ahead.add(desk)
            self._doubt(desk, seq, "clock_ahead")

    def finish(self) -> None:
        """Tell what nobody has confirmed."""
        for seq, code, desk in sorted((*doubt, desk) for desk, doubts in self._doubts.items() for doubt in doubts):
            self._findings.add(code, seq, desk=desk)

    def _doubt(self, desk: str, seq: int, code: str) -> None:
        if len(doubts := self._doubts.setdefault(desk, [])) < KEPT:
            doubts.append((seq, code))
