"""Complaints on a request's page: what is due, what the person was told, and taking one that came in any other way.

A complaint outlives its request: it is looked after here even when the request is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.application.requests.follow_ups import TakeComplaint, TakeComplaintBack, TellComplaint
from desktop.application.requests.views import ComplaintView, RequestView
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import acknowledgement_due
from desktop.domain.requests.request import Channel
from desktop.domain.shared.dates import Holidays
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink
from desktop.ui.kit.choices import ChoiceField
from desktop.ui.kit.fields import LongTextField
from desktop.ui.kit.text import Words, title
from desktop.ui.requests.panels import HowCounted, LinksPart, Panel, choices_of, chosen, day_field, read_day
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests import FROM_COMPLAINT, explained, not_announced

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


def taking_panel(view: RequestView, context: Context) -> Panel:
    """Return the panel that takes a complaint, and says by when that is to be acknowledged."""
    came_by = ChoiceField("complaint_came_by", tr("How did the complaint come?"), choices_of(Channel))
    received = day_field("complaint_received_on", tr("When did it arrive?"), context.desk.today())
    about_hint = tr("This is kept with the request.")
    about = LongTextField("complaint_about", tr("What is the complaint about?"), about_hint, lines=3)

    def hint() -> str:
        day = received.value()
        due = acknowledgement_due(day, context.desk.is_holiday).due if day else None
        return tr("Acknowledge it by {day}.").format(day=weekday_and_day(due)) if due else ""

    actor, id = context.actor, view.row.id
    return Panel(
        (came_by, received, about),
        tr("Take the complaint"),
        lambda: TakeComplaint(actor, id, chosen(Channel, came_by), read_day(received), about.value()),
        hint=hint,
    )


def step_panel(complaint: Complaint, step: ComplaintStep, context: Context) -> Panel:
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


LINKS: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "The complaint of {day} was acknowledged",
    ComplaintStep.PROGRESS: "They were told how the complaint of {day} is going",
    ComplaintStep.OUTCOME: "They were told the outcome of the complaint of {day}",
}
BACK: Texts[ComplaintStep] = {
    ComplaintStep.ACKNOWLEDGED: "Take back that the complaint of {day} was acknowledged",
    ComplaintStep.PROGRESS: "Take back what they were last told about the complaint of {day}",
    ComplaintStep.OUTCOME: "Take back the outcome of the complaint of {day}",
}


def due_words(complaint: Complaint, holidays: Holidays) -> str:
    """Say by when it is to be acknowledged, or that its outcome is still to be told."""
    if complaint.acknowledged_on is not None:
        said = tr("The complaint of {day} is open: tell them how it is going, and then the outcome.")
        return said.format(day=day(complaint.on))
    deadline = complaint.deadline(holidays)
    said = tr("On {day} they complained. If it is about data protection, acknowledge it by {due}. We aim for {target}.")
    due, target = weekday_and_day(deadline.due), weekday_and_day(deadline.target)
    return said.format(day=day(complaint.on), due=due, target=target)


def counted_words(complaint: Complaint, holidays: Holidays, known: Callable[[date], bool]) -> str:
    """Say how the day by which it is to be acknowledged was counted; nothing where no day is left."""
    if not complaint.is_open or complaint.acknowledged_on is not None:
        return ""
    deadline = complaint.deadline(holidays)
    return " ".join([explained(deadline, tr(FROM_COMPLAINT)), not_announced(deadline, known)]).strip()


def life_of(view: ComplaintView) -> list[str]:
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


def step_link(complaint: Complaint, step: ComplaintStep) -> str:
    """Return the text of the link that notes a step."""
    return tr(LINKS[step]).format(day=day(complaint.on))


def back_link(complaint: Complaint) -> str:
    """Return the text of the link that takes back what was noted last."""
    said = tr(BACK[complaint.told[-1].step]) if complaint.told else tr("Take back the complaint of {day}")
    return said.format(day=day(complaint.on))


class ComplaintPart(LinksPart):
    """A request's complaints.

    Hidden where there is none. `offers`: the links of what can be done, for beside the facts.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context, QuietLink, row_gap=0)
        self.due, self.lives = Banner("notice"), Words(tone="muted")
        self.how = HowCounted(tr("how the date of the complaint was counted"))
        self._lay_out(title(tr("Complaints")), self.due, self.how, self.lives, self._backs)

    def show_request(self, view: RequestView) -> None:
        """Show the complaints about a request; an open panel closes."""
        self._close_panel()
        found = [each.complaint for each in view.complaints]
        still = [each for each in found if each.is_open]
        desk, actor = self._context.desk, self._context.actor
        self.due.set_parts("\n".join(due_words(each, desk.is_holiday) for each in still))
        counted = (counted_words(each, desk.is_holiday, desk.holidays_known) for each in still)
        self.how.show_steps(view.row.id, [words for words in counted if words])
        self.lives.set_parts("\n".join(line for each in view.complaints for line in life_of(each)))
        self.lives.setVisible(bool(found))
        steps = [
            (step_link(each, step), partial(step_panel, each, step, self._context))
            for each in still
            for step in each.possible
        ]
        taking = tr("Take a complaint"), partial(taking_panel, view, self._context)
        self._offer([*steps, taking] if view.may_act else ())
        back = [each for each in found if each.may_be_taken_back] if view.may_act else []
        self._offer_back(
            (back_link(each), TakeComplaintBack(actor, each.request, each.id, len(each.told))) for each in back
        )
        self.setVisible(bool(found))

    def _hidden_meanwhile(self) -> Sequence[QWidget]:
        return self.offers, self._backs
