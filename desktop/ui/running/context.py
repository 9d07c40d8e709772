"""The context of each place: the desk, the person at it, what the screen shows, and the one way to a use case.

    self._context.run(CloseRequest(at, request, answered)).then(self._closed)
    self._context.run(open_request, actor, request).then(self._show)  # it only reads: no command

The ports of the use case are bound here, by their names (`application.shared.commands`). All is typed. Where something
was refused because of what someone else did, `ask_who` asks who was quicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Concatenate, Self, TypedDict, TypeVar, Unpack, overload

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.ports.desk import Desk
from desktop.application.shared.commands import Actor, Command, bound
from desktop.application.shared.quicker import Conflict, refused_for_another, who_was_quicker
from desktop.domain.office.people import Person
from desktop.errors import ListeningRoomError
from desktop.ui.kit.progress import Progress
from desktop.ui.running.tasks import Lane, Running, Tasks
from desktop.words.events import quicker_words


class Front(QObject):
    """The state of the screen. The window sets the place, the desk's lock the cover; places listen to `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.locked = False
        self._place: QWidget | None = None

    def lock(self, locked: bool) -> None:
        """Set whether the desk is locked."""
        self.locked = locked
        self.changed.emit()

    def show(self, place: QWidget) -> None:
        """Set the place shown."""
        self._place = place
        self.changed.emit()

    def shows(self, place: QWidget) -> bool:
        """Return whether the place is visible and in use. A place on its own, without a window's rail, is in front."""
        return not self.locked and self._place in (None, place)


class News(QObject):
    """Emits `changed`, on the GUI thread, soon after another PC did something; none of what it was.

    `here`: an act for an account was done in this window.
    """

    changed = Signal()
    here = Signal()


A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
R = TypeVar("R")


class How(TypedDict, total=False):
    """How a use case is run. `owner`: whoever is told of its result, while it exists. `lane`: its worker (`tasks`), if
    that is not the database's. `progress`: how far long work is; by it, the work can be cancelled."""

    owner: QObject | None
    lane: Lane
    progress: Progress | None


@dataclass
class UserPreferences:
    """The personal settings of a user; they last until sign-out."""

    letter_keys: bool = True
    """Whether letters and brackets work in the listening window (WCAG 2.1.4: they can be switched off)."""


@dataclass(frozen=True)
class Context:
    """A signed-in person at a desk. `fail` shows an error above the page: every known one without another handler."""

    desk: Desk
    tasks: Tasks
    fail: Callable[[ListeningRoomError], None]
    person: Person
    habits: UserPreferences = field(default_factory=UserPreferences)
    front: Front = field(default_factory=Front)
    news: News = field(default_factory=News)

    @property
    def actor(self) -> Actor:
        return Actor(self.person.id, self.desk.id)

    def of(self, person: Person) -> Self:
        """Return the same of that person: with their roles of now."""
        return replace(self, person=person)

    @overload
    def run(self, command: Command[R], /, **how: Unpack[How]) -> Running[R]: ...

    @overload
    def run(self, use_case: Callable[Concatenate[A, ...], R], a: A, /, **how: Unpack[How]) -> Running[R]: ...

    @overload
    def run(self, use_case: Callable[Concatenate[A, B, ...], R], a: A, b: B, /, **how: Unpack[How]) -> Running[R]: ...

    @overload
    def run(
        self, use_case: Callable[Concatenate[A, B, C, ...], R], a: A, b: B, c: C, /, **how: Unpack[How]
    ) -> Running[R]: ...

    @overload
    def run(
        self, use_case: Callable[Concatenate[A, B, C, D, ...], R], a: A, b: B, c: C, d: D, /, **how: Unpack[How]
    ) -> Running[R]: ...

    def run(self, *wanted: Any, **how: Unpack[How]) -> Running[Any]:
        """Run the use case of a command, or one with its arguments."""
        use_case, *given = (wanted[0].use_case, *wanted) if isinstance(wanted[0], Command) else wanted
        return self.tasks.run(bound(use_case, self.desk, *given), **how).otherwise(self.fail)


Say = Callable[[str], object]


def ask_who(context: Context, error: ListeningRoomError, say: Say, owner: QObject) -> bool:
    """Ask who was quicker, and return whether someone can have been.

    `say` is called once, on the GUI thread, with the sentence: "" where it is nobody, or cannot be known.
    """
    refused = refused_for_another(error)
    if refused is None:
        return False
    asked = context.run(who_was_quicker, context.actor, refused, owner=owner)
    asked.then(partial(_found, context, say)).otherwise(partial(_not_known, say))
    return True


def _found(context: Context, say: Say, found: Conflict | None) -> None:
    say(quicker_words(found, context.desk.clock.now(), context.desk.office.zone))


def _not_known(say: Say, _: ListeningRoomError) -> None:
    say("")
