"""Findings name what they are about as people know it: a request by its reference, a PC by its shown name."""

from __future__ import annotations

import pytest

from tests.attacks.test_events import findings
from tests.attacks.test_rows import edit
from tests.support.builders import Office

NAMED: dict[str, tuple[str, str]] = {
    "a request": ("UPDATE request SET status = 'refused'", "request"),
    "what a copy removes": ("UPDATE removed_part SET start_frame = start_frame + 1", "removed_part"),
    "a session": ("UPDATE session SET state = 'closed' WHERE state <> 'closed'", "session"),
    "what is gone": ("DELETE FROM retention_hold", "retention_hold"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_found_is_named_as_people_know_it(place: Office, name: str) -> None:
    """By the reference of its request, and nobody's name."""
    session = place.briefed()
    edited, table = NAMED[name]
    if name == "what is gone":
        edit(place, "DELETE FROM held_recording")
    edit(place, edited)
    reference = place.request(place.session(session).request).reference
    said = [line for line in findings(place).splitlines() if f": {table} " in line]
    assert said and f"{reference}: {table} " in "\n".join(said)


def test_a_pc_is_named_as_it_is_shown(place: Office) -> None:
    edit(place, "UPDATE desk SET kind = 'review' WHERE id = {id}", id=place.front)
    with place.uow().read_only() as uow:
        name = uow.offices.desk(place.front).name
    assert f"{name}: desk {place.front}: kind is review in the database" in findings(place)
