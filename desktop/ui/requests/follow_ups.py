"""The corrections asked for at an appointment, each with its own due date, on the page of its request.

A follow-up outlives its request: it is answered here even when the request is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from desktop.application.requests.follow_ups import AnswerFollowUp, TakeAnswerBack
from desktop.application.requests.views import RequestView
from desktop.domain.requests.follow_ups import ANSWERS, FollowUp, FollowUpAnswer, FollowUpKind
from desktop.domain.shared.dates import Holidays
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.choices import ChoiceField
from desktop.ui.kit.text import Words, title
from desktop.ui.requests.panels import HowCounted, LinksPart, Panel, choices_of, chosen, day_field, read_day
from desktop.ui.running.context import Context
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests import FROM_CORRECTION, explained, not_announced


def answer_panel(follow_up: FollowUp, context: Context) -> Panel:
    """Return the panel that notes how a follow-up was answered."""
    answers = choices_of(ANSWERS[FollowUpKind.CORRECTION])
    answer = ChoiceField("follow_up_answer", tr("What was the outcome?"), answers)
    on = day_field("follow_up_answered_on", tr("When were they told?"), context.desk.today())
    request, session, kind = follow_up.request, follow_up.session, follow_up.kind
    return Panel(
        (answer, on),
        tr("Note the answer"),
        lambda: AnswerFollowUp(context.actor, request, session, kind, chosen(FollowUpAnswer, answer), read_day(on)),
    )


DONE: Texts[FollowUpKind] = {
    FollowUpKind.CORRECTION: "On {day} they asked for a correction. {answer}: {on}.",
    FollowUpKind.COMPLAINT: "On {day} they complained. {answer}: {on}.",
}
BACK: Texts[FollowUpKind] = {
    FollowUpKind.CORRECTION: "Take back the answer to the correction of {day}",
    FollowUpKind.COMPLAINT: "Take back the answer to the complaint of {day}",
}


def follow_up_words(said: FollowUp, holidays: Holidays) -> str:
    """Say what was said, and when an answer is due."""
    due = weekday_and_day(said.deadline(holidays).due)
    return tr("On {day} they asked for a correction: answer by {due}.").format(day=day(said.on), due=due)


def counted_words(said: FollowUp, holidays: Holidays, known: Callable[[date], bool]) -> str:
    """Say how the day by which the correction is to be answered was counted."""
    deadline = said.deadline(holidays)
    return " ".join([explained(deadline, tr(FROM_CORRECTION)), not_announced(deadline, known)]).strip()


def answered_words(said: FollowUp) -> str:
    """Say what was said, and its outcome."""
    assert said.answer is not None and said.answered_on is not None
    return tr(DONE[said.kind]).format(day=day(said.on), answer=words(said.answer), on=day(said.answered_on))


def follow_up_link(said: FollowUp) -> str:
    """Return the text of the link that records an answer, or withdraws the recorded one."""
    words = tr("The correction of {day} was answered") if said.answer is None else tr(BACK[said.kind])
    return words.format(day=day(said.on))


class FollowUpPart(LinksPart):
    """A request's follow-ups."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, LinkButton, row_gap=12)
        self.due, self.answered = Banner("notice"), Words(tone="muted")
        self.how = HowCounted(tr("how the date of the correction was counted"))
        said = title(tr("Said at the appointment"))
        self._lay_out(said, self.due, self.how, self.offers, below=(self.answered, self._backs))

    def show_request(self, view: RequestView) -> None:
        """Show the follow-ups of a request; an open panel closes."""
        self._close_panel()
        due = [each for each in view.follow_ups if each.answer is None]
        done = [each for each in view.follow_ups if each.answer is not None]
        desk, actor = self._context.desk, self._context.actor
        self.due.set_parts("\n".join(follow_up_words(each, desk.is_holiday) for each in due))
        counted = [counted_words(each, desk.is_holiday, desk.holidays_known) for each in due]
        self.how.show_steps(view.row.id, counted)
        self.answered.set_parts("\n".join(map(answered_words, done)))
        self.answered.setVisible(bool(done))
        over, taken_back = ([each for each in due if each.over], done) if view.may_act else ([], [])
        self._offer((follow_up_link(each), partial(answer_panel, each, self._context)) for each in over)
        self._offer_back(
            (follow_up_link(each), TakeAnswerBack(actor, each.request, each.session, each.kind)) for each in taken_back
        )
        self.setVisible(bool(view.follow_ups))
