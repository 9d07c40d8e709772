"""The day of a demo office: its appointments are on the day on which it is made.

Rules:
- Days in a log cannot be moved: every event is signed with the time at which it happened. So a demo whose day is
  over is not changed; another replaces it, with a log of its own.
- The earlier one's data is kept beside it, in `NAME.earlier`, until that happens again.
- On its day a demo stays as it is, and on any other day on which it has an appointment: that was deliberate.
- A demo is whole or absent: it is made beside its place, synced, and renamed last. To remove one, it is
  renamed first. So any folder called a demo is a whole one, wherever a program was killed. An open one is left
  alone.
- Only folders that say they are a demo are removed.
- A demo notes the day on which it was made, in a file: on that day no database is opened before its window.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.ports.desk import Clock
from desktop.environment.abandoned import give_up
from desktop.environment.clock import SystemClock
from desktop.environment.lasting import sync_folder
from desktop.environment.office_file import DEMO, read_office_file
from desktop.environment.single_instance import SingleInstance
from desktop.environment.whole_folder import Kind, whole_folder
from desktop.errors import RefusedError, SurroundingsError
from desktop.words import tr

MADE_ON = "made-on.txt"
"""The file in a demo with the day on which it was made: its beginning and its end, in ISO 8601 with the offset."""


def ready_demo(
    folder: Path, *, fresh: bool = False, clock: Clock | None = None, tell: Callable[[str], object] = print
) -> bool:
    """Ensure a demo office of today in that folder; return whether it replaced an earlier one whose day was over.

    `fresh`: an existing one is removed in any case. Raises RefusedError for a real office, AlreadyRunningError
    where the demo is open, and SurroundingsError where the folder holds anything else.
    """
    clock = clock or SystemClock()
    there = (folder / "office.toml").exists()
    if there:
        _must_be_a_demo(folder)
    passed = there and not fresh and not (_was_made_today(folder, clock) or _has_its_day(folder, clock))
    if there and not fresh and not passed:
        return False
    making, earlier, removed = (_beside(folder, what) for what in ("making", "earlier", "removed"))
    _may_be_put_there(folder, making, earlier, removed)
    tell(tr("Making today’s demo office. This takes about ten seconds."))
    for left in (making, removed):
        _remove(left)
    with whole_folder(making, Kind.DEMO, give_up) as new:
        _make(new, clock)
    _put_in_place(making, folder, earlier if passed else removed, removed)
    _remove(removed)
    if passed:
        tell(tr("The demo that was here was of another day. It is kept until this happens again. Open it with:"))
        tell(f"listening-room --office {earlier}")
    return passed


def _make(folder: Path, clock: Clock) -> None:
    from desktop.bootstrap.opened import OpenOffice
    from desktop.showcase.demo import make_demo

    with OpenOffice(make_demo(folder, clock=clock)) as office:
        with office.uow().look() as uow:
            day = _day_of(uow.offices.created_at(), office.office.zone)
        (folder / MADE_ON).write_text("\n".join(each.isoformat() for each in day), encoding="utf-8")


def _was_made_today(folder: Path, clock: Clock) -> bool:
    """Return whether it was, by its own note of that day. One without such a note: its database knows."""
    try:
        start, end = map(datetime.fromisoformat, (folder / MADE_ON).read_text("utf-8").split())
        return start <= clock.now() < end
    except (OSError, ValueError, TypeError):
        return False


def _day_of(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the beginning and the end of a moment's day in that zone."""
    start = datetime.combine(moment.astimezone(zone).date(), time(), zone)
    return start, start + timedelta(days=1)


def _has_its_day(folder: Path, clock: Clock) -> bool:
    """Return whether it was made today, or has an appointment today."""
    from desktop.bootstrap.opened import opened
    from desktop.domain.appointments.appointment import AppointmentStatus

    with opened(folder) as office, office.uow().look() as uow:
        start, end = _day_of(clock.now(), uow.offices.get().zone)
        booked = {row.status for row in uow.reading.appointments(start, end)}
        return start <= uow.offices.created_at() < end or bool(booked - {AppointmentStatus.CANCELLED})


def _must_be_a_demo(folder: Path) -> None:
    try:
        file, _ = read_office_file(folder)
    except SurroundingsError:
        raise SurroundingsError("demo_not_placed", name=folder.name) from None
    if file.kind != DEMO:
        raise RefusedError("not_a_demo")


def _may_be_put_there(folder: Path, *beside: Path) -> None:
    """Check beforehand. Raises AlreadyRunningError where the demo is open, which then comes to the front."""
    for each in (each for each in (folder, *beside) if os.path.lexists(each)):
        if (each / "office.toml").exists():
            _must_be_a_demo(each)
        elif not each.is_dir() or any(each.iterdir()):
            raise SurroundingsError("demo_not_placed", name=each.name)
    if (folder / "office.toml").exists():
        instance = SingleInstance(read_office_file(folder)[1].lock)
        instance.acquire()
        instance.release()


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f"{folder.name}.{what}")


def _remove(demo: Path) -> None:
    """Remove a demo, its mark last: if this is killed, the next one may go on with it."""
    if not demo.exists():
        return
    try:
        for path in demo.iterdir():
            if path.name != "office.toml":
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.rmtree(demo)
    except OSError:
        raise SurroundingsError("demo_not_removed", name=demo.name) from None


def _put_in_place(making: Path, folder: Path, old: Path, removed: Path) -> None:
    """Put it in place by renaming alone. The existing demo becomes `old`, and an earlier `old` becomes `removed`."""
    try:
        if (folder / "office.toml").exists():
            if old != removed and old.exists():
                old.rename(removed)
            folder.rename(old)
        elif folder.exists():
            folder.rmdir()  # an empty one
        making.rename(folder)
        sync_folder(folder.parent)
    except OSError:
        raise SurroundingsError("demo_not_placed", name=folder.name) from None
