"""Startup of the windows: the sign-in page paints first; keyring, database and libvlc are opened behind it.

- The words are bound to Qt's translator, so that an installed catalogue applies to every window.
- Python's cyclic garbage collector runs on the GUI thread only. By default it runs in whichever thread happens to
  allocate; in a worker, or in a thread of libvlc, it would delete widgets that a page left behind in a cycle, and Qt
  ends the program when a widget is deleted off its thread. While an office is being opened nothing is collected
  (`wait`): what is loaded then is no garbage, and a look through it takes as long as loading a tenth of it. Nor is it
  looked through afterwards (`go_on`).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLocale,
    QLoggingCategory,
    QObject,
    QPoint,
    QRect,
    QSize,
    QTimer,
    Slot,
)
from PySide6.QtWidgets import QApplication, QWidget

from desktop import words
from desktop.errors import ListeningRoomError
from desktop.ui.kit import style
from desktop.ui.running.tasks import Noted, Tasks
from desktop.ui.shell.window import Shell
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.application.ports.desk import Desk, Proof
    from desktop.application.ports.lifecycle import LostKeys
    from desktop.application.ports.sound import Watcher
    from desktop.ui.kit.progress import Progress
    from desktop.ui.recovery_keys.restoring import RestoringKeys
    from desktop.ui.running.tasks import Lane


LOOK_EVERY_MS = 500


class Collecting(QObject):
    """Controls the collector from its creation to `stop`; create it on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)
        self._timer.start()

    @Slot()
    def collect_due(self) -> None:
        """Collect the oldest generation due by Python's own thresholds, if any."""
        due = [
            old
            for old, (made, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if made > limit
        ]
        if due:
            gc.collect(due[-1])

    def wait(self) -> None:
        """Collect nothing until `go_on`."""
        self._timer.stop()

    def go_on(self) -> None:
        """Collect again, but never what is there by now."""
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        gc.enable()


CONTEXT = "listening-room"
"""The context of every text in a catalogue."""

LANGUAGE = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
"""The language that the program is written in. Dates and numbers are formatted by `desktop.words`, and not by Qt."""


def translate_by_qt() -> None:
    """Bind the words to Qt's translator, and tell assistive technology their language, whatever the system speaks."""
    QLocale.setDefault(LANGUAGE)
    words.bind(_translated)


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)


ASK_EVERY_MS = 1000
BEGIN_AFTER_MS = 2000
"""For a window that is not painted, because it starts minimised or behind another."""

KEYS_LOST = frozenset({"database_key_missing", "database_password_missing", "signing_key_lost", "desk_copied"})
"""The errors of a PC whose keys, or whose password on the server, are not in this account's keyring, or are those of a
back-up or a copy. Restoring them helps: where the office cannot be opened, or is open and nobody can sign in."""

LANES: tuple[Lane, ...] = ("outside", "sight", "long")
"""The workers whose work is waited for before the office is closed, on the one of the database."""

SILENT = "*.debug=false\n*.info=false"
"""Rules of Qt's logging. They come after the account's `qtlogging.ini`, which can make it print every letter shown."""

USUAL, FRAME = QSize(1366, 768), QSize(4, 40)
"""The size of the window, and the largest frame of a window manager, in logical pixels."""


class Screens(QObject):
    """The application's life: opens the desk on a worker, passes it to the shell, closes it at the end."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        raise_requested: Callable[[], bool],
        noted: Noted | None = None,
        *,
        demo: bool = False,
        lost_keys: LostKeys | None = None,
    ) -> None:
        super().__init__()
        self._lost_keys = lost_keys
        self.restoring_keys: RestoringKeys | None = None
        self._why: ListeningRoomError | None = None
        self.tasks = Tasks(noted=noted)
        self.shell = Shell(self.tasks, demo=demo)
        self.desk: Desk | None = None
        self._closing = False
        self._raise_requested = raise_requested
        self._ask = QTimer(self, interval=ASK_EVERY_MS)
        self._ask.timeout.connect(self._come_forward_if_asked)
        self._ask.start()
        self._collecting = _collecting()
        if self._collecting is not None:
            self._collecting.wait()
        self._open_desk = open_desk
        self._verifying: Progress | None = None
        self._reading: Progress | None = None
        self.shell.sign_in.keys_wanted.connect(self._restore_keys)
        self.shell.sign_in.refused.connect(self._offer_keys)
        self.shell.failing.shown.connect(self._failed_after_all)
        self._begun = False
        self.shell.installEventFilter(self)
        QTimer.singleShot(BEGIN_AFTER_MS, self._begin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the office when the window has painted once: its imports would delay the painting."""
        if event.type() == QEvent.Type.Paint:
            self.shell.removeEventFilter(self)
            QTimer.singleShot(0, self._begin)
        return False

    @Slot()
    def _begin(self) -> None:
        if not self._closing and not self._begun:
            from desktop.ui.kit.progress import Progress

            self._begun, self._why = True, None
            self._reading = Progress()  # without a parent, as it outlives the window for a moment
            self._reading.changed.connect(self._has_read)
            self.tasks.run(self._open, owner=self).then(self._opened).otherwise(self._cannot_open)

    @Slot(int, int)
    def _has_read(self, known: int, of: int) -> None:
        """Say how far this PC is with a log that it has not read yet, in steps that can be read aloud."""
        said = tr("Opening the office. This PC is checking the office’s log, {percent} % so far. You can start typing.")
        self.shell.sign_in.go_on_opening(said.format(percent=known * 20 // of * 5))

    def close(self) -> None:
        """Wait for running work, then release everything."""
        self._ask.stop()
        self._closing = True
        if self._reading is not None:
            self._reading.cancel()  # what was read is kept
        self.tasks.hand_over(_nothing)
        self.tasks.close()
        if self.restoring_keys is not None:
            self.restoring_keys.end()
        if self.desk is not None:
            self.desk.close()

    def _open(self) -> Desk:
        """Open the desk, on the worker, and store it at once, so that it is closed even if the window has gone."""
        assert self._reading is not None
        self.desk = _open(self._open_desk, self._reading)
        return self.desk

    def _loaded(self) -> None:
        if self._collecting is not None:
            self._collecting.go_on()

    def _cannot_open(self, error: ListeningRoomError) -> None:
        self._loaded()
        self._why = error
        self.shell.sign_in.show_cannot_open(error)
        self._offer_keys(error)

    @Slot(object)
    def _offer_keys(self, error: ListeningRoomError) -> None:
        self.shell.sign_in.offer_keys(self._lost_keys is not None and error.code in KEYS_LOST)

    @Slot(object)
    def _failed_after_all(self, error: ListeningRoomError) -> None:
        """Offer them where it was found when someone signed out: on the day of the keys, signing in needs none."""
        if self.shell.context is None and error.code in KEYS_LOST:
            self._offer_keys(error)

    @Slot()
    def _restore_keys(self) -> None:
        """Show the pages that restore this PC's keys; an office that is open is closed first, as they open it."""
        if self.desk is None:
            self._show_keys()
            return
        self.shell.desk = None
        self.shell.banner.set_parts()
        self.shell.sign_in.show_opening(tr("Closing the office. This takes a moment."))
        if self._verifying is not None:
            self._verifying.cancel()
        self._close_after(LANES)

    def _close_after(self, lanes: tuple[Lane, ...], outcome: object = None) -> None:
        """Close the office once these workers have done what they were given."""
        if lanes:
            self.tasks.run(_nothing, lane=lanes[0], owner=self).then(partial(self._close_after, lanes[1:]))
        else:
            self.tasks.run(self._close_desk, owner=self).then(self._show_keys).otherwise(self._cannot_open)

    def _close_desk(self) -> None:
        """Close the desk, on the worker."""
        desk, self.desk = self.desk, None
        if desk is not None:
            desk.close()

    def _show_keys(self, outcome: object = None) -> None:
        from desktop.ui.recovery_keys.restoring import RestoringKeys  # no other start needs them

        assert self._lost_keys is not None, "it is not offered otherwise"
        keys = self.restoring_keys = RestoringKeys(self._lost_keys, self.tasks, self.shell.frame, self)
        keys.left.connect(self._keys_left)
        keys.restored.connect(self._open_again)
        keys.begin()

    @Slot()
    def _keys_left(self) -> None:
        if self._why is None:  # the office could be opened, and was closed for the pages
            self._open_again()
            return
        self._end_keys()
        self._cannot_open(self._why)  # the sign-in page may have been told of a refusal meanwhile

    @Slot()
    def _open_again(self) -> None:
        self._end_keys()
        self.shell.sign_in.show_opening(tr("Opening the office. This takes a moment."))
        self._begun = False
        self._begin()

    def _end_keys(self) -> None:
        keys, self.restoring_keys = self.restoring_keys, None
        self.shell.frame.show_page(self.shell.sign_in)
        self.shell.sign_in.focus_first()
        if keys is not None:
            keys.end()

    def _opened(self, desk: Desk) -> None:
        self._loaded()
        self.shell.show_desk(desk)
        # While someone types their name: what opening left out is loaded, the desks' keys are followed, the policies
        # read again, the tables of holidays loaded, and the events since the last whole verification verified.
        from desktop.application.log.integrity import follow_the_log, verify_new
        from desktop.application.shared.commands import bound
        from desktop.ui.kit.progress import Progress

        followed = bound(follow_the_log, desk)
        read = desk.policies.look_again  # now compared with the log, for which opening did not wait
        for ahead in (desk.load_rest, followed, read, partial(desk.is_holiday, desk.clock.now().date())):
            self.tasks.run(ahead, lane="sight", owner=self).otherwise(_nothing_more)
        self.tasks.run(partial(_report_pc, desk), lane="sight", owner=self).otherwise(_nothing_more)
        progress = Progress()  # without a parent, as it outlives the window for a moment
        new = bound(verify_new, desk, progress)
        self._verifying = progress  # and not what runs, which holds this object: it would go too late, after Qt
        self.tasks.run(new, lane="long", owner=self, progress=progress).then(self._verified).otherwise(_nothing_more)

    def _verified(self, proof: Proof | None) -> None:
        """Tell whoever is at the desk where the log's newest part is not whole, and log the result."""
        if proof is None or self.desk is None:
            return
        from desktop.application.log.integrity import verified_by_itself
        from desktop.application.shared.commands import bound

        if not proof.whole:
            self.shell.sign_in.show_log_not_whole(unproved=proof.unproved)
        noted = bound(verified_by_itself, self.desk, self.desk.id, proof)
        self.tasks.run(noted, owner=self).otherwise(_nothing_more)

    @Slot()
    def _come_forward_if_asked(self) -> None:
        if self._raise_requested():
            self.shell.come_forward()


def _open(open_desk: Callable[[], Desk], watcher: Watcher) -> Desk:
    """Open the desk, let it read the log, and mark anything the last run left running at it as interrupted."""
    desk = open_desk()
    try:
        desk.catch_up(watcher)
        import desktop.ui.sessions.identity.lesser_check_answer
        import desktop.ui.shell.places  # noqa: F401 - pages and use cases, while someone types their name already
        from desktop.application.sessions.day_list import mark_interrupted
        from desktop.application.shared.commands import bound

        bound(mark_interrupted, desk, desk.id)()
    except BaseException:
        desk.close()
        raise
    return desk


def _report_pc(desk: Desk) -> None:
    """Tell how this PC is, where that is news. On a worker."""
    from desktop.application.log.health import ReportPc, has_to_report, report_pc
    from desktop.application.shared.commands import bound

    command = ReportPc(desk.id, desk.state())
    if bound(has_to_report, desk, command)():
        bound(report_pc, desk, command)()


def _collecting() -> Collecting | None:
    """Return the program's collector; tests have their own."""
    app = QApplication.instance()
    found: Collecting | None = None if app is None else app.__dict__.get("collecting")
    return found


def _nothing() -> None:
    """Do nothing, after all earlier tasks: signing out is logged before the office is closed."""


def _nothing_more(outcome: object) -> None:
    """Do nothing: the task only had to run."""


def application() -> QApplication:
    """Return the one QApplication, styled and with translated words."""
    translate_by_qt()
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QLoggingCategory.setFilterRules(SILENT)
    app = QApplication([*sys.argv[:1], *style.FUSION])
    app.setApplicationName("Listening Room")
    style.apply(app, fusion=True)
    app.__dict__["collecting"] = Collecting(app)
    return app


def show_within_screen(window: QWidget) -> None:
    """Show the window at its usual size if that fits with its title bar, else as large as the screen allows."""
    room = style.screen_of(window).availableGeometry()
    if room.width() < USUAL.width() + FRAME.width() or room.height() < USUAL.height() + FRAME.height():
        window.showMaximized()
        return
    place = QRect(QPoint(), USUAL)
    place.moveCenter(room.center())
    window.setGeometry(place)
    window.show()


def run_screens(
    open_desk: Callable[[], Desk],
    raise_requested: Callable[[], bool],
    noted: Noted | None = None,
    *,
    demo: bool = False,
    demo_is_new: bool = False,
    lost_keys: LostKeys | None = None,
) -> int:
    """Show the window until it is closed; return the exit code. `demo`: it is shown before the office is open.

    `noted` is told of each task, on its worker. `lost_keys`: restores this PC's keys, where they can be lost.

    `demo_is_new`: it replaced a demo whose day was over, and the sign-in page says so.
    """
    app = application()
    style.wear(style.kept(style.own_settings()))
    screens = Screens(open_desk, raise_requested, noted, demo=demo, lost_keys=lost_keys)
    if demo_is_new:
        screens.shell.sign_in.show_new_demo()
    show_within_screen(screens.shell)
    code = app.exec()
    screens.close()
    return code
