"""Text size, colours, motion, time to take back, over the page that is open: each is seen at once, and kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.ui.kit.appearance import (
    LARGEST,
    SMALLEST,
    STEP,
    UNDO,
    Appearance,
    Colours,
    current,
    keep,
    own_settings,
    wear,
)
from desktop.ui.kit.style import dress
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.segmented import Adjuster, Segmented
from desktop.ui.kit.widgets.sheet import lay_out_sheet
from desktop.words import kit as kit_wording

USUAL, LESS = "usual", "less"
_LEAST, _BESIDE, _SHARE = 640, 100, 0.95
"""Pixels: the least width, and that of margins and a scroll bar; the share of the window that it takes at most."""


class AppearanceSheet(QDialog):
    """The sheet, over the window of `parent`. `open` it; it destroys itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent.window())
        self._window = parent.window()
        set_role(self, QAccessible.Role.Dialog)
        dress(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(kit_wording.appearance())
        self._settings = own_settings()
        smaller, larger = kit_wording.text_sizes()
        self.text = Adjuster(kit_wording.text_size(), smaller, "", larger)
        colours = zip(Colours, kit_wording.colours(), strict=True)
        self.colours = Segmented(kit_wording.colours_label(), [(str(key), words) for key, words in colours])
        self.motion = Segmented(kit_wording.motion(), list(zip((USUAL, LESS), kit_wording.motions(), strict=True)))
        undo = [(str(seconds), words) for seconds, words in zip(UNDO, kit_wording.undo_times(), strict=True)]
        self.undo = Segmented(kit_wording.undo_time(), undo)
        self.close_button = SecondaryButton(kit_wording.close())
        self.close_button.set_key("Esc")
        settings, note = (self.text, self.colours, self.motion, self.undo), kit_wording.where_appearance_is_kept()
        lay_out_sheet(self, kit_wording.appearance(), settings, note, self.close_button)
        self._connect()
        self._show(self._worn)

    @property
    def _worn(self) -> Appearance:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return current(app)

    def _connect(self) -> None:
        self.text.less.connect(lambda: self._choose(self._worn._replace(text=self._worn.text - STEP)))
        self.text.more.connect(lambda: self._choose(self._worn._replace(text=self._worn.text + STEP)))
        self.text.usual.connect(lambda: self._choose(self._worn._replace(text=SMALLEST)))
        self.colours.chosen.connect(lambda key: self._choose(self._worn._replace(colours=Colours(key))))
        self.motion.chosen.connect(lambda key: self._choose(self._worn._replace(still=key == LESS)))
        self.undo.chosen.connect(lambda key: self._choose(self._worn._replace(undo=int(key))))
        self.close_button.clicked.connect(self.close)

    def _choose(self, appearance: Appearance) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        wear(app, appearance)
        keep(self._settings, appearance)
        self._show(appearance)

    def _show(self, appearance: Appearance) -> None:
        said = kit_wording.percent(appearance.text)
        self.text.set_value(said, can_less=appearance.text > SMALLEST, can_more=appearance.text < LARGEST)
        self.colours.set_chosen(str(appearance.colours))
        self.motion.set_chosen(LESS if appearance.still else USUAL)
        self.undo.set_chosen(str(appearance.undo))
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # once more, when everything is laid out in its new size

    @Slot()
    def _fit(self) -> None:
        """Be as large as the words need, and no larger than the window."""
        room, rows = self._window.size(), (self.text, self.colours, self.motion, self.undo)
        wide = max(_LEAST, max(row.sizeHint().width() for row in rows) + _BESIDE)
        wide = min(wide, round(room.width() * _SHARE))
        high = self.layout().heightForWidth(wide)  # type: ignore[union-attr]  # it was made in _lay_out
        self.resize(wide, min(max(high, self.sizeHint().height()), round(room.height() * _SHARE)))
