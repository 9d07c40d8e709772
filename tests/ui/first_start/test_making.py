"""An office is made through the pages, by the keyboard, on a real keyring; and what fails leaves nothing behind."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import secretstorage
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import DemoMade
from desktop.bootstrap.wiring import open_desk
from desktop.environment.keyring.secret_service import default_collection
from desktop.environment.office_file import read_office_file
from desktop.lifecycle.for_windows import WITNESS_NAME, FirstStarting
from desktop.ui.first_start.making_pages import AdministratorPage, OfficePage, OwnKeysPage, Step, WitnessPage
from desktop.ui.first_start.window import Opens
from desktop.ui.kit.fields import PasswordField
from desktop.ui.shell.app import Screens
from desktop.vault.keys import new_identity
from tests.gallery.first_start import StillStart
from tests.ui.first_start.filling import (
    PASSWORD,
    begin,
    fill_administrator,
    fill_office,
    fill_own_keys,
    fill_pc,
    fill_rows,
    fill_witness,
    to_the_keys,
)
from tests.ui.first_start.walk import LONG_MS, walking


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


def in_keyring() -> list[str]:
    """Return every secret of the session's keyring."""
    with closing(secretstorage.dbus_init()) as bus:
        collection = default_collection(bus)
        return [item.get_secret().decode() for item in collection.get_all_items()]


def test_an_office_with_keys_of_ones_own_is_made_and_its_administrator_signs_in(
    qtbot: QtBot, account: Path, share: Path
) -> None:
    recipients = new_identity()[1], new_identity()[1]
    with walking(qtbot, FirstStarting(account)) as first:
        to_the_keys(first, share)
        fill_own_keys(first, *recipients)
        fill_administrator(first)
        assert first.step is Step.SUMMARY and "Test Council, Test House" in first.words
        assert str(share) in first.words and PASSWORD not in first.words
        assert not account.exists() and list(share.iterdir()) == [] and in_keyring() == []
        first.go_on()
        assert "Your office is ready" in first.words and "Make a back-up, now and every week." in first.words
        assert "Choose a place for the witness" not in first.words and first.window.isVisible()
        first.go_on()
        assert first.window.opens is Opens.OFFICE and not first.window.isVisible()
    file, paths = read_office_file(account)
    assert paths.witness == share / WITNESS_NAME and file.origin in paths.witness.read_text()
    screens = Screens(lambda: open_desk(account), lambda: False)
    qtbot.addWidget(screens.shell)
    screens.shell.show()
    page = screens.shell.sign_in
    qtbot.waitUntil(page.primary.isEnabled, timeout=LONG_MS)
    page.name.set_value("admin")
    page.password.input.setText(PASSWORD)
    page.primary.click()
    qtbot.waitUntil(lambda: "people" in screens.shell.places, timeout=LONG_MS)
    assert screens.desk is not None and screens.desk.office.name == "Test Council"
    with screens.desk.uow().read_only() as uow:
        assert set(uow.proven.recipients("recovery")) == set(recipients)
    screens.shell.close()
    screens.close()


def test_the_place_of_the_witness_is_decided_later_and_the_office_says_so(qtbot: QtBot, account: Path) -> None:
    with walking(qtbot, FirstStarting(account)) as first:
        begin(first)
        fill_office(first)
        fill_pc(first)
        fill_rows(first)
        page = first.page
        assert isinstance(page, WitnessPage)
        first.go_on()
        assert page.kept_on.problem == "Choose what you have for the witness, or decide later."
        first.choose(page.kept_on.options["later"])
        assert not page.folder.isVisible()
        first.go_on()
        assert first.step is Step.KEYS
        fill_own_keys(first, new_identity()[1], new_identity()[1])
        fill_administrator(first)
        assert "Decided later" in first.words
        first.go_on()
        assert "Choose a place for the witness. Until you do, Health will remind you." in first.words
        first.go_on()
        assert first.window.opens is Opens.OFFICE
    file, paths = read_office_file(account)
    assert file.witness is None and file.origin in paths.witness.read_text()


def test_no_keyring_is_asked_before_something_is_chosen_and_none_for_the_demo(
    qtbot: QtBot, account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("desktop.lifecycle.join.open_keyring", lambda service: asked.append(service))
    made = DemoMade(("adviser",), "demo password", passed=False)
    with walking(qtbot, FirstStarting(account, lambda: made)) as first:
        first.key(Qt.Key.Key_Return)
        first.settle()
        assert "The demo is ready." in first.words
        first.go_on()
        assert first.window.opens is Opens.DEMO
    assert asked == []


def test_a_witness_that_fails_at_the_last_moment_leaves_nothing_and_what_was_typed_stays(
    qtbot: QtBot, account: Path, share: Path
) -> None:
    with walking(qtbot, FirstStarting(account)) as first:
        to_the_keys(first, share)
        fill_own_keys(first, new_identity()[1], new_identity()[1])
        fill_administrator(first)
        (share / WITNESS_NAME).symlink_to("/proc/nowhere/witness.txt")  # is not there, and cannot be made
        first.go_on()
        assert "The witness file cannot be read or written." in first.words
        assert "nothing of it was left behind" in first.words and first.window.isVisible()
        assert list(account.parent.iterdir()) == [] and in_keyring() == []
        assert first.step is Step.SUMMARY and "Test Council, Test House" in first.words
        (share / WITNESS_NAME).unlink()
        first.go_on()
        first.go_on()
        assert first.window.opens is Opens.OFFICE and account.exists()


def test_a_witness_in_the_offices_folder_or_one_that_cannot_be_written_is_refused_beside_its_field(
    qtbot: QtBot, account: Path, share: Path
) -> None:
    with walking(qtbot, FirstStarting(account)) as first:
        begin(first)
        fill_office(first)
        fill_pc(first)
        fill_rows(first)
        account.mkdir(parents=True)
        for folder, said in (
            (account, "cannot be in the office’s own folder"),
            (share / "away", "Choose a folder that is there"),
            (Path("/proc"), "Nothing can be written to this folder"),
        ):
            fill_witness(first, folder)
            assert first.step is Step.WITNESS and said in first.words
        fill_witness(first, share)
        assert first.step is Step.KEYS and list(share.iterdir()) == []
        account.rmdir()


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(qtbot: QtBot, account: Path) -> None:
    with walking(qtbot, FirstStarting(account)) as first:
        begin(first)
        page = first.page
        assert isinstance(page, OfficePage)
        first.go_on()
        assert "Type the office’s name" in page.name.problem and "Choose the nation" in page.nation.problem
        first.type_into(page.name, "Test Council")
        first.go_on()
        assert page.name.value() == "Test Council" and not page.name.problem and page.nation.problem
        first.choose(page.nation.options["scotland"])
        first.go_on()
        assert first.step is Step.PC
        first.window.making.page.back.emit()
        assert page.name.value() == "Test Council" and page.nation.value() == "scotland"
        first.window.making.page.back.emit()
        assert first.page is first.window.choice


def test_a_secret_key_that_is_pasted_is_refused_and_wiped(qtbot: QtBot, account: Path, share: Path) -> None:
    secret, recipient = new_identity()
    with walking(qtbot, FirstStarting(account)) as first:
        to_the_keys(first, share)
        fill_own_keys(first, secret, recipient)
        page = first.page
        assert isinstance(page, OwnKeysPage) and "secret half" in page.first.problem
        assert page.first.value() == "" and page.second.value() == recipient
        first.type_into(page.first, recipient)
        first.go_on()
        assert "two different recovery keys" in page.second.problem


def test_passwords_are_checked_and_gone_from_their_fields_once_the_page_is_left(
    qtbot: QtBot, account: Path, share: Path
) -> None:
    with walking(qtbot, FirstStarting(account)) as first:
        to_the_keys(first, share)
        fill_own_keys(first, new_identity()[1], new_identity()[1])
        page = first.page
        assert isinstance(page, AdministratorPage)
        first.type_into(page.name, "Admin")
        first.type_into(page.password, "too short")
        first.go_on()
        assert "12 characters" in page.password.problem
        first.type_into(page.password, PASSWORD)
        first.type_into(page.again, "another password")
        first.go_on()
        assert "not the same" in page.again.problem
        first.type_into(page.again, PASSWORD)
        first.go_on()
        assert first.step is Step.SUMMARY
        fields = first.window.findChildren(PasswordField)
        assert fields and not [field for field in fields if field.value()]
        first.window.making.page.back.emit()
        assert "Leave it empty to keep" in first.words
        first.go_on()
        assert first.step is Step.SUMMARY and first.window.making.plan.password == PASSWORD
    assert first.window.making.plan.password == ""


def test_nothing_of_the_whole_way_needs_a_mouse_and_every_page_says_where_one_is(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart()) as first:
        begin(first)
        for number, step in enumerate((Step.OFFICE, Step.PC, Step.ROWS, Step.WITNESS, Step.KEYS), 1):
            assert first.step is step
            page = first.window.making.page
            assert page.where().startswith(f"Step {number} of 9. ") and first.window.focusWidget() is not None
            assert page.isAncestorOf(first.window.focusWidget() or page)
            first.go_on()
        assert first.step is Step.FIRST_KEY
        first.key(Qt.Key.Key_Tab)
