"""Asking why an appointment is called off: the same question at the counter and in the calendar."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.domain.session import Outcome
from desktop.ui.widgets.choice_field import Choice, ChoiceField
from desktop.ui.widgets.page import Page
from desktop.ui.wording import tr


def why_called_off(*, was_due: bool) -> tuple[Choice, ...]:
    """The reasons. Nobody has failed to come before it was time."""
    cancelled = Choice(Outcome.CANCELLED.value, tr("The customer has cancelled"))
    return (Choice(Outcome.NO_SHOW.value, tr("Nobody came")), cancelled) if was_due else (cancelled,)


class CallingOff(Page):
    """Emits `called_off(Outcome)` or `back`. The request stays open: only the appointment goes.

    A subclass shows which appointment it is, adds `outcome` where it belongs, and then calls `ask`.
    """

    called_off = Signal(object)
    back = Signal()

    def __init__(self) -> None:
        super().__init__("", primary=tr("Call the appointment off"))
        hint = tr("The request stays open, and another appointment can be booked.")
        self.outcome = ChoiceField("outcome", tr("Why is it called off?"), why_called_off(was_due=True), hint)
        self.submitted.connect(self._submit)

    def ask(self, *, was_due: bool) -> None:
        """Ask afresh, with nothing chosen."""
        self.outcome.set_choices(why_called_off(was_due=was_due))
        self.outcome.set_value(None)
        self.set_problems(())
        self.primary.setEnabled(True)
        self.focus_first()

    def _submit(self) -> None:
        chosen = self.outcome.value()
        if chosen is None:
            self.set_problems([(self.outcome, tr("Choose why, or go back."))])
            return
        self.set_problems(())
        self.primary.setEnabled(False)
        self.called_off.emit(Outcome(chosen))
