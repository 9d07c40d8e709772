"""Correcting a mistyped day of the deadline: which one, the right day, and why."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from desktop.application.requests.clock_correcting import CorrectDay
from desktop.application.requests.views import RequestView
from desktop.domain.requests.clock_days import DeadlineDays, NotedDay
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import Field, LongTextField
from desktop.ui.requests.day_panel import DayPanel
from desktop.ui.requests.deadline_panel import SAYS, Act
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import day as day_words
from desktop.words.requests.due_words import noted_words


class CorrectDayPanel(DayPanel):
    """The panel to correct a day. Emits `wanted(CorrectDay)`. The boxes show the chosen day, to be edited."""

    act = Act.CORRECT
    wanted = Signal(CorrectDay)

    def __init__(self, context: Context) -> None:
        says = SAYS[self.act]
        super().__init__(context, says.field, tr(says.label), tr(says.button))
        self.noted = ChoiceField("noted_day", tr("Which date do you want to correct?"), ())
        hint = tr("This is kept with the request. The earlier date stays in the log.")
        self.reason = LongTextField("correction_reason", tr("Why is it being corrected?"), hint, lines=2)
        self.lay_out(self.noted, self.day, self.reason)
        self.noted.edited.connect(self._choose)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with nothing typed; the day is preselected if there is only one."""
        super().show_request(view)
        self._days = DeadlineDays(view.row.received_on, view.row.deadline_facts)
        self._by_key = {f"{each.of.value}-{each.position}": each for each in self._days.noted()}
        said = tr("{what}: {day}")
        choices = [
            Choice(key, said.format(what=noted_words(each), day=day_words(each.day)))
            for key, each in self._by_key.items()
        ]
        self.noted.set_value(None)
        self.noted.set_choices(tuple(choices))
        self.noted.set_value(choices[0].key if len(choices) == 1 else None)
        self.reason.set_value("")
        self._choose()

    def first(self) -> Field:
        """Return the first field: the day, if there is no other to choose."""
        return self.day if len(self._by_key) == 1 else self.noted

    def command(self, day: date) -> CorrectDay:
        """Return the command that corrects the chosen day."""
        return CorrectDay(self._context.actor, self._view.row.id, self._chosen(), day, self.reason.value())

    def comes_to(self, day: date) -> DeadlineDays | None:
        """Return the deadline with the corrected day."""
        noted = self._chosen()
        return None if noted is None else self._days.corrected(noted, day, self._context.desk.today())

    def _chosen(self) -> NotedDay | None:
        return self._by_key.get(self.noted.value() or "")

    def _choose(self) -> None:
        noted = self._chosen()
        self.day.set_value(noted.day if noted else None)
        self.say_what_it_comes_to()
