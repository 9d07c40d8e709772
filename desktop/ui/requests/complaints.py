"""Complaints on a request's page: what is due, what the person was told, and taking one that came in any other way.
A complaint outlives its request: it is looked after here even when the request is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.follow_ups import ComplaintCommand, TakeComplaint, TakeComplaintBack, TellComplaint
from desktop.application.requests.views import ComplaintView, RequestView
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep
from desktop.domain.requests.deadline import acknowledgement_due
from desktop.domain.requests.request import Channel
from desktop.domain.shared.dates import Holidays
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import QuietLink
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.fields import Field, LongTextField
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.text import Words, title
from desktop.ui.requests.panels import DayPanel, HowCounted, PanelPart, add_link
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


class TakeComplaintPanel(DayPanel):
    """The panel to take a complaint. Emits `wanted(TakeComplaint)`."""

    wanted = Signal(TakeComplaint)

    def __init__(self, context: Context) -> None:
        super().__init__(context, "complaint_received_on", tr("When did it arrive?"), tr("Take the complaint"))
        channels = [Choice(channel.value, words(channel)) for channel in Channel]
        self.came_by = ChoiceField("complaint_came_by", tr("How did the complaint come?"), channels)
        hint = tr("This is kept with the request.")
        self.about = LongTextField("complaint_about", tr("What is the complaint about?"), hint, lines=3)
        self.lay_out(self.came_by, self.day, self.about)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with today's date and nothing typed."""
        super().show_request(view)
        self.came_by.set_value(None)
        self.about.set_value("")
        self.day.set_value(self._context.desk.today())
        self.say_what_it_comes_to()

    def first(self) -> Field:
        """Return the field of how it came."""
        return self.came_by

    def say_what_it_comes_to(self) -> None:
        """Say by when it is to be acknowledged."""
        day = self.day.value()
        due = acknowledgement_due(day, self._context.desk.is_holiday).due if day else None
        self.day.set_hint(tr("Acknowledge it by {day}.").format(day=weekday_and_day(due)) if due else "")

    def command(self, day: date) -> TakeComplaint:
        """Return the command that takes it."""
        value = self.came_by.value()
        came_by = Channel(value) if value else None
        return TakeComplaint(self._context.actor, self._view.row.id, came_by, day, self.about.value())


class TellComplaintPanel(DayPanel):
    """The panel of one step of a complaint. Emits `wanted(TellComplaint)`."""

    wanted = Signal(TellComplaint)

    def __init__(self, step: ComplaintStep, context: Context) -> None:
        super().__init__(context, "complaint_told_on", tr(WHEN[step]), tr(NOTE[step]))
        self.step = step
        outcomes = [Choice(outcome.value, words(outcome)) for outcome in ComplaintOutcome]
        self.outcome = ChoiceField("complaint_outcome", tr("What was the outcome?"), outcomes)
        hint = tr("This is kept with the request.")
        self.words = LongTextField("complaint_words", tr("What were they told?"), hint, lines=3)
        self.lay_out(self.outcome, self.day, self.words)
        self.outcome.setVisible(step is ComplaintStep.OUTCOME)
        self.words.setVisible(step is not ComplaintStep.ACKNOWLEDGED)
        self._complaint: Complaint | None = None

    def show_complaint(self, view: RequestView, complaint: Complaint) -> None:
        """Show a complaint, with today's date and nothing chosen or typed."""
        self.show_request(view)
        self._complaint = complaint
        self.outcome.set_value(None)
        self.words.set_value("")
        self.day.set_value(self._context.desk.today())

    def first(self) -> Field:
        """Return the first field: an outcome is chosen before its day is typed."""
        return self.outcome if self.step is ComplaintStep.OUTCOME else self.day

    def command(self, day: date) -> TellComplaint:
        """Return the command that notes it."""
        complaint, value = self._complaint, self.outcome.value()
        assert complaint is not None
        outcome = ComplaintOutcome(value) if value and self.step is ComplaintStep.OUTCOME else None
        actor, seen = self._context.actor, len(complaint.told)
        return TellComplaint(actor, complaint.request, complaint.id, seen, self.step, day, outcome, self.words.value())


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


Panel: TypeAlias = TakeComplaintPanel | TellComplaintPanel


class ComplaintPart(PanelPart):
    """A request's complaints. Emits `wanted(ComplaintCommand)`.

    Hidden where there is none. `offers`: the links of what can be done, for beside the facts.
    """

    wanted = Signal(ComplaintCommand)
    _view: RequestView

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.due, self.lives = Banner("notice"), Words(tone="muted")
        self.how = HowCounted(tr("how the date of the complaint was counted"))
        self._panels: dict[ComplaintStep | None, Panel] = {}
        self.panel: Panel | None = None
        """The open panel. Each is created when it is first opened; that of no step takes a complaint."""
        self.links: list[QuietLink] = []
        self.back: list[QuietLink] = []
        """The links that take back what was noted last."""
        self._opener: QuietLink | None = None
        self.offers, self._backs = QWidget(), QWidget()
        self._row, self._back_row = FlowLayout(self.offers, gap=24, row_gap=0), FlowLayout(self._backs, gap=24)
        for part in (title(tr("Complaints")), self.due, self.how, self.lives, self._backs):
            self._box.addWidget(part)

    def show_request(self, view: RequestView) -> None:
        """Show the complaints about a request; an open panel closes."""
        self._close_panel()
        self._view = view
        found = [each.complaint for each in view.complaints]
        still = [each for each in found if each.is_open]
        self.due.set_parts("\n".join(due_words(each, self._context.desk.is_holiday) for each in still))
        desk = self._context.desk
        counted = (counted_words(each, desk.is_holiday, desk.holidays_known) for each in still)
        self.how.show_steps(view.row.id, [words for words in counted if words])
        self.lives.set_parts("\n".join(line for each in view.complaints for line in life_of(each)))
        self.lives.setVisible(bool(found))
        self._offer(still if view.may_act else [], take=view.may_act)
        self._offer_back([each for each in found if each.may_be_taken_back] if view.may_act else [])
        self.setVisible(bool(found))

    def may_press_again(self) -> None:
        super().may_press_again()
        for link in self.back:
            link.setEnabled(True)

    def _offer(self, still: list[Complaint], *, take: bool) -> None:
        self._opener = None
        self._row.empty()
        steps = [(each, step) for each in still for step in each.possible]
        self.links = [
            add_link(QuietLink(step_link(each, step)), self._row, partial(self._open_step, at, each, step))
            for at, (each, step) in enumerate(steps)
        ]
        if take:
            self.links.append(add_link(QuietLink(tr("Take a complaint")), self._row, self._open_taking))
        self.offers.setVisible(take)

    def _offer_back(self, found: list[Complaint]) -> None:
        self._back_row.empty()
        self.back = [
            add_link(QuietLink(back_link(each)), self._back_row, partial(self._take_back, at, each))
            for at, each in enumerate(found)
        ]
        self._backs.setVisible(bool(found))

    def _take_back(self, at: int, complaint: Complaint, _checked: bool = False) -> None:
        self.back[at].setEnabled(False)  # once: the page is refreshed when it is done
        actor, seen = self._context.actor, len(complaint.told)
        self.wanted.emit(TakeComplaintBack(actor, complaint.request, complaint.id, seen))

    def _open_step(self, at: int, complaint: Complaint, step: ComplaintStep, _checked: bool = False) -> None:
        panel = self._panels.get(step) or self._keep(step, TellComplaintPanel(step, self._context))
        assert isinstance(panel, TellComplaintPanel)
        panel.show_complaint(self._view, complaint)
        self._open(self.links[at], panel)

    def _open_taking(self, _checked: bool = False) -> None:
        panel = self._panels.get(None) or self._keep(None, TakeComplaintPanel(self._context))
        panel.show_request(self._view)
        self._open(self.links[-1], panel)

    def _open(self, opener: QuietLink, panel: Panel) -> None:
        self._opener, self.panel = opener, panel
        self.offers.hide()
        self._backs.hide()
        self.show()
        panel.show()
        panel.go()

    def _keep(self, step: ComplaintStep | None, panel: Panel) -> Panel:
        self._panels[step] = panel
        self._add_panel(panel)
        return panel

    def _leave_panel(self) -> None:
        """Return to the links, with the focus where it was."""
        self._close_panel()
        self.setVisible(bool(self._view.complaints))
        self.offers.show()
        self._backs.setVisible(bool(self.back))
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()
