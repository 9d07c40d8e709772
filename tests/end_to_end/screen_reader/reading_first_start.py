"""At an account without an office: the choice, making an office with its recovery keys, restoring one, joining one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import Qt

from desktop.application.ports.lifecycle import Asked
from desktop.errors import FieldsError
from desktop.showcase.hands import Hands
from desktop.ui.first_start.making_pages import (
    KeysPage,
    PlanPage,
    RecordingsPage,
    ServerPage,
    Step,
    WitnessPage,
)
from desktop.ui.first_start.restoring import LOST
from desktop.ui.first_start.window import FirstStartWindow, Purpose
from desktop.ui.kit.forms.page import Page
from desktop.ui.recovery_keys.new_key import NewKeyPage
from desktop.ui.shell.app import application
from tests.end_to_end.screen_reader.reading import Orca, Reading, is_followed
from tests.gallery.states.first_start import NOWHERE, REQUEST, StillStart, made_up

WORDS = "glacier nutmeg paddle yodel"
SERVER_PASSWORD = "the desks 77"


def conduct_first_start(folder: Path) -> Reading:
    """Conduct the walk through the pages; nothing is made."""
    app, orca, start = application(), Orca(folder), StillStart()
    window = FirstStartWindow(start)
    hands = Hands(cast("Any", SimpleNamespace(shell=window, tasks=window.tasks)), folder)
    reading = Reading(hands, orca)
    try:
        reading.until("Orca", lambda: "Screen reader on." in orca.said())
        window.resize(1366, 768)
        window.show()
        reading.until("the window to be in use", window.isActiveWindow)
        cards = window.choice.cards
        is_followed(reading, "Try the demo", cards[Purpose.JOIN], cards[Purpose.DEMO])
        _Walk(reading, window, start).walk()
        return reading
    finally:
        window.close()
        window.end()
        app.processEvents()
        orca.end()


class _Walk:
    """The pages, in the order in which someone meets them."""

    def __init__(self, reading: Reading, window: FirstStartWindow, start: StillStart) -> None:
        self.reading, self.hands, self.window, self.start = reading, reading.hands, window, start

    def walk(self) -> None:
        """Walk all of it."""
        self._choice()
        self._office()
        self._server()
        self._keys()
        self._restore()
        self._join()

    def go_on(self, page: Page) -> None:
        """Press the page's button, and wait for what comes of it."""
        self.hands.press(page.primary)
        self.reading.until("its work", lambda: not self.window.tasks.busy)

    def _choice(self) -> None:
        choice = self.window.choice
        with self.reading.station("card"):
            choice.cards[Purpose.DEMO].setFocus()
            self.hands.key(choice.cards[Purpose.DEMO], Qt.Key.Key_Right)
            self.reading.hears("Set up an office")

    def _office(self) -> None:
        making = self.window.making
        with self.reading.station("office"):
            self.hands.press(self.window.choice.primary)
            self.reading.hears("Your office")
        with self.reading.station("nothing typed"):
            self.start.refuses = FieldsError({"name": "office_name_missing", "nation": "nation_missing"})
            self.go_on(making.page)
            self.reading.hears("There is a problem")
        with self.reading.station("pc"):
            self.go_on(making.page)
            self.reading.hears("This PC")
        page = making.page
        assert isinstance(page, PlanPage)
        with self.reading.station("kind"):
            self.reading.focus(page.asked["opens_originals"].options["yes"], "The back office")
        self.go_on(page)
        rows = making.page
        assert isinstance(rows, PlanPage)
        rows.asked["on_server"].set_value("yes")
        self.go_on(rows)

    def _server(self) -> None:
        making = self.window.making
        page = making.page
        assert isinstance(page, ServerPage)
        with self.reading.station("server"):
            self.reading.focus(page.asked["role"].focus_target(), "Role of the PCs")
        self.reading.types_secret(page.asked["password"], SERVER_PASSWORD)
        with self.reading.station("refused"):
            self.start.refuses = FieldsError({"owner_password": "server_owner_refused"})
            self.go_on(page)
            self.reading.hears("does not let this role into the database")
        self.go_on(page)
        recordings = making.page
        assert isinstance(recordings, RecordingsPage)
        self.go_on(recordings)
        witness = making.page
        assert isinstance(witness, WitnessPage)
        witness.kept_on.set_value("share")
        witness.kept_on.edited.emit()
        witness.folder.set_value(NOWHERE)
        with self.reading.station("own disk"):
            self.start.own_disk = True
            self.go_on(witness)
            self.reading.hears("no other PC reaches it")
        self.go_on(witness)

    def _keys(self) -> None:
        making = self.window.making
        whence = making.page
        assert isinstance(whence, KeysPage)
        with self.reading.station("key"):
            self.go_on(whence)
            self.reading.hears("Recovery key 1 of 2")
        page = making.page
        assert isinstance(page, NewKeyPage)
        with self.reading.station("printed"):
            page.show_printed()
            self.reading.hears("The key went to the printer")
        self.reading.types_secret(page.proof, "not this")
        with self.reading.station("mistyped"):
            self.go_on(page)
            self.reading.hears("not the end of this key")
        self.reading.types_secret(page.proof, made_up(1).secret[-8:])
        with self.reading.station("second key"):
            self.go_on(page)
            self.reading.hears("Recovery key 2 of 2")
        while making.step is not Step.OFFICE:
            making.page.back.emit()
        making.page.back.emit()

    def _restore(self) -> None:
        restoring = self.window.restoring
        with self.reading.station("restore"):
            self.window.choice.restore.click()
            self.reading.hears("Restore an office from a back-up")
        self.go_on(restoring.backup_page)
        with self.reading.station("whose database"):
            self.reading.focus(restoring.database_page.place.options[LOST], "It is lost")
        restoring.database_page.place.set_value(LOST)
        self.go_on(restoring.database_page)
        with self.reading.station("back-up"):
            self.go_on(restoring.server_page)
            self.reading.hears("It is restored whole, or not at all")
        with self.reading.station("restored"):
            self.go_on(restoring.restore_page)
            self.reading.hears("What was done after the back-up is lost")

    def _join(self) -> None:
        joining = self.window.joining
        with self.reading.station("request"):
            joining.begin(Asked(REQUEST, WORDS))
            self.reading.hears(WORDS)
        with self.reading.station("answer"):
            self.hands.press(joining.request_page.primary)
            self.reading.hears("Open the answer")
