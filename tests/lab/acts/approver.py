"""An approver: hears the copy, weighs, decides."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.ui.decisions.place import DecisionsPlace
from tests.lab.hands import LabHands


def decide(hands: LabHands, reference: str, password: str) -> str:
    """Approve a request; return what the list says afterwards."""
    hands.shell.go("decisions")
    place = hands.shell.places["decisions"]
    assert isinstance(place, DecisionsPlace)
    hands.at_rest()
    hands.open_row(place.list_page.table.view, reference)
    hands.until("page", place.page.isVisible)
    hands.press(place.page.hearing.copy)
    window = hands.until("window", lambda: place.hearings.window)
    control = window.control
    hands.until("sound", lambda: control.playing and control.frame > 2 * window.opening.sound.rate)
    hands.picture("decision-hearing", window)
    hands.key(window, Qt.Key.Key_Space)
    hands.key(window, Qt.Key.Key_Escape)
    hands.until("window_closed", lambda: place.hearings.window is None)
    hands.at_rest()
    page = place.page
    hands.press(page.weighing.fields["information"].options["all_removed"])
    hands.press(page.choice.options["approve"])
    hands.type_into(page.own_password, password)
    hands.picture("decision")
    hands.press(page.primary)
    hands.picture("decision-unheard")
    hands.press(page.unheard.known.options["known"])
    hands.press(page.primary)
    said = hands.reads("is approved", seconds=30)
    hands.at_rest()
    hands.picture("decided")
    return said
