"""The words of a letter about a correction: what was done (UK GDPR article 12(3)); or why nothing was, and what can be
done about that (article 12(4)).
"""

from __future__ import annotations

from desktop.application.requests.letters import Letter
from desktop.domain.requests.letters import LetterKind
from desktop.ui.letters.parts import Part, Wording
from desktop.words import tr
from desktop.words.formatting import day


def correction_wording(letter: Letter, asked: str, typed: str, last: tuple[Part, ...]) -> Wording:
    """Return the letter. `asked`: what was asked for. `typed`: what was corrected, or the reasons why nothing was.

    `last`: how to reach the office, and where to complain.
    """
    assert letter.correction is not None and letter.correction_due is not None
    made = letter.kind is LetterKind.CORRECTION_MADE
    answer = [asked, tr("We have corrected it.") if made else tr("We have not corrected it.")]
    if letter.written_on > letter.correction_due:
        late = tr("Our answer was due by {day}. We are sorry it is late.")
        answer.append(late.format(day=day(letter.correction_due)))
    parts = _made(typed) if made else _refused(typed)
    return Wording(tr("Your request to correct something"), (Part("", (" ".join(answer),)), *parts, *last))


def _made(typed: str) -> tuple[Part, ...]:
    stays = tr("The recording itself stays as it was made: it shows what was said in the call.")
    others = tr(
        "If we gave the information to others, we tell them that it was corrected, unless that is impossible or would "
        "take disproportionate effort. Ask us who they are, and we will tell you."
    )
    return Part(tr("What we corrected"), (typed or "…", stays)), Part(tr("Who else is told"), (others,))


def _refused(typed: str) -> tuple[Part, ...]:
    kept = tr("We keep a note of what you told us with our record of your appointment.")
    return (Part(tr("Why"), (typed or "…", kept)),)
