"""Correcting the call that a request asks for: the fields of intake, filled with the recorded call."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.requests.correct_call import CorrectCall, correct_call
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.page import Page
from desktop.ui.requests.call_fields import CallFields, who_rang
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.problems import problems_of


class CorrectingPage(Page):
    """The page to correct a call. Emits `wanted(Call)`, or `back`."""

    wanted = Signal(Call)
    back = Signal()

    def __init__(self, context: Context) -> None:
        lead = tr("Ask the person again, and type what they say now.")
        super().__init__(tr("Change the call details"), lead, primary=tr("Save and search again"))
        self._desk = context.desk
        self.call = CallFields(1, context)
        self.call.say(alone=True)
        self.add(self.call)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_call(self, call: Call) -> None:
        """Show the call as recorded now."""
        self.set_problems([])
        self.primary.setEnabled(True)
        local = call.at.astimezone(self._desk.office.zone)
        number = call.number if call.number in ("", WITHHELD) else self._desk.numbers.shown(call.number)
        day = (str(local.day), str(local.month), str(local.year))
        self.call.set_values(day, f"{local:%H:%M}", who_rang(call), number, not number)
        self.rest_on(self.call.day.focus_target())

    def show_problems(self, error: FieldsError) -> None:
        """Show the problems at their fields."""
        self.primary.setEnabled(True)
        self.set_problems_by_name(problems_of(error))

    def _submit(self) -> None:
        try:
            call = self.call.read(self._desk.office.zone)
        except FieldsError as error:
            self.show_problems(error)
            return
        self.set_problems([])
        self.primary.hold()
        self.wanted.emit(call)


class Correcting(QObject):
    """The correction of a call. Emits `ready` when `page` shows the call, and `done` when it is corrected."""

    ready = Signal()
    done = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._request: RequestId | None = None
        self.page = CorrectingPage(context)
        self.page.wanted.connect(self._correct)

    @property
    def request(self) -> RequestId:
        """The request of the call."""
        assert self._request is not None
        return self._request

    def begin(self, request: RequestId, call: Call) -> None:
        """Start correcting a request's call."""
        self._request = request
        self.ready.emit()
        self.page.show_call(call)

    @Slot(object)
    def _correct(self, call: Call) -> None:
        command = CorrectCall(self._context.actor, self.request, call)
        self._context.run(correct_call, command, owner=self).then(self._done).otherwise(self._failed)

    @Slot(object)
    def _done(self, _: object) -> None:
        self.done.emit()

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError):
            self.page.show_problems(error)
        else:
            self.page.primary.setEnabled(True)
            self._context.fail(error)
