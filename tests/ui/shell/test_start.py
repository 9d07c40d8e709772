"""The sign-in window's wait before it is seen: little is loaded, the office opens behind it; garbage's collection."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.schema.audit_tables import audit_event
from desktop.__main__ import main
from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import Watcher
from desktop.bootstrap import wiring
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.wiring import open_desk
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId, new_id
from desktop.environment.office_file import REAL, OfficeFile
from desktop.environment.witnesses import Witness
from desktop.errors import ExternalSystemError
from desktop.ui.shell import app
from desktop.ui.shell.app import Collecting, Screens
from tests.support.offices.policies_in_force import with_policies
from tests.ui.staff import the_staff

ROOT = Path(__file__).resolve().parents[3]
LONG_MS = 15_000
TO_FIRST_PAINT = """
import json, os, sys
from PySide6 import QtCore, QtGui, QtWidgets
from desktop.errors import ExternalSystemError
from desktop.ui.shell.app import Screens, application
def open_desk():
    os.write(1, b'"the office was opened first"')
    raise ExternalSystemError("no_office")
class Painting(QtCore.QObject):
    def eventFilter(self, watched, event):
        if event.type() == QtCore.QEvent.Type.Paint:
            QtCore.QTimer.singleShot(0, tell)
        return False
def tell():
    loaded = {"python": sorted(sys.modules), "qt": [*vars(QtCore), *vars(QtGui), *vars(QtWidgets)]}
    os.write(1, json.dumps(loaded).encode())
    os._exit(0)
the_application = application()
painting, screens = Painting(), Screens(open_desk, lambda: False)
screens.shell.installEventFilter(painting)
screens.shell.show()
the_application.exec()
"""

EVERYDAY = """
import sys
from desktop import __main__
from desktop.cli import screens
screens.load_ahead = lambda: None
screens.open_screens = lambda folder: print(*sys.modules) or 0
__main__.main(["--office", "folder"])
"""

BEFORE_THE_WINDOW = """
import pathlib, sys
from desktop.cli import screens
from desktop.ui.shell import app
app.run_screens = lambda *given, **named: print(*sys.modules) or 0
screens.open_screens(pathlib.Path(sys.argv[1]))
"""

OPENED = """
import datetime, json, pathlib, sys
from desktop.bootstrap.wiring import open_desk
desk = open_desk(pathlib.Path(sys.argv[1]))
loaded = sorted(sys.modules)
desk.load_rest()
told = {"opened": loaded, "rest": sorted(sys.modules), "christmas": desk.is_holiday(datetime.date(2026, 12, 25))}
desk.close()
print(json.dumps(told))
"""

WITH_QT = """
import linecache, sys
from desktop.ui.shell.app import Screens
import sqlalchemy
assert "PySide6.QtWidgets" in sys.modules
print(*linecache.cache, sep="\\n")
"""

OF_THE_WINDOW = {
    *("desktop", "desktop.config", "desktop.errors", "desktop.ui"),
    *("desktop.ui.kit", "desktop.ui.running", "desktop.ui.running.tasks", "desktop.ui.shell"),
    *(f"desktop.ui.shell.{name}" for name in ("app", "sign_in", "still_here", "window")),
    *(f"desktop.ui.kit.{name}" for name in ("accessible", "banners", "bar", "buttons", "forms", "frame")),
    *(f"desktop.ui.kit.{name}" for name in ("forms.fields", "forms.page", "keyboard", "layouts", "style", "text")),
}
ITS_PACKAGES = ("desktop.words",)
OF_LATER = {"desktop.words.command_line", "desktop.words.formatting", "desktop.words.errors.sentences"}
"""Modules of that package that the page does not show."""
NOT_FOR_IT = {
    *("alembic", "argon2", "concurrent", "cryptography", "db", "holidays", "html", "keyring", "numpy", "pyrage"),
    *("_soundfile", "segno", "soundfile", "sqlalchemy", "sqlcipher3", "vlc", "zoneinfo"),
    *("dataclasses", "datetime", "uuid"),
}
"""Modules of the rest of the program. Some come with Python and are small: together they took as long as the window."""
NOT_FOR_OPENING = {
    *("argon2", "cryptography", "holidays", "http.client", "numpy", "psycopg", "pyrage", "alembic"),
    *("sqlalchemy.dialects.postgresql", "db.requests", "db.reading.read_models", "db.log.proven"),
    *("desktop.domain.log.replay", "desktop.domain.requests.deadline", "desktop.vault.container"),
}
"""Modules that an office opens without. Most of them are loaded while someone types their name (`load_rest`)."""
OF_ALL_KINDS = {"QWizard", "QCalendarWidget", "QSharedMemory", "QProcess"}
"""Kinds that the window has none of. PySide makes them all when it meets an object whose kind it must find out: a part
that Qt made by itself, or a widget shown to a filter over the whole program."""
WITH_MANY_NAMES = {"QGradient", "QMenu", "QTextEdit", "QAccessibleTextInsertEvent"}
"""Kinds that nothing in the window is painted or made of; making their names costs milliseconds."""


def test_the_sign_in_window_loads_nothing_but_what_it_shows() -> None:
    run = subprocess.run([sys.executable, "-c", TO_FIRST_PAINT], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {kind: set(names) for kind, names in json.loads(run.stdout).items()}
    ours = {name for name in loaded["python"] if name.partition(".")[0] in ("desktop", "db")}
    extra = {name for name in ours - OF_THE_WINDOW if not name.startswith(ITS_PACKAGES)}
    assert extra | OF_LATER & ours == set()
    assert {name.partition(".")[0] for name in loaded["python"]} & NOT_FOR_IT == set()
    assert {"QLineEdit", "QPainter"} <= loaded["qt"]
    assert loaded["qt"] & (OF_ALL_KINDS | WITH_MANY_NAMES) == set()


def test_a_start_without_a_verb_loads_no_verb_and_no_words_of_theirs() -> None:
    run = subprocess.run([sys.executable, "-c", EVERYDAY], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = {name for name in run.stdout.split() if name.startswith("desktop.")}
    expected = ("config", "errors", "cli", "cli.qt_libraries", "cli.screens", "__main__")
    assert ours == {f"desktop.{name}" for name in expected}


def test_what_the_window_is_given_loads_nothing_that_an_office_is_opened_with(tmp_path: Path) -> None:
    OfficeFile(OfficeId(new_id()), REAL, DeskId(new_id()), None).write(OfficePaths(tmp_path))
    given = [sys.executable, "-c", BEFORE_THE_WINDOW, str(tmp_path)]
    run = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=True)
    ours = {name for name in run.stdout.split() if name.partition(".")[0] in ("desktop", "db")}
    extra = {name for name in ours - OF_THE_WINDOW if not name.startswith(ITS_PACKAGES)}
    expected = {
        *("application", "application.ports", "application.ports.lifecycle", "application.ports.sound"),
        *("cli", "cli.qt_libraries", "cli.screens", "domain", "domain.shared", "domain.shared.ids"),
        *("environment", "environment.office_file", "files", "files.durable", "lifecycle", "lifecycle.for_windows"),
    }
    assert extra == {f"desktop.{name}" for name in expected}


def test_no_source_text_is_read_of_what_is_imported_behind_the_window() -> None:
    run = subprocess.run([sys.executable, "-c", WITH_QT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [name for name in run.stdout.splitlines() if "/sqlalchemy/" in name or "/desktop/" in name] == []


def spoil(office: Path, *statements: str) -> None:
    parts = open_parts(office)
    with parts.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    parts.engine.dispose()


class Opening:
    """An office that cannot be opened, and how often that was tried."""

    def __init__(self) -> None:
        self.tried = 0

    def __call__(self) -> Desk:
        self.tried += 1
        raise ExternalSystemError("no_office")


def test_the_office_is_opened_once_when_the_window_has_been_painted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "BEGIN_AFTER_MS", 10 * LONG_MS)
    opening = Opening()
    screens = Screens(opening, lambda: False)
    qtbot.addWidget(screens.shell)
    screens.shell.show()
    qtbot.waitUntil(lambda: bool(screens.shell.sign_in.refusal.words), timeout=LONG_MS)
    screens._begin()  # a second painting, or the clock
    screens.close()
    assert opening.tried == 1


def test_a_window_that_nobody_sees_opens_the_office_all_the_same(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "BEGIN_AFTER_MS", 1)
    opening = Opening()
    screens = Screens(opening, lambda: False)
    qtbot.addWidget(screens.shell)
    qtbot.waitUntil(lambda: opening.tried == 1, timeout=LONG_MS)
    screens.close()


def test_whoever_waits_reads_how_far_this_pc_is_with_its_log_and_may_close_the_program(
    qtbot: QtBot, tmp_path: Path
) -> None:
    the_staff(tmp_path).close()
    stopped, pause = list[bool](), threading.Event()

    def reads(watcher: Watcher) -> None:
        watcher.report(4_000, 12_345)
        while not watcher.cancelled:
            pause.wait(0.01)
        stopped.append(True)

    screens = Screens(lambda: replace(open_desk(tmp_path / "demo"), catch_up=reads), lambda: False)
    qtbot.addWidget(screens.shell)
    screens.shell.show()
    try:
        qtbot.waitUntil(lambda: "30 % so far" in screens.shell.sign_in._missing.words, timeout=LONG_MS)
        screens.shell.sign_in.press_primary()
        screens._has_read(9_000, 12_345)
        missing = screens.shell.sign_in._missing.words
        assert "70 % so far" in missing and "You will be signed in as soon as it is open." in missing
    finally:
        screens.close()
    assert stopped == [True]


@pytest.mark.parametrize("opens", [True, False])
def test_nothing_is_collected_until_the_office_is_open_and_the_rest_is_loaded_behind_the_window(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opens: bool
) -> None:
    the_staff(tmp_path).close()
    told: list[str] = []
    asked: list[date] = []
    rest: list[str] = []

    def is_holiday(day: date) -> bool:
        asked.append(day)
        return False

    monkeypatch.setattr(Collecting, "wait", lambda self: told.append("waits"))
    monkeypatch.setattr(Collecting, "go_on", lambda self: told.append("goes on"))
    collecting = Collecting()
    monkeypatch.setitem(qapp.__dict__, "collecting", collecting)

    def opened() -> Desk:
        told.append("opens")
        desk = open_desk(tmp_path / "demo") if opens else Opening()()
        return with_policies(replace(desk, load_rest=lambda: rest.append("loaded")), is_holiday=is_holiday)

    screens = Screens(opened, lambda: False)
    qtbot.addWidget(screens.shell)
    screens.shell.show()
    try:
        qtbot.waitUntil(lambda: len(told) == 3, timeout=LONG_MS)
        qtbot.waitUntil(lambda: not opens or (bool(asked) and rest == ["loaded"]), timeout=LONG_MS)
    finally:
        screens.close()
        collecting.stop()
        gc.disable()  # as the tests have it
    assert told == ["waits", "opens", "goes on"]


def verified_events(office: Path) -> list[dict[str, Any]]:
    """Return the facts of each verification in the office's log."""
    parts = open_parts(office)
    try:
        with parts.engine.connect() as connection:
            bodies = connection.execute(select(audit_event.c.body).order_by(audit_event.c.seq)).scalars().all()
            return [event["facts"] for event in map(json.loads, bodies) if event["kind"] == "log_verified"]
    finally:
        parts.engine.dispose()


Opened = Callable[[Path, int], str]


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    """Return what opens an office, waits until so many verifications are in its log, and says what the page says."""
    kept: list[Screens] = []

    def opened(office: Path, verified: int) -> str:
        screens = Screens(partial(open_desk, office), lambda: False)
        kept.append(screens)  # as the program keeps its own
        qtbot.addWidget(screens.shell)
        screens.shell.show()
        try:
            qtbot.waitUntil(lambda: len(verified_events(office)) == verified, timeout=LONG_MS)
            return screens.shell.sign_in.log_state.words
        finally:
            screens.close()

    return opened


@pytest.mark.against("rows")
def test_what_is_new_in_the_log_is_verified_behind_the_sign_in_page(opened: Opened, tmp_path: Path) -> None:
    the_staff(tmp_path).close()
    office = tmp_path / "demo"
    assert main(["--office", str(office), "verify"]) == 0
    assert opened(office, 1) == ""
    [facts] = verified_events(office)
    assert facts["whole"] is True and facts["since"] > 0
    more = "INSERT INTO audit_event SELECT seq + 100, body"
    spoil(office, f"{more} FROM audit_event WHERE seq = 1")
    assert "Tell a supervisor before the next session." in opened(office, 2)
    assert [facts["whole"] for facts in verified_events(office)] == [True, False]


def test_where_no_witness_can_be_read_it_says_so_and_accuses_nobody(opened: Opened, tmp_path: Path) -> None:
    the_staff(tmp_path).close()
    office = tmp_path / "demo"
    assert main(["--office", str(office), "verify"]) == 0
    parts = open_parts(office)
    parts.engine.dispose()
    [witness] = parts.witness.files
    assert isinstance(witness, Witness)
    witness.path.rename(witness.path.with_name("elsewhere"))
    said = opened(office, 1)
    assert "could not be checked" in said and "administrator" in said


def test_an_office_opens_with_little_and_the_rest_is_loaded_before_a_press_needs_it(tmp_path: Path) -> None:
    the_staff(tmp_path).close()
    told = subprocess.run(
        [sys.executable, "-c", OPENED, str(tmp_path / "demo")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(told.stdout)
    assert NOT_FOR_OPENING & set(found["opened"]) == set()
    assert {module.__name__ for module in wiring._load_rest()} <= set(found["rest"])
    assert found["christmas"]


COLLECTED_MS = 30_000
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
    qtbot.waitUntil(lambda: gone == [threading.main_thread()], timeout=COLLECTED_MS)


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
