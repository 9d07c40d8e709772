"""The question what happened to an appointment that is called off: the same at the counter and in the calendar.

It does not ask who cancelled: an outcome blames nobody.
"""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.domain.sessions.session import Outcome
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.page import Page
from desktop.words import tr


def was_cancelled() -> str:
    """Say that it was cancelled, by whomever."""
    return tr("It was cancelled")


def happened(*, was_due: bool) -> tuple[Choice, ...]:
    """Return what can have happened. Before the appointment's time nobody can have failed to come."""
    cancelled = Choice(Outcome.CANCELLED.value, was_cancelled())
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
        choices = happened(was_due=True)
        self.outcome = ChoiceField("outcome", tr("What happened?"), choices, hint)
        self.submitted.connect(self._submit)

    def ask(self, *, was_due: bool) -> None:
        """Ask again. `was_due`: whether its time has come. Where only one thing can have happened, it is chosen."""
        choices = happened(was_due=was_due)
        self.outcome.set_choices(choices)
        self.outcome.set_value(choices[0].key if len(choices) == 1 else None)
        self.set_problems(())
        self.primary.setEnabled(True)
        self.focus_first()

    def _submit(self) -> None:
        chosen = self.outcome.value()
        if chosen is None:
            self.set_problems([(self.outcome, tr("Choose what happened, or go back."))])
            return
        self.set_problems(())
        self.primary.hold()
        self.called_off.emit(Outcome(chosen))
