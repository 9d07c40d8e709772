"""Intake asks about a call without a number, about what would help, and about the language of letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.office.office_policy import Welsh
from desktop.domain.requests.request import Language, Request
from desktop.domain.sessions.needs import Need
from desktop.ui.requests.place import RequestsPlace
from tests.ui.requests.panels import rows
from tests.ui.requests.test_requests import begin, fill, place, problems, request
from tests.ui.staff import Staff, settle

__all__ = ["place"]


def take(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> Request:
    before = {row.id for row in rows(staff)}
    place.form.primary.click()
    settle(qtbot, staff)
    (row,) = [row for row in rows(staff) if row.id not in before]
    return request(staff, row)[0]


def test_that_nobody_knows_the_number_is_said_and_the_page_says_what_to_do(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    begin(qtbot, place)
    assert "language" not in [field.name for field in place.form.fields()], "no letters are in Welsh"
    fill(place)
    call = place.form.calls.calls[0]
    call.unknown.click()
    assert call.telephone.value() == ""
    QTest.keyClicks(call.telephone.input, "01632 960 733")
    assert not call.unknown.isChecked() and not call.without.isVisible(), "it is known after all"
    call.telephone.set_value("")
    place.form.primary.click()
    settle(qtbot, staff)
    assert problems(place) == {"call_1_number": "Type the number, or tick that nobody knows it."}
    call.unknown.click()
    assert call.without.isVisible() and "Ask for it first" in call.without.words
    assert "at most the 25 recordings nearest to that time are held" in call.without.words
    assert take(qtbot, staff, place).call.number == ""


def test_needs_are_ticked_with_the_keyboard_and_opposites_are_not_both_taken(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    begin(qtbot, place)
    fill(place)
    needs = place.form.needs
    needs.set_value(())
    for key in ("louder", "quieter", "extra_time"):
        needs.options[key].setFocus()
        QTest.keyClick(needs.options[key], Qt.Key.Key_Space)
    place.form.primary.click()
    settle(qtbot, staff)
    assert problems(place) == {"needs": "These two are opposites. Choose one of them."}
    QTest.keyClick(needs.options["quieter"], Qt.Key.Key_Space)
    assert take(qtbot, staff, place).needs == (Need.LOUDER, Need.EXTRA_TIME)
    begin(qtbot, place)
    assert needs.value() == frozenset(), "the next person's are their own"


@pytest.mark.parametrize(("chosen", "language"), [("both", Language.BOTH), ("not_known", None)])
def test_an_office_that_writes_welsh_asks_which_language(
    qtbot: QtBot, staff: Staff, place: RequestsPlace, monkeypatch: pytest.MonkeyPatch, chosen: str, language: Language
) -> None:
    welsh = replace(staff.desk.policy, welsh=Welsh.IN_WALES)
    monkeypatch.setattr(type(staff.desk), "policy", welsh)
    begin(qtbot, place)
    fill(place)
    place.form.primary.click()
    settle(qtbot, staff)
    assert problems(place) == {"language": "Ask, and choose which language letters should be in."}
    place.form.language.options[chosen].click()
    assert take(qtbot, staff, place).language is language
