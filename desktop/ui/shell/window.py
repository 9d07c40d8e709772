"""The window of the program: signing in, the places of a role, the session, errors above the page, signing out.

Rules:
- Nobody signed in: only the sign-in page. Locked: only the lock page (`desk_lock`).
- `places` (pages, use cases) is imported by the worker that opens the office, and used here only afterwards.
- A session that has begun is shown whenever Today is chosen, until it is over or put aside.
- An error is in the banner; where someone else was quicker, with who it was and what they did.
- Closing the window signs out; while a session fills the screen the window cannot be closed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.errors import ListeningRoomError, RefusedError
from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.bar import TopBarView
from desktop.ui.kit.frame import Frame, offer_sheets
from desktop.ui.kit.keyboard import ENTER
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.page import Page
from desktop.ui.kit.style import dress
from desktop.ui.running.tasks import Tasks
from desktop.ui.shell.desk_lock import DeskLock
from desktop.ui.shell.sign_in import OwnPassword, SignInPage, why_no_password_here
from desktop.ui.shell.still_here import StillHere
from desktop.words import tr
from desktop.words.errors import message_for, sentence

if TYPE_CHECKING:
    from desktop.application.office.signing_in import SignedIn
    from desktop.application.ports.desk import Desk
    from desktop.domain.office.people import Person
    from desktop.ui.running.context import Context
    from desktop.ui.running.pages_place import RailPlace
    from desktop.ui.sessions.lesser_check_answer import AskedChecks
    from desktop.ui.sessions.place import SessionPlace
    from desktop.ui.shell.lock_screen import LockPage
    from desktop.ui.shell.places import Alive, Opens


class Window(Protocol):
    """A window that has an office, and knows who is signed in."""

    context: Context | None


class Failing(QObject):
    """Shows each error in the banner of `window`, which is its parent and not held: a window goes when it is closed.

    Emits `shown` of each.
    """

    shown = Signal(ListeningRoomError)

    def __init__(self, banner: Banner, window: QObject) -> None:
        super().__init__(window)
        self._banner = banner

    def show(self, error: ListeningRoomError) -> None:
        """Show it, once it is known who was quicker."""
        context = cast("Window", self.parent()).context
        if context is not None and isinstance(error, RefusedError) and error.about:
            from desktop.ui.running.context import ask_who  # a window opens without

            if ask_who(context, error, partial(self._say, error), self):
                return
        self._say(error)

    def _say(self, error: ListeningRoomError, quicker: str = "") -> None:
        self._banner.set_parts(message_for(error), quicker)
        self.shown.emit(error)


class Shell(QWidget):
    """The one window. The sign-in page takes typing until `show_desk`; `demo`: what is known of the office by then."""

    def __init__(self, tasks: Tasks, *, demo: bool = False) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Window)
        dress(self)
        self.setWindowTitle(tr("Listening Room"))
        self.tasks = tasks
        self.desk: Desk | None = None
        self.context: Context | None = None
        self.sign_in = SignInPage()
        self.session: SessionPlace | None = None
        self.places: dict[str, RailPlace] = {}
        self._demo, self._at = demo, ""
        self._waiting: dict[str, int] = {}
        self.still_here = StillHere(self)
        self._alive: Alive | None = None
        self.asked: AskedChecks | None = None
        self.frame = Frame()
        self.banner = self.frame.banner
        self.failing = Failing(self.banner, self)
        offer_sheets(self.frame, self, lambda shell: shell.context is None or shell.context.habits.letter_keys)
        self.desk_lock = DeskLock(self.frame, self)
        self.own_password = OwnPassword(self.frame, self)
        column_in(self, self.frame)
        self.frame.rail.hide()
        self.frame.show_page(self.sign_in)
        self._show_bar()
        self._connect()
        self.sign_in.show_opening(tr("Opening the office. This takes a moment. You can start typing."))
        self.sign_in.focus_first()

    @property
    def lock_page(self) -> LockPage | None:
        """The lock page, while the desk is locked."""
        return self.desk_lock.page

    def show_desk(self, desk: Desk) -> None:
        """Allow sign-in: the office is open."""
        self.desk, self._demo = desk, desk.office.demo
        self.sign_in.show_ready()
        self._show_bar()

    def go(self, key: str) -> None:
        """Go to a place of the signed-in person, and reload it."""
        self._at = key
        self.banner.set_parts()
        self._show_place(self.places[key])
        self._show_rail()
        self.places[key].refresh()

    @property
    def _busy(self) -> bool:
        return bool(self.session or self.lock_page or self.tasks.busy)

    def _show_place(self, place: QWidget) -> None:
        assert self.context is not None
        self.frame.show_page(place)
        self.context.front.show(place)

    def come_forward(self) -> None:
        """Bring the active window to the front: the program was started again."""
        from desktop.ui.shell import places

        window = places.front_of(self.session, self.places) or self
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def sign_out(self) -> None:
        """Sign out: what the person had open is dropped."""
        if self.context is None or self._listening():
            return
        from desktop.application.office import signing_in
        from desktop.ui.shell import places

        places.end_hearings(self.places)
        places.interrupt_session(self.context, self.session)
        self.context.run(signing_in.sign_out, self.context.actor, owner=self)
        self._leave()

    def _leave(self) -> None:
        """Show nothing of whoever was signed in."""
        self.still_here.end()
        for follower in (self._alive, self.asked):
            if follower is not None:
                follower.end()
        self.desk_lock.end()
        self._drop_session()
        self.own_password.end()
        self.frame.drop_pages(self.places.values())
        self.places, self.context, self._waiting, self.asked = {}, None, {}, None
        self.banner.set_parts()
        self.frame.rail.hide()
        self.frame.show_page(self.sign_in)
        self.sign_in.clear()
        self._show_bar()
        self.tasks.gone()

    def _connect(self) -> None:
        self.sign_in.wanted.connect(self._sign_in)
        self.frame.top_bar.lock.connect(self.lock)
        self.frame.top_bar.sign_out_button.clicked.connect(self.sign_out)
        self.frame.top_bar.password_button.clicked.connect(self._change_password)
        self.still_here.changed.connect(self._take_on)
        self.own_password.left.connect(self._back_from_password)
        self.own_password.chosen.connect(self._enter)
        self.tasks.access_ended.connect(self._access_ended)
        self.frame.rail.chosen.connect(self._chosen)
        self.desk_lock.sign_out.connect(self.sign_out)
        self.still_here.lock_wanted.connect(self.desk_lock.lock_because)

    @Slot()
    def lock(self) -> None:
        """Cover everything until the password is entered again."""
        self.desk_lock.lock()

    def _sign_in(self, name: str, password: str) -> None:
        if self.desk is None:
            return
        from desktop.application.office import signing_in
        from desktop.ui.running.context import Runner

        command = signing_in.SignIn(self.desk.id, name, password)
        call = Runner(self.desk, self.tasks, self.failing.show).run(command)
        call.then(partial(self._signed_in, password)).otherwise(self.sign_in.show_refusal)

    def _signed_in(self, typed: str, signed_in: SignedIn) -> None:
        from desktop.ui.running.context import Context

        assert self.desk is not None
        self.sign_in.clear()
        if signed_in.person.first_password:
            self.context = Context(self.desk, self.tasks, self.failing.show, signed_in.person)
            self._show_bar()
            self.own_password.begin(self.context, typed)
        else:
            self._enter(signed_in.person)

    @Slot(object)
    def _enter(self, person: Person) -> None:
        """Show the places of the person who has signed in."""
        from desktop.ui.running.context import Context
        from desktop.ui.sessions.lesser_check_answer import AskedChecks
        from desktop.ui.shell import places

        assert self.desk is not None
        self.context = Context(self.desk, self.tasks, self.failing.show, person)
        self._make_places({})
        self.frame.rail.show()
        self._show_bar()
        self.desk_lock.begin(self.context)
        self.still_here.begin(self.context)
        self._alive = self._alive or places.Alive(self, lambda: self._busy, lambda: self.places)
        self._alive.begin(self.context)
        self.asked = AskedChecks(self.context, self.frame, lambda: self.session is not None, self)
        self.go(next(iter(self.places)))

    def _make_places(self, kept: dict[str, RailPlace]) -> None:
        """Make the places of whoever is signed in, but for those that are kept."""
        from desktop.ui.shell import places

        assert self.context is not None
        self.places = places.make_places(self.context, kept)
        for key, place in self.places.items():
            if key not in kept:
                place.waiting.connect(partial(self._count, key))
                places.connect(place, self._open_appointment, self.lock, self.banner.set_parts)

    @Slot(object)
    def _take_on(self, person: Person) -> None:
        """Show the places of their roles of now; later, where something is open or typed that would be lost."""
        from desktop.ui.shell import places

        assert self.context is not None
        now = self.context.of(person)
        opened = (self.session, self.lock_page, self.own_password.page, places.hearing_in(self.places))
        kept = places.kept(self.context, now, self.places)
        if any(page is not None for page in opened) or kept is None:
            return
        if not places.keys_of(now):
            self.sign_out()
            self.sign_in.refusal.set_parts(sentence("no_work_at_this_pc"))
            return
        gone = [place for key, place in self.places.items() if key not in kept]
        self.context = now
        self.still_here.know(now)
        self.asked = self.asked and self.asked.know(now)
        self._make_places(kept)
        self._show_bar()
        if self._at in kept:
            self._show_rail()
        else:
            self.go(self._at if self._at in self.places else next(iter(self.places)))
            self.banner.set_parts(tr("Your roles have changed, and so have the places that you can open."))
        self.frame.drop_pages(gone)

    @Slot()
    def _change_password(self) -> None:
        """Let them change it, whatever they are doing; a desk that is locked, or plays to a customer, does not."""
        if self.context is not None and self.places and self.lock_page is None and not self._listening():
            self.banner.set_parts(why_no_password_here(self.context))
            if not self.banner.words:
                self.own_password.begin(self.context)

    @Slot()
    def _back_from_password(self) -> None:
        if self.places:
            self._chosen(self._at)
        else:
            self.sign_out()

    @Slot(object)
    def _open_appointment(self, found: Opens) -> None:
        from desktop.domain.office.people import Permission
        from desktop.ui.sessions.place import SessionPlace
        from desktop.ui.shell import places

        assert self.context is not None
        if not self.context.person.may(Permission.CONDUCT_SESSION):
            return  # others only see them
        self.banner.set_parts(places.why_not(found))
        if self.banner.words:
            return
        self._drop_session()
        self.session = SessionPlace(self.context)
        self.session.gone.connect(self._session_gone)
        self.session.listening.connect(self._listening_changed)
        self._at = "today"
        self._show_place(self.session)
        self._show_rail()
        places.begin(self.session, found)

    @Slot()
    def _session_gone(self) -> None:
        self.go("today")
        self._drop_session()

    @Slot(bool)
    def _listening_changed(self, listening: bool) -> None:
        self.desk_lock.hold(listening)
        if not listening:
            self.activateWindow()

    def _drop_session(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            self.frame.drop_page(session)

    def _listening(self) -> bool:
        return self.session is not None and self.session.window_shown is not None

    def _show_bar(self) -> None:
        place = who = ""
        if self.desk is not None:
            office = self.desk.office
            place = f"{office.place}, {self.desk.name}" if office.place else self.desk.name
            who = self.context.person.shown_name if self.context else ""
        demo = tr("Demo office") if self._demo else ""
        self.frame.top_bar.show_view(TopBarView(tr("Listening Room"), place, who, demo))

    def _show_rail(self) -> None:
        from desktop.ui.shell.places import elsewhere, shown_in_rail

        assert self.context is not None
        self.frame.rail.show_places(shown_in_rail(self.places, self._waiting), self._at, elsewhere(self.context))

    def _count(self, key: str, waiting: int) -> None:
        self._waiting[key] = waiting
        if self.context is not None:
            self._show_rail()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the main button of the page from the rail and the bar, too: there no page takes the keys."""
        with_ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTER and with_ctrl and not self.frame.menu_open:
            shown = (page for page in self.frame.findChildren(Page) if page.isVisible() and page.primary.isVisible())
            if (page := next(shown, None)) is not None:
                page.press_primary()
        else:
            super().keyPressEvent(event)

    def _chosen(self, key: str) -> None:
        again = key == self._at and self.frame.page is self.places.get(key)
        self.own_password.end()
        if self.session is None or key != "today":
            self.go(key)
            if again:
                self.places[key].go_to_list()
            return
        self._at = key
        self.banner.set_parts()
        self._show_place(self.session)
        self._show_rail()

    @Slot(object)
    def _access_ended(self, error: ListeningRoomError) -> None:
        """Close everything of someone who has left; others can take their session over."""
        if self.context is None:  # nobody is let in at a PC that was withdrawn
            self.sign_in.show_refusal(error)
            return
        from desktop.application.sessions.day_list import mark_interrupted
        from desktop.ui.shell import places

        places.end_hearings(self.places)
        if self.session is not None:
            self.session.leave_window()
        self.tasks.run(self.context.desk.sound.shut, owner=self).otherwise(self.failing.show)
        self.context.run(mark_interrupted, self.context.actor.desk, owner=self)
        self._leave()
        self.sign_in.refusal.set_parts(message_for(error))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._listening():
            event.ignore()
        else:
            self.sign_out()
            super().closeEvent(event)
