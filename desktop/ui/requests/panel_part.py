"""A part of a request's page in which something can be recorded: what is so now, and the panels that open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.errors import FieldsError
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.room import at_reading_width
from desktop.ui.requests.day_panel import DayPanel
from desktop.ui.requests.extension_back_panel import ExtensionBackPanel
from desktop.ui.running.context import Context

L = TypeVar("L", bound=LinkButton)


class Panel(Protocol):
    """A panel of such a part."""

    def hide(self) -> None:
        """Close it."""

    def may_press_again(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""


class PanelPart(QWidget):
    """The base of those parts. Emits `problem` for fields that cannot be read, and `left` if a panel is abandoned.

    Each declares `wanted` with its own command, which its panels emit.
    """

    wanted: Signal
    problem = Signal(FieldsError)
    left = Signal()
    panel: Panel | None = None
    """The open panel, or the only one, once it was opened."""

    def __init__(self, context: Context, gap: int = 12) -> None:
        super().__init__()
        self._context = context
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)

    def may_press_again(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""
        if self.panel is not None:
            self.panel.may_press_again()

    def _add_panel(self, panel: DayPanel | ExtensionBackPanel) -> None:
        """Add a panel below, hidden, and hand on what it emits."""
        panel.wanted.connect(self.wanted)
        panel.problem.connect(self.problem)
        panel.left.connect(self._leave_panel)
        panel.hide()
        self._box.addLayout(at_reading_width(panel))

    def _close_panel(self) -> None:
        if self.panel is not None:
            self.panel.hide()
        self.panel = None

    def _leave_panel(self) -> None:
        """Return to where the panel was opened, with the focus there."""
        raise NotImplementedError


def add_link(link: L, row: FlowLayout, pressed: Callable[[bool], None]) -> L:
    """Show a link. `pressed` must not refer to it: a link held by its own connection would go while Qt destroys it."""
    link.clicked.connect(pressed)
    row.addWidget(link)
    link.show()
    return link
