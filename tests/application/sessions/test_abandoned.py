"""A session whose PC is off is taken over at another desk, and one whose PC is on is not. On a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from db.engines.locks import hold
from desktop.application.office.desks import Why, WithdrawDesk
from desktop.application.sessions import day_list
from desktop.application.sessions.views import Readiness, TodayView
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import SessionId
from tests.support.builders import Office
from tests.support.places import embedded, shared
from tests.support.refusals import refusal

LONG = 91


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with shared(tmp_path) as made:
        yield made


@contextmanager
def the_front_desk_is_on(office: Office) -> Iterator[None]:
    """Have its program open; at the end it is off, as when someone pulls the plug."""
    parts = open_parts(office.parts.paths.folder)
    hold(parts.engine, None, office.front)
    try:
        yield
    finally:
        parts.engine.dispose()


def seen_at_the_back(office: Office) -> Readiness:
    actor = office.actor("other-adviser", office.back)
    view: TodayView = office.do(day_list.today, actor, desk=office.back)
    [row] = [row for row in view.rows if row.row.session is not None]
    return row.readiness


def opened_at_the_back(office: Office, id: SessionId) -> Any:
    return office.do(day_list.open_unfinished, office.actor("other-adviser", office.back), id, desk=office.back)


def test_while_its_pc_is_on_it_goes_on_there_however_long_nothing_happens(office: Office) -> None:
    with the_front_desk_is_on(office):
        id = office.listening()
        office.clock.pass_by(seconds=600)
        assert seen_at_the_back(office) is Readiness.UNDER_WAY
        assert refusal(opened_at_the_back, office, id) == "session_goes_on"
    assert office.session(id).state is State.LISTENING


def test_a_minute_after_its_pc_is_off_another_desk_takes_it_over(office: Office) -> None:
    with the_front_desk_is_on(office):
        id = office.listening()
    assert seen_at_the_back(office) is Readiness.UNDER_WAY
    office.clock.pass_by(seconds=LONG)
    assert seen_at_the_back(office) is Readiness.ABANDONED
    view = opened_at_the_back(office, id)
    assert (view.state, view.interrupted_from) == (State.INTERRUPTED, State.LISTENING)
    adviser = office.actor("other-adviser", office.back)
    office.do(day_list.Resume(adviser, id, same_person=True), desk=office.back)
    session = office.session(id)
    assert (session.state, session.adviser, session.desk) == (State.ON_BREAK, adviser.by, office.back)
    interrupted, taken = office.events(id)[-2:]
    assert (interrupted.kind, interrupted.actor) == (EventKind.SESSION_INTERRUPTED, adviser.by)
    assert taken.kind is EventKind.SESSION_TAKEN_OVER
    assert office.verify().whole
    with office.uow().read_only() as uow:
        assert not uow.proven.everything()


def test_a_withdrawn_pc_that_can_still_connect_keeps_no_session(office: Office) -> None:
    with the_front_desk_is_on(office):
        id = office.listening()
        with office.uow().read_only() as uow:
            front = uow.offices.desk(office.front)
        stolen = WithdrawDesk(office.in_person("administrator", office.back), front, Why.STOLEN)
        office.do(stolen, desk=office.back)
        office.clock.pass_by(seconds=LONG)
        assert seen_at_the_back(office) is Readiness.ABANDONED
        assert opened_at_the_back(office, id).state is State.INTERRUPTED


def test_an_office_on_one_pc_cannot_tell_and_says_under_way(tmp_path: Path) -> None:
    with embedded(tmp_path) as office:
        office.listening()
        office.clock.pass_by(seconds=LONG)
        assert seen_at_the_back(office) is Readiness.UNDER_WAY
