"""A page: a heading that says what it is about, one sentence of what to do, the content, one primary button, quiet
links.

- Content is at a readable width (unless `wide`) and scrolls up and down only. The footer stands below short content
  and stays in sight under long content; on a very low window it scrolls along, so that it does not hide the
  content.
- `set_missing` disables the primary button and says what is still needed. `set_problems` shows the summary, repeats
  the words at the fields and moves the focus. Neither clears anything that was typed.
- Ctrl+Enter, and Enter in a line of text, press the primary button. Whatever gets the focus is scrolled into sight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.style import READABLE
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import LinkButton, PrimaryButton
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.fitted_scroll import FittedScroll
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.focus_order import set_reading_order
from desktop.ui.widgets.problem_summary import ProblemSummary
from desktop.ui.widgets.words import Words, heading

_MARGIN, _ASIDE, _ASIDE_FROM, _LOW = 34, 270, 940, 480
_ROUND = 12
"""What is left free around that which is scrolled into sight: room for the focus ring."""
_ANY = 100_000
_WHOLE = 1000
"""A stretch that leaves nothing to the spacer beside it, until the widget is as wide as it may be."""


class Page(QWidget):
    """Make it, `add` widgets, connect `submitted`. Nothing here decides anything."""

    submitted = Signal()

    def __init__(self, about: str, lead: str = "", *, primary: str = "", wide: bool = False) -> None:
        super().__init__()
        self._heading, self._lead = heading(about), Words(lead, tone="muted")
        self._summary, self._missing = ProblemSummary(), Banner("notice")
        self.primary = PrimaryButton(primary)
        self.primary.setVisible(bool(primary))
        self._aside: QWidget | None = None
        self._column = QWidget()
        if not wide:
            self._column.setMaximumWidth(READABLE)
        self._body = QVBoxLayout()
        self._body.setSpacing(20)
        self._fill_column()
        self._footer = self._make_footer()
        self._scroll = FittedScroll(self._content())
        self._holder = QWidget()
        self._left = QVBoxLayout(self._holder)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.setSpacing(0)
        self._left.addWidget(self._scroll)
        self._left.addWidget(self._footer)
        self._left.addStretch(1)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self._holder, _WHOLE)
        self._outer.addStretch(0)  # takes what is left beside a holder that is as wide as it may be
        self._connect()

    # What a page is filled with

    def add(self, *widgets: QWidget) -> None:
        """Put these below what is there, one under another."""
        for widget in widgets:
            self._body.addWidget(widget)

    def add_link(self, words: str, intent: Callable[[], object]) -> LinkButton:
        """A secondary action beside the primary button. `intent` is called without arguments."""
        link = LinkButton(words)
        link.clicked.connect(lambda: intent())
        self._links.addWidget(link)
        self._footer.show()
        return link

    def set_aside(self, widget: QWidget) -> None:
        """Stand `widget` (the customer's card) at the right, or above the content where there is no room."""
        self._aside = widget
        self._place_aside()

    def set_heading(self, about: str) -> None:
        self._heading.set_parts(about)

    def set_lead(self, *parts: str) -> None:
        """One sentence: what to do now."""
        self._lead.set_parts(*parts)
        self._lead.setVisible(bool(self._lead.words))

    # What a page says about what was typed

    def set_missing(self, *parts: str) -> None:
        """Say what is still needed and disable the primary button; without parts, enable it again."""
        self._missing.set_parts(*parts)
        self.primary.setEnabled(not parts)

    def set_problems(self, problems: Sequence[tuple[Field, str]]) -> None:
        """Name each problem at the top and at its field, and move the focus to the top; empty clears them."""
        words = dict(problems)
        for field in self.fields():
            field.set_problem(words.get(field, ""))
        self._summary.show_problems(problems)
        if problems:
            self._scroll.bring_into_sight(self._summary, _ROUND)

    def set_problems_by_name(self, problems: Mapping[str, str]) -> None:
        """The same, by the fields' names (as `FieldsError.problems` has them), in the order of the page."""
        self.set_problems([(field, problems[field.name]) for field in self.fields() if field.name in problems])

    def fields(self) -> list[Field]:
        """Every field on the page that is shown, in its order."""
        found = [field for field in self._column.findChildren(Field) if not field.isHidden()]
        return sorted(found, key=lambda field: field.mapTo(self._column, field.rect().topLeft()).y())

    def focus_first(self) -> None:
        """Put the keyboard where work starts: the first field, else the primary button."""
        fields = self.fields()
        target = fields[0].focus_target() if fields else self.primary
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # How it stands

    def focusNextPrevChild(self, forward: bool) -> bool:
        set_reading_order(self)
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_aside()
        low = self.height() < _LOW
        if low != (self._footer.parentWidget() is self._column):
            self._move_footer(low)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(QApplication.focusWidget(), QLineEdit):
            self._press_primary()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.primary.clicked.connect(self.submitted)
        self._summary.chosen.connect(self._go_to)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._press_primary)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def _press_primary(self) -> None:
        if self.primary.isVisible() and self.primary.isEnabled():
            self.primary.click()

    def _go_to(self, field: Field) -> None:
        field.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self._column.isAncestorOf(new):
            self._scroll.bring_into_sight(_with_its_field(new, self._column), _ROUND)

    def _fill_column(self) -> None:
        box = QVBoxLayout(self._column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self._heading)
        box.addWidget(self._lead)
        self._lead.setVisible(bool(self._lead.words))
        box.addSpacing(12)
        box.addWidget(self._summary)
        self._body.setContentsMargins(0, 8, 0, 0)
        box.addLayout(self._body)
        self._column_box = box
        box.addStretch(1)

    def _content(self) -> QWidget:
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(_MARGIN, 24, _MARGIN, 14)
        row.addWidget(self._column, _WHOLE)
        row.addStretch(1)
        return content

    def _make_footer(self) -> QWidget:
        footer = QWidget()
        inner = QWidget()
        inner.setMaximumWidth(READABLE)
        self._footer_box = QHBoxLayout(footer)
        self._footer_box.addWidget(inner, _WHOLE)
        self._footer_box.addStretch(1)
        box = QVBoxLayout(inner)
        self._footer_box.setContentsMargins(_MARGIN, 10, _MARGIN, 24)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(18)
        box.addWidget(self._missing)
        self._links = FlowLayout(gap=24)
        self._links.addWidget(self.primary)
        box.addLayout(self._links)
        footer.setVisible(bool(self.primary.text()))
        return footer

    def _move_footer(self, into_content: bool) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and self._footer.isAncestorOf(focused)
        margins = (0, 10, 0, 10) if into_content else (_MARGIN, 10, _MARGIN, 24)
        self._footer_box.setContentsMargins(*margins)
        shown = not self._footer.isHidden()
        if into_content:
            self._column_box.insertWidget(self._column_box.count() - 1, self._footer)
        else:
            self._left.insertWidget(1, self._footer)
        self._footer.setVisible(shown)
        if inside and focused is not None:
            focused.setFocus()

    def _place_aside(self) -> None:
        if self._aside is None:
            return
        beside = self.width() >= _ASIDE_FROM
        if beside and self._aside.parentWidget() is not self:
            self._aside.setFixedWidth(_ASIDE)
            self._outer.insertWidget(1, self._aside, 0, Qt.AlignmentFlag.AlignTop)
            self._holder.setMaximumWidth(READABLE + 2 * _MARGIN)
            self._aside.setContentsMargins(0, 26, 24, 24)
            self._aside.show()
        elif not beside and self._aside.parentWidget() is not self._column:
            self._holder.setMaximumWidth(_ANY)
            self._aside.setMinimumWidth(0)
            self._aside.setMaximumWidth(READABLE)
            self._aside.setContentsMargins(0, 0, 0, 16)
            self._column_box.insertWidget(2, self._aside)
            self._aside.show()


def _with_its_field(widget: QWidget, top: QWidget) -> QWidget:
    """The field that `widget` is the input of, so that label and problem come into sight with it; else itself."""
    at: QWidget | None = widget
    while at is not None and at is not top:
        if isinstance(at, Field):
            return at
        at = at.parentWidget()
    return widget
