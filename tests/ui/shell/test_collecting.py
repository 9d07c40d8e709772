"""A widget held only by a cycle is deleted on the GUI thread, however much is allocated elsewhere."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop.ui.shell.app import Collecting

LONG_MS = 30_000
"""A whole run leaves a process of a gigabyte to look through, on cores that others use too."""


@pytest.fixture
def collecting(qtbot: QtBot) -> Iterator[Collecting]:
    made = Collecting()
    yield made
    made.stop()
    gc.disable()  # as the tests have it


def leave_in_a_cycle(gone: list[threading.Thread]) -> None:
    page = QObject()
    page.itself = page  # type: ignore[attr-defined]
    weakref.finalize(page, lambda: gone.append(threading.current_thread()))


def allocate_much() -> None:
    kept = [[number] for number in range(200_000)]
    assert len(kept) == 200_000


def in_a_worker() -> None:
    worker = threading.Thread(target=allocate_much)
    worker.start()
    worker.join()


def test_what_a_page_left_behind_is_deleted_on_the_gui_thread(collecting: Collecting, qtbot: QtBot) -> None:
    gone: list[threading.Thread] = []
    leave_in_a_cycle(gone)
    in_a_worker()
    assert gone == []
    qtbot.waitUntil(lambda: gone == [threading.main_thread()], timeout=LONG_MS)


def test_while_it_waits_nothing_is_collected_and_what_was_loaded_by_then_never(
    collecting: Collecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    [timer] = collecting.findChildren(QTimer)
    collecting.wait()
    assert (timer.isActive(), frozen) == (False, [])
    collecting.go_on()
    assert (timer.isActive(), frozen) == (True, [True])


def test_when_it_is_given_back_python_collects_again(collecting: Collecting) -> None:
    assert not gc.isenabled()
    collecting.stop()
    assert gc.isenabled()
