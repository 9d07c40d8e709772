"""The kind of a PC decides which places its windows offer, whoever is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.ports.desk import Desk
from desktop.domain.office.pcs import DeskKind, not_done_at
from desktop.domain.office.people import Role
from desktop.showcase.demo_people import SIGN_IN_NAMES
from desktop.ui.shell.places import OF_ROLE, PLACES, elsewhere, keys_of, shown_in_rail
from tests.ui.staff import Staff, the_staff

README = Path(__file__).resolve().parents[3] / "README.md"
EVERYWHERE = {"requests", "appointments", "statistics", "health", "log"}
DECIDED = {"reviews", "administration", "people", "pcs", "policies", "keys"}
"""The places that need no sound: what is decided there a counter leaves to other PCs."""


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = the_staff(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (DeskKind.COUNTER, {"today"}),
        (DeskKind.BACK_OFFICE, {"today", "recordings", "decisions"} | DECIDED),
        (DeskKind.DECISION, {"decisions"} | DECIDED),
        (DeskKind.REVIEW, DECIDED),
    ],
)
def test_a_pc_offers_the_places_that_it_is_for(qtbot: QtBot, staff: Staff, kind: DeskKind, more: set[str]) -> None:
    there = staff.context(Role.ADVISER)
    everybody = replace(there.person, roles=frozenset(Role))
    context = replace(there, person=everybody, desk=of_kind(staff, kind))
    assert set(keys_of(context)) == EVERYWHERE | more


def test_the_offices_places_stand_together_below_its_word(qtbot: QtBot, staff: Staff) -> None:
    there = staff.context(Role.ADVISER)

    def shown(*roles: Role) -> list[tuple[str, str]]:
        keys = keys_of(replace(there, person=replace(there.person, roles=frozenset(roles))))
        return [(place.key, place.under) for place in shown_in_rail(keys, {"keys": 2})]

    office = [(key, "Office") for key in ("people", "pcs", "policies", "keys", "health")]
    assert shown(Role.ADMINISTRATOR) == [*office, ("log", "")]
    both = shown(Role.SUPERVISOR, Role.ADMINISTRATOR)
    assert [key for key, _ in both[:3]] == ["reviews", "statistics", "administration"] and both[3:8] == office
    assert ("policies", "") in shown(Role.SUPERVISOR), "a word above one place says nothing"
    assert shown_in_rail(("keys",), {"keys": 2})[0].waiting == 2


def test_where_there_is_no_back_office_a_counter_offers_everything(qtbot: QtBot, staff: Staff) -> None:
    there = staff.context(Role.ADVISER)
    everybody, alone = replace(there.person, roles=frozenset(Role)), of_kind(staff, DeskKind.COUNTER, alone=True)
    assert set(keys_of(replace(there, person=everybody, desk=alone))) == EVERYWHERE | DECIDED | {
        *("today", "recordings", "decisions")
    }


def test_what_this_pc_does_not_offer_is_said_and_where_it_is_done(qtbot: QtBot, staff: Staff) -> None:
    def said(role: Role, kind: DeskKind, *, alone: bool = False) -> str:
        return elsewhere(replace(staff.context(role), desk=of_kind(staff, kind, alone=alone)))

    assert said(Role.APPROVER, DeskKind.COUNTER) == "At another PC: Decisions."
    assert said(Role.SUPERVISOR, DeskKind.COUNTER) == "At another PC: Reviews, Administration and Policies."
    assert said(Role.INFORMATION_OFFICER, DeskKind.DECISION) == "At another PC: Recordings and Today."
    assert said(Role.ADVISER, DeskKind.COUNTER) == said(Role.APPROVER, DeskKind.COUNTER, alone=True) == ""


def of_kind(staff: Staff, kind: DeskKind, *, alone: bool = False) -> Desk:
    """Return the office's desk as one of that kind; `alone`: without the back office."""
    with staff.desk.uow().read_only() as uow:
        here = replace(uow.offices.desk(staff.desk.id), kind=kind)
        others = [replace(each, kind=DeskKind.BACK_OFFICE) for each in uow.offices.desks() if each.id != here.id]
    return replace(staff.desk, kind=kind, not_here=not_done_at(here, [here] if alone else [here, *others]))


def test_the_readme_says_what_each_role_of_the_demo_sees() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|,]+)[^|]*\| ([^|]+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    said = {role.strip().replace(" ", "_"): sees.split(", ") for name, role, sees in rows if name in SIGN_IN_NAMES}
    assert said == {role.value: [PLACES[key][0] for key in keys] for role, keys in OF_ROLE.items()}
