"""The customer's own page before they listen, 28 px, or 36 for whoever needs large type: on their display, or on the
only one, turned to them.

It takes nothing from the adviser: on a second display it comes without the keyboard, and goes with the page of the
brief. Turned to them it fills the display until someone presses Back or Esc. Nothing of staff's is on it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.needs import Need
from desktop.ui.kit.style import HIGH_CONTRAST, Size, mark_theme
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.emptying import empty
from desktop.ui.kit.widgets.panel import Panel
from desktop.ui.kit.widgets.press_guard import Guarded
from desktop.ui.kit.widgets.segmented import Segmented
from desktop.ui.kit.widgets.where import Where, in_sentences
from desktop.ui.kit.widgets.words import Words, headed
from desktop.ui.player.staying import ON_TOP
from desktop.ui.running.context import Context
from desktop.ui.sessions.introduction import Introduction, PageLanguage, introduction_of, languages_for
from desktop.words import tr


class CustomerPage(Panel):
    """The page. Emits `back`; the language that is chosen changes it at once."""

    back = Signal()

    def __init__(self, view: SessionView, context: Context, languages: tuple[PageLanguage, ...] | None = None) -> None:
        super().__init__()
        languages = languages or languages_for(view, context.desk.office.zone, context.desk.policy)
        self._view, self._zone = view, context.desk.office.zone
        self._size = Size.HEADING if Need.LARGE_TYPE in view.to_meet else Size.PANEL
        self._languages = {language.code: language for language in languages}
        self.heading = headed(Words(size=Size.CLOCK, bold=True), 1)
        self.languages = Segmented(tr("Language"), [(each.code, each.name) for each in languages])
        self.languages.setVisible(len(languages) > 1)
        self.languages.chosen.connect(self.show_language)
        self.lines = QWidget()
        self._lines = QVBoxLayout(self.lines)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(24)
        self.leave = SecondaryButton("", Size.TITLE)
        self.leave.clicked.connect(self.back)
        self._where = Where(self, self.where)
        for part in (self.languages, self.heading, self.lines):
            self.add(part)
        self.add(QWidget(), grows=True)
        self.add(self.leave)
        self.show_language(languages[0].code)

    def where(self) -> str:
        """Return all of it, for a screen reader."""
        shown = self.introduction
        return in_sentences(shown.about, *(line for block in shown.blocks for line in block))

    def show_language(self, code: str) -> None:
        """Say it in that language."""
        self.introduction: Introduction = introduction_of(self._view, self._zone, self._languages[code])
        self.languages.set_chosen(code)
        self.heading.set_parts(self.introduction.about)
        self.leave.set_words(self.introduction.back)
        empty(self._lines)
        for block in self.introduction.blocks:
            self._lines.addWidget(Words("\n".join(block), size=self._size))
        self._where.say_soon()


class CustomerWindow(Guarded):
    """The page over a whole display. Emits `gone` when it goes, however that is."""

    gone = Signal()
    turned = False
    """Whether it is on the adviser's own display."""

    def __init__(self, view: SessionView, context: Context) -> None:
        super().__init__(ON_TOP)
        set_role(self, QAccessible.Role.Window)
        mark_theme(self, "listening")
        self.setWindowTitle(view.reference)
        self.page = CustomerPage(view, context)
        self.page.back.connect(self.leave)
        if Need.HIGH_CONTRAST in view.to_meet:
            for part in (self, self.page):
                mark_theme(part, HIGH_CONTRAST)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        if context.desk.office.demo:
            box.addWidget(Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False))
        box.addWidget(self.page)

    def stand_on(self, screen: QScreen) -> None:
        """Fill the customer's own display, and leave the keyboard where it is."""
        self.page.leave.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setGeometry(screen.geometry())
        self.show()

    def turn(self, screen: QScreen) -> None:
        """Fill the only display, which is turned to them."""
        self.turned = True
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.page.leave.setFocus()

    def leave(self) -> None:
        """Go."""
        self.close()
        self.gone.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.page.leave.isVisible():
            self.leave()
        else:
            super().keyPressEvent(event)
