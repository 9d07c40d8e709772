"""What a place of the program is given: the desk, who is at it, the task runner, and where errors are said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.application.acting import At
from desktop.application.ports import Desk
from desktop.domain.people import Person
from desktop.errors import ListeningRoomError
from desktop.ui.tasks import Tasks


@dataclass(frozen=True)
class Context:
    """One signed-in person at one desk. `fail` shows an error above the page, and is the default for every task."""

    desk: Desk
    person: Person
    tasks: Tasks
    fail: Callable[[ListeningRoomError], None]

    @property
    def at(self) -> At:
        return At(self.person.id, self.desk.id)
