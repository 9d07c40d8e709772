"""The rules that every test keeps.

- A log record of WARNING or above that the test did not announce (`@pytest.mark.expects_log`) fails it; so
  does a Qt warning (`qt_log_level_fail`) or a Python warning (`filterwarnings`).
- No thread, top-level widget, running timer or pressed button of the mouse outlives the test that made it.
- Garbage is collected between tests, on the main thread: see `desktop.ui.shell.app`.
- Hypothesis has no deadline, and in CI no randomness either.
- A password costs next to nothing, except in a test that asks for `real_password_cost`.
- What has to come is waited for with patience (`tests/support/machine/patience.py`), whatever pytest-qt's limits are.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from tests.support.machine import password_cost
from tests.support.machine.patience import PatientBot

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if sys.platform == "win32":  # they import modules of Linux alone: jeepney, pty, secretstorage
    collect_ignore = [
        *("cli/test_import.py", "cli/test_people.py", "cli/test_policy.py", "lockdown/test_x11.py"),
        *("lifecycle/test_create.py", "lifecycle/test_create_on_server.py"),
    ]

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")

gc.disable()
password_cost.make_cheap()

THREAD_GRACE_SECONDS = 30.0
GARBAGE_ENOUGH = 100_000


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    records = _Records()
    logging.getLogger().addHandler(records)
    yield
    logging.getLogger().removeHandler(records)
    if records.seen and request.node.get_closest_marker("expects_log") is None:
        pytest.fail("unexpected log records:\n" + "\n".join(records.seen), pytrace=False)


@pytest.fixture(autouse=True)
def _planted_rows_are_acted_on(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test of what follows from a row, however it came there. Recipients of keys are compared all the same."""
    if request.node.get_closest_marker("planted") is None:
        return
    from sqlalchemy import select

    from db.log.proven import ProvenRows
    from db.schema.office_tables import person

    def person_of_row(self: ProvenRows, id: str) -> Any:
        return self._person_of(self._connection.execute(select(person).where(person.c.id == id)).one())

    monkeypatch.setattr(ProvenRows, "person", person_of_row)
    monkeypatch.setattr(ProvenRows, "office", lambda self: None)
    for name in ("request", "journey", "session"):
        monkeypatch.setattr(ProvenRows, name, lambda self, id: None)
    monkeypatch.setattr(ProvenRows, "opens", lambda self, sealed: None)
    monkeypatch.setattr(ProvenRows, "keys", lambda self, read, *, in_use: None)
    monkeypatch.setattr(ProvenRows, "everything", lambda self, seen=None: [])
    for name in ("due", "seals", "fates"):
        monkeypatch.setattr(ProvenRows, name, lambda self, *read: None)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture
def real_password_cost() -> Iterator[None]:
    password_cost.make_real()
    yield
    password_cost.make_cheap()


def _threads() -> set[threading.Thread]:
    # A dummy stands for a thread of a C library (libvlc's callbacks), which Python can neither end nor join.
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


@pytest.fixture(autouse=True)
def _no_leaked_thread() -> Iterator[None]:
    before = _threads()
    yield
    leaked = []
    for thread in _threads() - before:
        thread.join(THREAD_GRACE_SECONDS)
        if thread.is_alive():
            leaked.append(thread.name)
    if leaked:
        pytest.fail(f"threads outlived the test: {', '.join(leaked)}", pytrace=False)


def pytest_collection_finish() -> None:
    """Leave what is there by now, modules and collected tests, out of every later collection: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _logs_of_the_tests_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Write nothing into this account's own log of the program, nor from here into the system's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))  # text size and colours
        patch.setattr("desktop.environment.own_log.to_system_log", lambda line: None)
        yield


@pytest.fixture(autouse=True)
def _garbage_goes_on_the_main_thread() -> Iterator[None]:
    yield
    if gc.get_count()[0] > GARBAGE_ENOUGH:
        gc.collect()


@pytest.fixture(autouse=True)
def _no_leaked_qt(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if "qapp" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    from tests.support.machine.qt_leaks import QtLeaks

    leaks = QtLeaks(monkeypatch)
    yield
    if found := leaks.found():
        pytest.fail(f"left behind: {'; '.join(found)}", pytrace=False)
