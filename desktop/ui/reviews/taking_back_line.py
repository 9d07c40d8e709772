"""The line that a sign-off can be taken back from: for ten seconds or as chosen, above whatever page comes next.

It takes no focus. A screen reader is told once that it is there, with its key; the seconds are for the eye. Its place
stays until the page changes, so that nothing moves under a pointer when its time is over.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.shared.ids import SessionId
from desktop.ui.kit.appearance import current_undo
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.widgets.buttons import SecondaryButton, fill
from desktop.ui.kit.widgets.countdown import Countdown
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, announce, strong
from desktop.words import tr

KEYS = "Alt+Z"
_EDGE, _MARGIN = 6, 34


class TakingBackLine(QWidget):
    """The line. Emits `wanted(session)`."""

    wanted = Signal(str)

    def __init__(self, uptime: Callable[[], float]) -> None:
        super().__init__()
        self._session: SessionId | None = None
        self.said = Words(tone="notice")
        self.button = SecondaryButton(tr("Take it back (Alt+Z)"))
        self.countdown = Countdown(uptime)
        for ending in (self.button, self.countdown):
            policy = ending.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            ending.setSizePolicy(policy)
        inner = QWidget()
        row = FlowLayout(inner)
        for part in (self.said, self.button, self.countdown):
            row.addWidget(part)
        box = QHBoxLayout(self)
        box.setContentsMargins(_MARGIN, 4, _MARGIN, 4)
        box.addWidget(inner)
        self.hide()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._press)
        self.countdown.over.connect(self._over)
        self.keys = QShortcut(QKeySequence(KEYS), self)
        self.keys.setAutoRepeat(False)
        self.keys.activated.connect(self._press)

    @property
    def offers(self) -> bool:
        """Whether it can be taken back now."""
        return self._session is not None

    def offer(self, session: SessionId, reference: str) -> None:
        """Offer to take back the sign-off of that session, for as long as `Display` says."""
        self._session = session
        signed = tr("{reference} is signed off.").format(reference=reference)
        self.said.set_parts(strong(signed))
        for part in (self.button, self.countdown):
            part.show()
        self.button.setEnabled(True)
        self.show()
        seconds = current_undo()
        self.countdown.begin(seconds)
        told = tr("You can take it back for {seconds} seconds, with Alt+Z.").format(seconds=seconds)
        announce(self, f"{signed} {told}")

    def page_changes(self) -> None:
        """Give up its place where nothing is offered any more."""
        if not self.offers:
            self.hide()

    def put_away(self) -> None:
        """Offer nothing, and go."""
        self._end()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        fill(painter, self.rect(), theme.notice, radius=0)
        fill(painter, QRect(0, 0, _EDGE, self.height()), theme.notice_edge, radius=0)

    @Slot()
    def _press(self) -> None:
        session = self._session
        if session is not None:
            self._end()
            self.wanted.emit(session)

    @Slot()
    def _over(self) -> None:
        self._end()

    def _end(self) -> None:
        """Offer nothing any more, in the same place. Whoever was at the button goes on to the page."""
        self._session = None
        self.countdown.end()
        had_focus = self.button.hasFocus()
        for part in (self.button, self.countdown):
            part.hide()
        if had_focus:
            self.focusNextChild()
