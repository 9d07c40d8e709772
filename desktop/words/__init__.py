"""Every sentence that a person reads, for the windows and for the command line.

The rules use codes; only this layer turns them into prose. It has no Qt: `tr` returns the English text until the
windows bind it to a translator (`bind`). Sentences are whole, short and in the present tense, with named places.

A letter, or a page for the customer, can be written in another language than the screen's: `written_in`.

A sentence passed to `tr` later is in a table of type `Texts`, `Counts`, `Pairs` or `Lines`, or is marked by `text`.
A catalogue holds the literals passed to `tr`, `text`, `counted` or `if_any`, and those of such tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Protocol, TypeVar

Translate = Callable[[str], str]
Code = TypeVar("Code")
Texts = Mapping[Code, str]
"""A table of sentences by code."""
Counts = Mapping[Code, tuple[str, str]]
"""A table of sentences for `counted`: of one thing, and of several."""
Lines = tuple[str, ...]
"""Sentences in order."""
Pairs = tuple[tuple[StrEnum, str], ...]
"""Sentences for members of several sets, which may be equal as text."""


class Language(Protocol):
    """A language other than that of the screen."""

    def text(self, english: str) -> str:
        """Return the text in that language."""
        ...

    def counted(self, n: int, one: str, many: str) -> str:
        """Return the sentence for that count, whose places are still to be filled."""
        ...

    def own(self, text: str) -> str:
        """Return what an office wrote: in that language where it is known, else as it was written."""
        ...


_WRITTEN_IN: ContextVar[Language | None] = ContextVar("written_in", default=None)


@contextmanager
def written_in(language: Language) -> Iterator[None]:
    """Put the words into that language meanwhile: on this thread, in this block."""
    before = _WRITTEN_IN.set(language)
    try:
        yield
    finally:
        _WRITTEN_IN.reset(before)


class _Bound:
    """The translator of this process: none on the command line."""

    translate: Translate | None = None


def bind(translate: Translate | None) -> None:
    """Make `tr` use a translator; None returns to English."""
    _Bound.translate = translate


def tr(text: str) -> str:
    """Return the text in the language of the screen, or of `written_in`."""
    language = _WRITTEN_IN.get()
    if language is not None:
        return language.text(text)
    translate = _Bound.translate
    return text if translate is None else translate(text)


def own(text: str) -> str:
    """Return what an office wrote itself, such as the name of a document: it is translated in a letter alone."""
    language = _WRITTEN_IN.get()
    return text if language is None else language.own(text)


def text(english: str) -> str:
    """Mark a text of a table for translation; it stays English until it is passed to `tr`."""
    return english


def counted(n: int, one: str, many: str, /, **places: object) -> str:
    """Return the sentence for a count, with `{n}` and its other places filled: "1 file", "4,182 files"."""
    language = _WRITTEN_IN.get()
    said = language.counted(n, one, many) if language is not None else tr(one) if n == 1 else tr(many)
    return said.format(n=f"{n:,}", **places)


def if_any(n: int, one: str, many: str, /, **places: object) -> list[str]:
    """Return the line of a count (see `counted`); none where there is nothing."""
    return [counted(n, one, many, **places)] if n else []
