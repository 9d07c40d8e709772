"""The deadline of a request on its page: when the answer is due, how that was counted, and what can be recorded.

Proof and questions, an extension and taking it back, a mistyped day: each act has its panel.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from desktop.application.requests import deadlines
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
from desktop.ui.kit.buttons import FoldLink
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.fields import LongTextField
from desktop.ui.kit.layouts import column_in, in_a_row
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.requests.panels import Panel, Record, RecordPart, choices_of, chosen, day_field, due_hint, read_day
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests import due_headline, not_announced, noted_words, state_words, steps_of


def _provable(view: RequestView) -> list[ProofOf]:
    """Return the proof that can be asked for now: authority only of a representative, and none that is awaited."""
    proofs = ProofOf if view.request.representative is not None else (ProofOf.IDENTITY,)
    return [proof for proof in proofs if proof not in view.row.deadline_facts.awaited]


def _proof_asked(view: RequestView, context: Context) -> Panel:
    row, desk = view.row, context.desk
    proofs = _provable(view)
    proof = ChoiceField("proof", tr("Proof of what?"), choices_of(proofs))
    proof.set_value(proofs[0].value if len(proofs) == 1 else None)
    asked = day_field("asked_on", tr("When did you ask for it?"), desk.today())
    doubt = LongTextField("doubt", tr("Why is there doubt?"), tr("This is kept with the request."), lines=2)

    def comes_to(day: date) -> DeadlineFacts:
        asking = ProofAsked(chosen(ProofOf, proof) or ProofOf.IDENTITY, day, None, reason_logged=True)
        return row.deadline_facts.ask_proof(asking, row.received_on, desk.today())

    return Panel(
        (proof, asked, doubt),
        tr("Note that you asked"),
        lambda: deadlines.AskProof(context.actor, row.id, chosen(ProofOf, proof), read_day(asked), doubt.value()),
        hint=due_hint(view, context, comes_to),
    )


ARRIVED: Texts[ProofOf] = {
    ProofOf.IDENTITY: "Proof of identity arrived",
    ProofOf.AUTHORITY: "Proof of authority arrived",
}
WHEN_ARRIVED: Texts[ProofOf] = {
    ProofOf.IDENTITY: "When did the proof of identity arrive?",
    ProofOf.AUTHORITY: "When did the proof of authority arrive?",
}


def _proof_arrived(proof: ProofOf, view: RequestView, context: Context) -> Panel:
    row, facts, desk = view.row, view.row.deadline_facts, context.desk
    arrived = day_field("arrived_on", tr(WHEN_ARRIVED[proof]), desk.today())
    return Panel(
        (arrived,),
        tr("Note that it arrived"),
        lambda: deadlines.ProofArrived(context.actor, row.id, proof, read_day(arrived)),
        hint=due_hint(view, context, lambda day: facts.proof_arrived(proof, day, desk.today())),
    )


def _question_asked(view: RequestView, context: Context) -> Panel:
    row, facts, desk = view.row, view.row.deadline_facts, context.desk
    hint = tr("About the information, never about how they want it.")
    about = ChoiceField("question_about", tr("What did you ask about?"), choices_of(QuestionAbout), hint)
    asked = day_field("asked_on", tr("When did you ask the question?"), desk.today())
    return Panel(
        (about, asked),
        tr("Note that you asked"),
        lambda: deadlines.AskClarification(context.actor, row.id, read_day(asked), chosen(QuestionAbout, about)),
        hint=due_hint(view, context, lambda day: facts.ask_clarification(day, row.received_on, desk.today())),
    )


def _question_answered(view: RequestView, context: Context) -> Panel:
    row, facts, desk = view.row, view.row.deadline_facts, context.desk
    answered = day_field("answered_on", tr("When was the question answered?"), desk.today())
    return Panel(
        (answered,),
        tr("Note the answer"),
        lambda: deadlines.ClarificationAnswered(context.actor, row.id, read_day(answered)),
        hint=due_hint(view, context, lambda day: facts.clarification_answered(day, desk.today())),
    )


def _extended(view: RequestView, context: Context) -> Panel:
    row, desk = view.row, context.desk
    due = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today()).due
    told_by = tr("They must be told by {day}, with the reason.")
    if due < desk.today():
        told_by = tr("They had to be told by {day}. After that, the deadline does not move.")
    hint = told_by.format(day=weekday_and_day(due))
    reason = ChoiceField("extension_reason", tr("Why will it take longer?"), choices_of(ExtensionReason), hint)
    told = day_field("told_on", tr("When were they told, with the reason?"), desk.today())

    def comes_to(day: date) -> DeadlineFacts:
        extension = Extension(day, ExtensionReason.COMPLEX)
        return row.deadline_facts.tell_extension(extension, row.received_on, desk.today())

    return Panel(
        (reason, told),
        tr("Note the extension"),
        lambda: deadlines.TellExtension(context.actor, row.id, read_day(told), chosen(ExtensionReason, reason)),
        hint=due_hint(view, context, comes_to),
    )


def _extension_taken_back(view: RequestView, context: Context) -> Panel:
    """Say before that the answer would be late."""
    row, desk, banner = view.row, context.desk, Banner("notice")
    facts = row.deadline_facts.take_extension_back()
    due = facts.deadline(row.received_on, desk.deadline_rules, desk.today()).due
    if due < desk.today():
        late = strong(tr("Without the extension, the answer is late."))
        banner.set_parts(late, tr("It was due on {day}.").format(day=weekday_and_day(due)))
    else:
        banner.set_parts(tr("The answer will then be due on {day}.").format(day=weekday_and_day(due)))
    hint = tr("This is kept with the request. That they were told stays in the log.")
    reason = LongTextField("extension_back_reason", tr("Why is it taken back?"), hint, lines=2)
    return Panel(
        (banner, reason), tr("Take it back"), lambda: deadlines.TakeExtensionBack(context.actor, row.id, reason.value())
    )


def _day_corrected(view: RequestView, context: Context) -> Panel:
    """The boxes show the chosen day, to be edited. It is preselected, and work starts there, if it is the only one."""
    row, desk = view.row, context.desk
    days = DeadlineDays(row.received_on, row.deadline_facts)
    by_key = {f"{each.of.value}-{each.position}": each for each in days.noted()}
    said = tr("{what}: {day}")
    noted = ChoiceField(
        "noted_day",
        tr("Which date do you want to correct?"),
        [Choice(key, said.format(what=noted_words(each), day=day(each.day))) for key, each in by_key.items()],
    )
    noted.set_value(next(iter(by_key)) if len(by_key) == 1 else None)
    became = DateField("day", tr("Which day was it really?"))
    hint = tr("This is kept with the request. The earlier date stays in the log.")
    reason = LongTextField("correction_reason", tr("Why is it being corrected?"), hint, lines=2)

    def which() -> NotedDay | None:
        return by_key.get(noted.value() or "")

    def suggested() -> date | None:
        return found.day if (found := which()) else None

    def comes_to(day: date) -> DeadlineDays | None:
        return days.corrected(found, day, desk.today()) if (found := which()) else None

    return Panel(
        (noted, became, reason),
        tr("Correct the date"),
        lambda: deadlines.CorrectDay(context.actor, row.id, which(), read_day(became), reason.value()),
        first=became if len(by_key) == 1 else noted,
        suggested=suggested,
        hint=due_hint(view, context, comes_to),
    )


def offers_of(view: RequestView, context: Context) -> list[tuple[str, Callable[[], Panel]]]:
    """Return what can be recorded now about an open request's deadline, in the order in which it is offered."""
    facts = view.row.deadline_facts
    offers: list[tuple[str, Callable[[RequestView, Context], Panel]]] = [
        *((tr(ARRIVED[proof]), partial(_proof_arrived, proof)) for proof in ProofOf if proof in facts.awaited),
        *([(tr("Ask for proof"), _proof_asked)] if _provable(view) else []),
        (tr("The question was answered"), _question_answered)
        if facts.question_open
        else (tr("Ask a question"), _question_asked),
        (tr("Extend the deadline"), _extended)
        if facts.extension is None
        else (tr("Take the extension back"), _extension_taken_back),
        (tr("Correct a date"), _day_corrected),
    ]
    return [(said, partial(make, view, context)) for said, make in offers]


class DeadlinePart(RecordPart):
    """The deadline of a request. Hidden for a request without a legal date."""

    def __init__(self, context: Context) -> None:
        self.due, self.state = title(), Words(tone="muted")
        self.why, self.because = QWidget(), Words()
        self.how_due = FoldLink(tr("How?"), tr("how the date was counted"), self.why)
        self.doubts, self.corrected = Words(tone="muted"), Words(tone="muted")
        column_in(self.why, self.because, self.doubts, self.corrected, gap=8)
        head = in_a_row(self.due, self.how_due, self.state, gap=16, row_gap=0)
        super().__init__(self._record, head, self.why, gap=8)
        self._context = context

    def show_request(self, view: RequestView) -> None:
        """Show the deadline of a request; an open panel closes."""
        super().show_request(view)
        row, desk = view.row, self._context.desk
        self.how_due.show_about(row.id)
        if row.due_on is None:
            return
        deadline = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today())
        self.due.set_parts(due_headline(row.due_on, row.status, desk.today()))
        self.state.set_parts(state_words(deadline) if row.status in OPEN else _over_words(row.status))
        self.state.setVisible(row.status not in OPEN or deadline.state is not DeadlineState.RUNNING)
        self.because.set_parts("\n".join(steps_of(deadline)))
        self.doubts.set_parts("\n".join(_doubt(asked) for asked in view.asked))
        self.doubts.setVisible(bool(view.asked))
        self.corrected.set_parts("\n".join(_correction(each, desk.office.zone) for each in view.corrected))
        self.corrected.setVisible(bool(view.corrected))

    def _record(self, view: RequestView) -> Record:
        row, desk = view.row, self._context.desk
        if row.due_on is None:
            return Record(shown=False)
        deadline = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today())
        return Record(
            notice=(not_announced(deadline, desk.holidays_known),),
            offers=offers_of(view, self._context) if view.may_act and row.status in OPEN else (),
        )


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
