"""The sheets over a window that fills the screen: its keys, and its text size and colours, seen at once.

Rules:
- Text size and colours are for this window, as long as it is there: someone else sits before it than the one whose
  account this is. What that one has chosen is worn again afterwards.
- What a request says that they need is worn from the beginning (`wear_needs`).
- A sheet has the colours of its window, and is made in its language (`spoken`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.sessions.needs import Need
from desktop.ui.kit.forms.choices import Segmented
from desktop.ui.kit.overlays import KeySheet, SettingsSheet, keys_in_view
from desktop.ui.kit.style import HIGH_CONTRAST, Appearance, current, mark_theme, wear
from desktop.ui.player.panel import spoken
from desktop.words import Language, tr


class DisplaySheet(SettingsSheet):
    """The sheet, over a window. `language`: as in `PlayPanel`."""

    def __init__(self, window: QWidget, wears: WindowSheets, language: Language | None = None) -> None:
        super().__init__(window)
        self._wears, self.language = wears, language
        themes = (("listening", tr("Dark")), ("light", tr("Light")), (HIGH_CONTRAST, tr("High contrast")))
        self.colours = Segmented(tr("Colours"), themes)
        self.lay_out((self.colours,), tr("For this call only. Nothing here is saved."))
        self.colours.chosen.connect(self._choose_colours)
        self._show()

    def choose_text(self, percent: int) -> None:
        self._wears.wear_text(percent)
        self._show()

    @Slot(str)
    def _choose_colours(self, name: str) -> None:
        self._wears.wear_theme(name)
        self._show()

    @spoken
    def _show(self) -> None:
        self.colours.set_chosen(self._wears.theme)
        self.show_text(self._wears.text)


LARGE = 150
"""The size of text for whoever needs large type, in percent."""


class WindowSheets(QObject):
    """Shows the sheets over its window, and remembers what was worn before it came."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: Appearance | None = None
        self.shown: QDialog | None = None

    @property
    def theme(self) -> str:
        """The theme of the window."""
        return str(self._window.__dict__.get("theme", ""))

    def show_keys(self, closed: Callable[[], None]) -> None:
        """Show the keys of what is in view. `closed` is called when the sheet is gone."""
        self._open(KeySheet(self._window, keys_in_view(self._window)), closed)

    def show_display(self, closed: Callable[[], None], language: Language | None) -> None:
        """Show text size and colours, in that language; None is that of the program."""
        self._open(DisplaySheet(self._window, self, language), closed)

    @property
    def text(self) -> int:
        """The size of text that is worn, in percent."""
        return current().text

    def wear_needs(self, needs: Collection[Need]) -> None:
        """Wear what someone with these needs reads best."""
        if Need.HIGH_CONTRAST in needs:
            self.wear_theme(HIGH_CONTRAST)
        if Need.LARGE_TYPE in needs:
            self.wear_text(max(LARGE, current().text))

    def wear_theme(self, name: str) -> None:
        """Wear these colours, in everything of the window that has a theme of its own."""
        for widget in (self._window, *self._window.findChildren(QWidget)):
            if "theme" in widget.__dict__:
                mark_theme(widget, name)
                widget.update()

    def wear_text(self, percent: int) -> None:
        """Wear text of that size."""
        worn = current()
        self._before = self._before or worn
        wear(worn._replace(text=percent))

    def restore(self) -> None:
        """Wear what was worn before: the window goes."""
        if self.shown is not None:
            self.shown.close()
        if self._before is not None:
            before, self._before = self._before, None
            wear(before)

    def _open(self, sheet: QDialog, closed: Callable[[], None]) -> None:
        if self.shown is not None:
            self.shown.close()
        if self.theme:
            mark_theme(sheet, self.theme)
        self.shown = sheet
        sheet.finished.connect(self._closed)
        sheet.finished.connect(closed)
        sheet.open()

    def _closed(self) -> None:
        self.shown = None
