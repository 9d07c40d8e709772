"""A list that goes to paper: who may have it, and what the log says of it."""

from __future__ import annotations

from itertools import product

import pytest

from desktop.application.shared.lists import MakeList
from desktop.domain.log.events import Event, EventKind
from desktop.domain.shared.paper import PaperList, Way
from desktop.errors import NotAllowedError
from tests.support.offices.builders import Office
from tests.support.offices.places import EVERYWHERE

PRINTS = {
    PaperList.DAY: {"adviser", "officer"},
    PaperList.REQUESTS: {"officer", "approver"},
    PaperList.ROLES: {"administrator"},
    PaperList.REMOVALS: {"officer", "approver"},
}


pytestmark = EVERYWHERE


def made(office: Office) -> list[Event]:
    return [event for event in office.events() if event.kind is EventKind.LIST_MADE]


def test_whoever_sees_a_list_prints_it_an_adviser_saves_none_and_the_log_says_how_many_lines(office: Office) -> None:
    people = ("adviser", "officer", "approver", "supervisor", "administrator")
    for paper, way, who in product(PaperList, (Way.PRINTED, Way.SAVED), people):
        may = PRINTS[paper] - ({"adviser"} if way is Way.SAVED else set())
        before = made(office)
        command = MakeList(office.actor(who), paper, way, 12)
        if who in may:
            office.do(command)
            (event,) = made(office)[len(before) :]
            assert event.actor == office.people[who]
            assert dict(event.facts) == {"list": paper.value, "way": way.value, "lines": 12}
        else:
            with pytest.raises(NotAllowedError):
                office.do(command)
            assert made(office) == before
