"""Checks repeatedly for a listening device while Today is on screen.

The player returns the result of its previous look, and a look takes time. So one empty result means nothing: only
several in a row do. Until its first look is over there is no result.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.application.ports.desk import Player

LOOK_EVERY_MS = 2000
LOOKS = 3


class Headphones(QObject):
    """Emits `changed` when `found` changes. Found until several looks in a row say otherwise.

    `named`: a look has named a device. Some systems never name any, however well they play: nothing was unplugged.
    """

    changed = Signal()

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self.found = True
        self.named = False
        self._player = player
        self._empty = 0
        self._again = QTimer(self)
        self._again.timeout.connect(self.look)

    def watch(self) -> None:
        """Look now, and repeatedly."""
        self._again.start(LOOK_EVERY_MS)
        self.look()

    def rest(self) -> None:
        """Stop looking: the page is hidden."""
        self._again.stop()

    @Slot()
    def look(self) -> None:
        """Handle the result of the last look, and look again."""
        devices = self._player.devices()
        if devices is None:
            return
        named = bool(devices)
        self.named = self.named or named
        self._empty = 0 if named else self._empty + 1
        found = self._empty < LOOKS
        if found != self.found:
            self.found = found
            self.changed.emit()
