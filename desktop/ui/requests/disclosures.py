"""Files for the police on a request's page: that one is due, what was disclosed, and recording it.

The program sends no file: it records what was sent by the office's own route.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.application.requests.closing import DiscloseFile
from desktop.application.requests.views import DisclosureView, RequestView
from desktop.domain.requests.request import DisclosureBasis, DisclosureRoute, may_be_disclosed
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink
from desktop.ui.kit.choices import ChoiceField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.requests.panels import Panel, PanelPart, choices_of, chosen, day_field, read_day
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import day


class DisclosurePart(PanelPart):
    """A request's disclosures.

    Hidden where none was recorded, and none can be. `offer`: the link that opens the panel, for beside the facts.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._view: RequestView | None = None
        self.due, self.recorded = Banner("notice"), Words(tone="muted")
        self.offer = QuietLink(tr("Record a disclosure"))
        self.offer.clicked.connect(self._open_by_link)
        self._lay_out(title(tr("Disclosed to the police")), self.due, self.recorded)

    def show_request(self, view: RequestView) -> None:
        """Show the disclosures of a request; an open panel closes."""
        self._view = view
        self._close_panel()
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
        if self.panel is not None:
            self.panel.go()
            return
        self._open_panel(disclosure_panel(self._view, self._context), opener, (self.offer,))

    def _open_by_link(self) -> None:
        self.open(self.offer)


def disclosure_panel(view: RequestView, context: Context) -> Panel:
    """Return the panel that records a disclosure."""
    receiver = TextField("disclosed_to", tr("Which police force, or which other body?"))
    route = ChoiceField("disclosure_route", tr("How did it go?"), choices_of(DisclosureRoute), across=True)
    basis = ChoiceField("disclosure_basis", tr("What allows it?"), choices_of(DisclosureBasis), across=True)
    hint = tr("The one on their form or on the court’s order. This is optional.")
    reference = TextField("disclosure_reference", tr("Reference"), hint)
    on = day_field("disclosed_on", tr("When did the file go?"), context.desk.today())

    def command() -> DiscloseFile:
        by, why, day = chosen(DisclosureRoute, route), chosen(DisclosureBasis, basis), read_day(on)
        return DiscloseFile(context.actor, view.row.id, receiver.value(), by, why, day, reference.value())

    return Panel((receiver, route, basis, reference, on), tr("Save the disclosure"), command)


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
