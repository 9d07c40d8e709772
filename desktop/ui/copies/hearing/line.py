"""How much of a copy someone has heard, and the ways to hear it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.shared.spans import Span, total
from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, title
from desktop.words import tr
from desktop.words.formatting import length


class HearingLine(QWidget):
    """How much was heard; hidden where this user may hear nothing. Emits `copy_wanted` and `original_wanted`.

    `originals`: whether the original can be heard on this page, at this desk.
    """

    copy_wanted = Signal()
    original_wanted = Signal()

    def __init__(self, *, originals: bool) -> None:
        super().__init__()
        self.words = Words()
        self.copy = SecondaryButton(tr("Hear the copy"))
        self.original = LinkButton(tr("Hear the original"))
        self.copy.clicked.connect(self.copy_wanted)
        self.original.clicked.connect(self.original_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        ways = FlowLayout(gap=24)
        ways.addWidget(self.copy)
        ways.addWidget(self.original)
        if not originals:
            self.original.hide()
        box.addWidget(title(tr("Hear it")))
        box.addWidget(self.words)
        box.addLayout(ways)

    def show_heard(self, view: RequestView, heard: tuple[Span, ...]) -> None:
        """Show what was heard of a request's copy."""
        self.setVisible(view.may_hear and view.call is not None)
        if view.call is not None:
            self.words.set_parts(heard_words(heard, view.call.frames, view.call.rate))

    def spoken(self) -> str:
        """Return the text for a screen reader when the page opens or the line changes."""
        return "" if self.isHidden() else self.words.words


def heard_words(heard: tuple[Span, ...], frames: int, rate: int) -> str:
    """Return "You have heard 4 min 10 s of 6 min 2 s."."""
    so_far, whole = total(heard), length(frames / rate)
    if not so_far:
        return tr("You have not heard it. It lasts {whole}. Opening it is logged.").format(whole=whole)
    if so_far == frames:
        return tr("You have heard all of it, {whole}.").format(whole=whole)
    return tr("You have heard {part} of {whole}.").format(part=length(so_far / rate), whole=whole)
