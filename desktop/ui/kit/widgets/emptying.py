"""Emptying a layout. Here alone, and in `FlowLayout.take_out`, are items taken out of one."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Remove all items, and delete their widgets.

    Each is taken out and deleted first: Qt alone must not delete what a layout has passed to Python, and what is left
    behind is told the size of a widget for good (docs/decisions/0011).
    """
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
        shiboken6.delete(item)
