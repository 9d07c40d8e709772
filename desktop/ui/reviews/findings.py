"""Why a session is looked at, in groups: a grave finding fills the page, an ordinary session has one quiet line.

The group is told by its words and its size; colour only helps.
"""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.reviews.exceptions import Exceptional, Severity, by_severity
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.grave_panel import GravePanel
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, strong
from desktop.words import Texts, tr
from desktop.words.codes import and_list, words

WHAT_TO_DO: Texts[Exceptional] = {
    Exceptional.DISTRESS: "Read when the sound was stopped, and what was offered then. Ask the adviser if it is "
    "not written down. Does anyone need to be called?",
    Exceptional.STOPPED_BY_STAFF: "Read why the adviser stopped it, and how the person took it. Ask if it is not "
    "written down.",
}
"""The places to look at, where a finding is grave."""


class FindingsView(QWidget):
    """The findings of a session in their groups, the gravest first."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.grave, self.serious, self.unusual = GravePanel(), Banner("notice"), Words()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        for part in (self.grave, self.serious, self.unusual):
            box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_findings(self, found: tuple[Exceptional, ...]) -> None:
        """Show these; none is said in one quiet line."""
        groups = dict(by_severity(found))
        grave = groups.get(Severity.GRAVE, ())
        names = and_list([words(code) for code in grave])
        todo = (tr(WHAT_TO_DO[code]) for code in grave)
        self.grave.show_found(words(Severity.GRAVE), names[:1].upper() + names[1:], *todo)
        self.serious.set_parts(*_named(groups, Severity.SERIOUS))
        ordinary = () if found else (tr("This one is ordinary."),)
        self.unusual.set_parts(*_named(groups, Severity.UNUSUAL), *ordinary)
        self.unusual.set_tone("" if found else "muted")
        self.unusual.setVisible(bool(self.unusual.words))
        said = (words(Severity.GRAVE), self.grave.found.words) if grave else ()
        self.words = in_sentences(*said, self.serious.words, self.unusual.words)


def _named(groups: dict[Severity, tuple[Exceptional, ...]], severity: Severity) -> tuple[str, ...]:
    """Return "Look at this: lesser check." for the group, where there is one."""
    found = groups.get(severity)
    if not found:
        return ()
    names = and_list([words(code) for code in found])
    return (strong(tr("{group}:").format(group=words(severity))), tr("{findings}.").format(findings=names))
