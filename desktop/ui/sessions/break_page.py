"""When listening is interrupted: the blank screen of a break, with nothing of the call and the ways to continue; that
of a distress stop; the short check of an interrupted session; and the page when nobody entitled to listen is here,
where the session can only be finished.

After a distress stop, to stop here comes first, then a break, then going on, and who can help. Whoever chooses a break
or to go on gets the page of a break, which staff unlock. Nothing is asked of a customer, and nothing has to be typed,
to stop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.application.office.signing_in import Unlock
from desktop.application.sessions.day_list import Resume
from desktop.application.sessions.listening import Finish
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import Command
from desktop.domain.sessions.session import WhyFinished, somebody_listens
from desktop.domain.shared.kinds import Kind
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import PrimaryButton, SecondaryButton
from desktop.ui.kit.forms.choices import Choice, TicksField
from desktop.ui.kit.forms.page import PasswordPage
from desktop.ui.kit.layouts import column_in, in_a_row
from desktop.ui.kit.progress import Stepper
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, heading
from desktop.ui.running.context import Context
from desktop.ui.sessions.listener_language import in_language
from desktop.ui.sessions.session_page import LISTEN, Ask, Attendance, SessionPage, card_of, step_of, steps_of
from desktop.words import Language, text, tr
from desktop.words.formatting import clock

COPY_INSTEAD = text("You don’t have to carry on. You can have a copy instead, or come back another day.")
ANOTHER_DAY = text("You don’t have to carry on. You can come back another day.")
HELPLINES = text("If you’d like to talk to someone, these helplines can help: {helplines}.")
HELP = text("If you’d like to talk to someone, the adviser has a card with helplines that are open day and night.")


@dataclass(frozen=True)
class Why:
    """The reason for the blank screen: a heading and one sentence."""

    about: str
    lead: str


def a_break() -> Why:
    """Return the reason of a requested break."""
    return Why(tr("On a break"), tr("Take as long as you like. Nothing plays, and the call is hidden."))


def distress(kind: Kind, helplines: tuple[str, ...] = ()) -> Why:
    """Return the reason after Esc was pressed twice. A colleague has no right to a copy."""
    first = ANOTHER_DAY if kind is Kind.INTERNAL else COPY_INSTEAD
    talk = tr(HELPLINES).format(helplines="; ".join(helplines)) if helplines else tr(HELP)
    return Why(tr("Stopped"), f"{tr(first)} {talk}")


def resumed(view: SessionView) -> Why:
    """Return the reason when an interrupted session is resumed."""
    said = _where_it_stood(
        view,
        tr(
            "The sound broke off after {after}: you may have heard up to a minute more. "
            "We’ll carry on from {at} when you’re ready."
        ),
        tr("We stopped at {at}. We’ll carry on from there when you’re ready."),
        tr("Nothing has been played yet. We’ll start when you’re ready."),
    )
    return Why(tr("Welcome back"), said)


def _where_it_stood(view: SessionView, broke_off: str, stopped: str, not_begun: str) -> str:
    """Return the sentence for how an interrupted session stood, with its times."""
    rate = view.call.rate
    at = clock(view.at_frame / rate)
    if view.unsaved_from is not None:
        return broke_off.format(after=clock(view.unsaved_from / rate), at=at)
    return (stopped if view.at_frame or view.heard else not_begun).format(at=at)


def closed_again_meanwhile() -> Why:
    """Return the reason when the desk was locked, or another page chosen, before the recording could be shown."""
    return Why(
        tr("Not open yet"),
        tr(
            "The desk was locked, or the session was left, while the recording was opening. "
            "So it was closed again. Nothing played."
        ),
    )


def going_on() -> Why:
    """Return the reason of the blank screen where they want to go on: staff unlock it."""
    return Why(tr("Ready to go on"), tr("Nothing plays until the adviser has unlocked the call."))


def nobody() -> Why:
    """Return the reason when everybody entitled to listen has left."""
    return Why(tr("Nobody is here to listen"), tr("Nothing more will be played. Everything so far is saved."))


class Blank(QWidget):
    """The customer's display during a break: words, and no controls."""

    def __init__(self) -> None:
        super().__init__()
        self._about, self._lead = heading(), Words(tone="muted")
        box = column_in(self, self._about, self._lead, gap=6)
        box.setContentsMargins(56, 36, 56, 30)
        box.addStretch(1)

    def show_why(self, why: Why) -> None:
        """Show the reason for the blank screen."""
        self._about.set_parts(why.about)
        self._lead.set_parts(why.lead)


class BreakPage(PasswordPage):
    """The page of a break. Emits `wanted(command)`: Unlock to continue, PartyLeft; or `finish_wanted`.

    Over the listening window it is alone; in the staff window it has a session's steps and card (`beside`).
    """

    wanted = Signal(Command)
    finish_wanted = Signal()

    def __init__(self, why: Why, view: SessionView, context: Context, *, beside: bool = False) -> None:
        label = tr("Adviser’s password, to continue")
        super().__init__(why.about, why.lead, primary=tr("Continue listening"), label=label)
        self.why, self._context = why, context
        self.stepper: Stepper | None = None
        self.present = self._beside(view) if beside else Attendance(view, context.actor)
        self.present.wanted.connect(self.wanted)
        if not beside:
            self.add(self.present)
        self.finish = self.add_link(tr("Finish the session"), self.finish_wanted.emit)
        self._show_whether_it_goes_on()

    def _beside(self, view: SessionView) -> Attendance:
        """Show the step of listening, with the listener's card beside; return who is present on it."""
        card = card_of(view, self._context)
        assert card.present is not None
        self.stepper = Stepper(steps_of(view), LISTEN)
        self._body.insertWidget(0, self.stepper)
        card.day.hide()  # the screen is blank
        self.set_aside(card)
        return card.present

    def show_parties(self, view: SessionView) -> None:
        """Show the people present; with nobody to listen the session can only be finished."""
        self.present.show_parties(view)
        if self.stepper is not None:
            self.stepper.show_steps(steps_of(view), LISTEN)
        self._show_whether_it_goes_on()

    def _show_whether_it_goes_on(self) -> None:
        if somebody_listens(self.present.parties):
            return
        why = nobody()
        self.set_heading(why.about)
        self.set_lead(why.lead)
        self.refusal.set_parts()
        self.password.hide()
        self.finish.hide()
        self.primary.set_words(tr("Finish the session"))
        self.primary.setEnabled(True)
        self.primary.setFocus()

    def _submit(self) -> None:
        if somebody_listens(self.present.parties):
            self.wanted.emit(Unlock(self._context.actor, self.password.value()))
        else:
            self.finish_wanted.emit()


class StopPage(BreakPage):
    """The page of a distress stop. Emits what a break page does, and `turned(why)` when it becomes one."""

    turned = Signal(Why)
    choices: QWidget | None = None

    def __init__(self, view: SessionView, context: Context, language: Language | None = None) -> None:
        with in_language(language):
            why = distress(view.kind, context.desk.policy.helplines)
        super().__init__(why, view, context)
        self._language = language
        with in_language(language):
            self.set_lead(tr("Nothing plays, and the call is hidden. You can stop here."))
            self.stop_here = PrimaryButton(tr("Stop here"), Size.TITLE)
            self.take_break = SecondaryButton(tr("Take a break"), Size.TITLE)
            self.go_on = SecondaryButton(tr("Go on listening"), Size.TITLE)
        self.stop_here.clicked.connect(self._stop)
        self.take_break.clicked.connect(lambda: self._turn(a_break))
        self.go_on.clicked.connect(lambda: self._turn(going_on))
        self.choices = self._made()
        self._body.insertWidget(0, self.choices)
        self._show_choices(True)
        self._show_whether_it_goes_on()

    def focus_first(self) -> None:
        """Rest on the first choice while there is one."""
        if self.choices is not None and not self.choices.isHidden():
            self.rest_on(self.stop_here)
        else:
            super().focus_first()

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Say what failed; the choice can be made again."""
        super().show_refusal(error)
        if self.choices is not None and not self.choices.isHidden():
            self.choices.setEnabled(True)
            self.stop_here.setFocus()

    def _show_whether_it_goes_on(self) -> None:
        super()._show_whether_it_goes_on()
        if self.choices is not None and not somebody_listens(self.present.parties):
            self.choices.hide()
            self.primary.show()

    def _made(self) -> QWidget:
        made, row = QWidget(), in_a_row(self.stop_here, self.take_break, self.go_on, gap=16, row_gap=12)
        column_in(made, row, Words(self.why.lead, size=Size.TITLE)).setContentsMargins(0, 0, 0, 8)
        return made

    def _show_choices(self, shown: bool) -> None:
        assert self.choices is not None
        self.choices.setVisible(shown)
        for part in (self.password, self.primary, self.finish):
            part.setVisible(not shown)

    def _stop(self) -> None:
        assert self.choices is not None
        self.choices.setEnabled(False)
        self.finish_wanted.emit()

    def _turn(self, to: Callable[[], Why]) -> None:
        with in_language(self._language):
            why = to()
        self.why = why
        self.set_heading(why.about)
        self.set_lead(why.lead)
        self._show_choices(False)
        self.turned.emit(why)
        self.reset()
        self.focus_first()


class NobodyPage(SessionPage):
    """The page to finish when nobody is here to listen. Emits `wanted(Finish)`."""

    def __init__(self, view: SessionView, context: Context) -> None:
        why, finish = nobody(), Finish(context.actor, view.id, view.at_frame, because=WhyFinished.LEFT)
        super().__init__(step_of(view), view, card_of(view, context), why.about, why.lead, tr("Finish the session"))
        self.submitted.connect(lambda: self.wanted.emit(finish))


class ResumePage(SessionPage):
    """The page to resume a session, or to close it. Emits `wanted` or `back`."""

    def __init__(self, view: SessionView, context: Context) -> None:
        lead = tr("A short check is enough. What was saved is still here.")
        card, about = card_of(view, context), tr("Continue this session")
        super().__init__(step_of(view), view, card, about, lead, tr("Continue"))
        self._view, self._context = view, context
        self.add(Banner("notice", _interrupted_words(view)))
        shown = [found.kind for found in view.documents] or view.shown_before
        kinds = [context.desk.id_policy.named(code) for code in shown]
        self.same = same_person("; ".join(kind.name for kind in kinds if kind) or tr("no document yet"))
        self.add(self.same)
        self.add_link(tr("They don’t want to continue: close it"), partial(self.wanted.emit, Ask.CLOSE))
        self.add_link(tr("Back to Today"), self.back.emit)
        self.submitted.connect(self._submit)

    def _submit(self) -> None:
        self.wanted.emit(Resume(self._context.actor, self._view.id, "same" in self.same.value()))


def same_person(seen: str) -> TicksField:
    """Make the field of the short check, against the documents that were seen before."""
    against = tr("Checked against a document they showed: {seen}").format(seen=seen)
    return TicksField("same_person", tr("The short check"), (Choice("same", tr("It is the same person"), against),))


def _interrupted_words(view: SessionView) -> str:
    """Return where the listening stood, and what may have been heard beyond."""
    return _where_it_stood(
        view,
        tr(
            "The sound was playing when it was interrupted, after {after}. "
            "Up to a minute more may have been heard. It doesn’t count as heard."
        ),
        tr("It was interrupted at {at}."),
        tr("It was interrupted before listening began."),
    )
