"""How long a test waits for what has to come: long, since four processes share two cores, and each starts others.

Rules:
- What has to come may take `PATIENCE`, whatever a test names itself: a limit only ends a test that waits in vain.
- What is asserted not to come has a limit of its own (`raising=False`, `assertNotEmitted`), which stays short.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PATIENCE = 60.0
"""Seconds."""
PATIENCE_MS = int(PATIENCE * 1000)
WALK = 600.0
"""Seconds that a program may take which is worked through its windows: most take one to three minutes. The limit of a
test (`faulthandler_timeout`) is above it, so that it is said what the program waited for."""


class PatientBot(QtBot):
    """pytest-qt's robot, which by itself waits for five seconds."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, raising: bool | None = None, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=_patient(timeout, raising), raising=raising, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, raising: bool | None = None, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=_patient(timeout, raising), raising=raising, **more)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        """Wait now: pytest-qt's own waits at the end of a `with` alone."""
        with super().waitActive(widget, timeout=max(timeout, PATIENCE_MS)):
            pass

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        """Wait now, as `waitActive` does."""
        with super().waitExposed(widget, timeout=max(timeout, PATIENCE_MS)):
            pass


def _patient(timeout: int, raising: bool | None) -> int:
    return timeout if raising is False else max(timeout, PATIENCE_MS)
