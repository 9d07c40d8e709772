"""Text size and colours of a window that fills the screen, over it: what is chosen is seen at once."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.ui.kit.appearance import LARGEST, SMALLEST, STEP, current
from desktop.ui.kit.style import HIGH_CONTRAST
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.segmented import Adjuster, Segmented
from desktop.ui.kit.widgets.sheet import lay_out_sheet
from desktop.ui.player.spoken import spoken
from desktop.words import Language, tr
from desktop.words import kit as kit_wording

_WIDE, _SHARE = 640, 0.95


class Wears(Protocol):
    """The settings that the sheet changes."""

    @property
    def theme(self) -> str:
        """The theme worn now."""
        ...

    def wear_theme(self, name: str) -> None:
        """Wear these colours."""
        ...

    def wear_text(self, percent: int) -> None:
        """Wear text of that size."""
        ...


class DisplaySheet(QDialog):
    """The sheet, over a window. `open` it; it destroys itself. `language`: as in `PlayPanel`."""

    def __init__(self, window: QWidget, wears: Wears, language: Language | None = None) -> None:
        super().__init__(window)
        self._wears, self._room, self.language = wears, window.size(), language
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_role(self, QAccessible.Role.Dialog)
        self.setWindowTitle(kit_wording.appearance())
        smaller, larger = kit_wording.text_sizes()
        self.text = Adjuster(kit_wording.text_size(), smaller, "", larger)
        themes = (("listening", tr("Dark")), ("light", tr("Light")), (HIGH_CONTRAST, tr("High contrast")))
        self.colours = Segmented(kit_wording.colours_label(), themes)
        self.close_button = SecondaryButton(kit_wording.close())
        self.close_button.set_key("Esc")
        settings, note = (self.text, self.colours), tr("For this call only. Nothing here is saved.")
        lay_out_sheet(self, kit_wording.appearance(), settings, note, self.close_button)
        self.text.less.connect(self._smaller)
        self.text.more.connect(self._larger)
        self.text.usual.connect(self._usual)
        self.colours.chosen.connect(self._colours_chosen)
        self.close_button.clicked.connect(self.close)
        self._show()

    def _percent(self) -> int:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return current(app).text

    @Slot()
    def _smaller(self) -> None:
        self._choose(self._percent() - STEP)

    @Slot()
    def _larger(self) -> None:
        self._choose(self._percent() + STEP)

    @Slot()
    def _usual(self) -> None:
        self._choose(SMALLEST)

    def _choose(self, percent: int) -> None:
        self._wears.wear_text(percent)
        self._show()

    @Slot(str)
    def _colours_chosen(self, name: str) -> None:
        self._wears.wear_theme(name)
        self._show()

    @spoken
    def _show(self) -> None:
        percent = self._percent()
        said = kit_wording.percent(percent)
        self.text.set_value(said, can_less=percent > SMALLEST, can_more=percent < LARGEST)
        self.colours.set_chosen(self._wears.theme)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # once more, when everything is laid out in its new size

    @Slot()
    def _fit(self) -> None:
        """Be as large as the words need, and no larger than the window."""
        needs = max(_WIDE, self.text.sizeHint().width() + 100, self.colours.sizeHint().width() + 100)
        wide = min(needs, round(self._room.width() * _SHARE))
        high = self.layout().heightForWidth(wide)  # type: ignore[union-attr]  # it was made in _lay_out
        self.resize(wide, min(max(high, self.sizeHint().height()), round(self._room.height() * _SHARE)))
