"""The office's policies: a group of the directory gets a role, and someone else adopts it."""

from __future__ import annotations

from desktop.domain.office.policies import PolicyName
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.codes import words
from tests.lab.hands import LabHands
from tests.ui.office.asked import asked


def _office_policy(hands: LabHands) -> PoliciesPlace:
    hands.shell.go("policies")
    hands.at_rest()
    place = hands.shell.places["policies"]
    assert isinstance(place, PoliciesPlace)
    hands.open_row(place.list_page.table.view, words(PolicyName.OFFICE))
    hands.until("page", place.policy_page.isVisible)
    return place


def name_directory_group(hands: LabHands, group: str, roles: list[str], password: str, picture: str) -> str:
    """Propose that a group of the directory gives these roles; return what the page says afterwards."""
    place = _office_policy(hands)
    hands.press(place.policy_page.more["directory_groups"])
    page = asked(place)
    hands.until("page", page.isVisible)
    hands.type_into(page.group, group)
    for role in roles:
        hands.press(page.roles.options[role])
    hands.picture(picture)
    hands.press(page.primary)
    return _done(hands, place, password, f"{picture}-preview")


def adopt_change(hands: LabHands, password: str, picture: str) -> str:
    """Put in force what waits in the office's policy; return what the page says afterwards."""
    place = _office_policy(hands)
    hands.press(place.policy_page.primary)
    return _done(hands, place, password, picture)


def _done(hands: LabHands, place: PoliciesPlace, password: str, picture: str) -> str:
    preview = place.preview_page
    hands.until("page", preview.isVisible)
    if preview.reason.isVisible():
        hands.type_into(preview.reason, "The office decided so.")
    hands.type_into(preview.own_password, password)
    hands.picture(picture)
    hands.press(preview.primary)
    hands.until("page", place.policy_page.isVisible)
    hands.at_rest()
    return place.policy_page.state.words
