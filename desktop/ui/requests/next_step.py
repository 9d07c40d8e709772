"""The next step of a request, for the primary button of its page."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.requests.views import RequestView
from desktop.domain.requests.disclosures import may_be_disclosed
from desktop.domain.requests.journey import Stage, StageState
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Status
from desktop.ui.requests.acts import Act, Begin, WriteLetter
from desktop.words import tr
from desktop.words.codes import within


@dataclass(frozen=True)
class NextStep:
    """The button's words, and its act."""

    words: str
    act: Act


def next_step(view: RequestView, *, opens_originals: bool, prepares: bool = True) -> NextStep | None:
    """Return the next step; None if this user has none, or cannot take it at this desk.

    `prepares`: recordings are looked for at this desk.
    """
    match view.row.status:
        case Status.TAKEN if view.may_act and prepares:
            return NextStep(tr("Find the recording"), Begin.FINDING)
        case Status.LINKED if view.may_act and opens_originals:
            return NextStep(tr("Prepare the copy"), Begin.PREPARING)
        case Status.APPROVED if Answered.LISTENED in view.answers and LetterKind.RESPONSE in view.letters:
            return letter_step(LetterKind.RESPONSE)
        case Status.APPROVED if view.may_act and may_be_disclosed(view.request) and not view.disclosures:
            return NextStep(tr("Record the disclosure"), Begin.DISCLOSURE)
        case Status.APPROVED if view.may_invite and not view.row.heard:
            return NextStep(tr("Book an appointment"), Begin.BOOKING)
        case Status.APPROVED | Status.REFUSED if (letter := _letter_now(view)) is not None:
            return letter_step(letter)
    return None


def _letter_now(view: RequestView) -> LetterKind | None:
    """Return the first letter that is still to be made. Whoever has listened is not invited any more, and whoever is
    invited waits for the appointment: what answers them tells of it."""
    if view.row.heard:
        return next((kind for kind in view.letters if kind is not LetterKind.INVITATION), None)
    invited = any(each.stage is Stage.INVITED and each.state is StageState.DONE for each in view.journey)
    first = next(iter(view.letters), None)
    return None if first is LetterKind.INVITATION and invited else first


def letter_step(kind: LetterKind) -> NextStep:
    """Return the step of writing that letter."""
    return NextStep(tr("Make the letter: {letter}").format(letter=within(kind)), WriteLetter(kind))
