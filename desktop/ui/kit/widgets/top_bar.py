"""The bar at the top: product, office and desk, "Demo office" for a demo, who is signed in, password, lock, sign out.

It stays one line while there is room: long names are cut there. A callout says one in full where the pointer or the
keyboard rests, and a screen reader is told it in full.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, scaled, theme_of
from desktop.ui.kit.widgets.buttons import BarButton, fill
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words
from desktop.words import kit as kit_wording

if TYPE_CHECKING:
    from desktop.ui.kit.widgets.callout import Callout

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
    """The bar at the top. Emits `lock` (also on Ctrl+L, anywhere in its window), `sign_out`, `password`, `display` and
    `keys`; the last two are there before anybody has signed in."""

    lock = Signal()
    sign_out = Signal()
    password = Signal()
    display = Signal()
    keys = Signal()
    viewed = Signal(str, bool)
    """The words of the badge, and whether someone is signed in, whenever they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self._product = Words(size=Size.BODY, bold=True, tone="bar", wraps=False)
        self._place = BarName()
        self._demo = Words(size=Size.SMALL, bold=True, tone="badge", wraps=False)
        self._who = BarName()
        self.display_button, self.keys_button = BarButton(kit_wording.display()), BarButton(kit_wording.keys())
        self.display_button.setAccessibleName(kit_wording.display_in_full())
        self.keys_button.set_key("F1")
        self.lock_button = BarButton(f"{kit_wording.lock()} {_LOCK_KEYS}")
        self.sign_out_button = BarButton(kit_wording.sign_out())
        self.password_button = BarButton(kit_wording.password())
        self.password_button.setAccessibleName(kit_wording.change_password())
        box = QVBoxLayout(self)
        box.setContentsMargins(_SIDE, 10, _SIDE, 10)
        self._view, self._folded = TopBarView("", ""), False
        self._row = FlowLayout(gap=_GAP, row_gap=8)
        for words in (self._product, self._place, self._demo):
            self._row.addWidget(words)
        self._row.add_spring()
        self._row.addWidget(self._who)
        ours = (self.display_button, self.keys_button)
        for button in (*ours, self.password_button, self.lock_button, self.sign_out_button):
            self._row.addWidget(button)
        box.addLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.lock_button.clicked.connect(self.lock)
        self.sign_out_button.clicked.connect(self.sign_out)
        self.password_button.clicked.connect(self.password)
        self.display_button.clicked.connect(self.display)
        self.keys_button.clicked.connect(self.keys)
        self._keys = QShortcut(QKeySequence(_LOCK_KEYS), self)
        self._keys.setContext(Qt.ShortcutContext.WindowShortcut)
        self._keys.activated.connect(self.lock)

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that act on every page."""
        locks = (kit_wording.lock_key(),) if self._view.who else ()
        return (kit_wording.help_key(), *locks, *kit_wording.everywhere_keys())

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
        over = 0 if self._folded else self._row.sizeHint().width() - room
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
        self.display_button.set_words("Aa" if spare else kit_wording.display())
        self.display_button.setAccessibleName(kit_wording.display_in_full())
        self._row.set_gap(_NARROW_GAP if spare else _GAP)
        self.lock_button.set_words(kit_wording.lock() if spare else f"{kit_wording.lock()} {_LOCK_KEYS}")

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
        from desktop.ui.kit.widgets.callout import Callout

        return Callout(self, keyboard=True)
