"""The wait for a supervisor's answer is made longer, at either end, and ends no answer that comes in it."""

from __future__ import annotations

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.sessions.asked_check import ASKED_FOR, MOST_LENGTHENED, Standing, Withdrawn
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import NotAllowedError, WrongStateError
from tests.application.sessions.asked import (
    allow,
    answer,
    ask,
    decline,
    lengthen,
    lengthen_elsewhere,
    waiting,
    withdraw,
)
from tests.application.sessions.test_asked_lesser_check import the_event
from tests.builders import PEOPLE, Office

WAIT = ASKED_FOR.total_seconds()


@pytest.fixture
def id(office: Office) -> SessionId:
    return office.checked_in()


@pytest.fixture
def asked(office: Office, id: SessionId) -> NoteId:
    return ask(office, id).id


def test_the_adviser_waits_longer_and_an_answer_in_that_time_is_taken(
    office: Office, id: SessionId, asked: NoteId
) -> None:
    office.clock.pass_by(seconds=90)
    view = lengthen(office, id, asked)
    assert (view.standing, view.lengthened) == (Standing.WAITING, 1)
    [found] = waiting(office)
    assert (found.seconds_to_wait, found.lengthened) == (150, 1)
    said = the_event(office, id, EventKind.LESSER_CHECK_LENGTHENED)
    assert said.actor == office.people["adviser"]
    assert dict(said.facts) == {"asked_check": asked, "seconds": 90, "lengthened": 1}
    office.clock.pass_by(seconds=150)
    allow(office, asked)
    assert answer(office, id, asked).session.lesser_check
    assert the_event(office, id, EventKind.LESSER_CHECK_ALLOWED).facts["seconds"] == 2 * WAIT
    assert office.verify().whole


def test_a_supervisor_takes_longer_without_a_password_and_the_counter_sees_it(
    office: Office, id: SessionId, asked: NoteId
) -> None:
    office.clock.pass_by(seconds=WAIT)
    lengthen_elsewhere(office, asked)
    said = the_event(office, id, EventKind.LESSER_CHECK_LENGTHENED)
    assert (said.actor, said.desk) == (office.people["supervisor"], office.back)
    assert answer(office, id, asked).lengthened == 1
    office.clock.pass_by(seconds=WAIT)
    decline(office, asked, "other-supervisor")
    assert answer(office, id, asked).standing is Standing.DECLINED and office.verify().whole


def test_ten_times_and_then_it_is_over_when_it_is_over(office: Office, id: SessionId, asked: NoteId) -> None:
    for number in range(MOST_LENGTHENED):
        office.clock.pass_by(seconds=WAIT)
        assert lengthen(office, id, asked).lengthened == number + 1
    for act in (lambda: lengthen(office, id, asked), lambda: lengthen_elsewhere(office, asked)):
        with pytest.raises(WrongStateError, match="lesser_check_longest"):
            act()
    office.clock.pass_by(seconds=WAIT)
    assert len(waiting(office)) == 1
    office.clock.pass_by(seconds=1)
    assert waiting(office) == ()
    with pytest.raises(WrongStateError, match="lesser_check_ran_out"):
        allow(office, asked)
    assert not office.exceptions(id) and office.verify().whole


def test_once_it_is_over_it_is_not_made_longer(office: Office, id: SessionId, asked: NoteId) -> None:
    office.clock.pass_by(seconds=WAIT + 1)
    for act in (lambda: lengthen(office, id, asked), lambda: lengthen_elsewhere(office, asked)):
        with pytest.raises(WrongStateError, match="lesser_check_ran_out"):
            act()
    again = ask(office, id).id
    decline(office, again)
    with pytest.raises(WrongStateError, match="lesser_check_answered"):
        lengthen(office, id, again)
    office.sighted(id)
    with pytest.raises(WrongStateError):
        lengthen(office, id, again)
    assert EventKind.LESSER_CHECK_LENGTHENED not in [event.kind for event in office.events(id)]


def test_a_window_that_has_not_heard_of_it_ends_nothing(office: Office, id: SessionId, asked: NoteId) -> None:
    office.clock.pass_by(seconds=WAIT)
    lengthen_elsewhere(office, asked)
    office.clock.pass_by(seconds=1)
    view = withdraw(office, id, asked, Withdrawn.RAN_OUT)
    assert (view.standing, view.lengthened) == (Standing.WAITING, 1)
    allow(office, asked)
    assert answer(office, id, asked).session.lesser_check


def test_given_up_it_is_over_however_long_it_was(office: Office, id: SessionId, asked: NoteId) -> None:
    lengthen(office, id, asked)
    assert withdraw(office, id, asked).standing is Standing.WITHDRAWN and waiting(office) == ()


def test_a_longer_wait_is_no_new_question(office: Office, id: SessionId, asked: NoteId) -> None:
    lengthen(office, id, asked)
    office.clock.pass_by(seconds=WAIT + 1)
    with pytest.raises(WrongStateError, match="lesser_check_waits"):
        ask(office, id)


@pytest.mark.parametrize("name", sorted(set(PEOPLE) - {"supervisor", "other-supervisor"}))
def test_nobody_else_makes_it_longer(office: Office, id: SessionId, asked: NoteId, name: str) -> None:
    with pytest.raises(NotAllowedError):
        lengthen_elsewhere(office, asked, name)
    if name != "adviser":
        with pytest.raises(NotAllowedError):
            lengthen(office, id, asked, who=name)
    assert waiting(office)[0].lengthened == 0


def test_nor_a_supervisor_at_the_desk_that_asks_nor_another_session(office: Office, asked: NoteId) -> None:
    with pytest.raises(NotAllowedError, match="needs_another_pc"):
        lengthen_elsewhere(office, asked, desk=office.front)
    other = office.checked_in(minutes_from_now=60)
    with pytest.raises(NotAllowedError, match="not_your_session"):
        lengthen(office, other, asked)
