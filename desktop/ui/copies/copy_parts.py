"""The parts of the pages of a request and of its decision that show its copy: how much of it someone has heard, the
removed parts, each with a button that plays around it, and that a card's security code is in the recording.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygon
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.copies.decision import was_heard
from desktop.domain.copies.marking import RemovalReason, public_wording
from desktop.domain.shared.spans import Span, total
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.layouts import column_in, in_a_row
from desktop.ui.kit.style import TARGET, theme_of
from desktop.ui.kit.text import Words, small, strong, title
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import clock, length


def security_code_words() -> tuple[str, ...]:
    """Say that it is an incident, and what to do."""
    return (
        strong(tr("There is a card’s security code in this recording. That is an incident, and it is in the log.")),
        tr("Tell Information Governance now: the recording should not hold it. Never write the digits down."),
        tr("Remove that part as card details, whoever asks."),
    )


class HearingLine(QWidget):
    """How much was heard; hidden where this user may hear nothing. Emits `copy_wanted` and `original_wanted`.

    `originals`: whether the original can be heard on this page, at this desk.
    """

    copy_wanted = Signal()
    original_wanted = Signal()

    def __init__(self, *, originals: bool) -> None:
        super().__init__()
        self.words = Words()
        self.copy = SecondaryButton(tr("Hear the copy"))
        self.original = LinkButton(tr("Hear the original"))
        self.copy.clicked.connect(self.copy_wanted)
        self.original.clicked.connect(self.original_wanted)
        if not originals:
            self.original.hide()
        column_in(self, title(tr("Hear it")), self.words, in_a_row(self.copy, self.original, gap=24), gap=10)

    def show_heard(self, view: RequestView, heard: tuple[Span, ...]) -> None:
        """Show what was heard of a request's copy."""
        self.setVisible(view.may_hear and view.call is not None)
        if view.call is not None:
            self.words.set_parts(heard_words(heard, view.call.frames, view.call.rate))

    def spoken(self) -> str:
        """Return the text for a screen reader when the page opens or the line changes."""
        return "" if self.isHidden() else self.words.words


def heard_words(heard: tuple[Span, ...], frames: int, rate: int) -> str:
    """Return "You have heard 4 min 10 s of 6 min 2 s."."""
    so_far, whole = total(heard), length(frames / rate)
    if not so_far:
        return tr("You have not heard it. It lasts {whole}. Opening it is logged.").format(whole=whole)
    if so_far == frames:
        return tr("You have heard all of it, {whole}.").format(whole=whole)
    return tr("You have heard {part} of {whole}.").format(part=length(so_far / rate), whole=whole)


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
        self._box = column_in(self, title(tr("Removed parts")), gap=10)

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
