"""The language of what a listener hears read, reads and takes home at the counter.

Rules:
- It is the one in which they want to be written to, as in letters, in an office that writes Welsh (`language_of`); for
  a colleague it is English. Both languages are one paper: the Welsh first, the English on a sheet of its own.
- Welsh that no native reader has checked, or that is not there, is used only where the office's policy says so. Else it
  is English, and the page says so.
- While they listen, the screen is in Welsh for whoever wants Welsh alone. It has room for one language, the adviser may
  read it too, and whoever takes both reads English.
- What is read aloud, and the customer's own page, can be put into the other language by a press: not every adviser
  reads Welsh, and nobody has to say beforehand which one they read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop.domain.office.office_policy import OfficePolicy, Welsh
from desktop.domain.requests.letters import language_of
from desktop.domain.requests.request import Language
from desktop.domain.shared.kinds import Kind
from desktop.words import Language as InLanguage
from desktop.words import tr, written_in
from desktop.words.welsh import InWelsh, welsh

T = TypeVar("T")
Papers = tuple[InLanguage | None, ...]
"""The languages of a paper, in order; None is English, or whatever the program speaks."""
ENGLISH_ALONE: Papers = (None,)


@dataclass(frozen=True)
class OnPaper(Generic[T]):
    """A paper. `kept_back`: it should be in Welsh, which nobody has checked."""

    written: T
    kept_back: bool = False


@contextmanager
def in_language(language: InLanguage | None) -> Iterator[None]:
    """Put the words into that language meanwhile; None leaves them."""
    with nullcontext() if language is None else written_in(language):
        yield


def wanted_by(kind: Kind, language: Language | None, policy: OfficePolicy) -> Language:
    """Return the language that someone wants whose request says `language`."""
    return Language.ENGLISH if kind is Kind.INTERNAL else language_of(language, policy.welsh)


def welsh_of(make: Callable[[], T], kind: Kind, policy: OfficePolicy) -> T | None:
    """Return in Welsh what `make` makes; None where the office writes none, or it may not be used."""
    if kind is Kind.INTERNAL or policy.welsh is Welsh.NO:
        return None
    language = InWelsh()
    with written_in(language):
        made = make()
    return made if may_be_used(language, policy) else None


def on_paper(write: Callable[[Papers], T], kind: Kind, language: Language | None, policy: OfficePolicy) -> OnPaper[T]:
    """Return what `write` writes in the languages of whoever takes it home."""
    wanted = wanted_by(kind, language, policy)
    if wanted is Language.ENGLISH:
        return OnPaper(write(ENGLISH_ALONE))
    theirs = InWelsh()
    written = write((theirs, None) if wanted is Language.BOTH else (theirs,))
    usable = may_be_used(theirs, policy)
    return OnPaper(written if usable else write(ENGLISH_ALONE), kept_back=not usable)


def on_screen(kind: Kind, language: Language | None, policy: OfficePolicy) -> InLanguage | None:
    """Return the language of the page on which someone listens; None for that of the program."""
    if wanted_by(kind, language, policy) is not Language.WELSH:
        return None
    checked = policy.welsh_unchecked or all(found.checked for found in welsh().values())
    return InWelsh() if checked else None


def may_be_used(language: InWelsh, policy: OfficePolicy) -> bool:
    """Return whether what was said in it may be used: it was checked, or the office's policy lets it."""
    return policy.welsh_unchecked or not language.unchecked | language.missing


def kept_back_words() -> str:
    """Say that the paper is in English, and why."""
    return tr("This is in English: no native reader has checked the Welsh of it yet.")
