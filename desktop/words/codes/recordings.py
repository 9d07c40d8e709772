"""Words for the closed sets of the recordings: one for each member."""

from __future__ import annotations

from desktop.application.recordings.import_report import Outcome
from desktop.domain.recordings.date_forms import EXAMPLE
from desktop.domain.recordings.finding import Step
from desktop.domain.recordings.keeping import HoldReason
from desktop.words import Pairs, tr

CODES: Pairs = (
    (Step.HALF_HOUR, "half an hour either side"),
    (Step.SAME_DAY, "the whole day"),
    (Step.DAY_EITHER_SIDE, "a day either side"),
    (Step.WEEK_EITHER_SIDE, "a week either side"),
    (HoldReason.REQUEST, "a request asks for it"),
    (HoldReason.COMPLAINT, "a complaint"),
    (HoldReason.POLICE, "the police ask for it"),
    (HoldReason.LEGAL, "legal reasons"),
    (Outcome.CAME_IN, "Imported"),
    (Outcome.CAME_BACK, "File was missing, and is back"),
    (Outcome.WAS_THERE, "Already here"),
    (Outcome.NOT_ASKED_FOR, "Not asked for"),
    (Outcome.TIME_IS_UP, "Past its retention"),
    (Outcome.REFUSED, "Refused"),
)


def form_words(form: str) -> str:
    """Return a form of dates and times (of `strptime`) by an example, and by what comes first."""
    example = EXAMPLE.strftime(form.replace("%f", "250").replace("%z", "+0000"))
    if form.startswith("%m"):
        return tr("{example} (month first)").format(example=example)
    return tr("{example} (day first)").format(example=example) if form.startswith("%d") else example
