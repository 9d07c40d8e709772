"""Recovery keys that are made here: printed or saved, proved by their end, and nowhere in what the program keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import secretstorage
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.office.recovery_proof import groups
from desktop.environment.keyring.secret_service import default_collection
from desktop.environment.own_log import log_folder, own_log
from desktop.errors import ExternalSystemError
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.first_start import FirstStarting
from desktop.ui.first_start.making_pages import Step
from desktop.ui.first_start.window import Opens
from desktop.ui.kit.printing.paper import save_sheets
from desktop.ui.recovery_keys import new_key
from desktop.ui.recovery_keys.new_key import NewKeyPage
from desktop.vault.keys import identities_in, recipient_of, unwrap_retention_key
from tests.gallery.states.first_start import StillStart, made_up
from tests.support.pdf import words_of
from tests.support.refusals import error_of
from tests.ui.first_start.walk import Walk, walking

SECRET = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{58}")


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a USB stick, on which each file that a dialog asks for is saved under the proposed name."""
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.setattr(new_key, "choose_to_save", lambda parent, title, name, kind: folder / name)
    return folder


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Yield what goes to the printer, as PDFs."""
    sheets: list[Path] = []

    def put_out(document: QTextDocument, title: str, printer: QPrinter) -> None:
        sheets.append(tmp_path / f"{title}.pdf")
        save_sheets(document, title, sheets[-1])

    monkeypatch.setattr(new_key, "choose_printer", lambda parent, otherwise: QPrinter())
    monkeypatch.setattr(new_key, "print_sheets", put_out)
    yield sheets


def key_page(first: Walk) -> NewKeyPage:
    assert isinstance(first.page, NewKeyPage)
    return first.page


def read(sheet: Path) -> str:
    """Return the secret half as it is read off a sheet: the key's groups, one after another."""
    said = [word.text for word in words_of(sheet)]
    at = next(at for at, word in enumerate(said) if word.startswith("AGE-SECRET-KEY-1") and len(word) > 16)
    found = SECRET.match("".join(said[at : at + 15]))
    assert found is not None
    return found.group()


def prove(first: Walk, end: str) -> None:
    first.type_into(key_page(first).proof, end)
    first.go_on()


def save(first: Walk) -> None:
    first.reach(key_page(first).save)
    first.key(Qt.Key.Key_Return)
    first.settle()


@pytest.mark.against("administrator")
def test_both_keys_go_to_a_stick_are_proved_and_in_nothing_that_is_kept(
    qtbot: QtBot, account: Path, tmp_path: Path, stick: Path, announced: list[str]
) -> None:
    (tmp_path / "share").mkdir()
    clipboard = QApplication.clipboard()
    clipboard.setText("what was there")
    with walking(qtbot, FirstStarting(account)) as first:
        first.window.tasks._noted = lambda what, ms, error: own_log("screens").done(what, ms, error)
        first.to_the_keys(tmp_path / "share")
        first.go_on()
        secrets = []
        for number in (1, 2):
            assert not key_page(first).primary.isEnabled() and "Print or save the key first." in first.words
            save(first)
            [secret] = identities_in((stick / f"recovery-{number}.txt").read_text())
            secrets.append(secret)
            prove(first, secret[-8:])
        assert first.step is Step.ADMINISTRATOR
        assert first.window.making.plan.recovery == tuple(map(recipient_of, secrets))
        first.fill_administrator()
        first.go_on()
        first.go_on()
        assert first.window.opens is Opens.OFFICE
    back_up(account, tmp_path / "back-up")
    sealed = (tmp_path / "back-up" / "keys.age").read_bytes()
    for secret in secrets:  # as someone types it from paper
        [typed] = identities_in(" ".join(groups(secret)).lower())
        assert b"identity/" in unwrap_retention_key(sealed, typed)
    assert secrets[0] != secrets[1] and clipboard.text() == "what was there"
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and stick not in path.parents]
    kept += [path for path in log_folder().rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in kept)
    with closing(secretstorage.dbus_init()) as bus:
        items = default_collection(bus).get_all_items()
        content += b"".join(item.get_secret() + item.get_label().encode() for item in items)
    said = "\n".join(announced).encode() + "\n".join(every_text(first.window)).encode()
    for secret in secrets:
        for part in (secret, secret[-8:]):
            assert part.encode() not in content and part.encode() not in said


def every_text(window: QWidget) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        for ask in ("text", "accessibleName", "accessibleDescription", "toPlainText"):
            if callable(told := getattr(widget, ask, None)):
                yield str(told())


def test_a_key_goes_to_paper_one_a_sheet_and_is_proved_by_what_is_read_there(qtbot: QtBot, printed: list[Path]) -> None:
    with walking(qtbot, StillStart()) as first:
        to_the_first_key(first)
        for number in (1, 2):
            first.reach(key_page(first).print)
            first.key(Qt.Key.Key_Return)
            assert "The key went to the printer." in first.words
            secret = read(printed[-1])
            assert secret == made_up(number).secret
            prove(first, secret[-8:].lower())
        assert first.step is Step.ADMINISTRATOR and len(printed) == 2
        assert made_up(2).secret[-20:] not in "".join(word.text for word in words_of(printed[0]))


def to_the_first_key(first: Walk) -> None:
    first.window.making.begin()
    for _ in range(5):
        first.go_on()
    assert first.step is Step.FIRST_KEY


def test_an_end_that_is_mistyped_is_refused_and_a_proved_key_is_not_asked_for_again_and_can_be_made_anew(
    qtbot: QtBot, stick: Path
) -> None:
    with walking(qtbot, StillStart()) as first:
        to_the_first_key(first)
        save(first)
        page = key_page(first)
        for wrong in ("", "QQQQQQQQ", made_up(2).secret[-8:], made_up(1).secret[-7:]):
            prove(first, wrong)
            assert first.step is Step.FIRST_KEY and "not the end of this key" in page.proof.problem
            assert page.proof.value() == ""
        prove(first, made_up(1).secret[-8:])
        assert "Recovery key 2 of 2" in first.words
        key_page(first).back.emit()
        first.settle()
        assert key_page(first) is page and "proved" in first.words and not page.proof.isVisible()
        page.again.click()
        first.settle()
        assert not page.primary.isEnabled() and first.window.making.recipients == ("", "")


@pytest.mark.parametrize("code", ["no_printer_for_key", "printer_makes_files"])
def test_without_a_printer_it_says_so_and_the_key_can_be_saved(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, stick: Path, code: str
) -> None:
    def refused(parent: QWidget, otherwise: str) -> QPrinter:
        assert otherwise == "no_printer_for_key"
        raise ExternalSystemError(code, name="Save")

    monkeypatch.setattr(new_key, "choose_printer", refused)
    with walking(qtbot, StillStart()) as first:
        to_the_first_key(first)
        first.reach(key_page(first).print)
        first.key(Qt.Key.Key_Return)
        assert first.window.frame.banner.words and not key_page(first).primary.isEnabled()
        save(first)
        assert key_page(first).primary.isEnabled()


def test_a_key_is_not_saved_in_the_programs_own_folder_nor_over_a_file(tmp_path: Path) -> None:
    start, key = FirstStarting(tmp_path / "account" / "office"), made_up(1)
    (tmp_path / "account").mkdir()
    (tmp_path / "there.txt").write_text("somebody's")
    for file, code in (
        (tmp_path / "account" / "key.txt", "recovery_file_inside"),
        (tmp_path / "there.txt", "recovery_file_exists"),
        (Path("/proc/key.txt"), "recovery_file_not_written"),
    ):
        assert error_of(ExternalSystemError, start.save_recovery_key, key, file).code == code
    assert (tmp_path / "there.txt").read_text() == "somebody's"
    assert start.save_recovery_key(key, tmp_path / "key.txt")
    assert identities_in((tmp_path / "key.txt").read_text()) == [key.secret]
    assert (tmp_path / "key.txt").stat().st_mode & 0o077 == 0
