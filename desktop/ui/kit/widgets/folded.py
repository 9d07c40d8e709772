"""Long text folded to its beginning, with a link that shows the rest and folds it again."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.words import Words, strong
from desktop.words import kit as kit_wording

MOST_LETTERS, MOST_LINES = 300, 4


def beginning(words: str, most_lines: int = MOST_LINES, most_letters: int = MOST_LETTERS) -> str:
    """Return the part shown while folded; all of a short text."""
    lines = words.splitlines()
    start = "\n".join(lines[:most_lines])
    if len(start) > most_letters:
        start = start[:most_letters]
        start = start.rpartition(" ")[0] or start
    return words if len(lines) <= most_lines and len(words) <= most_letters else f"{start.rstrip()}\u2026"


class Folded(QWidget):
    """Folded text. `head` comes before it, in bold. A short text has no link."""

    def __init__(
        self, head: str, words: str, what: str, *, lines: int = MOST_LINES, letters: int = MOST_LETTERS
    ) -> None:
        """Fold `words` to so many lines or letters; `what` completes the link's words for a screen reader."""
        super().__init__()
        self._head, self._whole, self._beginning = head, words, beginning(words, lines, letters)
        self._what = what
        self.said, self.link = Words(), LinkButton("")
        self._open = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.said)
        box.addWidget(self.link)
        self.link.setVisible(self._beginning != words)
        self.link.clicked.connect(self._turn)
        self._show()

    def _turn(self) -> None:
        self._open = not self._open
        self._show()

    def _show(self) -> None:
        self.said.set_parts(strong(self._head), self._whole if self._open else self._beginning)
        self.link.set_words(kit_wording.fold() if self._open else kit_wording.show_whole())
        self.link.setAccessibleName(f"{self.link.text()}: {self._what}")
