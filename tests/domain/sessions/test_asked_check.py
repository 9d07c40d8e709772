"""When a lesser check that was asked for can be answered: as a product of what happened and what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

from desktop.domain.log.events import EventKind
from desktop.domain.sessions.lesser_check import GOES_ON, AskedCheck, Standing
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared.ids import CopyId, DeskId, NoteId, PersonId, RequestId, SessionId
from desktop.errors import WrongStateError

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
SESSION = Session(
    id=SessionId("s"),
    request=RequestId("r"),
    copy=CopyId("c"),
    adviser=PersonId("adviser"),
    desk=DeskId("front"),
    opened_at=AT,
    appointment=None,
    state=State.CHECKED_IN,
)
ASKED = AskedCheck(NoteId("n"), SESSION.id, SESSION.adviser, SESSION.desk, AT, (), ())


def refused(asked: AskedCheck, session: Session, since: tuple[EventKind, ...]) -> str:
    try:
        asked.must_stand(session, since)
    except WrongStateError as error:
        assert not asked.stands(session, since)
        return error.code
    assert asked.stands(session, since)
    return ""


def test_it_is_answered_while_it_waits_and_its_session_is_at_the_id_step() -> None:
    of = {Standing.WITHDRAWN: "lesser_check_withdrawn", Standing.WAITING: ""}
    expected = {
        (standing, state): of.get(standing, "lesser_check_answered")
        or ("" if state is State.CHECKED_IN else "lesser_check_moved_on")
        for standing, state in product(Standing, State)
    }
    found = {
        (standing, state): refused(replace(ASKED, standing=standing), replace(SESSION, state=state), ())
        for standing, state in product(Standing, State)
    }
    assert found == expected


def test_whatever_happens_in_the_session_ends_it_but_for_what_moves_nothing() -> None:
    assert {kind for kind in EventKind if refused(ASKED, SESSION, (kind,)) == ""} == set(GOES_ON)
    assert refused(ASKED, SESSION, (EventKind.PARTY_LEFT, EventKind.LESSER_CHECK_ASKED)) == "lesser_check_moved_on"


def test_a_session_that_somebody_else_conducts_or_at_another_desk_is_another() -> None:
    for other in ({"adviser": PersonId("another")}, {"desk": DeskId("back")}):
        assert refused(ASKED, replace(SESSION, **other), ()) == "lesser_check_moved_on"
