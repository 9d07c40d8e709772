"""The words for complaints on a request's page: what is due, what was told, and what can be noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop.application.requests.views import ComplaintView
from desktop.domain.requests.complaints import Complaint, ComplaintStep
from desktop.domain.shared.working_days import Holidays
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests.due_words import FROM_COMPLAINT, explained, not_announced

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
