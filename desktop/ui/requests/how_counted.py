"""How a date beside the answer's own was counted, behind a link: that of a correction, or of a complaint."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.words import Words
from desktop.words import kit as kit_wording
from desktop.words import tr


class HowCounted(QWidget):
    """The link, and the steps under it. Hidden where there is no date. Another request has it folded."""

    def __init__(self, what: str) -> None:
        """Create it folded; `what` completes the link's words for a screen reader."""
        super().__init__()
        self.link, self.steps = LinkButton(""), Words()
        self._what, self._about = what, ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.link)
        box.addWidget(self.steps)
        self.link.clicked.connect(lambda: self._explain(self.steps.isHidden()))
        self._explain(False)

    def show_steps(self, about: str, paragraphs: Sequence[str]) -> None:
        """Show how each date of the request `about` was counted, one paragraph for each."""
        if about != self._about:
            self._about = about
            self._explain(False)
        self.steps.set_parts("\n".join(paragraphs))
        self.setVisible(bool(paragraphs))

    def _explain(self, explains: bool) -> None:
        self.steps.setVisible(explains)
        self.link.set_words(kit_wording.fold() if explains else tr("How?"))
        self.link.setAccessibleName(f"{self.link.text()}: {self._what}")
