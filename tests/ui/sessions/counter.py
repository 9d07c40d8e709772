"""The counter: the session's pages of one adviser over a copy of the demo office, and the hands that work them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.sound import Ear, PlayState
from desktop.application.sessions import listening
from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import bound
from desktop.bootstrap.wiring import open_desk
from desktop.domain.log.events import EventKind, FactValue
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import NoteKind, Party, Session
from desktop.domain.shared.ids import SessionId
from desktop.errors import DatabaseError
from desktop.showcase.capture import Capture
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.text import Words
from desktop.ui.running.tasks import Tasks
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.id_page import IdPage
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.overlay import NotePanel
from desktop.ui.sessions.place import SessionPlace
from desktop.ui.sessions.session_page import Attendance, SessionPage
from desktop.ui.sessions.today import DaySheet
from tests.support.fakes import TUESDAY, FakeClock, FakePlayer, FakeSound
from tests.support.offices.conducted import Conductor, Course, Noted
from tests.ui.presses import key_to
from tests.ui.staff import Staff, settle, shown, the_staff

T = TypeVar("T")
LONG_MS = 15_000
OF_THE_CALL = re.compile(r"01632 960147|10:42am|(?<!\d)4 November")
"""The answers to the caller check."""
HEARD_HALF = Course(heard=0.5, notes=(Noted(NoteKind.DISPUTE, "It was put out at seven.", 12, correction_wanted=True),))


class RunningClock(FakeClock):
    """The day of the fake clock, with running time."""

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - BEGUN)

    def monotonic(self) -> float:
        return time.monotonic()


BEGUN = time.monotonic()
NEW = Capture()
"""Stands for a capture of its own."""


class Database:
    """The desk's units of work, until the database is gone."""

    def __init__(self, uow: Callable[[], UnitOfWork]) -> None:
        self.real = uow
        self.gone = False
        self.lasts: int | None = None
        """The number of transactions left; None while it is not about to go."""

    def __call__(self) -> UnitOfWork:
        return _Checked(self.real(), self)  # type: ignore[return-value]


class _Checked:
    """A unit of work that fails on beginning while the database is gone."""

    def __init__(self, real: UnitOfWork, database: Database) -> None:
        self._real, self._database = real, database

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def read_only(self) -> _Checked:
        return _Checked(self._real.read_only(), self._database)

    def __enter__(self) -> UnitOfWork:
        database = self._database
        if database.gone or database.lasts == 0:
            raise DatabaseError("database_unreachable")
        if database.lasts is not None:
            database.lasts -= 1
        return self._real.__enter__()

    def __exit__(self, *exc: object) -> None:
        self._real.__exit__(*exc)  # type: ignore[arg-type]


@dataclass
class Counter:
    """One adviser's session. `staff` is the office around it."""

    qtbot: QtBot
    staff: Staff
    place: SessionPlace
    folder: Path
    database: Database

    # The screen

    def page(self, kind: type[T]) -> T:
        """Return the page of that kind, once it is shown."""
        self.qtbot.waitUntil(lambda: isinstance(self.place.page, kind), timeout=LONG_MS)
        settle(self.qtbot, self.staff)
        assert isinstance(self.place.page, kind)
        return self.place.page

    @property
    def window(self) -> ListeningWindow:
        assert self.place.window_shown is not None
        return self.place.window_shown

    @property
    def view(self) -> SessionView:
        """The session as its place has it."""
        assert self.place.view is not None
        return self.place.view

    @property
    def player(self) -> FakePlayer:
        assert isinstance(self.staff.desk.player, FakePlayer)
        return self.staff.desk.player

    @property
    def fake_sound(self) -> FakeSound:
        assert isinstance(self.staff.desk.sound, FakeSound)
        return self.staff.desk.sound

    @property
    def note(self) -> NotePanel:
        """The note that is written over the listening window."""
        assert isinstance(self.window.overlay.page, NotePanel)
        return self.window.overlay.page

    def words(self) -> str:
        """Return all text on the session's page."""
        return words_on(self.place)

    # The hands

    def settle(self) -> None:
        settle(self.qtbot, self.staff)

    def press(self, widget: QWidget) -> None:
        QApplication.processEvents()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the listening window, for whatever has the keyboard there."""
        key_to(self.window, key, modifier)

    def until(self, look: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(look()), timeout=LONG_MS)

    def hear(self, page: BriefPage) -> None:
        """Play the sound check until the voice has come out."""
        self.press(page.sound.play)
        player = self.staff.desk.player
        if isinstance(player, FakePlayer):
            player.seen = replace(player.seen, state=PlayState.PLAYING, sounding=True)
            page.sound._look.timeout.emit()
            player.seen = replace(player.seen, state=PlayState.LOADED, sounding=False)
        self.until(page.primary.isEnabled)

    def look_at_answers(self, page: SessionPage) -> None:
        """Hold F8 until the answers on the card are seen."""
        answers = page.card.answers
        assert answers is not None
        QTest.keyPress(page, Qt.Key.Key_F8)
        self.until(lambda: answers.shown)
        QTest.keyRelease(page, Qt.Key.Key_F8)

    def follow(self, words: str) -> None:
        """Press the link of these words."""
        links = self.place.findChildren(LinkButton)
        self.press(next(link for link in links if link.isVisible() and link.text() == words))

    def unlock(self, page: QWidget | None = None, password: str = DEMO_PASSWORD) -> None:
        """Type the adviser's password on the page of a break, that of the listening window by itself."""
        page = page or self.window.overlay.page
        assert isinstance(page, BreakPage)
        page.password.input.setText(password)
        self.press(page.primary)

    def take_break(self) -> BreakPage:
        """Press Take a break, behind More."""
        self.window.panel.rest.click()
        self.settle()
        page = self.window.overlay.page
        assert isinstance(page, BreakPage)
        return page

    def answer(self, complaint: str = "no", acknowledged: str = "yes") -> ClosePage:
        """Answer the questions of the closing page."""
        page = self.page(ClosePage)
        page.complaint.options[complaint].click()
        if page.acknowledged.isVisible():
            page.acknowledged.options[acknowledged].click()
        return page

    def close_session(self, complaint: str = "no", acknowledged: str = "yes") -> ClosedPage:
        """Answer them, and close the session."""
        self.press(self.answer(complaint, acknowledged).primary)
        return self.page(ClosedPage)

    def checked_in(self) -> IdPage:
        """Check the customer of the first appointment in by its use case."""
        staff = self.staff
        command = CheckIn(staff.actor(Role.ADVISER), staff.appointments()[0].id, frozenset({Party.CUSTOMER}), True)
        view = bound(check_in, staff.desk, command)()
        staff.wait(120)
        self.go_to(view)
        return self.page(IdPage)

    def until_it_listens(self) -> ListeningWindow:
        """Wait for the listening window."""
        self.until(lambda: self.place.window_shown is not None)
        return self.window

    def as_small_as(self, size: tuple[int, int]) -> None:
        """Give the page the room of a small display."""
        self.place.resize(*size)
        page = self.place.page
        assert page is not None
        self.until(lambda: (page.width(), page.height()) == size)

    def all_in_sight(self) -> None:
        """Claim that nothing of the page scrolls, once it is laid out."""
        page = self.place.page
        assert page is not None
        for _ in range(8):
            QApplication.processEvents()  # what was pressed is laid out, and what that asks for
        areas = [area.verticalScrollBar() for area in page.findChildren(QScrollArea) if area.isVisible()]
        self.until(lambda: not any(bar.maximum() for bar in areas))

    def begin(self, slot: int = 0) -> None:
        """Open today's appointment of that number."""
        self.place.begin(self.staff.appointments()[slot])
        self.settle()

    def identified(self, slot: int = 0) -> SessionView:
        """Confirm identity by use cases; return the page shown next."""
        staff = self.staff
        conductor = Conductor(staff.desk, staff.actor(Role.ADVISER), Course(), staff.wait)
        conductor.identify(staff.appointments()[slot].id)
        self.go_to(conductor.view)
        return conductor.view

    def go_to(self, view: SessionView) -> None:
        self.place.take_view(view)
        self.settle()

    def open(self, slot: int = 0) -> None:
        """Brief, and open the recording; the listening window may or may not come of it."""
        view, staff = self.identified(slot), self.staff
        command = listening.Brief(staff.actor(Role.ADVISER), view.id, True, True, 60, Ear.BOTH)
        self.go_to(listening.brief(command, uow=staff.desk.uow(), clock=staff.desk.clock))

    def listen(self, slot: int = 0) -> ListeningWindow:
        """Open the recording, so that its window fills the screen."""
        self.open(slot)
        window = self.window
        self.until(window.isActiveWindow)
        return window

    def play_for(self, seconds: float) -> None:
        """Play until so much more has been heard, and go on playing."""
        window = self.window
        rate = window.panel.call.rate
        wanted = sum(map(len, window.control.heard)) + seconds * rate
        self.until(lambda: not (window.control._starting or (window._plays and window.isActiveWindow())))
        if not window.control.playing:  # nor was it about to start by itself
            self.key(Qt.Key.Key_Space)
        self.until(lambda: sum(map(len, window.control.heard)) >= wanted)

    def brief(self) -> BriefPage:
        """Go to the brief of the first appointment."""
        self.identified()
        return self.page(BriefPage)

    def closing(self, course: Course = HEARD_HALF) -> ClosePage:
        """Go to the close of a session that was listened to as `course` says."""
        staff = self.staff
        conductor = Conductor(staff.desk, staff.actor(Role.ADVISER), course, staff.wait)
        conductor.identify(staff.appointments()[0].id)
        conductor.listen()
        self.go_to(conductor.view)
        return self.page(ClosePage)

    def day_sheet(self, page: SessionPage) -> DaySheet:
        """Look who comes today, from a page."""
        self.press(page.card.day)
        self.until(lambda: self.place._day is not None and self.place._day.isActiveWindow())
        assert self.place._day is not None
        return self.place._day

    def escape_twice(self) -> None:
        self.key(Qt.Key.Key_Escape)
        self.key(Qt.Key.Key_Escape)
        self.settle()

    @property
    def present(self) -> Attendance:
        """Who is here, on the page that is shown."""
        page = self.place.page if self.place.window_shown is None else self.window.overlay.page
        found = page.present if isinstance(page, BreakPage) else page.card.present  # type: ignore[union-attr]
        assert found is not None
        return found

    def leaves(self, party: Party) -> None:
        """Note that they left, unless that is asked already, and confirm it."""
        if party in self.present.links:
            self.present.links[party].click()
        assert self.present.yes is not None
        self.present.yes.click()
        self.settle()

    def tells_nothing(self) -> None:
        """Claim that nothing of the call stands on the page, nor is told to a screen reader, nor is in a callout."""
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the page before may still be about to go
        for widget in (self.place, *self.place.findChildren(QWidget)):
            told = widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()
            said = "\n".join((*told, widget.words if isinstance(widget, Words) else ""))
            assert not OF_THE_CALL.search(said), said

    # Stored data

    @property
    def id(self) -> SessionId:
        return self.place.id

    def kept(self) -> Session:
        with self.database.real().read_only() as uow:
            return uow.sessions.get(self.id)

    def marks(self) -> tuple[Exceptional, ...]:
        with self.database.real().read_only() as uow:
            return uow.sessions.exceptions(self.id)

    def events(self) -> list[EventKind]:
        with self.database.real().read_only() as uow:
            return [event.kind for _, event in uow.reading.events_of(self.id)]

    def facts(self) -> Mapping[str, FactValue]:
        """Return the facts of the session's newest event."""
        with self.database.real().read_only() as uow:
            return uow.reading.events_of(self.id)[-1][1].facts

    def vault_file(self) -> Path:
        """Return the approved copy of this session's request, encrypted."""
        with self.staff.desk.uow().read_only() as uow:
            row = self.staff.appointments()[0]
            copy = uow.requests.get(row.request).copy
        assert copy is not None
        return self.folder / "vault" / "approved" / copy

    def close(self) -> None:
        if self.place.window_shown is not None:
            self.place.leave_window()
        self.settle()
        self.staff.close()
        QApplication.processEvents()


def words_on(widget: QWidget) -> str:
    return "\n".join(words.words for words in widget.findChildren(Words) if words.isVisible())


PAGE = (1152, 642)
"""The room of a page in a window of 1366x698: a display of 1366x768, less a title bar and a taskbar."""


def flip_a_byte(path: Path, share: float) -> None:
    """Change one byte of a file, at a share of its length."""
    data = bytearray(path.read_bytes())
    data[int(len(data) * share)] ^= 0x40
    with path.open("r+b") as file:
        file.write(data)


@contextmanager
def a_counter(qtbot: QtBot, staff: Staff, folder: Path) -> Iterator[Counter]:
    database = Database(staff.desk.uow)
    staff.desk = replace(staff.desk, uow=database)
    place = SessionPlace(staff.context(Role.ADVISER))
    counter = Counter(qtbot, staff, place, folder, database)
    shown(qtbot, place)
    place.activateWindow()
    try:
        yield counter
    finally:
        counter.close()


def with_sound(folder: Path, capture: Capture | None = NEW) -> Staff:
    """Return the staff, with the real player (its sound captured), the real vault, and a clock that runs."""
    staff = the_staff(folder)
    staff.close()
    return idempotent_open(folder, capture)


def idempotent_open(folder: Path, capture: Capture | None = NEW) -> Staff:
    """Start the program on the office in `folder`, as it was left."""
    clock = RunningClock(TUESDAY + timedelta(hours=2))
    desk = open_desk(folder / "demo", outlet=Capture() if capture is NEW else capture)
    return Staff(replace(desk, clock=clock), clock, Tasks())
