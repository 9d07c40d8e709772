"""The removed parts of a copy beside its sound: each with a button that plays around it, and whether it was heard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygon
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.copies.removal import RemovalReason, public_wording
from desktop.domain.copies.unheard import was_heard
from desktop.domain.shared.spans import Span
from desktop.ui.kit.style import TARGET, theme_of
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.words import Words, small, strong, title
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import clock, length


class PartButton(SecondaryButton):
    """A square with a triangle; its name says what it plays."""

    def __init__(self, name: str) -> None:
        super().__init__("")
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(TARGET, TARGET)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        return TARGET

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.paint_shape(painter, theme_of(self))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        middle = self.rect().center()
        painter.drawPolygon(QPolygon([middle + QPoint(-5, -8), middle + QPoint(9, 0), middle + QPoint(-5, 8)]))


class PartsList(QWidget):
    """The list under its heading. Emits `wanted(index)`; hidden where nothing was removed."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[PartButton] = []
        self.told: list[Words] = []
        self._rows: list[QWidget] = []
        self._view: RequestView | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(10)
        self._box.addWidget(title(tr("Removed parts")))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_parts(self, view: RequestView, heard: tuple[Span, ...]) -> None:
        """Show the removed parts of a request's copy, and which of them were heard."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._view, self._rows, self.buttons, self.told = view, [], [], []
        for index in range(len(view.removed_internal)):
            self._add(view, index)
        self.setVisible(bool(self._rows))
        self.show_heard(heard)

    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show which parts were heard so far."""
        if self._view is not None:
            for index, told in enumerate(self.told):
                told.set_parts(*_told(self._view, index, heard))

    def _add(self, view: RequestView, index: int) -> None:
        assert view.call is not None
        start, end, _, code = view.removed_internal[index]
        about = tr("part {number}: {reason}, at {at}, {length}").format(
            number=index + 1,
            reason=words(RemovalReason(code)),
            at=clock(start / view.call.rate),
            length=length((end - start) / view.call.rate),
        )
        row, button, told = QWidget(), PartButton(tr("Play around {part}").format(part=about)), small()
        button.clicked.connect(partial(self._wanted, index))
        button.setVisible(view.may_hear)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(told, 1)
        self.buttons.append(button)
        self.told.append(told)
        self._rows.append(row)
        self._box.addWidget(row)

    def _wanted(self, index: int, _checked: bool = False) -> None:
        self.wanted.emit(index)


def _told(view: RequestView, index: int, heard: tuple[Span, ...]) -> tuple[str, ...]:
    """Return what is said of one part: why it is removed, what the listener is told of it, whether it was heard."""
    assert view.call is not None
    rate = view.call.rate
    start, end, channel, code = view.removed_internal[index]
    reason, lasts = RemovalReason(code), length((end - start) / rate)
    head = tr("{number}. {reason}").format(number=index + 1, reason=words(reason))
    where = tr("{at}, {length}").format(at=clock(start / rate), length=lasts)
    voice = "" if channel is None else ", " + tr("channel {n} only").format(n=channel + 1)
    public = words(public_wording(reason))
    said = tr("The listener is told: part removed, {about}.") if public else tr("The listener is told: part removed.")
    state = tr("Heard") if was_heard(Span(start, end), heard, rate) else tr("Not heard")
    state = state if view.may_hear else ""
    return strong(head), f"{where}{voice}", "\n" + said.format(about=public), f"\n{state}" if state else ""
