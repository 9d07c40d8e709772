"""What the customer reads before they listen: what happens, in their words and on their own page.

The same facts as in what the adviser reads aloud (`script`), said to the customer by the page. A line is one sentence.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.needs import needs_of
from desktop.domain.shared.kinds import Kind
from desktop.ui.sessions.script import removed_lines, spoken_length
from desktop.words import Language, text, tr, written_in
from desktop.words.formatting import day, local


@dataclass(frozen=True)
class PageLanguage:
    """A language of the customer’s page, named in itself. `words`: None for that of the program."""

    code: str
    name: str
    words: Language | None = None


LANGUAGES = (PageLanguage("en", text("English")),)
"""The languages that there are. With one, nobody is asked."""


@dataclass(frozen=True)
class Introduction:
    """A heading, and the lines in groups."""

    about: str
    blocks: tuple[tuple[str, ...], ...]


def introduction_of(view: SessionView, zone: ZoneInfo, language: PageLanguage) -> Introduction:
    """Return what the listener of that session reads, in that language."""
    with written_in(language.words) if language.words else nullcontext():
        return Introduction(tr("Before you listen"), (_what(view, zone), _ways(view), _please(view)))


def _what(view: SessionView, zone: ZoneInfo) -> tuple[str, ...]:
    about = (
        tr("You will hear the call of {day}, {length} long.")
        if view.kind is Kind.INTERNAL
        else tr("You will hear your call of {day}, {length} long.")
    )
    called = day(local(view.call.at, zone).date())
    return (
        about.format(day=called, length=spoken_length(view.call.frames / view.call.rate)),
        *removed_lines(view.call),
    )


def _ways(view: SessionView) -> tuple[str, ...]:
    met = (tr("It is set up as you asked."),) if needs_of(view.adjustments) else ()
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
