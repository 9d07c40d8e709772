"""Multiple-choice questions: one of a few (radio buttons), any of a few (ticks), one of many (a list).

Choices are `Choice(key, words, hint)`: the field's value is the key, and the words are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygon, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from desktop.ui.kit.style import TARGET, Size, font, theme_of
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.options import RadioOption, TickOption
from desktop.words import kit as kit_wording

_SIDE, _ARROW = 12, 40
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


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
            (self.box if self._row is None else self._row).addWidget(option)
            self.add_input(option, option.text())
            option.show()  # at once: a hidden widget cannot take the focus
        self.set_value(chosen)

    def _answer_beside(self, row: FlowLayout) -> None:
        answers, line = QWidget(), FlowLayout(gap=28, row_gap=8)
        answers.setLayout(row)
        self.box.removeWidget(self._label)
        for widget in (self._label, answers):
            line.addWidget(widget)
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
            option.toggled.connect(self._toggled)

    def value(self) -> frozenset[str]:
        return frozenset(key for key, option in self.options.items() if option.isChecked())

    def set_value(self, keys: Iterable[str]) -> None:
        wanted = frozenset(keys)
        for key, option in self.options.items():
            option.setChecked(key in wanted)

    def _toggled(self, _on: bool) -> None:
        self.edited.emit()


class ListField(Field):
    """A choice of one of many, from a drop-down list."""

    def __init__(self, name: str, label: str, choices: Iterable[Choice], hint: str = "") -> None:
        super().__init__(name, label, hint)
        self.input = DropDown()
        self.set_choices(tuple(choices))
        self.box.addWidget(self.input)
        self.add_input(self.input)
        self.input.activated.connect(self._activated)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Offer other choices; one that is chosen and still offered stays chosen."""
        chosen = self.value()
        self.input.clear()
        self.input.addItem(kit_wording.choose(), "")
        for choice in choices:
            self.input.addItem(choice.words, choice.key)
        self.set_value(chosen)

    def value(self) -> str | None:
        return str(self.input.currentData() or "") or None

    def set_value(self, key: str | None) -> None:
        self.input.setCurrentIndex(max(0, self.input.findData(key or "")))

    def _activated(self, _index: int) -> None:
        self.edited.emit()


class DropDown(QComboBox):
    """A combo box with our own arrow; the mouse wheel scrolls the page and does not change it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(font(Size.BODY))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaximumWidth(520)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)
        self.currentTextChanged.connect(self.updateGeometry)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its words, which wrap where they do not fit in one line."""
        room = QRect(0, 0, max(1, width - _SIDE - _ARROW), 1000)
        words = self.fontMetrics().boundingRect(room, _WRAP, self.currentText()).height()
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
        painter.drawText(self.rect().adjusted(_SIDE, 0, -_ARROW, 0), _WRAP, self.currentText())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme_of(self).on_field))
        at = QPoint(self.width() - 22, self.height() // 2)
        painter.drawPolygon(QPolygon([at + QPoint(-7, -4), at + QPoint(7, -4), at + QPoint(0, 5)]))
