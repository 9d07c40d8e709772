"""Taking a request, correcting what was typed (the call that is searched for, or who asks), and finding its recording.

The form asks for the kind first, then for what that kind needs. Its text stays until the request is taken. Finding goes
step by step, one thing at a time: choose a result; else search wider; at the end, record that nothing is left, and
where someone has looked.
"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Desk
from desktop.application.recordings.finding import MOST, FindView, FoundRow, LinkRecording, SayNotLeft, find_recordings
from desktop.application.requests.intake import CorrectAsker, CorrectCall, TakeRequest
from desktop.application.requests.views import RequestView
from desktop.domain.office.office_policy import Welsh
from desktop.domain.recordings.finding import STEPS, Left, SearchedSystem, Step, names_a_number, still_to_look_at
from desktop.domain.recordings.retention import Protection
from desktop.domain.requests.deadline import due_date
from desktop.domain.requests.intake import call_field, problems_of
from desktop.domain.requests.request import WITHHELD, Call, Channel, Language, Purpose, Status
from desktop.domain.sessions.needs import Need, in_order
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField, TicksField
from desktop.ui.kit.forms.date_field import DateField, unreadable
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.layouts import column, column_in, empty
from desktop.ui.kit.text import Words, in_sentences, strong, title
from desktop.ui.requests.panels import choices_of, chosen
from desktop.ui.requests.request_fields import AskerFields, CallFields, Calls, clear_fields, who_rang
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import StepPage
from desktop.words import Texts, counted, text, tr
from desktop.words import errors as wording
from desktop.words.codes import words
from desktop.words.formatting import day, days, length, local, moment, time_of_day, weekday_and_day
from desktop.words.requests import explained, not_announced, number_words, period_words

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


def looked_for(view: FindView, desk: Desk) -> str:
    """Return "Calls from 01632 960733 on Tuesday 3 November 2026, between 2:00pm and 3:00pm." """
    return tr("{calls} {when}.").format(calls=_calls(view.call, desk), when=_when(view, desk))


def _calls(call: Call, desk: Desk) -> str:
    if call.number == WITHHELD:
        return tr("Calls from a withheld number")
    if not names_a_number(call):
        return tr("Calls we made to any number") if call.outbound else tr("Calls from any number")
    words = tr("Calls we made to {number}") if call.outbound else tr("Calls from {number}")
    return words.format(number=number_words(call.number, desk))


def _when(view: FindView, desk: Desk) -> str:
    zone = desk.office.zone
    start, end = local(view.within.start, zone), local(view.within.end, zone)
    if view.step is Step.HALF_HOUR:
        first, last = time_of_day(start, zone), time_of_day(end, zone)
        on = weekday_and_day(local(view.call.at, zone).date())
        return tr("on {day}, between {first} and {last}").format(day=on, first=first, last=last)
    first_day, last_day = start.date(), (end - timedelta(microseconds=1)).date()
    if first_day == last_day:
        return tr("on {day}").format(day=weekday_and_day(first_day))
    return tr("from {first} to {last}").format(first=weekday_and_day(first_day), last=weekday_and_day(last_day))


def about_search(view: FindView) -> str:
    """Say what the search cannot do, where it matters."""
    return " ".join(told for told in (_beyond(view), _unread(view)) if told)


def _unread(view: FindView) -> str:
    if view.unread == 0:
        return ""
    said = counted(
        view.unread,
        "1 recording from that time has a telephone number that cannot be read, so searches do not find it.",
        "{n} recordings from that time have telephone numbers that cannot be read, so searches do not find them.",
    )
    return f"{said} {tr('If the call may be among them, import its file on its own and type the number.')}"


def _beyond(view: FindView) -> str:
    if view.too_many:
        return tr(
            "Some are not shown: more than {n} differ only in their time. Ask the person for a closer "
            "time, or for the number."
        ).format(n=MOST)
    if view.wider is None and not names_a_number(view.call):
        return tr("Without a number, the search covers only the day of the call. Ask for the number, and for the time.")
    return ""


def choice_of(row: FoundRow, view: FindView, desk: Desk) -> Choice:
    """Return a choice: when and how long, with the rest below."""
    told = [_direction(row.outbound), tr("from {source}").format(source=row.source)]
    if names_a_number(view.call) and not row.same_number:
        told.append(tr("no number"))
    if row.asked_for:
        told.append(tr("also part of another request"))
    when = tr("{moment}, {length}").format(moment=moment(row.call_at, desk.office.zone), length=length(row.seconds))
    return Choice(row.id, when, ", ".join(told))


def _direction(outbound: bool) -> str:
    return tr("We rang them") if outbound else tr("They rang us")


def why_not_there(system: SearchedSystem) -> str:
    """Say what happened to the call in that telephone system: "Kept for 6 months from the date of the call. ..." """
    kept = tr("{source}: kept for {period} from the date of the call.").format(
        source=system.source, period=period_words(system.period)
    )
    if system.left is Left.MAY_BE_THERE:
        return f"{kept} " + tr("If the call was recorded, it may still be in the telephone system.")
    assert system.since is not None
    if system.left is Left.PERIOD_OVER:
        return f"{kept} " + tr("That ended on {day}.").format(day=day(system.since))
    said = tr("The telephone system deletes after {period}: for this call, on {day}. It was not imported before then.")
    return f"{kept} " + said.format(period=days(system.system_days or 0), day=day(system.since))


class NotLeftPart(QWidget):
    """The fate of a call that was not found. Hidden while there is a result, or a wider search is possible."""

    def __init__(self) -> None:
        super().__init__()
        self._box = column_in(self, gap=16)
        self.looked_in: TicksField | None = None

    def show_found(self, view: FindView) -> None:
        """Show the search's findings about each telephone system."""
        empty(self._box)
        self.looked_in = None
        if view.systems:
            self._fill(view)
        self.setVisible(bool(view.systems))

    def value(self) -> frozenset[str]:
        """Return the telephone systems that someone has searched."""
        return frozenset() if self.looked_in is None else self.looked_in.value()

    def _fill(self, view: FindView) -> None:
        if any(system.after_request for system in view.systems):
            lost = tr("It may still have existed when the request arrived. Tell Information Governance.")
            self._box.addWidget(Banner("problem", strong(tr("It may have been deleted since.")), lost))
        self._box.addWidget(title(tr("What happened to the recording")))
        for system in view.systems:
            self._box.addWidget(Words(why_not_there(system)))
        to_look = still_to_look_at(view.systems)
        if to_look:
            hint = tr("If it is there, import it under Recordings. Then search again.")
            choices = [
                Choice(each, tr("I looked in {source}. It is not there").format(source=each)) for each in to_look
            ]
            self.looked_in = TicksField("looked_in", tr("Where did you look?"), choices, hint)
            self._box.addWidget(self.looked_in)
        elif view.protection is not Protection.PROTECTED:
            self._box.addWidget(Words(tr("Check anyway whether the telephone system still has it."), tone="muted"))


class FindingPage(StepPage):
    """The search for the recording of a request. `change`: the link to the call details."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, primary=tr("This is the recording"))
        self._request: RequestId | None = None
        self.view: FindView | None = None
        self.unprotected = Banner("notice")
        self.nothing = title("")
        self.about = Words(tone="muted")
        self.found = ChoiceField("recording", tr("Choose the call"), ())
        self.further = SecondaryButton("")
        self.not_left = NotLeftPart()
        self.add(self.unprotected, self.nothing, self.found, self.about, self.further, self.not_left)
        self._body.setAlignment(self.further, Qt.AlignmentFlag.AlignLeft)
        self.closer = self.add_link("", lambda: self._look(self._closer()))
        self.change = self.add_link(tr("Change the call details"))
        self.add_link(tr("Back to the request"), self.back.emit)
        self.further.clicked.connect(self._look_further)
        self.submitted.connect(self._submit)

    def begin(self, request: RequestId) -> None:
        """Search for a request's call, as narrowly as possible."""
        self._request = request
        self._look(STEPS[0])

    def where(self) -> str:
        """Return the usual text, and how many calls were found, in a screen reader's words."""
        if self.view is None:
            return super().where()
        return in_sentences(super().where(), self.nothing.words or tr("Found: {n}").format(n=len(self.view.rows)))

    def show_found(self, view: FindView) -> None:
        """Show the results of a search."""
        self.view = view
        self.reset()
        self.set_problems([])
        self.set_heading(tr("Find the recording: {reference}").format(reference=view.reference))
        self.set_lead(looked_for(view, self._context.desk), tr("Searching is logged."))
        self._show_unprotected(view)
        self.nothing.set_parts(tr("Nothing was found.") if view.nothing else "")
        self.nothing.setVisible(view.nothing)
        self.about.set_parts(about_search(view))
        self.about.setVisible(bool(self.about.words))
        self.found.set_value(None)
        self.found.set_choices(tuple(choice_of(row, view, self._context.desk) for row in view.rows))
        self.found.setVisible(bool(view.rows))
        self.not_left.show_found(view)
        self._show_actions(view)
        self.rest_on(self.found.focus_target() if view.rows else self.primary)

    def allow_press(self) -> None:
        super().allow_press()
        self.further.setEnabled(True)

    def _show_unprotected(self, view: FindView) -> None:
        """Say that the recording may not have been imported yet."""
        still = tr("The recording may not be here yet. Import recordings under Recordings, then search again.")
        wanting = view.protection is not Protection.PROTECTED and not view.rows and not view.systems
        self.unprotected.set_parts(*((strong(tr("Not yet protected.")), still) if wanting else ()))

    def _show_actions(self, view: FindView) -> None:
        """Make the one thing to do the primary button; searching wider is beside it while there is a choice."""
        self.allow_press()
        further = tr("Widen the search: {step}").format(step=words(view.wider)) if view.wider else ""
        self.primary.set_words(tr("This is the recording") if view.rows else further or tr("It is no longer available"))
        self.primary.setVisible(bool(view.rows or view.wider or view.systems))
        self.further.set_words(further)
        self.further.setVisible(bool(view.rows and further))
        closer = self._closer()
        self.closer.set_words(tr("Narrow the search: {step}").format(step=words(closer)))
        self.closer.setVisible(closer is not view.step)

    def _closer(self) -> Step:
        assert self.view is not None
        at = self.view.steps.index(self.view.step)
        return self.view.steps[max(at - 1, 0)]

    @Slot()
    def _look_further(self) -> None:
        assert self.view is not None and self.view.wider is not None
        self._look(self.view.wider)

    def _look(self, step: Step) -> None:
        """Search, once however often it is pressed: each search is logged."""
        assert self._request is not None
        self._once()
        searched = self._context.run(find_recordings, self._context.actor, self._request, step)
        searched.then(self._show).otherwise(self.refuse)

    def _show(self, view: FindView) -> None:
        self.ready.emit()
        self.show_found(view)

    def _submit(self) -> None:
        view, request, actor = self.view, self._request, self._context.actor
        assert view is not None and request is not None
        if not view.rows and view.wider:
            self._look(view.wider)
        elif not view.rows:
            self._once()
            self.carry_out(SayNotLeft(actor, request, self.not_left.value()))
        elif (recording := self.found.value()) is None:
            self.refuse(FieldsError({"recording": "recording_not_chosen"}))
        else:
            self._once()
            self.carry_out(LinkRecording(actor, request, RecordingId(recording), view.step))

    def _once(self) -> None:
        self.primary.hold()
        self.further.setEnabled(False)
