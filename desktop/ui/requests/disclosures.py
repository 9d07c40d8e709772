"""Files for the police on a request's page: that one is due, what was disclosed, and recording it.
The program sends no file: it records what was sent by the office's own route.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.closing import DiscloseFile
from desktop.application.requests.views import DisclosureView, RequestView
from desktop.domain.requests.request import DisclosureBasis, DisclosureRoute, may_be_disclosed
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.fields import Field, TextField
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.requests.panels import DayPanel, PanelPart
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import day


class DisclosurePart(PanelPart):
    """A request's disclosures. Emits `wanted(DiscloseFile)`.

    Hidden where none was recorded, and none can be. `offer`: the link that opens the panel, for beside the facts.
    """

    wanted = Signal(DiscloseFile)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._view: RequestView | None = None
        self._opener: QWidget | None = None
        self.due, self.recorded = Banner("notice"), Words(tone="muted")
        self.offer = QuietLink(tr("Record a disclosure"))
        self.offer.clicked.connect(self._open_by_link)
        self.panel: DisclosurePanel | None = None
        """Created when it is first opened."""
        for part in (title(tr("Disclosed to the police")), self.due, self.recorded):
            self._box.addWidget(part)

    def show_request(self, view: RequestView) -> None:
        """Show the disclosures of a request; an open panel closes."""
        self._view = view
        if self.panel is not None:
            self.panel.hide()
        may, found = may_be_disclosed(view.request), view.disclosures
        due = (
            strong(tr("No file is recorded as disclosed yet.")),
            tr("Send the file by the office’s own secure route: this program does not send it. Then record it here."),
        )
        self.due.set_parts(*(due if may and not found else ()))
        self.recorded.set_parts("\n".join(map(disclosed_words, found)))
        self.recorded.setVisible(bool(found))
        self.offer.setVisible(may and view.may_act and bool(found))  # until then it is the next step
        self.setVisible(may or bool(found))

    def open(self, opener: QWidget) -> None:
        """Open the panel to record one; abandoned, the keyboard goes back to `opener`."""
        assert self._view is not None
        if self.panel is not None and self.panel.isVisible():
            self.panel.go()
            return
        self._opener = opener
        if self.panel is None:
            self.panel = DisclosurePanel(self._context)
            self._add_panel(self.panel)
        self.panel.show_request(self._view)
        self.offer.hide()
        self.panel.show()
        self.panel.go()

    def _open_by_link(self) -> None:
        self.open(self.offer)

    def _leave_panel(self) -> None:
        """Return to where it was opened, with the focus there."""
        assert self.panel is not None and self._opener is not None and self._view is not None
        self.panel.hide()
        self.offer.setVisible(bool(self._view.disclosures))
        self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()


class DisclosurePanel(DayPanel):
    """The panel to record a disclosure. Emits `wanted(DiscloseFile)`."""

    wanted = Signal(DiscloseFile)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "disclosed_on", tr("When did the file go?"), tr("Save the disclosure"))
        self.receiver = TextField("disclosed_to", tr("Which police force, or which other body?"))
        routes = [Choice(each.value, words(each)) for each in DisclosureRoute]
        self.route = ChoiceField("disclosure_route", tr("How did it go?"), routes, across=True)
        bases = [Choice(each.value, words(each)) for each in DisclosureBasis]
        self.basis = ChoiceField("disclosure_basis", tr("What allows it?"), bases, across=True)
        hint = tr("The one on their form or on the court’s order. This is optional.")
        self.reference = TextField("disclosure_reference", tr("Reference"), hint)
        self.lay_out(self.receiver, self.route, self.basis, self.reference, self.day)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with today's date, nothing typed and nothing chosen."""
        super().show_request(view)
        for field in (self.receiver, self.reference):
            field.set_value("")
        for choice in (self.route, self.basis):
            choice.set_value(None)
        self.day.set_value(self._context.desk.today())

    def first(self) -> Field:
        """Return the field of whom it went to."""
        return self.receiver

    def command(self, day: date) -> DiscloseFile:
        """Return the command that records it."""
        route, basis = self.route.value(), self.basis.value()
        return DiscloseFile(
            self._context.actor,
            self._view.row.id,
            self.receiver.value(),
            DisclosureRoute(route) if route else None,
            DisclosureBasis(basis) if basis else None,
            day,
            self.reference.value(),
        )


def disclosed_words(found: DisclosureView) -> str:
    """Return to whom a file went, on which day, how, what allowed it, and who recorded it."""
    one = found.disclosure
    said = tr("{day}: to {receiver}. {route}. {basis}. Recorded by {name}.")
    if found.reference:
        said = tr("{day}: to {receiver}. {route}. {basis}, reference {reference}. Recorded by {name}.")
    return said.format(
        day=day(one.on),
        receiver=found.receiver or tr("a body whose name was destroyed"),
        route=words(one.route),
        basis=words(one.basis),
        reference=found.reference,
        name=found.by_name,
    )
