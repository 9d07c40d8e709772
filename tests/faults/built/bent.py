"""An account bends the environment: nothing planted is loaded, nothing listens, the windows are on this screen.

Each attack is first tried on a program without any defence (`victim`), where it has to succeed.
"""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.built import planted
from tests.faults.built.program import Built, NotSoError, Outcome, inside, mapped, ports, running, until
from tests.faults.built.x11 import ROOT, Screen

MANY = ("libasound.so.2", "libcups.so.2", "libvlc.so.5", "libX11.so.6", "libxcb-cursor.so.0", "libGL.so.1")
"""Libraries looked up by name, late: one needed early would stop the start, as there is nothing in it."""
Plant = Callable[[Path, Path], dict[str, str]]
"""From a folder of one's own and the built program to the variables."""


@dataclass(frozen=True)
class Seen:
    """The outcome of an attack on one running program."""

    marks: int
    planted: list[str]
    ports: list[int]
    shown: bool
    """Whether it has a window on this screen."""

    @property
    def bent(self) -> list[str]:
        """Say what the attack achieved."""
        found = [f"{self.marks} marks left"] if self.marks else []
        found += [f"{Path(each).name} is in the program" for each in self.planted]
        found += [f"port {port} is open" for port in self.ports]
        return found if self.shown else [*found, "its windows are elsewhere"]


@dataclass(frozen=True)
class Attack:
    """`starts`: the loader has read it before the program's first line, so that marks are left by the starter alone."""

    name: str
    plant: Plant
    starts: bool = False
    compared: bool = field(default=True)
    """Whether a program without defence falls for it: not where only the built one's starter would read it."""


def _preload(folder: Path, _: Path) -> dict[str, str]:
    return {"LD_PRELOAD": str(planted.library(folder, "preloaded.so"))}


def _libraries(folder: Path, _: Path) -> dict[str, str]:
    return {"LD_LIBRARY_PATH": str(planted.library(folder, *MANY).parent)}


def _python_path(folder: Path, _: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(planted.module(folder, "vlc", "numpy", "sitecustomize", "desktop/__init__"))}


def _python_home(folder: Path, _: Path) -> dict[str, str]:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    planted.module(folder / "lib" / version, "encodings/__init__", "site", "os", "codecs")
    return {"PYTHONHOME": str(folder)}


def _vlc_plugins(folder: Path, _: Path) -> dict[str, str]:
    planted.library(folder / "audio_output", "libplanted_plugin.so")
    return {"VLC_PLUGIN_PATH": str(folder), "PYTHON_VLC_MODULE_PATH": str(folder)}


def _vlc_library(folder: Path, _: Path) -> dict[str, str]:
    return {"PYTHON_VLC_LIB_PATH": str(planted.library(folder, "libvlc.so.5")), "PYTHON_VLC_MODULE_PATH": str(folder)}


def _qt_plugins(folder: Path) -> Path:
    """Copy Qt's own platforms, which Qt accepts as such, to where they find Qt's libraries."""
    import PySide6

    theirs = Path(str(PySide6.__file__)).parent / "Qt"
    shutil.copytree(theirs / "plugins" / "platforms", folder / "plugins" / "platforms")
    (folder / "lib").symlink_to(theirs / "lib")
    return folder / "plugins"


def _qt_vnc(folder: Path, _: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {"QT_QPA_PLATFORM": f"vnc:port={port}", "QT_PLUGIN_PATH": str(_qt_plugins(folder))}


def _qt_offscreen(folder: Path, _: Path) -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "offscreen", "QT_PLUGIN_PATH": str(_qt_plugins(folder))}


def _qt_plugin_path(folder: Path, _: Path) -> dict[str, str]:
    return {"QT_PLUGIN_PATH": str(_qt_plugins(folder))}


def _qt_platform_path(folder: Path, _: Path) -> dict[str, str]:
    return {"QT_QPA_PLATFORM_PLUGIN_PATH": str(_qt_plugins(folder) / "platforms"), "QT_QPA_PLATFORM": "minimal"}


def _starter(folder: Path, program: Path) -> dict[str, str]:
    """Tell PyInstaller's starter that it has begun already, and that its folder is elsewhere."""
    planted.library(folder, "libpython3.so", f"libpython{sys.version_info.major}.{sys.version_info.minor}.so.1.0")
    planted.module(folder, "vlc", "numpy")
    level = {"_PYI_PARENT_PROCESS_LEVEL": "1", "_PYI_ARCHIVE_FILE": str(program)}
    return level | {"_PYI_APPLICATION_HOME_DIR": str(folder), "_MEIPASS2": str(folder)}


ATTACKS = (
    Attack("LD_PRELOAD", _preload, starts=True),
    Attack("LD_LIBRARY_PATH", _libraries),
    Attack("PYTHONPATH", _python_path),
    Attack("PYTHONHOME", _python_home),
    Attack("VLC_PLUGIN_PATH", _vlc_plugins),
    Attack("PYTHON_VLC_LIB_PATH", _vlc_library),
    Attack("QT_QPA_PLATFORM=vnc", _qt_vnc),
    Attack("QT_QPA_PLATFORM=offscreen", _qt_offscreen),
    Attack("QT_PLUGIN_PATH", _qt_plugin_path),
    Attack("QT_QPA_PLATFORM_PLUGIN_PATH", _qt_platform_path),
    Attack("what the program's own starter reads", _starter, compared=False),
)


def loop(built: Built) -> Iterator[Outcome]:
    """Try each attack, then all that can be together, and what `doctor` says of a library that cannot be dropped."""
    if not planted.can_plant():
        yield Outcome(None, f"the environment: libraries are planted on {planted.MACHINE} alone")
        return
    together: dict[str, str] = {}
    for number, attack in enumerate(ATTACKS):
        folder = built.scratch / "planted" / str(number)
        bent = attack.plant(folder, built.office)
        if attack.compared and not (fell := _victim(built, bent, folder)).bent:
            raise NotSoError(f"{attack.name} bends no program at all: {fell}")
        for mark in folder.rglob(planted.MARK):
            mark.unlink()
        yield _tried(built, attack, bent, folder)
        together |= bent
    everything = built.scratch / "planted"
    seen = _shown(built, together, everything, "together")
    others = seen.marks - planted.marks(
        everything / "0"
    )  # the first is the loader's own, which comes before the program
    yield outcome("all of these together", replace(seen, marks=others), starts=False)
    yield from _doctor(built)


def _tried(built: Built, attack: Attack, bent: dict[str, str], folder: Path) -> Outcome:
    """Try an attack on the program; one that keeps it from its start has achieved something, too."""
    try:
        return outcome(attack.name, _shown(built, bent, folder, folder.name), starts=attack.starts)
    except NotSoError as problem:
        return Outcome(False, f"{attack.name}: {problem}")


def outcome(name: str, seen: Seen, *, starts: bool) -> Outcome:
    """Judge what an attack has achieved."""
    if not starts or not seen.marks:
        return Outcome(not seen.bent, f"{name}: {', '.join(seen.bent) or 'nothing loaded, no port, shown by xcb'}")
    left = Seen(0, seen.planted, seen.ports, seen.shown).bent
    words = f"loaded by the starter ({seen.marks} times) and gone from the program"
    return Outcome(not left, f"{name}: {', '.join(left) or words}")


def _shown(built: Built, bent: dict[str, str], folder: Path, name: str) -> Seen:
    """Open an office's windows in that environment, and look once libvlc is loaded."""
    office = built.an_office(f"bent-{name}")
    screen = Screen()
    try:
        with running([built.office, "--office", office], built.environment(f"home-{name}", **bent)) as process:
            until("libvlc", lambda: any("libvlccore" in each for each in mapped(process.pid)), process)
            until("a window", lambda: screen.windows(process.pid) or ports(process.pid), process)
            return _seen(process.pid, screen, folder)
    finally:
        screen.close()
        shutil.rmtree(office)


def _victim(built: Built, bent: dict[str, str], folder: Path) -> Seen:
    screen = Screen()
    command = [sys.executable, "-m", "tests.faults.built.victim"]
    pipes = {"stdin": -1, "stdout": -1, "stderr": -3}
    try:
        with running(command, built.environment("victim", **bent), cwd=ROOT, **pipes) as process:
            assert process.stdout is not None
            process.stdout.readline()  # that it has windows, or that it is gone
            return _seen(process.pid, screen, folder)
    finally:
        screen.close()


def _seen(pid: int, screen: Screen, folder: Path) -> Seen:
    return Seen(planted.marks(folder), inside(mapped(pid), folder), ports(pid), bool(screen.windows(pid)))


def _doctor(built: Built) -> Iterator[Outcome]:
    """The program says in words what it cannot drop."""
    preloaded = planted.library(built.scratch / "doctor", "preloaded.so")
    told = built.run("doctor", bent={"LD_PRELOAD": str(preloaded)}).stdout
    dropped = "variables: Dropped at the start: LD_PRELOAD." in told and "ok      libraries:" in told
    yield Outcome(dropped, "doctor, with LD_PRELOAD: it was dropped, and nothing of it is loaded")
    hidden = planted.library(built.scratch / "doctor", "hidden.so", hiding=True)
    told = built.run("doctor", bent={"LD_PRELOAD": str(hidden)}).stdout
    [said] = [line for line in told.splitlines() if " libraries: " in line] or [told]
    words = f"Other code is loaded into the program, and cannot be removed: {hidden}."
    yield Outcome(words in said, f"doctor, with a library that hides its variable: “{said.strip()}”")
    again = built.run("doctor", bent={"LD_PRELOAD": str(preloaded), "LISTENING_ROOM_DROPPED": "LD_PRELOAD"})
    yield Outcome(again.returncode == 2 and not again.stdout, "LD_PRELOAD that comes back: the program does not start")
