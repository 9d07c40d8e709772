"""Sessions that whoever writes to the database keeps out of the supervisors' list: they are listed from the log."""

from __future__ import annotations

from typing import Any

import pytest

from db.log import proven
from desktop.application.ports.reading import ReviewFilter
from desktop.application.reviews.reviewing import ReviewsView, SignOff, open_review, reviews
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.shared.ids import SessionId, new_id
from desktop.errors import ListeningRoomError, RowRefusedError
from tests.application.reviews.test_reviewing import sign_off as sign_off_as
from tests.application.reviews.test_reviewing import take_back
from tests.application.sessions.test_day_list import answer, ask
from tests.attacks.test_events import forge, reopened
from tests.attacks.test_rows import edit, refused
from tests.support.builders import Office

BESIDE = ("heard_span", "sighted_document", "session_note")
HIDING = {
    "deleted": (
        *(f"DELETE FROM {table} WHERE session = {{id}}" for table in BESIDE),
        "DELETE FROM session WHERE id = {id}",
    ),
    "signed off": (
        "UPDATE session SET waiting = '0' WHERE id = {id}",
        "INSERT INTO review (session, signed_off_by, signed_off_at) SELECT id, adviser, closed_at FROM session "
        "WHERE id = {id}",
    ),
    "not closed": ("UPDATE session SET state = 'interrupted', waiting = '0' WHERE id = {id}",),
    "in no part": (
        "UPDATE session SET exceptional = '0', exceptions = '[]', opened_at = '2099-01-01T09:00:00.000000Z', "
        "closed_at = '2020-01-01T09:00:00.000000Z' WHERE id = {id}",
    ),
}

CLOSED = (
    "UPDATE session SET state = 'closed', outcome = 'heard_in_full', closed_at = opened_at, waiting = '0' "
    "WHERE id = {id}"
)


def listed(place: Office, **asked: object) -> ReviewsView:
    view: ReviewsView = place.do(
        reviews,
        place.actor("supervisor", place.back),
        ReviewFilter(**asked),  # type: ignore[arg-type]
        desk=place.back,
        policy=place.policy,
        is_holiday=lambda day: False,
        anchored=lambda: None,
    )
    return view


def hide(place: Office, session: SessionId, name: str) -> None:
    """Keep it out of the list by its rows."""
    for statement in HIDING[name]:
        try:
            edit(place, statement, id=session)
        except AssertionError:  # it had no such row
            assert statement.startswith("DELETE FROM") and "session WHERE" not in statement


@pytest.mark.parametrize("name", HIDING)
def test_a_session_that_rows_hide_comes_first_and_whoever_opens_it_is_told(place: Office, name: str) -> None:
    other = place.closed()
    place.clock.pass_by(seconds=7200)
    session = place.closed()
    assert [row.id for row in listed(place).rows] == [other, session]
    before = listed(place).to_look_at
    hide(place, session, name)
    view = listed(place)
    assert [row.id for row in view.rows] == [session, other] and view.to_look_at == before + 1
    assert view.rows[0].reference and not view.rows[0].signed_off
    with pytest.raises((RowRefusedError, ListeningRoomError)):
        place.do(
            open_review,
            place.actor("supervisor", place.back),
            session,
            desk=place.back,
            policy=place.policy,
            is_holiday=lambda day: False,
        )
    [told] = [event for event in place.events() if event.kind is EventKind.ROW_REFUSED]
    assert told.facts["table"] in ("session", "review")
    assert not listed(place, adviser=new_id()).rows[:1]


def test_a_session_under_way_whose_row_is_gone_is_listed(place: Office) -> None:
    session = place.listening()
    assert not listed(place).rows
    hide(place, session, "deleted")
    assert [row.id for row in listed(place).rows] == [session]


def test_so_is_one_under_way_that_its_row_calls_closed_and_signed_off(place: Office) -> None:
    session = place.listening()
    edit(place, CLOSED, id=session)
    edit(place, HIDING["signed off"][1], id=session)
    assert [row.id for row in listed(place).rows] == [session]


def test_nor_is_it_hidden_by_a_sign_off_that_no_desk_signed(place: Office) -> None:
    session = place.closed()
    hide(place, session, "signed off")
    for seal in ("bare", "with_a_mac", "signed"):
        forge(place, EventKind.REVIEW_SIGNED_OFF, seal, {Subject.SESSION: session}, {}, "supervisor")
    assert [row.id for row in listed(place).rows] == [session]


def test_nor_by_many_events_that_no_desk_signed(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the program starts the newest are read: those that someone makes up push none of them out."""
    session = place.closed()
    hide(place, session, "signed off")
    monkeypatch.setattr(proven, "MOST", 3)
    for _ in range(4):
        forge(place, EventKind.REVIEW_SIGNED_OFF, "bare", {Subject.SESSION: new_id()}, {}, "supervisor")
    again = Office(reopened(place), place.back, place.people, place.clock)
    assert [row.id for row in listed(again).rows] == [session]
    again.parts.engine.dispose()


def test_one_that_was_signed_off_is_not_listed_any_more(place: Office) -> None:
    session = place.closed()
    more: dict[str, Any] = {"desk": place.back, "policy": place.policy, "is_holiday": lambda day: False}
    place.do(open_review, place.actor("supervisor", place.back), session, **more)
    place.do(SignOff(place.actor("supervisor", place.back), session, "Looked at."), **more)
    assert not listed(place).rows


def test_a_sign_off_is_not_taken_back_by_somebody_whose_a_row_alone_calls_it(place: Office) -> None:
    session, other = place.closed(), place.people["other-supervisor"]
    sign_off_as(place, session, "Looked at.")
    edit(place, "UPDATE review SET signed_off_by = {other} WHERE session = {id}", other=other, id=session)
    refused(place, lambda: take_back(place, session, "other-supervisor"), "review", "signed_off_by")


def test_no_question_goes_to_whom_a_row_alone_calls_the_adviser(place: Office) -> None:
    session, other = place.closed(), place.people["other-adviser"]
    edit(place, "UPDATE session SET adviser = {other} WHERE id = {id}", other=other, id=session)
    refused(place, lambda: ask(place, session), "session", "adviser")


def test_nor_is_one_answered_for_somebody_else(place: Office) -> None:
    session, other = place.closed(), place.people["other-adviser"]
    asked = ask(place, session)
    edit(place, "UPDATE review_question SET asked_to = {other} WHERE session = {id}", other=other, id=session)
    refused(place, lambda: answer(place, asked, name="other-adviser"), "review_question", "asked_to")
