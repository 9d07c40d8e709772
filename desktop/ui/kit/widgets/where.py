"""Tells a screen reader the location: when a page appears in the active window, and when its words change.

Of changed words, only the sentences from the first new one on are said: a list is counted after its page appears.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.widgets.accessible import before_somebody
from desktop.ui.kit.widgets.words import announce

_SAID_AT = (QEvent.Type.Show, QEvent.Type.WindowActivate)
_BETWEEN = r"(?<=[.!?”]) "


class Where(QObject):
    """Says `words()` of `page` once for each time that it is shown; later if the page is in a window behind, or shown
    before assistive technology is running."""

    def __init__(self, page: QWidget, words: Callable[[], str]) -> None:
        super().__init__(page)
        self._page, self._words, self._said = page, words, ""
        page.installEventFilter(self)

    def say_soon(self) -> None:
        """Say it after the current event: a page is filled, and gets the focus, as it is shown."""
        if self._page.isVisible():
            QTimer.singleShot(0, self, self._say)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._said = ""
        elif event.type() in _SAID_AT:
            self.say_soon()
        return False

    @Slot()
    def _say(self) -> None:
        words = self._words()
        if words != self._said and QAccessible.isActive() and before_somebody(self._page):
            before, self._said = self._said, words
            announce(self._page, what_is_new(before, words))


def what_is_new(before: str, now: str) -> str:
    """Return the sentences of `now` without those at its beginning that were already said in `before`."""
    said, sentences = re.split(_BETWEEN, before), re.split(_BETWEEN, now)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(said, sentences, strict=False))
    return " ".join(sentences[len(list(same)) :])


def in_sentences(*parts: str) -> str:
    """Join the parts, each ended as a sentence."""
    return " ".join(part if part[-1] in ".!?”" else f"{part}." for part in parts if part)
