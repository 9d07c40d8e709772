"""A session and its review, worked through the real windows while Orca reads them.

Run as a module, with a folder. `heard.json` there is what Orca said at each station, and what came over the
accessibility bus. Needs a desktop of its own: whatever runs on it is read too.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from desktop.bootstrap.wiring import open_desk
from desktop.errors import SoundError
from desktop.showcase.capture import Capture
from desktop.showcase.demo import DEMO_PASSWORD, make_demo
from desktop.showcase.hands import Hands, StuckError, _check_in, _close, _show
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.words import Words
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.caller_page import CallerPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.id_page import IdPage
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.note_panel import NotePanel
from desktop.ui.shell.app import Screens, application
from tests.end_to_end.orca import Orca

HEARD = "heard.json"
PATIENCE = 60.0
"""Seconds. Orca is slow where a machine is busy."""
NUMBER, SUPERVISOR = "9999999999", "guessed"
MOMENT, TRIES = 2.0, 15
EARLY = 1
"""How many seconds before the removed part it begins to play."""


class Reading:
    """The hands, and what Orca says to what they do."""

    def __init__(self, hands: Hands, orca: Orca) -> None:
        self.hands, self.orca = hands, orca
        self.stations: dict[str, list[str]] = {}
        self.moves: list[str] = []
        self.roles: list[str] = []
        self._mark = orca.mark()

    @contextmanager
    def station(self, name: str) -> Iterator[None]:
        """What is said from here to the end of the block, where something has to be heard."""
        self._mark = self.orca.mark()
        yield
        self.stations[name] = self.said()

    def said(self) -> list[str]:
        return self.orca.said(self._mark)

    def hears(self, words: str) -> None:
        """Wait until Orca has said that (a pattern) at this station."""
        pattern = re.compile(words)
        try:
            self.until(f"“{words}”", lambda: any(pattern.search(said) for said in self.said()))
        except StuckError:
            print(f"heard instead of “{words}”:", *self.said(), sep="\n    ", file=sys.stderr)
            raise

    def until(self, what: str, look: Callable[[], object]) -> None:
        self.hands.until(what, look, PATIENCE)

    def focus(self, widget: QWidget, words: str) -> None:
        """Put the keyboard there, and hear what that is."""
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.hears(words)

    def types_secret(self, field: PasswordField, secret: str) -> None:
        """Type it, and wait until it has come by way of Orca."""
        self.hands.type_into(field, secret)
        self.until("what was typed", lambda: field.value() == secret)


def conduct(folder: Path) -> Reading:
    """All of it, in a demo office of its own."""
    office = folder / "office"
    app = application()
    make_demo(office).engine.dispose()
    orca = Orca(folder)
    screens = Screens(lambda: open_desk(office, outlet=Capture()), lambda: False, demo=True)
    reading = Reading(Hands(screens, folder), orca)
    try:
        reading.until("Orca", lambda: "Screen reader on." in orca.said())
        screens.shell.resize(1366, 768)
        screens.shell.show()
        _adviser(reading)
        _supervisor(reading)
        return reading
    finally:
        screens.shell.close()
        screens.close()
        app.processEvents()
        orca.end()


def _adviser(reading: Reading) -> None:
    hands = reading.hands
    hands.until("the office to open", lambda: hands.shell.sign_in.primary.isEnabled(), PATIENCE)
    _is_followed(reading)
    with reading.station("today"):
        hands.sign_in("adviser", DEMO_PASSWORD)
        reading.hears("Today.")
    _identity(reading)
    _brief(reading)
    window = hands.until("the listening window", lambda: hands.session().window_shown, PATIENCE)
    _listen(reading, window)
    _over_it(reading, window)
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


def _is_followed(reading: Reading) -> None:
    """What Qt tells before the bus has let it know of Orca is lost: move the keyboard until Orca follows it."""
    page = reading.hands.shell.sign_in
    for _ in range(TRIES):
        for field in (page.password, page.name):
            field.input.setFocus()
            with suppress(StuckError):
                reading.hands.until("Orca to follow", lambda: "Name text." in reading.orca.said(), MOMENT)
                return
    raise StuckError("guided_stuck")


def _identity(reading: Reading) -> None:
    hands = reading.hands
    table = hands.shell.places["today"].table  # type: ignore[union-attr]
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
        reading.focus(address.kind.input, "One with the current address: What are you shown?")
        reading.focus(photo.kind.input, "One with a photo: What are you shown?")
    today = datetime.now(ZoneInfo("Europe/London")).date()
    _show(hands, photo, "driving_licence", today.replace(year=today.year + 3, day=1))
    with reading.station("number"):
        reading.types_secret(photo.number, NUMBER)
        hands.press(photo.check_number)
        reading.hears("That was not typed as it is printed.")
    with reading.station("lesser check"):
        hands.press(page.lesser_link)
        reading.types_secret(page.lesser.password, SUPERVISOR)
        hands.press(page.lesser.allow)
        reading.hears("There is a problem")
    _lock(reading)
    for question, answer in ((photo.name, "match"), (photo.birth, "match"), (photo.address, "no")):
        hands.press(question.options[answer])
    with reading.station("too old"):
        _show(hands, address, "utility_bill", today.replace(year=today.year - 1, month=1, day=1))
        reading.hears("months old")
    hands.type_date(address.issued, today.replace(day=1))
    for question, answer in ((address.name, "match"), (address.address, "yes")):
        hands.press(question.options[answer])
    hands.until("the documents to be enough", lambda: page.assessment.complete)
    hands.press(page.primary)
    with reading.station("caller"):
        caller = hands.page(CallerPage)
        reading.hears("Step 2 of 5: ")
    hands.press(caller.check.options["matches"])
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
        reading.focus(page.script, "You are about to hear your call.")
    hands.press(page.read.options["read"])
    hands.press(page.heard.options["heard"])
    hands.press(page.primary)


def _listen(reading: Reading, window: ListeningWindow) -> None:
    hands, control, panel = reading.hands, window.control, window.panel
    first, rate = panel.call.removed[0], panel.call.rate
    with reading.station("opened"):
        reading.until("the window to be in use", window.isActiveWindow)
        reading.hears("Space plays and pauses.")
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
        events = reading.orca.events(reading._mark)
        reading.moves = [source for kind, source, _ in events if kind.endswith(("-value", "-description"))]
    with reading.station("stopped"):
        window.show_error(SoundError("sound_no_device"))
        reading.until("the button to be called Play", lambda: panel.play.accessibleName() == "Play")
        reading.focus(panel.play, "Play button")


def _over_it(reading: Reading, window: ListeningWindow) -> None:
    hands = reading.hands
    with reading.station("note"):
        hands.key(window, Qt.Key.Key_N)
        note = hands.until("the note", lambda: window._over)
        assert isinstance(note, NotePanel)
        reading.hears("^Note at ")
    note.back.emit()
    with reading.station("break"):
        hands.key(window, Qt.Key.Key_B)
        page = hands.until("the break", lambda: window._over if window.on_break else None)
        assert isinstance(page, BreakPage)
        hands.until("the break to be noted", lambda: not hands.screens.tasks.busy)
        reading.hears("On a break.")
    reading.types_secret(page.password, DEMO_PASSWORD)
    with reading.station("back"):
        hands.press(page.primary)
        hands.until("to go on", lambda: not window.on_break, PATIENCE)
        reading.hears("Space plays and pauses.")


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


def roles(page: QWidget) -> list[str]:
    """What assistive technology is told of the bold words on a page: the role, and the words."""
    bold = [words for words in page.findChildren(Words) if words.isVisible() and words.font().bold()]
    told = [QAccessible.queryAccessibleInterface(words) for words in bold]
    return [f"{at.role().name}: {at.text(QAccessible.Text.Name)}" for at in told if at is not None]


if __name__ == "__main__":
    out = Path(sys.argv[1])
    made = conduct(out)
    typed = [event for event in made.orca.events() if "text-changed" in event[0]]
    heard = {"stations": made.stations, "moves": made.moves, "roles": made.roles, "typed": typed}
    (out / HEARD).write_text(json.dumps(heard), encoding="utf-8")
