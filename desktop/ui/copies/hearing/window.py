"""The window in which staff listen to a copy or its original (rules: `player.window`).

It closes by itself once a copy has been heard to its end, for the first time. Esc stops and closes; Ctrl+L also locks
the desk; Ctrl+Right and Ctrl+Left go to the next and the previous removed part.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.copies.staff_listening import Hearing
from desktop.application.ports.playing import Ear
from desktop.domain.shared.spans import Span, gaps
from desktop.ui.copies.hearing.control import HearingControl
from desktop.ui.copies.hearing.panel import HearingPanel
from desktop.ui.kit.widgets.accessible import read_aloud
from desktop.ui.player.key_words import hearing_keys
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
        self._play: Callable[[], None] | None = None
        left = gaps(before, self.opening.sound.frames)
        self.control.begin(left[0].start if left else 0, volume, ear)
        if not self.opening.original:  # queued: the control has still to finish with its stop
            self.control.completed.connect(self.finish_wanted, Qt.ConnectionType.QueuedConnection)
        self.installEventFilter(self)

    def play_at_once(self, part: int | None = None) -> None:
        """Start the sound, or that removed part, as soon as the window has the keyboard.

        With a screen reader someone presses Play: it says where one is, and would talk over the call.
        """
        if not read_aloud():
            self._play = self.control.play if part is None else partial(self.control.play_around, part)
            self._play_if_there()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self._play is not None:
            QTimer.singleShot(0, self, self._play_if_there)

    @Slot()
    def _play_if_there(self) -> None:
        if self._play is not None and self.isActiveWindow():
            play, self._play = self._play, None
            if not self.control.playing:
                play()

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

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        return (*super().shown_keys(), *hearing_keys())

    def escaped(self) -> None:
        self.finish_wanted.emit()
