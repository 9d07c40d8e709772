"""The state of a replay: events as its steps read them, the forms of their facts, what they add up to, and findings.

- A fact that is missing or of the wrong form raises MalformedError; an event out of order raises OutOfOrderError. Both
  become findings (`replaying`), and the event changes nothing.
- A row and its event read the clock one after the other: their times are `About` the same.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import Any, Self, TypeAlias, TypeVar, cast, dataclass_transform, get_args, get_origin, get_type_hints

from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.shared.ids import AppointmentId, CopyId, DeskId, NoteId, PersonId, RecordingId, RequestId, SessionId
from desktop.domain.shared.spans import Span

NEAR = timedelta(minutes=2)
"""The greatest difference between the time of a row and of its event: one transaction reads both."""

_ID = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


T = TypeVar("T")
N = TypeVar("N")
R = TypeVar("R", bound="Replayed")


class MalformedError(Exception):
    """A fact or subject is missing or has the wrong form; the argument is its name."""


class OutOfOrderError(Exception):
    """An event that cannot follow the events before it; the argument is a code."""


def must_follow(fits: bool) -> None:
    """Refuse the event, unless it fits those before it."""
    if not fits:
        raise OutOfOrderError("wrong_order")


@dataclass(frozen=True)
class About:
    """A time, give or take `NEAR`."""

    at: datetime

    def fits(self, other: datetime) -> bool:
        """Return whether that can be the same time."""
        return abs(other - self.at) <= NEAR


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A thing that events describe. `since`: the number of its first event; `events`: the last that said a field.

    Each class below it is a dataclass of the same kind.
    """

    id: str
    since: int
    events: Mapping[str, int] = field(default_factory=dict, compare=False)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True)(cls)

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


Form: TypeAlias = Callable[[object], T] | type[T]
"""A function that returns the value of a fact, or raises ValueError; or `str`, `int`, `bool`, `date` or `datetime`."""


def _formed(form: Form[Any], value: object) -> Any:
    if type(value) is form:
        return value
    if not isinstance(form, type):
        return form(value)
    if form is date and type(value) is str:
        return date.fromisoformat(value)
    if form is datetime and type(value) is str and (found := datetime.fromisoformat(value)).tzinfo is not None:
        return found
    raise ValueError


def identifier(value: object) -> str:
    """Return an identifier."""
    return _matching(_ID, value)


def digest(value: object) -> str:
    """Return a SHA-256 in hexadecimal."""
    return _matching(_SHA256, value)


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if type(value) is str and pattern.fullmatch(value):
        return value
    raise ValueError


def several(form: Form[T]) -> Callable[[object], tuple[T, ...]]:
    """Return the form of a list."""

    def of_list(value: object) -> tuple[T, ...]:
        if isinstance(value, (list, tuple)):
            return tuple([_formed(form, each) for each in value])
        raise ValueError

    return of_list


def row(*forms: Form[Any]) -> Callable[[object], tuple[Any, ...]]:
    """Return the form of a list of one value of each of these forms."""

    def of_row(value: object) -> tuple[Any, ...]:
        if isinstance(value, (list, tuple)):
            return tuple([_formed(form, each) for form, each in zip(forms, value, strict=True)])
        raise ValueError

    return of_row


def span(value: object) -> Span:
    """Return a span of frames."""
    return Span(*row(int, int)(value))


def or_none(form: Form[T], none: str | int = "") -> Callable[[object], T | None]:
    """Return the form of a value that `none` stands for where there is none."""
    return lambda value: None if value == none and type(value) is type(none) else _formed(form, value)


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
        return _read(self.event.subjects, subject, identifier)

    def subject_or_none(self, subject: Subject) -> str | None:
        """Return that subject, or None where it has not got it. Raises MalformedError."""
        return self.subject(subject) if self.names(subject) else None

    def says(self, name: str) -> bool:
        """Return whether it bears that fact."""
        return name in self.event.facts

    def fact(self, name: str, form: Form[T]) -> T:
        """Return that fact. Raises MalformedError."""
        return _read(self.event.facts, name, form)

    def fact_or(self, name: str, form: Form[T], none: N) -> T | N:
        """Return that fact, or `none` where it does not bear it. Raises MalformedError."""
        return self.fact(name, form) if self.says(name) else none

    def told(self, kind: type[R], id: str, /, **given: Any) -> R:
        """Return a new thing as this event tells it. Raises MalformedError.

        A field that is not `given` and has no default is read by its type: `About` is when the event happened, a person
        is its actor, a desk is where it happened, and another identifier is its subject of that kind. Any other field
        is the fact of the same name. Where a field can be None, the subject may be missing, and the fact may be "".
        """
        read: Any = {name: reader(self) for name, reader in _readers(cast(type, kind)).items() if name not in given}
        return kind(id=id, since=self.seq, **read, **given)


def _read(found: Mapping[Any, object], name: str, form: Form[T]) -> T:
    try:
        return cast(T, _formed(form, found[name]))
    except (KeyError, ValueError):
        raise MalformedError(str(name)) from None


@cache
def _readers(kind: type) -> Mapping[str, Callable[[Entry], object]]:
    """Return how an event tells each field of that type that has no default."""
    hints = get_type_hints(kind)
    asked = [each.name for each in dataclasses.fields(kind) if each.default is each.default_factory is MISSING]
    return {name: _reader(name, hints[name]) for name in asked if name not in ("id", "since")}


def _reader(name: str, hint: Any) -> Callable[[Entry], object]:
    of, *none = get_args(hint) if NoneType in get_args(hint) else (hint,)
    if of in _ATTRIBUTES:
        return _ATTRIBUTES[of]
    if of in _SUBJECTS:
        return lambda entry: (entry.subject_or_none if none else entry.subject)(_SUBJECTS[of])
    form = several(get_args(of)[0]) if get_origin(of) is tuple else of
    return lambda entry: entry.fact(name, or_none(form) if none else form)


_ATTRIBUTES: Mapping[object, Callable[[Entry], object]] = {
    About: attrgetter("about"),
    PersonId: attrgetter("actor"),
    DeskId: attrgetter("desk"),
}
_SUBJECTS = {
    AppointmentId: Subject.APPOINTMENT,
    CopyId: Subject.COPY,
    NoteId: Subject.NOTE,
    RecordingId: Subject.RECORDING,
    RequestId: Subject.REQUEST,
    SessionId: Subject.SESSION,
}


@dataclass(frozen=True)
class Finding:
    """An event that the replay cannot follow: its number, a code, and what it is about (a kind, a fact, a state)."""

    seq: int
    code: str
    about: str = ""


class Ledger:
    """Facts while they are replayed; steps read and change them, and a step that fails is undone.

    `not_told`: types whose events are left out of this replay; one of these is taken to be there.
    """

    def __init__(self, not_told: frozenset[type[Replayed]] = frozenset()) -> None:
        self.size = 0
        self._not_told = not_told
        self.findings: list[Finding] = []
        self._found: dict[type[Replayed], dict[str, Replayed]] = {}
        self._before: list[tuple[type[Replayed], str, Replayed | None]] = []

    def of(self, kind: type[R]) -> Mapping[str, R]:
        """Return everything of that type, by identifier."""
        return cast(Mapping[str, R], self._found.get(kind, {}))

    def get(self, kind: type[R], id: str) -> R:
        """Return a fact by its kind and identifier. Raises OutOfOrderError (`not_added`)."""
        found = self.of(kind).get(id)
        if found is None:
            raise OutOfOrderError("not_added")
        return found

    def numbered(self, kind: type[R], of: str) -> list[R]:
        """Return the things of a kind that something has, in order: `of/0`, `of/1` and so on."""
        known, found = self.of(kind), list[R]()
        while (one := known.get(f"{of}/{len(found)}")) is not None:
            found.append(one)
        return found

    def tells(self, kind: type[Replayed]) -> bool:
        """Return whether all events of that type are in this replay."""
        return kind not in self._not_told

    def must_have(self, kind: type[Replayed], id: str) -> None:
        """Raise OutOfOrderError (`not_added`) where that one is not there, and would be."""
        if kind not in self._not_told:
            self.get(kind, id)

    def add(self, *new: Replayed | None) -> None:
        """Add these, as far as there are any. Raises OutOfOrderError (`added_twice`)."""
        for each in filter(None, new):
            if each.id in self.of(type(each)):
                raise OutOfOrderError("added_twice")
            self._put(type(each), each.id, each)

    def put(self, *new: Replayed) -> None:
        """Add these, each in place of the one of its identifier that may be there."""
        for each in new:
            self._put(type(each), each.id, each)

    def change(self, entry: Entry, one: Replayed, **changes: Any) -> None:
        """Replace fields of one, as this event says."""
        self._put(type(one), one.id, one.changed(entry.seq, changes))

    def drop(self, kind: type[Replayed], id: str) -> None:
        """Forget a fact. Raises OutOfOrderError (`not_added`)."""
        self.get(kind, id)
        self._put(kind, id, None)

    def note_finding(self, entry: Entry, code: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(entry.seq, code, entry.kind.value))

    def keep(self) -> None:
        """Keep the changes of a step."""
        self._before.clear()

    def undo(self) -> None:
        """Undo the changes of a step."""
        while self._before:
            kind, id, before = self._before.pop()
            self._put(kind, id, before)
            self._before.pop()

    def facts(self) -> Facts:
        """Return what has been replayed."""
        things = {kind: MappingProxyType(dict(found)) for kind, found in self._found.items() if found}
        return Facts(self.size, MappingProxyType(things), tuple(self.findings))

    def _put(self, kind: type[Replayed], id: str, one: Replayed | None) -> None:
        found = self._found.setdefault(kind, {})
        self._before.append((kind, id, found.get(id)))
        if one is None:
            del found[id]
        else:
            found[id] = one


@dataclass(frozen=True)
class Facts:
    """The facts of `size` events."""

    size: int
    things: Mapping[type[Replayed], Mapping[str, Replayed]]
    findings: tuple[Finding, ...] = ()

    def of(self, kind: type[R]) -> Mapping[str, R]:
        """Return everything of that type, by identifier."""
        return cast(Mapping[str, R], self.things.get(kind, {}))


Step = Callable[[Entry, Ledger], None]
STEPS: dict[EventKind, Step] = {}
"""The step of each kind that changes a fact."""


def follows(*kinds: EventKind) -> Callable[[Step], Step]:
    """Declare the step of these kinds. It raises MalformedError or OutOfOrderError, and then changes nothing."""

    def declared(step: Step) -> Step:
        STEPS.update(dict.fromkeys(kinds, step))
        return step

    return declared
