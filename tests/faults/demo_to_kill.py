"""Run as a program: has a demo of a day made, and kills its maker at one step after the other.

`python -m tests.faults.demo_to_kill FOLDER MADE EVERY DAY [fresh]`: `ready_demo` is killed on that day, a date.
MADE is a demo of that day, which is copied instead of making one; `-` makes it.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.showcase import demo
from desktop.showcase.verbs import ready_demo
from tests.faults.every_step import kill_at_every_step
from tests.support import password_cost
from tests.support.fakes import TUESDAY, FakeClock

REQUESTS = 10


def whole(folder: Path) -> None:
    """Check that each folder called a demo opens, with all its parts. Missing ones are not opened."""
    if not folder.exists():
        return
    parts = open_parts(folder)
    try:
        with parts.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM request").scalar_one() == REQUESTS
        assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
    finally:
        parts.engine.dispose()


def main(place: str, made: str, every: str, day: str, *fresh: str) -> None:
    password_cost.make_cheap()
    folder, clock = Path(place), FakeClock(TUESDAY)
    clock.pass_by(days=(date.fromisoformat(day) - TUESDAY.date()).days)

    def copied(new: Path, **_: Any) -> Parts:
        shutil.copytree(made, new, dirs_exist_ok=True)
        return open_parts(new)

    if made != "-":
        demo.make_demo = copied  # type: ignore[assignment]

    def act(_: int) -> None:
        ready_demo(folder, fresh=bool(fresh), clock=clock, tell=lambda words: None)

    def look() -> None:
        whole(folder)
        whole(folder.with_name(f"{folder.name}.earlier"))

    print(json.dumps(kill_at_every_step(act, int(every), look)))


if __name__ == "__main__":
    main(*sys.argv[1:])
