"""The words of the letters about a complaint: that it was received, how it is going, and its outcome."""

from __future__ import annotations

from desktop.application.requests.letters import Letter
from desktop.domain.requests.complaints import ComplaintOutcome
from desktop.domain.requests.letters import LetterKind
from desktop.ui.letters.parts import Part, Wording
from desktop.words import Texts, own, tr
from desktop.words.formatting import day

ENDED: Texts[ComplaintOutcome] = {
    ComplaintOutcome.UPHELD: "We agree with your complaint.",
    ComplaintOutcome.PARTLY_UPHELD: "We agree with part of your complaint.",
    ComplaintOutcome.NOT_UPHELD: "We do not agree with your complaint.",
    ComplaintOutcome.PASSED_ON: "Your complaint is about our service, and not about personal data. We have "
    "passed it on, and it will be answered under our complaints procedure.",
}


def complaint_wording(letter: Letter, reach: str, typed: str) -> Wording:
    """Return the letter. `reach`: how to reach the office. `typed`: what the officer typed: how it is going, or
    what was found.
    """
    assert letter.complaint is not None
    came = tr("We received your complaint about how we use personal data on {day}.")
    if letter.about:
        came = tr("You act for {about}. We received your complaint about how we use personal data on {day}.")
    first = came.format(about=letter.about, day=day(letter.complaint.on))
    questions = Part(tr("If you have questions"), (reach,))
    if letter.kind is LetterKind.COMPLAINT_RECEIVED:
        return Wording(
            tr("We have received your complaint"),
            (Part("", (first,)), Part(tr("What happens now"), _now(letter)), questions, _regulator(letter)),
        )
    if letter.kind is LetterKind.COMPLAINT_PROGRESS:
        soon = tr("We will write to you with the outcome without undue delay. You do not need to do anything.")
        return Wording(
            tr("How your complaint is going"),
            (Part("", (first,)), Part(tr("Where we are"), (typed or "…", soon)), questions, _regulator(letter)),
        )
    assert letter.complaint.ended is not None and letter.complaint.ended.outcome is not None
    outcome = tr(ENDED[letter.complaint.ended.outcome])
    return Wording(
        tr("The outcome of your complaint"),
        (
            Part("", (f"{first} {tr('This is the outcome.')}",)),
            Part(tr("What we found"), (outcome, typed or "…")),
            questions,
            _regulator(letter, ended=True),
        ),
    )


def _now(letter: Letter) -> tuple[str, ...]:
    who = tr("{who} will look at your complaint and find out what happened.").format(
        who=letter.sender.contact.complaints
    )
    then = tr(
        "We will ask you if we need to know more. We will tell you how it is going, and we will write to you with the "
        "outcome without undue delay. You do not need to do anything."
    )
    return who, then


def _regulator(letter: Letter, *, ended: bool = False) -> Part:
    regulator = letter.sender.regulator
    at = ", ".join((*regulator.address, regulator.telephone, regulator.web))
    if not ended:
        words = tr("You can complain to the regulator at any time: {name}, {at}.")
        return Part(tr("The regulator"), (words.format(name=own(regulator.name), at=at),))
    words = tr("You can complain to the regulator: {name}, {at}. You can also ask a court to enforce your rights.")
    return Part(tr("If you do not accept this"), (words.format(name=own(regulator.name), at=at),))
