"""The layer over the listening panel, for one page at a time: a note, a break.

Where staff have a display of their own it appears there instead, and the customer's shows the panel (a note) or the
words of the break with no controls.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.sessions.break_page import Blank, BreakPage, Why
from desktop.ui.sessions.listening_panel import ListeningPanel
from desktop.ui.sessions.note_panel import NotePanel
from desktop.ui.sessions.staff_strip import StaffStrip

OverlayPage = NotePanel | BreakPage


class Overlay:
    """The layer over the panel. `page`: what lies over it now, None where the panel is in sight.

    `stack`: that of the listening window. `strip`: where staff have a display of their own.
    """

    def __init__(self, stack: StackOfPages, panel: ListeningPanel) -> None:
        self.page: OverlayPage | None = None
        self.strip: StaffStrip | None = None
        self._stack, self._panel = stack, panel
        self._blank: Blank | None = None
        stack.addWidget(panel)

    def put(self, page: OverlayPage) -> None:
        """Show a page over the panel, instead of the previous one. It has no menu, and accepts no drops."""
        self._drop()
        self.page = page
        for field in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)):
            field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            field.setAcceptDrops(False)
        self._lay()

    def clear(self) -> None:
        """Return to the panel."""
        self._drop()
        self._lay()

    def use_strip(self, strip: StaffStrip) -> None:
        """Move the current page to the strip: staff now have a display of their own."""
        self.strip, self._blank = strip, Blank()
        self._stack.addWidget(self._blank)
        self._panel.show_notes_elsewhere(True)
        if self.page is not None:
            self._stack.removeWidget(self.page)
            self._lay()

    def give_up_strip(self) -> None:
        """Move the current page from the strip over the panel: there is one display left."""
        strip, self.strip = self.strip, None
        if strip is None or self._blank is None:
            return
        self._stack.removeWidget(self._blank)
        self._blank.deleteLater()
        self._blank = None
        self._panel.show_notes_elsewhere(False)
        self._lay()
        strip.leave()

    def show_why(self, why: Why) -> None:
        """Change what the customer's own display says while it is blank."""
        if self._blank is not None:
            self._blank.show_why(why)

    def _lay(self) -> None:
        """Show each page where it belongs."""
        page, strip = self.page, self.strip
        if strip is not None and self._blank is not None:
            strip.show_overlay(page)
            if isinstance(page, BreakPage):
                self._blank.show_why(page.why)
            self._stack.setCurrentWidget(self._blank if isinstance(page, BreakPage) else self._panel)
            return
        if page is not None and self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page or self._panel)
        if page is None:
            self._panel.play.setFocus()

    def _drop(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            self._stack.removeWidget(page)
            if self.strip is not None:
                self.strip.show_overlay(None)
            page.deleteLater()
