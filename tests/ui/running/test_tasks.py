"""Use cases off the GUI thread, and a press whose answer was lost: the same press is the same command."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import DatabaseError, InDoubtError, ListeningRoomError, NotAllowedError, WrongStateError
from desktop.ui.kit.progress import Progress
from desktop.ui.running.tasks import Tasks
from desktop.words.errors import message_for


class Presenter(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[ListeningRoomError] = []
        self.threads: list[QThread] = []

    @Slot(object)
    def done(self, result: object) -> None:
        self.threads.append(QThread.currentThread())
        self.results.append(result)

    @Slot(object)
    def failed(self, error: ListeningRoomError) -> None:
        self.threads.append(QThread.currentThread())
        self.errors.append(error)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def raising(error: Exception) -> Callable[[], object]:
    def call() -> object:
        raise error

    return call


def test_a_result_and_a_known_error_arrive_on_the_gui_thread(tasks: Tasks, qtbot: QtBot, qapp: QApplication) -> None:
    presenter = Presenter()
    tasks.run(threading.current_thread).then(presenter.done).otherwise(presenter.failed)
    qtbot.waitUntil(lambda: len(presenter.results) == 1)
    assert presenter.results[0] is not threading.main_thread()
    error = WrongStateError("not-now")
    tasks.run(raising(error)).then(presenter.done).otherwise(presenter.failed)
    qtbot.waitUntil(lambda: presenter.errors == [error])
    assert presenter.threads == [qapp.thread(), qapp.thread()] and len(presenter.results) == 1


def test_an_unknown_error_is_loud_and_no_page_waits_for_ever(
    tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: heard.append(error))
    presenter, bug = Presenter(), ZeroDivisionError()
    tasks.run(raising(bug)).then(presenter.done).otherwise(presenter.failed)
    qtbot.waitUntil(lambda: heard == [bug])
    assert presenter.results == [] and not tasks.busy
    assert [error.code for error in presenter.errors] == ["unexpected"] and message_for(presenter.errors[0])
    tasks.run(raising(bug)).then(presenter.done)
    qtbot.waitUntil(lambda: heard == [bug, bug])


def test_what_was_asked_by_somebody_who_has_gone_ends_nobodys_access(tasks: Tasks, qtbot: QtBot) -> None:
    presenter, gate = Presenter(), threading.Event()
    ended: list[ListeningRoomError] = []
    tasks.access_ended.connect(ended.append)

    def late() -> object:
        gate.wait()
        raise NotAllowedError("has_left")

    tasks.run(late, lane="long").then(presenter.done).otherwise(presenter.failed)
    tasks.gone()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ended == presenter.errors == presenter.results == []
    tasks.run(late).then(presenter.done).otherwise(presenter.failed)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [error.code for error in ended] == ["has_left"] and presenter.errors == []


def test_a_destroyed_owner_is_told_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    presenter, gate = Presenter(), threading.Event()
    tasks.run(gate.wait).then(presenter.done).otherwise(presenter.failed)
    shiboken6.delete(presenter)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert presenter.results == []


def test_a_cancelled_task_is_not_delivered_and_one_not_begun_does_not_run(tasks: Tasks, qtbot: QtBot) -> None:
    presenter, gate, ran = Presenter(), threading.Event(), []
    first = tasks.run(gate.wait).then(presenter.done).otherwise(presenter.failed)
    second = tasks.run(lambda: ran.append(1)).then(presenter.done).otherwise(presenter.failed)
    first.cancel()
    second.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert presenter.results == [] and ran == []


def test_use_cases_run_one_at_a_time_in_order_while_long_work_goes_on(tasks: Tasks, qtbot: QtBot) -> None:
    presenter, gate = Presenter(), threading.Event()
    tasks.run(lambda: gate.wait() and "long", lane="long").then(presenter.done).otherwise(presenter.failed)
    for number in range(20):
        tasks.run(lambda number=number: number).then(presenter.done).otherwise(presenter.failed)  # type: ignore[misc]
    qtbot.waitUntil(lambda: presenter.results == list(range(20)))
    tasks.run(gate.wait).then(presenter.done).otherwise(presenter.failed)
    tasks.run(lambda: threading.current_thread().name, lane="sight").then(presenter.done).otherwise(presenter.failed)
    qtbot.waitUntil(lambda: len(presenter.results) == 21)
    assert str(presenter.results[20]).startswith("sight") and tasks.busy, "it waits for neither of the others"
    gate.set()
    qtbot.waitUntil(lambda: len(presenter.results) == 23)
    assert not tasks.busy
    call = partial(tasks.hand_over, lambda: threading.current_thread().name)
    tasks.run(call, lane="long").then(presenter.done).otherwise(presenter.failed)
    qtbot.waitUntil(lambda: len(presenter.results) == 24)
    assert str(presenter.results[23]).startswith("database")


def test_close_stops_long_work_that_listens_and_delivers_nothing(qtbot: QtBot) -> None:
    tasks, presenter, progress = Tasks(), Presenter(), Progress()
    begun, stopped = threading.Event(), threading.Event()

    def call() -> None:
        begun.set()
        while not progress.cancelled:
            stopped.wait(0.001)
        stopped.set()

    tasks.run(call, lane="long", progress=progress).then(presenter.done).otherwise(presenter.failed)
    begun.wait()
    tasks.close()
    assert stopped.is_set()
    QApplication.processEvents()
    assert presenter.results == []
    with pytest.raises(RuntimeError):
        tasks.run(call).then(presenter.done).otherwise(presenter.failed)


def test_a_worker_holds_no_widget_that_waits_for_the_result(tasks: Tasks, qtbot: QtBot) -> None:
    presenter = Presenter()

    def held() -> list[type]:
        frames, frame = [], sys._getframe()
        while frame is not None:
            frames.append(frame)
            frame = frame.f_back  # type: ignore[assignment]
        found = [value for frame in frames for value in frame.f_locals.values()]
        found += [value for item in found for value in getattr(item, "args", ())]
        return [type(value) for value in found]

    tasks.run(held).then(presenter.done).otherwise(presenter.failed)
    qtbot.waitUntil(lambda: len(presenter.results) == 1)
    names = {kind.__name__ for kind in presenter.results[0]}  # type: ignore[attr-defined]
    assert "_WorkItem" in names and not names & {"Presenter", "Running"}


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
