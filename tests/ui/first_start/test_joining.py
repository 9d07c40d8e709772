"""This PC joins an office on a real server through the pages, each PC with a keyring of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.config import OfficePaths
from desktop.environment.office_file import read_office_file
from desktop.errors import DatabaseError
from desktop.lifecycle.first_start import FirstStarting
from desktop.ui.first_start import joining
from desktop.ui.first_start.window import Opens, Purpose
from desktop.words.errors import message_for
from tests.end_to_end.test_joining import Pc, Place, database, made, pcs
from tests.gallery.states.first_start import StillStart
from tests.ui.first_start.walk import Walk, walking

__all__ = ["database", "pcs"]


@pytest.fixture
def place(pcs: tuple[Pc, Pc], database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Yield an office on a server, with its first PC; each dialog for the request is answered with its share."""
    office = made(pcs, database, tmp_path, "--vault", str(tmp_path / "share" / "vault"))  # type: ignore[arg-type]
    monkeypatch.setattr(joining, "choose_to_save", lambda parent, title, name, kind: tmp_path / "share" / name)
    office.two.sit_down()
    yield office


def ask(first: Walk) -> str:
    """Ask to join as Desk 2; return the four words that are shown."""
    while first.window.choice.purpose is not Purpose.JOIN:
        first.key(Qt.Key.Key_Right)
    first.key(Qt.Key.Key_Return)
    first.type_into(first.window.joining.name_page.desk, "Desk 2")
    first.go_on()
    assert first.page is first.window.joining.request_page
    return first.window.joining.request_page.words.words


def open_answer(first: Walk, answer: Path, words: str = "", **elsewhere: Path) -> None:
    page = first.window.joining.answer_page
    if first.page is not page:
        first.go_on()
    assert first.page is page
    first.type_into(page.answer, str(answer))
    first.type_into(page.words, words)
    for name, path in elsewhere.items():
        first.type_into(getattr(page, name), str(path))
    first.go_on()


def test_it_asks_is_granted_and_joins_after_the_program_was_closed_and_what_does_not_work_is_said(
    qtbot: QtBot, place: Place, tmp_path: Path
) -> None:
    with walking(qtbot, FirstStarting(place.two.office)) as first:
        words = ask(first)
        assert len(words.split()) == 4 and words in first.words
        assert first.window.joining.request_page.code.pixmap().width() > 100
        assert place.request.exists() and not place.two.office.exists()
    said = place.granted(words)
    place.two.sit_down()
    with walking(qtbot, FirstStarting(place.two.office)) as again:
        assert words in again.words and "Desk 2" in again.words
        page, shown = again.window.joining.answer_page, place.answer_words
        for answer, typed, elsewhere, problem in (
            (tmp_path / "nothing.age", words, {}, "cannot be read"),
            (place.request, words, {}, "for another PC"),
            (place.answer, words, {}, "not the words of this answer"),
            (place.answer, shown, {"vault": tmp_path / "away"}, "is not there"),
        ):
            open_answer(again, answer, typed, **elsewhere)
            problems = [field.problem for field in page.fields() if field.problem]
            assert len(problems) == 1 and problem in problems[0] and "--vault" not in problems[0]
            assert not place.two.office.exists()
        open_answer(again, place.answer, shown, vault=place.share / "vault")
        assert "database server" in again.words and again.window.isVisible()
        assert OfficePaths(place.two.office).joining.exists()  # so that a start comes back to these pages
        place.statements_run(said)
        (tmp_path / "here").symlink_to(place.share)  # another place than was said at the first try, which is laid in
        here = {"vault": tmp_path / "here" / "vault", "witness": tmp_path / "here" / "witness.txt"}
        open_answer(again, place.answer, shown, **here)
        assert again.window.opens is Opens.OFFICE and not again.window.isVisible()
    assert not OfficePaths(place.two.office).joining.exists()
    file, _ = read_office_file(place.two.office)
    assert {"vault": file.vault, "witness": file.witness} == here
    place.two.must("verify")
    assert FirstStarting(place.two.office).pending() is None


def test_a_new_request_has_other_words_and_the_same_one_can_be_written_again(
    qtbot: QtBot, account: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = iter(("one.txt", "two.txt", "one.txt", "three.txt"))
    monkeypatch.setattr(joining, "choose_to_save", lambda *asked: tmp_path / next(files))
    with walking(qtbot, FirstStarting(account)) as first:
        words = ask(first)
        page = first.window.joining.request_page
        page.again.click()
        first.settle()
        assert page.words.words == words
        assert (tmp_path / "one.txt").read_text() == (tmp_path / "two.txt").read_text()
        page.again.click()
        first.settle()
        assert "There is a file of that name already." in first.words
        page.anew.click()
        first.go_on()
        assert page.words.words != words
        assert "Desk 2" in (tmp_path / "three.txt").read_text()


def test_a_dialog_that_is_left_asks_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "choose_to_save", lambda *asked: None)
    with walking(qtbot, StillStart()) as first:
        first.window.joining.begin()
        first.go_on()
        assert "Type a name for the PC" in first.window.joining.name_page.desk.problem
        first.type_into(first.window.joining.name_page.desk, "Desk 2")
        first.go_on()
        assert first.page is first.window.joining.name_page and first.window.joining.asked is None


class Ended(StillStart):
    """A server that lets this PC's login in no more."""

    def join(self, answer: Path, words: str, witness: Path | None, vault: Path | None) -> None:
        raise DatabaseError("desk_login_ended")


def test_without_an_answer_nothing_is_tried_and_a_login_that_was_ended_is_a_failure_like_others(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """Nobody has signed in yet, whose access could end."""
    with walking(qtbot, Ended()) as first:
        joining = first.window.joining
        page = joining.answer_page
        joining.show(page)
        first.type_into(page.vault, "a relative one")
        first.go_on()
        assert "Choose the answer" in page.answer.problem and "four words" in page.words.problem
        assert "whole path" in page.vault.problem and not joining.running
        (tmp_path / "answer.age").touch()
        first.type_into(page.answer, str(tmp_path / "answer.age"))
        first.type_into(page.words, "arrow mango tulip wafer")
        page.vault.set_value(None)
        first.go_on()
        assert message_for(DatabaseError("desk_login_ended")) in first.words and page.primary.isEnabled()
        first.window.close()
        assert not first.window.isVisible() and first.window.opens is None
