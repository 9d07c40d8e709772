"""The displays: one for staff, which shows their window, and one for the customer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Displays:
    """The two displays. `customer` is None where both look at one."""

    staff: QScreen
    customer: QScreen | None


def displays(staff_window: QWidget) -> Displays:
    """Return the current displays. A mirror of the staff display does not count as another."""
    staff = staff_window.screen() or QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if not screen.geometry().intersects(staff.geometry())]
    return Displays(staff, others[0] if others else None)
