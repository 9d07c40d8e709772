"""The panel to record one act of the deadline: a day, by default today, and the resulting due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import Signal

from desktop.application.requests.clock_keeping import (
    AskClarification,
    AskProof,
    ClarificationAnswered,
    DeadlineCommand,
    ProofArrived,
    TellExtension,
)
from desktop.application.requests.views import RequestView
from desktop.domain.requests.clock_days import DeadlineDays
from desktop.domain.requests.clock_facts import DeadlineFacts, Extension, ExtensionReason
from desktop.domain.requests.deadline import ProofAsked, ProofOf, QuestionAbout
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import Field, LongTextField
from desktop.ui.requests.day_panel import DayPanel
from desktop.ui.running.context import Context
from desktop.words import text, tr
from desktop.words.codes import words
from desktop.words.formatting import weekday_and_day


class Act(StrEnum):
    """The acts that can be recorded, in the order offered."""

    IDENTITY_ARRIVED = "identity_arrived"
    AUTHORITY_ARRIVED = "authority_arrived"
    ASK_PROOF = "ask_proof"
    ANSWERED = "answered"
    ASK_QUESTION = "ask_question"
    EXTEND = "extend"
    NOT_LONGER = "not_longer"
    CORRECT = "correct"


ARRIVED = {ProofOf.IDENTITY: Act.IDENTITY_ARRIVED, ProofOf.AUTHORITY: Act.AUTHORITY_ARRIVED}
PROOF = {act: proof for proof, act in ARRIVED.items()}


@dataclass(frozen=True)
class _Says:
    """The words of an act: its link, its question, the label of its day field, its button."""

    link: str
    label: str
    field: str
    button: str


SAYS = {
    Act.ASK_PROOF: _Says(
        text("Ask for proof"), text("When did you ask for it?"), "asked_on", text("Note that you asked")
    ),
    Act.IDENTITY_ARRIVED: _Says(
        text("Proof of identity arrived"),
        text("When did the proof of identity arrive?"),
        "arrived_on",
        text("Note that it arrived"),
    ),
    Act.AUTHORITY_ARRIVED: _Says(
        text("Proof of authority arrived"),
        text("When did the proof of authority arrive?"),
        "arrived_on",
        text("Note that it arrived"),
    ),
    Act.ASK_QUESTION: _Says(
        text("Ask a question"), text("When did you ask the question?"), "asked_on", text("Note that you asked")
    ),
    Act.ANSWERED: _Says(
        text("The question was answered"),
        text("When was the question answered?"),
        "answered_on",
        text("Note the answer"),
    ),
    Act.EXTEND: _Says(
        text("Extend the deadline"),
        text("When were they told, with the reason?"),
        "told_on",
        text("Note the extension"),
    ),
    Act.NOT_LONGER: _Says(
        text("Take the extension back"),
        text("Why is it taken back?"),
        "extension_back_reason",
        text("Take it back"),
    ),
    Act.CORRECT: _Says(text("Correct a date"), text("Which day was it really?"), "day", text("Correct the date")),
}


def provable(deadline_facts: DeadlineFacts, *, represented: bool) -> list[ProofOf]:
    """Return the proof that can be asked for now: authority only for a representative, and none that is awaited."""
    proofs = ProofOf if represented else (ProofOf.IDENTITY,)
    return [proof for proof in proofs if proof not in deadline_facts.awaited]


def possible(deadline_facts: DeadlineFacts, *, represented: bool) -> tuple[Act, ...]:
    """Return the acts that can be recorded now."""
    arrivals = [ARRIVED[proof] for proof in ProofOf if proof in deadline_facts.awaited]
    ask = [Act.ASK_PROOF] if provable(deadline_facts, represented=represented) else []
    question = Act.ANSWERED if deadline_facts.question_open else Act.ASK_QUESTION
    extend = Act.EXTEND if deadline_facts.extension is None else Act.NOT_LONGER
    return (*arrivals, *ask, question, extend, Act.CORRECT)


class DeadlinePanel(DayPanel):
    """The panel of one act. Emits `wanted(DeadlineCommand)`."""

    wanted = Signal(DeadlineCommand)

    def __init__(self, act: Act, context: Context) -> None:
        says = SAYS[act]
        super().__init__(context, says.field, tr(says.label), tr(says.button))
        self.act = act
        self.proof = ChoiceField(
            "proof", tr("Proof of what?"), [Choice(proof.value, words(proof)) for proof in ProofOf]
        )
        self.doubt = LongTextField("doubt", tr("Why is there doubt?"), tr("This is kept with the request."), lines=2)
        reasons = [Choice(reason.value, words(reason)) for reason in ExtensionReason]
        self.reason = ChoiceField("extension_reason", tr("Why will it take longer?"), reasons)
        about = [Choice(about.value, words(about)) for about in QuestionAbout]
        hint = tr("About the information, never about how they want it.")
        self.about = ChoiceField("question_about", tr("What did you ask about?"), about, hint)
        self.lay_out(self.proof, self.reason, self.about, self.day, self.doubt)
        self.proof.setVisible(act is Act.ASK_PROOF)
        self.doubt.setVisible(act is Act.ASK_PROOF)
        self.reason.setVisible(act is Act.EXTEND)
        self.about.setVisible(act is Act.ASK_QUESTION)
        self.proof.edited.connect(self.say_what_it_comes_to)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with today's date and nothing typed; the proof is preselected if there is only one."""
        super().show_request(view)
        self.day.set_value(self._context.desk.today())
        self.doubt.set_value("")
        self.reason.set_value(None)
        self.about.set_value(None)
        if self.act is Act.EXTEND:
            self.reason.set_hint(self._told_by())
        proofs = provable(view.row.deadline_facts, represented=view.request.representative is not None)
        for key, option in self.proof.options.items():
            option.setVisible(ProofOf(key) in proofs)
        self.proof.set_value(proofs[0].value if len(proofs) == 1 else None)
        self.say_what_it_comes_to()

    def first(self) -> Field:
        """Return the first field: a choice, if any, comes before the day."""
        firsts: dict[Act, Field] = {Act.ASK_PROOF: self.proof, Act.EXTEND: self.reason, Act.ASK_QUESTION: self.about}
        return firsts.get(self.act, self.day)

    def command(self, day: date) -> DeadlineCommand:
        """Return the command that records the act."""
        actor, id, reason = self._context.actor, self._view.row.id, self.reason.value()
        if self.act in PROOF:
            return ProofArrived(actor, id, PROOF[self.act], day)
        if self.act is Act.ASK_PROOF:
            return AskProof(actor, id, self._chosen(), day, self.doubt.value())
        if self.act is Act.ASK_QUESTION:
            about = self.about.value()
            return AskClarification(actor, id, day, QuestionAbout(about) if about else None)
        if self.act is Act.ANSWERED:
            return ClarificationAnswered(actor, id, day)
        return TellExtension(actor, id, day, ExtensionReason(reason) if reason else None)

    def comes_to(self, day: date) -> DeadlineDays:
        """Return the deadline with the act applied."""
        return DeadlineDays(self._view.row.received_on, self._noted(day))

    def _told_by(self) -> str:
        """Return the last day to tell the person of an extension: the due date without it."""
        row, desk = self._view.row, self._context.desk
        due = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today()).due
        if due < desk.today():
            late = tr("They had to be told by {day}. After that, the deadline does not move.")
            return late.format(day=weekday_and_day(due))
        return tr("They must be told by {day}, with the reason.").format(day=weekday_and_day(due))

    def _chosen(self) -> ProofOf | None:
        value = self.proof.value()
        return ProofOf(value) if value else None

    def _noted(self, day: date) -> DeadlineFacts:
        deadline_facts, received, today = (
            self._view.row.deadline_facts,
            self._view.row.received_on,
            self._context.desk.today(),
        )
        if self.act in PROOF:
            return deadline_facts.proof_arrived(PROOF[self.act], day, today)
        if self.act is Act.ASK_PROOF:
            proof = ProofAsked(self._chosen() or ProofOf.IDENTITY, day, None, reason_logged=True)
            return deadline_facts.ask_proof(proof, received, today)
        if self.act is Act.ASK_QUESTION:
            return deadline_facts.ask_clarification(day, received, today)
        if self.act is Act.ANSWERED:
            return deadline_facts.clarification_answered(day, today)
        return deadline_facts.tell_extension(Extension(day, ExtensionReason.COMPLEX), received, today)
