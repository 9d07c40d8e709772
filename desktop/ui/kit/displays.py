"""Two displays: one for staff, where their window stands, and one for the customer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Displays:
    """`customer` is None where there is one display, which both look at."""

    staff: QScreen
    customer: QScreen | None


def displays(staff_window: QWidget) -> Displays:
    """The displays as they are now. A display that shows the same place as that of staff (a mirror) is not another."""
    staff = staff_window.screen() or QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if not screen.geometry().intersects(staff.geometry())]
    return Displays(staff, others[0] if others else None)
