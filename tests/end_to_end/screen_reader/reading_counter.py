"""At the front desk an adviser conducts a session; a supervisor allows what another PC asks for, and reviews."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt

from desktop.errors import SoundError
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.hands import _check_in, _close, _show, address_differs
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.overlay import NotePanel
from tests.end_to_end.screen_reader.reading import PATIENCE, Reading, roles
from tests.ui.elsewhere import elsewhere
from tests.ui.staff import Staff

NUMBER, SUPERVISOR = "9999999999", "guessed"
EARLY = 1
"""Seconds before the removed part at which it begins to play."""


def at_the_counter(reading: Reading, office: Path) -> None:
    """Walk the session, what is asked of a supervisor, and the review."""
    _adviser(reading)
    _is_asked(reading, office)
    _supervisor(reading)


def _adviser(reading: Reading) -> None:
    hands = reading.hands
    with reading.station("today"):
        hands.sign_in("adviser", DEMO_PASSWORD)
        reading.hears("Today.")
    _identity(reading)
    _brief(reading)
    window = hands.until("the listening window", lambda: hands.session().window_shown, PATIENCE)
    _listen(reading, window)
    _over_it(reading, window)
    hands.press(window.panel.more.button)
    hands.press(window.panel.finish)
    with reading.station("close"):
        hands.page(ClosePage)
        reading.hears("Step 5 of 5: ")
    with reading.station("closed"):
        _close(hands)
        hands.page(ClosedPage)
        reading.hears("Step 5 of 5: ")
    with reading.station("sign-in"):
        hands.sign_out()
        reading.hears("Sign in. Use your own name")


def _identity(reading: Reading) -> None:
    hands = reading.hands
    table = hands.shell.places["today"].table  # type: ignore[attr-defined]
    hands.until("today's appointments", lambda: table.view.model().rowCount() > 0)
    with reading.station("check-in"):
        table.view.setFocus()
        table.view.selectRow(0)
        hands.key(table.view, Qt.Key.Key_Return)
        hands.until("the session", lambda: hands.shell.session)
        hands.page(CheckInPage)
        reading.hears("Step 1 of 5: ")
    with reading.station("id"):
        _check_in(hands)
        page = hands.page(IdPage)
        reading.hears("Step 2 of 5: Two forms of ID.")
    photo, address = page.slots
    with reading.station("slots"):
        reading.focus(address.action, "Choose a document: One with the current address")
        reading.focus(photo.kind.focus_target(), "Passport")
    today = datetime.now(ZoneInfo("Europe/London")).date()
    _show(hands, photo, "driving_licence", today.replace(year=today.year + 3, day=1))
    with reading.station("number"):
        hands.press(photo.number.unfold)
        reading.types_secret(photo.number.field, NUMBER)
        hands.press(photo.number.check)
        reading.hears("That doesn’t match the printed format.")
    with reading.station("lesser check"):
        hands.press(page.lesser_link)
        reading.types_secret(page.lesser.password, SUPERVISOR)
        hands.press(page.lesser.allow)
        reading.hears("There is a problem")
    _lock(reading)
    hands.press(photo.action)  # back to the document, which was folded
    with reading.station("match"):
        reading.focus(photo.all_match, "All details match")
    address_differs(hands, photo)
    with reading.station("too old"):
        _show(hands, address, "utility_bill", today.replace(year=today.year - 1, month=1, day=1))
        reading.hears("months old")
    hands.type_date(address.issued, today.replace(day=1))
    hands.press(address.all_match)
    hands.until("the documents to be enough", lambda: page.assessment.complete)
    hands.press(page.primary)
    with reading.station("caller"):
        caller = hands.page(CallerPage)
        reading.hears("Step 2 of 5: ")
    assert caller.card.answers is not None
    with reading.station("held"):
        caller.card.answers.button.hold(True)
        hands.until("answers_seen", lambda: caller.card.answers is not None and caller.card.answers.shown)
        reading.hears("Number it came from: ")
        caller.card.answers.button.hold(False)
    hands.press(caller.primary)


def _lock(reading: Reading) -> None:
    hands = reading.hands
    with reading.station("locked"):
        hands.shell.lock()
        lock = hands.until("the lock", lambda: hands.shell.lock_page)
        reading.hears("This desk is locked.")
    reading.types_secret(lock.password, DEMO_PASSWORD)
    with reading.station("unlocked"):
        hands.press(lock.primary)
        reading.hears("Step 2 of 5: Two forms of ID.")


def _brief(reading: Reading) -> None:
    hands = reading.hands
    with reading.station("brief"):
        page = hands.page(BriefPage)
        reading.hears("Step 3 of 5: ")
        reading.focus(page.script, "You are about to hear your call of")
    hands.press(page.sound.play)
    hands.until("the voice to come out", page.primary.isEnabled)
    hands.press(page.primary)


def _listen(reading: Reading, window: ListeningWindow) -> None:
    hands, control, panel = reading.hands, window.control, window.panel
    first, rate = panel.call.removed[0], panel.call.rate
    with reading.station("opened"):
        reading.until("the window to be in use", window.isActiveWindow)
        reading.hears("Space plays and pauses.")
    assert not control.playing, "a screen reader would talk over it"
    control.seek(first.start - EARLY * rate)
    with reading.station("playing"):
        hands.shell.banner.set_parts("Said behind the window.")
        hands.key(window, Qt.Key.Key_Space)
        reading.until("sound", lambda: control.playing)
        reading.hears("A part is removed here")
        reading.until("the part to end", lambda: control.frame > first.end + rate)
        reading.focus(panel.waveform, "Your call horizontal slider")
        reading.focus(panel.play, "Pause")
        panel.waveform.setFocus()
        hands.key(panel.waveform, Qt.Key.Key_Right)
        reading.hears(r"^\d+ seconds of 44 seconds$")
        hands.key(window, Qt.Key.Key_Space)
        reading.hears("Stopped at")
    with reading.station("stopped"):
        window.show_error(SoundError("sound_no_device"))
        reading.until("the button to be called Play", lambda: panel.play.accessibleName() == "Play")
        reading.focus(panel.play, "Play button")


def _over_it(reading: Reading, window: ListeningWindow) -> None:
    hands = reading.hands
    with reading.station("note"):
        hands.key(window, Qt.Key.Key_N)
        note = hands.until("the note", lambda: window.overlay.page)
        assert isinstance(note, NotePanel)
        reading.hears("^Note at ")
    note.back.emit()
    with reading.station("break"):
        hands.key(window, Qt.Key.Key_B)
        page = hands.until("the break", lambda: window.overlay.page if window.on_break else None)
        assert isinstance(page, BreakPage)
        hands.until("the break to be noted", lambda: not hands.screens.tasks.busy)
        reading.hears("On a break.")
    reading.types_secret(page.password, DEMO_PASSWORD)
    with reading.station("back"):
        hands.press(page.primary)
        hands.until("to continue", lambda: not window.on_break, PATIENCE)
        reading.hears("Space plays and pauses.")


def _is_asked(reading: Reading, office: Path) -> None:
    hands, desk = reading.hands, reading.hands.screens.desk
    assert desk is not None
    with elsewhere(Staff(desk, cast("Any", desk.clock), hands.screens.tasks), office) as counter:
        session = counter.checked_in(1)
        counter.ask(session)
    with reading.station("asked"):
        hands.sign_in("supervisor", DEMO_PASSWORD)
        reading.hears("asks you to allow a lesser check")
    panel = hands.shell.asked
    assert panel is not None
    hands.until("the panel", panel.isVisible, PATIENCE)
    with reading.station("asked, opened"):
        reading.until("presses to be taken", lambda: panel.takes_presses)
        reading.key(hands.shell, Qt.Key.Key_F8)
        reading.hears("Why it is clear who this is")
    reading.types_secret(panel.own_password, SUPERVISOR)
    with reading.station("asked, refused"):
        hands.press(panel.allow)
        reading.hears("That is not your password")
    reading.until("it to be refused", lambda: panel.allow.isEnabled())
    reading.types_secret(panel.own_password, DEMO_PASSWORD)
    with reading.station("asked, allowed"):
        hands.press(panel.allow)
        reading.hears("Allowed. The adviser goes on with the session.")
    hands.press(panel.close_it)
    hands.sign_out()


def _supervisor(reading: Reading) -> None:
    hands = reading.hands
    with reading.station("reviews"):
        hands.sign_in("supervisor", DEMO_PASSWORD)
        place = hands.shell.places["reviews"]
        assert isinstance(place, ReviewsPlace)
        reading.hears("Reviews.")
    table = place.list_page.table
    hands.until("the sessions that wait", lambda: table.view.model().rowCount() > 0)
    with reading.station("review"):
        table.view.setFocus()
        table.view.selectRow(0)
        hands.key(table.view, Qt.Key.Key_Return)
        hands.until("the session's page", lambda: place.stack.currentWidget() is place.session_page)
        reading.hears("UK photocard driving licence [+] ")
        reading.roles = roles(place.session_page)
    with reading.station("facts"):
        reading.focus(place.session_page.facts, "UK photocard driving licence [+] ")
    hands.sign_out()
