"""`script/count-actions [--task TASK] [--json]`: what tasks of an office cost in keys, clicks, screens and seconds.

A fresh demo office, the program's own windows at 1366x700, real libvlc with its sound captured; each task is done by
keyboard alone, then with the mouse. See `tally` for the model, `fingers` for what counts.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.bootstrap.wiring import open_desk
from desktop.showcase.capture import Capture
from desktop.showcase.demo import DEMO_PASSWORD, make_demo
from desktop.showcase.guided import LONDON
from desktop.showcase.hands import Hands
from desktop.ui.shell.app import Screens, application
from tests.counting.counter import arrival_to_sound, to_the_receipt
from tests.counting.fingers import Fingers, Way
from tests.counting.tally import Tally
from tests.counting.workbench import copy_with_three_removals

TASKS = ("session", "copy")
WIDE, HIGH = 1366, 700
"""A screen of 1366x768, less a title bar and a taskbar."""


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(prog="script/count-actions", description="Count what tasks cost.")
    parser.add_argument("--way", choices=list(Way), action="append", help="one of the two ways only")
    parser.add_argument("--task", choices=TASKS, action="append", help="one of the tasks only")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each task")
    parser.add_argument("--until-sound", action="store_true", help="leave out the rest of the session, which plays")
    parser.add_argument("--size", default=f"{WIDE}x{HIGH}", help="of the window, in logical pixels")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures")
    asked = parser.parse_args()
    application()
    wide, high = map(int, asked.size.split("x"))
    for way, task in product(asked.way or list(Way), asked.task or TASKS):
        if task == "copy":
            tallies = counted_copy(Way(way), (wide, high), asked.pictures)
        else:
            tallies = counted(Way(way), (wide, high), whole=not asked.until_sound, pictures=asked.pictures)
        for tally in tallies:
            print(json.dumps(tally.as_json()) if asked.json else tally.in_words(), flush=True)


def counted(way: Way, size: tuple[int, int], *, whole: bool, pictures: Path | None) -> Iterator[Tally]:
    """Conduct a session that way; yield the counts to the first sound, and those of the whole."""
    with a_demo(size, pictures) as hands:
        hands.sign_in("adviser", DEMO_PASSWORD)
        fingers = Fingers(hands.screens, hands, f"whole session ({way})", way)
        if pictures:
            fingers.sees = lambda name: hands.picture(name.replace(" ", "-"), hands.screens.shell)
        arrival_to_sound(fingers, hands, datetime.now(LONDON).date())
        yield fingers.tally.until_now(f"arrival to sound ({way})")
        if whole:
            to_the_receipt(fingers, hands)
            yield fingers.tally
        else:
            window = hands.session().window_shown
            assert window is not None
            hands.key(window, window.once[0])


def counted_copy(way: Way, size: tuple[int, int], pictures: Path | None) -> Iterator[Tally]:
    """Make a copy with three removals that way; yield its counts."""
    with a_demo(size, pictures, back_office=True) as hands:
        hands.sign_in("officer", DEMO_PASSWORD)
        fingers = Fingers(hands.screens, hands, f"a copy with three removals ({way})", way)
        if pictures:
            fingers.sees = lambda name: hands.picture(name.replace(" ", "-"), QApplication.activeWindow())
        copy_with_three_removals(fingers, hands)
        yield fingers.tally


@contextmanager
def a_demo(size: tuple[int, int], pictures: Path | None, *, back_office: bool = False) -> Iterator[Hands]:
    """Open a fresh demo office, at its front desk or its back office, in a window of that size."""
    with tempfile.TemporaryDirectory(prefix="listening-room-count-") as folder:
        office, out = Path(folder) / "office", pictures or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        make_demo(office).engine.dispose()
        screens = Screens(
            lambda: open_desk(office, back_office=back_office, outlet=Capture()), lambda: False, demo=True
        )
        screens.shell.resize(*size)
        screens.shell.show()
        try:
            yield Hands(screens, out)
        finally:
            if screens.shell.session is not None:
                screens.shell.session.leave_window()
            screens.shell.close()
            screens.close()
            application().processEvents()


if __name__ == "__main__":
    main()
