"""The panel to take an extension of the deadline back: why, and when the answer is due then."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.extension_back import TakeExtensionBack
from desktop.application.requests.views import RequestView
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import strong
from desktop.ui.requests.call_fields import column
from desktop.ui.requests.deadline_panel import SAYS, Act
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import weekday_and_day


class ExtensionBackPanel(QWidget):
    """The panel. Emits `wanted(TakeExtensionBack)`, or `left`. That the answer would be late is said before."""

    act = Act.NOT_LONGER
    wanted = Signal(TakeExtensionBack)
    problem = Signal(FieldsError)
    left = Signal()
    _view: RequestView

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        says = SAYS[self.act]
        self.due = Banner("notice")
        hint = tr("This is kept with the request. That they were told stays in the log.")
        self.reason = LongTextField(says.field, tr(says.label), hint, lines=2)
        self.save, self.cancel = SecondaryButton(tr(says.button)), LinkButton(tr("Cancel"))
        self.part_button = self.save
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.left)
        box = column(self)
        box.addWidget(self.due)
        box.addWidget(self.reason)
        row = FlowLayout(gap=24)
        box.addLayout(row)
        row.addWidget(self.save)
        row.addWidget(self.cancel)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with nothing typed."""
        self._view = view
        self.reason.set_value("")
        self.save.setEnabled(True)
        desk, row = self._context.desk, view.row
        facts, today = row.deadline_facts.take_extension_back(), desk.today()
        due = facts.deadline(row.received_on, desk.deadline_rules, today).due
        if due < today:
            late = strong(tr("Without the extension, the answer is late."))
            self.due.set_parts(late, tr("It was due on {day}.").format(day=weekday_and_day(due)))
        else:
            self.due.set_parts(tr("The answer will then be due on {day}.").format(day=weekday_and_day(due)))

    def go(self) -> None:
        """Focus the place where work starts."""
        self.reason.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def may_press_again(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""
        self.save.setEnabled(True)

    def _save(self) -> None:
        self.save.setEnabled(False)
        self.wanted.emit(TakeExtensionBack(self._context.actor, self._view.row.id, self.reason.value()))
