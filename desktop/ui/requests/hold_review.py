"""Reviewing a hold on the page of its request: a link, and the panel that it opens."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal

from desktop.application.recordings.hold_views import HoldView
from desktop.application.recordings.holding import ReviewHold
from desktop.application.requests.views import RequestView
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.field import Field, LongTextField
from desktop.ui.requests.day_panel import DayPanel
from desktop.ui.requests.panel_part import PanelPart
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import day as day_words


class HoldPanel(DayPanel):
    """The panel of a hold. Emits `wanted(ReviewHold)`. The boxes show the review day of the policy."""

    wanted = Signal(ReviewHold)

    def __init__(self, found: HoldView, context: Context) -> None:
        super().__init__(context, "hold_review_on", tr("When should it be reviewed next?"), tr("Keep the hold"))
        self._found = found
        hint = tr("This is kept with the request.")
        if found.asked_by_name is not None:
            hint = tr("This is kept with the request. It cancels the request to release the hold.")
        self.reason = LongTextField("hold_reason", tr("Why is it still needed?"), hint, lines=2)
        self.lay_out(self.reason, self.day)

    def show_request(self, view: RequestView) -> None:
        """Show the hold of its request, with no reason typed."""
        super().show_request(view)
        desk = self._context.desk
        latest = desk.keeping.review_on(desk.today())
        self.reason.set_value("")
        self.day.set_value(latest)
        self.day.set_hint(tr("By {day} at the latest.").format(day=day_words(latest)))

    def first(self) -> Field:
        """Return the field of the reason."""
        return self.reason

    def command(self, day: date) -> ReviewHold:
        """Return the command: why the hold stays, and the next review day."""
        found = self._found
        return ReviewHold(self._context.actor, found.hold.id, len(found.reviews), self.reason.value(), day)

    def say_what_it_comes_to(self) -> None:
        """Keep the latest possible day in view: no deadline changes."""


class HoldReviewing(PanelPart):
    """The review of a hold. Emits `wanted(ReviewHold)`."""

    wanted = Signal(ReviewHold)

    def __init__(self, view: RequestView, found: HoldView, context: Context) -> None:
        super().__init__(context)
        self._view, self._found = view, found
        self.link = LinkButton(tr("Keep the hold, with a reason"))
        self.link.clicked.connect(self._open)
        self.panel: HoldPanel | None = None
        """The panel, created when it is first opened."""
        self._box.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)

    def _open(self) -> None:
        panel = self.panel = self.panel or self._make_panel()
        panel.show_request(self._view)
        self.link.hide()
        panel.show()
        panel.go()

    def _make_panel(self) -> HoldPanel:
        panel = HoldPanel(self._found, self._context)
        self._add_panel(panel)
        return panel

    def _leave_panel(self) -> None:
        """Return to the link, with the focus on it."""
        assert self.panel is not None
        self.panel.hide()
        self.link.show()
        self.link.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()
