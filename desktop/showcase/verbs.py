"""The demonstration's command-line verbs, and the day of a demo office. Heavy imports are inside the functions.

- A log's days cannot be moved. A demo whose day is over is replaced, and kept beside the new one in `NAME.earlier`.
- It stays as it is on the day noted in its file `MADE_ON`, and on any other on which it has an appointment.
- It is whole or absent: made beside its place, synced, and renamed last. An open one is left alone.
- Only folders that say they are a demo are removed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from desktop.application.ports.database import Clock
from desktop.application.ports.sound import SoundEngine
from desktop.environment.atomic_folder import Kind, give_up, whole_folder
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import DEMO, read_office_file
from desktop.errors import ExternalSystemError, RefusedError
from desktop.files.durable import SingleInstance, sync_folder
from desktop.words import tr
from desktop.words.codes import or_list

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import DemoMade


MADE_ON = "made-on.txt"
"""The file in a demo with the day on which it was made: its beginning and its end, in ISO 8601 with the offset."""


def ready_demo(
    folder: Path, *, fresh: bool = False, clock: Clock | None = None, tell: Callable[[str], object] = print
) -> bool:
    """Ensure a demo office of today in that folder; return whether it replaced an earlier one whose day was over.

    `fresh`: an existing one is removed in any case. Raises RefusedError for a real office, AlreadyRunningError
    where the demo is open, and ExternalSystemError where the folder holds anything else.
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
    from desktop.bootstrap.wiring import OpenOffice
    from desktop.showcase.demo import make_demo

    with OpenOffice(make_demo(folder, clock=clock)) as office:
        with office.uow().read_only() as uow:
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
    from desktop.bootstrap.wiring import opened
    from desktop.domain.appointments import AppointmentStatus

    with opened(folder) as office, office.uow().read_only() as uow:
        start, end = _day_of(clock.now(), uow.offices.get().zone)
        booked = {row.status for row in uow.reading.appointments(start, end)}
        return start <= uow.offices.created_at() < end or bool(booked - {AppointmentStatus.CANCELLED})


def _must_be_a_demo(folder: Path) -> None:
    try:
        file, _ = read_office_file(folder)
    except ExternalSystemError:
        raise ExternalSystemError("demo_not_placed", name=folder.name) from None
    if file.kind != DEMO:
        raise RefusedError("not_a_demo")


def _may_be_put_there(folder: Path, *beside: Path) -> None:
    """Check beforehand. Raises AlreadyRunningError where the demo is open, which then comes to the front."""
    for each in (each for each in (folder, *beside) if os.path.lexists(each)):
        if (each / "office.toml").exists():
            _must_be_a_demo(each)
        elif not each.is_dir() or any(each.iterdir()):
            raise ExternalSystemError("demo_not_placed", name=each.name)
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
        raise ExternalSystemError("demo_not_removed", name=demo.name) from None


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
        raise ExternalSystemError("demo_not_placed", name=folder.name) from None


class OpenScreens(Protocol):
    """Opens the screens of the office in that folder; returns the exit code once they are closed."""

    def __call__(self, folder: Path, *, demo_is_new: bool = ...) -> int: ...


def demo(arguments: argparse.Namespace, data_folder: Path, open_screens: OpenScreens) -> int:
    """Open the demo office, or conduct a whole session in one. `data_folder`: this account's, for the program."""
    if arguments.guided is not None:
        return guided(arguments)
    from desktop.showcase.demo_people import DEMO_PASSWORD, SIGN_IN_NAMES

    folder = arguments.folder or data_folder / "demo-office"
    passed = ready_demo(folder, fresh=arguments.fresh)
    names = or_list(list(SIGN_IN_NAMES))
    said = tr("Sign in as {names}. Each has the same password: {password}")
    print(said.format(names=names, password=DEMO_PASSWORD))
    return open_screens(folder, demo_is_new=passed)


def made(folder: Path) -> DemoMade:
    """Ensure a demo office of today in that folder, for the windows of a first start."""
    from desktop.application.ports.lifecycle import DemoMade
    from desktop.showcase.demo_people import DEMO_PASSWORD, SIGN_IN_NAMES

    passed = ready_demo(folder, tell=lambda line: None)
    return DemoMade(tuple(SIGN_IN_NAMES), DEMO_PASSWORD, passed)


def guided(arguments: argparse.Namespace) -> int:
    """Conduct one whole session through the real windows; exit 0 only if all of it is true."""
    from desktop.showcase.guided import conduct

    engine = SoundEngine(arguments.sound) if arguments.sound else None
    account = conduct(arguments.guided, from_intake=arguments.from_intake, engine=engine)
    if arguments.json:
        print(json.dumps(account.as_json()))
    else:
        print(account.in_words())
    return 0 if account.all_true() else 1
