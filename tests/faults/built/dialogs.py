"""An information officer has a dialog to choose a recording show the vault, and tries to delete and rename in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop.domain.log.events import EventKind
from desktop.showcase.demo_people import DEMO_PASSWORD
from tests.faults.built.program import Built, NotSoError, Outcome, is_quiet, running, until
from tests.faults.built.remains import Watched
from tests.faults.built.x11 import ALT, DELETE, DOWN, ESCAPE, RENAME, RETURN, ROOT, SHIFT, TAB, Screen
from tests.playback.remains import memory_of

TO_THE_PLACES = 8
"""Presses of Tab from the list of requests, over its two buttons and the bar, to the places. The next is recordings."""


def loop(built: Built) -> Iterator[Outcome]:
    """Do it in a dialog as Qt makes them, where a file has to go, and in the program's."""
    folder = built.scratch / "to-delete"
    folder.mkdir()
    for name in ("one", "two", "three"):
        (folder / name).write_text(name)
    office = built.an_office("dialogs")
    vault = office / "vault" / "original"
    with closing(Screen()) as screen:
        command = [sys.executable, "-m", "tests.faults.built.victim", "choose", folder]
        with running(command, built.environment("victim"), cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            until("the dialog", lambda: screen.active() in screen.windows(process.pid), process)
            changed = _changed(process, screen, folder)
        if not changed:
            raise NotSoError("nothing can be deleted in a dialog of Qt's own, so nothing is proved")
        yield Outcome(True, f"a dialog as Qt makes them: {', '.join(sorted(changed))} deleted or renamed in it")
        command = [built.demonstration, "demo", "--folder", office]
        environment = built.environment("dialogs-home")
        with (
            closing(Watched(office)) as watched,
            running(command, environment, stdout=subprocess.DEVNULL) as process,
        ):
            _to_the_dialog(process, screen, watched, vault)
            count = len(list(vault.iterdir()))
            changed = _changed(process, screen, vault)
            yield Outcome(not changed, f"the program's dialog, over {count} files of the vault: {len(changed)} changed")


def _to_the_dialog(process: subprocess.Popen[str], screen: Screen, watched: Watched, vault: Path) -> None:
    """Sign in, go to the recordings, and have the dialog for one file show the vault."""

    def quiet() -> None:
        until("quiet", lambda: is_quiet(process.pid), process)

    until("the keyboard", lambda: screen.active() in screen.windows(process.pid), process)
    quiet()
    screen.type("officer")
    screen.press(TAB)
    screen.type(DEMO_PASSWORD)
    screen.press(RETURN)
    until("somebody to be signed in", lambda: watched.events(EventKind.SIGNED_IN), process)
    quiet()
    for key in (*[TAB] * TO_THE_PLACES, DOWN, RETURN):
        screen.press(key)
    quiet()
    for key in (TAB, DOWN, TAB):  # one file, not a folder; where it is
        screen.press(key)
    screen.type(str(vault))
    quiet()
    [before] = screen.windows(process.pid)
    screen.press(TAB)
    screen.press(RETURN)
    until("the dialog", lambda: screen.active() in {*screen.windows(process.pid)} - {before}, process)
    shown = next(vault.iterdir()).name.encode("utf-16-le")  # as Qt holds what it lists
    until("the vault in it", lambda: any(shown in part for part in memory_of(process.pid)), process)


def _changed(process: subprocess.Popen[str], screen: Screen, folder: Path) -> set[str]:
    """Delete and rename with the keys that do so in Qt's dialogs; return the names that are gone or new."""
    before = {path.name for path in folder.iterdir()}
    until("quiet", lambda: is_quiet(process.pid), process)
    screen.press(TAB, SHIFT)
    screen.press(DOWN)
    for keys in (((DELETE,), (ord("y"), ALT)), ((RENAME,), (ord("x"),), (RETURN,))):
        for key in keys:
            screen.press(*key)
            until("quiet", lambda: is_quiet(process.pid), process)
    screen.press(ESCAPE)
    return before ^ {path.name for path in folder.iterdir()}
