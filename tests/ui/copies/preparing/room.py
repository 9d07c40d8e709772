"""An information officer at the back office of a demo office, with the window of preparing open or about to be.

The database, the vault and the making of copies are real; time stands still, the player stays where it is put.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.wiring import open_desk
from desktop.domain.log.events import Event, EventKind, from_canonical
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.showcase.capture import Capture
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.copies.preparing.page import EditorPage
from desktop.ui.copies.preparing.preparing import Kept, Preparing
from desktop.ui.copies.preparing.workbench import PreparingWindow, Workbench
from desktop.ui.kit.frame import Frame
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.running.tasks import Tasks
from tests.gallery.posing import StillPlayer
from tests.support.fakes import TUESDAY, FakeClock, FakeSound
from tests.support.listing import listed
from tests.ui.staff import Staff, settle, shown, the_staff


@dataclass
class NoLockdown:
    """Restricts nothing, and records the requests. `codes`: those that it does not offer."""

    calls: list[str]
    codes: tuple[str, ...] = ()

    def covered(self, window: int, own: Sequence[int]) -> bool:
        return False

    def is_remote(self) -> bool:
        return False

    def begin(self, window: int) -> tuple[str, ...]:
        self.calls.append("begin")
        return self.codes

    def end(self) -> None:
        self.calls.append("end")


@dataclass
class Room:
    qtbot: QtBot
    staff: Staff
    frame: Frame
    place: RequestsPlace
    player: StillPlayer
    sound: FakeSound
    lockdown: NoLockdown
    folder: Path

    @property
    def preparing(self) -> Preparing:
        assert self.place.preparing is not None
        return self.place.preparing

    @property
    def window(self) -> PreparingWindow:
        assert self.preparing.window is not None
        return self.preparing.window

    @property
    def page(self) -> EditorPage:
        assert self.window.page is not None
        return self.window.page

    @property
    def bench(self) -> Workbench:
        assert self.window.bench is not None
        return self.window.bench

    def settle(self) -> None:
        settle(self.qtbot, self.staff)

    def request(self, reference: str) -> Request:
        with self.staff.desk.uow().read_only() as uow:
            row = next(row for row in listed(uow, [status.value for status in Status]) if row.reference == reference)
            return uow.requests.get(row.id)

    def show(self, reference: str) -> RequestId:
        """Show the page of that request."""
        id = self.request(reference).id
        self.place.open(id)
        self.settle()
        return id

    def open(self, reference: str = "SAR-2026-0006") -> EditorPage:
        """Open the editor, with the program's proposals."""
        self.show(reference)
        page = self.place.request_page
        (page.prepare_again.clicked if page.prepare_again.isVisible() else page.primary.clicked).emit()
        self.type_password(settles=False)
        self.qtbot.waitUntil(lambda: self.place.preparing is not None and self.preparing.window is not None)
        self.qtbot.waitUntil(lambda: self.window.page is not None, timeout=20_000)
        self.settle()
        self.qtbot.waitExposed(self.window)
        return self.page

    def type_password(self, password: str = DEMO_PASSWORD, *, settles: bool = True) -> None:
        """Type it on the page that asks for it before the original is opened."""
        asked = self.place.in_person
        asked.own_password.input.setText(password)
        asked.primary.clicked.emit()
        if settles:
            self.settle()

    def saved(self) -> None:
        """Wait until all changes are saved."""
        saver = self.preparing.saver
        assert saver is not None
        self.qtbot.waitUntil(lambda: saver.kept is Kept.SAVED, timeout=5000)

    def make(self) -> None:
        """Make the copy, whatever proposals are left to look at."""
        self.page.make.click()
        if self.page.problem.words:
            self.page.make.click()

    def gone(self) -> None:
        """Wait until the window has gone."""
        self.qtbot.waitUntil(lambda: self.preparing.window is None, timeout=20_000)
        self.settle()

    def leave(self) -> None:
        """Save, and leave."""
        self.page.leave.click()
        self.gone()

    def events(self, *kinds: EventKind) -> list[Event]:
        """Return all events of these kinds, in order."""
        parts = open_parts(self.folder / "demo")
        try:
            with parts.engine.connect() as connection:
                rows = connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq").all()
        finally:
            parts.engine.dispose()
        events = [from_canonical(bytes(row[0]))[1] for row in rows]
        return [event for event in events if event.kind in kinds]

    def plays_to(self, ms: int) -> None:
        """Play up to there, until the player's pollers have seen that."""
        rate = self.window.preparation.recording.rate
        self.player.play_until(ms * rate // 1000)
        self.qtbot.waitUntil(lambda: self.page.lanes.head == ms or not self.bench.sounding.playing)


@contextmanager
def a_room(qtbot: QtBot, folder: Path, capture: Capture | None = None) -> Iterator[Room]:
    """Yield the officer, at the list of requests. With `capture` the player and the opener of originals are real."""
    the_staff(folder).close()
    clock, lockdown = FakeClock(TUESDAY + timedelta(hours=2)), NoLockdown([])
    player, sound = StillPlayer(), FakeSound()
    desk = replace(open_desk(folder / "demo", outlet=capture), clock=clock, lockdown=lockdown)
    if capture is None:
        desk = replace(desk, player=player, sound=sound)
    staff, frame = Staff(desk, clock, Tasks()), Frame()
    place = RequestsPlace(staff.context(Role.INFORMATION_OFFICER))
    frame.show_page(place)
    shown(qtbot, frame)
    place.refresh()
    settle(qtbot, staff)
    room = Room(qtbot, staff, frame, place, player, sound, lockdown, folder)
    yield room
    if place.preparing is not None:
        place.preparing.shut()
    room.settle()
    staff.close()
    assert [error.code for error in staff.said] == []
