"""In which languages a letter is written, and what the officer is told about the Welsh before it is printed.

Rules:
- Both languages are one paper: the Welsh first, then the English on a sheet of its own.
- A Welsh text that no native reader has checked is used only where the office's policy says so. Where it does not, the
  letter is written in English, and its page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop.application.requests.letters import Letter
from desktop.domain.requests.request import Language
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.ui.letters.letter_words import wording_of
from desktop.ui.letters.parts import Written
from desktop.words import tr, written_in
from desktop.words.formatting import day
from desktop.words.welsh import InWelsh


@dataclass(frozen=True)
class InLanguages:
    """A letter in each of its languages, in order.

    `unchecked`: how many of its Welsh texts no native reader has checked, or are not there; `as_written`: how many the
    office wrote itself, and are English. `kept_back`: for that reason the Welsh is not written.
    """

    letters: tuple[Written, ...]
    unchecked: int = 0
    as_written: int = 0
    kept_back: bool = False


def in_languages(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "") -> InLanguages:
    """Return the letter. `question`: what the officer typed."""
    if letter.language is Language.ENGLISH:
        return InLanguages((_written(letter, zone, id_policy, question),))
    language = InWelsh()
    with written_in(language):
        welsh = _written(letter, zone, id_policy, question, welsh=True)
    unchecked, as_written = len(language.unchecked | language.missing), len(language.as_written)
    english = _written(letter, zone, id_policy, question)
    if unchecked and not letter.welsh_unchecked:
        return InLanguages((english,), unchecked, as_written, kept_back=True)
    both = (welsh, english) if letter.language is Language.BOTH else (welsh,)
    return InLanguages(both, unchecked, as_written)


def _written(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str, *, welsh: bool = False) -> Written:
    who = f"{letter.sender.contact.department}, {letter.sender.office}"
    return Written(
        demo=tr("Demo office: this is not a real letter.") if letter.sender.demo else "",
        beside=(
            tr("Date: {day}").format(day=day(letter.written_on)),
            tr("Our reference: {reference}").format(reference=letter.reference),
        ),
        greeting=tr("Dear {name}").format(name=letter.name),
        wording=wording_of(letter, zone, id_policy, question, welsh=welsh),
        closing=tr("Yours sincerely, {who}").format(who=who),
    )
