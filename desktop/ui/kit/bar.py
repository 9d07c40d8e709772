"""The bar at the top and the rail of places; in a window too narrow for them, the folded bar with a menu of both.

- The bar has product, office and desk, "Demo office" for a demo, who is signed in, password, lock, sign out. It
  stays one line while there is room: long names are cut there. A callout says one in full where the pointer or the
  keyboard rests, and a screen reader is told it in full.
- The rail is at the left, along the top of a narrow window, or in the menu. It is one tab stop: arrow keys, Home and
  End move within it, Enter or Space goes there. The current place is marked by a bar, by weight and by a word to a
  screen reader. Places of one group stand below its words; along the top there is no room for that.
- A window of 320 pixels, which is 1280 at 400 %, has room for a page or for a menu, not for both (WCAG 2.2, 1.4.10).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QSizePolicy, QWidget

from desktop.ui.kit.buttons import BarButton, WordsButton, fill
from desktop.ui.kit.keyboard import step_among
from desktop.ui.kit.layouts import UNBOUNDED, FlowLayout, VerticalScroll, column_in, empty
from desktop.ui.kit.style import Size, Tokens, font, scaled, the_app, theme_of
from desktop.ui.kit.text import Policy, Words, announce, small, wrap
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.ui.kit.overlays import Callout


_LOCK_KEYS = "Ctrl+L"
_NARROW = 910
_GAP, _NARROW_GAP, _SIDE, _LEAST, _LOWEST = 20, 10, 24, 82, 24
"""`_LEAST`: the least width of a cut name; where even that is too much, the bar takes a second line. `_LOWEST`: its
least height, to point at (WCAG 2.2, 2.5.8)."""


class TopBarView(NamedTuple):
    """The view of the bar. `demo`: the badge's words in a demo office, else empty; `who` is empty before signing in."""

    product: str
    place: str
    who: str = ""
    demo: str = ""


class TopBar(QWidget):
    """The bar at the top, whose buttons the frame and the window connect; those for the look and the keys are there
    before anybody has signed in. Emits `lock` (also on Ctrl+L, anywhere in its window)."""

    lock = Signal()
    viewed = Signal(str, bool)
    """The words of the badge, and whether someone is signed in, whenever they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self._product = Words(size=Size.BODY, bold=True, tone="bar", wraps=False)
        self._place = BarName()
        self._demo = Words(size=Size.SMALL, bold=True, tone="badge", wraps=False)
        self._who = BarName()
        self.display_button, self.keys_button = BarButton(tr("Display")), BarButton(tr("Keys"))
        self.display_button.setAccessibleName(tr("Display: text size and colours"))
        self.keys_button.set_key("F1")
        self.lock_button = BarButton(tr("Lock"))
        self.sign_out_button = BarButton(tr("Sign out"))
        self.password_button = BarButton(tr("Password"))
        self.password_button.setAccessibleName(tr("Change your password"))
        self._view, self._folded = TopBarView("", ""), False
        self._row = FlowLayout(self, gap=_GAP, row_gap=8)
        self._row.setContentsMargins(_SIDE, 10, _SIDE, 10)
        self._row.add(self._product, self._place, self._demo)
        self._row.add_spring()
        self._row.add(self._who, self.display_button, self.keys_button)
        self._row.add(self.password_button, self.lock_button, self.sign_out_button)
        self.lock_button.clicked.connect(self.lock)
        self._keys = QShortcut(QKeySequence(_LOCK_KEYS), self)
        self._keys.setContext(Qt.ShortcutContext.WindowShortcut)
        self._keys.activated.connect(self.lock)

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that act on every page."""
        locks = ((tr("Ctrl + L"), tr("Lock the desk")),) if self._view.who else ()
        return (
            (tr("F1, or ?"), tr("Show or hide these keys")),
            *locks,
            (tr("Tab, Shift + Tab"), tr("The next control, the one before")),
            (tr("Arrow keys"), tr("Choose among options, and among the places at the side")),
            (tr("Space, Enter"), tr("Press what has the yellow ring")),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_product()
        self._show_names()

    def set_folded(self, folded: bool) -> None:
        """Say whether it stands in a menu: it has as many lines there as it needs, and Ctrl+L is not its own."""
        self._folded = folded
        self._keys.setEnabled(bool(self._view.who) and not folded)
        self._show_product()
        self._show_names()

    def _show_names(self) -> None:
        """Show the names in full where there is room; else cut the longer of the two first."""
        names = {self._place: self._view.place, self._who: self._view.who}
        room = self.width() - 2 * _SIDE
        for words, text in names.items():
            words.show_cut(text, min(room, words.whole(text)) if self._folded else words.whole(text))
        over = 0 if self._folded else self._row.sizeHint().width() - self.width()
        for words, text in sorted(names.items(), key=lambda pair: -pair[0].whole(pair[1])):
            if over > 0 and text:
                whole = words.sizeHint().width()
                room = max(_LEAST, whole - over)
                over -= max(0, whole - room)
                words.show_cut(text, room)
                if (beyond := words.sizeHint().width() - room) > 0:  # a label can be wider than its words
                    words.show_cut(text, room - beyond)

    def _show_product(self) -> None:
        """Hide the program's name and the hints of keys where there is little room: person and desk stay."""
        badge = self._demo.sizeHint().width() + _GAP if self._view.demo and not self._folded else 0
        spare = self.width() - badge < scaled(_NARROW) and not self._who.isHidden()
        self._product.setVisible(not spare and bool(self._product.words))
        self.keys_button.setVisible(not spare)
        self.display_button.set_words("Aa" if spare else tr("Display"))
        self.display_button.setAccessibleName(tr("Display: text size and colours"))
        self._row.set_gap(_NARROW_GAP if spare else _GAP)
        self.lock_button.set_words(tr("Lock") if spare else f"{tr('Lock')} {_LOCK_KEYS}")

    def show_view(self, view: TopBarView) -> None:
        """Show a view; lock and sign out appear only for a signed-in person."""
        self._view = view
        for words, text in (
            (self._product, view.product),
            (self._place, view.place),
            (self._demo, view.demo),
            (self._who, view.who),
        ):
            words.set_parts(text)
            words.setVisible(bool(text))
        for widget in (self.password_button, self.lock_button, self.sign_out_button):
            widget.setVisible(bool(view.who))
        self.set_folded(self._folded)
        self.viewed.emit(view.demo, bool(view.who))

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), self.rect(), theme_of(self).bar, radius=0)


class BarName(Words):
    """A name on the bar. While it is cut it can have the keyboard, and its callout says it in full."""

    def __init__(self) -> None:
        super().__init__(size=Size.SMALL, tone="bar", wraps=False)

    def whole(self, text: str) -> int:
        """Return the width that all of `text` needs, in pixels."""
        return QFontMetrics(self.font()).horizontalAdvance(text) + 2

    def show_cut(self, text: str, room: int) -> None:
        """Show as much of `text` as fits in `room` pixels."""
        cut = QFontMetrics(self.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
        if cut != self.words:
            if "callout" in vars(self):
                self.callout.put_away()
            self.set_parts(cut)
        self.setAccessibleName(text)
        is_cut = cut != text
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_cut else Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(scaled(_LOWEST) if is_cut else 0)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ToolTip, QEvent.Type.FocusIn) and self.words != self.accessibleName():
            self.callout.come(self.accessibleName(), self.rect())
        return super().event(event)

    @cached_property
    def callout(self) -> Callout:
        """The callout, which is made when it first has something to say."""
        from desktop.ui.kit.overlays import Callout

        return Callout(self, keyboard=True)


_RAIL_WIDE, _RAIL_SIDE = 214, 12
_BESIDE, _ALONG = QSize(24, 11), QSize(14, 11)
"""The padding of a place in a rail at the left, and in one along the top, where all have to fit side by side."""
_GROUP = (24, 11, 12, 5)
"""The margins of the words above a group of places."""
_ELSEWHERE = (24, 20, 12, 0)
"""The margins of the words below the places."""
_ENDS: dict[int, int] = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_CURRENT, _BADGE = 6, 27
_INDENT, _LOW = 16, 40
"""Of a place in a group."""


class Place(NamedTuple):
    """A place in the rail. `waiting` counts the items that wait there for whoever is signed in. `under`: its group."""

    key: str
    words: str
    waiting: int = 0
    under: str = ""


class RailItem(WordsButton):
    """A place in the rail."""

    padding = _BESIDE
    align = Qt.AlignmentFlag.AlignLeft
    least = 48

    def __init__(self, place: Place) -> None:
        super().__init__(place.words, Size.BODY)
        self.key = place.key
        self.waiting = 0
        self.current = False
        self.under = place.under
        self.setAccessibleDescription(place.under)
        wrap(self, down=Policy.Fixed)

    def set_along(self, padding: QSize, *, along: bool) -> None:
        """Stand beside the others along the top, or below them: there further in than the words of its group."""
        self.padding = padding
        inside = bool(self.under) and not along
        self.lead, self.least = (_INDENT, _LOW) if inside else (0, RailItem.least)
        self.updateGeometry()

    def show_place(self, place: Place, current: bool) -> None:
        self.waiting, self.current = place.waiting, current
        self.setText(place.words)
        self.setFont(font(Size.BODY, bold=current))
        waits = tr("{count} waiting").format(count=place.waiting) if place.waiting else ""
        here = tr("you are here") if current else ""
        parts = (place.words, waits, here)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._badge().width() + 10 if self.waiting else 0, 0)

    def _badge(self) -> QRect:
        words = QFontMetrics(font(Size.SMALL, bold=True)).horizontalAdvance(self._count())
        high = scaled(_BADGE)
        width = max(high, words + high // 2)
        return QRect(self.width() - width - (self.padding.width() - 8), (self.height() - high) // 2, width, high)

    def _count(self) -> str:
        from desktop.words.formatting import grouped  # the sign-in window is painted without it

        return grouped(self.waiting)

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        if self.current or self.hovered():
            painter.fillRect(self.rect(), QColor(theme.page))
        if self.current:
            painter.fillRect(0, 0, _CURRENT, self.height(), QColor(theme.accent))
        if self.waiting:
            badge = self._badge()
            fill(painter, badge, theme.accent, radius=badge.height() / 2)
            painter.setPen(QColor(theme.on_accent))
            painter.setFont(font(Size.SMALL, bold=True))
            painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), self._count())
        return theme.text


class Rail(QWidget):
    """The rail of places. Emits `chosen(key)`; it marks a place as current only when told to.

    `elsewhere` says what this PC does not offer; along the top there is no room for it.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.items: list[RailItem] = []
        self.groups: list[Words] = []
        self.elsewhere: Words | None = None
        self._padding, self._along = _BESIDE, False
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setSpacing(0)
        self.setAccessibleName(tr("Places"))
        self.set_along_top(False)

    def show_places(self, places: Sequence[Place], current: str, elsewhere: str = "") -> None:
        """Show the places, and mark the one whose key is `current`; below them `elsewhere`, in words."""
        if [(place.key, place.under) for place in places] != [(item.key, item.under) for item in self.items]:
            self._build(places)
        moved = next((item.key for item in self.items if item.current), current) != current
        for item, place in zip(self.items, places, strict=True):
            item.show_place(place, place.key == current)
        self._say_elsewhere(elsewhere)
        self._one_tab_stop(next((item for item in self.items if item.current), None))
        if moved and self.isVisible():
            announce(self, next((place.words for place in places if place.key == current), ""))

    def set_along_top(self, along: bool, *, in_menu: bool = False) -> None:
        """Place it along the top instead of on the left. `in_menu`: it has the width of the menu."""
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(right if along else down)
        self._padding, self._along = _ALONG if along else _BESIDE, along
        self._pad()
        self._box.setContentsMargins(*((_RAIL_SIDE, 0, _RAIL_SIDE, 0) if along else (0, 20, 0, 20)))
        whole = along or in_menu
        self.setMinimumWidth(1 if whole else scaled(_RAIL_WIDE))  # not its items': where they do not fit, it folds
        self.setMaximumWidth(UNBOUNDED if whole else scaled(_RAIL_WIDE))
        if self.elsewhere is not None:
            self._say_elsewhere(self.elsewhere.words)
        vertical = QSizePolicy.Policy.Fixed if along else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)

    def needed_along(self) -> int:
        """Return the width, in pixels, below which the places do not stand side by side."""
        beside = 2 * (_BESIDE.width() - _ALONG.width()) if self._padding is _BESIDE else 0
        return sum(item.minimumSizeHint().width() - item.lead - beside for item in self.items) + 2 * _RAIL_SIDE

    def focus_current(self) -> None:
        """Give the keyboard to the current place."""
        stop = next((item for item in self.items if item.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        to = step_among(self.items, event)
        if event.key() in _ENDS and any(item.hasFocus() for item in self.items):
            to = self.items[_ENDS[event.key()]]
        if to is None:
            super().keyPressEvent(event)
        else:
            self._one_tab_stop(to)
            to.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self).soft))

    def _build(self, places: Sequence[Place]) -> None:
        empty(self._box)
        self.items, self.groups, before = [RailItem(place) for place in places], [], ""
        for item in self.items:
            if item.under and item.under != before:
                self.groups.append(Words(item.under))
                self._box.addWidget(self.groups[-1])
            before = item.under
            item.clicked.connect(partial(self._choose, item.key))
            self._box.addWidget(item)
        self.elsewhere = small(tone="muted")
        self.elsewhere.setContentsMargins(*_ELSEWHERE)
        self._pad()
        self._box.addWidget(self.elsewhere)
        self._box.addStretch(1)

    def _say_elsewhere(self, words: str) -> None:
        assert self.elsewhere is not None
        self.elsewhere.set_parts(words)
        self.elsewhere.setVisible(bool(words) and not self._along)

    def _pad(self) -> None:
        for item in self.items:
            item.set_along(self._padding, along=self._along)
        for words in self.groups:
            words.setContentsMargins(*_GROUP)
            words.setVisible(not self._along)

    def _choose(self, key: str, _checked: bool = False) -> None:
        self.chosen.emit(key)

    def _one_tab_stop(self, stop: RailItem | None) -> None:
        for item in self.items:
            is_stop = item is (stop or self.items[0])
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)


_MENU_SIDE, _MENU_OVER = 12, 6


class FoldedBar(QWidget):
    """The bar: one button for the menu, and the badge of a demo. Emits `lock` on Ctrl+L."""

    lock = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.menu_button = BarButton(tr("Menu"))
        self._demo = Words(size=Size.SMALL, bold=True, tone="badge", wraps=False)
        row = FlowLayout(self, gap=_MENU_SIDE, row_gap=_MENU_OVER)
        row.setContentsMargins(_MENU_SIDE, _MENU_OVER, _MENU_SIDE, _MENU_OVER)
        row.add(self.menu_button, self._demo)
        self._keys = QShortcut(QKeySequence("Ctrl+L"), self)
        self._keys.activated.connect(self.lock)

    def show_open(self, is_open: bool) -> None:
        """Say whether the menu is open."""
        self.menu_button.set_words(tr("Close the menu") if is_open else tr("Menu"))

    @Slot(str, bool)
    def show_badge(self, demo: str, locks: bool) -> None:
        """Show the words of a demo, or none. `locks`: whether Ctrl+L locks: someone is signed in."""
        self._demo.set_parts(demo)
        self._demo.setVisible(bool(demo))
        self._keys.setEnabled(locks)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), self.rect(), theme_of(self).bar, radius=0)


class MenuArea(VerticalScroll):
    """The content of the menu: the widgets that `take` gave it, one below the other."""

    def __init__(self) -> None:
        inside = QWidget()
        self._box = column_in(inside, gap=0)
        self._box.addStretch(1)
        super().__init__(inside)

    def take(self, *widgets: QWidget) -> None:
        """Take these widgets in, the first on top."""
        for at, widget in enumerate(widgets):
            self._box.insertWidget(at, widget)


class ContentArea(VerticalScroll):
    """The page, and what stands above it: where a low, folded window has no room for both, they scroll together.

    What has the keyboard is scrolled into sight, and so is a banner that comes. The content is in it in a wide window
    too, which never scrolls: a page that moved would be hidden for a moment, and what it keeps only while it is shown
    would be lost.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self.set_folded(False)
        the_app().focusChanged.connect(self._follow_focus)

    def set_folded(self, folded: bool) -> None:
        """Scroll where there is no room, in a folded window; or fill the area, and never scroll."""
        self._folded = folded
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policies.ScrollBarAsNeeded if folded else policies.ScrollBarAlwaysOff)
        self.setWidgetResizable(folded)
        self.updateGeometry()
        self._fill()

    def _fill(self) -> None:
        if not self._folded:
            self._content.resize(self.viewport().size())

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self._folded else self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self._folded else self._content.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._folded:
            super().keyPressEvent(event)
        else:
            event.ignore()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._folded and new is not None and self._content.isAncestorOf(new) and not QApplication.mouseButtons():
            self.scroll_to(new)
