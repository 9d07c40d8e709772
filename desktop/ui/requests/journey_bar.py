"""The journey of a request at the top of its page: eight stages, each with its state in words and its day."""

from __future__ import annotations

from datetime import date

from desktop.application.requests.views import RequestView
from desktop.domain.requests.journey import JourneyStage, Stage, StageState
from desktop.ui.kit.widgets.stepper import DONE, LEFT_OUT, NOW, TO_COME, Step, Stepper
from desktop.ui.requests.request_actions import NextStep
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import short_day

STATES = {
    StageState.DONE: DONE,
    StageState.NOW: NOW,
    StageState.TO_COME: TO_COME,
    StageState.LEFT_OUT: LEFT_OUT,
}


class JourneyBar(Stepper):
    """The stepper of a request."""

    def __init__(self) -> None:
        super().__init__(numbered=False)

    def show_request(self, view: RequestView, coming: NextStep | None, today: date) -> None:
        """Show how far a request has come; `coming`: what is done next, if this user does it."""
        steps = [_step(each, view, coming, today) for each in view.journey]
        self.show_states(steps, [STATES[each.state] for each in view.journey])


def _step(found: JourneyStage, view: RequestView, coming: NextStep | None, today: date) -> Step:
    on = short_day(found.on, today) if found.on is not None else ""
    return Step(words(found.stage), on, ahead=_ahead(found, view, coming, today))


def _ahead(found: JourneyStage, view: RequestView, coming: NextStep | None, today: date) -> str:
    """Say what a stage that is not done waits for: its own day, or what is done next."""
    if found.state is StageState.LEFT_OUT:
        return tr("Not needed")
    if found.stage is Stage.ANSWERED and view.row.due_on is not None:
        return tr("By {day}").format(day=short_day(view.row.due_on, today))
    if found.state is StageState.NOW and coming is not None and found.stage is not Stage.PROTECTED:
        return coming.words
    return ""
