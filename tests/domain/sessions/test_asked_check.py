"""When a lesser check that was asked for can be answered: as a product of what happened and what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.sessions.asked_check import ASKED_FOR, AT_MOST, GOES_ON, MOST_LENGTHENED, AskedCheck, Standing
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


def refused(asked: AskedCheck, session: Session, since: tuple[EventKind, ...], now: datetime) -> str:
    try:
        asked.must_stand(session, since, now)
    except WrongStateError as error:
        assert not asked.stands(session, since, now)
        return error.code
    assert asked.stands(session, since, now)
    return ""


def test_it_is_answered_while_it_waits_and_its_session_is_at_the_id_step() -> None:
    of = {Standing.WITHDRAWN: "lesser_check_withdrawn", Standing.WAITING: ""}
    expected = {
        (standing, state): of.get(standing, "lesser_check_answered")
        or ("" if state is State.CHECKED_IN else "lesser_check_moved_on")
        for standing, state in product(Standing, State)
    }
    found = {
        (standing, state): refused(replace(ASKED, standing=standing), replace(SESSION, state=state), (), AT)
        for standing, state in product(Standing, State)
    }
    assert found == expected


def test_whatever_happens_in_the_session_ends_it_but_for_what_moves_nothing() -> None:
    assert {kind for kind in EventKind if refused(ASKED, SESSION, (kind,), AT) == ""} == set(GOES_ON)
    assert refused(ASKED, SESSION, (EventKind.PARTY_LEFT, EventKind.LESSER_CHECK_ASKED), AT) == "lesser_check_moved_on"


@pytest.mark.parametrize("other", [{"adviser": PersonId("another")}, {"desk": DeskId("back")}])
def test_a_session_that_somebody_else_conducts_or_at_another_desk_is_another(other: dict[str, Any]) -> None:
    assert refused(ASKED, replace(SESSION, **other), (), AT) == "lesser_check_moved_on"


def test_it_waits_two_minutes_and_no_longer_unless_lengthened() -> None:
    cases = [
        (timedelta(0), "", 120),
        (timedelta(seconds=119.5), "", 0),
        (ASKED_FOR, "", 0),
        (ASKED_FOR + timedelta(microseconds=1), "lesser_check_ran_out", 0),
        (-ASKED_FOR, "", 0),
        (-ASKED_FOR - timedelta(microseconds=1), "lesser_check_ran_out", 0),
    ]
    found = [(after, refused(ASKED, SESSION, (), AT + after), ASKED.seconds_to_wait(AT + after)) for after, *_ in cases]
    assert found == cases
    waited = [(after, ASKED.seconds_waited(AT + after)) for after, *_ in cases]
    assert waited == [(after, int(abs(after.total_seconds()))) for after, *_ in cases]


def test_lengthened_it_waits_two_minutes_more_each_time() -> None:
    asked, moment = ASKED, timedelta(microseconds=1)
    for times in range(MOST_LENGTHENED + 1):
        end, since = AT + ASKED_FOR * (1 + times), (EventKind.LESSER_CHECK_LENGTHENED,) * times
        assert (times, asked.seconds_to_wait(AT), asked.seconds_waited(end)) == (times, *[120 * (1 + times)] * 2)
        assert (times, refused(asked, SESSION, since, end), asked.is_over(end)) == (times, "", False)
        late = refused(asked, SESSION, (), end + moment)
        assert (times, late, asked.is_over(end + moment)) == (times, "lesser_check_ran_out", True)
        asked = asked if times == MOST_LENGTHENED else asked.longer()


def test_it_is_lengthened_ten_times_and_no_more() -> None:
    longest = replace(ASKED, lengthened=MOST_LENGTHENED)
    assert MOST_LENGTHENED >= 10 and longest.waits_for == AT_MOST
    with pytest.raises(WrongStateError, match="lesser_check_longest"):
        longest.longer()
