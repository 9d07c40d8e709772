"""The window of the program: signing in, the places of a role, the session, errors above the page, lock, signing out.

Rules:
- Nobody signed in: only the sign-in page.
- `places` (pages, use cases) is imported by the worker that opens the office, and used here only afterwards.
- A session that has begun is shown whenever Today is chosen, until it is over or put aside.
- An error is in the banner; where someone else was quicker, with who it was and what they did.
- Closing the window signs out; while a session fills the screen the window cannot be closed.

Rules of the lock, by hand or when the desk is idle:
- Locked: only the lock page can be seen or reached, and what was typed is kept beneath. Dialogs are closed.
- It locks after the policy's idle minutes, never during playback, which counts as activity. While a customer listens
  nothing locks or warns; the listening window has its own ways to stop.
- Half a minute before, a warning lies over the window that someone works in (`LockWarning`); any key or movement puts
  the lock off. Over a dialog it never lies, but over the window behind.
- The lock is published (`Front`): nobody needs to infer it from what is visible.
- Activity is watched on windows only, through which every key and movement comes. A filter over the whole application
  also gets widgets that are still being constructed, which Python must not touch: that sometimes ended the program.
- Use cases, dialogs and the lock page are imported here only when someone is signed in.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QCloseEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from desktop.errors import ListeningRoomError, RefusedError
from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.bar import TopBarView
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.keyboard import ENTER
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.style import dress, the_app
from desktop.ui.running.tasks import Tasks
from desktop.ui.shell.sign_in import OwnPasswordPage, SignInPage, why_no_password_here
from desktop.ui.shell.still_here import StillHere
from desktop.words import tr
from desktop.words.errors import message_for, sentence

if TYPE_CHECKING:
    from desktop.application.office.signing_in import SignedIn
    from desktop.application.ports.desk import Desk
    from desktop.domain.office.people import Person
    from desktop.ui.running.context import Context
    from desktop.ui.running.pages_place import RailPlace
    from desktop.ui.sessions.identity.lesser_check_answer import AskedPanel
    from desktop.ui.sessions.place import SessionPlace
    from desktop.ui.shell.lock_screen import LockPage, LockWarning
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


WARNED_SECONDS = 30
"""How long before the lock the warning comes. WCAG 2.2.1 asks for at least 20."""
ACTIVITY = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel})


class DeskLock(QObject):
    """The lock of the desk. Covers the content of the frame. Emits `sign_out` for someone else to use the desk."""

    sign_out = Signal()

    def __init__(self, frame: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self.page: LockPage | None = None
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self._idle_for_long)
        self.soon = QTimer(self, singleShot=True)
        self.soon.timeout.connect(self._idle_for_a_while)
        self.warning: LockWarning | None = None
        self._frame = frame
        self._under: QWidget | None = None
        self._context: Context | None = None
        self._held = False
        the_app().focusWindowChanged.connect(self._watch)

    def begin(self, context: Context) -> None:
        """Start watching: someone has signed in."""
        self._context, self._held = context, False
        self.idle.setInterval(context.desk.policy.idle_lock_minutes * 60_000)
        self._wait()

    def end(self) -> None:
        """Stop watching: they have left the desk."""
        self._context = None
        self._rest()
        self._uncover()

    def hold(self, held: bool) -> None:
        """Suspend or resume locking: a customer listens, or no longer does."""
        self._held = held
        if held:
            self._rest()
        else:
            self._wait()

    def warn(self) -> None:
        """Say that the desk is about to lock."""
        from desktop.ui.shell.lock_screen import LockWarning

        if self._context is not None and self.warning is None and self.page is None:
            front = QApplication.activeWindow()
            over = self._frame.window() if front is None or front.isModal() else front
            self.warning = LockWarning(over, self._context.desk.clock.monotonic, WARNED_SECONDS)
            self.warning.destroyed.connect(self._warning_gone)

    def calm(self) -> None:
        """Take the warning away."""
        warning, self.warning = self.warning, None
        if warning is not None:
            warning.destroyed.disconnect(self._warning_gone)
            warning.leave()

    @Slot()
    def _warning_gone(self) -> None:
        """Its window has closed, and taken it along."""
        self.warning = None

    def _wait(self) -> None:
        """Count from now: someone is here."""
        from_now = self.idle.interval() - WARNED_SECONDS * 1000
        self.idle.start()
        if from_now > 0:
            self.soon.start(from_now)
        self.calm()

    def _rest(self) -> None:
        """Count no more."""
        self.idle.stop()
        self.soon.stop()
        self.calm()

    def lock(self, *, idle: bool = False, why: str = "") -> None:
        """Cover everything until the password is entered again. `why`: what is said above it."""
        if self._context is None or self.page is not None or self._held:
            return
        from desktop.application.office import signing_in
        from desktop.ui.kit.overlays import shut_dialogs
        from desktop.ui.shell.lock_screen import LockPage

        context = self._context
        self._rest()
        shut_dialogs()
        context.run(signing_in.lock, context.actor, idle, owner=self)
        page = LockPage(context.person.shown_name)
        page.refusal.set_parts(why)
        page.wanted.connect(self._unlock)
        page.sign_out.connect(self.sign_out)
        self.page, self._under = page, self._frame.page
        context.front.lock(True)
        self._frame.banner.hide()
        self._frame.rail.hide()
        self._frame.show_page(page)
        page.focus_first()

    @Slot(str)
    def lock_because(self, why: str) -> None:
        """Lock, and say why above the password."""
        self.lock(why=why)

    def _unlock(self, password: str) -> None:
        assert self._context is not None
        from desktop.application.office import signing_in

        command = signing_in.Unlock(self._context.actor, password)
        self._context.run(command).then(self._unlocked).otherwise(self._not_unlocked)

    def _unlocked(self, _: None) -> None:
        self._frame.rail.show()
        self._frame.banner.setVisible(bool(self._frame.banner.words))
        if self._under is not None:
            self._frame.show_page(self._under)
        self._uncover()
        if self._context is not None:
            self._context.front.lock(False)
        self._wait()

    def _not_unlocked(self, error: ListeningRoomError) -> None:
        if self.page is not None:
            self.page.show_refusal(error)

    def _uncover(self) -> None:
        if self.page is not None:
            self._frame.drop_page(self.page)
        self.page = self._under = None

    @Slot()
    def _idle_for_a_while(self) -> None:
        if self._plays():
            self._wait()
        else:
            self.warn()

    @Slot()
    def _idle_for_long(self) -> None:
        if self._plays():
            self._wait()
        else:
            self.lock(idle=True)

    def _plays(self) -> bool:
        from desktop.application.ports.sound import PlayState

        context = self._context
        return context is not None and context.desk.player.status().state is PlayState.PLAYING

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count any key or mouse movement as activity."""
        if event.type() in ACTIVITY and self.idle.isActive():
            self._wait()
        return False


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
        self.asked: AskedPanel | None = None
        self.frame = Frame()
        self.banner = self.frame.banner
        self.failing = Failing(self.banner, self)
        self.desk_lock = DeskLock(self.frame, self)
        self.own_password: OwnPasswordPage | None = None
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

    @property
    def letter_keys(self) -> bool:
        """Whether single signs act now."""
        return self.context is None or self.context.habits.letter_keys

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
        self._drop_password()
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
        from desktop.application.office.signing_in import SignIn
        from desktop.application.shared.commands import bound

        command = SignIn(self.desk.id, name, password)
        call = self.tasks.run(bound(command.use_case, self.desk, command))
        call.then(partial(self._signed_in, password)).otherwise(self.sign_in.show_refusal)

    def _signed_in(self, typed: str, signed_in: SignedIn) -> None:
        from desktop.ui.running.context import Context

        assert self.desk is not None
        self.sign_in.clear()
        if signed_in.person.first_password:
            self.context = Context(self.desk, self.tasks, self.failing.show, signed_in.person)
            self._show_bar()
            self._ask_password(self.context, typed)
        else:
            self._enter(signed_in.person)

    @Slot(object)
    def _enter(self, person: Person) -> None:
        """Show the places of the person who has signed in."""
        from desktop.ui.running.context import Context
        from desktop.ui.sessions.identity.lesser_check_answer import AskedPanel
        from desktop.ui.shell import places

        assert self.desk is not None
        self.context = Context(self.desk, self.tasks, self.failing.show, person)
        self._drop_password()
        self._make_places({})
        self.frame.rail.show()
        self._show_bar()
        self.desk_lock.begin(self.context)
        self.still_here.begin(self.context)
        self._alive = self._alive or places.Alive(self, lambda: self._busy, lambda: self.places)
        self._alive.begin(self.context)
        self.asked = AskedPanel(self.context, self.frame, lambda: self.session is not None)
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
        opened = (self.session, self.lock_page, self.own_password, places.hearing_in(self.places))
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
                self._ask_password(self.context)

    def _ask_password(self, context: Context, typed: str = "") -> None:
        """Ask for a password of their own. `typed`: the first one, as it was typed to sign in."""
        self._drop_password()
        page = self.own_password = OwnPasswordPage(context, typed)
        page.chosen.connect(self._enter)
        page.back.connect(self._back_from_password)
        self.frame.show_page(page)
        page.focus_first()

    def _drop_password(self) -> None:
        page, self.own_password = self.own_password, None
        if page is not None:
            page.end()
            self.frame.drop_page(page)

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
        self._drop_password()
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
