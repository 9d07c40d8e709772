"""Finding the recording of a request: the search terms, the results, and a wider search, step by step.

One thing at a time: choose a result; else search wider; at the end, record that nothing is left, and where someone
has looked.
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Desk
from desktop.application.recordings.finding import MOST, FindView, FoundRow, LinkRecording, SayNotLeft, find_recordings
from desktop.domain.recordings.finding import STEPS, Left, SearchedSystem, Step, names_a_number, still_to_look_at
from desktop.domain.recordings.retention import Protection
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.errors import FieldsError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.layouts import column_in, empty
from desktop.ui.kit.text import Words, in_sentences, strong, title
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import StepPage
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, days, length, local, moment, time_of_day, weekday_and_day
from desktop.words.requests import number_words, period_words


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
    """The search for the recording of a request. Emits `change` for the call details."""

    change = Signal()

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
        self.add_link(tr("Change the call details"), self.change.emit)
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

    @Slot(object)
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
