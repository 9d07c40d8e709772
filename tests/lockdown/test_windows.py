"""Windows around a session: what covers ours, and a session that another PC uses. Asked for real where Windows is."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.lockdown import at_start, windows

ROOT = Path(__file__).resolve().parents[2]
there = pytest.mark.skipif(sys.platform != "win32", reason="it asks the real Windows")
OURS, OTHER, DESKTOP = 4711, 815, 42
MINE, ITS = os.getpid(), os.getpid() + 1
WHOLE, HALF, LESS = (0, 0, 1000, 800), (0, 0, 500, 800), (0, 0, 499, 800)


@dataclass
class Shown:
    """A window, as Windows has it."""

    handle: int
    area: tuple[int, int, int, int] = WHOLE
    owner: int = ITS
    visible: bool = True
    minimised: bool = False
    style: int = 0
    cloaked: int = 0


@dataclass
class Call:
    """A function of a library: its result may be given a type."""

    call: Callable[..., int]
    restype: object = None

    def __call__(self, *given: Any) -> int:
        return self.call(*given)


def libraries(stack: list[Shown], *, locked: bool = False) -> dict[str, Any]:
    """Return user32 and dwmapi over these windows, the topmost first."""
    by_handle = {each.handle: each for each in stack}

    def of(handle: ctypes.c_void_p) -> Shown:
        return by_handle[handle.value or 0]

    def area_into(handle: ctypes.c_void_p, target: Any) -> int:
        if (handle.value or 0) not in by_handle:
            return 0
        target[:] = of(handle).area
        return 1

    def owner_into(handle: ctypes.c_void_p, target: Any) -> int:
        target._obj.value = of(handle).owner
        return 1

    def below(handle: ctypes.c_void_p, _: int) -> int:
        place = stack.index(of(handle)) + 1
        return stack[place].handle if place < len(stack) else 0

    def cloaked_into(handle: ctypes.c_void_p, _: int, target: Any, __: int) -> int:
        target._obj.value = of(handle).cloaked
        return 0

    user32: dict[str, Callable[..., int]] = {
        "GetAncestor": lambda handle, _: handle.value,
        "GetTopWindow": lambda _: stack[0].handle,
        "GetWindow": below,
        "GetWindowRect": area_into,
        "GetWindowThreadProcessId": owner_into,
        "IsWindowVisible": lambda handle: of(handle).visible,
        "IsIconic": lambda handle: of(handle).minimised,
        "GetWindowLongW": lambda handle, _: of(handle).style,
        "OpenInputDesktop": lambda *asked: 0 if locked else DESKTOP,
        "CloseDesktop": lambda desktop: int(desktop.value == DESKTOP),
    }
    calls = {name: Call(call) for name, call in user32.items()}
    dwmapi = SimpleNamespace(DwmGetWindowAttribute=Call(cloaked_into))
    return {"user32": SimpleNamespace(**calls), "dwmapi": dwmapi}


NOT_OVER = {
    "under it": None,
    "smaller": Shown(OTHER, LESS),
    "our own": Shown(OTHER, owner=MINE),
    "hidden": Shown(OTHER, visible=False),
    "minimised": Shown(OTHER, minimised=True),
    "a frame that lets clicks through": Shown(OTHER, style=0x20),
    "on another virtual desktop": Shown(OTHER, cloaked=2),
}


@pytest.mark.parametrize("other", NOT_OVER.values(), ids=NOT_OVER)
def test_a_window_of_another_program_covers_ours_where_half_of_it_is_not_seen(
    other: Shown | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, over, under = Shown(OURS, owner=MINE), Shown(OTHER + 1, HALF), Shown(OTHER + 2)
    stack = [each for each in (other, ours, under) if each is not None]
    monkeypatch.setattr(windows, "_library", lambda name: libraries(stack)[name])
    assert not windows.covered(OURS)
    stack.insert(0, over)
    assert windows.covered(OURS)
    stack.remove(ours)
    assert not windows.covered(OURS), "ours is gone"


def test_the_lock_screen_covers_ours_whatever_lies_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = [Shown(OURS, owner=MINE)]
    monkeypatch.setattr(windows, "_library", lambda name: libraries(stack, locked=True)[name])
    assert windows.covered(OURS)


@pytest.mark.parametrize(
    ("metric", "protocol", "remote"),
    [(0, 0, False), (1, 0, True), (0, 1, True), (0, 2, True), (0, None, False)],
    ids=["at the PC", "Remote Desktop", "Citrix", "RDP", "Windows does not say"],
)
def test_a_session_that_another_pc_uses_is_known(
    metric: int, protocol: int | None, remote: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, freed = ctypes.c_ushort(protocol or 0), list[int]()

    def query(_: None, session: ctypes.c_uint32, what: int, found: Any, size: Any) -> int:
        assert (session.value, what) == (0xFFFF_FFFF, 16)
        if protocol is None:
            return 0
        found._obj.value, size._obj.value = ctypes.addressof(kept), 2
        return 1

    wtsapi32 = SimpleNamespace(WTSQuerySessionInformationW=query, WTSFreeMemory=lambda found: freed.append(found.value))
    user32 = SimpleNamespace(GetSystemMetrics=lambda what: metric if what == 0x1000 else 0)
    monkeypatch.setattr(windows, "_library", lambda name: {"user32": user32, "wtsapi32": wtsapi32}[name])
    assert windows.is_remote() is remote
    assert freed == ([] if metric or protocol is None else [ctypes.addressof(kept)])


COVERING = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
window = QWidget()
window.setGeometry(0, 0, 3000, 2000)
window.show()
window.raise_()
application.processEvents()
print("shown", flush=True)
from PySide6.QtCore import QTimer
QTimer.singleShot(60_000, application.quit)
application.exec()
"""


@contextmanager
def another_program() -> Iterator[None]:
    """Have another program's window lie over everything."""
    with subprocess.Popen([sys.executable, "-c", COVERING], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None and program.stdout.readline().strip() == "shown"
        try:
            yield
        finally:
            program.kill()


@there
def test_windows_itself_says_what_covers_ours(qtbot: QtBot) -> None:
    ours = QWidget()
    qtbot.addWidget(ours)
    ours.setGeometry(0, 0, 400, 300)
    ours.show()
    qtbot.waitExposed(ours)
    window = int(ours.winId())
    assert not windows.covered(window)
    with another_program():
        qtbot.waitUntil(lambda: windows.covered(window))
    qtbot.waitUntil(lambda: not windows.covered(window))
    assert not windows.is_remote()
    steps = windows.KeepDisplayOn()
    steps.apply()
    steps.undo()


PLANTED = """
import ctypes, os, sys
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "secured":
    from desktop.lockdown.at_start import look_for_no_foreign_libraries
    look_for_no_foreign_libraries()
try:
    ctypes.CDLL("planted.dll", winmode=0)
    print("loaded")
except OSError:
    print("refused")
"""


@there
@pytest.mark.against("adviser")
def test_no_library_of_the_current_folder_is_loaded(tmp_path: Path) -> None:
    shutil.copyfile(Path(sys.executable).with_name("vcruntime140_1.dll"), tmp_path / "planted.dll")

    def said(how: str) -> str:
        command = [sys.executable, "-c", PLANTED, str(ROOT), how]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()

    assert (said("as it is"), said("secured")) == ("loaded", "refused")


def test_libraries_are_looked_for_in_the_programs_folder_and_nothing_of_it_is_handed_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: list[tuple[str, object]] = []
    kernel = SimpleNamespace(
        SetDllDirectoryW=lambda folder: done.append(("handed on", folder.value)),
        SetDefaultDllDirectories=lambda where: done.append(("searched", where)),
    )
    monkeypatch.setattr(ctypes, "WinDLL", lambda name: {"kernel32": kernel}[name], raising=False)
    monkeypatch.setattr(os, "add_dll_directory", lambda folder: done.append(("added", folder)), raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    at_start.look_for_no_foreign_libraries()
    assert done == [("added", str(tmp_path)), ("handed on", ""), ("searched", 0x1000)]
