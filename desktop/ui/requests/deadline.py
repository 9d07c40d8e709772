"""The deadline of a request on its page: when the answer is due, how that was counted, and what can be recorded.
Proof and questions, an extension and taking it back, a mistyped day: each act has its panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.requests.deadlines import (
    AskClarification,
    AskProof,
    ClarificationAnswered,
    CorrectDay,
    DeadlineCommand,
    ProofArrived,
    TakeExtensionBack,
    TellExtension,
)
from desktop.application.requests.views import CorrectionView, ProofView, RequestView
from desktop.domain.requests.deadline import (
    DeadlineFacts,
    DeadlineState,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
)
from desktop.domain.requests.deadline_days import DayOf, DeadlineDays, NotedDay
from desktop.domain.requests.request import OPEN, Status
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, QuietLink
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.fields import Field, LongTextField
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.requests.panels import DayPanel, PanelPart, RequestPanel
from desktop.ui.running.context import Context
from desktop.words import kit as kit_wording
from desktop.words import text, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.formatting import day as day_words
from desktop.words.requests import due_headline, not_announced, noted_words, state_words, steps_of


class DeadlineAct(StrEnum):
    """The acts that can be recorded, in the order offered."""

    IDENTITY_ARRIVED = "identity_arrived"
    AUTHORITY_ARRIVED = "authority_arrived"
    ASK_PROOF = "ask_proof"
    ANSWERED = "answered"
    ASK_QUESTION = "ask_question"
    EXTEND = "extend"
    NOT_LONGER = "not_longer"
    CORRECT = "correct"


ARRIVED = {ProofOf.IDENTITY: DeadlineAct.IDENTITY_ARRIVED, ProofOf.AUTHORITY: DeadlineAct.AUTHORITY_ARRIVED}
PROOF = {act: proof for proof, act in ARRIVED.items()}


@dataclass(frozen=True)
class _Says:
    """The words of an act: its link, its question, the label of its day field, its button."""

    link: str
    label: str
    field: str
    button: str


SAYS = {
    DeadlineAct.ASK_PROOF: _Says(
        text("Ask for proof"), text("When did you ask for it?"), "asked_on", text("Note that you asked")
    ),
    DeadlineAct.IDENTITY_ARRIVED: _Says(
        text("Proof of identity arrived"),
        text("When did the proof of identity arrive?"),
        "arrived_on",
        text("Note that it arrived"),
    ),
    DeadlineAct.AUTHORITY_ARRIVED: _Says(
        text("Proof of authority arrived"),
        text("When did the proof of authority arrive?"),
        "arrived_on",
        text("Note that it arrived"),
    ),
    DeadlineAct.ASK_QUESTION: _Says(
        text("Ask a question"), text("When did you ask the question?"), "asked_on", text("Note that you asked")
    ),
    DeadlineAct.ANSWERED: _Says(
        text("The question was answered"),
        text("When was the question answered?"),
        "answered_on",
        text("Note the answer"),
    ),
    DeadlineAct.EXTEND: _Says(
        text("Extend the deadline"),
        text("When were they told, with the reason?"),
        "told_on",
        text("Note the extension"),
    ),
    DeadlineAct.NOT_LONGER: _Says(
        text("Take the extension back"),
        text("Why is it taken back?"),
        "extension_back_reason",
        text("Take it back"),
    ),
    DeadlineAct.CORRECT: _Says(
        text("Correct a date"), text("Which day was it really?"), "day", text("Correct the date")
    ),
}


def provable(deadline_facts: DeadlineFacts, *, represented: bool) -> list[ProofOf]:
    """Return the proof that can be asked for now: authority only for a representative, and none that is awaited."""
    proofs = ProofOf if represented else (ProofOf.IDENTITY,)
    return [proof for proof in proofs if proof not in deadline_facts.awaited]


def possible_acts(deadline_facts: DeadlineFacts, *, represented: bool) -> tuple[DeadlineAct, ...]:
    """Return the acts that can be recorded now."""
    arrivals = [ARRIVED[proof] for proof in ProofOf if proof in deadline_facts.awaited]
    ask = [DeadlineAct.ASK_PROOF] if provable(deadline_facts, represented=represented) else []
    question = DeadlineAct.ANSWERED if deadline_facts.question_open else DeadlineAct.ASK_QUESTION
    extend = DeadlineAct.EXTEND if deadline_facts.extension is None else DeadlineAct.NOT_LONGER
    return (*arrivals, *ask, question, extend, DeadlineAct.CORRECT)


class DeadlinePanel(DayPanel):
    """The panel of one act. Emits `wanted(DeadlineCommand)`."""

    wanted = Signal(DeadlineCommand)

    def __init__(self, act: DeadlineAct, context: Context) -> None:
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
        self.proof.setVisible(act is DeadlineAct.ASK_PROOF)
        self.doubt.setVisible(act is DeadlineAct.ASK_PROOF)
        self.reason.setVisible(act is DeadlineAct.EXTEND)
        self.about.setVisible(act is DeadlineAct.ASK_QUESTION)
        self.proof.edited.connect(self.say_what_it_comes_to)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with today's date and nothing typed; the proof is preselected if there is only one."""
        super().show_request(view)
        self.day.set_value(self._context.desk.today())
        self.doubt.set_value("")
        self.reason.set_value(None)
        self.about.set_value(None)
        if self.act is DeadlineAct.EXTEND:
            self.reason.set_hint(self._told_by())
        proofs = provable(view.row.deadline_facts, represented=view.request.representative is not None)
        for key, option in self.proof.options.items():
            option.setVisible(ProofOf(key) in proofs)
        self.proof.set_value(proofs[0].value if len(proofs) == 1 else None)
        self.say_what_it_comes_to()

    def first(self) -> Field:
        """Return the first field: a choice, if any, comes before the day."""
        firsts: dict[DeadlineAct, Field] = {
            DeadlineAct.ASK_PROOF: self.proof,
            DeadlineAct.EXTEND: self.reason,
            DeadlineAct.ASK_QUESTION: self.about,
        }
        return firsts.get(self.act, self.day)

    def command(self, day: date) -> DeadlineCommand:
        """Return the command that records the act."""
        actor, id, reason = self._context.actor, self._view.row.id, self.reason.value()
        if self.act in PROOF:
            return ProofArrived(actor, id, PROOF[self.act], day)
        if self.act is DeadlineAct.ASK_PROOF:
            return AskProof(actor, id, self._chosen(), day, self.doubt.value())
        if self.act is DeadlineAct.ASK_QUESTION:
            about = self.about.value()
            return AskClarification(actor, id, day, QuestionAbout(about) if about else None)
        if self.act is DeadlineAct.ANSWERED:
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
        if self.act is DeadlineAct.ASK_PROOF:
            proof = ProofAsked(self._chosen() or ProofOf.IDENTITY, day, None, reason_logged=True)
            return deadline_facts.ask_proof(proof, received, today)
        if self.act is DeadlineAct.ASK_QUESTION:
            return deadline_facts.ask_clarification(day, received, today)
        if self.act is DeadlineAct.ANSWERED:
            return deadline_facts.clarification_answered(day, today)
        return deadline_facts.tell_extension(Extension(day, ExtensionReason.COMPLEX), received, today)


class CorrectDayPanel(DayPanel):
    """The panel to correct a day. Emits `wanted(CorrectDay)`. The boxes show the chosen day, to be edited."""

    act = DeadlineAct.CORRECT
    wanted = Signal(CorrectDay)

    def __init__(self, context: Context) -> None:
        says = SAYS[self.act]
        super().__init__(context, says.field, tr(says.label), tr(says.button))
        self.noted = ChoiceField("noted_day", tr("Which date do you want to correct?"), ())
        hint = tr("This is kept with the request. The earlier date stays in the log.")
        self.reason = LongTextField("correction_reason", tr("Why is it being corrected?"), hint, lines=2)
        self.lay_out(self.noted, self.day, self.reason)
        self.noted.edited.connect(self._choose)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with nothing typed; the day is preselected if there is only one."""
        super().show_request(view)
        self._days = DeadlineDays(view.row.received_on, view.row.deadline_facts)
        self._by_key = {f"{each.of.value}-{each.position}": each for each in self._days.noted()}
        said = tr("{what}: {day}")
        choices = [
            Choice(key, said.format(what=noted_words(each), day=day_words(each.day)))
            for key, each in self._by_key.items()
        ]
        self.noted.set_value(None)
        self.noted.set_choices(tuple(choices))
        self.noted.set_value(choices[0].key if len(choices) == 1 else None)
        self.reason.set_value("")
        self._choose()

    def first(self) -> Field:
        """Return the first field: the day, if there is no other to choose."""
        return self.day if len(self._by_key) == 1 else self.noted

    def command(self, day: date) -> CorrectDay:
        """Return the command that corrects the chosen day."""
        return CorrectDay(self._context.actor, self._view.row.id, self._chosen(), day, self.reason.value())

    def comes_to(self, day: date) -> DeadlineDays | None:
        """Return the deadline with the corrected day."""
        noted = self._chosen()
        return None if noted is None else self._days.corrected(noted, day, self._context.desk.today())

    def _chosen(self) -> NotedDay | None:
        return self._by_key.get(self.noted.value() or "")

    def _choose(self) -> None:
        noted = self._chosen()
        self.day.set_value(noted.day if noted else None)
        self.say_what_it_comes_to()


class ExtensionBackPanel(RequestPanel):
    """The panel. Emits `wanted(TakeExtensionBack)`, or `left`. That the answer would be late is said before."""

    act = DeadlineAct.NOT_LONGER
    wanted = Signal(TakeExtensionBack)

    def __init__(self, context: Context) -> None:
        says = SAYS[self.act]
        super().__init__(context, tr(says.button))
        self.due = Banner("notice")
        hint = tr("This is kept with the request. That they were told stays in the log.")
        self.reason = LongTextField(says.field, tr(says.label), hint, lines=2)
        self.lay_out(self.due, self.reason)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with nothing typed."""
        super().show_request(view)
        self.reason.set_value("")
        desk, row = self._context.desk, view.row
        facts, today = row.deadline_facts.take_extension_back(), desk.today()
        due = facts.deadline(row.received_on, desk.deadline_rules, today).due
        if due < today:
            late = strong(tr("Without the extension, the answer is late."))
            self.due.set_parts(late, tr("It was due on {day}.").format(day=weekday_and_day(due)))
        else:
            self.due.set_parts(tr("The answer will then be due on {day}.").format(day=weekday_and_day(due)))

    def first(self) -> Field:
        """Return the field of the reason."""
        return self.reason

    def _save(self) -> None:
        self.save.setEnabled(False)
        self.wanted.emit(TakeExtensionBack(self._context.actor, self._view.row.id, self.reason.value()))


Panel: TypeAlias = DeadlinePanel | CorrectDayPanel | ExtensionBackPanel


class DeadlinePart(PanelPart):
    """The deadline of a request. Emits `wanted(DeadlineCommand)`.

    Hidden for a request without a legal date. `offers`: the links of what can be recorded, for beside the facts.
    """

    wanted = Signal(DeadlineCommand)

    def __init__(self, context: Context) -> None:
        super().__init__(context, gap=8)
        self._view: RequestView | None = None
        self._explains = False
        self.due, self.how, self.state = title(), LinkButton(tr("How?")), Words(tone="muted")
        self.why, self.steps = QWidget(), Words()
        self.doubts, self.corrected = Words(tone="muted"), Words(tone="muted")
        self.warning = Banner("notice")
        self._panels: dict[DeadlineAct, Panel] = {}
        self.panel: Panel | None = None
        """The open panel. Each is created when it is first opened."""
        self.offers = QWidget()
        self._rows = _column(self.offers, 0)
        self.links = {act: self._make_link(act) for act in DeadlineAct}
        self.how.clicked.connect(self._turn)
        why = _column(self.why, 8)
        for part in (self.steps, self.doubts, self.corrected):
            why.addWidget(part)
        head = FlowLayout(gap=16, row_gap=0)
        head.addWidget(self.due)
        head.addWidget(self.how)
        head.addWidget(self.state)
        self._box.addLayout(head)
        self._box.addWidget(self.why)
        self._box.addWidget(self.warning)

    def show_request(self, view: RequestView) -> None:
        """Show the deadline of a request; an open panel closes."""
        self._close_panel()
        self._explain(self._view is not None and self._view.row.id == view.row.id and self._explains)
        self._view = view
        self.setVisible(view.row.due_on is not None)
        acts = possible_acts(view.row.deadline_facts, represented=view.request.representative is not None)
        self._offer(acts if view.may_act and view.row.status in OPEN and view.row.due_on is not None else ())
        if view.row.due_on is None:
            return
        row, desk = view.row, self._context.desk
        deadline = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today())
        self.due.set_parts(due_headline(row.due_on, row.status, desk.today()))
        self.state.set_parts(state_words(deadline) if row.status in OPEN else _over_words(row.status))
        self.state.setVisible(row.status not in OPEN or deadline.state is not DeadlineState.RUNNING)
        self.steps.set_parts("\n".join(steps_of(deadline)))
        self.doubts.set_parts("\n".join(_doubt(asked) for asked in view.asked))
        self.doubts.setVisible(bool(view.asked))
        self.corrected.set_parts("\n".join(_correction(each, desk.office.zone) for each in view.corrected))
        self.corrected.setVisible(bool(view.corrected))
        self.warning.set_parts(not_announced(deadline, desk.holidays_known))

    def _turn(self) -> None:
        self._explain(not self._explains)

    def _explain(self, explains: bool) -> None:
        """Show how the date was counted, or fold it away."""
        self._explains = explains
        self.why.setVisible(explains)
        self.how.set_words(kit_wording.fold() if explains else tr("How?"))
        self.how.setAccessibleName(f"{self.how.text()}: {tr('how the date was counted')}")

    def _make_link(self, act: DeadlineAct) -> LinkButton:
        link = QuietLink(tr(SAYS[act].link))
        link.clicked.connect(partial(self._open_panel, act))
        self._rows.addWidget(link)
        return link

    def _offer(self, acts: tuple[DeadlineAct, ...]) -> None:
        for act, link in self.links.items():
            link.setVisible(act in acts)
        self.offers.setVisible(bool(acts))

    def _open_panel(self, act: DeadlineAct, _checked: bool = False) -> None:
        assert self._view is not None
        self._close_panel()
        panel = self.panel = self._panels.get(act) or self._make_panel(act)
        panel.show_request(self._view)
        self.offers.hide()
        panel.show()
        panel.go()

    def _make_panel(self, act: DeadlineAct) -> Panel:
        panel = self._panels[act] = _panel_of(act, self._context)
        self._add_panel(panel)
        return panel

    def _leave_panel(self) -> None:
        """Return to the links, with the focus where it was."""
        assert self.panel is not None
        link = self.links[self.panel.act]
        self._close_panel()
        self.offers.show()
        link.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()


def _column(widget: QWidget, gap: int) -> QVBoxLayout:
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    return box


def _panel_of(act: DeadlineAct, context: Context) -> Panel:
    match act:
        case DeadlineAct.CORRECT:
            return CorrectDayPanel(context)
        case DeadlineAct.NOT_LONGER:
            return ExtensionBackPanel(context)
        case _:
            return DeadlinePanel(act, context)


def _over_words(status: Status) -> str:
    """Say why the deadline can no longer be changed."""
    refused = tr("The request is refused. Tell the person by then.")
    return refused if status is Status.REFUSED else tr("The request is answered.")


def _doubt(found: ProofView) -> str:
    """Return "Proof of identity, asked for on 16 November 2026: ..." or the like."""
    asked = tr("{what}, asked for on {day}").format(what=words(found.asked.proof), day=day(found.asked.asked))
    return f"{asked}: {found.doubt}" if found.doubt else f"{asked}."


def _correction(found: CorrectionView, zone: ZoneInfo) -> str:
    """Return "The request arrived: 10 November 2026, not 11 November 2026. Corrected by Demo officer on ...: ..."."""
    words = tr("{what}: {day}, not {was}. Corrected by {name} on {on}")
    if found.noted.of is DayOf.EXTENSION_TAKEN_BACK:
        words = tr("{what}: they were told on {was}. Taken back by {name} on {on}")
    said = words.format(
        what=noted_words(found.noted),
        day=day(found.became),
        was=day(found.noted.day),
        name=found.by_name,
        on=day(found.at.astimezone(zone).date()),
    )
    return f"{said}: {found.reason}" if found.reason else f"{said}."
