"""A question and its answer: label above, hint, problem, then the input. The base, and the fields of text.

A field keeps whatever was typed: validation happens elsewhere, and its result is shown with `set_problem`. The words
of a problem are red, beside a bar and after the word "Problem", so that colour is not the only sign.
Of a password assistive technology learns that it grows and shrinks, never what is typed: Qt reports every letter
even where it shows dots, and a screen reader would speak them, in earshot of the counter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import takewhile
from typing import TYPE_CHECKING
from unicodedata import category

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.keyboard import ENTER, ancestors
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.text import Words, announce
from desktop.words import tr
from desktop.words.errors import problem_words

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QDropEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QMenu


class Line(QLineEdit):
    """A line with room for so many letters: it may shrink, but grows no wider."""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self._letters = letters
        self.text_resized()

    def text_resized(self) -> None:
        """Have room for as many letters as before, in the present size of text."""
        self.setFont(font(Size.BODY))
        self.setMaximumWidth(QFontMetrics(self.font()).averageCharWidth() * (self._letters + 1) + 28)
        self.setMinimumWidth(min(self.maximumWidth(), 80))


class SecretEdit(Line):
    """A line edit for a secret. Every change of its text goes through `_untold`. `typed`: the user changed it."""

    typed = Signal()

    def setText(self, text: str | None) -> None:
        with self._untold():
            super().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:  # changes no text, and its action must be announced
            super().keyPressEvent(event)
        else:
            self._change(lambda: super(SecretEdit, self).keyPressEvent(event))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._change(lambda: super(SecretEdit, self).inputMethodEvent(event))

    def dropEvent(self, event: QDropEvent) -> None:
        self._change(lambda: super(SecretEdit, self).dropEvent(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Handle a paste with the middle button on X."""
        self._change(lambda: super(SecretEdit, self).mouseReleaseEvent(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return the usual menu, whose changes also go through `_untold`."""
        menu = self.createStandardContextMenu()
        changes: dict[str, Callable[[], object]] = {
            "edit-undo": self.undo,
            "edit-redo": self.redo,
            "edit-cut": self.cut,
            "edit-paste": self.paste,
            "edit-delete": self.del_,
        }
        for action in menu.actions():
            if (change := changes.get(action.objectName())) is not None:
                action.triggered.disconnect()
                action.triggered.connect(lambda _=False, change=change: self._change(change))
        return menu

    def _change(self, change: Callable[[], object]) -> None:
        before = self.text()
        with self._untold():
            change()
        if self.text() != before:
            self.typed.emit()

    @contextmanager
    def _untold(self) -> Iterator[None]:
        before = len(self.text())
        with unspoken():
            yield
        more, at = len(self.text()) - before, self.cursorPosition()
        if not self.isVisible():  # wiped as its page goes: there is nobody to notify
            return
        from PySide6.QtGui import QAccessible, QAccessibleTextInsertEvent, QAccessibleTextRemoveEvent
        from PySide6.QtWidgets import QStyle  # its eleven enumerations take 6 ms, which the first window does without

        dot = chr(self.style().styleHint(QStyle.StyleHint.SH_LineEdit_PasswordCharacter))
        if more > 0:
            QAccessible.updateAccessibility(QAccessibleTextInsertEvent(self, max(0, at - more), dot * more))
        elif more < 0:
            QAccessible.updateAccessibility(QAccessibleTextRemoveEvent(self, at, dot * -more))


_BAR, _INDENT = 5, 16


class Field(QWidget):
    """The base of every field. `name`: that in a `FieldsError`; `label` names the input to a screen reader."""

    edited = Signal()

    def __init__(self, name: str, label: str, hint: str = "") -> None:
        super().__init__()
        self.name, self.label, self.spoken = name, label, label
        self.problem = ""
        self._inputs: list[QWidget] = []
        self._names: list[str] = []
        self._read_next: QWidget | None = None
        self._label = Words(label, bold=True)
        self._hint = Words(hint, size=Size.SMALL, tone="muted")
        self._problem = Words(size=Size.SMALL, bold=True, tone="error")
        self.box = column_in(self, self._label, self._hint, self._problem, gap=7)
        for words in (self._label, self._hint, self._problem):
            words.setVisible(bool(words.words))

    def add_input(self, widget: QWidget, name: str = "") -> None:
        """Add `widget` as (a part of) the input: the field maintains its accessible name and description."""
        self._inputs.append(widget)
        self._names.append(name)
        self._call(widget, name)
        self._label.setBuddy(self._inputs[0])
        self._describe()

    def add_row(self, line: QLineEdit, button: QWidget) -> None:
        """Add a line as the input, with a button beside it."""
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(line, 1)
        row.addWidget(button)
        row.addStretch(0)
        self.box.addLayout(row)
        self.add_input(line)

    def call(self, spoken: str) -> None:
        """Set the name for a screen reader, where another field on the page has the same label."""
        self.spoken = spoken
        self._label.setAccessibleName(spoken)  # for a list, some screen readers say the label's name instead of its own
        for widget, name in zip(self._inputs, self._names, strict=True):
            self._call(widget, name)

    def _call(self, widget: QWidget, name: str) -> None:
        widget.setAccessibleName(f"{self.spoken}: {name}" if name else self.spoken)

    def focus_target(self) -> QWidget:
        """Return the widget that takes the focus when someone jumps to this field."""
        return self._inputs[0]

    def set_hint(self, hint: str) -> None:
        self._hint.set_parts(hint)
        self._hint.setVisible(bool(hint))
        self._describe()

    def set_problem(self, words: str) -> None:
        """Show the problem of the answer; empty `words` clear it."""
        if words == self.problem:
            return  # a page asks after each letter
        self.problem = words
        self._problem.set_parts(f"{tr('Problem:')} {words}" if words else "")
        self._problem.setVisible(bool(words))
        self.box.setContentsMargins(_INDENT if words else 0, 0, 0, 0)
        self._describe()
        for widget in self._inputs:
            widget.setProperty("wrong", bool(words))
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.update()

    def ask(self, words: str) -> None:
        """Show the problem and go to the input.

        It is said once: by the focus, which has it read, or in words where that is there already. If it were told as a
        change of its description too, a screen reader on a busy PC would say it again.
        """
        target = self.focus_target()
        self._read_next = target
        self.set_problem(words)
        self._read_next = None
        if target.hasFocus():
            announce(self, self.problem)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.problem:
            QPainter(self).fillRect(0, 0, _BAR, self.height(), QColor(theme_of(self).error))

    def _describe(self) -> None:
        for widget in self._inputs:
            own = getattr(widget, "hint", "")  # of one option among several
            parts = own, self._problem.words, self._hint.words
            with unspoken() if widget is self._read_next else nullcontext():
                widget.setAccessibleDescription(" ".join(part for part in parts if part))


class TypedField(Field):
    """The base of fields for typed text. It warns of a hidden character at once, however it was entered.

    `free`: whether the text is free. A time or a number is parsed, and stored in another form than typed.
    """

    def __init__(self, name: str, label: str, hint: str = "", *, free: bool = True) -> None:
        super().__init__(name, label, hint)
        self._free = free
        self.edited.connect(self._look)

    def value(self) -> str:
        raise NotImplementedError

    @property
    def hides(self) -> bool:
        """Whether the text has a hidden character (`domain.shared.typed_text`)."""
        from desktop.domain.shared.typed_text import hidden_character  # nothing is typed before the first window

        return self._free and hidden_character(self.value()) is not None

    def set_problem(self, words: str) -> None:
        """Show the problem; the warning about a hidden character stays as long as the character does."""
        super().set_problem(words or (problem_words("hidden_character") if self.hides else ""))

    def _look(self) -> None:
        if self.hides or (self.problem and self.problem == problem_words("hidden_character")):
            self.set_problem("")


class TextField(TypedField):
    """One line. `letters` is its visible length; more can be typed."""

    def __init__(self, name: str, label: str, hint: str = "", *, letters: int = 32, free: bool = True) -> None:
        super().__init__(name, label, hint, free=free)
        self.input = Line(letters)
        self.box.addWidget(self.input)
        self.add_input(self.input)
        self.input.textEdited.connect(self.edited)

    def value(self) -> str:
        """Return the typed text, trimmed. A pasted line break becomes a space, as it looks."""
        return " ".join(text_of(self.input.text()).split())

    def set_value(self, text: str) -> None:
        self.input.setText(text)


class PasswordField(Field):
    """A secret, masked unless the user asks to see it. `wipe` clears it, and its undo history.

    It keeps nothing once it is hidden: with its page or window, folded away, by another choice, or by the lock.
    """

    def __init__(self, name: str, label: str, hint: str = "", *, letters: int = 26) -> None:
        super().__init__(name, label, hint)
        self.input = SecretEdit(letters)
        self.input.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = SecondaryButton(tr("Show"), Size.SMALL)
        self._eye.setCheckable(True)
        self.add_row(self.input, self._eye)
        self._eye.toggled.connect(self._show)
        self._show(False)
        self.input.typed.connect(self.edited)

    def value(self) -> str:
        """Return exactly what was typed."""
        return self.input.text()

    def hideEvent(self, event: QHideEvent) -> None:
        self.wipe()
        super().hideEvent(event)

    def wipe(self) -> None:
        self.input.setText("")  # unlike `clear`, this drops the undo history
        self._eye.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.input.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.set_words(tr("Hide") if shown else tr("Show"))
        self._eye.setAccessibleName(f"{self._eye.text()}: {self.label}")


class LongTextField(TypedField):
    """Several lines. Tab leaves it."""

    def __init__(self, name: str, label: str, hint: str = "", *, lines: int = 3) -> None:
        super().__init__(name, label, hint)
        self.input = QPlainTextEdit()
        self.input.setFont(font(Size.BODY))
        self.input.setTabChangesFocus(True)
        self._lines = lines
        self.text_resized()
        self.input.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.box.addWidget(self.input)
        self.add_input(self.input)
        self.input.textChanged.connect(self.edited)

    def text_resized(self) -> None:
        """Have room for as many lines as before, in the present size of text."""
        self.input.setFixedHeight(QFontMetrics(self.input.font()).lineSpacing() * self._lines + 30)

    def value(self) -> str:
        """Return the typed text, trimmed."""
        return text_of(self.input.toPlainText()).strip()

    def set_value(self, text: str) -> None:
        self.input.setPlainText(text)


def text_of(typed: str) -> str:
    """Replace invisible characters, which come with pasted text and not every database accepts, with spaces."""
    return "".join(" " if category(sign) in ("Cc", "Cs") and sign != "\n" else sign for sign in typed)


def with_its_field(widget: QWidget, top: QWidget) -> QWidget:
    """Return the field of an input, so that its label and problem scroll into view with it; else the widget itself."""
    inside = takewhile(lambda at: at is not top, ancestors(widget))
    return next((at for at in inside if isinstance(at, Field)), widget)


def typed_in(part: QWidget) -> bool:
    """Return whether any field in `part` holds text that was typed, and not put there by the program."""
    lines = any(line.isModified() and line.text() for line in part.findChildren(QLineEdit))
    return lines or any(
        text.document().isModified() and text.toPlainText().strip() for text in part.findChildren(QPlainTextEdit)
    )
