"""The day of a demo office: its appointments are on the day on which it is made.

Rules:
- Days in a log cannot be moved: every event is signed with the time at which it happened. So where the day of a demo is
  over it is not changed, and another is made in its place, with a log of its own.
- What was done in the earlier one is kept beside it, in `NAME.earlier`, until that happens again.
- On its day a demo stays as it is, and on any other day on which it has an appointment: somebody meant that.
- A demo is whole or not there: it is made beside its place, and renamed last. One that is open is left alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from desktop.application.ports.desk import Clock
from desktop.bootstrap.opening import open_parts
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import DEMO, read_office_file
from desktop.environment.single_instance import SingleInstance
from desktop.errors import RefusedError, SurroundingsError
from desktop.showcase.demo import make_demo

CANCELLED = AppointmentStatus.CANCELLED


def ready_demo(
    folder: Path, *, fresh: bool = False, clock: Clock | None = None, tell: Callable[[str], object] = print
) -> bool:
    """Have a demo office of today in that folder; whether it took the place of an earlier one whose day was over.

    `fresh`: the one that is there is removed in any case. Raises RefusedError for a real office, AlreadyRunningError
    where the demo is open, and SurroundingsError where something else lies in the folder.
    """
    clock = clock or SystemClock()
    there = (folder / "office.toml").exists()
    if there:
        _must_be_a_demo(folder)
    passed = there and not fresh and not _has_its_day(folder, clock)
    if there and not fresh and not passed:
        return False
    making, earlier = _beside(folder, "making"), _beside(folder, "earlier")
    _may_be_put_there(folder, making, earlier)
    tell("Making the demo office for today (some ten seconds) ...")
    _remove(making)
    make_demo(making, clock=clock).engine.dispose()
    if passed:
        _remove(earlier)
        folder.rename(earlier)
        tell(f"The day of the demo that was here is over. What was done in it is kept in {earlier}")
        tell("until this happens again. Open that one with: listening-room --office FOLDER")
    elif there:
        shutil.rmtree(folder)
    _put_in_place(making, folder)
    return passed


def _has_its_day(folder: Path, clock: Clock) -> bool:
    """Whether it was made today, or has an appointment today."""
    parts = open_parts(folder)
    try:
        with parts.uow(parts.file.desk).look() as uow:
            zone, now = uow.offices.get().zone, clock.now()
            start = datetime.combine(now.astimezone(zone).date(), time(), zone)
            end = start + timedelta(days=1)
            booked = (row.status for row in uow.reading.appointments(start, end))
            return start <= uow.offices.created_at() < end or any(each is not CANCELLED for each in booked)
    finally:
        parts.engine.dispose()


def _must_be_a_demo(folder: Path) -> None:
    file, _ = read_office_file(folder)
    if file.kind != DEMO:
        raise RefusedError("not_a_demo")


def _may_be_put_there(folder: Path, *beside: Path) -> None:
    """Raises AlreadyRunningError where the demo is open, which comes forward then; and before anything is done."""
    for each in (each for each in (folder, *beside) if each.exists()):
        if (each / "office.toml").exists():
            _must_be_a_demo(each)
        elif each == folder and any(folder.iterdir()):
            raise SurroundingsError("demo_not_placed")
    if (folder / "office.toml").exists():
        instance = SingleInstance(read_office_file(folder)[1].lock)
        instance.acquire()
        instance.release()


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f"{folder.name}.{what}")


def _remove(beside: Path) -> None:
    """What an earlier run left there."""
    if beside.exists():
        shutil.rmtree(beside)


def _put_in_place(making: Path, folder: Path) -> None:
    try:
        if folder.exists():
            folder.rmdir()  # an empty one
        making.rename(folder)
    except OSError:
        raise SurroundingsError("demo_not_placed") from None
