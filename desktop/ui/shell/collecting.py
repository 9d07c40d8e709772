"""Python's cyclic garbage collector, on the GUI thread only.

By default it runs in whichever thread happens to allocate. In a worker, or in a thread of libvlc, it would then
delete widgets that a page left behind in a cycle, and Qt ends the program when a widget is deleted off its thread.

While an office is being opened nothing is collected (`wait`): what is loaded then is no garbage, and a look through it
takes as long as loading a tenth of it. Nor is it looked through afterwards (`go_on`).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_EVERY_MS = 500


class Collecting(QObject):
    """Controls the collector from its creation to `stop`; create it on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    @Slot()
    def collect_due(self) -> None:
        """Collect the oldest generation due by Python's own thresholds, if any."""
        due = [
            old
            for old, (made, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if made > limit
        ]
        if due:
            gc.collect(due[-1])

    def wait(self) -> None:
        """Collect nothing until `go_on`."""
        self._timer.stop()

    def go_on(self) -> None:
        """Collect again, but never what is there by now."""
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        gc.enable()
