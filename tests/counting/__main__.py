"""`script/count-actions [--task TASK] [--json]`: what a task costs in keys, clicks, screens and seconds.

A fresh demo office, the program's own windows at 1366x700, real libvlc with its sound captured; each task is done by
keyboard alone, then with the mouse. See `tally` for the model, `fingers` for what counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from desktop.bootstrap.wiring import open_desk
from desktop.showcase.capture import Capture
from desktop.showcase.demo import make_demo
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.guided import LONDON
from desktop.showcase.hands import Hands
from desktop.ui.shell.app import Screens, application
from tests.counting import tasks
from tests.counting.fingers import Fingers, Way
from tests.counting.tally import Tally

WIDE, HIGH = 1366, 700
"""A screen of 1366x768, less a title bar and a taskbar."""


class Task(NamedTuple):
    """A task that is counted: its name, who does it, how, and what is done before anybody signs in.

    `do` may return the count of a part of it.
    """

    name: str
    who: str
    do: Callable[[Fingers, Hands], Tally | None]
    before: Callable[[Hands], None] = lambda hands: None


def whole_session(fingers: Fingers, hands: Hands) -> Tally:
    """Conduct a session; return the count until the first sound."""
    tasks.arrival_to_sound(fingers, hands, datetime.now(LONDON).date())
    until_sound = fingers.tally.until_now(f"arrival to sound ({fingers.way})")
    tasks.to_the_receipt(fingers, hands)
    return until_sound


TASKS = {
    "session": Task("whole session", "adviser", whole_session),
    "intake": Task("taking a request", "officer", tasks.take_a_request),
    "copy": Task("a copy with three removals", "officer", tasks.copy_with_three_removals),
    "inviting": Task("inviting", "officer", tasks.invite, tasks.cancel_the_first),
    "deciding": Task("deciding", "approver", tasks.deciding),
    "review": Task("ordinary review", "supervisor", tasks.an_ordinary_review, tasks.a_session_to_review),
}


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(prog="script/count-actions", description="Count what tasks cost.")
    parser.add_argument("--way", choices=list(Way), action="append", help="one of the two ways only")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each task")
    parser.add_argument("--task", choices=list(TASKS), action="append", help="one task only")
    asked = parser.parse_args()
    application()
    with tempfile.TemporaryDirectory(prefix="listening-room-count-") as folder:
        demo = Path(folder) / "demo"
        make_demo(demo).engine.dispose()
        for way in asked.way or list(Way):
            for name in asked.task or TASKS:
                office = shutil.copytree(demo, Path(folder) / f"{way}-{name}")
                for tally in counted(TASKS[name], Way(way), office):
                    print(json.dumps(tally.as_json()) if asked.json else tally.in_words(), flush=True)


def counted(task: Task, way: Way, office: Path) -> Iterator[Tally]:
    """Do a task that way in a demo office that nobody has used; yield the counts."""
    screens = Screens(lambda: open_desk(office, outlet=Capture()), lambda: False, demo=True)
    screens.shell.resize(WIDE, HIGH)
    screens.shell.show()
    hands = Hands(screens, office.parent)
    fingers = Fingers(hands, f"{task.name} ({way})", way)
    try:
        task.before(hands)
        hands.sign_in(task.who, DEMO_PASSWORD)
        part = task.do(fingers, hands)
        if part is not None:
            yield part
        yield fingers.tally
    finally:
        if screens.shell.session is not None:
            screens.shell.session.leave_window()
        screens.shell.close()
        screens.close()
        application().processEvents()


if __name__ == "__main__":
    main()
