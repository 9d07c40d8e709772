"""The same press after its answer was lost is the same command, with the unit of work that knows its own past."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from desktop.errors import DatabaseError, InDoubtError, ListeningRoomError
from desktop.ui.running.tasks import Tasks


@dataclass(frozen=True)
class Command:
    words: str


@dataclass
class Unit:
    """A unit of work whose answer is lost as often as `loses` says."""

    loses: int = 0
    error: type[DatabaseError] = InDoubtError
    asked: int = 0


def use_case(command: Command, *, uow: Unit, clock: object) -> Unit:
    uow.asked += 1
    if uow.asked <= uow.loses:
        raise uow.error("lost")
    return uow


def signing(command: Command, *, uow: Unit, passwords: object) -> Unit:
    return use_case(command, uow=uow, clock=passwords)


def then(save: Callable[[], Unit], spans: tuple[int, ...]) -> Unit:
    return save()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


CLOCK = object()


def press(qtbot: QtBot, tasks: Tasks, unit: Unit, words: str = "the same", *, inside: bool = False) -> Unit | None:
    """Press; return the unit of work that did it; None where it failed."""
    done: list[Unit] = []
    failed: list[ListeningRoomError] = []
    call: Callable[[], Unit] = partial(partial(use_case, Command(words), uow=unit), clock=CLOCK)
    tasks.run(partial(then, call, (1, 2)) if inside else call).then(done.append).otherwise(failed.append)
    qtbot.waitUntil(lambda: bool(done or failed))
    return done[0] if done else None


@pytest.mark.parametrize("inside", [False, True])
def test_the_same_press_is_asked_of_the_unit_that_is_in_doubt(qtbot: QtBot, tasks: Tasks, inside: bool) -> None:
    first, other, second = Unit(loses=2), Unit(), Unit()
    assert press(qtbot, tasks, first, inside=inside) is None
    assert press(qtbot, tasks, other, "other words", inside=inside) is other, "the doubt stays"
    assert press(qtbot, tasks, Unit(), inside=inside) is None
    assert press(qtbot, tasks, Unit(), inside=inside) is first and first.asked == 3
    assert press(qtbot, tasks, second, inside=inside) is second, "it is known now"
    assert press(qtbot, tasks, Unit(loses=1, error=DatabaseError), inside=inside) is None
    assert press(qtbot, tasks, second, inside=inside) is second, "that was known not to be saved"


def test_a_call_to_which_a_password_was_typed_is_not_kept(qtbot: QtBot, tasks: Tasks) -> None:
    done: list[Unit] = []
    failed: list[ListeningRoomError] = []
    for unit in (Unit(loses=1), Unit()):
        call = partial(signing, Command("a password"), uow=unit, passwords=CLOCK)
        tasks.run(call).then(done.append).otherwise(failed.append)
        qtbot.waitUntil(lambda: not tasks.busy)
    assert done == [unit] and len(failed) == 1
