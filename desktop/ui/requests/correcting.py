"""Correcting the call that a request asks for, and who asks: the fields of intake, filled with what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.requests.correct_asker import CorrectAsker
from desktop.application.requests.correct_call import CorrectCall
from desktop.application.requests.views import RequestView
from desktop.domain.requests.request import WITHHELD, Call, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import strong
from desktop.ui.requests.asker_fields import AskerFields
from desktop.ui.requests.call_fields import CallFields, who_rang
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.problems import problems_of


class CorrectingPage(Page):
    """The base of both pages. Emits `wanted` with its command, or `back`."""

    wanted = Signal(object)
    """With a `CorrectCall`, or a `CorrectAsker`."""
    back = Signal()

    def _begin(self) -> None:
        self.set_problems([])
        self.primary.setEnabled(True)

    def show_problems(self, error: FieldsError) -> None:
        """Show the problems at their fields."""
        self.primary.setEnabled(True)
        self.set_problems_by_name(problems_of(error))

    def _want(self, command: CorrectCall | CorrectAsker) -> None:
        self.set_problems([])
        self.primary.hold()
        self.wanted.emit(command)


class CallPage(CorrectingPage):
    """The page to correct a call. Emits `wanted(CorrectCall)`."""

    def __init__(self, context: Context) -> None:
        lead = tr("Ask the person again, and type what they say now.")
        super().__init__(tr("Change the call details"), lead, primary=tr("Save and search again"))
        self._context = context
        self.request: RequestId | None = None
        self.call = CallFields(1, context)
        self.call.say(alone=True)
        self.add(self.call)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_call(self, request: RequestId, call: Call) -> None:
        """Show the call as recorded now."""
        self._begin()
        self.request, desk = request, self._context.desk
        local = call.at.astimezone(desk.office.zone)
        number = call.number if call.number in ("", WITHHELD) else desk.numbers.shown(call.number)
        day = (str(local.day), str(local.month), str(local.year))
        self.call.set_values(day, f"{local:%H:%M}", who_rang(call), number, not number)
        self.rest_on(self.call.day.focus_target())

    def _submit(self) -> None:
        assert self.request is not None
        try:
            call = self.call.read(self._context.desk.office.zone)
        except FieldsError as error:
            self.show_problems(error)
        else:
            self._want(CorrectCall(self._context.actor, self.request, call))


class AskerPage(CorrectingPage):
    """The page to correct who asks. Emits `wanted(CorrectAsker)`."""

    def __init__(self, context: Context) -> None:
        super().__init__("", "", primary=tr("Save the correction"))
        self._context = context
        self._view: RequestView | None = None
        self.told, self.asker = Banner("notice"), AskerFields(context, asks_who_acts=False)
        self.add(self.told, self.asker)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_request(self, view: RequestView) -> None:
        """Show who asks, and what follows from a change."""
        self._begin()
        self._view = view
        internal = view.request.kind is Kind.INTERNAL
        self.set_heading(tr("Correct the person’s details: {reference}").format(reference=view.row.reference))
        together = tr("Correct what was typed wrongly. The change applies to every call in this request.")
        self.set_lead(together if view.together else tr("Correct what was typed wrongly."))
        self.told.set_parts(*_what_follows(view, internal=internal))
        self.asker.show_asker(view.request.asker, internal=internal, who_stays=view.who_stays)
        self.rest_on(self.asker.first().focus_target())

    def _submit(self) -> None:
        assert self._view is not None
        request = self._view.request
        if problems := self.asker.problems():
            self.show_problems(FieldsError(problems))
        else:
            self._want(CorrectAsker(self._context.actor, request.id, request.asker, self.asker.asker()))


def _what_follows(view: RequestView, *, internal: bool) -> tuple[str, ...]:
    """Say what cannot change any more, or what a change brings with it; nothing where it brings nothing."""
    if view.who_stays and internal:
        return strong(tr("The name can’t be changed now.")), tr("Identity was confirmed with it.")
    if view.who_stays:
        stay = strong(tr("The name and date of birth can’t be changed now."))
        return stay, tr("Identity was confirmed with them.")
    if view.request.status is not Status.APPROVED:
        return ()
    again = tr("An approver has to decide again before anyone can listen.")
    if internal:
        return strong(tr("Changing the name ends the approval.")), again
    return strong(tr("Changing the name or date of birth ends the approval.")), again


P = TypeVar("P", bound=CorrectingPage)


class Correcting(QObject, Generic[P]):
    """A correction on its page. Emits `ready` when the page is to be shown, and `done` when it is corrected."""

    ready = Signal()
    done = Signal()

    def __init__(self, context: Context, page: P, correct: Callable[..., object], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._correct = context, correct
        self.page = page
        self.page.wanted.connect(self._run)

    @Slot(object)
    def _run(self, command: CorrectCall | CorrectAsker) -> None:
        self._context.run(self._correct, command, owner=self).then(self._done).otherwise(self._failed)

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
