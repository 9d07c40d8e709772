"""Why a session is looked at, in groups: a grave finding fills the page, an ordinary session has one quiet line.

The group is told by its words and its size; colour only helps.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.reviews.exceptions import Exceptional, Severity, by_severity
from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import fill
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, strong
from desktop.words import Texts, tr
from desktop.words.codes import and_list, words

_EDGE = 12
WHAT_TO_DO: Texts[Exceptional] = {
    Exceptional.DISTRESS: "Read when the sound was stopped, and what was offered then. Ask the adviser if it is "
    "not written down. Does anyone need to be called?",
    Exceptional.STOPPED_BY_STAFF: "Read why the adviser stopped it, and how the person took it. Ask if it is not "
    "written down.",
}
"""The places to look at, where a finding is grave."""


class GraveFinding(QWidget):
    """Findings across the whole page, in large words, with what to do."""

    def __init__(self) -> None:
        super().__init__()
        self._head = Words(size=Size.TITLE, tone="muted")
        self.found, self.todo = Words(size=Size.HEADING, bold=True), Words(size=Size.BODY)
        box = QVBoxLayout(self)
        box.setContentsMargins(_EDGE + 24, 20, 24, 22)
        box.setSpacing(6)
        for line in (self._head, self.found, self.todo):
            box.addWidget(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_found(self, found: tuple[Exceptional, ...]) -> None:
        """Show these; none hides it."""
        names = and_list([words(code) for code in found])
        self._head.set_parts(words(Severity.GRAVE))
        self.found.set_parts(names[:1].upper() + names[1:])
        self.todo.set_parts(*(tr(WHAT_TO_DO[code]) for code in found))
        self.setVisible(bool(found))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        fill(painter, self.rect(), theme.soft, radius=0)
        for side in (0, self.width() - _EDGE):
            fill(painter, QRect(side, 0, _EDGE, self.height()), theme.error, radius=0)


class FindingsView(QWidget):
    """The findings of a session in their groups, the gravest first."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.grave, self.serious, self.unusual = GraveFinding(), Banner("notice"), Words()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for part in (self.grave, self.serious, self.unusual):
            box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_findings(self, found: tuple[Exceptional, ...]) -> None:
        """Show these; none is said in one quiet line."""
        groups = dict(by_severity(found))
        self.grave.show_found(groups.get(Severity.GRAVE, ()))
        self.serious.set_parts(*_named(groups, Severity.SERIOUS))
        ordinary = () if found else (tr("This one is ordinary."),)
        self.unusual.set_parts(*_named(groups, Severity.UNUSUAL), *ordinary)
        self.unusual.set_tone("" if found else "muted")
        self.unusual.setVisible(bool(self.unusual.words))
        grave = (words(Severity.GRAVE), self.grave.found.words) if Severity.GRAVE in groups else ()
        self.words = in_sentences(*grave, self.serious.words, self.unusual.words)


def _named(groups: dict[Severity, tuple[Exceptional, ...]], severity: Severity) -> tuple[str, ...]:
    """Return "Look at this: lesser check." for the group, where there is one."""
    found = groups.get(severity)
    if not found:
        return ()
    names = and_list([words(code) for code in found])
    return (strong(tr("{group}:").format(group=words(severity))), tr("{findings}.").format(findings=names))
