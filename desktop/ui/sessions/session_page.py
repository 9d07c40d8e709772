"""The base of the session pages: the steps at the top, and the listener's card beside.

The card has the person, the call, their adjustments, and who is present, each with "has left". That asks for
confirmation: log entries are permanent.

When the call was made, and with which number, are the answers to the caller check: nothing of the call is on the card
before identity is confirmed, nor of an interrupted session before the short check. Until then they are covered, and
shown while staff hold F8 or the button. The first look is logged, then shown; they are covered again when the window
loses the keyboard, and when the page goes. A screen reader is told them while the key is held.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.ports.reading import AppointmentRow
from desktop.application.sessions.checking_in import PartyLeft, Visitor
from desktop.application.sessions.identifying import LookAtAnswers
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import Actor, Command
from desktop.domain.sessions.identity import CallKind
from desktop.domain.sessions.session import UNDER_WAY, Party, State, goes_with, somebody_listens
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.buttons import LinkButton, SecondaryButton, paint_hatch
from desktop.ui.kit.facts import CardPart, CustomerCard
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.keyboard import is_enter
from desktop.ui.kit.layouts import column_in, empty, in_a_row
from desktop.ui.kit.progress import Step, Stepper
from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.text import Words, announce, small, subtitle
from desktop.ui.running.context import Context
from desktop.words import counted, text, tr
from desktop.words.codes import within, words
from desktop.words.copies import parts_removed
from desktop.words.formatting import day, length, local, moment, time_of_day
from desktop.words.requests import number_words
from desktop.words.sessions import adjustment_lines

LAST_LISTENER = text(
    "Then nobody is left to listen, and the session can only be finished. If they’ll be back soon, choose “No”."
)
TOGETHER = text(
    "The documents were the customer’s, so nothing is played to the representative alone. They can be checked in by "
    "themselves, with their own documents."
)


class Ask(Enum):
    """The requests of a page to its place, besides commands."""

    DAY = auto()
    """Who else comes today."""
    SOUND_CHECK = auto()
    NOT_HEARD = auto()
    """To play what was not heard."""
    CLOSE = auto()
    PRINT = auto()


class SmallLink(LinkButton):
    """A link among small words."""

    least = 28
    padding = QSize(2, 3)

    def __init__(self, text: str, name: str, intent: Callable[[], object]) -> None:
        super().__init__(text, Size.SMALL)
        self.setAccessibleName(name)
        self.clicked.connect(lambda: intent())


class Attendance(QWidget):
    """The list of people present. Emits `wanted(PartyLeft)` once confirmed; no press acts then until `show_parties`."""

    wanted = Signal(Command)

    def __init__(self, view: SessionView, actor: Actor) -> None:
        super().__init__()
        self._view, self._actor = view, actor
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        column_in(self, subtitle(tr("Who is here")), gap=3).addLayout(self._rows)
        self.links: dict[Party, LinkButton] = {}
        self.yes: LinkButton | None = None
        self.no: LinkButton | None = None
        self.show_parties(view)

    @property
    def parties(self) -> frozenset[Party]:
        return self._view.parties

    def show_parties(self, view: SessionView) -> None:
        """Show the people present."""
        self._view = view
        self._fill(None)

    def _fill(self, asked: Party | None) -> None:
        empty(self._rows)
        self.links, self.yes, self.no = {}, None, None
        for party in (party for party in Party if party in self.parties):
            self._rows.addWidget(self._question(party) if party is asked else self._row(party))
        if not self.parties:
            self._rows.addWidget(small(tr("Nobody"), tone="muted"))
        self.updateGeometry()

    def _row(self, party: Party) -> QWidget:
        name = tr("{who} has left").format(who=words(party, self._view.kind))
        self.links[party] = SmallLink(tr("Has left"), name, partial(self._ask, party))
        who = Words(words(party, self._view.kind), size=Size.SMALL, wraps=False)
        return in_a_row(who, self.links[party], gap=16, row_gap=0)

    def _question(self, party: Party) -> QWidget:
        made, who, also = QWidget(), within(party, self._view.kind), goes_with(party, self.parties)
        box = column_in(made, small(tr("Has the {who} left?").format(who=who)), gap=3)
        box.setContentsMargins(0, 4, 0, 4)
        if also:
            box.addWidget(small(tr(TOGETHER), tone="muted"))
        if somebody_listens(self.parties) and not somebody_listens(self.parties - {party} - also):
            box.addWidget(small(tr(LAST_LISTENER), tone="muted"))
        note, here = tr("Yes, note it: the {who} has left"), tr("No, the {who} is here")
        self.yes = SmallLink(tr("Yes, note it"), note.format(who=who), partial(self._say, party))
        self.no = SmallLink(tr("No"), here.format(who=who), partial(self._back, party))
        box.addWidget(in_a_row(self.yes, self.no, gap=16, row_gap=0))
        return made

    def _ask(self, party: Party) -> None:
        self._fill(party)
        if self.no is not None:  # a key held down means no
            self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self, party: Party) -> None:
        self._fill(None)
        self.links[party].setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, party: Party) -> None:
        for link in (self.yes, self.no, *self.links.values()):
            if link is not None:
                link.setEnabled(False)
        self.wanted.emit(PartyLeft(self._actor, self._view.id, party))


REVEAL_KEY = Qt.Key.Key_F8
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
_ANSWERS_LEAST = 216


class CoveredAnswer(QWidget):
    """One answer, under hatching with the words of its question until it is shown."""

    def __init__(self, question: str, answer: str) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.StaticText)
        self._question, self._answer = question, answer
        self.words = Words(size=Size.SMALL)
        column_in(self, self.words).setContentsMargins(8, 3, 8, 3)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.shown = True
        self.show_answer(False)

    def show_answer(self, shown: bool) -> None:
        """Show the answer, or cover it."""
        self.shown = shown
        self.words.set_parts(self._answer if shown else self._question)
        self.setAccessibleName(self.words.words if shown else tr("{question}: covered").format(question=self._question))
        self.update()

    @property
    def said(self) -> str:
        return f"{self._question}: {self._answer}."

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.shown:
            return
        theme, words = theme_of(self), self.words
        right = words.x() + words.fontMetrics().horizontalAdvance(words.words) + 12
        if right < self.width():
            free = QRectF(right, 2, self.width() - right, self.height() - 4)
            paint_hatch(QPainter(self), free, theme.edge, theme.soft)


class HoldButton(SecondaryButton):
    """A low button to see what is covered: emits `held(True)` while it is held, or F8 in what it is installed on as an
    event filter, and `held(False)` when that is let go, when the window loses the keyboard, and when it goes. Enter,
    which is let go at once, does nothing here."""

    held = Signal(bool)
    least = 36
    padding = QSize(12, 6)

    def __init__(self) -> None:
        super().__init__(tr("Hold to see (F8)"), Size.SMALL)
        self._held = False
        self.pressed.connect(lambda: self.hold(True))
        self.released.connect(lambda: self.hold(False))

    def hold(self, held: bool) -> None:
        """Hold it, or let it go."""
        if held != self._held:
            self._held = held
            self.held.emit(held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle the key, pressed or let go anywhere in what is watched."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent) or event.key() != REVEAL_KEY:
            return False
        if not event.isAutoRepeat():
            self.hold(event.type() == QEvent.Type.KeyPress)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not is_enter(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:  # ActivationChange is sent to the window alone
            self.hold(False)
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hold(False)


class CoveredAnswers(QWidget):
    """The covered answers, a line for each question, shown as long as the button is held.

    Emits `wanted(look)` when they are first held: `uncover` shows them once that is in the log.
    """

    wanted = Signal(Command)

    def __init__(self, look: LookAtAnswers, *answers: tuple[str, str]) -> None:
        super().__init__()
        self._look = look
        self.lines = [CoveredAnswer(question, answer) for question, answer in answers]
        self._held = self._logged = False
        self.button = HoldButton()
        self.setMinimumWidth(_ANSWERS_LEAST)
        told = small(tr("Ask first, then hold F8 to see."), tone="muted")
        column_in(self, subtitle(tr("Call")), told, *self.lines, self.button, gap=6)
        self.button.held.connect(self._hold)

    @property
    def shown(self) -> bool:
        return any(line.shown for line in self.lines)

    def _hold(self, held: bool) -> None:
        """Show the answers while it is held, if the log says so already."""
        self._held = held
        if held and not self._logged:
            self.wanted.emit(self._look)
        else:
            self._show(held)

    def uncover(self) -> None:
        """Show the answers if they are still held: the look is in the log."""
        self._logged = True
        self._show(self._held)

    def _show(self, shown: bool) -> None:
        for line in self.lines:
            line.show_answer(shown)
        if shown:
            announce(self, " ".join(line.said for line in self.lines))


class SessionCard(CustomerCard):
    """The card of a session. `present` exists while it is under way, `answers` until the caller was asked.

    Emits `wanted`, as a page does.
    """

    wanted = Signal(object)
    """With a `Command` or an `Ask`."""

    def __init__(
        self, *parts: CardPart, present: Attendance | None = None, answers: CoveredAnswers | None = None
    ) -> None:
        super().__init__(*parts)
        self.present, self.answers = present, answers
        about = tr("Today’s appointments")
        self.day = SmallLink(about, about, partial(self.wanted.emit, Ask.DAY))
        for part in (answers, present):
            if part is not None:
                self.add_widget(part)
                part.wanted.connect(self.wanted)
        self.add_widget(self.day)


def card_of_appointment(row: AppointmentRow, context: Context) -> SessionCard:
    """Make the card before check-in, for the expected listener."""
    when = _appointment_time(row.starts_at, row.starts_at + timedelta(minutes=row.minutes), context)
    return SessionCard(CardPart(row.shown_name, (row.reference, when)), *_adjustments(row))


def card_of_visitor(visitor: Visitor) -> SessionCard:
    """Make the card of someone who was not expected. Nothing of the call is on it: they are asked about that."""
    return SessionCard(CardPart(visitor.shown_name, (visitor.reference, tr("No appointment"))), *_adjustments(visitor))


def card_of(view: SessionView, context: Context) -> SessionCard:
    """Make the card of a session: the customer, the call, their adjustments, who is present."""
    lines = [view.reference]
    if view.appointment_at is not None and view.appointment_until is not None:
        lines.append(_appointment_time(view.appointment_at, view.appointment_until, context))
    call = [CardPart(tr("Call"), _about_call(view, context))] if view.identified else []
    parts = (CardPart(view.shown_name, tuple(lines)), *call, *_adjustments(view))
    present = Attendance(view, context.actor) if view.state in UNDER_WAY else None
    asks_caller = context.desk.id_policy.for_request(view.kind).asks_caller and view.state is State.CHECKED_IN
    return SessionCard(*parts, present=present, answers=_covered_answers(view, context) if asks_caller else None)


def _adjustments(found: AppointmentRow | Visitor | SessionView) -> list[CardPart]:
    lines = adjustment_lines(found.needs, found.adjustments)
    return [CardPart(tr("Adjustments"), lines)] if lines else []


def _appointment_time(starts_at: datetime, ends_at: datetime, context: Context) -> str:
    """Return when the appointment is. Nobody is sent away at its end; it shows that extra time was booked."""
    zone = context.desk.office.zone
    said = tr("Appointment {time} to {end}")
    return said.format(time=time_of_day(starts_at, zone), end=time_of_day(ends_at, zone))


def _covered_answers(view: SessionView, context: Context) -> CoveredAnswers:
    call = view.call
    number = tr("Number it was made to") if call.outbound else tr("Number it came from")
    return CoveredAnswers(
        LookAtAnswers(context.actor, view.id),
        (tr("When it was made"), moment(call.at, context.desk.office.zone)),
        (number, number_words(call.number, context.desk)),
    )


def _about_call(view: SessionView, context: Context) -> tuple[str, ...]:
    call, zone = view.call, context.desk.office.zone
    removed = len(call.removed)
    parts = parts_removed(removed) if removed else tr("nothing removed")
    called = local(call.at, zone)
    made = tr("To: {number}") if call.outbound else tr("From: {number}")
    return (
        f"{day(called.date())},",
        tr("about {time}").format(time=time_of_day(call.at, zone)),
        *([tr("Made by someone else")] if call.kind is CallKind.BY_SOMEBODY_ELSE else []),
        made.format(number=number_words(call.number, context.desk)),
        f"{length(call.frames / call.rate)}, {parts}",
    )


CHECK_IN, ID, BRIEF, LISTEN, CLOSE = range(5)
STEP_OF = {
    State.CHECKED_IN: ID,
    State.IDENTIFIED: BRIEF,
    State.BRIEFED: LISTEN,
    State.LISTENING: LISTEN,
    State.ON_BREAK: LISTEN,
    State.CLOSING: CLOSE,
}


class SessionPage(Page):
    """A page of one of the five steps. Emits `wanted` or `back`."""

    wanted = Signal(object)
    """With a `Command` that is to be carried out, an `Ask`, or the `SessionView` after a step that is done."""
    back = Signal()
    compact = True

    def __init__(
        self, step: int, view: SessionView | None, card: SessionCard, about: str, lead: str, primary: str
    ) -> None:
        """`view`: None before there is a session."""
        super().__init__(about, lead, primary=primary)
        self.step, self.stepper, self.card = step, Stepper(steps_of(view), step), card
        self.add_above(self.stepper)
        self.set_aside(card)
        card.wanted.connect(self.wanted)
        if card.answers is not None:
            self.installEventFilter(card.answers.button)

    def where(self) -> str:
        return at_step(self.step, super().where())

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Let the page be pressed again, and show at its fields what was typed; return whether that is all of it."""
        self.set_busy("")
        return self.show_at_fields(error)

    def show_parties(self, view: SessionView) -> None:
        """Show the people present, leaving what was typed."""
        self.stepper.show_steps(steps_of(view), self.step)
        if self.card.present is not None:
            self.card.present.show_parties(view)


def at_step(step: int, words: str) -> str:
    """Return the text for a screen reader about a page at that step."""
    return tr("Step {number} of {of}: {page}").format(number=step + 1, of=CLOSE + 1, page=words)


def step_of(view: SessionView) -> int:
    """Return the step of the session, or the one at which it was interrupted."""
    return STEP_OF.get(view.interrupted_from or view.state, CHECK_IN)


def steps_of(view: SessionView | None) -> tuple[Step, ...]:
    """Return the five steps with their results."""
    check_in = id_done = brief = listen = ""
    if view is not None:
        here = [words(party, view.kind).capitalize() for party in sorted(view.parties)]
        several = tr("{n} people here").format(n=len(here))
        check_in = several if len(here) > 1 else "".join(here)  # one line: the card names them
        count = len(view.documents)
        id_done = counted(count, "1 document seen", "{n} documents seen") if count else ""
        id_done = tr("Short check") if view.shown_before else id_done
        state = view.interrupted_from or view.state
        past_brief = state in (State.BRIEFED, State.LISTENING, State.ON_BREAK) or bool(view.heard)
        brief = tr("Read, heard") if past_brief else ""
        listen = tr("{share}% heard").format(share=int(view.heard_fraction * 100)) if view.heard else ""
    return (
        Step(tr("Check in"), check_in),
        Step(tr("ID"), id_done, skipped=not id_done),
        Step(tr("Brief"), brief, skipped=not brief),
        Step(tr("Listen"), listen, skipped=not listen),
        Step(tr("Close")),
    )
