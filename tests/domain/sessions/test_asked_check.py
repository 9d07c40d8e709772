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


@pytest.mark.parametrize(("standing", "state"), list(product(Standing, State)))
def test_it_is_answered_while_it_waits_and_its_session_is_at_the_id_step(standing: Standing, state: State) -> None:
    code = refused(replace(ASKED, standing=standing), replace(SESSION, state=state), (), AT)
    of = {Standing.WITHDRAWN: "lesser_check_withdrawn", Standing.WAITING: ""}.get(standing, "lesser_check_answered")
    assert code == (of or ("" if state is State.CHECKED_IN else "lesser_check_moved_on"))


@pytest.mark.parametrize("kind", EventKind)
def test_whatever_happens_in_the_session_ends_it_but_for_what_moves_nothing(kind: EventKind) -> None:
    assert (refused(ASKED, SESSION, (kind,), AT) == "") is (kind in GOES_ON)
    assert refused(ASKED, SESSION, (EventKind.PARTY_LEFT, EventKind.LESSER_CHECK_ASKED), AT) == "lesser_check_moved_on"


@pytest.mark.parametrize("other", [{"adviser": PersonId("another")}, {"desk": DeskId("back")}])
def test_a_session_that_somebody_else_conducts_or_at_another_desk_is_another(other: dict[str, Any]) -> None:
    assert refused(ASKED, replace(SESSION, **other), (), AT) == "lesser_check_moved_on"


@pytest.mark.parametrize(
    ("after", "code", "left"),
    [
        (timedelta(0), "", 120),
        (timedelta(seconds=119.5), "", 0),
        (ASKED_FOR, "", 0),
        (ASKED_FOR + timedelta(microseconds=1), "lesser_check_ran_out", 0),
        (-ASKED_FOR, "", 0),
        (-ASKED_FOR - timedelta(microseconds=1), "lesser_check_ran_out", 0),
    ],
)
def test_it_waits_two_minutes_and_no_longer_unless_lengthened(after: timedelta, code: str, left: int) -> None:
    assert refused(ASKED, SESSION, (), AT + after) == code
    assert ASKED.seconds_to_wait(AT + after) == left
    assert ASKED.seconds_waited(AT + after) == int(abs(after.total_seconds()))


@pytest.mark.parametrize("times", range(MOST_LENGTHENED + 1))
def test_lengthened_it_waits_two_minutes_more_each_time(times: int) -> None:
    asked = ASKED
    for _ in range(times):
        asked = asked.longer()
    end = AT + ASKED_FOR * (1 + times)
    assert asked.seconds_to_wait(AT) == 120 * (1 + times) and asked.seconds_waited(end) == 120 * (1 + times)
    assert refused(asked, SESSION, (EventKind.LESSER_CHECK_LENGTHENED,) * times, end) == "" and not asked.is_over(end)
    late = end + timedelta(microseconds=1)
    assert refused(asked, SESSION, (), late) == "lesser_check_ran_out" and asked.is_over(late)


def test_it_is_lengthened_ten_times_and_no_more() -> None:
    longest = replace(ASKED, lengthened=MOST_LENGTHENED)
    assert MOST_LENGTHENED >= 10 and longest.waits_for == AT_MOST
    with pytest.raises(WrongStateError, match="lesser_check_longest"):
        longest.longer()
