"""Which kind of document it is: the first few to choose from at once, the rest in a list beside them.

Arrow keys choose among the first few. A digit that is typed there is the beginning of the date on the document:
`digit_typed` hands it on, so that nobody has to go there first.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from desktop.ui.kit.style import Size, font
from desktop.ui.kit.widgets.choice_field import Choice, DropDown
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.options import RadioOption
from desktop.ui.kit.widgets.words import Words

AT_ONCE = 5
"""How many kinds are shown at once beside the list; six need none."""
_COLUMN = 218
_ON, _BACK = (Qt.Key.Key_Right, Qt.Key.Key_Down), (Qt.Key.Key_Left, Qt.Key.Key_Up)


class KindField(Field):
    """A choice of one of many. `value`, `set_value` and `edited` as in every choice."""

    digit_typed = Signal(str)

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label)
        self._label.hide()  # the slot's title says it
        self.options: dict[str, RadioOption] = {}
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(self._toggled)
        self.more = DropDown()
        self.more.setParent(self)  # before it is shown: without a parent it would be a window of its own
        self._more_label = Words(
            label
        )  # on AT-SPI a list's own name is what is chosen: its label says which list it is
        self._more_label.setParent(self)
        self._more_label.hide()
        self._more_label.setBuddy(self.more)
        self.more.activated.connect(self._chosen_from_more)
        self.more.installEventFilter(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._columns = 0
        self._quiet = False
        self._words: dict[str, str] = {}
        self.box.addLayout(self._grid)

    def set_choices(self, choices: tuple[Choice, ...], more: str) -> None:
        """Offer these kinds, in order; one that is chosen and still offered stays chosen. `more`: the list's words."""
        words = {choice.key: choice.words for choice in choices}
        if words == self._words:
            return
        chosen, had_focus = self.value(), self._has_focus()
        self._words = words
        first = choices if len(choices) <= AT_ONCE + 1 else choices[:AT_ONCE]
        self._fill(first, choices[len(first) :], more)
        self.set_value(chosen)
        if had_focus:
            self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_target(self) -> QWidget:
        if self.more.currentIndex() > 0:
            return self.more
        return self._group.checkedButton() or self._inputs[0]

    def value(self) -> str | None:
        chosen = next((key for key, option in self.options.items() if option.isChecked()), None)
        return chosen or str(self.more.currentData() or "") or None

    def set_value(self, key: str | None) -> None:
        """Choose a kind that is offered; of any other, none is chosen."""
        self._quiet = True
        self._group.setExclusive(False)
        for name, option in self.options.items():
            option.setChecked(name == key)
        self._group.setExclusive(True)
        self.more.setCurrentIndex(max(0, self.more.findData(key or "")))
        self._quiet = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._pressed(watched, event):
            return True
        return super().eventFilter(watched, event)

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        """Handle an arrow key, in the order of the kinds, or a digit; return whether it was one."""
        text, plain = event.text(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (*_ON, *_BACK) and watched is not self.more:
            self._walk(watched, 1 if event.key() in _ON else -1)
            return True
        if plain and len(text) == 1 and text.isdecimal() and self.value() is not None:
            self.digit_typed.emit(text)
            return True
        return False

    def _walk(self, watched: QObject, step: int) -> None:
        row = list(self.options.values())
        to = next((at for at, option in enumerate(row) if option is watched), 0) + step
        if to == len(row) and self.more.isVisible():
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)
        elif 0 <= to < len(row):
            row[to].setFocus(Qt.FocusReason.OtherFocusReason)
            row[to].click()

    def _fill(self, first: tuple[Choice, ...], rest: tuple[Choice, ...], more: str) -> None:
        for old in self.options.values():
            self._group.removeButton(old)
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._inputs.clear()
        self._names.clear()
        self.options = {choice.key: RadioOption(choice.words) for choice in first}
        for option in self.options.values():
            self._group.addButton(option)
            option.setParent(self)
            option.setFont(font(Size.SMALL))
            option.installEventFilter(self)
            self.add_input(option, option.text())
            option.show()
        self.more.clear()
        self.more.addItem(more, "")
        for choice in rest:
            self.more.addItem(choice.words, choice.key)
        self.add_input(self.more, more)
        self.more.setVisible(bool(rest))
        self._columns = 0
        self._lay_out()

    def _lay_out(self) -> None:
        columns = max(1, min(3, self.width() // _COLUMN))
        if columns == self._columns:
            return
        self._columns = columns
        widgets = [*self.options.values(), self.more]
        for widget in widgets:
            self._grid.removeWidget(widget)
        for place, widget in enumerate(widgets):
            self._grid.addWidget(widget, place // columns, place % columns)
        self.updateGeometry()

    def _has_focus(self) -> bool:
        return any(widget.hasFocus() for widget in self._inputs)

    def _toggled(self, _button: object, on: bool) -> None:
        if on and not self._quiet:
            self._quiet = True
            self.more.setCurrentIndex(0)
            self._quiet = False
            self.edited.emit()

    def _chosen_from_more(self, _index: int) -> None:
        key = str(self.more.currentData() or "") or None
        if key is not None:
            self.set_value(key)
            self.edited.emit()
