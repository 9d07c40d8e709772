"""The places of a role, with the number of items that wait there. On the left, along the top of a narrow window, or in
the menu of one that is too narrow for that.

Places of one group stand below its words, further in than the others; along the top there is no room for that.

One tab stop: Up, Down, Left, Right, Home and End move within it, Enter or Space goes there. The current place is
marked by a bar, by weight and by a word to a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui.kit.style import scaled, theme_of
from desktop.ui.kit.widgets.emptying import empty
from desktop.ui.kit.widgets.words import Words, announce, small
from desktop.words import kit as kit_wording

if TYPE_CHECKING:
    from desktop.ui.kit.widgets.rail_item import Place, RailItem

_WIDE, _SIDE = 214, 12
_BESIDE, _ALONG = QSize(24, 11), QSize(14, 11)
"""The padding of a place in a rail at the left, and in one along the top, where all have to fit side by side."""
_GROUP = (24, 11, 12, 5)
"""The margins of the words above a group of places."""
_ELSEWHERE = (24, 20, 12, 0)
"""The margins of the words below the places."""
_STEP = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


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
        self.setAccessibleName(kit_wording.places())
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
        self._box.setContentsMargins(*((_SIDE, 0, _SIDE, 0) if along else (0, 20, 0, 20)))
        whole = along or in_menu
        self.setMinimumWidth(1 if whole else scaled(_WIDE))  # not its items': where they do not fit, it folds
        self.setMaximumWidth(16_777_215 if whole else scaled(_WIDE))
        if self.elsewhere is not None:
            self._say_elsewhere(self.elsewhere.words)
        vertical = QSizePolicy.Policy.Fixed if along else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)

    def needed_along(self) -> int:
        """Return the width, in pixels, below which the places do not stand side by side."""
        beside = 2 * (_BESIDE.width() - _ALONG.width()) if self._padding is _BESIDE else 0
        return sum(item.minimumSizeHint().width() - item.lead - beside for item in self.items) + 2 * _SIDE

    def focus_current(self) -> None:
        """Give the keyboard to the current place."""
        stop = next((item for item in self.items if item.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((index for index, item in enumerate(self.items) if item.hasFocus()), None)
        key = Qt.Key(event.key())
        if at is None or key not in (*_STEP, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
            return
        last = len(self.items) - 1
        to = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key, at + _STEP.get(key, 0))
        target = self.items[min(max(to, 0), last)]
        self._one_tab_stop(target)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self).soft))

    def _build(self, places: Sequence[Place]) -> None:
        empty(self._box)
        from desktop.ui.kit.widgets.rail_item import RailItem  # there are none before someone has signed in

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
