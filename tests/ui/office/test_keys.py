"""The office's keys, for an administrator: which recovery keys there are, and the replacement of one that is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.application.office.desks import keys_to_renew
from desktop.application.office.recovery import recovery_keys
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Role
from desktop.ui.office.keys_place import OWN, KeysPlace
from desktop.ui.recovery_keys import new_key
from desktop.ui.recovery_keys.new_key import NewKeyPage
from desktop.vault.keys import identities_in, new_identity, recipient_of
from tests.ui.first_start.test_recovery_keys import every_text
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff


@pytest.fixture
def place(seat: Seat) -> KeysPlace:
    return seat.open(KeysPlace(seat.staff.context(Role.ADMINISTRATOR)))


@pytest.fixture
def stick(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a USB stick, on which a file that a dialog asks for is saved under the proposed name."""
    folder = tmp_path_factory.mktemp("stick")
    monkeypatch.setattr(new_key, "choose_to_save", lambda parent, title, name, kind: folder / name)
    return folder


def known(staff: Staff) -> tuple[str, ...]:
    found: tuple[str, ...] = bound(recovery_keys, staff.desk, staff.context(Role.ADMINISTRATOR).actor)()
    return found


def listed(place: KeysPlace) -> list[list[str]]:
    model = place.list_page.table.view.model()
    return [[str(model.index(row, at).data()) for at in range(2)] for row in range(model.rowCount())]


def replace(seat: Seat, place: KeysPlace, lost: str, new: str, password: str = PASSWORD) -> None:
    if not place.replace_page.isVisible():
        place.list_page.table.opened.emit(lost)
        place.key_page.primary.click()
        place.whence_page.whence.set_value(OWN)
        place.whence_page.primary.click()
    place.replace_page.new.set_value(new)
    place.replace_page.own_password.input.setText(password)
    seat.press(place.replace_page.primary)


def test_one_is_shown_whole_and_replaced_and_what_it_opened_is_renewed(seat: Seat, place: KeysPlace) -> None:
    lost, stays = known(seat.staff)
    assert [cells[0] for cells in listed(place)] == [f"Ends in {key[-8:]}" for key in (lost, stays)]
    assert "if all PCs are lost" in words_on(place)
    place.list_page.table.opened.emit(lost)
    assert place.key_page.public.value() == lost
    new = new_identity()[1]
    replace(seat, place, lost, new)
    assert set(known(seat.staff)) == {new, stays}
    assert place.list_page.isVisible() and "Make a new back-up now." in words_on(place)
    assert [f"Ends in {new[-8:]}"] == [cells[0] for cells in listed(place) if cells[0] != f"Ends in {stays[-8:]}"]
    assert not keys_to_renew(seat.staff.desk.id, uow=seat.staff.desk.uow())


def test_what_is_no_public_key_and_a_wrong_password_are_said_beside_their_fields(seat: Seat, place: KeysPlace) -> None:
    lost, stays = known(seat.staff)
    replace(seat, place, lost, "age1nothing")
    page = place.replace_page
    assert page.isVisible() and page.new.problem and not page.own_password.value() and page.new.value() == "age1nothing"
    replace(seat, place, lost, stays)
    assert page.new.problem
    replace(seat, place, lost, new_identity()[1], password="another one")
    assert page.own_password.problem and known(seat.staff) == (lost, stays)


def made_here(seat: Seat, place: KeysPlace, lost: str) -> NewKeyPage:
    """Have a new key made, and save it; return its page."""
    place.list_page.table.opened.emit(lost)
    place.key_page.primary.click()
    seat.press(place.whence_page.primary)
    page = place.making.page
    assert page.isVisible() and not page.primary.isEnabled() and "Print or save the key first." in words_on(place)
    seat.press(page.save)
    return page


@pytest.mark.against("administrator")
def test_a_new_one_is_made_here_saved_proved_and_takes_its_place_and_nothing_keeps_it(
    seat: Seat, place: KeysPlace, stick: Path, tmp_path: Path, announced: list[str]
) -> None:
    lost, stays = known(seat.staff)
    page = made_here(seat, place, lost)
    [secret] = identities_in((stick / "recovery-new.txt").read_text())
    page.proof.input.setText("QQQQQQQQ")
    page.primary.click()
    assert "not the end of this key" in page.proof.problem and known(seat.staff) == (lost, stays)
    page.proof.input.setText(secret[-8:].lower())
    page.primary.click()
    assert place.replace_page.isVisible() and recipient_of(secret)[-8:] in place.replace_page.where()
    place.replace_page.own_password.input.setText(PASSWORD)
    seat.press(place.replace_page.primary)
    assert set(known(seat.staff)) == {recipient_of(secret), stays} and "Make a new back-up now." in words_on(place)
    assert place.making.recipient == "" and place.making._key is None
    said = "\n".join([*announced, *every_text(place)])
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for part in (secret, secret[-8:]):
        assert part not in said and part.encode() not in kept


def test_one_that_was_not_proved_is_forgotten_when_its_page_is_left(seat: Seat, place: KeysPlace, stick: Path) -> None:
    lost, stays = known(seat.staff)
    page = made_here(seat, place, lost)
    [first] = identities_in((stick / "recovery-new.txt").read_text())
    page.proof.input.setText(first[-8:])
    page.back.emit()
    assert place.whence_page.isVisible() and place.making._key is None and page.proof.value() == ""
    (stick / "recovery-new.txt").unlink()
    made_here(seat, place, lost)
    page.proof.input.setText(first[-8:])
    page.primary.click()
    assert page.isVisible() and known(seat.staff) == (lost, stays)
    place.go_to_list()  # as someone does who chooses the place in the rail once more
    assert place.list_page.isVisible() and place.making._key is None
