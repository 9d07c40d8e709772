"""The words on a letter's page about its language, before it is printed."""

from __future__ import annotations

from desktop.application.requests.letters import Letter
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from desktop.ui.kit.widgets.words import strong
from desktop.ui.letters.languages import InLanguages
from desktop.words import Texts, counted, tr

TYPED = (
    LetterKind.CLARIFICATION,
    LetterKind.CORRECTION_MADE,
    LetterKind.CORRECTION_REFUSED,
    LetterKind.COMPLAINT_PROGRESS,
    LetterKind.COMPLAINT_OUTCOME,
)
"""The letters with words of the officer's own."""
IN: Texts[Language] = {
    Language.WELSH: "This letter is in Welsh.",
    Language.BOTH: "This letter is in Welsh and English, with the Welsh first.",
}
KEPT_BACK: Texts[Language] = {
    Language.WELSH: "This person wants letters in Welsh. This one is in English.",
    Language.BOTH: "This letter should be in Welsh and English. It is in English only.",
}


def language_words(letter: Letter, written: InLanguages) -> tuple[str, ...]:
    """Return what the officer must know; nothing for a letter in English that nobody wants otherwise."""
    if letter.language is Language.ENGLISH:
        return ()
    if written.kept_back:
        return strong(tr(KEPT_BACK[letter.language])), _not_checked(written), tr("Have it translated, and send both.")
    said: list[str] = [strong(tr(IN[letter.language]))]
    if written.unchecked:
        said += [_not_checked(written), tr("Have someone who reads Welsh look at it before it goes out.")]
    if written.as_written:
        one, many = (
            "1 text that the office wrote itself is in English.",
            "{n} texts that the office wrote itself are in English.",
        )
        said.append(counted(written.as_written, one, many))
    if letter.kind in TYPED:
        said.append(tr("What you type appears in the letter as you typed it. Write it in each language."))
    return tuple(said)


def _not_checked(written: InLanguages) -> str:
    return counted(
        written.unchecked,
        "No native reader has checked 1 of its Welsh texts.",
        "No native reader has checked {n} of its Welsh texts.",
    )
