"""The zoom controls of the preparing page: buttons and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from desktop.ui.copies.preparing.editing import Part
from desktop.ui.copies.preparing.page import EditorPage
from desktop.ui.copies.preparing.telling import Telling
from desktop.ui.copies.preparing.times import in_sight
from desktop.ui.copies.preparing.viewport import STEP
from desktop.words import tr


class Zooming(QObject):
    """The zoom of the waveform. `selection` returns the current selection."""

    def __init__(self, page: EditorPage, telling: Telling, selection: Callable[[], Part | None]) -> None:
        super().__init__(page)
        self._page, self._telling, self._selection = page, telling, selection
        page.zoom.less.connect(self.zoom_out)
        page.zoom.usual.connect(self.zoom_all)
        page.zoom.more.connect(self.zoom_in)
        page.lanes.sight_changed.connect(self._sight_changed)
        self._sight_changed(page.lanes.sight)

    def zoom_in(self) -> None:
        self._page.lanes.zoom(STEP)
        self._telling.in_sight()

    def zoom_out(self) -> None:
        self._page.lanes.zoom(1 / STEP)
        self._telling.in_sight()

    def zoom_all(self) -> None:
        self._page.lanes.set_sight(self._page.lanes.sight.all_of_it())
        self._telling.in_sight()

    def zoom_part(self) -> None:
        """Zoom to the selection."""
        part = self._selection()
        if part is not None:
            self._page.lanes.set_sight(self._page.lanes.sight.showing(part.start, part.end))
            self._telling.in_sight()

    @Slot(object)
    def _sight_changed(self, _sight: object) -> None:
        sight = self._page.lanes.sight
        shown = tr("All of it") if sight.whole else in_sight(sight.span)
        self._page.zoom.set_value(shown, can_less=not sight.whole, can_more=not sight.nearest, aloud=False)
        if not sight.whole:
            self._page.zoom.middle.setAccessibleName(tr("Zoom: {length} shown").format(length=shown))
