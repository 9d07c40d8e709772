"""Whether something was done that matters elsewhere on the screen: told to those who wait for it, whatever goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class News(QObject):
    """Emits `changed`, on the GUI thread, soon after another PC did something; none of what it was.

    `here`: an act for an account was done in this window.
    """

    changed = Signal()
    here = Signal()
