"""Sessions edited by the database's administrator: who somebody is, how that was found, and what a supervisor sees.

Someone else's name stands in a request while the adviser looks at papers, and the right one again before the copy is
opened: each step compares who asks with the log. No lesser check counts that no supervisor allowed, and no short check
that nobody made. Supervisors are shown sessions from the log, whatever rows say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import column

from db.log import proven
from desktop.application.ports.reading import ReviewFilter
from desktop.application.requests.intake import CorrectCall
from desktop.application.reviews.reviewing import ReviewsView, open_review, reviews
from desktop.application.sessions import day_list, identifying
from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.identifying import MakeShortCheck
from desktop.application.sessions.lesser_check import read_answer
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import NoteId, RequestId, SessionId, new_id
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.errors import ListeningRoomError, RowRefusedError, WrongStateError
from tests.application.requests.test_intake import correct, name
from tests.application.reviews.test_reviewing import sign_off as sign_off_as
from tests.application.reviews.test_reviewing import take_back
from tests.application.sessions import test_lesser_check
from tests.application.sessions.test_day_list import answer
from tests.application.sessions.test_day_list import ask as ask_adviser
from tests.application.sessions.test_identifying import not_identified
from tests.application.sessions.test_lesser_check import allow as allow_here
from tests.application.sessions.test_lesser_check import ask_about_the_call
from tests.application.sessions.test_visitors import check_in, visitor
from tests.attacks.forging import (
    copied,
    edit,
    edited,
    findings,
    forge,
    forge_in_every_way,
    listen,
    refused,
    reopened,
    set_row,
)
from tests.support.offices.builders import ASKER, KEEPING, Office

Step = Callable[[], object]
COLUMNS = {"surname": "Spy", "born": "1980-01-01", "address": "1 Spy Street", "call_number": "+441632960999"}


def spys(place: Office, request: RequestId) -> None:
    """Let the row say that the spy asks."""
    set_row(place, "asker", request, surname=COLUMNS["surname"])


def refused_for_the_asker(place: Office, act: Step) -> None:
    refused(place, act, "asker", "given_names")


def refused_for_each_column(place: Office, request: RequestId, act: Step) -> None:
    for said, value in COLUMNS.items():
        with edited(place, "asker", request, **{said: value}):
            refused_for_the_asker(place, act)


def test_nobody_is_checked_in_for_what_a_row_alone_asks(place: Office) -> None:
    booked = place.booked()
    refused_for_each_column(place, booked.request, lambda: place.check_in(booked.id))
    set_row(place, "appointment", booked.id, status="cancelled")
    refused_for_each_column(place, booked.request, lambda: check_in(place, visitor(place, booked.request)))


def test_the_spys_papers_are_not_compared_with_the_spys_row(place: Office) -> None:
    session = place.checked_in()
    spys(place, place.session(session).request)
    refused_for_the_asker(place, lambda: place.sighted(session))
    refused_for_the_asker(place, lambda: allow_here(place, session))


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


def test_correcting_a_call_takes_over_no_name_that_a_row_alone_says(place: Office) -> None:
    """The event would have said, signed, that the spy asks."""
    request = place.a_request()
    call = place.request(request).call
    command = CorrectCall(place.actor("officer", place.back), request, replace(call, at=call.at - timedelta(hours=1)))
    ports: dict[str, Any] = {"numbers": TelephoneNumbers(), "keeping": KEEPING}
    refused_for_each_column(place, request, lambda: place.do(command, desk=place.back, **ports))


def test_nor_does_naming_a_representative(place: Office) -> None:
    request = place.a_request()
    spys(place, request)
    refused_for_the_asker(place, lambda: name(place, request))


def test_nor_does_correcting_who_asks(place: Office) -> None:
    request = place.a_request()
    refused_for_each_column(place, request, lambda: correct(place, request, contact="By letter only."))


def asked(place: Office) -> tuple[SessionId, NoteId]:
    session = place.checked_in()
    return session, test_lesser_check.ask(place, session).id


def rows_of_an_allowing(place: Office, session: SessionId, check: NoteId, by: str = "supervisor") -> None:
    """Say in every row what an allowing says in it."""
    set_row(place, "asked_check", check, standing="allowed", ended_by=place.people[by], ended_at=column("asked_at"))
    set_row(place, "session", session, exceptions='["lesser_check"]', exceptional=True)


def go_on(place: Office, session: SessionId) -> Callable[[], object]:
    return lambda: ask_about_the_call(place, session)


def look(place: Office, session: SessionId, check: NoteId) -> Callable[[], object]:
    """Look at the answer, at the counter."""
    return lambda: read_answer(place.who(session), session, check, uow=place.uow())


def event(place: Office, session: SessionId, check: NoteId) -> tuple[dict[Subject, str], Facts]:
    """Return what the event of an allowing would say."""
    [said] = [event for event in place.events(session) if event.kind is EventKind.LESSER_CHECK_ASKED]
    facts = {name: value for name, value in said.facts.items() if name != "asked_at"}
    return dict(said.subjects), {**facts, "asked_check": check}


@pytest.mark.against("colluding")
def test_one_allowed_by_rows_alone(place: Office) -> None:
    session, check = asked(place)
    rows_of_an_allowing(place, session, check)
    refused(place, look(place, session, check), "session", "exceptions")
    refused(place, go_on(place, session), "session", "exceptions")


def test_one_allowed_in_its_own_row_alone(place: Office) -> None:
    session, check = asked(place)
    edit(place, "UPDATE asked_check SET standing = 'allowed' WHERE id = {id}", id=check)
    refused(place, look(place, session, check), "asked_check", "standing")


@pytest.mark.against("colluding")
def test_one_allowed_by_an_event_that_no_desk_signed(place: Office) -> None:
    """All its rows, and the event, well-formed, of a supervisor at the back office."""
    session, check = asked(place)
    subjects, facts = event(place, session, check)
    forge_in_every_way(place, EventKind.LESSER_CHECK_ALLOWED, subjects, facts, "supervisor")
    rows_of_an_allowing(place, session, check)
    for act in (look(place, session, check), go_on(place, session)):
        with pytest.raises(RowRefusedError) as found:
            act()
        assert (found.value.table, found.value.column) == ("session", "exceptions")
    assert "lesser_check_allowed) is not signed by a desk of this office" in findings(place)


@pytest.mark.against("colluding")
@pytest.mark.parametrize("name", ["other-adviser", "administrator", "approver"])
def test_one_that_a_desk_signed_for_somebody_who_may_not_allow_it(place: Office, name: str) -> None:
    """A desk of the office in an attacker's hands writes what its program would not."""
    session, check = asked(place)
    subjects, facts = event(place, session, check)
    with place.uow(place.back) as uow:
        made = place.actor(name, place.back).session_event(
            EventKind.LESSER_CHECK_ALLOWED, place.clock, uow.sessions.get(session)
        )
        uow.commit(replace(made, subjects=subjects, facts=facts))
    rows_of_an_allowing(place, session, check, name)
    refused(place, go_on(place, session), "session", "exceptions")


def test_one_that_nobody_asked_for_is_not_answered(place: Office) -> None:
    """By its rows it waits in a session, and a supervisor is shown it."""
    session = place.checked_in()
    note = "f" * 32
    edit(place, "INSERT INTO note (id, salt, words) SELECT {id}, salt, 'Known to me.' FROM asker LIMIT 1", id=note)
    columns = "id, session, asked_by, desk, asked_at, documents, missing, standing"
    values = "{id}, id, adviser, desk, opened_at, '[]', '[]', 'waiting'"
    edit(
        place,
        f"INSERT INTO asked_check ({columns}) SELECT {values} FROM session WHERE id = {{of}}",
        id=note,
        of=session,
    )
    assert test_lesser_check.waiting(place) == ()


@pytest.mark.against("colluding")
def test_one_asked_for_by_an_event_that_the_counter_did_not_sign_is_not_answered(place: Office) -> None:
    """Another PC cannot ask in the adviser's name for what they did not see."""
    session, check = asked(place)
    subjects, facts = event(place, session, check)
    forged = {**subjects, Subject.NOTE: "f" * 32}
    edit(place, "INSERT INTO note (id, salt, words) SELECT {id}, salt, words FROM note LIMIT 1", id="f" * 32)
    at = place.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    asked_facts = {name: value for name, value in facts.items() if name != "asked_check"}
    more: Facts = {**asked_facts, "asked_at": at}
    forge_in_every_way(place, EventKind.LESSER_CHECK_ASKED, forged, more, "adviser", place.front)
    copied(place, "asked_check", check, id="f" * 32, asked_at=at)
    copied(place, "session_note", session, note="f" * 32)
    with pytest.raises(WrongStateError, match="lesser_check_moved_on"):
        test_lesser_check.allow_asked(place, NoteId("f" * 32))
    assert not place.exceptions(session)


@pytest.mark.against("colluding")
@pytest.mark.parametrize("column", ["documents", "missing", "asked_at"])
def test_one_whose_row_asks_for_something_else_is_not_answered(place: Office, column: str) -> None:
    session, check = asked(place)
    at = place.clock.now().replace(microsecond=1).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    value = {"documents": '[[0, "passport", "A", true, -1, []]]', "missing": '["photo"]', "asked_at": at}[column]
    edit(place, f"UPDATE asked_check SET {column} = {{value}} WHERE id = {{id}}", value=value, id=check)
    refused(place, lambda: test_lesser_check.allow_asked(place, check), "asked_check", column)
    assert not place.exceptions(session)


@pytest.mark.against("colluding")
def test_one_whose_reason_is_another(place: Office) -> None:
    """The supervisor would allow what they read: words of someone else."""
    _, check = asked(place)
    edit(place, "UPDATE note SET words = 'Known well to me.' WHERE id = {id}", id=check)
    refused(place, lambda: test_lesser_check.allow_asked(place, check), "note", "salt")


def make(place: Office, now: SessionId, then: SessionId) -> None:
    command = MakeShortCheck(place.who(now), now, then, True)
    place.do(command, policy=place.policy, id_policy=place.id_policy)


@pytest.mark.against("colluding")
def test_an_earlier_session_in_which_a_row_alone_identifies_somebody(place: Office) -> None:
    then = not_identified(place)
    place.clock.pass_by(hours=1)
    now = place.checked_in()
    edit(place, "UPDATE session SET identified = '1' WHERE id = {id}", id=then)
    columns = 'session, slot, kind, "group", in_date, checks, sighted_by, sighted_at'
    values = "id, 0, 'passport', 'A', '1', '[]', adviser, opened_at"
    edit(place, f"INSERT INTO sighted_document ({columns}) SELECT {values} FROM session WHERE id = {{id}}", id=then)
    with pytest.raises(RowRefusedError):
        make(place, now, then)
    assert not place.session(now).identified


@pytest.mark.against("colluding")
def test_a_short_check_by_an_event_that_no_desk_signed(place: Office) -> None:
    then = place.closed()
    place.clock.pass_by(hours=1)
    now = place.checked_in()
    [begun] = [event for event in place.events(now) if event.kind is EventKind.CHECKED_IN]
    subjects = {name: begun.subjects[name] for name in (Subject.SESSION, Subject.REQUEST)}
    facts = {"earlier": then, "kinds": []}
    forge_in_every_way(place, EventKind.SHORT_CHECK_MADE, subjects, facts, "adviser", place.front)
    edit(place, "UPDATE session SET state = 'briefed', identified = '1', briefed = '1' WHERE id = {id}", id=now)
    with pytest.raises(RowRefusedError) as found:
        listen(place, now)()
    assert (found.value.table, found.value.column) == ("session", "state")
    assert place.player.loaded is None and "short_check_made) is not signed by a desk of this office" in findings(place)


EDITS = {
    "heard more": ("heard_span SET end_frame = end_frame + 4000 WHERE session = {id}", "heard_span", "end_frame"),
    "heard another part": ("heard_span SET start_frame = 9 WHERE session = {id}", "heard_span", ""),
    "no exception": ("session SET exceptions = '[]', exceptional = '0' WHERE id = {id}", "session", "exceptions"),
    "another day": ("session SET opened_at = '2026-11-01T09:00:00.000000Z' WHERE id = {id}", "session", "opened_at"),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_session_is_not_closed_by_what_rows_alone_say(place: Office, name: str) -> None:
    session = place.interrupted() if name == "no exception" else place.closing()
    before = place.session(session)
    statement, table, column = EDITS[name]
    edit(place, f"UPDATE {statement}", id=session)
    refused(place, lambda: place.close(session, Outcome.HEARD_IN_PART), table, column)
    assert place.session(session).state is before.state is not State.CLOSED


@pytest.mark.parametrize("name", ["heard more", "heard another part", "another day"])
def test_no_receipt_is_saved_of_what_rows_alone_say(place: Office, name: str) -> None:
    session = place.closed()
    statement, table, column = EDITS[name]
    edit(place, f"UPDATE {statement}", id=session)
    supervisor = place.actor("supervisor", place.back)
    facts = place.facts
    refused(place, lambda: place.do(receipt_to_save, supervisor, session, desk=place.back, office=facts), table, column)
    assert EventKind.RECEIPT_SAVED not in [event.kind for event in place.events()]


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
    for seal in ("bare", "signed"):
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


def test_a_sign_off_is_not_taken_back_by_somebody_whose_a_row_alone_calls_it(place: Office) -> None:
    session, other = place.closed(), place.people["other-supervisor"]
    sign_off_as(place, session, "Looked at.")
    edit(place, "UPDATE review SET signed_off_by = {other} WHERE session = {id}", other=other, id=session)
    refused(place, lambda: take_back(place, session, "other-supervisor"), "review", "signed_off_by")


def test_no_question_goes_to_whom_a_row_alone_calls_the_adviser(place: Office) -> None:
    session, other = place.closed(), place.people["other-adviser"]
    edit(place, "UPDATE session SET adviser = {other} WHERE id = {id}", other=other, id=session)
    refused(place, lambda: ask_adviser(place, session), "session", "adviser")


def test_nor_is_one_answered_for_somebody_else(place: Office) -> None:
    session, other = place.closed(), place.people["other-adviser"]
    asked = ask_adviser(place, session)
    edit(place, "UPDATE review_question SET asked_to = {other} WHERE session = {id}", other=other, id=session)
    refused(place, lambda: answer(place, asked, name="other-adviser"), "review_question", "asked_to")
