"""A page: a heading with its subject, one sentence of what to do, the content, one primary button, quiet links.

- A `compact` page has its lead beside a smaller heading and less space between its parts, so that it need not scroll.
- Content is at a readable width (unless `wide`; see `Room`) and scrolls vertically only. The footer is below short
  content and stays in view under long content; in a very low window it scrolls along, and does not hide the content.
  The customer's card is at the right, or above the content where there is no room.
- `set_missing` disables the primary button and says what is still needed. `set_problems` shows the summary, repeats
  the words at the fields and moves the focus. Neither clears anything typed. Changing a field clears its problem.
- `set_busy` says what is going on; nothing can be pressed or changed meanwhile.
- Nothing scrolls while a mouse button is down, so that press and release hit the same widget.
- A page without a question opens at its top, although its button has the focus.
- A screen reader announces the location when the page appears, and when that changes (`Where`).
- Ctrl+Enter, and Enter in a line edit, press the primary button, or that of the part (`part_button`). A focused widget
  is scrolled into view, and a field stays there when the page grows, until the user scrolls.
- A page that has just appeared ignores presses (`keyboard`). One that replaces its content calls `reset`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.accessible import let_go, set_role, unspoken
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, PrimaryButton, QuietLink, WordsButton
from desktop.ui.kit.forms.fields import Field, PasswordField, with_its_field
from desktop.ui.kit.keyboard import ENTER, Guarded, ancestors, set_reading_order
from desktop.ui.kit.layouts import LEAST, UNBOUNDED, WHOLE, FittedScroll, FlowLayout, Room, column_in
from desktop.ui.kit.style import READABLE, Size, font, scaled, the_app, theme_of
from desktop.ui.kit.text import Where, Words, announce, heading, in_sentences, small, subtitle, title
from desktop.words import tr
from desktop.words.errors import message_for, problems_of

BROAD = 1_120
"""The greatest width of the content beside the customer's card, in pixels at the usual size of text."""
_WIDE, _FROM = 270, 940
_ABOVE_AT = 2
"""Its place in the column: below the heading and the lead."""


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
        self._box.addWidget((subtitle if compact else title)(tr("There is a problem")))
        self._size = Size.SMALL if compact else Size.BODY
        self.others = small("") if compact else Words()
        self._box.addWidget(self.others)
        self.links: list[QuietLink] = []
        self._fields: list[Field] = []
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
            link = QuietLink(words, self._size)
            link.clicked.connect(partial(self._choose, field))
            self._box.insertWidget(self._box.count() - 1, link)
            self.links.append(link)
        self.others.set_parts("\n".join(others))
        self.others.setVisible(bool(others))
        self.setVisible(bool(problems or others))
        if problems or others:
            said = [words for _, words in problems] + list(others)
            self._say(in_sentences(tr("There is a problem"), *said))

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

    def _remove(self, link: QuietLink) -> None:
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


_ROOMY, _COMPACT = (24, 14, 20, 10, 24, 18, 26, 24), (10, 4, 8, 6, 10, 8, 10, 10)
"""Pixels above and below the content, between its parts, above, below and in the footer, above and below the aside."""
_LOW = 480
"""Pixels: the height of a very low window."""


class Page(Guarded):
    """A page. Create it, `add` widgets, connect `submitted`. It decides nothing."""

    submitted = Signal()
    edge_moved = Signal()
    """Its content begins at another place (`edge`)."""
    compact = False

    def __init__(self, about: str, lead: str = "", *, primary: str = "", wide: bool = False) -> None:
        super().__init__()
        self._space = _COMPACT if self.compact else _ROOMY
        self._heading, self._lead = heading(about), Words(lead, tone="muted")
        self._summary = ProblemSummary(compact=self.compact)
        self._missing, self._busy = Banner("notice"), Banner("notice")
        self._where = Where(self, lambda: self.where())
        self._follows, self._followed_to = True, 0
        self._had_focus: QWidget | None = None
        self.primary = PrimaryButton(primary)
        self.primary.set_key(tr("Ctrl + Enter"))
        self._rests_on: QWidget = self.primary
        if not primary:  # never `show`: without a parent it would be a window of its own for a moment
            self.primary.hide()
        self._aside: QWidget | None = None
        self._column, self._foot = QWidget(), QWidget()
        self._room = Room(self._column, self._foot, wide=wide)
        self._body = QVBoxLayout()
        self._body.setSpacing(self._space[2])
        self._fill_column()
        self._make_footer()
        self._scroll, self._holder = FittedScroll(self._content()), QWidget()
        self._left = column_in(self._holder, self._scroll, self._footer, gap=0)
        self._left.addStretch(1)
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self._holder, WHOLE)
        self._outer.addStretch(0)  # takes the rest beside a holder of its greatest width
        self._fit_width()
        self._connect()

    @property
    def edge(self) -> int:
        """Pixels from the page's left to its content."""
        return self._room.edge

    # Content

    def add(self, *widgets: QWidget) -> None:
        """Add widgets below the others, one under another."""
        for widget in widgets:
            self._body.addWidget(widget)

    def remove(self, widget: QWidget) -> None:
        """Take a widget away that was added."""
        self._body.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def pin(self, *widgets: QWidget) -> None:
        """Place widgets above all that scrolls: they are in sight wherever the page is scrolled to."""
        holder = QWidget()
        align = partial(_align_pinned, self, column_in(holder, *widgets, gap=6))
        self._left.insertWidget(0, holder)
        self.edge_moved.connect(align)
        align()

    def add_above(self, widget: QWidget) -> None:
        """Place `widget` above the heading."""
        self._column_box.insertWidget(0, widget)

    def add_link(self, words: str, intent: Callable[[], object] | None = None) -> LinkButton:
        """Add a secondary action beside the primary button. `intent`, if any, is called without arguments."""
        link = LinkButton(words)
        if intent is not None:
            link.clicked.connect(lambda: intent())
        self._links.addWidget(link)
        self._footer.show()
        return link

    def set_aside(self, widget: QWidget) -> None:
        """Place `widget` (the customer's card) at the right, or above the content where there is no room."""
        self._foot.setMaximumWidth(scaled(BROAD))
        self._aside = widget
        self._fit_width()
        self._place_aside(widget)

    def set_paper(self, sheets: QWidget) -> None:
        """Show what goes on paper, beside the content where there is room, else below it."""
        self._room.add_paper(self._column_box, self._body_holder, sheets, self._space[2])

    def set_wide(self, wide: bool) -> None:
        """Give the content all of the width, or keep it at a readable one."""
        self._room.set_wide(wide)
        self._fit_width()

    def set_heading(self, about: str) -> None:
        self._heading.set_parts(about)
        self._heading.setVisible(bool(about))
        self._where.say_soon()

    def set_lead(self, *parts: str) -> None:
        """Set the lead: one sentence that says what to do now."""
        self._lead.set_parts(*parts)
        self._lead.setVisible(bool(self._lead.words))
        self._where.say_soon()

    def where(self) -> str:
        """Return the text for a screen reader about the page as a whole: where one is, and what to do."""
        return in_sentences(self._heading.words, self._lead.words)

    def scroll_to(self, part: QWidget) -> None:
        """Scroll until this part of the content is visible."""
        self._scroll.scroll_to(part)

    # Problems of what was typed

    def set_missing(self, *parts: str) -> None:
        """Say what is still needed and disable the primary button; without parts, enable it again."""
        self._missing.set_parts(*parts)
        self.primary.setEnabled(not parts)
        self._where.say_soon()

    def set_problems(self, problems: Sequence[tuple[Field, str]], others: Sequence[str] = ()) -> None:
        """List the problems at the top (`others`: alone) and at their fields, and focus the top; none clears them."""
        words = dict(problems)
        for field in self.fields():
            field.set_problem(words.get(field, ""))
            if field in words:
                field.edited.connect(partial(self._changed, field), Qt.ConnectionType.SingleShotConnection)
        self._summary.show_problems(problems, others)
        if problems or others:
            self._scroll.scroll_to(self._summary)

    def set_problems_by_name(self, problems: Mapping[str, str]) -> None:
        """Show problems by field name (as in `FieldsError.problems`), in the order of the page."""
        found = [(field, problems[field.name]) for field in self.fields() if field.name in problems]
        shown = {field.name for field, _ in found}
        self.set_problems(found, [words for name, words in problems.items() if name not in shown])

    def show_at_fields(self, error: ListeningRoomError) -> bool:
        """Show at its fields what is wrong with what was typed; return whether the error is about that."""
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        return isinstance(error, FieldsError)

    def set_busy(self, words: str) -> None:
        """Say what is going on, and ignore keys and presses until it is over (no words)."""
        if words and not self._busy.words:
            self._had_focus = let_go(self)
        self._busy.set_parts(words)
        if words and self._column.isAncestorOf(self._busy):
            self._column_box.activate()
            self._scroll.scroll_to(self._busy)
        for part in (self._body_holder, *([self._aside] if self._aside else [])):
            part.setEnabled(not words)
        for button in self._footer.findChildren(WordsButton):
            button.setEnabled(not words)
        if not words and self._had_focus is not None:
            self._had_focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._had_focus = None if not words else self._had_focus

    @property
    def busy(self) -> str:
        """The words of the work in progress, or an empty string."""
        return self._busy.words

    def fields(self) -> list[Field]:
        """Return every visible field of the page, in order."""
        found = [field for field in self._column.findChildren(Field) if field.isVisibleTo(self._column)]
        return sorted(found, key=lambda field: field.mapTo(self._column, field.rect().topLeft()).y())

    def focus_first(self) -> None:
        """Focus the place where work starts: the first field, else the primary button."""
        fields = self.fields()
        if not fields:
            self.rest_on(self.primary)
            return
        self._follows = True
        fields[0].focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def rest_on(self, widget: QWidget) -> None:
        """Focus a widget but stay at the top: for a page that is read first."""
        self._follows, self._rests_on = False, widget
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)

    # Position and focus

    def focusNextPrevChild(self, forward: bool) -> bool:
        set_reading_order(self)
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()
        if self._aside is not None:
            self._place_aside(self._aside)
        low = self.height() < scaled(_LOW)
        if low != (self._footer.parentWidget() is self._column):
            self._move_footer(low)

    def minimumSizeHint(self) -> QSize:
        """Return a size that does not hold a narrow window open: there the heading is smaller."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), LEAST), least.height())

    def _fit_width(self) -> None:
        """Have margins, a heading and a column for the width."""
        room, before = self._room, self._room.edge
        room.fit(self.width(), centred=self._aside is None)
        self._content_row.setContentsMargins(room.edge, self._space[0], room.margin, self._space[1])
        size = Size.TITLE if room.tight else Size.PANEL if self.compact else Size.HEADING
        self._heading.setFont(font(size, bold=True))
        self._align_footer()
        if room.edge != before:
            self.edge_moved.emit()

    def _place_aside(self, aside: QWidget) -> None:
        """Place the customer's card as there is room."""
        beside, (above, below) = self.width() >= scaled(_FROM), self._space[6:]
        self._column.setMaximumWidth(scaled(BROAD if beside else READABLE))
        self._holder.setMaximumWidth(scaled(BROAD) + 2 * self._room.margin if beside else UNBOUNDED)
        aside.setMinimumWidth(scaled(_WIDE) if beside else 0)
        aside.setMaximumWidth(scaled(_WIDE if beside else READABLE))
        if beside and aside.parentWidget() is not self:
            self._outer.insertWidget(1, aside, 0, Qt.AlignmentFlag.AlignTop)
            aside.setContentsMargins(0, above, 24, below)
            aside.show()
        elif not beside and aside.parentWidget() is not self._column:
            aside.setContentsMargins(0, 0, 0, 16)
            self._column_box.insertWidget(_ABOVE_AT, aside)
            aside.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and isinstance(QApplication.focusWidget(), QLineEdit):
            self.press_primary()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.primary.clicked.connect(self.submitted)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._align_footer)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._follow_growth)
        self._summary.chosen.connect(self._go_to)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.press_primary)
        the_app().focusChanged.connect(self._follow_focus)

    def press_primary(self) -> None:
        """Press the button of the part of the page where the keyboard is (`part_button`), or else the primary one."""
        inside = takewhile(lambda at: at is not self, ancestors(QApplication.focusWidget() or self))
        found = (getattr(at, "part_button", None) for at in inside)
        own = next((each for each in found if isinstance(each, QPushButton) and each.isVisible()), self.primary)
        if own.isVisible() and own.isEnabled():
            own.click()

    def _go_to(self, field: Field) -> None:
        field.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if QApplication.mouseButtons():
            return  # it was pressed where it is
        if not self._follows and (new is None or new is self._rests_on):
            return  # it stays at its top until the focus moves
        if new is not None and self._column.isAncestorOf(new):
            self._follows = True
            if getattr(new, "keeps_row_in_sight", False):  # a list; the first window has none, and loads none
                return
            self._scroll.scroll_to(with_its_field(new, self._column))
            self._followed_to = self._scroll.verticalScrollBar().value()

    def _follow_growth(self) -> None:
        """Keep the focused field in view: a panel that opens focuses it before it is laid out."""
        focused, scrolled = QApplication.focusWidget(), self._scroll.verticalScrollBar().value() != self._followed_to
        if focused is None or scrolled or not self._follows:
            return
        if isinstance(with_its_field(focused, self._column), Field):
            self._follow_focus(None, focused)

    def _fill_column(self) -> None:
        box = column_in(self._column, gap=4 if self.compact else 8)
        head = FlowLayout(gap=16, row_gap=0, foot=True) if self.compact else QVBoxLayout()
        box.addLayout(head)
        for words in (self._heading, self._lead):
            head.addWidget(words)
            words.setVisible(bool(words.words))
        box.addSpacing(0 if self.compact else 12)
        box.addWidget(self._summary)
        self._body.setContentsMargins(0, 4 if self.compact else 8, 0, 0)
        self._body_holder = QWidget()
        self._body_holder.setLayout(self._body)
        box.addWidget(self._body_holder)
        self._column_box = box
        box.addStretch(1)

    def _make_footer(self) -> None:
        """Make the footer, as wide as the content, with its links in a row. It is hidden while it has no button."""
        self._footer, self._links = QWidget(), FlowLayout(gap=24)
        self._links.addWidget(self.primary)
        self._footer_row = QHBoxLayout(self._footer)
        self._footer_row.addWidget(self._foot, WHOLE)
        self._footer_row.addStretch(1)
        column_in(self._foot, self._missing, self._busy, gap=self._space[5]).addLayout(self._links)
        if not self.primary.text():
            self._footer.hide()

    def _content(self) -> QWidget:
        content = QWidget()
        self._content_row = QHBoxLayout(content)
        self._content_row.addWidget(self._column, WHOLE)
        self._content_row.addStretch(1)
        return content

    def _move_footer(self, into_content: bool) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and self._footer.isAncestorOf(focused)
        shown = not self._footer.isHidden()
        if into_content:
            self._column_box.insertWidget(self._column_box.count() - 1, self._footer)
        else:
            self._left.insertWidget(self._left.indexOf(self._scroll) + 1, self._footer)
        self._align_footer()
        self._footer.setVisible(shown)
        if inside and focused is not None:
            focused.setFocus()

    def _align_footer(self) -> None:
        """Align the footer with the content, which is narrower by its scroll bar where it scrolls."""
        if self._footer.parentWidget() is self._column:
            self._footer_row.setContentsMargins(0, 10, 0, 10)
            return
        bar = self._scroll.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        room, above, below = self._room, *self._space[3:5]
        self._footer_row.setContentsMargins(room.edge, above, room.margin + taken, below)

    def _changed(self, field: Field) -> None:
        field.set_problem("")
        self._summary.drop(field)


def _align_pinned(page: Page, box: QVBoxLayout) -> None:
    """Have what is pinned begin where the content does."""
    box.setContentsMargins(page.edge, 0, page.edge, 0)


class BackPage(Page):
    """The base. `submitted` when it is filled, `back` otherwise; what is typed stays, but for secrets."""

    back = Signal()

    def __init__(self, about: str, lead: str = "", *, primary: str = "", wide: bool = False) -> None:
        super().__init__(about, lead, primary=primary or tr("Continue"), wide=wide)
        self.back_link = self.add_link(tr("Back"), self.back.emit)
        self._step = Words(size=Size.SMALL, tone="muted")
        self.add_above(self._step)
        self._step.hide()

    def show_step(self, number: int, of: int) -> None:
        """Say above the heading which of so many pages this is."""
        self._step.set_parts(tr("Step {number} of {all}").format(number=number, all=of))
        self._step.show()

    def where(self) -> str:
        """Return that as well, for a screen reader."""
        return in_sentences(self._step.words, super().where())

    def show_refusal(self, error: ListeningRoomError) -> str:
        """Show what was refused beside its field; return the words of an error that is of none."""
        self.set_busy("")
        if not isinstance(error, FieldsError):
            self.set_problems(())
            return message_for(error)
        problems = problems_of(error)
        self.set_problems_by_name(problems)
        own = {field.name for field in self.fields()}
        return " ".join(said for name, said in problems.items() if name not in own)

    def wipe(self) -> None:
        """Forget every secret that was typed here."""
        for field in self.findChildren(PasswordField):
            field.wipe()


class PasswordPage(Page):
    """The password page. It can be pressed once, until it is refused; a subclass says what for (`_submit`)."""

    def __init__(self, about: str, lead: str, *, primary: str, label: str) -> None:
        super().__init__(about, lead, primary=primary)
        self.refusal = Banner("problem")
        self.password = PasswordField("password", label)
        self.add(self.refusal, self.password)
        self.submitted.connect(self._hold)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show why the password was refused, and stay locked."""
        self.set_busy("")
        self.password.wipe()
        if self.show_at_fields(error):
            self.refusal.set_parts()
        else:
            self.set_problems(())
            self.refusal.set_parts(refused_words(error))
        self.password.focus_target().setFocus()

    def _hold(self) -> None:
        self.primary.setEnabled(False)
        self._submit()

    def _submit(self) -> None:
        raise NotImplementedError


OWN_PASSWORD = "own_password"
"""The field's name in a `FieldsError`."""


class OwnPasswordField(PasswordField):
    """The password field, named for a `FieldsError`."""

    def __init__(self) -> None:
        super().__init__(OWN_PASSWORD, tr("Your password"), tr("To be sure that it is you."))


def problems_with_password(error: ListeningRoomError) -> dict[str, str]:
    """Return the problems of a page with the field, by name: what was typed, or a password that was refused.

    Empty for an error that is about neither.
    """
    if isinstance(error, FieldsError):
        return problems_of(error)
    return {OWN_PASSWORD: refused_words(error)} if isinstance(error, SignInRefusedError) else {}


def refused_words(error: ListeningRoomError) -> str:
    """Return why one's own password was refused: there is no name to check, as there is at sign-in."""
    wrong = isinstance(error, SignInRefusedError) and not error.wait_seconds
    return tr("That is not your password. Type it again.") if wrong else message_for(error)


def show_refused(page: Page, error: ListeningRoomError, own_password: OwnPasswordField | None = None) -> bool:
    """Show at its field what was refused, and let the page be pressed again; return whether there was a field for it.

    What was typed stays, but for the password.
    """
    page.set_busy("")
    if own_password is not None:
        own_password.wipe()
    problems = problems_with_password(error)
    page.set_problems_by_name(problems)
    return bool(problems)
