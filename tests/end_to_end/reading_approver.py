"""An approver hears a copy through, and the original of another, and decides."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.application.ports.sound import FASTEST
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.decisions.place import DecisionsPlace
from tests.end_to_end.reading import CTRL, Reading


def an_approver(reading: Reading, reference: str) -> None:
    """Walk from the list to the decision."""
    hands = reading.hands
    with reading.station("decisions"):
        hands.sign_in("approver", DEMO_PASSWORD)
        reading.hears("3 requests are waiting for your decision")
    place = hands.shell.places["decisions"]
    assert isinstance(place, DecisionsPlace)
    with reading.station("internal"):
        reading.opens(place.list_page.table.view, "INT")
        reading.hears("^Decide on ")
    with reading.station("original"):
        hands.press(place.page.hearing.original)
        reading.hears("^Open the original: ")
        reading.hears("Your password")
        place.in_person.page.own_password.input.setText(DEMO_PASSWORD)
        hands.press(place.in_person.page.primary)
        window = hands.until("the window", lambda: place.hearings.window)
        reading.hears("Space plays and pauses")
    with reading.station("original shut"):
        hands.key(window, Qt.Key.Key_Escape)
        reading.hears("Hear the original")
    hands.press(place.page.back_link)
    with reading.station("decision"):
        reading.opens(place.list_page.table.view, reference)
        reading.hears("^Decide on ")
    with reading.station("removed parts"):
        reading.focus(place.page.parts.buttons[0], "Play around part 1: About another person")
    _hears(reading, place)
    _decides(reading, place)
    hands.sign_out()


def _hears(reading: Reading, place: DecisionsPlace) -> None:
    hands = reading.hands
    with reading.station("copy"):
        hands.press(place.page.hearing.copy)
        window = hands.until("the window", lambda: place.hearings.window)
        reading.hears("Space plays and pauses")
    with reading.station("speed of the copy"):
        window.control.set_rate(FASTEST)
        reading.hears("^Speed: ")
    with reading.station("playing the copy"):
        hands.shell.banner.set_parts("Said behind the copy.")
        reading.key(window, Qt.Key.Key_Right, CTRL)
        reading.hears("A part is removed here")
        reading.focus(window.panel.waveform, "The copy")
        reading.hears("That was the part")
    with reading.station("stopped copy"):
        reading.key(window, Qt.Key.Key_Space)
        reading.until("sound", lambda: window.control.playing)
        reading.key(window, Qt.Key.Key_Space)
        reading.hears("^Stopped at")
    with reading.station("part button"):
        reading.focus(window.panel.parts[0], "Hear around")
    with reading.station("copy shut"):
        hands.key(window, Qt.Key.Key_Escape)
        reading.hears("You have heard")
    hands.shell.banner.set_parts()


def _decides(reading: Reading, place: DecisionsPlace) -> None:
    hands, page = reading.hands, place.page
    with reading.station("nothing decided"):
        hands.press(page.primary)
        reading.hears("There is a problem")
    hands.press(page.weighing.fields["information"].options["all_removed"])
    with reading.station("approves"):
        hands.press(page.choice.options["approve"])
        reading.focus(page.primary, "Approve until")
    with reading.station("own password"):
        reading.focus(page.own_password.input, "Your password")
        page.own_password.input.setText(DEMO_PASSWORD)
    with reading.station("unheard"):
        hands.press(page.primary)
        reading.hears("You have not heard all of this copy")
    hands.press(page.unheard.known.options["known"])
    with reading.station("approved"):
        hands.press(page.primary)
        reading.hears("is approved")
        reading.hears("2 requests are waiting")
