"""One thing to be noted about the clock: a day, today to begin with, and what it would come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.clock_keeping import (
    AskClarification,
    AskProof,
    ClarificationAnswered,
    ClockCommand,
    ProofArrived,
    TellExtension,
)
from desktop.application.views import RequestView
from desktop.domain.clock_facts import ClockFacts, Extension, ExtensionReason
from desktop.domain.deadline import Deadline, ProofAsked, ProofOf
from desktop.errors import RefusedError
from desktop.ui.context import Context
from desktop.ui.formatting import weekday_and_day
from desktop.ui.requests.call_fields import column
from desktop.ui.requests.due_words import MOVES_NOTHING, step_words
from desktop.ui.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.widgets.choice_field import Choice, ChoiceField
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import LongTextField
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words


class Act(StrEnum):
    """What can be noted, in the order in which it is offered."""

    IDENTITY_ARRIVED = "identity_arrived"
    AUTHORITY_ARRIVED = "authority_arrived"
    ASK_PROOF = "ask_proof"
    ANSWERED = "answered"
    ASK_QUESTION = "ask_question"
    EXTEND = "extend"


ARRIVED = {ProofOf.IDENTITY: Act.IDENTITY_ARRIVED, ProofOf.AUTHORITY: Act.AUTHORITY_ARRIVED}
PROOF = {act: proof for proof, act in ARRIVED.items()}


@dataclass(frozen=True)
class _Says:
    """What leads to the panel, what it asks, the name of its day's field, what its button says."""

    link: str
    label: str
    field: str
    button: str


SAYS = {
    Act.ASK_PROOF: _Says("Ask for proof", "When did you ask for it?", "asked_on", "Note that you asked"),
    Act.IDENTITY_ARRIVED: _Says(
        "Proof of identity arrived", "When did the proof of identity arrive?", "arrived_on", "Note that it arrived"
    ),
    Act.AUTHORITY_ARRIVED: _Says(
        "Proof of authority arrived", "When did the proof of authority arrive?", "arrived_on", "Note that it arrived"
    ),
    Act.ASK_QUESTION: _Says("Ask a question", "When did you ask the question?", "asked_on", "Note that you asked"),
    Act.ANSWERED: _Says(
        "The question was answered", "When was the question answered?", "answered_on", "Note the answer"
    ),
    Act.EXTEND: _Says("Extend the time", "When were they told, with the reason?", "told_on", "Note the extension"),
}


def provable(clock: ClockFacts, *, represented: bool) -> list[ProofOf]:
    """What proof can be asked for now: authority where somebody acts for the person, and nothing that is awaited."""
    proofs = ProofOf if represented else (ProofOf.IDENTITY,)
    return [proof for proof in proofs if proof not in clock.awaited]


def possible(clock: ClockFacts, *, represented: bool) -> tuple[Act, ...]:
    """What can be noted now."""
    arrivals = [ARRIVED[proof] for proof in ProofOf if proof in clock.awaited]
    ask = [Act.ASK_PROOF] if provable(clock, represented=represented) else []
    question = Act.ANSWERED if clock.question_open else Act.ASK_QUESTION
    extend = [Act.EXTEND] if clock.extension is None else []
    return (*arrivals, *ask, question, *extend)


class ClockPanel(QWidget):
    """Emits `wanted(ClockCommand)`, `problem(codes by field)` for what cannot be read, or `left`.

    Made once, and shown for one request after another.
    """

    wanted = Signal(object)
    problem = Signal(object)
    left = Signal()
    _view: RequestView

    def __init__(self, act: Act, context: Context) -> None:
        super().__init__()
        self.act, self._context = act, context
        says = SAYS[act]
        self.day = DateField(says.field, tr(says.label))
        self.proof = ChoiceField(
            "proof", tr("Proof of what?"), [Choice(proof.value, words(proof)) for proof in ProofOf]
        )
        self.doubt = LongTextField("doubt", tr("Why is there doubt?"), tr("It is kept with the request."), lines=2)
        reasons = [Choice(reason.value, words(reason)) for reason in ExtensionReason]
        self.reason = ChoiceField("extension_reason", tr("Why does it take longer?"), reasons)
        self.save, self.cancel = SecondaryButton(tr(says.button)), LinkButton(tr("Cancel"))
        box = column(self)
        for part in (self.proof, self.reason, self.day, self.doubt):
            box.addWidget(part)
        row = FlowLayout(gap=24)
        box.addLayout(row)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        self.proof.setVisible(act is Act.ASK_PROOF)
        self.doubt.setVisible(act is Act.ASK_PROOF)
        self.reason.setVisible(act is Act.EXTEND)
        self._connect()

    def show_request(self, view: RequestView) -> None:
        """For this one, with nothing typed: today, and what is to be proved where it can be one thing only."""
        self._view = view
        self.save.setEnabled(True)
        self.day.set_value(self._context.desk.today())
        self.doubt.set_value("")
        self.reason.set_value(None)
        proofs = provable(view.row.clock, represented=view.representative is not None)
        for key, option in self.proof.options.items():
            option.setVisible(ProofOf(key) in proofs)
        self.proof.set_value(proofs[0].value if len(proofs) == 1 else None)
        self._say_what_it_comes_to()

    def go(self) -> None:
        """Put the keyboard where work starts."""
        first = {Act.ASK_PROOF: self.proof, Act.EXTEND: self.reason}.get(self.act, self.day)
        first.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def may_press_again(self) -> None:
        """It was not noted, and the reason is told."""
        self.save.setEnabled(True)

    def _connect(self) -> None:
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.left)
        self.day.edited.connect(self._say_what_it_comes_to)
        self.proof.edited.connect(self._say_what_it_comes_to)

    def _save(self) -> None:
        day = self.day.value()
        if day is None:
            unread = any(self.day.typed())
            self.problem.emit({self.day.name: "date_unreadable" if unread else "day_missing"})
            return
        self.save.setEnabled(False)
        self.wanted.emit(self._command(day))

    def _chosen(self) -> ProofOf | None:
        value = self.proof.value()
        return ProofOf(value) if value else None

    def _command(self, day: date) -> ClockCommand:
        at, id, reason = self._context.at, self._view.row.id, self.reason.value()
        if self.act in PROOF:
            return ProofArrived(at, id, PROOF[self.act], day)
        if self.act is Act.ASK_PROOF:
            return AskProof(at, id, self._chosen(), day, self.doubt.value())
        if self.act is Act.ASK_QUESTION:
            return AskClarification(at, id, day)
        if self.act is Act.ANSWERED:
            return ClarificationAnswered(at, id, day)
        return TellExtension(at, id, day, ExtensionReason(reason) if reason else None)

    def _noted(self, day: date) -> ClockFacts:
        """The clock's facts as they would be. Raises RefusedError."""
        clock, received, today = self._view.row.clock, self._view.row.received_on, self._context.desk.today()
        if self.act in PROOF:
            return clock.proof_arrived(PROOF[self.act], day, today)
        if self.act is Act.ASK_PROOF:
            proof = ProofAsked(self._chosen() or ProofOf.IDENTITY, day, None, reason_logged=True)
            return clock.ask_proof(proof, received, today)
        if self.act is Act.ASK_QUESTION:
            return clock.ask_clarification(day, received, today)
        if self.act is Act.ANSWERED:
            return clock.clarification_answered(day, today)
        return clock.tell_extension(Extension(day, ExtensionReason.COMPLEX), received, today)

    def _say_what_it_comes_to(self) -> None:
        """The due date that follows, or why it stays, as soon as it can be told."""
        day, row, desk = self.day.value(), self._view.row, self._context.desk
        if day is None:
            self.day.set_hint("")
            return
        try:
            noted = self._noted(day)
        except RefusedError:  # said when it is saved
            self.day.set_hint("")
            return
        before = row.clock.deadline(row.received_on, desk.clock_rules, desk.today())
        after = noted.deadline(row.received_on, desk.clock_rules, desk.today())
        self.day.set_hint(_comes_to(before, after))


def _comes_to(before: Deadline, after: Deadline) -> str:
    why = [
        step_words(step) for step in after.explanation if step.rule in MOVES_NOTHING and step not in before.explanation
    ]
    due = weekday_and_day(after.due)
    if after.due != before.due:
        return tr("Then the answer is due on {day}.").format(day=due)
    return " ".join([*why, tr("The answer stays due on {day}.").format(day=due)])
