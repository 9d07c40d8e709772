"""The words of the letter that refuses a correction: why, and what can be done about that (UK GDPR article 12(4))."""

from __future__ import annotations

from desktop.application.requests.letters import Letter
from desktop.ui.letters.parts import Part, Wording
from desktop.words import tr
from desktop.words.formatting import day


def correction_wording(letter: Letter, asked: str, typed: str, last: tuple[Part, ...]) -> Wording:
    """Return the letter. `asked`: what was asked for. `typed`: the reasons, as the officer typed them.

    `last`: how to reach the office, and where to complain.
    """
    assert letter.correction is not None and letter.correction_due is not None
    answer = [asked, tr("We have not corrected it.")]
    if letter.written_on > letter.correction_due:
        late = tr("Our answer was due by {day}. We are sorry it is late.")
        answer.append(late.format(day=day(letter.correction_due)))
    kept = tr("We keep a note of what you told us with our record of your appointment.")
    return Wording(
        tr("Your request to correct something"),
        (Part("", (" ".join(answer),)), Part(tr("Why"), (typed or "…", kept)), *last),
    )
