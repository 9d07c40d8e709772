"""How long the log waits for an anchor, and letting sessions begin all the same."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.log.anchoring import Lag, LagReason
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.words import strong
from desktop.words import counted, tr
from desktop.words.codes import words


class LagPart(QWidget):
    """The part of the log's page that is there while no session can begin: why, a reason, and the button."""

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner("problem")
        choices = [Choice(reason.value, words(reason)) for reason in LagReason]
        self.reason = ChoiceField("reason", tr("Why is it not anchored, as far as you know?"), choices)
        self.accept = SecondaryButton(tr("Let sessions begin today"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        for widget in (self.banner, self.reason, self.accept):
            box.addWidget(widget)
        self.hide()

    def show_lag(self, lag: Lag) -> None:
        """Show it where the log waits for too long."""
        asks = lag.stops and not lag.accepted
        self.banner.set_kind("problem" if asks else "notice")
        self.banner.set_parts(*(_stopped(lag) if asks else (_accepted(),)))
        for widget in (self.reason, self.accept):
            widget.setVisible(asks)
        self.setVisible(lag.stops)


def _stopped(lag: Lag) -> tuple[str, str]:
    why = counted(
        lag.limit_days,
        "No session can begin: an event has waited for an anchor for more than 1 day.",
        "No session can begin: an event has waited for an anchor for more than {n} days.",
    )
    until_then = tr(
        "Ask an administrator to make the witness file reachable. Until then you can let sessions begin, day by day."
    )
    return strong(why), until_then


def _accepted() -> str:
    return tr("Sessions can begin today, though the log is not anchored: a supervisor let them.")
