"""An information officer prepares the copy: in the room, while it is silent, and while sound plays."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.copies.preparing.window import PreparingWindow
from desktop.ui.requests.place import RequestsPlace
from tests.end_to_end.reading import CTRL, SHIFT, Reading

FIRST_MS, LENGTH = 22_000, 5


def prepares(reading: Reading, place: RequestsPlace) -> None:
    """Mark a part, and make the copy."""
    hands = reading.hands
    with reading.station("preparing"):
        hands.press(place.request_page.primary)
        reading.hears("^Open the original: ")
        place.in_person.page.own_password.input.setText(DEMO_PASSWORD)
        hands.press(place.in_person.page.primary)
        reading.hears("^Prepare the copy: ")
        room = hands.until("the room", lambda: place.preparing)
        window = hands.until("the editor", lambda: room.window if room.window and room.window.page else None)
        reading.hears("Select what must not be heard")
        reading.hears("3 proposals")
    assert window.page is not None
    with reading.station("waveform"):
        reading.focus(window.page.play, "Play")
        reading.focus(window.page.lanes, "The call")
    _marks(reading, window)
    _proposals(reading, window)
    _plays(reading, window)
    _parts(reading, window)
    with reading.station("made"):
        hands.press(window.page.make)
        if window.page.problem.words:  # proposals are left to look at
            reading.hears("not been looked at")
            hands.press(window.page.make)
        reading.hears("The copy is ready")


def _marks(reading: Reading, window: PreparingWindow) -> None:
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    bench.sounding.seek(FIRST_MS)
    with reading.station("goes"):
        reading.key(window, Qt.Key.Key_Right)
        reading.hears("23 s")
    with reading.station("selects"):
        for _ in range(LENGTH):
            reading.key(window, Qt.Key.Key_Right, SHIFT)
        reading.hears("selected 5 s")
    with reading.station("no reason"):
        reading.key(window, Qt.Key.Key_R)
        reading.hears("Choose why")
        reading.hears("Why it must not be heard: About")
    with reading.station("removes"):
        page.lanes.setFocus()
        reading.hears("The call")
        reading.key(window, Qt.Key.Key_1)
        reading.hears("mark 1 of 1")
    with reading.station("nudges"):
        reading.key(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        reading.hears("4[.]99")
    with reading.station("undoes"):
        reading.key(window, Qt.Key.Key_Z, CTRL)
        reading.hears("5 s")
    with reading.station("zooms"):
        reading.key(window, Qt.Key.Key_Plus)
        reading.hears("Shown: ")
        reading.focus(page.zoom.middle, "Zoom")
        page.lanes.setFocus()
        reading.hears("The call")


def _proposals(reading: Reading, window: PreparingWindow) -> None:
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    with reading.station("proposal"):
        reading.key(window, Qt.Key.Key_N)
        reading.hears(bench.proposals[0].words)
    with reading.station("dismissed"):
        reading.key(window, Qt.Key.Key_D)
        reading.hears("Dismissed")


def _plays(reading: Reading, window: PreparingWindow) -> None:
    page, bench, shell = window.page, window.bench, reading.hands.shell
    assert page is not None and bench is not None
    page.lanes.setFocus()
    bench.sounding.seek(FIRST_MS)
    with reading.station("playing there"):
        shell.banner.set_parts("Said behind the room.")
        reading.key(window, Qt.Key.Key_Space)
        reading.until("sound", lambda: bench.sounding.playing)
        reading.until("a while", lambda: bench.sounding.ms > 24_000)
        reading.key(window, Qt.Key.Key_Right)
        reading.hears(r"^2\d([.]\d+)? s, selected ")
        reading.focus(page.play, "Pause")
        page.lanes.setFocus()
        reading.key(window, Qt.Key.Key_Space)
        reading.hears("Stopped at")
    shell.banner.set_parts()


def _parts(reading: Reading, window: PreparingWindow) -> None:
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    with reading.station("marks"):
        reading.focus(page.marks.rows, "About another person")
    with reading.station("speed"):
        page.lanes.setFocus()
        reading.key(window, Qt.Key.Key_BracketLeft)
        reading.hears("Speed: 75%")
