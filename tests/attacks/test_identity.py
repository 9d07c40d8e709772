"""Someone else's name in a request while the adviser looks at papers, and the right one again before the copy is
opened: each step compares who asks with the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desktop.application.requests.intake import CorrectCall
from desktop.application.sessions import day_list, identifying
from desktop.application.sessions.identifying import MakeShortCheck
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import RequestId
from desktop.environment.telephone_numbers import TelephoneNumbers
from tests.application.requests.test_intake import correct, name
from tests.application.sessions.test_lesser_check import allow, ask_about_the_call
from tests.application.sessions.test_visitors import check_in, visitor
from tests.attacks.test_rows import edit, refused
from tests.support.builders import ASKER, KEEPING, Office

Step = Callable[[], object]
COLUMNS = {"surname": "Spy", "born": "1980-01-01", "address": "1 Spy Street", "call_number": "+441632960999"}


def spys(place: Office, request: RequestId, column: str = "surname") -> None:
    """Let the row say that the spy asks."""
    edit(place, f"UPDATE asker SET {column} = {{value}} WHERE request = {{id}}", value=COLUMNS[column], id=request)


def refused_for_the_asker(place: Office, act: Step) -> None:
    refused(place, act, "asker", "given_names")


@pytest.mark.parametrize("column", COLUMNS)
def test_nobody_is_checked_in_for_what_a_row_alone_asks(place: Office, column: str) -> None:
    booked = place.booked()
    spys(place, booked.request, column)
    refused_for_the_asker(place, lambda: place.check_in(booked.id))
    edit(place, "UPDATE appointment SET status = 'cancelled' WHERE id = {id}", id=booked.id)
    refused_for_the_asker(place, lambda: check_in(place, visitor(place, booked.request)))


def test_the_spys_papers_are_not_compared_with_the_spys_row(place: Office) -> None:
    session = place.checked_in()
    spys(place, place.session(session).request)
    refused_for_the_asker(place, lambda: place.sighted(session))
    refused_for_the_asker(place, lambda: allow(place, session))


def test_nor_is_what_the_spy_says_about_the_call(place: Office) -> None:
    """The row is right again before the copy is opened: then only the step before can have told."""
    session = place.sighted(place.checked_in())
    request = place.session(session).request
    spys(place, request)
    refused_for_the_asker(place, lambda: ask_about_the_call(place, session))
    edit(place, "UPDATE asker SET surname = {name} WHERE request = {id}", name=ASKER.surname, id=request)
    assert place.session(session).state is State.CHECKED_IN
    ask_about_the_call(place, session)
    assert place.session(session).state is State.IDENTIFIED


def test_nor_a_colleagues_papers(place: Office) -> None:
    session = place.sighted(place.checked_in())
    spys(place, place.session(session).request)
    ports: dict[str, Any] = {"policy": place.policy, "id_policy": place.id_policy}
    refused_for_the_asker(place, lambda: place.do(identifying.ConfirmStaff(place.who(session), session), **ports))


def test_nor_is_the_spy_known_from_an_earlier_session(place: Office) -> None:
    earlier = place.closed()
    place.clock.pass_by(hours=2)
    session = place.checked_in()
    spys(place, place.session(session).request)
    command = MakeShortCheck(place.who(session), session, earlier, same_person=True)
    ports: dict[str, Any] = {"policy": place.policy, "id_policy": place.id_policy}
    refused_for_the_asker(place, lambda: place.do(command, **ports))


def test_nor_shown_as_whoever_was_interrupted(place: Office) -> None:
    session = place.interrupted()
    place.fake_sound.opened = None  # it was another PC's
    spys(place, place.session(session).request)
    opening = lambda: place.do(day_list.open_unfinished, place.actor("other-adviser"), session)  # noqa: E731
    refused_for_the_asker(place, opening)


@pytest.mark.parametrize("column", COLUMNS)
def test_correcting_a_call_takes_over_no_name_that_a_row_alone_says(place: Office, column: str) -> None:
    """The event would have said, signed, that the spy asks."""
    request = place.a_request()
    spys(place, request, column)
    call = place.request(request).call
    command = CorrectCall(place.actor("officer", place.back), request, replace(call, at=call.at - timedelta(hours=1)))
    ports: dict[str, Any] = {"numbers": TelephoneNumbers(), "keeping": KEEPING}
    refused_for_the_asker(place, lambda: place.do(command, desk=place.back, **ports))


def test_nor_does_naming_a_representative(place: Office) -> None:
    request = place.a_request()
    spys(place, request)
    refused_for_the_asker(place, lambda: name(place, request))


@pytest.mark.parametrize("column", COLUMNS)
def test_nor_does_correcting_who_asks(place: Office, column: str) -> None:
    request = place.a_request()
    spys(place, request, column)
    refused_for_the_asker(place, lambda: correct(place, request, contact="By letter only."))
