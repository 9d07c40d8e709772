"""Looks whether there is anything to listen with, again and again while somebody looks at Today.

The player's answer is that of its look before, and a look takes its time. So one empty answer tells nothing: only
several in a row do.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.application.ports.desk import Player

LOOK_EVERY_MS = 2000
LOOKS = 3


class Headphones(QObject):
    """Emits `changed` when what is `found` has changed. Found until several looks have said otherwise.

    `named`: a look has named one. Some systems name none, however well it sounds: there nothing has been unplugged.
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
        """Look now, and again."""
        self._again.start(LOOK_EVERY_MS)
        self.look()

    def rest(self) -> None:
        """Nobody looks at the page."""
        self._again.stop()

    @Slot()
    def look(self) -> None:
        """Handle the result of the last look, and look again."""
        named = bool(self._player.devices())
        self.named = self.named or named
        self._empty = 0 if named else self._empty + 1
        found = self._empty < LOOKS
        if found != self.found:
            self.found = found
            self.changed.emit()
