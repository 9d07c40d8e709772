"""The actions that a request's page offers, beside its facts: the next steps, closing it, its hold, who acts for them.

Most of it is a command, which the page emits as it is (`wanted`). The rest is a `RequestAct`: it opens a page or a
panel of its own, or asks for the password first. The place of requests carries out both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.office.signing_in import InPerson
from desktop.application.recordings import holding
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.views import RequestView
from desktop.application.shared.commands import Command
from desktop.domain.recordings.retention import Protection, StopDeletion
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Stage, StageState, Status, may_be_disclosed
from desktop.domain.shared.ids import RequestId
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink, SecondaryButton
from desktop.ui.kit.forms.choices import ChoiceField
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.layouts import column_in, empty
from desktop.ui.kit.text import Words, small, strong, subtitle
from desktop.ui.requests.panels import Panel, Record, RecordPart, RequestPart, choices_of, chosen, day_field, read_day
from desktop.ui.running.context import Context
from desktop.ui.running.in_person import InPersonWords
from desktop.words import tr
from desktop.words.codes import within, words
from desktop.words.formatting import day


def hold_panel(found: holding.HoldView, context: Context) -> Panel:
    """Return the panel that keeps a hold, with a reason. The boxes show the review day of the policy."""
    hint = tr("This is kept with the request.")
    if found.asked_by_name is not None:
        hint = tr("This is kept with the request. It cancels the request to release the hold.")
    reason = LongTextField("hold_reason", tr("Why is it still needed?"), hint, lines=2)
    latest = context.desk.keeping.review_on(context.desk.today())
    by = tr("By {day} at the latest.").format(day=day(latest))
    review = day_field("hold_review_on", tr("When should it be reviewed next?"), latest, by)
    actor, hold, seen = context.actor, found.hold.id, len(found.reviews)
    return Panel(
        (reason, review),
        tr("Keep the hold"),
        lambda: holding.ReviewHold(actor, hold, seen, reason.value(), read_day(review)),
    )


class Begin(Enum):
    """An act that needs nothing but the request. Each opens a page or a panel of its own."""

    FINDING = auto()
    PREPARING = auto()
    BOOKING = auto()
    VISIT = auto()
    DISCLOSURE = auto()
    CORRECTING = auto()


@dataclass(frozen=True)
class WriteLetter:
    """Write a letter about the request."""

    kind: LetterKind


@dataclass(frozen=True)
class InPersonAct:
    """A command for which the password is asked again. `words`: those of the page that asks, by the reference."""

    words: Callable[[str], InPersonWords]
    command: Callable[[InPerson], Command[object]]


RequestAct = Begin | WriteLetter | InPersonAct
"""A union: mypy finds an act that nobody carries out."""


@dataclass(frozen=True)
class NextStep:
    """The button's words, and its act."""

    words: str
    act: RequestAct


def next_step(view: RequestView, *, opens_originals: bool, prepares: bool = True) -> NextStep | None:
    """Return the next step; None if this user has none, or cannot take it at this desk.

    `prepares`: recordings are looked for at this desk.
    """
    match view.row.status:
        case Status.TAKEN if view.may_act and prepares:
            return NextStep(tr("Find the recording"), Begin.FINDING)
        case Status.LINKED if view.may_act and opens_originals:
            return NextStep(tr("Prepare the copy"), Begin.PREPARING)
        case Status.APPROVED if Answered.LISTENED in view.answers and LetterKind.RESPONSE in view.letters:
            return letter_step(LetterKind.RESPONSE)
        case Status.APPROVED if view.may_act and may_be_disclosed(view.request) and not view.disclosures:
            return NextStep(tr("Record the disclosure"), Begin.DISCLOSURE)
        case Status.APPROVED if view.may_invite and not view.row.heard:
            return NextStep(tr("Book an appointment"), Begin.BOOKING)
        case Status.APPROVED | Status.REFUSED if (letter := _letter_now(view)) is not None:
            return letter_step(letter)
    return None


def _letter_now(view: RequestView) -> LetterKind | None:
    """Return the first letter that is still to be made. Whoever has listened is not invited any more, and whoever is
    invited waits for the appointment: what answers them tells of it."""
    if view.row.heard:
        return next((kind for kind in view.letters if kind is not LetterKind.INVITATION), None)
    invited = any(each.stage is Stage.INVITED and each.state is StageState.DONE for each in view.journey)
    first = next(iter(view.letters), None)
    return None if first is LetterKind.INVITATION and invited else first


def letter_step(kind: LetterKind) -> NextStep:
    """Return the step of writing that letter."""
    return NextStep(tr("Make the letter: {letter}").format(letter=within(kind)), WriteLetter(kind))


class RequestActions(RequestPart):
    """The actions on a request."""

    acted = Signal(object)
    """With a `RequestAct`, which is a union."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.alarm, self.steps = QWidget(), QWidget()
        """The warnings about what can still be lost, for the top of the page; and the next steps."""
        self._alarm_box, self._steps_box, self._box = (
            column_in(each, gap=12) for each in (self.alarm, self.steps, self)
        )
        self.buttons: list[SecondaryButton] = []
        self.answered: ChoiceField | None = None
        self.closing: Closing | None = None
        self.reviewing: list[RecordPart] = []

    def show_request(self, view: RequestView, coming: NextStep | None = None) -> None:
        """Show the remaining actions of a request; none if there are none, or for a read-only user.

        `coming` is the page's primary button, and not offered twice.
        """
        for box in (self._alarm_box, self._steps_box, self._box):
            empty(box)
        self.buttons, self.reviewing, self.answered, self.closing = [], [], None, None
        self._add_protection(view)
        self._add_in_vain(view)
        self._add_inviting(view, coming)
        if view.may_act and view.answers:
            self._add_closing(view)
        for hold in view.holds:
            self._add_hold(view, hold)
        for part, box in ((self.alarm, self._alarm_box), (self.steps, self._steps_box), (self, self._box)):
            part.setVisible(box.count() > 0)

    def _add_protection(self, view: RequestView) -> None:
        if view.protection is Protection.PROTECTED:
            return
        if view.protection is Protection.NOT_YET:
            said = Banner("notice", strong(tr("Not yet protected.")), until_when(view.to_stop))
        else:
            said = Banner(
                "problem",
                strong(tr("The recording may be gone already.")),
                tr("Ask today whether the telephone system still has it."),
            )
        self._alarm_box.addWidget(said)
        for task in view.to_stop if view.may_act else ():
            self._add_button(
                tr("Deletion is stopped in {source}").format(source=task.source),
                holding.DeletionStopped(self._context.actor, view.row.id, task.source),
                self._alarm_box,
            )

    def _add_in_vain(self, view: RequestView) -> None:
        """Warn that someone is invited, and nothing will be played to them."""
        if view.row.booked and view.row.status is Status.REFUSED:
            come = strong(tr("An appointment is still booked, but nothing can be played at it."))
            do = tr("Cancel it under Appointments, and tell the person.")
            self._alarm_box.addWidget(Banner("problem", come, do))

    def _add_hold(self, view: RequestView, found: holding.HoldView) -> None:
        hold, zone = found.hold, self._context.desk.office.zone
        since = day(hold.placed_at.astimezone(zone).date())
        held = tr("On hold since {since}, by {name}: {reason}. Review it on {review}.").format(
            since=since, name=found.owner_name, reason=words(hold.reason), review=day(hold.review_on)
        )
        self._box.addWidget(subtitle(tr("Hold")))
        self._box.addWidget(small(held))
        if found.due:
            do = tr("Keep it with a reason, or ask to release it.") if found.asked_by_name is None else ""
            self._box.addWidget(Banner("notice", strong(tr("This hold is due for review.")), do))
        if found.reviews:
            self._box.addWidget(Words("\n".join(_review_words(each, zone) for each in found.reviews), tone="muted"))
        if found.asked_by_name is not None:
            asked = tr("{name} has asked to release this hold. Someone else must confirm.").format(
                name=found.asked_by_name
            )
            self._box.addWidget(Words(asked))
        if found.may_ask:
            self._add_button(
                tr("Ask to release the hold"), InPersonAct(asking_words, partial(holding.AskRelease, hold=hold.id))
            )
        if found.may_release:
            self._add_button(
                tr("Release the hold"), InPersonAct(releasing_words, partial(holding.ReleaseHold, hold=hold.id))
            )
        if found.may_review:
            self._add_reviewing(view, found)

    def _add_reviewing(self, view: RequestView, found: holding.HoldView) -> None:
        keep = tr("Keep the hold, with a reason"), partial(hold_panel, found, self._context)
        part = RecordPart(lambda _: Record(offers=[keep]), within=True)
        part.show_request(view)
        self.reviewing.append(part)
        part.wanted.connect(self.wanted)
        part.problem.connect(self.problem)
        part.left.connect(self.left)
        self._box.addWidget(part)

    def _add_inviting(self, view: RequestView, coming: NextStep | None) -> None:
        """Add booking, and the letters that fit now."""
        steps = [NextStep(tr("Book an appointment"), Begin.BOOKING)] if view.may_invite else []
        steps += [letter_step(kind) for kind in view.letters]
        for step in steps:
            if step != coming:
                self._add_button(step.words, step.act, self._steps_box)

    def _add_closing(self, view: RequestView) -> None:
        hint = tr("They want a copy. Close the request when it has been sent.") if view.request.copy_wanted else ""
        if may_be_disclosed(view.request) and not view.disclosures:
            hint = tr("It can be closed as disclosed once the disclosure is recorded.")
        self.answered = ChoiceField("answered", tr("How was it answered?"), choices_of(view.answers), hint)
        self.closing = Closing(self.answered)
        self._box.addWidget(self.closing)
        self._add_press(tr("Close it"), self.closing.box).clicked.connect(partial(self._close, view.row.id))
        if view.row.status is Status.REFUSED or not {Answered.LISTENED, Answered.DISCLOSED}.isdisjoint(view.answers):
            self.closing.open()

    def _add_button(self, words: str, act: RequestAct | Command[object], box: QVBoxLayout | None = None) -> None:
        button = self._add_press(words, box or self._box)
        button.clicked.connect(partial(self._press, button, act))

    def _add_press(self, words: str, box: QVBoxLayout) -> SecondaryButton:
        button = SecondaryButton(words)
        self.buttons.append(button)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def allow_press(self) -> None:
        for button in self.buttons:
            button.setEnabled(True)
        for part in self.reviewing:
            part.allow_press()

    def _close(self, request: RequestId) -> None:
        assert self.answered is not None
        self.wanted.emit(CloseRequest(self._context.actor, request, chosen(Answered, self.answered)))

    def _press(self, button: SecondaryButton, act: RequestAct | Command[object]) -> None:
        if not isinstance(act, InPersonAct):  # one can come back from the page that asks for the password
            button.setEnabled(False)  # once: the page is refreshed when it is done
        (self.wanted if isinstance(act, Command) else self.acted).emit(act)


class Closing(QWidget):
    """How a request was answered: a link that shows the question and its button; the button goes into `box`."""

    def __init__(self, question: ChoiceField) -> None:
        super().__init__()
        self.link, self._held = QuietLink(tr("Close the request")), QWidget()
        self._question = question
        self.box = column_in(self._held, question, gap=12)
        column_in(self, self.link, self._held, gap=12)
        self._held.hide()
        self.link.clicked.connect(self._pressed)

    def open(self) -> None:
        """Show the question."""
        self.link.hide()
        self._held.show()

    def _pressed(self) -> None:
        self.open()
        self._question.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)


def _review_words(found: holding.HoldReviewView, zone: ZoneInfo) -> str:
    """Return "Kept on 24 February 2027 by Demo officer, next review on 24 May 2027: ..."."""
    said = tr("Kept on {on} by {name}, next review on {day}").format(
        on=day(found.at.astimezone(zone).date()), name=found.by_name, day=day(found.became)
    )
    return f"{said}: {found.reason}" if found.reason else f"{said}."


def until_when(tasks: tuple[StopDeletion, ...]) -> str:
    """Return the first day on which a telephone system may delete it, and what to do."""
    days = [task.deletes_on for task in tasks if task.deletes_on is not None]
    do = tr("Stop deletion there, or import the recording.")
    if not days:
        return f"{tr('The telephone system may delete the recording.')} {do}"
    said = tr("The telephone system may delete the recording from {day} on.").format(day=day(min(days)))
    return f"{said} {do}"


def opening_words(reference: str) -> InPersonWords:
    """Return the words for opening the original of a request's recording."""
    about, lead = tr("Open the original: {reference}"), tr("Nothing is removed from it yet. Opening it is logged.")
    return InPersonWords(about.format(reference=reference), lead, tr("Open the original"), tr("Opening the recording."))


def asking_words(reference: str) -> InPersonWords:
    """Return the words for asking to release a hold."""
    about = tr("Ask to release the hold: {reference}").format(reference=reference)
    lead = tr("Someone else must confirm. Until then the recording stays on hold.")
    return InPersonWords(about, lead, tr("Ask to release the hold"), tr("Saving."))


def releasing_words(reference: str) -> InPersonWords:
    """Return the words for releasing a hold, as the second person."""
    about = tr("Release the hold: {reference}").format(reference=reference)
    lead = tr("Without a hold the recording is deleted when its retention period ends.")
    return InPersonWords(about, lead, tr("Release the hold"), tr("Saving."))
