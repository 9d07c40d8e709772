"""Away from the counter: a lesser check comes up at the supervisor's own PC, and a recovery key is replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt

from desktop.application.ports.desk import Desk
from desktop.bootstrap.wiring import open_desk
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.office.keys_place import KeysPlace
from tests.end_to_end.reading import PATIENCE, Reading
from tests.gallery.first_start import StillStart, made_up
from tests.ui.elsewhere import elsewhere
from tests.ui.staff import Staff

WRONG = "guessed"


class Untold:
    """In the place of the server: nobody is ever told of anything."""

    def follow(self, changed: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


def with_other_pcs(office: Path, capture: Any) -> Desk:
    """Open the demo office as one that has other PCs."""
    desk = open_desk(office, outlet=capture)
    return replace(desk, changes=cast("Any", Untold()))


def elsewhere_in_the_office(reading: Reading, office: Path) -> None:
    """Walk both."""
    _supervisor(reading, office)
    _administrator(reading)


def _supervisor(reading: Reading, office: Path) -> None:
    hands, desk = reading.hands, reading.hands.screens.desk
    assert desk is not None
    with elsewhere(Staff(desk, cast("Any", desk.clock), hands.screens.tasks), office) as counter:
        session = counter.checked_in()
        counter.ask(session)
    with reading.station("asked"):
        hands.sign_in("supervisor", DEMO_PASSWORD)
        reading.hears("asks you to allow a lesser check")
    asked = hands.shell.asked
    assert asked is not None
    panel = hands.until("the panel", lambda: asked.panel, PATIENCE)
    with reading.station("opened"):
        reading.until("presses to be taken", lambda: panel.takes_presses)
        reading.key(hands.shell, Qt.Key.Key_F8)
        reading.hears("Why it is clear who this is")
    reading.types_secret(panel.own_password, WRONG)
    with reading.station("refused"):
        hands.press(panel.allow)
        reading.hears("That is not your password")
    reading.until("it to be refused", lambda: panel.allow.isEnabled())
    reading.types_secret(panel.own_password, DEMO_PASSWORD)
    with reading.station("allowed"):
        hands.press(panel.allow)
        reading.hears("Allowed. The adviser goes on with the session.")
    hands.press(panel.close_it)
    hands.sign_out()


def _administrator(reading: Reading) -> None:
    hands = reading.hands
    hands.sign_in("administrator", DEMO_PASSWORD)
    with reading.station("keys"):
        hands.shell.go("keys")
        reading.hears("A recovery key opens everything if all PCs are lost")
    place = hands.shell.places["keys"]
    assert isinstance(place, KeysPlace)
    place.making.maker = StillStart()
    with reading.station("one key"):
        reading.opens(place.list_page.table.view)
        reading.hears("Replace it if it is lost")
    with reading.station("whence"):
        hands.press(place.key_page.primary)
        reading.hears("It takes the place of the key that ends in")
    with reading.station("new key"):
        hands.press(place.whence_page.primary)
        reading.hears("Print or save the key first")
    page = place.making.page
    with reading.station("printed"):
        page.show_printed()
        reading.hears("The key went to the printer")
    reading.types_secret(page.proof, made_up(1).secret[-8:])
    with reading.station("replace"):
        hands.press(page.primary)
        reading.hears("is printed or saved, and proved")
    hands.sign_out()
