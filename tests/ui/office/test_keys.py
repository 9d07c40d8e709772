"""The office's keys, for an administrator: which recovery keys there are, and the replacement of one that is lost."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.office.desks import keys_to_renew
from desktop.application.office.recovery_keys import office_keys, recovery_keys
from desktop.application.shared.binding import bound
from desktop.domain.office.people import Role
from desktop.errors import NotAllowedError, NotWitnessedError, SurroundingsError
from desktop.ui.office.keys_place import KeysPlace
from desktop.vault.envelopes import new_identity
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff, settle, shown


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> KeysPlace:
    made = KeysPlace(staff.context(Role.ADMINISTRATOR))
    shown(qtbot, made)
    made.refresh()
    settle(qtbot, staff)
    return made


def known(staff: Staff) -> tuple[str, ...]:
    found: tuple[str, ...] = bound(recovery_keys, staff.desk, staff.context(Role.ADMINISTRATOR).actor)()
    return found


def listed(place: KeysPlace) -> list[list[str]]:
    model = place.list_page.table.view.model()
    return [[str(model.index(row, at).data()) for at in range(2)] for row in range(model.rowCount())]


def replace(qtbot: QtBot, staff: Staff, place: KeysPlace, lost: str, new: str, password: str = PASSWORD) -> None:
    if not place.replace_page.isVisible():
        place.list_page.table.opened.emit(lost)
        place.key_page.primary.click()
    place.replace_page.new.set_value(new)
    place.replace_page.own_password.input.setText(password)
    place.replace_page.primary.click()
    settle(qtbot, staff)


def test_both_recovery_keys_are_listed_by_their_ends(place: KeysPlace, staff: Staff) -> None:
    keys = known(staff)
    assert [cells[0] for cells in listed(place)] == [f"Ends in {key[-8:]}" for key in keys] and len(keys) == 2
    assert "if all PCs are lost" in words_on(place)


def test_one_is_shown_whole_and_replaced_and_what_it_opened_is_renewed(
    qtbot: QtBot, staff: Staff, place: KeysPlace
) -> None:
    lost, stays = known(staff)
    place.list_page.table.opened.emit(lost)
    assert place.key_page.public.value() == lost
    new = new_identity()[1]
    replace(qtbot, staff, place, lost, new)
    assert set(known(staff)) == {new, stays}
    assert place.list_page.isVisible() and "Make a new back-up now." in words_on(place)
    assert [f"Ends in {new[-8:]}"] == [cells[0] for cells in listed(place) if cells[0] != f"Ends in {stays[-8:]}"]
    assert not keys_to_renew(staff.desk.id, uow=staff.desk.uow())


def test_what_is_no_public_key_and_a_wrong_password_are_said_beside_their_fields(
    qtbot: QtBot, staff: Staff, place: KeysPlace
) -> None:
    lost, stays = known(staff)
    replace(qtbot, staff, place, lost, "age1nothing")
    page = place.replace_page
    assert page.isVisible() and page.new.problem and not page.own_password.value() and page.new.value() == "age1nothing"
    replace(qtbot, staff, place, lost, stays)
    assert page.new.problem
    replace(qtbot, staff, place, lost, new_identity()[1], password="another one")
    assert page.own_password.problem and known(staff) == (lost, stays)


def test_where_the_witness_is_away_it_is_replaced_and_said(
    qtbot: QtBot, staff: Staff, place: KeysPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: object, checkpoint: str) -> None:
        raise SurroundingsError("witness_unusable")

    lost, stays = known(staff)
    monkeypatch.setattr(type(staff.desk.witness), "add", away)
    new = new_identity()[1]
    replace(qtbot, staff, place, lost, new)
    assert set(known(staff)) == {new, stays} and isinstance(staff.said.pop(), NotWitnessedError)
    assert place.list_page.isVisible() and "Make a new back-up now." in words_on(place)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_it_is_for_administrators(staff: Staff, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        bound(office_keys, staff.desk, staff.context(role).actor)()
