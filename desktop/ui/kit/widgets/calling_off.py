"""The question why an appointment is called off: the same at the counter and in the calendar."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.page import Page
from desktop.words import tr


def has_cancelled(kind: Kind) -> str:
    """Say that the expected listener has cancelled."""
    return tr("The listener has cancelled") if kind is Kind.INTERNAL else tr("The customer has cancelled")


def why_called_off(kind: Kind, *, was_due: bool) -> tuple[Choice, ...]:
    """Return the reasons. Before the appointment's time nobody can have failed to come."""
    cancelled = Choice(Outcome.CANCELLED.value, has_cancelled(kind))
    return (Choice(Outcome.NO_SHOW.value, tr("Nobody came")), cancelled) if was_due else (cancelled,)


class CallingOff(Page):
    """Emits `called_off(Outcome)` or `back`. The request stays open: only the appointment is called off.

    A subclass shows the appointment, adds `outcome` where it belongs, and then calls `ask`.
    """

    called_off = Signal(Outcome)
    back = Signal()

    def __init__(self) -> None:
        super().__init__("", primary=tr("Cancel the appointment"))
        hint = tr("The request stays open, and another appointment can be booked.")
        choices = why_called_off(Kind.SUBJECT_ACCESS, was_due=True)
        self.outcome = ChoiceField("outcome", tr("Why is it cancelled?"), choices, hint)
        self.submitted.connect(self._submit)

    def ask(self, kind: Kind, *, was_due: bool) -> None:
        """Ask again, with nothing chosen. `kind`: of the request."""
        self.outcome.set_choices(why_called_off(kind, was_due=was_due))
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
        self.primary.hold()
        self.called_off.emit(Outcome(chosen))
