"""The keyring of a PC is lost while its office lives: its keys are restored on the pages, by the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.application.ports.desk import Desk
from desktop.application.ports.lifecycle import KeysPlan, KeysRestored, LostKeys
from desktop.application.ports.sound import Watcher
from desktop.bootstrap.wiring import open_desk
from desktop.domain.log.events import EventKind
from desktop.environment.office_file import read_office_file
from desktop.errors import CheckpointNotStoredError, DatabaseError, ListeningRoomError, NotAllowedError
from desktop.lifecycle.for_windows import LostKeysHere
from desktop.lifecycle.restore import STEPS, KeysBack, put_back
from desktop.ui.kit.forms.page import Page
from desktop.ui.recovery_keys.restoring import RestoringKeys
from desktop.ui.shell.app import Screens
from desktop.ui.shell.window import Shell
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.end_to_end.test_joining import PASSWORD, database, pcs
from tests.end_to_end.test_keyring_lost import Place, days, kept_in, kinds, place, works
from tests.gallery.states.lost_keys import StillKeys, keys_missing
from tests.support.machine.stored_secrets import stored_secrets
from tests.support.servers import postgres
from tests.ui.accessible import walk
from tests.ui.first_start.walk import Keyboard
from tests.ui.presses import put_up
from tests.ui.sessions.counter import words_on

pytestmark = pytest.mark.slow

__all__ = ["database", "days", "kept_in", "pcs", "place"]
LONG_MS = 60_000
UNWITNESSED = CheckpointNotStoredError("witness_unusable", "a checkpoint")
EMBEDDED = pytest.mark.parametrize("kept_in", ["embedded"], indirect=True)


@dataclass
class Door(Keyboard):
    """The program's window, whose office cannot be opened, and a keyboard."""

    window: Shell
    screens: Screens

    def shows(self, page: Page) -> bool:
        return self.page is page

    @property
    def pages(self) -> RestoringKeys:
        assert self.screens.restoring_keys is not None
        return self.screens.restoring_keys

    def restore(self) -> None:
        """Press the link on the sign-in page."""
        link = self.screens.shell.sign_in._keys
        assert link is not None and link.isVisible()
        self.reach(link)
        self.key(Qt.Key.Key_Return)

    def choose_both(self, backup: Path, recovery: Path) -> None:
        page = self.pages.backup_page
        assert self.page is page
        self.type_into(page.backup, str(backup))
        self.type_into(page.recovery, str(recovery))
        self.go_on()

    def sign(self, password: str = PASSWORD, given: str = "") -> None:
        """Type an administrator's name and password, and go on."""
        page = self.pages.restore_page
        assert self.page is page, self.words
        self.type_into(page.name, "administrator")
        self.type_into(page.password, password)
        if given:
            assert page.given is not None
            self.type_into(page.given, given)
        self.go_on()


def at_the_door(qtbot: QtBot, folder: Path) -> AbstractContextManager[Door]:
    """Start the program in an account whose keyring was lost."""
    file, _ = read_office_file(folder)
    keys = LostKeysHere(folder, file.database is not None)
    return the_door(qtbot, partial(open_desk, folder, alone=True), keys)


@contextmanager
def the_door(qtbot: QtBot, opening: Callable[[], Desk], keys: LostKeys) -> Iterator[Door]:
    """Start the program over an office that cannot be opened."""
    with a_door(qtbot, opening, keys) as door:
        qtbot.waitUntil(lambda: bool(door.screens.shell.sign_in.refusal.words), timeout=LONG_MS)
        yield door


@contextmanager
def a_door(qtbot: QtBot, opening: Callable[[], Desk], keys: LostKeys) -> Iterator[Door]:
    """Start the program."""
    screens = Screens(opening, lambda: False, lost_keys=keys)
    put_up(qtbot, screens.shell, 1366, 728)
    try:
        yield Door(qtbot, screens.shell, screens)
    finally:
        screens.shell.close()
        screens.close()


def test_an_administrator_restores_them_and_signs_in(qtbot: QtBot, place: Place, days: list[int]) -> None:
    days[0] = 2
    works(place.pc)
    days[0] += 1
    place.reset.sit_down()
    with at_the_door(qtbot, place.reset.office) as door:
        sign_in = door.screens.shell.sign_in
        assert "on the sign-in page" in sign_in.refusal.words and not sign_in.primary.isEnabled()
        door.restore()
        door.choose_both(place.backup, place.recovery)
        assert "Nothing has been changed yet." in door.words and not stored_secrets()
        door.sign()
        assert door.shows(door.pages.restored_page) and "A supervisor reviews it." in door.words
        assert "administrator" in door.words and PASSWORD not in door.words
        door.go_on()
        qtbot.waitUntil(sign_in.primary.isEnabled, timeout=LONG_MS)
        assert door.screens.restoring_keys is None and not sign_in.refusal.words
        assert sign_in._keys is not None and not sign_in._keys.isVisible()
        door.type_into(sign_in.name, "administrator")
        door.type_into(sign_in.password, PASSWORD)
        door.key(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "people" in door.screens.shell.places, timeout=LONG_MS)
        door.settle()
    assert kinds(place.reset).count(EventKind.KEYRING_RESTORED) == 1
    code, said = place.reset.run("verify")
    assert code == 0 and "The log is whole." in said, said


@EMBEDDED
def test_a_key_that_is_pasted_is_masked_and_never_spoken(
    qtbot: QtBot, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.reset.sit_down()
    secret, spoken = place.recovery.read_text().strip(), list[str]()

    def update(event: object) -> None:
        told = getattr(event, "textInserted", None)
        spoken.append(str(told()) if callable(told) else "")

    with at_the_door(qtbot, place.reset.office) as door:
        door.restore()
        page = door.pages.backup_page
        door.type_into(page.backup, str(place.backup))
        door.choose(page.whence.options["typed"])
        door.reach(page.key.input)
        QGuiApplication.clipboard().setText(
            f"# created: today\n# public key: age1q\n{secret[:20]} {secret[20:].lower()}"
        )
        monkeypatch.setattr(QAccessible, "updateAccessibility", update)
        QTest.keyClick(page.key.input, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        monkeypatch.undo()
        QGuiApplication.clipboard().clear()
        place.reset.sit_down()
        spoken += [at.text(kind) for at in walk(page) for kind in QAccessible.Text]
        assert spoken and not any(secret[20:30].lower() in said.lower() for said in spoken)
        assert secret[20:30].lower() not in page.key.input.displayText()
        door.go_on()
        assert door.shows(door.pages.restore_page) and page.key.value() == ""
        door.pages.restore_page.back.emit()
        assert door.shows(page) and "keep what you typed before" in words_on(page)
        door.go_on()
        door.sign()
        assert door.shows(door.pages.restored_page)
    works(place.reset)


@EMBEDDED
def test_what_is_refused_is_said_at_its_field_and_changes_nothing(qtbot: QtBot, place: Place, tmp_path: Path) -> None:
    place.reset.sit_down()
    (tmp_path / "other.txt").write_text(new_identity()[0])
    with at_the_door(qtbot, place.reset.office) as door:
        door.restore()
        page, restore = door.pages.backup_page, door.pages.restore_page
        door.choose_both(tmp_path / "away", tmp_path / "away.txt")
        assert "Choose the folder of a back-up." in page.backup.problem
        assert "Choose the file with the recovery key." in page.recovery.problem
        door.choose_both(place.backup, tmp_path / "other.txt")
        assert "does not open the back-up" in page.recovery.problem
        door.choose(page.whence.options["typed"])
        door.go_on()
        assert "Paste the recovery key" in page.key.problem
        door.choose(page.whence.options["file"])
        door.choose_both(place.backup, place.recovery)
        door.go_on()
        assert "Type a name." in restore.name.problem and "Type your password." in restore.password.problem
        door.sign("not the password at all")
        assert restore.password.problem and restore.password.value() == "" and door.shows(restore)
        assert restore.name.value() == "administrator" and not stored_secrets()
        sign_in = door.screens.shell.sign_in
        restore.back.emit()
        page.back.emit()
        assert door.shows(sign_in) and door.screens.restoring_keys is None
        assert "keyring does not hold" in sign_in.refusal.words and not sign_in.primary.isEnabled()
        door.restore()
        assert door.pages.backup_page.backup.value() is None
    works(place.pc)
    assert EventKind.KEYRING_RESTORED not in kinds(place.pc)


@pytest.mark.parametrize("kept_in", ["in_database"], indirect=True)
def test_a_password_that_was_changed_on_the_server_is_asked_for(
    qtbot: QtBot, place: Place, database: postgres.Database
) -> None:
    database.server.give(postgres.DESKS, "what the database administrator gave")
    place.reset.sit_down()
    with at_the_door(qtbot, place.reset.office) as door:
        door.restore()
        door.choose_both(place.backup, place.recovery)
        door.sign()
        assert "Type the one that the database administrator has given" in door.words
        assert not stored_secrets()
        door.sign(given="what the database administrator gave")
        assert door.shows(door.pages.restored_page), door.words
    works(place.reset)


@EMBEDDED
def test_while_it_runs_the_window_stays_and_cancelling_changes_nothing(
    qtbot: QtBot, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(folder: Path, keys_back: KeysBack, watcher: Watcher) -> None:
        while not watcher.cancelled:
            watcher.report(1, STEPS)
        put_back(folder, keys_back, watcher)

    place.reset.sit_down()
    monkeypatch.setattr("desktop.lifecycle.restore.put_back", slow)
    with at_the_door(qtbot, place.reset.office) as door:
        door.restore()
        door.choose_both(place.backup, place.recovery)
        page = door.pages.restore_page
        door.type_into(page.name, "administrator")
        door.type_into(page.password, PASSWORD)
        door.key(Qt.Key.Key_Return)
        qtbot.waitUntil(page.working.cancel.isVisible)
        door.screens.shell.close()
        assert door.screens.shell.isVisible() and not page.back_link.isEnabled()
        assert page.working.cancel.hasFocus()
        door.key(Qt.Key.Key_Space)
        door.settle()
        assert "Stopped. Nothing has been changed." in door.words and page.primary.isEnabled()
        assert not stored_secrets() and page.name.value() == "administrator"


@EMBEDDED
def test_stopped_at_any_step_the_keyring_is_as_it_was(place: Place) -> None:
    class Stopped:
        def __init__(self, after: int) -> None:
            self.left, self.told = after, list[tuple[int, int]]()

        @property
        def cancelled(self) -> bool:
            self.left -= 1
            return self.left < 0

        def report(self, done: int, total: int) -> None:
            self.told.append((done, total))

    place.reset.sit_down()
    keys_back = KeysBack(place.backup, place.recovery, "administrator", PASSWORD)
    for after in range(STEPS):
        watcher = Stopped(after)
        with pytest.raises(ListeningRoomError, match="stopped"):
            put_back(place.reset.office, keys_back, watcher)
        assert watcher.told == [(step + 1, STEPS) for step in range(after)]
        assert not stored_secrets()
    put_back(place.reset.office, keys_back, Stopped(STEPS))
    works(place.reset)


def test_a_pc_that_was_withdrawn_meanwhile_and_a_log_that_is_not_anchored_are_told_on_their_pages(qtbot: QtBot) -> None:
    class Unwitnessed(StillKeys):
        def restore(self, plan: KeysPlan, watcher: Watcher) -> KeysRestored:
            return replace(super().restore(plan, watcher), not_witnessed=UNWITNESSED)

    keys = Unwitnessed()
    with the_door(qtbot, keys_missing, keys) as door:
        door.restore()
        door.go_on()
        keys.refuses = NotAllowedError("desk_withdrawn")
        door.go_on()
        page = door.pages.restore_page
        assert door.shows(page) and page.primary.isEnabled() and not door.pages.running
        assert message_for(NotAllowedError("desk_withdrawn")) in door.words
        door.go_on()
        restored = door.pages.restored_page
        assert door.shows(restored) and restored.not_anchored.words == message_for(UNWITNESSED)
        assert restored.not_anchored.words in restored.where()


def test_where_something_else_is_wrong_it_is_not_offered(qtbot: QtBot, tmp_path: Path) -> None:
    def opening() -> Desk:
        raise DatabaseError("keyring_locked")

    with the_door(qtbot, opening, LostKeysHere(tmp_path, False)) as door:
        assert door.screens.shell.sign_in._keys is None
