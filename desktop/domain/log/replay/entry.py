"""An event with its number, as the steps of a replay read it, and the forms of its facts.

Rules:
- A fact missing from an older event is `NOT_SAID`: nothing is compared with it or concluded from it.
- A fact of the wrong form raises MalformedError; an event out of order raises OutOfOrderError. Both become findings
  (`replaying`), and the event changes nothing.
- A row and its event read the clock one after the other: their times are `About` the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final, Self, TypeAlias, TypeVar

from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.domain.shared.spans import Span

NEAR = timedelta(minutes=2)
"""The greatest difference between the time of a row and of its event: one transaction reads both."""

_ID = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class NotSaid(Enum):
    """The type of `NOT_SAID`."""

    NOT_SAID = "not_said"


NOT_SAID: Final = NotSaid.NOT_SAID

T = TypeVar("T")
Maybe: TypeAlias = T | NotSaid


class MalformedError(Exception):
    """A fact or subject is missing or has the wrong form; the argument is its name."""


class OutOfOrderError(Exception):
    """An event that cannot follow the events before it; the argument is a code."""


@dataclass(frozen=True)
class About:
    """A time, give or take `NEAR`."""

    at: datetime

    def fits(self, other: datetime) -> bool:
        """Return whether that can be the same time."""
        return abs(other - self.at) <= NEAR


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A thing that events describe. `since`: the number of its first event; `events`: the last that said a field."""

    id: str
    since: int
    events: Mapping[str, int] = field(default_factory=dict, compare=False)

    def event_of(self, name: str) -> int:
        """Return the number of the event that said this field."""
        return self.events.get(name, self.since)

    def changed(self, seq: int, changes: Mapping[str, Any]) -> Self:
        """Return this with fields replaced, as event `seq` says. `dataclasses.replace` takes some times as long."""
        if not changes.keys() <= self.__dict__.keys():
            raise TypeError(f"{type(self).__name__} has no such field")
        new, events = object.__new__(type(self)), {**self.events, **dict.fromkeys(changes, seq)}
        object.__setattr__(new, "__dict__", {**self.__dict__, **changes, "events": events})
        return new


Form: TypeAlias = Callable[[object], T]
"""A function that returns the value of a fact, or raises ValueError."""


def text(value: object) -> str:
    """Return a text."""
    if isinstance(value, str):
        return value
    raise ValueError


def number(value: object) -> int:
    """Return a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError


def flag(value: object) -> bool:
    """Return a yes or no."""
    if isinstance(value, bool):
        return value
    raise ValueError


def identifier(value: object) -> str:
    """Return an identifier."""
    found = text(value)
    if _ID.fullmatch(found):
        return found
    raise ValueError


def digest(value: object) -> str:
    """Return a SHA-256 in hexadecimal."""
    found = text(value)
    if _SHA256.fullmatch(found):
        return found
    raise ValueError


def day(value: object) -> date:
    """Return a date."""
    return date.fromisoformat(text(value))


def moment(value: object) -> datetime:
    """Return a time: aware."""
    found = datetime.fromisoformat(text(value))
    if found.tzinfo is None:
        raise ValueError
    return found


def several(form: Form[T]) -> Form[tuple[T, ...]]:
    """Return the form of a list."""

    def of_list(value: object) -> tuple[T, ...]:
        if isinstance(value, (list, tuple)):
            return tuple([form(each) for each in value])
        raise ValueError

    return of_list


numbers: Form[tuple[int, ...]] = several(number)
"""The form of a list of whole numbers."""


def span(value: object) -> Span:
    """Return a span of frames."""
    start, end = numbers(value)
    return Span(start, end)


spans: Form[tuple[Span, ...]] = several(span)
"""The form of a list of spans."""


def or_none(form: Form[T], none: str | int = "") -> Form[T | None]:
    """Return the form of a value that `none` stands for where there is none."""
    return lambda value: None if value == none and type(value) is type(none) else form(value)


@dataclass(frozen=True)
class Entry:
    """An event with its number."""

    seq: int
    event: Event

    @property
    def kind(self) -> EventKind:
        return self.event.kind

    @property
    def about(self) -> About:
        """When it happened, as a row has it."""
        return About(self.event.at)

    @property
    def desk(self) -> DeskId:
        return self.event.desk

    @property
    def actor(self) -> PersonId:
        """Who did it. Raises MalformedError where it names nobody."""
        if self.event.actor is None:
            raise MalformedError("actor")
        return self.event.actor

    def names(self, subject: Subject) -> bool:
        """Return whether it has that subject."""
        return subject in self.event.subjects

    def subject(self, subject: Subject) -> str:
        """Return that subject. Raises MalformedError."""
        return _formed(self.event.subjects, subject, identifier)

    def subject_or(self, subject: Subject, none: T) -> str | T:
        """Return that subject, or `none` where it has not got it."""
        return self.subject(subject) if self.names(subject) else none

    def says(self, name: str) -> bool:
        """Return whether it bears that fact."""
        return name in self.event.facts

    def fact(self, name: str, form: Form[T]) -> T:
        """Return that fact. Raises MalformedError."""
        return _formed(self.event.facts, name, form)

    def said(self, name: str, form: Form[T]) -> Maybe[T]:
        """Return that fact, or NOT_SAID. Raises MalformedError."""
        return self.fact(name, form) if self.says(name) else NOT_SAID


def _formed(found: Mapping[Any, object], name: str, form: Form[T]) -> T:
    try:
        return form(found[name])
    except (KeyError, ValueError):
        raise MalformedError(str(name)) from None


def fields(entry: Entry, said: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return a list of so many texts. Raises MalformedError where it has others."""
    if len(said) != count:
        raise MalformedError(entry.kind.value)
    return said
