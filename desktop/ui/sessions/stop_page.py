"""The blank screen after a distress stop: to stop here comes first, then a break, then going on, and who can help.

Whoever chooses a break or to go on gets the page of a break, which staff unlock. Nothing is asked of a customer, and
nothing has to be typed, to stop.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.session import somebody_listens
from desktop.errors import ListeningRoomError
from desktop.ui.kit.buttons import PrimaryButton, SecondaryButton
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import BreakPage, Why, a_break, distress
from desktop.ui.sessions.listener_language import in_language
from desktop.words import Language, tr


def going_on() -> Why:
    """Return the reason of the blank screen where they want to go on: staff unlock it."""
    return Why(tr("Ready to go on"), tr("Nothing plays until the adviser has unlocked the call."))


class StopPage(BreakPage):
    """The page of a distress stop. Emits what a break page does, and `turned(why)` when it becomes one."""

    turned = Signal(Why)
    choices: QWidget | None = None

    def __init__(self, view: SessionView, context: Context, language: Language | None = None) -> None:
        with in_language(language):
            why = distress(view.kind, context.desk.policy.helplines)
        super().__init__(why, view, context)
        self._language = language
        with in_language(language):
            self.set_lead(tr("Nothing plays, and the call is hidden. You can stop here."))
            self.stop_here = PrimaryButton(tr("Stop here"), Size.TITLE)
            self.take_break = SecondaryButton(tr("Take a break"), Size.TITLE)
            self.go_on = SecondaryButton(tr("Go on listening"), Size.TITLE)
        self.stop_here.clicked.connect(self._stop)
        self.take_break.clicked.connect(lambda: self._turn(a_break))
        self.go_on.clicked.connect(lambda: self._turn(going_on))
        self.choices = self._made()
        self._body.insertWidget(0, self.choices)
        self._show_choices(True)
        self._show_whether_it_goes_on()

    def focus_first(self) -> None:
        """Rest on the first choice while there is one."""
        if self.choices is not None and not self.choices.isHidden():
            self.rest_on(self.stop_here)
        else:
            super().focus_first()

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Say what failed; the choice can be made again."""
        super().show_refusal(error)
        if self.choices is not None and not self.choices.isHidden():
            self.choices.setEnabled(True)
            self.stop_here.setFocus()

    def _show_whether_it_goes_on(self) -> None:
        super()._show_whether_it_goes_on()
        if self.choices is not None and not somebody_listens(self.present.parties):
            self.choices.hide()
            self.primary.show()

    def _made(self) -> QWidget:
        made, row = QWidget(), FlowLayout(gap=16)
        for button in (self.stop_here, self.take_break, self.go_on):
            row.addWidget(button)
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 8)
        box.setSpacing(20)
        box.addLayout(row)
        box.addWidget(Words(self.why.lead, size=Size.TITLE))
        return made

    def _show_choices(self, shown: bool) -> None:
        assert self.choices is not None
        self.choices.setVisible(shown)
        for part in (self.password, self.primary, self.finish):
            part.setVisible(not shown)

    def _stop(self) -> None:
        assert self.choices is not None
        self.choices.setEnabled(False)
        self.finish_wanted.emit()

    def _turn(self, to: Callable[[], Why]) -> None:
        with in_language(self._language):
            why = to()
        self.why = why
        self.set_heading(why.about)
        self.set_lead(why.lead)
        self._show_choices(False)
        self.turned.emit(why)
        self.reset()
        self.focus_first()
