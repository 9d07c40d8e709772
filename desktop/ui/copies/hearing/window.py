"""The window in which staff listen to a copy or its original (rules: `playing.window`).

Esc stops and closes; Ctrl+L also locks the desk; Ctrl+Right and Ctrl+Left go to the next and the previous removed
part.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.copies.staff_listening import Hearing
from desktop.application.ports.playing import Ear
from desktop.domain.shared.spans import Span, gaps
from desktop.ui.copies.hearing.control import HearingControl
from desktop.ui.copies.hearing.panel import HearingPanel
from desktop.ui.player.window import Keys, PlayWindow
from desktop.ui.running.context import Context


class HearingWindow(PlayWindow):
    """The window of a hearing. Emits `finish_wanted`, and `lock_wanted` to lock the desk as well."""

    finish_wanted = Signal()
    lock_wanted = Signal()
    once = (Qt.Key.Key_Space, Qt.Key.Key_L)

    control: HearingControl
    panel: HearingPanel

    def __init__(self, hearing: Hearing, before: tuple[Span, ...], context: Context, volume: int, ear: Ear) -> None:
        super().__init__(context, hearing.opening.reference)
        self.opening = hearing.opening
        self.control = HearingControl(context, hearing.opening, before, self)
        self.panel = HearingPanel(hearing, before, context)
        self.stack.addWidget(self.panel)
        self.connect_playing()
        self.panel.part_wanted.connect(self.control.play_around)
        self.panel.finish_wanted.connect(self.finish_wanted)
        self.control.piece_over.connect(self.panel.show_piece_over)
        left = gaps(before, self.opening.sound.frames)
        self.control.begin(left[0].start if left else 0, volume, ear)
        self.installEventFilter(self)

    def lock_down(self, beside: QWidget) -> None:
        """Fill the display of a widget, and ask the PC for its restrictions."""
        self.fill(beside.screen())
        self.restrict()

    def keys(self) -> Keys:
        control, held = self.control, Qt.KeyboardModifier.ControlModifier
        return super().keys() | {
            (Qt.Key.Key_Right, held): lambda: control.next_part(1),
            (Qt.Key.Key_Left, held): lambda: control.next_part(-1),
            (Qt.Key.Key_L, held): self.lock_wanted.emit,
        }

    def escaped(self) -> None:
        self.finish_wanted.emit()
