"""The actions on a request, in a panel beside its facts: the one primary action first, then the others."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.requests.request import Status
from desktop.domain.sessions.needs import Need
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.words import Words, title
from desktop.words import tr
from desktop.words.requests.due_words import next_words

WIDE, _PADDING, _STACK_BELOW, _ANY = 348, 20, 860, 16_777_215
"""Pixels: the panel's width beside the facts, its padding, the width of the page from which on it is beside them."""


class ToDo(QWidget):
    """The panel: the page's primary button, and the parts under it."""

    def __init__(self, primary: QWidget, *parts: QWidget) -> None:
        super().__init__()
        self.next, self.words = Words(tone="muted"), Words(bold=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(_PADDING, _PADDING - 4, _PADDING, _PADDING)
        box.setSpacing(8)
        for part in (title(tr("What to do now")), self.next, self.words, primary, *parts):
            box.addWidget(part)
        box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_request(self, view: RequestView, *, acts: bool) -> None:
        """Say who acts next; not where this user does, whose button says it."""
        self.next.set_parts(next_words(view.row))
        self.next.setVisible(not acts)
        self.words.set_parts(*words_to_read(view))
        self.words.setVisible(bool(self.words.words))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self).soft))


def together(*links: QWidget) -> QWidget:
    """Return the parts that are nothing but links as one part: all of their links are the same way apart."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    for each in links:
        box.addWidget(each)
    return made


def words_to_read(view: RequestView) -> tuple[str, ...]:
    """Return what there is to do where someone needs the words to read, and there are none."""
    if Need.TRANSCRIPT not in view.request.needs or view.words.approved:
        return ()
    if view.request.status in (Status.TAKEN, Status.LINKED) and not view.words.newer:
        return (tr("They need the words to read. Add a transcript when you prepare the copy."),)
    if view.request.status is Status.PREPARED and view.words.lines is None:
        return (tr("They need the words to read, and this copy has no transcript."),)
    if view.request.status is Status.APPROVED:
        return (tr("They need the words to read, and no transcript is approved with this copy."),)
    return ()


class Beside(Columns):
    """The facts with the panel beside them; where there is no room for both, the panel comes first."""

    def __init__(self, facts: QWidget, panel: ToDo) -> None:
        super().__init__(panel, facts, weights=(0, 1), gap=32, stack_below=_STACK_BELOW, from_right=True)
        self._panel = panel
        self._panel.setFixedWidth(WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.stacked:
            self._panel.setMinimumWidth(0)
            self._panel.setMaximumWidth(_ANY)
        else:
            self._panel.setFixedWidth(WIDE)
