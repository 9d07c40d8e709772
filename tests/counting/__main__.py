"""`script/count-actions [--task TASK] [--json]`: what a task costs in keys, clicks, screens and seconds.

A fresh demo office, the program's own windows at 1366x700, real libvlc with its sound captured; each task is done by
keyboard alone, then with the mouse. See `tally` for the model, `fingers` for what counts.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.bootstrap.wiring import open_desk
from desktop.showcase.capture import Capture
from desktop.showcase.demo import make_demo
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.guided import LONDON
from desktop.showcase.hands import Hands
from desktop.ui.shell.app import Screens, application
from tests.counting import officer
from tests.counting.back_office import a_session_to_review, an_ordinary_review, deciding
from tests.counting.counter import arrival_to_sound, to_the_receipt
from tests.counting.fingers import Fingers, Way
from tests.counting.intake import take_a_request
from tests.counting.tally import Tally
from tests.counting.workbench import copy_with_three_removals

WIDE, HIGH = 1366, 700
"""A screen of 1366x768, less a title bar and a taskbar."""


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(prog="script/count-actions", description="Count what tasks cost.")
    parser.add_argument("--way", choices=list(Way), action="append", help="one of the two ways only")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each task")
    parser.add_argument("--until-sound", action="store_true", help="leave out the rest of the session, which plays")
    parser.add_argument("--task", choices=list(TASKS), action="append", help="one task only")
    parser.add_argument("--size", default=f"{WIDE}x{HIGH}", help="of the window, in logical pixels")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures")
    asked = parser.parse_args()
    application()
    for way in asked.way or list(Way):
        wide, high = map(int, asked.size.split("x"))
        for task in asked.task or TASKS:
            for tally in TASKS[task](Way(way), (wide, high), whole=not asked.until_sound, pictures=asked.pictures):
                print(json.dumps(tally.as_json()) if asked.json else tally.in_words(), flush=True)


def review_counted(way: Way, size: tuple[int, int], *, whole: bool, pictures: Path | None) -> Iterator[Tally]:
    """Review an ordinary session that way; yield the count."""
    with a_demo(size, pictures) as hands:
        a_session_to_review(hands)
        hands.sign_in("supervisor", DEMO_PASSWORD)
        yield _done(hands, Fingers(hands.screens, hands, f"ordinary review ({way})", way), an_ordinary_review, pictures)


def deciding_counted(way: Way, size: tuple[int, int], *, whole: bool, pictures: Path | None) -> Iterator[Tally]:
    """Decide on a copy that way; yield the count."""
    with a_demo(size, pictures) as hands:
        hands.sign_in("approver", DEMO_PASSWORD)
        yield _done(hands, Fingers(hands.screens, hands, f"deciding ({way})", way), deciding, pictures)


def _done(hands: Hands, fingers: Fingers, task: Callable[[Fingers, Hands], None], pictures: Path | None) -> Tally:
    _pictured(fingers, hands, pictures)
    task(fingers, hands)
    return fingers.tally


def _pictured(fingers: Fingers, hands: Hands, pictures: Path | None) -> Fingers:
    if pictures:
        fingers.sees = lambda name: hands.picture(name.replace(" ", "-"), hands.screens.shell)
    return fingers


def counted(way: Way, size: tuple[int, int], *, whole: bool, pictures: Path | None) -> Iterator[Tally]:
    """Conduct a session that way; yield the counts to the first sound, and those of the whole."""
    with a_demo(size, pictures) as hands:
        hands.sign_in("adviser", DEMO_PASSWORD)
        fingers = _pictured(Fingers(hands.screens, hands, f"whole session ({way})", way), hands, pictures)
        arrival_to_sound(fingers, hands, datetime.now(LONDON).date())
        yield fingers.tally.until_now(f"arrival to sound ({way})")
        if whole:
            to_the_receipt(fingers, hands)
            yield fingers.tally
        else:
            window = hands.session().window_shown
            assert window is not None
            hands.key(window, window.once[0])


def inviting_counted(way: Way, size: tuple[int, int], *, whole: bool, pictures: Path | None) -> Iterator[Tally]:
    """Invite a person that way; yield the count."""
    with a_demo(size, pictures) as hands, tempfile.TemporaryDirectory() as folder:
        hands.sign_in("officer", DEMO_PASSWORD)
        officer.cancel_the_first(hands)
        hands.shell.go("requests")
        fingers = Fingers(hands.screens, hands, f"inviting ({way})", way)
        officer.invite(fingers, hands, Path(folder))
        yield fingers.tally


def intake_counted(way: Way, size: tuple[int, int], *, whole: bool, pictures: Path | None) -> Iterator[Tally]:
    """Take a request that way; yield its counts."""

    def task(fingers: Fingers, hands: Hands) -> None:
        take_a_request(fingers, hands, datetime.now(LONDON).date())

    with a_demo(size, pictures) as hands:
        hands.sign_in("officer", DEMO_PASSWORD)
        yield _done(hands, Fingers(hands.screens, hands, f"taking a request ({way})", way), task, pictures)


def copy_counted(way: Way, size: tuple[int, int], *, whole: bool, pictures: Path | None) -> Iterator[Tally]:
    """Make a copy with three removals that way; yield its counts."""
    with a_demo(size, pictures) as hands:
        hands.sign_in("officer", DEMO_PASSWORD)
        fingers = Fingers(hands.screens, hands, f"a copy with three removals ({way})", way)
        if pictures:
            fingers.sees = lambda name: hands.picture(name.replace(" ", "-"), QApplication.activeWindow())
        copy_with_three_removals(fingers, hands)
        yield fingers.tally


TASKS = {
    "session": counted,
    "intake": intake_counted,
    "copy": copy_counted,
    "inviting": inviting_counted,
    "deciding": deciding_counted,
    "review": review_counted,
}


@contextmanager
def a_demo(size: tuple[int, int], pictures: Path | None) -> Iterator[Hands]:
    """Open a fresh demo office, in a window of that size."""
    with tempfile.TemporaryDirectory(prefix="listening-room-count-") as folder:
        office, out = Path(folder) / "office", pictures or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        make_demo(office).engine.dispose()
        screens = Screens(lambda: open_desk(office, outlet=Capture()), lambda: False, demo=True)
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
