"""The page for the customer before they listen: what happens, in plain words of their language.

The same facts as in what the adviser reads aloud (`script`), said to the customer by the page. A line is one sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop.application.sessions.views import SessionView
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.requests.request import Language
from desktop.domain.sessions.needs import SET_UP
from desktop.domain.shared.kinds import Kind
from desktop.ui.sessions.script import removed_lines, spoken_length
from desktop.ui.sessions.their_language import in_language, wanted_by, welsh_of
from desktop.words import Language as InLanguage
from desktop.words import text, tr
from desktop.words.formatting import day, local
from desktop.words.welsh import InWelsh


@dataclass(frozen=True)
class PageLanguage:
    """A language of the customer’s page, named in itself. `words`: None for that of the program."""

    code: str
    name: str
    words: InLanguage | None = None


ENGLISH = PageLanguage("en", text("English"))
LANGUAGES = (ENGLISH,)
"""The languages where the office writes in no other. With one, nobody is asked."""


@dataclass(frozen=True)
class Introduction:
    """A heading, the lines in groups, and the words of the way back."""

    about: str
    blocks: tuple[tuple[str, ...], ...]
    back: str


def introduction_of(view: SessionView, zone: ZoneInfo, language: PageLanguage) -> Introduction:
    """Return what the listener of that session reads, in that language."""
    with in_language(language.words):
        blocks = _what(view, zone), _ways(view), _please(view)
        return Introduction(tr("Before you listen"), blocks, tr("Back to the adviser"))


def languages_for(view: SessionView, zone: ZoneInfo, policy: OfficePolicy) -> tuple[PageLanguage, ...]:
    """Return the languages of the page, the one that this person wants first."""
    if welsh_of(lambda: introduction_of(view, zone, ENGLISH), view.kind, policy) is None:
        return LANGUAGES
    welsh = PageLanguage("cy", text("Cymraeg"), InWelsh())
    english_first = wanted_by(view.kind, view.language, policy) is Language.ENGLISH
    return (ENGLISH, welsh) if english_first else (welsh, ENGLISH)


def _what(view: SessionView, zone: ZoneInfo) -> tuple[str, ...]:
    about = tr("You will hear the call of {day}, {length} long.")
    if view.own_call:
        about = tr("You will hear your call of {day}, {length} long.")
    elif view.concerns_them:
        about = tr("You will hear a call of {day} that someone else made about you, {length} long.")
    called = day(local(view.call.at, zone).date())
    return (
        about.format(day=called, length=spoken_length(view.call.frames / view.call.rate)),
        *removed_lines(view.call),
    )


def _ways(view: SessionView) -> tuple[str, ...]:
    met = (tr("It is set up as you asked."),) if view.to_meet & SET_UP else ()
    return (tr("You can pause, go back or take a break whenever you like."), tr("You can stop at any time."), *met)


def _please(view: SessionView) -> tuple[str, ...]:
    disagree = (
        tr("If you want anything noted, tell the adviser.")
        if view.kind is Kind.INTERNAL
        else tr("If you disagree with anything, tell the adviser. It is noted with the time.")
    )
    return (
        tr("Please do not record."),
        tr("Hearing aids, streamers, medical devices and your interpreter’s equipment are welcome."),
        disagree,
    )
