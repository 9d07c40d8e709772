"""The base of the session pages: the steps at the top, the listener's card beside, and words of their own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.session import Party, State
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.stepper import Step, Stepper
from desktop.ui.sessions.card import SessionCard
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.problems import problems_of

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
    """A page of one of the five steps. `problem` codes are shown at the fields of that name. Emits `party_left`."""

    party_left = Signal(Party)
    compact = True

    def __init__(
        self, step: int, steps: tuple[Step, ...], card: SessionCard, about: str, lead: str, primary: str
    ) -> None:
        super().__init__(about, lead, primary=primary)
        self.step, self.stepper, self.card = step, Stepper(steps, step), card
        self.add_above(self.stepper)
        self.set_aside(card)
        if card.present is not None:
            card.present.party_left.connect(self.party_left)

    def where(self) -> str:
        return at_step(self.step, super().where())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.card.answers is None or not self.card.answers.handles(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if self.card.answers is None or not self.card.answers.handles(event):
            super().keyReleaseEvent(event)

    def show_problems(self, error: FieldsError) -> None:
        """Show the use case's own words about what was typed."""
        self.set_problems_by_name(problems_of(error))

    def show_parties(self, view: SessionView, id_policy: IdPolicy) -> None:
        """Show the people present, leaving what was typed."""
        self.stepper.show_steps(steps_of(view, id_policy), self.step)
        if self.card.present is not None:
            self.card.present.show_parties(view.parties)


def at_step(step: int, words: str) -> str:
    """Return the text for a screen reader about a page at that step."""
    return tr("Step {number} of {of}: {page}").format(number=step + 1, of=CLOSE + 1, page=words)


def step_of(view: SessionView) -> int:
    """Return the step of the session, or the one at which it was interrupted."""
    return STEP_OF.get(view.interrupted_from or view.state, CHECK_IN)


def steps_of(view: SessionView | None, id_policy: IdPolicy) -> tuple[Step, ...]:
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


def stacked(*widgets: QWidget, spacing: int = 16) -> QWidget:
    """Return the widgets stacked in one."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for widget in widgets:
        box.addWidget(widget)
    return holder
