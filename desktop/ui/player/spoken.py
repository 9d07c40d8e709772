"""Methods that speak the language of what they belong to: a listener reads theirs, whatever the program speaks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from desktop.words import Language, written_in

P = ParamSpec("P")
R = TypeVar("R")


class Speaks(Protocol):
    """Anything that has a language; None is that of the program."""

    @property
    def language(self) -> Language | None:
        """Its language."""
        ...


S = TypeVar("S", bound=Speaks)


def spoken(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Have the method put its words into the language of its object."""

    @wraps(method)
    def said(self: S, /, *given: P.args, **named: P.kwargs) -> R:
        if self.language is None:
            return method(self, *given, **named)
        with written_in(self.language):
            return method(self, *given, **named)

    return said
