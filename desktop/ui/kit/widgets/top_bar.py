"""The bar at the top: product, office and desk, "Demo office" for a demo, who is signed in, password, lock, sign out.

It stays one line while there is room: long names are cut there; the tooltip and a screen reader give them in full.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, scaled, theme_of
from desktop.ui.kit.widgets.buttons import BarButton, fill
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words
from desktop.words import kit as kit_wording

_LOCK_KEYS = "Ctrl+L"
_NARROW = 900
_GAP, _NARROW_GAP, _SIDE, _LEAST = 20, 10, 24, 82
"""`_LEAST`: the least width of a cut name; where even that is too much, the bar takes a second line."""


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

    def __init__(self) -> None:
        super().__init__()
        self._product = Words(size=Size.BODY, bold=True, tone="bar", wraps=False)
        self._place = Words(size=Size.SMALL, tone="bar", wraps=False)
        self._demo = Words(size=Size.SMALL, bold=True, tone="badge", wraps=False)
        self._who = Words(size=Size.SMALL, tone="bar", wraps=False)
        self.display_button, self.keys_button = BarButton(kit_wording.display()), BarButton(kit_wording.keys())
        self.display_button.setAccessibleName(kit_wording.display_in_full())
        self.keys_button.set_key("F1")
        self.lock_button = BarButton(f"{kit_wording.lock()} {_LOCK_KEYS}")
        self.sign_out_button = BarButton(kit_wording.sign_out())
        self.password_button = BarButton(kit_wording.password())
        self.password_button.setAccessibleName(kit_wording.change_password())
        box = QVBoxLayout(self)
        box.setContentsMargins(_SIDE, 10, _SIDE, 10)
        self._view = TopBarView("", "")
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

    def _show_names(self) -> None:
        """Show the names in full where there is room; else cut the longer of the two first."""
        names = {self._place: self._view.place, self._who: self._view.who}
        for words, text in names.items():
            _show_cut(words, text, _whole(words, text))
        over = self._row.sizeHint().width() - (self.width() - 2 * _SIDE)
        for words, text in sorted(names.items(), key=lambda pair: -_whole(*pair)):
            if over > 0 and text:
                room = max(_LEAST, _whole(words, text) - over)
                over -= max(0, _whole(words, text) - room)
                _show_cut(words, text, room)

    def _show_product(self) -> None:
        """Hide the program's name and the hints of keys where there is little room: person and desk stay."""
        spare = self.width() < scaled(_NARROW) and not self._who.isHidden()
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
        self._keys.setEnabled(bool(view.who))
        self._show_product()
        self._show_names()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), self.rect(), theme_of(self).bar, radius=0)


def _whole(words: Words, text: str) -> int:
    return QFontMetrics(words.font()).horizontalAdvance(text) + 2


def _show_cut(words: Words, text: str, room: int) -> None:
    """Show as much of `text` as fits in `room` pixels, with the full text on request."""
    cut = QFontMetrics(words.font()).elidedText(text, Qt.TextElideMode.ElideRight, room)
    if cut != words.words:
        words.set_parts(cut)
    words.setAccessibleName(text)
    words.setToolTip(text if cut != text else "")
