"""An administrator: people, and the PCs of the office."""

from __future__ import annotations

from pathlib import Path

from desktop.ui.office.pcs_place import PcsPlace
from desktop.ui.office.people_place import Act, PeoplePlace
from tests.lab.hands import LabHands


def _people(hands: LabHands) -> PeoplePlace:
    hands.shell.go("people")
    hands.at_rest()
    place = hands.shell.places["people"]
    assert isinstance(place, PeoplePlace)
    return place


def add_person(hands: LabHands, name: str, shown: str, roles: list[str], password: str, picture: str = "") -> str:
    """Add a person; return the first password, which is shown once."""
    place = _people(hands)
    hands.press(place.list_page.primary)
    page = place.act_page
    hands.until("page", page.isVisible)
    hands.type_into(page.shown_name, shown)
    hands.type_into(page.sign_in_name, name)
    for role in roles:
        hands.press(page.roles.options[role])
    hands.type_into(page.own_password, password)
    hands.press(page.primary)
    first = hands.until("first_password", lambda: place.password_page.password.words)
    if picture:
        place.password_page.password.set_parts("four words, not in a picture")
        hands.picture(picture)
    hands.press(place.password_page.primary)
    hands.until("page", place.list_page.isVisible)
    hands.at_rest()
    return first


def has_left(hands: LabHands, shown: str, password: str, picture: str) -> None:
    """End someone's access."""
    place = _people(hands)
    hands.open_row(place.list_page.table.view, shown)
    hands.until("page", place.person_page.isVisible)
    hands.press(place.person_page.links[Act.LEAVE])
    page = place.act_page
    hands.until("page", page.isVisible)
    hands.type_into(page.own_password, password)
    hands.picture(picture)
    hands.press(page.primary)
    hands.until("page", place.list_page.isVisible)
    hands.at_rest()


def _pcs(hands: LabHands) -> PcsPlace:
    hands.shell.go("pcs")
    hands.at_rest()
    place = hands.shell.places["pcs"]
    assert isinstance(place, PcsPlace)
    return place


def grant(
    hands: LabHands,
    request: str,
    answer: str,
    words: str,
    kind: str,
    owner: list[str],
    password: str,
    picture: str = "",
) -> str:
    """Let a PC join: open its request, compare the words, say what it is for; return the words of its answer."""
    place = _pcs(hands)
    with hands.in_dialog(Path(request)):
        hands.press(place.list_page.primary)
    page = place.act_page
    hands.until("page", page.isVisible)
    hands.type_into(page.words, words)
    hands.press(page.kind.options[kind])
    hands.type_into(page.owner, owner[0])
    hands.type_into(page.owner_password, owner[1])
    hands.type_into(page.own_password, password)
    if picture:
        hands.picture(picture)
    with hands.in_dialog(Path(answer)):
        hands.press(page.primary)
    hands.until("page", place.done_page.isVisible)
    said = place.done_page.words.words
    _done(hands, place)
    return said


def withdraw(hands: LabHands, name: str, why: str, owner: list[str], password: str, picture: str) -> str:
    """Withdraw a PC; return what the last page says."""
    place = _pcs(hands)
    hands.open_row(place.list_page.table.view, name)
    hands.until("page", place.pc_page.isVisible)
    hands.press(place.pc_page.primary)
    page = place.act_page
    hands.until("page", page.isVisible)
    hands.press(page.why.options[why])
    hands.type_into(page.owner, owner[0])
    hands.type_into(page.owner_password, owner[1])
    hands.type_into(page.own_password, password)
    hands.picture(f"{picture}-asked")
    hands.press(page.primary)
    hands.until("page", place.done_page.isVisible)
    hands.picture(picture)
    return _done(hands, place)


def _done(hands: LabHands, place: PcsPlace) -> str:
    page = place.done_page
    refused = page.refused.words
    said = f"{page.where()} {page.statements.value() if page.statements.isVisible() else ''}".strip()
    assert not refused, refused
    hands.press(page.primary)
    hands.until("page", place.list_page.isVisible)
    hands.at_rest()
    return said


def pcs(hands: LabHands, picture: str) -> list[str]:
    """Return the list of PCs, row by row."""
    place = _pcs(hands)
    rows = hands.until("rows", lambda: place.list_page.table.view.rows_model.rows)
    hands.picture(picture)
    return [", ".join(row.cells) for row in rows]
