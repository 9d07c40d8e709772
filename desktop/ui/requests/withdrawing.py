"""Withdrawing an approval, by an approver: until someone has heard the copy, or if its sound may be wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.shared.ids import RequestId
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.words import subtitle
from desktop.words import tr


class Withdrawing(QWidget):
    """The control that withdraws an approval. Emits `wanted(request, words)`. Hidden if the user cannot now."""

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._request: RequestId | None = None
        hint = tr("The copy will need a new decision. Say why.")
        self.words = LongTextField("words", tr("Why is it withdrawn?"), hint)
        self.button = self.part_button = SecondaryButton(tr("Withdraw the approval"))
        self.button.clicked.connect(self._press)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(subtitle(tr("Withdraw the approval")))
        box.addWidget(self.words)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_request(self, view: RequestView) -> None:
        """Show the control for a request; text typed for another is cleared."""
        if view.row.id != self._request:
            self.words.set_value("")
        self._request = view.row.id
        self.setVisible(view.may_withdraw)
        self.may_press_again()

    def may_press_again(self) -> None:
        """Allow another press: it was not done, and the reason is shown."""
        self.button.setEnabled(True)

    def _press(self) -> None:
        self.button.setEnabled(False)
        self.wanted.emit(self._request, self.words.value())
