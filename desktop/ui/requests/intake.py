"""Taking a request, and correcting what was typed: the call that is searched for, or who asks.

The form asks for the kind first, then for what that kind needs. Its text stays until the request is taken.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop.application.requests.intake import CorrectAsker, CorrectCall, TakeRequest
from desktop.application.requests.views import RequestView
from desktop.domain.office.office_policy import Welsh
from desktop.domain.requests.deadline import due_date
from desktop.domain.requests.intake import call_field, problems_of
from desktop.domain.requests.request import WITHHELD, Call, Channel, Language, Purpose, Status
from desktop.domain.sessions.needs import Need, in_order
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.choices import Choice, ChoiceField, ListField, TicksField
from desktop.ui.kit.date_field import DateField, unreadable
from desktop.ui.kit.fields import LongTextField
from desktop.ui.kit.layouts import column
from desktop.ui.kit.text import strong, title
from desktop.ui.requests.panels import choices_of, chosen
from desktop.ui.requests.request_fields import AskerFields, CallFields, Calls, clear_fields, who_rang
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import StepPage
from desktop.words import Texts, text, tr
from desktop.words import errors as wording
from desktop.words.codes import words
from desktop.words.formatting import weekday_and_day
from desktop.words.requests import explained, not_announced

KIND_HINTS: Texts[Kind] = {
    Kind.SUBJECT_ACCESS: "The person the call is about asks to hear it, or someone who acts for them",
    Kind.INTERNAL: "Someone in the office asks in writing, with a reason",
}
COPY = (("yes", text("Yes")), ("no", text("No")), ("later", text("Not asked yet: the letters offer it")))
NOT_KNOWN = "not_known"
LANGUAGES = (
    (Language.ENGLISH.value, text("English")),
    (Language.WELSH.value, text("Welsh")),
    (Language.BOTH.value, text("Both")),
    (NOT_KNOWN, text("They did not say")),
)


class IntakeForm(StepPage):
    """The intake form. Its text stays until the request is taken."""

    def __init__(self, context: Context) -> None:
        lead = tr("Ask the person, and type what they say.")
        super().__init__(context, tr("Take a request"), lead, primary=tr("Take the request"))
        kinds = [Choice(kind.value, words(kind), tr(KIND_HINTS[kind])) for kind in Kind]
        self.kind = ChoiceField("kind", tr("What kind of request is it?"), kinds)
        self.came_by = ListField("came_by", tr("How did it come?"), choices_of(Channel))
        self.received_on = DateField("received_on", tr("When did it arrive?"))
        self.asker, self.calls = AskerFields(context), Calls(context)
        self.rest = self._make_rest()
        self.add(self.kind, self.came_by, self.received_on, self.asker, self.calls, self.rest)
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        self.kind.edited.connect(self._show_kind)
        self.received_on.edited.connect(self._show_due)
        self._show_kind()

    def clear(self) -> None:
        """Clear the form after the request was taken."""
        self.calls.clear()
        clear_fields(self)
        self.set_problems(())
        self._show_kind()

    @Slot(object)
    def refuse(self, error: ListeningRoomError) -> None:
        """Show the problems at their fields; with several calls, each names its call."""
        if not isinstance(error, FieldsError) or len(self.calls.calls) == 1:
            super().refuse(error)
            return
        self.allow_press()
        problems = wording.problems_of(error)
        for call in self.calls.calls:
            problems |= {
                name: tr("Call {n}: {problem}").format(n=call.number, problem=said)
                for name, said in problems.items()
                if name.startswith(call_field(call.number, ""))
            }
        self.set_problems_by_name(problems)

    @property
    def internal(self) -> bool:
        """Whether the requester is a colleague."""
        return self.kind.value() == Kind.INTERNAL.value

    @property
    def _asks_language(self) -> bool:
        """Whether this office writes letters in Welsh, and this person gets letters."""
        return not self.internal and self._context.desk.policy.welsh is not Welsh.NO

    def _make_rest(self) -> QWidget:
        self.purpose = ListField("purpose", tr("What is it for?"), choices_of(Purpose))
        self.reason = LongTextField("reason", tr("Reason"))
        hint = tr("Needs, not diagnoses. What you choose here is set up before they sit down, where possible.")
        self.needs = TicksField("needs", tr("What would help at the appointment?"), choices_of(Need), hint, across=True)
        hint = tr("In their own words, one on each line.")
        self.adjustments = LongTextField("adjustments", tr("Anything else that would help"), hint, lines=2)
        languages = [Choice(key, tr(answer)) for key, answer in LANGUAGES]
        self.language = ChoiceField("language", tr("Which language should letters be in?"), languages, across=True)
        copy_hint = tr("Listening here does not replace a copy.")
        choices = [Choice(key, tr(answer)) for key, answer in COPY]
        self.copy_wanted = ChoiceField("copy_wanted", tr("Do they want a copy too?"), choices, copy_hint, across=True)
        heading = title(tr("Why, and what would help"))
        asked = self.purpose, self.reason, self.copy_wanted, self.language, self.needs, self.adjustments
        return column(heading, *asked)

    def _show_kind(self) -> None:
        for part in (self.received_on, self.asker, self.calls, self.rest):
            part.setVisible(self.kind.value() is not None)
        self.asker.show_kind(internal=self.internal)
        self.came_by.setVisible(self.kind.value() is not None and not self.internal)
        self.purpose.setVisible(self.internal)
        self.copy_wanted.setVisible(not self.internal)
        self.language.setVisible(self._asks_language)
        asked = tr("You can ask. They don’t have to give one: then leave this empty.")
        self.reason.set_hint(tr("The reason given in writing. It is required.") if self.internal else asked)
        self._show_due()

    def _show_due(self) -> None:
        """Show the legal date and its explanation, as soon as they are known."""
        received, desk = self.received_on.value(), self._context.desk
        hint = tr("The day it reached the council, even if that is not a working day.")
        if received is not None and not self.internal:
            deadline = due_date(received, desk.is_holiday)
            due = tr("Due on {day}.").format(day=weekday_and_day(deadline.due))
            hint = f"{due} {explained(deadline)} {not_announced(deadline, desk.holidays_known)}".strip()
        self.received_on.set_hint(hint)

    def _submit(self) -> None:
        try:
            command = self._read()
        except FieldsError as error:
            self.refuse(error)
        else:
            self.set_problems(())
            self.carry_out(command)

    def _read(self) -> TakeRequest:
        """Return the request as typed. Raises FieldsError for everything unreadable, and everything the rules miss."""
        kind, received, desk = self.kind.value(), self.received_on.value(), self._context.desk
        if kind is None:
            raise FieldsError({"kind": "kind_missing"})
        problems = ({} if received else {"received_on": "received_missing"}) | unreadable(self.received_on)
        problems |= self.asker.problems()
        problems |= {} if self.internal or self.copy_wanted.value() else {"copy_wanted": "copy_not_asked"}
        problems |= {"language": "language_not_asked"} if self._asks_language and not self.language.value() else {}
        calls: tuple[Call, ...] = ()
        try:
            calls = self.calls.read(desk.office.zone)
        except FieldsError as error:
            problems |= error.problems
        command = self._command(Kind(kind), received or desk.today(), calls)
        if problems:
            missed = problems_of(command, desk.clock.now(), desk.office.zone)
            missed = {name: code for name, code in missed.items() if calls or name != call_field(1, "day")}
            raise FieldsError(missed | problems)
        return command

    def _command(self, kind: Kind, received: date, calls: tuple[Call, ...]) -> TakeRequest:
        wanted = None if self.internal else self.copy_wanted.value()
        language = self.language.value() if self._asks_language else None
        return TakeRequest(
            actor=self._context.actor,
            kind=kind,
            asker=self.asker.asker(),
            calls=calls,
            received_on=received,
            purpose=chosen(Purpose, self.purpose) if self.internal else None,
            reason=self.reason.value(),
            needs=in_order(map(Need, self.needs.value())),
            language=Language(language) if language and language != NOT_KNOWN else None,
            adjustments=tuple(line.strip() for line in self.adjustments.value().splitlines() if line.strip()),
            copy_wanted=wanted == "yes",
            came_by=None if self.internal else chosen(Channel, self.came_by),
            copy_offered=wanted in ("yes", "no"),
            representative=self.asker.who_acts(),
        )


class CallPage(StepPage):
    """The page to correct the call that is searched for."""

    def __init__(self, context: Context) -> None:
        lead = tr("Ask the person again, and type what they say now.")
        super().__init__(context, tr("Change the call details"), lead, primary=tr("Save and search again"))
        self.request: RequestId | None = None
        self.call = CallFields(1, context)
        self.call.say(alone=True)
        self.add(self.call)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_call(self, request: RequestId, call: Call) -> None:
        """Show the call as recorded now."""
        self.ready.emit()
        self.set_problems([])
        self.allow_press()
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
            self.refuse(error)
        else:
            self.set_problems([])
            self.carry_out(CorrectCall(self._context.actor, self.request, call))


class AskerPage(StepPage):
    """The page to correct who asks."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, primary=tr("Save the correction"))
        self._view: RequestView | None = None
        self.told, self.asker = Banner("notice"), AskerFields(context, asks_who_acts=False)
        self.add(self.told, self.asker)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_request(self, view: RequestView) -> None:
        """Show who asks, and what follows from a change."""
        self.ready.emit()
        self.set_problems([])
        self.allow_press()
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
            self.refuse(FieldsError(problems))
        else:
            self.set_problems([])
            self.carry_out(CorrectAsker(self._context.actor, request.id, request.asker, self.asker.asker()))


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
