"""Unlinking a wrongly chosen recording, until someone has decided on a copy of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.requests.request import Status
from desktop.domain.shared.ids import RequestId
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.words import Words, subtitle
from desktop.words import tr


class Unlinking(QWidget):
    """The control that unlinks a recording. Emits `wanted(request)`. Hidden if the user cannot do it now."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._request: RequestId | None = None
        self.about = Words()
        self.button = SecondaryButton(tr("Unlink it, and find another"))
        self.button.clicked.connect(self._press)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(subtitle(tr("Is it the wrong recording?")))
        box.addWidget(self.about)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_request(self, view: RequestView) -> None:
        """Show the control for a request."""
        self._request = view.row.id
        prepared = view.row.status is Status.PREPARED
        marked = tr("If you unlink it, its marks are deleted.")
        copied = tr("If you unlink it, its marks and its copy are deleted.")
        self.about.set_parts(copied if prepared else marked, tr("The recording stays on hold."))
        self.setVisible(view.may_act and (prepared or view.row.status is Status.LINKED))
        self.may_press_again()

    def may_press_again(self) -> None:
        """Allow another press: it was not done, and the reason is shown."""
        self.button.setEnabled(True)

    def _press(self) -> None:
        self.button.setEnabled(False)
        self.wanted.emit(self._request)
