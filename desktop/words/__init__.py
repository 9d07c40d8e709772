"""Every sentence that a person reads, for the windows and for the command line.

The rules use codes; only this layer turns them into prose. It has no Qt: `tr` returns the English text until the
windows bind it to a translator (`bind`). Sentences are whole, short and in the present tense, with named places.

A sentence passed to `tr` later is in a table of type `Texts`, `Pairs` or `Lines`, or is marked by `text`.
A catalogue holds the literals passed to `tr`, `text` or `counted`, and those of such tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import TypeVar

Translate = Callable[[str], str]
Code = TypeVar("Code")
Texts = Mapping[Code, str]
"""A table of sentences by code."""
Lines = tuple[str, ...]
"""Sentences in order."""
Pairs = tuple[tuple[StrEnum, str], ...]
"""Sentences for members of several sets, which may be equal as text."""


class _Bound:
    """The translator of this process: none on the command line."""

    translate: Translate | None = None


_own: ContextVar[Translate | None] = ContextVar("own", default=None)
"""The translator for what somebody reads in a language of their own, while it is made."""


def bind(translate: Translate | None) -> None:
    """Make `tr` use a translator; None returns to English."""
    _Bound.translate = translate


@contextmanager
def in_language(translate: Translate | None) -> Iterator[None]:
    """Have `tr` use that translator within, in this thread: for what one person reads. None is that of the screen."""
    token = _own.set(translate)
    try:
        yield
    finally:
        _own.reset(token)


def tr(text: str) -> str:
    """Return the text in the language of the screen, or of `in_language`."""
    translate = _own.get() or _Bound.translate
    return text if translate is None else translate(text)


def text(english: str) -> str:
    """Mark a text of a table for translation; it stays English until it is passed to `tr`."""
    return english


def counted(n: int, one: str, many: str, /, **places: object) -> str:
    """Return the sentence for a count, with `{n}` and its other places filled: "1 file", "4,182 files"."""
    return (tr(one) if n == 1 else tr(many)).format(n=f"{n:,}", **places)
