"""The records on a request's page beside its answer: corrections and complaints, files for the police, and who
acts for the person.

A correction and a complaint outlive their request: they are looked after here even when the request is closed. The
program sends no file: it records what was sent by the office's own route.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from desktop.application.ports.desk import Desk
from desktop.application.requests.closing import DiscloseFile
from desktop.application.requests.follow_ups import (
    AnswerFollowUp,
    TakeAnswerBack,
    TakeComplaint,
    TakeComplaintBack,
    TellComplaint,
)
from desktop.application.requests.intake import NameRepresentative
from desktop.application.requests.views import ComplaintView, DisclosureView, RequestView
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import acknowledgement_due
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer
from desktop.domain.requests.intake import may_be_named
from desktop.domain.requests.request import Channel, DisclosureBasis, DisclosureRoute, may_be_disclosed
from desktop.errors import FieldsError
from desktop.ui.kit.choices import ChoiceField
from desktop.ui.kit.fields import LongTextField, TextField
from desktop.ui.kit.text import strong, title
from desktop.ui.requests.panels import Panel, Record, RecordPart, choices_of, chosen, day_field, read_day
from desktop.ui.requests.request_fields import RepresentativeFields
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests import FROM_COMPLAINT, FROM_CORRECTION, explained, not_announced


def _counted(said: FollowUp | Complaint, since: str, desk: Desk) -> str:
    """Say how the due date of a correction or a complaint was counted; `since`: what it was counted from, in words."""
    deadline = said.deadline(desk.is_holiday)
    return f"{explained(deadline, since)} {not_announced(deadline, desk.holidays_known)}".strip()


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
            (back.format(day=day(each.on)), TakeAnswerBack(actor, each.request, each.session)) for each in taken_back
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
        lambda: AnswerFollowUp(*of, chosen(FollowUpAnswer, answer), read_day(on)),
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
            (_take_back_words(each), TakeComplaintBack(context.actor, each.request, each.id, len(each.told)))
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
        lambda: TakeComplaint(actor, id, chosen(Channel, came_by), read_day(received), about.value()),
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

    def command() -> TellComplaint:
        result, what = chosen(ComplaintOutcome, outcome) if outcome else None, said.value() if said else ""
        return TellComplaint(actor, request, id, seen, step, read_day(told), result, what)

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

    def command() -> DiscloseFile:
        by, why, day = chosen(DisclosureRoute, route), chosen(DisclosureBasis, basis), read_day(on)
        return DiscloseFile(context.actor, view.row.id, receiver.value(), by, why, day, reference.value())

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
