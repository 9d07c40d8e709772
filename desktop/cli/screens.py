"""Opening the screens of an office: what the program does without a verb, and all that such a start loads."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.qt_libraries import load_ahead
from desktop.config import OfficePaths
from desktop.errors import ExternalSystemError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from desktop.application.ports.desk import Desk
    from desktop.application.ports.lifecycle import DemoMade

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def data_folder() -> Path:
    """Return this account's folder for the program."""
    import platformdirs

    return Path(platformdirs.user_data_dir("listening-room", appauthor=False))


def open_office(folder: Path | None) -> int:
    """Open the screens of an office; None: of this account's own."""
    gc.disable()  # the screens collect on their own thread (`ui.shell.app`); imports are no garbage
    load_ahead()
    if folder is None:
        own = OfficePaths(data_folder() / "office")
        if (not own.office_file.exists() or own.joining.exists()) and _has_display():
            return _first_start()
    return open_screens(folder or data_folder() / "office")


def _has_display() -> bool:
    """Return whether a window can be shown at all: on Linux that is said by the environment."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in DISPLAYS)


def _first_start() -> int:
    """Show the pages of an account without an office, and open what comes of them."""
    from desktop.lifecycle.first_start import FirstStarting
    from desktop.ui.first_start.window import Opens, run_first_start

    office, demo = data_folder() / "office", data_folder() / "demo-office"
    try:
        made: Callable[[], DemoMade] | None = partial(showcase().made, demo)
    except ExternalSystemError:
        made = None
    opens, passed = run_first_start(FirstStarting(office, made), _noted)
    if opens is None:
        return 0
    return open_screens(demo if opens is Opens.DEMO else office, demo_is_new=passed)


def open_screens(folder: Path, *, demo_is_new: bool = False) -> int:
    """Show the windows of an office until they are closed. `demo_is_new`: it replaced a demo whose day was over.

    Raises ExternalSystemError: also where nothing can be shown (`display_missing`), which Qt would end the process for.
    """
    from desktop.environment.office_file import DEMO, read_office_file
    from desktop.files.durable import SingleInstance
    from desktop.lifecycle.for_windows import LostKeysHere
    from desktop.ui.shell.app import run_screens

    def opened() -> Desk:
        from desktop.bootstrap.wiring import open_desk  # behind the window that has painted by then
        from desktop.lifecycle.for_windows import UpkeepHere

        return replace(open_desk(folder, alone=True), upkeep=UpkeepHere(folder))

    file, paths = read_office_file(folder)
    if not _has_display():
        raise ExternalSystemError("display_missing")
    instance = SingleInstance(paths.lock)
    instance.acquire()
    try:
        demo = file.kind == DEMO
        keys = None if demo else LostKeysHere(folder, file.database is not None)
        return run_screens(opened, instance.raise_requested, _noted, demo=demo, demo_is_new=demo_is_new, lost_keys=keys)
    finally:
        instance.release()


def _noted(what: str, ms: int, error: BaseException | None) -> None:
    """Let the program's own log have what became of a task of the windows."""
    from desktop.environment.own_log import own_log

    own_log("screens").done(what, ms, error)


def showcase() -> ModuleType:
    """Return the demonstration's verbs, a package of their own. Raises ExternalSystemError (`demo_missing`)."""
    try:
        from desktop.showcase import verbs
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("desktop.showcase"):
            raise
        raise ExternalSystemError("demo_missing") from None
    return verbs
