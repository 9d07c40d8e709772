"""The records on a request's page: its deadline, corrections and complaints, files for the police, and who acts for
the person.

Of the deadline it says when the answer is due, and how that was counted. Proof and questions, an extension and taking
it back, a mistyped day: each act has its panel. A correction and a complaint outlive their request: they are looked
after here even when the request is closed. The program sends no file: it records what was sent by the office's own
route.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Desk
from desktop.application.requests import closing, deadlines, follow_ups
from desktop.application.requests.intake import NameRepresentative
from desktop.application.requests.views import ComplaintView, CorrectionView, DisclosureView, ProofView, RequestView
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import (
    DeadlineFacts,
    DeadlineState,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
    acknowledgement_due,
)
from desktop.domain.requests.deadline_days import DayOf, DeadlineDays, NotedDay
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer
from desktop.domain.requests.intake import may_be_named
from desktop.domain.requests.request import OPEN, Channel, DisclosureBasis, DisclosureRoute, Status, may_be_disclosed
from desktop.errors import FieldsError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import FoldLink
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import LongTextField, TextField
from desktop.ui.kit.layouts import column_in, in_a_row
from desktop.ui.kit.text import Words, strong, title
from desktop.ui.requests.panels import Panel, Record, RecordPart, choices_of, chosen, day_field, due_hint, read_day
from desktop.ui.requests.request_fields import RepresentativeFields
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words import requests as messages
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests import FROM_COMPLAINT, FROM_CORRECTION


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
        [Choice(key, said.format(what=messages.noted_words(each), day=day(each.day))) for key, each in by_key.items()],
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
        self.due.set_parts(messages.due_headline(row.due_on, row.status, desk.today()))
        self.state.set_parts(messages.state_words(deadline) if row.status in OPEN else _over_words(row.status))
        self.state.setVisible(row.status not in OPEN or deadline.state is not DeadlineState.RUNNING)
        self.because.set_parts("\n".join(messages.steps_of(deadline)))
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
            notice=(messages.not_announced(deadline, desk.holidays_known),),
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
        what=messages.noted_words(found.noted),
        day=day(found.became),
        was=day(found.noted.day),
        name=found.by_name,
        on=day(found.at.astimezone(zone).date()),
    )
    return f"{said}: {found.reason}" if found.reason else f"{said}."


def _counted(said: FollowUp | Complaint, since: str, desk: Desk) -> str:
    """Say how the due date of a correction or a complaint was counted; `since`: what it was counted from, in words."""
    deadline = said.deadline(desk.is_holiday)
    return f"{messages.explained(deadline, since)} {messages.not_announced(deadline, desk.holidays_known)}".strip()


# Corrections


def corrections_part(context: Context) -> RecordPart:
    """Return the part with the corrections that were asked for at an appointment, each with its own due date."""
    head = title(tr("Said at the appointment"))
    what = tr("how the date of the correction was counted")
    return RecordPart(partial(_corrections, context), head, counted=what, within=True)


def _corrections(context: Context, view: RequestView) -> Record:
    desk, actor = context.desk, context.actor
    due = [each for each in view.follow_ups if each.answer is None]
    done = [each for each in view.follow_ups if each.answer is not None]
    answered, back = tr("The correction of {day} was answered"), tr("Take back the answer to the correction of {day}")
    over, taken_back = ([each for each in due if each.over], done) if view.may_act else ([], [])
    return Record(
        shown=bool(view.follow_ups),
        notice=("\n".join(_correction_due(each, desk) for each in due),),
        counted=[_counted(each, tr(FROM_CORRECTION), desk) for each in due],
        told="\n".join(map(_correction_answered, done)),
        offers=[(answered.format(day=day(each.on)), partial(_answer_panel, each, context)) for each in over],
        back=[
            (back.format(day=day(each.on)), follow_ups.TakeAnswerBack(actor, each.request, each.session))
            for each in taken_back
        ],
    )


def _correction_due(said: FollowUp, desk: Desk) -> str:
    due = weekday_and_day(said.deadline(desk.is_holiday).due)
    return tr("On {day} they asked for a correction: answer by {due}.").format(day=day(said.on), due=due)


def _correction_answered(said: FollowUp) -> str:
    assert said.answer is not None and said.answered_on is not None
    answered = tr("On {day} they asked for a correction. {answer}: {on}.")
    return answered.format(day=day(said.on), answer=words(said.answer), on=day(said.answered_on))


def _answer_panel(said: FollowUp, context: Context) -> Panel:
    answer = ChoiceField("follow_up_answer", tr("What was the outcome?"), choices_of(FollowUpAnswer))
    on = day_field("follow_up_answered_on", tr("When were they told?"), context.desk.today())
    of = context.actor, said.request, said.session
    return Panel(
        (answer, on),
        tr("Note the answer"),
        lambda: follow_ups.AnswerFollowUp(*of, chosen(FollowUpAnswer, answer), read_day(on)),
    )


# Complaints


def complaints_part(context: Context) -> RecordPart:
    """Return the part with the complaints: what is due, what the person was told, and taking one."""
    what = tr("how the date of the complaint was counted")
    return RecordPart(partial(_complaints, context), title(tr("Complaints")), counted=what)


def _complaints(context: Context, view: RequestView) -> Record:
    found = [each.complaint for each in view.complaints]
    still = [each for each in found if each.is_open]
    counted = [_counted(each, tr(FROM_COMPLAINT), context.desk) for each in still if each.acknowledged_on is None]
    steps = [
        (tr(TOLD[step]).format(day=day(each.on)), partial(_telling_panel, each, step, context))
        for each in still
        for step in each.possible
    ]
    taking = tr("Take a complaint"), partial(_taking_panel, view, context)
    back = [each for each in found if each.may_be_taken_back] if view.may_act else []
    return Record(
        shown=bool(found),
        notice=("\n".join(_complaint_due(each, context.desk) for each in still),),
        counted=counted,
        told="\n".join(line for each in view.complaints for line in _life_of(each)),
        offers=[*steps, taking] if view.may_act else (),
        back=[
            (_take_back_words(each), follow_ups.TakeComplaintBack(context.actor, each.request, each.id, len(each.told)))
            for each in back
        ],
    )


def _complaint_due(complaint: Complaint, desk: Desk) -> str:
    """Say by when it is to be acknowledged, or that its outcome is still to be told."""
    if complaint.acknowledged_on is not None:
        said = tr("The complaint of {day} is open: tell them how it is going, and then the outcome.")
        return said.format(day=day(complaint.on))
    deadline = complaint.deadline(desk.is_holiday)
    said = tr("On {day} they complained. If it is about data protection, acknowledge it by {due}. We aim for {target}.")
    due, target = weekday_and_day(deadline.due), weekday_and_day(deadline.target)
    return said.format(day=day(complaint.on), due=due, target=target)


def _life_of(view: ComplaintView) -> list[str]:
    """Say how the complaint came and what it is about, and then what they were told, line by line."""
    complaint = view.complaint
    if complaint.session is not None:
        came = tr("Complaint of {day}, made at the appointment").format(day=day(complaint.on))
    else:
        came = tr("Complaint of {day} ({came_by})").format(day=day(complaint.on), came_by=words(complaint.came_by))
    said = [f"{came}: {view.about}" if view.about else f"{came}."]
    for told, what in zip(complaint.told, view.said, strict=True):
        line = tr("{what}: {day}.").format(what=words(told.step), day=day(told.on))
        outcome = f"{words(told.outcome)}." if told.outcome else ""
        said.append(" ".join(part for part in (line, outcome, what) if part))
    return said


TOLD: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "The complaint of {day} was acknowledged",
    ComplaintStep.PROGRESS: "They were told how the complaint of {day} is going",
    ComplaintStep.OUTCOME: "They were told the outcome of the complaint of {day}",
}
WHEN: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "When was it acknowledged?",
    ComplaintStep.PROGRESS: "When were they told how it is going?",
    ComplaintStep.OUTCOME: "When were they told?",
}
NOTE: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "Note the acknowledgement",
    ComplaintStep.PROGRESS: "Note what they were told",
    ComplaintStep.OUTCOME: "Note the outcome",
}
BACK: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "Take back that the complaint of {day} was acknowledged",
    ComplaintStep.PROGRESS: "Take back what they were last told about the complaint of {day}",
    ComplaintStep.OUTCOME: "Take back the outcome of the complaint of {day}",
}


def _take_back_words(complaint: Complaint) -> str:
    said = tr(BACK[complaint.told[-1].step]) if complaint.told else tr("Take back the complaint of {day}")
    return said.format(day=day(complaint.on))


def _taking_panel(view: RequestView, context: Context) -> Panel:
    """Return the panel that takes a complaint, and says by when that is to be acknowledged."""
    came_by = ChoiceField("complaint_came_by", tr("How did the complaint come?"), choices_of(Channel))
    received = day_field("complaint_received_on", tr("When did it arrive?"), context.desk.today())
    about_hint = tr("This is kept with the request.")
    about = LongTextField("complaint_about", tr("What is the complaint about?"), about_hint, lines=3)

    def hint(day: date | None) -> str:
        due = acknowledgement_due(day, context.desk.is_holiday).due if day else None
        return tr("Acknowledge it by {day}.").format(day=weekday_and_day(due)) if due else ""

    actor, id = context.actor, view.row.id
    return Panel(
        (came_by, received, about),
        tr("Take the complaint"),
        lambda: follow_ups.TakeComplaint(actor, id, chosen(Channel, came_by), read_day(received), about.value()),
        hint=hint,
    )


def _telling_panel(complaint: Complaint, step: ComplaintStep, context: Context) -> Panel:
    """Return the panel that notes a step of a complaint: an outcome is chosen before its day is typed."""
    outcome = said = None
    if step is ComplaintStep.OUTCOME:
        outcome = ChoiceField("complaint_outcome", tr("What was the outcome?"), choices_of(ComplaintOutcome))
    told = day_field("complaint_told_on", tr(WHEN[step]), context.desk.today())
    if step is not ComplaintStep.ACKNOWLEDGED:
        hint = tr("This is kept with the request.")
        said = LongTextField("complaint_words", tr("What were they told?"), hint, lines=3)
    actor, request, id, seen = context.actor, complaint.request, complaint.id, len(complaint.told)

    def command() -> follow_ups.TellComplaint:
        result, what = chosen(ComplaintOutcome, outcome) if outcome else None, said.value() if said else ""
        return follow_ups.TellComplaint(actor, request, id, seen, step, read_day(told), result, what)

    return Panel([field for field in (outcome, told, said) if field is not None], tr(NOTE[step]), command)


# Disclosures


def disclosures_part(context: Context) -> RecordPart:
    """Return the part with the files for the police: that one is due, and what was disclosed."""
    return RecordPart(partial(_disclosures, context), title(tr("Disclosed to the police")))


def _disclosures(context: Context, view: RequestView) -> Record:
    may, found = may_be_disclosed(view.request), view.disclosures
    due = (
        strong(tr("No file is recorded as disclosed yet.")),
        tr("Send the file by the office’s own secure route: this program does not send it. Then record it here."),
    )
    another = tr("Record a disclosure"), partial(disclosure_panel, view, context)
    return Record(
        shown=may or bool(found),
        notice=due if may and not found else (),
        told="\n".join(map(_disclosed_words, found)),
        offers=[another] if may and view.may_act and found else (),  # the first is the page's next step
    )


def disclosure_panel(view: RequestView, context: Context) -> Panel:
    """Return the panel that records a disclosure."""
    receiver = TextField("disclosed_to", tr("Which police force, or which other body?"))
    route = ChoiceField("disclosure_route", tr("How did it go?"), choices_of(DisclosureRoute), across=True)
    basis = ChoiceField("disclosure_basis", tr("What allows it?"), choices_of(DisclosureBasis), across=True)
    hint = tr("The one on their form or on the court’s order. This is optional.")
    reference = TextField("disclosure_reference", tr("Reference"), hint)
    on = day_field("disclosed_on", tr("When did the file go?"), context.desk.today())

    def command() -> closing.DiscloseFile:
        by, why, day = chosen(DisclosureRoute, route), chosen(DisclosureBasis, basis), read_day(on)
        return closing.DiscloseFile(context.actor, view.row.id, receiver.value(), by, why, day, reference.value())

    return Panel((receiver, route, basis, reference, on), tr("Save the disclosure"), command)


def _disclosed_words(found: DisclosureView) -> str:
    """Return to whom a file went, on which day, how, what allowed it, and who recorded it."""
    one = found.disclosure
    said = tr("{day}: to {receiver}. {route}. {basis}. Recorded by {name}.")
    if found.reference:
        said = tr("{day}: to {receiver}. {route}. {basis}, reference {reference}. Recorded by {name}.")
    return said.format(
        day=day(one.on),
        receiver=found.receiver or tr("a body whose name was destroyed"),
        route=words(one.route),
        basis=words(one.basis),
        reference=found.reference,
        name=found.by_name,
    )


# Who acts for the person


def representative_part(context: Context) -> RecordPart:
    """Return the part in which a representative is named, hidden until its link is pressed."""
    return RecordPart(partial(_representative, context))


def _representative(context: Context, view: RequestView) -> Record:
    offer = tr("Someone acts for them"), partial(_representative_panel, view, context)
    return Record(shown=False, offers=[offer] if view.may_act and may_be_named(view.request) else ())


def _representative_panel(view: RequestView, context: Context) -> Panel:
    """Return the panel that names a representative, with the fields as at intake."""
    fields = RepresentativeFields()

    def command() -> NameRepresentative:
        acts, problems = fields.read(), fields.problems()
        if problems or acts is None:
            raise FieldsError(problems)
        return NameRepresentative(context.actor, view.row.id, acts)

    parts = title(tr("Who acts for them")), fields
    return Panel(parts, tr("Save who acts for them"), command, first=fields.representative)
