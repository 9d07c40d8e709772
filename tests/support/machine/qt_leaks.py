"""A finder of what a test left behind in Qt: top-level widgets that still exist, timers that still run, and a button of
the mouse that is still pressed (`QTest.mouseDClick` of a widget, unlike that of a window, never releases it)."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

# Qt keeps its one tool tip for the next time.
KEPT_BY_QT = {"QTipLabel"}


class QtLeaks:
    """Watches from its making; `found` returns the later additions that still live."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._before, self._pressed = _top_level_widgets(), QApplication.mouseButtons()
        self._timers: list[weakref.ref[QTimer]] = []
        monkeypatch.setattr(QTimer, "start", self._watching(QTimer.start))

    def _watching(self, start: Callable[..., None]) -> Callable[..., None]:
        def watched_start(timer: QTimer, *arguments: Any) -> None:
            self._timers.append(weakref.ref(timer))
            start(timer, *arguments)

        return watched_start

    def found(self) -> list[str]:
        """Return a few words for each; requested deletions are carried out first."""
        _delete_what_is_due()
        if self._added():
            gc.collect()
            _delete_what_is_due()
        leaks = [f"widget {type(widget).__name__} '{widget.objectName()}'" for widget in self._added()]
        leaks += [f"running timer of {type(timer.parent()).__name__}" for timer in self._running()]
        pressed = QApplication.mouseButtons() & ~self._pressed
        return leaks + ([f"pressed {pressed.name}"] if pressed else [])

    def _added(self) -> list[QWidget]:
        return [widget for widget in _top_level_widgets() if widget not in self._before]

    def _running(self) -> list[QTimer]:
        timers = {id(timer): timer for reference in self._timers if (timer := reference()) is not None}
        return [timer for timer in timers.values() if shiboken6.isValid(timer) and timer.isActive()]


def _top_level_widgets() -> list[QWidget]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if shiboken6.isValid(widget) and widget.parent() is None and widget.metaObject().className() not in KEPT_BY_QT
    ]


def _delete_what_is_due() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
