"""The two recovery keys of a new office: one after the other, each on the page of its step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.first_start.flow import Step
from desktop.ui.recovery_keys.key_paper import numbered
from desktop.ui.recovery_keys.making_key import MakingKey

if TYPE_CHECKING:
    from desktop.application.ports.recovery_keys import NewRecoveryKeys
    from desktop.ui.running.tasks import Tasks

KEY_STEPS = (Step.FIRST_KEY, Step.SECOND_KEY)


class MakingKeys(dict[Step, MakingKey]):
    """The makers of keys, by step; made when it is first asked for, as the pages are."""

    def __init__(self, maker: NewRecoveryKeys, tasks: Tasks, parent: QObject) -> None:
        super().__init__()
        self._maker, self._tasks, self._parent = maker, tasks, parent

    def __missing__(self, step: Step) -> MakingKey:
        making = self[step] = MakingKey(self._maker, self._tasks, numbered(KEY_STEPS.index(step) + 1), self._parent)
        return making

    @property
    def recipients(self) -> tuple[str, str]:
        """The recipients of both, as far as they were proved."""
        first, second = (self[step].recipient if step in self else "" for step in KEY_STEPS)
        return first, second

    def forget(self) -> None:
        """Forget everything."""
        for making in self.values():
            making.forget()
