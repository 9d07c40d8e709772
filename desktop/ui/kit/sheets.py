"""The two sheets that every window with a frame offers: its keys, and text size and colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from weakref import ref

from PySide6.QtGui import QKeySequence, QShortcut

from desktop.ui.kit.widgets.frame import Frame

W = TypeVar("W")


def offer_sheets(frame: Frame, window: W, letter_keys: Callable[[W], bool] = lambda _: True) -> None:
    """Connect the bar of a frame, F1 and "?" with the sheets. `letter_keys`: whether single signs act in `window` now.

    The window is known weakly: Qt keeps what is connected, and would keep the window for ever. The sheets are loaded
    when they are first asked for: the first window is painted without them.
    """
    known = ref(window)

    def show_keys() -> None:
        from desktop.ui.kit.key_sheet import KeySheet, keys_in_view

        KeySheet(frame, keys_in_view(frame)).open()

    def show_keys_by_sign() -> None:
        there = known()
        if there is not None and letter_keys(there):
            show_keys()

    def show_appearance() -> None:
        from desktop.ui.kit.appearance_sheet import AppearanceSheet

        AppearanceSheet(frame).open()

    frame.top_bar.display.connect(show_appearance)
    frame.top_bar.keys.connect(show_keys)
    for key, act in (("F1", show_keys), ("?", show_keys_by_sign)):
        QShortcut(QKeySequence(key), frame).activated.connect(act)
