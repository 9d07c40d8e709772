"""The blank screen of a break, and of similar states: nothing of the call, and the ways to continue."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.present import somebody_listens
from desktop.domain.sessions.session import Party
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.password_page import PasswordPage
from desktop.ui.kit.widgets.stepper import Stepper
from desktop.ui.kit.widgets.words import Words, heading
from desktop.ui.sessions.card import SessionCard
from desktop.ui.sessions.present import Present
from desktop.ui.sessions.session_page import LISTEN, steps_of
from desktop.words import text, tr
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
    at = clock(view.at_frame / view.call.rate)
    if view.unsaved_from is not None:
        broke = tr(
            "The sound broke off after {after}: you may have heard up to a minute more. "
            "We’ll carry on from {at} when you’re ready."
        )
        return Why(tr("Welcome back"), broke.format(after=clock(view.unsaved_from / view.call.rate), at=at))
    where = tr("We stopped at {at}. We’ll carry on from there when you’re ready.").format(at=at)
    start = tr("Nothing has been played yet. We’ll start when you’re ready.")
    return Why(tr("Welcome back"), where if view.at_frame or view.heard else start)


def closed_again_meanwhile() -> Why:
    """Return the reason when the desk was locked, or another page chosen, before the recording could be shown."""
    about = tr("Not open yet")
    return Why(
        about,
        tr(
            "The desk was locked, or the session was left, while the recording was opening. "
            "So it was closed again. Nothing played."
        ),
    )


def nobody() -> Why:
    """Return the reason when everybody entitled to listen has left."""
    return Why(tr("Nobody is here to listen"), tr("Nothing more will be played. Everything so far is saved."))


class Blank(QWidget):
    """The customer's display during a break: words, and no controls."""

    def __init__(self) -> None:
        super().__init__()
        self._about, self._lead = heading(), Words(tone="muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(56, 36, 56, 30)
        box.addWidget(self._about)
        box.addWidget(self._lead)
        box.addStretch(1)

    def show_why(self, why: Why) -> None:
        """Show the reason for the blank screen."""
        self._about.set_parts(why.about)
        self._lead.set_parts(why.lead)


class BreakPage(PasswordPage):
    """The page of a break. Emits `wanted(password)` to continue, `finish_wanted`, `party_left(party)`.

    Over the listening window it is alone; in the staff window it has a session's steps and card (`set_beside`).
    """

    finish_wanted = Signal()
    party_left = Signal(Party)

    def __init__(self, why: Why, parties: frozenset[Party], kind: Kind) -> None:
        label = tr("Adviser’s password, to continue")
        super().__init__(why.about, why.lead, primary=tr("Continue listening"), label=label)
        self.why = why
        self.stepper: Stepper | None = None
        self.present = Present(parties, kind)
        self.present.party_left.connect(self.party_left)
        self.add(self.present)
        self.finish = self.add_link(tr("Finish the session"), self.finish_wanted.emit)
        self._show_whether_it_goes_on()

    def set_beside(self, view: SessionView, card: SessionCard, id_policy: IdPolicy) -> None:
        """Show the step of listening, with the listener's card beside."""
        assert card.present is not None
        self.stepper = Stepper(steps_of(view, id_policy), LISTEN)
        self._body.insertWidget(0, self.stepper)
        self.present.hide()
        self.present = card.present
        self.present.party_left.connect(self.party_left)
        card.day.hide()  # the screen is blank
        self.set_aside(card)

    def show_parties(self, view: SessionView, id_policy: IdPolicy) -> None:
        """Show the people present; with nobody to listen the session can only be finished."""
        self.present.show_parties(view.parties)
        if self.stepper is not None:
            self.stepper.show_steps(steps_of(view, id_policy), LISTEN)
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
            super()._submit()
        else:
            self.primary.setEnabled(False)
            self.finish_wanted.emit()
