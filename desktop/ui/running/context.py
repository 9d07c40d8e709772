"""The context of each place: the desk, the person at it, the task runner, and where errors are shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from desktop.application.shared.authorisation import Actor
from desktop.domain.office.people import Person
from desktop.ui.running.front import Front
from desktop.ui.running.news import News
from desktop.ui.running.runner import Runner


@dataclass
class Habits:
    """The personal settings of a user; they last until sign-out."""

    letter_keys: bool = True
    """Whether letters and brackets work in the listening window (WCAG 2.1.4: they can be switched off)."""


@dataclass(frozen=True)
class Context(Runner):
    """A signed-in person at a desk. `fail` shows an error above the page."""

    person: Person
    habits: Habits = field(default_factory=Habits)
    front: Front = field(default_factory=Front)
    news: News = field(default_factory=News)

    @property
    def actor(self) -> Actor:
        return Actor(self.person.id, self.desk.id)

    def of(self, person: Person) -> Self:
        """Return the same of that person: with their roles of now."""
        return replace(self, person=person)
