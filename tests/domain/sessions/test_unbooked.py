"""A session without an appointment: what has to be said of it, and what comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desktop.domain.sessions.session import Session, State, WhyUnbooked, must_need_no_appointment, problems_of_unbooked
from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RequestId, SessionId
from desktop.errors import WrongStateError

TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
SESSION = Session(
    SessionId("s"), RequestId("r"), CopyId("c"), PersonId("a"), DeskId("d"), datetime(2026, 11, 24, 10, tzinfo=UTC)
)


def test_a_reason_is_chosen_and_another_one_has_words() -> None:
    assert problems_of_unbooked(None, "They came.") == {"why": "unbooked_why_missing"}
    assert problems_of_unbooked(WhyUnbooked.OTHER, "  ") == {"words": "unbooked_words_missing"}
    assert problems_of_unbooked(WhyUnbooked.OTHER, "Their train was early.") == {}
    assert problems_of_unbooked(WhyUnbooked.CAME_BY, "") == {}


def test_an_appointment_of_this_day_comes_first_and_one_of_another_day_stands() -> None:
    must_need_no_appointment([TOMORROW], [replace(SESSION, state=State.CLOSED)], TODAY)
    with pytest.raises(WrongStateError) as refused:
        must_need_no_appointment([TOMORROW, TODAY], [], TODAY)
    assert refused.value.code == "appointment_today"


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_an_unfinished_session_comes_first(state: State) -> None:
    with pytest.raises(WrongStateError) as refused:
        must_need_no_appointment([], [replace(SESSION, state=state)], TODAY)
    assert refused.value.code == "session_unfinished"
