"""The list of problems at the top of a page; each links to its field. It takes the focus when it appears."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.widgets.accessible import set_role, unspoken
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, announce, small, subtitle, title
from desktop.words import kit as kit_wording


class ProblemLink(LinkButton):
    """A link to the field of one problem."""

    least = 32
    padding = QSize(2, 4)


class ProblemSummary(QWidget):
    """The list of links to the problems. Emits `chosen(field)` when a link is pressed. A `compact` one has its links
    beside its title, while there is room."""

    chosen = Signal(Field)

    def __init__(self, *, compact: bool = False) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(self, QAccessible.Role.Grouping)
        self._box: QBoxLayout = FlowLayout(self, gap=16, row_gap=0) if compact else QVBoxLayout(self)
        self._box.setContentsMargins(*((16, 4, 16, 4) if compact else (20, 16, 20, 16)))
        self._box.setSpacing(4)
        self._box.addWidget((subtitle if compact else title)(kit_wording.problems_title()))
        self._size = Size.SMALL if compact else Size.BODY
        self.others = small("") if compact else Words()
        self._box.addWidget(self.others)
        self.links: list[ProblemLink] = []
        self._fields: list[Field] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_problems(self, problems: Sequence[tuple[Field, str]], others: Sequence[str] = ()) -> None:
        """Show problems in order, take the focus and announce them; hide if there are none.

        `others` follow without a link: there is no field to go to. They stay until other problems are shown.
        """
        for link in self.links:
            self._remove(link)
        self.links = []
        self._fields = [field for field, _ in problems]
        for field, words in problems:
            link = ProblemLink(words, self._size)
            link.clicked.connect(partial(self._choose, field))
            self._box.insertWidget(self._box.count() - 1, link)
            self.links.append(link)
        self.others.set_parts("\n".join(others))
        self.others.setVisible(bool(others))
        self.setVisible(bool(problems or others))
        if problems or others:
            said = [words for _, words in problems] + list(others)
            self._say(in_sentences(kit_wording.problems_title(), *said))

    def _say(self, said: str) -> None:
        """Announce it if the focus is already here, even in the same words: a screen reader reads only new focus."""
        had_it = self.hasFocus()
        with unspoken():
            self.setAccessibleName(said)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if had_it:
            announce(self, said)

    def drop(self, field: Field) -> None:
        """Remove the problem of `field`, which has been changed; hide the list when the last one goes."""
        if field not in self._fields:
            return
        index = self._fields.index(field)
        self._fields.pop(index)
        self._remove(self.links.pop(index))
        self.setVisible(bool(self.links) or bool(self.others.words))

    def _remove(self, link: ProblemLink) -> None:
        if isinstance(self._box, FlowLayout):
            self._box.take_out(link)
        link.hide()
        link.deleteLater()

    def _choose(self, field: Field, _checked: bool = False) -> None:
        self.chosen.emit(field)

    def paintEvent(self, event: QPaintEvent) -> None:
        pen = QPen(QColor(theme_of(self).error), 4)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter = QPainter(self)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(2, 2, -2, -2))
