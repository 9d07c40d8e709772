"""A clock whose two times can be moved apart, as by a PC that freezes, sleeps or is set to another time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.application.ports.database import Clock


class BentClock:
    """`froze`: seconds that passed on both clocks. `jumped`: seconds that the time of day alone went on, or back."""

    def __init__(self, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        now, monotonic = clock.now, clock.monotonic
        self.froze, self.jumped = 0.0, timedelta()
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=self.froze) + self.jumped)
        monkeypatch.setattr(clock, "monotonic", lambda: monotonic() + self.froze)
