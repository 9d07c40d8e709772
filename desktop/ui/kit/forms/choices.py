"""Questions with given answers: radio buttons, ticks, a list, chips, cards, and a row of segments.

Choices are `Choice(key, words, hint)`: the field's value is the key, and the words are shown. All but the list are
easy to hit: the whole line, pill or card is the target. Radio buttons of each shape are one tab stop, and the arrow
keys choose, left and right also where they stand one under another. The chosen one is never told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygon, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.buttons import WordsButton, fill
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.keyboard import step_among
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.style import TARGET, Size, Tokens, font, smooth_painter, theme_of
from desktop.ui.kit.text import Words, announce, breakable, wrap, wrapped_height
from desktop.words import tr

_MARK, _GAP = 28, 12
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)


if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object  # Qt's classes can be mixed with plain ones alone


class _Option(_Button):
    """The look of an option, for a button of Qt: a mark, the words beside it, and a hint under them."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__()
        self.setText(words)
        self.hint = hint
        self.setFont(font(Size.BODY))
        self.setAccessibleName(words)
        self.setAccessibleDescription(hint)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        wrap(self)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        width = max(words, QFontMetrics(font(Size.SMALL)).horizontalAdvance(self.hint)) + _MARK + _GAP + 4
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(_MARK + _GAP + 80, TARGET)

    def heightForWidth(self, width: int) -> int:
        room = width - _MARK - _GAP
        under = wrapped_height(self.hint, font(Size.SMALL), room) if self.hint else 0
        return max(TARGET, self._words_high(room) + under + 12)

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def _begin(self) -> QPainter:
        """Begin to paint the mark. Its pen has the colour of the words."""
        theme = theme_of(self)
        painter = smooth_painter(self)
        painter.setPen(QPen(self._ink(), 2.5))
        painter.setBrush(QColor(theme.soft if self.underMouse() else theme.field))
        return painter

    def _mark(self) -> QRectF:
        line = QFontMetrics(self.font()).height()
        return QRectF(1.5, max(1.5, (TARGET - line) / 2 + (line - _MARK) / 2), _MARK, _MARK)

    def _paint_words(self, painter: QPainter) -> None:
        left, wide = _MARK + _GAP, max(1, self.width() - _MARK - _GAP)
        top, high = max(0, (TARGET - QFontMetrics(self.font()).height()) // 2), self._words_high(wide)
        painter.setPen(self._ink())
        painter.setFont(self.font())
        painter.drawText(QRect(left, top, wide, high), _WRAP, breakable(self.text()))
        if self.hint:
            painter.setPen(QColor(theme_of(self).muted))
            painter.setFont(font(Size.SMALL))
            painter.drawText(QRect(left, top + high, wide, self.height()), _WRAP, breakable(self.hint))

    def _words_high(self, wide: int) -> int:
        return wrapped_height(self.text(), self.font(), wide)

    def _ink(self) -> QColor:
        theme = theme_of(self)
        return QColor(theme.text if self.isEnabled() else theme.muted)


class RadioOption(_Option, QRadioButton):
    """One of several, with a hint under it. The arrow keys choose the next in their order, or the one before, wherever
    these stand: Qt goes by places, chooses none where none was chosen, and what stands side by side may be in two rows.
    """

    around = False
    """Whether the first follows the last."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        group = self.group()
        offered = [each for each in group.buttons() if each.isVisible() and each.isEnabled()] if group else []
        to = step_among(offered, event, around=self.around)
        if to is None:
            super().keyPressEvent(event)
        elif to is not self or not self.isChecked():
            to.setFocus(Qt.FocusReason.OtherFocusReason)
            to.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, mark = self._begin(), self._mark()
        painter.drawEllipse(mark)
        if self.isChecked():
            painter.setBrush(self._ink())
            painter.drawEllipse(mark.adjusted(7, 7, -7, -7))
        self._paint_words(painter)


class TickOption(_Option, QCheckBox):
    """Yes or no, with a hint under it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, mark = self._begin(), self._mark()
        painter.drawRect(mark)
        if self.isChecked():
            painter.setPen(QPen(self._ink(), 4))
            left, middle, right = mark.topLeft(), mark.center(), mark.topRight()
            painter.drawPolyline(
                [left.toPoint() + QPoint(6, 14), middle.toPoint() + QPoint(-2, 6), right.toPoint() + QPoint(-5, 8)]
            )
        self._paint_words(painter)


_LIST_SIDE, _ARROW = 12, 40
_LIST_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Choice:
    """One choice."""

    key: str
    words: str
    hint: str = ""


class ChoiceField(Field):
    """A choice of one of a few; none at first. Arrow keys move within it. `across`: side by side while there is room,
    for a few short answers. `beside`: so, and in the line of the question."""

    option: type[RadioOption] = RadioOption
    gaps = (28, 0)
    """Pixels between two answers side by side, and between two rows of them."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Iterable[Choice],
        hint: str = "",
        *,
        across: bool = False,
        beside: bool = False,
    ) -> None:
        super().__init__(name, label, hint)
        gap, row_gap = self.gaps
        self._row = FlowLayout(gap=gap, row_gap=row_gap, top=True) if across or beside else None
        if beside and self._row is not None:
            self._answer_beside(self._row)
        elif self._row is not None:
            self.box.addLayout(self._row)
        self._group = QButtonGroup(self)
        self.options: dict[str, RadioOption] = {}
        self.set_choices(tuple(choices))
        self._group.buttonToggled.connect(self._toggled)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Offer other choices; one that is chosen and still offered stays chosen."""
        chosen = self.value()
        for old in self.options.values():
            self._group.removeButton(old)
            old.hide()
            if self._row is None:
                old.deleteLater()
        if self._row is not None:
            self._row.empty()
        self._inputs.clear()
        self._names.clear()
        self.options = {choice.key: self.option(choice.words, choice.hint) for choice in choices}
        for option in self.options.values():
            self._group.addButton(option)
            self._place(option)
            self.add_input(option, option.text())
            option.show()  # at once: a hidden widget cannot take the focus
        self.set_value(chosen)

    def _place(self, option: RadioOption) -> None:
        (self.box if self._row is None else self._row).addWidget(option)

    def _answer_beside(self, row: FlowLayout) -> None:
        answers, line = QWidget(), FlowLayout(gap=28, row_gap=8)
        answers.setLayout(row)
        self.box.removeWidget(self._label)
        line.add(self._label, answers)
        self.box.insertLayout(0, line)

    def focus_target(self) -> QWidget:
        return self._group.checkedButton() or self._inputs[0]

    def value(self) -> str | None:
        return next((key for key, option in self.options.items() if option.isChecked()), None)

    def set_value(self, key: str | None) -> None:
        self._group.setExclusive(False)
        for name, option in self.options.items():
            option.setChecked(name == key)
        self._group.setExclusive(True)

    def _toggled(self, _button: object, on: bool) -> None:
        if on:
            self.edited.emit()


class YesNoField(ChoiceField):
    """A question that is answered by yes or no, in other words where `yes` or `no` says them."""

    def __init__(
        self, name: str, label: str, *, yes: str = "", no: str = "", across: bool = False, beside: bool = False
    ) -> None:
        answers = Choice("yes", yes or tr("Yes")), Choice("no", no or tr("No"))
        super().__init__(name, label, answers, across=across, beside=beside)

    def answer(self) -> bool | None:
        """Return whether it is yes; None where nothing is chosen."""
        value = self.value()
        return None if value is None else value == "yes"

    def set_answer(self, answer: bool | None) -> None:
        """Choose it; None chooses nothing."""
        self.set_value(None if answer is None else "yes" if answer else "no")


class TicksField(Field):
    """A choice of any of a few. `across`: side by side while there is room, for short answers."""

    def __init__(
        self, name: str, label: str, choices: Iterable[Choice], hint: str = "", *, across: bool = False
    ) -> None:
        super().__init__(name, label, hint)
        self.options = {choice.key: TickOption(choice.words, choice.hint) for choice in choices}
        row = FlowLayout(gap=28, row_gap=0, top=True) if across else None
        if row is not None:
            self.box.addLayout(row)
        for option in self.options.values():
            (self.box if row is None else row).addWidget(option)
            self.add_input(option, option.text())
            option.toggled.connect(self.edited)

    def value(self) -> frozenset[str]:
        return frozenset(key for key, option in self.options.items() if option.isChecked())

    def set_value(self, keys: Iterable[str]) -> None:
        wanted = frozenset(keys)
        for key, option in self.options.items():
            option.setChecked(key in wanted)


class ListField(Field):
    """A choice of one of many, from a drop-down list. `none`: the words for no choice."""

    def __init__(self, name: str, label: str, choices: Iterable[Choice], hint: str = "", *, none: str = "") -> None:
        super().__init__(name, label, hint)
        self._none = none or tr("Choose")
        self.input = DropDown()
        self.set_choices(tuple(choices))
        self.box.addWidget(self.input)
        self.add_input(self.input)
        self.input.activated.connect(self.edited)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Offer other choices; one that is chosen and still offered stays chosen."""
        chosen = self.value()
        self.input.clear()
        self.input.addItem(self._none, "")
        for choice in choices:
            self.input.addItem(choice.words, choice.key)
        self.set_value(chosen)

    def value(self) -> str | None:
        return str(self.input.currentData() or "") or None

    def set_value(self, key: str | None) -> None:
        self.input.setCurrentIndex(max(0, self.input.findData(key or "")))


class DropDown(QComboBox):
    """A combo box with our own arrow; the mouse wheel scrolls the page and does not change it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(font(Size.BODY))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaximumWidth(520)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wrap(self)
        self.currentTextChanged.connect(self.updateGeometry)

    def heightForWidth(self, width: int) -> int:
        """Return the height of its words, which wrap where they do not fit in one line."""
        room = QRect(0, 0, max(1, width - _LIST_SIDE - _ARROW), 1000)
        words = self.fontMetrics().boundingRect(room, _LIST_WRAP, self.currentText()).height()
        return max(TARGET, words + 20)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme_of(self).on_field))
        painter.drawText(self.rect().adjusted(_LIST_SIDE, 0, -_ARROW, 0), _LIST_WRAP, self.currentText())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme_of(self).on_field))
        at = QPoint(self.width() - 22, self.height() // 2)
        painter.drawPolygon(QPolygon([at + QPoint(-7, -4), at + QPoint(7, -4), at + QPoint(0, 5)]))


_CHIP_SIDE, _TICK, _AROUND = 18, 22, 14
_CHIP_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)


class ChipOption(RadioOption):
    """One chip. It has room for its words in bold and for the tick, so that nothing moves when it is chosen."""

    def sizeHint(self) -> QSize:
        width = QFontMetrics(font(Size.BODY, bold=True)).horizontalAdvance(self.text()) + 2 * _CHIP_SIDE + _TICK + 4
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * _CHIP_SIDE + _TICK + 60, TARGET)

    def heightForWidth(self, width: int) -> int:
        room = width - 2 * _CHIP_SIDE - _TICK
        return max(TARGET, wrapped_height(self.text(), font(Size.BODY, bold=True), room) + _AROUND)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, chosen = theme_of(self), smooth_painter(self), self.isChecked()
        shape = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(theme.chosen if chosen else theme.edge), 2))
        painter.setBrush(QColor(theme.chosen if chosen else theme.soft if self.underMouse() else theme.panel))
        painter.drawRoundedRect(shape, TARGET / 2 - 1, TARGET / 2 - 1)
        ink = QColor(theme.on_chosen if chosen else theme.text if self.isEnabled() else theme.muted)
        if chosen:
            painter.setPen(QPen(ink, 3))
            at = QPoint(_CHIP_SIDE - 2, self.height() // 2)
            painter.drawPolyline([at, at + QPoint(5, 5), at + QPoint(14, -6)])
        painter.setPen(ink)
        painter.setFont(font(Size.BODY, bold=chosen))
        left = _CHIP_SIDE + _TICK if chosen else _CHIP_SIDE + _TICK // 2
        words = QRect(left, 0, self.width() - 2 * _CHIP_SIDE - _TICK, self.height())
        painter.drawText(words, _CHIP_WRAP, breakable(self.text()))


class ChipsField(ChoiceField):
    """A question whose answers are chips, side by side while there is room."""

    option = ChipOption
    gaps = (10, 8)

    def __init__(self, name: str, label: str, choices: Iterable[Choice], hint: str = "") -> None:
        super().__init__(name, label, choices, hint, across=True)


_MARGIN, _CARD_MARK, _CARD_GAP, _APART = 20, 24, 14, 12
_LEAST = 120


class CardText(NamedTuple):
    """The words of a card. `takes`: how long it takes; `needs`: what is needed for it."""

    title: str
    means: str
    takes: str
    needs: str


class RadioCard(RadioOption):
    """The card. Its name is its title; all else describes it to a screen reader."""

    around = True

    def __init__(self, text: CardText) -> None:
        super().__init__(text.title, f"{text.means} {text.takes}. {text.needs}.")
        self._text = text
        self.setFont(font(Size.TITLE, True))

    def sizeHint(self) -> QSize:
        return QSize(352, self.heightForWidth(352))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, 0)

    def heightForWidth(self, width: int) -> int:
        room = width - 2 * _MARGIN - _CARD_MARK - _CARD_GAP
        heights = [wrapped_height(words, face, room) for words, face in self._lines()]
        return 2 * _MARGIN + sum(heights) + 3 * _APART

    def _lines(self) -> tuple[tuple[str, QFont], ...]:
        text = self._text
        return (
            (text.title, self.font()),
            (text.means, font(Size.BODY)),
            (text.takes, font(Size.SMALL, True)),
            (text.needs, font(Size.SMALL)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), smooth_painter(self)
        marked = self.isChecked() or self.underMouse()
        fill(
            painter, self.rect(), theme.soft if marked else theme.page, theme.accent if self.isChecked() else theme.edge
        )
        self._paint_mark(painter, theme.accent if self.isChecked() else theme.edge, theme.field)
        left, down = _MARGIN + _CARD_MARK + _CARD_GAP, _MARGIN
        wide = self.width() - left - _MARGIN
        for number, (words, face) in enumerate(self._lines()):
            high = wrapped_height(words, face, wide)
            if number == 2:
                painter.setPen(QPen(QColor(theme.line), 1))
                painter.drawLine(left, down, left + wide, down)
                down += _APART
            painter.setPen(QColor(theme.muted if number == 3 else theme.text))
            painter.setFont(face)
            painter.drawText(QRect(left, down, wide, high), _WRAP, breakable(words))
            down += high + (_APART if number < 2 else 0)

    def _paint_mark(self, painter: QPainter, ink: str, inside: str) -> None:
        line = self.fontMetrics().height()
        mark = QRectF(_MARGIN, _MARGIN + (line - _CARD_MARK) / 2, _CARD_MARK, _CARD_MARK)
        painter.setPen(QPen(QColor(ink), 2.5))
        painter.setBrush(QColor(inside))
        painter.drawEllipse(mark)
        if self.isChecked():
            painter.setBrush(QColor(ink))
            painter.drawEllipse(mark.adjusted(6, 6, -6, -6))


class OneOf(QWidget):
    """Buttons of which one is chosen. One tab stop; the arrow keys choose. Emits `chosen(key)` when the user chooses.

    `settles`: then that one is shown as chosen at once; else once `set_chosen` says so.
    """

    chosen = Signal(str)
    options: Mapping[str, WordsButton]
    settles = False

    def offer(self, options: Mapping[str, WordsButton], chosen: str = "") -> None:
        """Offer these, of which that one is chosen, or else the first."""
        self.options = options
        for key, option in options.items():
            option.setCheckable(True)
            option.setAutoExclusive(True)  # makes it a radio button to assistive technology
            option.toggled.connect(partial(self._toggled, key))  # not a click: assistive technology toggles it
        self.set_chosen(chosen or next(iter(options)))

    def set_chosen(self, key: str) -> None:
        """Choose one, without a signal."""
        self.key = key
        for each, option in self.options.items():
            option.setChecked(each == key)
            option.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == key else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        to = step_among(tuple(self.options.values()), event)
        if to is None:
            super().keyPressEvent(event)
        else:
            to.setFocus(Qt.FocusReason.OtherFocusReason)
            to.click()

    def _toggled(self, key: str, on: bool) -> None:
        if on and key != self.key:
            self.set_chosen(key if self.settles else self.key)
            self.chosen.emit(key)


class Segment(WordsButton):
    """A segment of the row. The chosen one is filled and bold."""

    padding = QSize(16, 10)

    def __init__(self, words: str, label: str, compact: bool = False) -> None:
        self._size = Size.SMALL if compact else Size.BODY
        super().__init__(words, self._size)
        if compact:
            self.padding, self.least = QSize(11, 6), 36
        self.chosen = False
        self.setAccessibleName(f"{label}: {words}")

    def set_chosen(self, chosen: bool) -> None:
        self.chosen = chosen
        self.setFont(font(self._size, bold=chosen))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        regular, self_font = super().sizeHint(), self.font()
        return regular if self_font.bold() else regular + QSize(6, 0)

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        inside = self.rect().adjusted(0, 2, 0, -2)
        if self.chosen:
            painter.fillRect(inside, QColor(theme.chosen))
            return theme.on_chosen
        if self.hovered():
            painter.fillRect(inside, QColor(theme.soft))
        return theme.text if self.isEnabled() else theme.muted


def _lay_out(owner: QWidget, label: str, segments: Iterable[Segment], *, compact: bool) -> None:
    """Lay out a label, and the segments in a bordered row."""
    owner.setAccessibleName(label)
    row = FlowLayout(owner, gap=8 if compact else 12, row_gap=4)
    size = Size.SMALL if compact else Size.BODY
    frame = _SegmentFrame()
    row.add(Words(label, size=size, tone="muted", wraps=False), frame)
    inside = FlowLayout(frame, gap=0, row_gap=0)
    inside.setContentsMargins(2, 0, 2, 0)
    inside.add(*segments)
    owner.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)


class _SegmentFrame(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = smooth_painter(self)
        fill(painter, self.rect(), theme.panel, theme.edge)


class Segmented(OneOf):
    """A choice in one row."""

    options: dict[str, Segment]

    def __init__(
        self, label: str, choices: Sequence[tuple[str, str]], chosen: str = "", *, compact: bool = False
    ) -> None:
        super().__init__()
        self.label = label
        segments = {key: Segment(words, label, compact) for key, words in choices}
        _lay_out(self, label, segments.values(), compact=compact)
        self.offer(segments, chosen)

    def set_chosen(self, key: str) -> None:
        for each, segment in self.options.items():
            segment.set_chosen(each == key)
        super().set_chosen(key)


class Adjuster(QWidget):
    """An adjuster. Emits `less`, `more` and `usual` (the middle: back to the default)."""

    less = Signal()
    more = Signal()
    usual = Signal()

    def __init__(self, label: str, less: str, value: str, more: str, *, compact: bool = False) -> None:
        super().__init__()
        self.label = label
        self.less_button, self.middle, self.more_button = (
            Segment(words, label, compact) for words in (less, value, more)
        )
        self.middle.set_chosen(True)
        self.less_button.clicked.connect(self.less)
        self.middle.clicked.connect(self.usual)
        self.more_button.clicked.connect(self.more)
        _lay_out(self, label, (self.less_button, self.middle, self.more_button), compact=compact)

    def set_value(self, words: str, *, can_less: bool = True, can_more: bool = True, aloud: bool = True) -> None:
        """Show `words` in the middle; an end of the range disables its side. `aloud`: a screen reader says them."""
        changed = words != self.middle.text()
        with unspoken():
            self.middle.set_words(words)
            self.middle.setAccessibleName(f"{self.label}: {words}")
        self.less_button.setEnabled(can_less)
        self.more_button.setEnabled(can_more)
        if changed and aloud and self.isVisible():
            announce(self, self.middle.accessibleName())
