"""The kind of a PC decides which places its windows offer, whoever is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.office.desks import DeskKind
from desktop.domain.office.people import Role
from desktop.ui.shell.places import keys_of
from tests.ui.staff import Staff, the_staff

EVERYWHERE = {"requests", "appointments", "reviews", "statistics", "administration"} | {
    *("people", "pcs", "policies", "keys", "health", "log")
}
"""The places that need no sound."""


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = the_staff(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (DeskKind.COUNTER, {"today", "recordings", "decisions"}),
        (DeskKind.BACK_OFFICE, {"today", "recordings", "decisions"}),
        (DeskKind.DECISION, {"decisions"}),
        (DeskKind.REVIEW, set()),
    ],
)
def test_a_pc_offers_the_places_that_it_is_for(qtbot: QtBot, staff: Staff, kind: DeskKind, more: set[str]) -> None:
    there = staff.context(Role.ADVISER)
    everybody = replace(there.person, roles=frozenset(Role))
    context = replace(there, person=everybody, desk=replace(there.desk, kind=kind))
    assert set(keys_of(context)) == EVERYWHERE | more
