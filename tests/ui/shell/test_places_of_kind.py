"""The kind of a PC decides which places its windows offer, whoever is there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.domain.office.pcs import DeskKind, EnrolledDesk, not_done_at
from desktop.domain.office.people import Person, Role
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.showcase.demo_people import SIGN_IN_NAMES
from desktop.ui.running.context import Context
from desktop.ui.shell.places import OF_ROLE, PLACES, elsewhere, keys_of, shown_in_rail
from tests.support.fakes import TUESDAY

README = Path(__file__).resolve().parents[3] / "README.md"
EVERYWHERE = {"requests", "appointments", "statistics", "health", "log"}
DECIDED = {"reviews", "administration", "people", "pcs", "policies", "keys"}
"""The places that need no sound: what is decided there a counter leaves to other PCs."""


EVERYBODY = frozenset(Role)


def at(kind: DeskKind, roles: Iterable[Role] = EVERYBODY, *, alone: bool = False) -> Context:
    """Return someone of those roles at a PC of that kind; `alone`: in an office without a back office."""
    here, other = (EnrolledDesk(DeskId(each), each, kind, "", TUESDAY) for each in ("here", "other"))
    others = [] if alone else [replace(other, kind=DeskKind.BACK_OFFICE)]
    person = Person(PersonId("p"), "name", "Name", frozenset(roles), True)
    desk = SimpleNamespace(not_here=not_done_at(here, [here, *others]))
    return SimpleNamespace(person=person, desk=desk)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (DeskKind.COUNTER, {"today"}),
        (DeskKind.BACK_OFFICE, {"today", "recordings", "decisions"} | DECIDED),
        (DeskKind.DECISION, {"decisions"} | DECIDED),
        (DeskKind.REVIEW, DECIDED),
    ],
)
def test_a_pc_offers_the_places_that_it_is_for(kind: DeskKind, more: set[str]) -> None:
    assert set(keys_of(at(kind))) == EVERYWHERE | more


def test_where_there_is_no_back_office_a_counter_offers_everything() -> None:
    assert set(keys_of(at(DeskKind.COUNTER, alone=True))) == {*PLACES}


def test_the_offices_places_stand_together_below_its_word() -> None:
    def shown(*roles: Role) -> list[tuple[str, str]]:
        found = shown_in_rail(keys_of(at(DeskKind.BACK_OFFICE, roles)), {"keys": 2})
        return [(place.key, place.under) for place in found]

    office = [(key, "Office") for key in ("people", "pcs", "policies", "keys", "health")]
    assert shown(Role.ADMINISTRATOR) == [*office, ("log", "")]
    both = shown(Role.SUPERVISOR, Role.ADMINISTRATOR)
    assert [key for key, _ in both[:3]] == ["reviews", "statistics", "administration"] and both[3:8] == office
    assert ("policies", "") in shown(Role.SUPERVISOR), "a word above one place says nothing"
    assert shown_in_rail(("keys",), {"keys": 2})[0].waiting == 2


def test_what_this_pc_does_not_offer_is_said_and_where_it_is_done() -> None:
    for role, kind, said in (
        (Role.APPROVER, DeskKind.COUNTER, "At another PC: Decisions."),
        (Role.SUPERVISOR, DeskKind.COUNTER, "At another PC: Reviews, Administration and Policies."),
        (Role.INFORMATION_OFFICER, DeskKind.DECISION, "At another PC: Recordings and Today."),
        (Role.ADVISER, DeskKind.COUNTER, ""),
    ):
        assert elsewhere(at(kind, [role])) == said
    assert elsewhere(at(DeskKind.COUNTER, [Role.APPROVER], alone=True)) == ""


def test_the_readme_says_what_each_role_of_the_demo_sees() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|,]+)[^|]*\| ([^|]+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    said = {role.strip().replace(" ", "_"): sees.split(", ") for name, role, sees in rows if name in SIGN_IN_NAMES}
    assert said == {role.value: [PLACES[key][0] for key in keys] for role, keys in OF_ROLE.items()}
