"""Whether another PC did something: told to those on the screen who wait for it, whatever else is going on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class News(QObject):
    """Emits `changed`, on the GUI thread, soon after another PC did something; none of what it was."""

    changed = Signal()
