"""An office is made through the pages, by the keyboard, here or on a server; what fails leaves nothing behind."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
import secretstorage
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import DemoMade, OfficePlan
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.wiring import open_desk
from desktop.environment.keyring.secret_service import default_collection
from desktop.environment.office_file import read_office_file
from desktop.errors import FieldsError
from desktop.lifecycle.first_start import WITNESS_NAME, FirstStarting
from desktop.ui.first_start.making_pages import ServerPage, Step
from desktop.ui.first_start.window import Opens
from desktop.ui.kit.forms.fields import PasswordField
from desktop.ui.shell.app import Screens
from desktop.vault.keys import new_identity
from tests.gallery.states.first_start import StillStart
from tests.support.fixtures import made
from tests.support.servers import postgres
from tests.ui.first_start.walk import LONG_MS, PASSWORD, postgres_answers, walking


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
        first.to_the_keys(share)
        first.fill_own_keys(*recipients)
        first.fill_administrator()
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
        first.to_the_witness()
        fields = first.asked
        first.go_on()
        assert fields["witness_on"].problem == "Choose what you have for the witness, or decide later."
        first.fill(witness_on="later")
        assert fields["witness"].isHidden()
        assert first.step is Step.KEYS
        first.fill_own_keys()
        first.fill_administrator()
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
        first.to_the_keys(share)
        first.fill_own_keys()
        first.fill_administrator()
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
        first.to_the_witness()
        account.mkdir(parents=True)
        for folder, said in (
            (account, "cannot be in the office’s own folder"),
            (share / "away", "Choose a folder that is there"),
            (Path("/proc"), "Nothing can be written to this folder"),
        ):
            first.fill(witness_on="share", witness=folder)
            assert first.step is Step.WITNESS and said in first.words
        first.fill(witness=share)
        assert first.step is Step.KEYS and list(share.iterdir()) == []
        account.rmdir()


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart(refuses=FieldsError({"name": "office_name_missing"}))) as first:
        first.window.making.begin()
        fields = first.asked
        first.fill(place="Test House")
        assert "Type the office’s name" in fields["name"].problem and fields["place"].value() == "Test House"
        first.fill(name="Test Council", nation="scotland")
        assert first.step is Step.PC and not fields["name"].problem
        first.window.making.page.back.emit()
        assert fields["name"].value() == "Test Council" and fields["nation"].value() == "scotland"
        first.window.making.page.back.emit()
        assert first.page is first.window.choice


def test_a_text_or_a_password_is_taken_as_it_was_typed_whatever_its_words(qtbot: QtBot) -> None:
    page = ServerPage()
    qtbot.addWidget(page)
    for name, typed in (("host", "no"), ("role", "yes"), ("password", "no")):
        page.asked[name].input.setText(typed)
    server = page.typed(OfficePlan()).server
    assert server is not None and (server.host, server.role, server.password) == ("no", "yes", "no")


def test_a_secret_key_that_is_pasted_is_refused_and_wiped_and_passwords_are_gone_once_their_page_is_left(
    qtbot: QtBot, account: Path, share: Path
) -> None:
    secret, recipient = new_identity()
    with walking(qtbot, FirstStarting(account)) as first:
        first.to_the_keys(share)
        first.fill_own_keys(secret, recipient)
        keys = first.asked
        assert "secret half" in keys["first"].problem
        assert keys["first"].value() == "" and keys["second"].value() == recipient
        first.fill(first=recipient)
        assert "two different recovery keys" in keys["second"].problem
        first.fill(first=new_identity()[1])
        fields = first.asked
        first.fill(administrator="Admin", password="too short")
        assert "12 characters" in fields["password"].problem
        first.fill(password=PASSWORD, again="another password")
        assert "not the same" in fields["again"].problem
        first.fill(again=PASSWORD)
        assert first.step is Step.SUMMARY
        secrets = first.window.findChildren(PasswordField)
        assert secrets and not [field for field in secrets if field.value()]
        first.window.making.page.back.emit()
        assert "Leave it empty to keep" in first.words
        first.go_on()
        assert first.step is Step.SUMMARY and first.window.making.plan.password == PASSWORD
    assert first.window.making.plan.password == ""


def test_nothing_of_the_whole_way_needs_a_mouse_and_every_page_says_where_one_is(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart()) as first:
        first.window.making.begin()
        for number, step in enumerate((Step.OFFICE, Step.PC, Step.ROWS, Step.WITNESS, Step.KEYS), 1):
            assert first.step is step
            page = first.window.making.page
            assert page.where().startswith(f"Step {number} of 9. ") and first.window.focusWidget() is not None
            assert page.isAncestorOf(first.window.focusWidget() or page)
            first.go_on()
        assert first.step is Step.FIRST_KEY
        first.key(Qt.Key.Key_Tab)


database = made(lambda _: postgres.a_database())


def test_a_server_is_tried_its_office_is_made_and_no_password_stays_in_a_field(
    qtbot: QtBot, account: Path, tmp_path: Path, database: postgres.Database
) -> None:
    (tmp_path / "share").mkdir()
    with walking(qtbot, FirstStarting(account)) as first:
        first.to_the_witness(server="yes")
        first.go_on()
        assert first.step is Step.SERVER and "Type where the server is." in first.words
        fields = first.asked
        first.fill(**postgres_answers(database), owner_password="not the owner's")
        assert first.step is Step.SERVER
        assert "Check the role, its password, and the name of the database." in first.words
        assert fields["host"].value() and not account.exists()
        first.fill(owner_password=postgres.OWNER_PASSWORD)
        assert "Where are recordings kept?" in first.words
        assert fields["password"].value() == fields["owner_password"].value() == ""
        first.fill(vault_in=VaultPlace.DATABASE)
        first.fill(witness_on="share", witness=tmp_path / "share")
        assert "no other PC reaches it" in first.words
        assert first.page.primary.text() == "Keep this place"
        first.go_on()
        first.fill_own_keys()
        first.fill_administrator()
        assert f"{database.name} on localhost" in first.words and "In the database" in first.words
        assert "no other PC reaches it" in first.words and "Desk 1: The back office" in first.words
        first.go_on()
        assert "Add the office’s other PCs." in first.words
        first.go_on()
        assert first.window.opens is Opens.OFFICE
    file, _ = read_office_file(account)
    assert file.database is not None and file.vault_in is VaultPlace.DATABASE
    assert postgres.DESKS_PASSWORD not in (account / "office.toml").read_text()
