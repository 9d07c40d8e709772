"""Naming someone who acts for the person, on the page of a request that names nobody yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.naming import NameRepresentative
from desktop.application.requests.views import RequestView
from desktop.domain.requests.representing import may_be_named
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.buttons import LinkButton, QuietLink, SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.room import at_reading_width
from desktop.ui.kit.widgets.words import title
from desktop.ui.requests.call_fields import column
from desktop.ui.requests.panel_part import PanelPart
from desktop.ui.requests.representative_fields import RepresentativeFields
from desktop.ui.running.context import Context
from desktop.words import tr


class RepresentativePart(PanelPart):
    """Emits `wanted(NameRepresentative)`.

    Hidden until `offer` is pressed, the link beside the facts, which stands where someone can be named.
    """

    wanted = Signal(NameRepresentative)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._view: RequestView | None = None
        self.offer = QuietLink(tr("Someone acts for them"))
        self.offer.clicked.connect(self._open)
        self.panel: RepresentativePanel | None = None
        """Created when it is first opened."""

    def show_request(self, view: RequestView) -> None:
        """Offer it on a request that names nobody; an open panel closes."""
        self._view = view
        self.offer.setVisible(view.may_act and may_be_named(view.request))
        self.hide()

    def _open(self) -> None:
        if self.panel is None:
            self.panel = RepresentativePanel()
            self.panel.save.clicked.connect(self._save)
            self.panel.cancel.clicked.connect(self._leave_panel)
            self._box.addLayout(at_reading_width(self.panel))
        self.panel.fields.clear()
        self.panel.save.setEnabled(True)
        self.offer.hide()
        self.show()
        self.panel.fields.representative.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        assert self.panel is not None and self._view is not None
        acts, problems = self.panel.fields.read(), self.panel.fields.problems()
        if problems or acts is None:
            self.problem.emit(FieldsError(problems))
            return
        self.panel.save.setEnabled(False)
        self.wanted.emit(NameRepresentative(self._context.actor, self._view.row.id, acts))

    def _leave_panel(self) -> None:
        """Return to the link, with the focus there."""
        self.hide()
        self.offer.show()
        self.offer.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()


class RepresentativePanel(QWidget):
    """The fields, as at intake, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = RepresentativeFields()
        self.save, self.cancel = SecondaryButton(tr("Save who acts for them")), LinkButton(tr("Cancel"))
        self.part_button = self.save
        box, row = column(self), FlowLayout(gap=24)
        box.addWidget(title(tr("Who acts for them")))
        box.addWidget(self.fields)
        box.addLayout(row)
        row.addWidget(self.save)
        row.addWidget(self.cancel)

    def may_press_again(self) -> None:
        """Allow another press: nobody was named, and the reason is shown."""
        self.save.setEnabled(True)
