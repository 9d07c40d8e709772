"""An office that opens and lets nobody sign in, its PC having a back-up's signing keys: the sign-in page leads on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.ports.desk import Desk
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.wiring import open_desk
from desktop.domain.log.events import EventKind
from desktop.environment.office_file import read_office_file
from desktop.errors import DeskCopiedError
from desktop.lifecycle.backups import KEYS
from desktop.lifecycle.backups import give_keys as give
from desktop.lifecycle.backups import open_backed_up_keys as opened
from desktop.lifecycle.for_windows import LostKeysHere
from tests.end_to_end.test_joining import PASSWORD, database, pcs
from tests.end_to_end.test_keyring_lost import Place, days, kept_in, kinds, place, works
from tests.gallery.states.lost_keys import StillKeys
from tests.ui.recovery_keys.test_restoring_keys import LONG_MS, Door, a_door

__all__ = ["database", "days", "kept_in", "pcs", "place"]
EMBEDDED_OR_SERVER = pytest.mark.parametrize("kept_in", ["embedded", "in_database"], indirect=True)


@pytest.fixture
def restored(place: Place, days: list[int]) -> Place:
    """Restore the PC beside its database, days after the back-up: the office opens with keys of before."""
    days[0] = 2
    works(place.pc)
    days[0] = 3
    place.reset.sit_down()
    file, paths = read_office_file(place.pc.office)
    if file.database is None:
        give(keystore_of(file, paths), opened(place.backup / KEYS, place.recovery)[0], ExitStack())
        return place
    shutil.rmtree(place.pc.office)
    words = "restore", str(place.backup), "--recovery", str(place.recovery), "--database-stays", "--yes"
    place.reset.must(*words)
    place.reset.sit_down()
    return place


@contextmanager
def open_door(qtbot: QtBot, folder: Path) -> Iterator[Door]:
    """Start the program over an office that opens."""
    keys = LostKeysHere(folder, read_office_file(folder)[0].database is not None)
    with a_door(qtbot, partial(open_desk, folder, alone=True), keys) as door:
        qtbot.waitUntil(lambda: door.screens.shell.desk is not None, timeout=LONG_MS)
        yield door


def sign_in(door: Door, password: str = PASSWORD) -> None:
    page = door.screens.shell.sign_in
    door.type_into(page.name, "administrator")
    door.type_into(page.password, password)
    door.key(Qt.Key.Key_Return)


def is_refused(door: Door) -> None:
    """Sign in, and wait until it is refused."""
    page = door.screens.shell.sign_in
    sign_in(door)
    door.qtbot.waitUntil(lambda: bool(page.refusal.words), timeout=LONG_MS)
    assert "signing key is no longer in the keyring" in page.refusal.words and page.primary.isEnabled()


def begin(door: Door) -> None:
    """Press the link, and wait until the office is closed."""
    door.restore()
    door.qtbot.waitUntil(lambda: door.screens.restoring_keys is not None, timeout=LONG_MS)


@EMBEDDED_OR_SERVER
def test_an_office_that_lets_nobody_sign_in_is_closed_restored_and_opened_again(qtbot: QtBot, restored: Place) -> None:
    with open_door(qtbot, restored.reset.office) as door:
        shell, page = door.screens.shell, door.screens.shell.sign_in
        assert page._keys is None, "nothing is lost, as far as anybody knows"
        is_refused(door)
        assert "on the sign-in page" in page.refusal.words
        begin(door)
        assert door.screens.desk is None and shell.desk is None
        door.choose_both(restored.backup, restored.recovery)
        door.sign()
        assert door.shows(door.pages.restored_page), door.words
        door.go_on()
        qtbot.waitUntil(lambda: shell.desk is not None, timeout=LONG_MS)
        assert page.primary.isEnabled() and not page.refusal.words
        assert page._keys is not None and not page._keys.isVisible()
        sign_in(door)
        qtbot.waitUntil(lambda: "people" in shell.places, timeout=LONG_MS)
        door.settle()
    assert kinds(restored.reset).count(EventKind.KEYRING_RESTORED) == 1
    works(restored.reset)
    said = restored.reset.must("verify")
    assert "The log is whole." in said, said


@pytest.mark.parametrize("kept_in", ["embedded"], indirect=True)
def test_where_the_pages_are_left_the_office_opens_as_it_was(qtbot: QtBot, restored: Place) -> None:
    with open_door(qtbot, restored.reset.office) as door:
        page = door.screens.shell.sign_in
        for _ in range(2):
            is_refused(door)
            begin(door)
            door.pages.backup_page.back.emit()
            assert door.shows(page) and door.screens.restoring_keys is None
            qtbot.waitUntil(lambda: door.screens.shell.desk is not None, timeout=LONG_MS)
            assert page.primary.isEnabled() and not page.refusal.words
            assert page._keys is not None and not page._keys.isVisible()
        is_refused(door)
        door.restore()  # the program is ended while it closes the office
    with open_door(qtbot, restored.reset.office) as door:
        assert door.screens.shell.sign_in.primary.isEnabled()
    assert EventKind.KEYRING_RESTORED not in kinds(restored.reset)


@pytest.mark.parametrize("kept_in", ["embedded"], indirect=True)
def test_so_it_is_on_a_day_of_which_the_lost_key_was(qtbot: QtBot, restored: Place, days: list[int]) -> None:
    days[0] = 2
    with open_door(qtbot, restored.reset.office) as door:
        is_refused(door)


@pytest.mark.parametrize("kept_in", ["embedded"], indirect=True)
def test_a_wrong_name_is_no_lost_key(qtbot: QtBot, place: Place) -> None:
    place.pc.sit_down()
    with open_door(qtbot, place.pc.office) as door:
        page = door.screens.shell.sign_in
        sign_in(door, "not the password at all")
        qtbot.waitUntil(lambda: bool(page.refusal.words), timeout=LONG_MS)
        assert page._keys is None


def test_the_last_pc_of_an_office_whose_copy_was_in_use_is_led_to_the_pages(qtbot: QtBot) -> None:
    def copied() -> Desk:
        raise DeskCopiedError("desk_copied")

    with a_door(qtbot, copied, StillKeys()) as door:
        qtbot.waitUntil(lambda: bool(door.screens.shell.sign_in.refusal.words), timeout=LONG_MS)
        begin(door)
        assert door.shows(door.pages.backup_page)
