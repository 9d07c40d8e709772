"""Someone comes without an appointment: the same gate, and a supervisor sees why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.application.sessions import checking_in, day_list
from desktop.application.sessions.checking_in import CheckInVisitor, Visitor
from desktop.application.sessions.views import Readiness, SessionView
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import NoteKind, Party, State, WhyUnbooked
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.errors import WrongStateError
from desktop.words.events import Timeline
from tests.support.offices.builders import Office
from tests.support.refusals import field_problems, refusal

WORDS = "Her bus goes only on Tuesdays."


def visitor(office: Office, request: RequestId, who: str = "adviser", **changes: Any) -> CheckInVisitor:
    command = CheckInVisitor(office.actor(who), request, frozenset({Party.CUSTOMER}), WhyUnbooked.CAME_BY)
    return replace(command, **changes)


def check_in(office: Office, command: CheckInVisitor) -> SessionView:
    return office.do(command)


def find(office: Office, typed: str, who: str = "adviser") -> tuple[Visitor, ...]:
    return office.do(checking_in.find_visitors, office.actor(who), typed)


def first_event(office: Office, id: SessionId) -> Any:
    return office.events(id)[0]


def test_it_begins_at_this_desk_and_says_why_by_a_code(office: Office) -> None:
    view = check_in(office, visitor(office, office.first_request))
    session = office.session(view.id)
    assert (session.state, session.appointment, session.desk) == (State.CHECKED_IN, None, office.front)
    assert view.appointment_at is None and not session.identified and not session.may_listen
    event = first_event(office, view.id)
    assert event.kind is EventKind.CHECKED_IN and event.facts["unbooked"] == "came_by"
    assert Subject.APPOINTMENT not in event.subjects and event.subjects[Subject.COPY] == session.copy
    assert office.exceptions(view.id) == (Exceptional.NO_APPOINTMENT,)
    said = Timeline(8000, office.id_policy).words(event)
    assert said == "Checked in: customer. Without an appointment: They came without one", "as the supervisor reads it"


def test_the_words_are_a_note_and_in_no_event(office: Office) -> None:
    view = check_in(office, visitor(office, office.first_request, why=WhyUnbooked.OTHER, words=WORDS))
    (note,) = view.notes
    assert (note.kind, note.words) == (NoteKind.UNBOOKED.value, WORDS)
    event = first_event(office, view.id)
    assert event.subjects[Subject.NOTE] and event.facts["digest"] and WORDS not in repr(event)


def test_without_a_reason_or_a_listener_nothing_begins(office: Office) -> None:
    for changes, problem in (
        ({"why": None}, {"why": "unbooked_why_missing"}),
        ({"why": WhyUnbooked.OTHER}, {"words": "unbooked_words_missing"}),
        ({"parties": frozenset({Party.COMPANION})}, {"parties": "nobody_to_listen"}),
    ):
        assert field_problems(check_in, office, visitor(office, office.first_request, **changes)) == problem


def test_what_is_not_approved_is_neither_found_nor_opened(office: Office) -> None:
    for reach in ("taken", "prepared"):
        id = office.a_request()
        if reach == "prepared":
            office.prepared(office.imported(id))
        assert find(office, office.request(id).reference) == ()
        assert refusal(check_in, office, visitor(office, id)) == "not_approved"
        with pytest.raises(WrongStateError):
            office.do(checking_in.visitor_of, office.actor(), id)


def test_the_search_is_logged_and_finds_no_more_than_today_would_show(office: Office) -> None:
    request = office.request(office.first_request)
    (found,) = find(office, request.reference)
    assert (found.reference, found.shown_name) == (request.reference, request.asker.name)
    assert found == office.do(checking_in.visitor_of, office.actor(), request.id) and found.next_at is None
    searched = [event for event in office.events() if event.kind is EventKind.LIST_SEARCHED]
    assert searched[-1].facts == {"list": "today", "by": "reference"}


def test_who_has_an_appointment_today_is_checked_in_with_it_and_a_later_one_stands(office: Office) -> None:
    later = office.booked(office.first_request, minutes_from_now=3 * 24 * 60)
    (found,) = find(office, office.request(office.first_request).reference)
    assert found.next_at == later.starts_at
    today_too = office.booked(office.first_request)
    assert refusal(check_in, office, visitor(office, office.first_request)) == "appointment_today"
    office.check_in(today_too.id)
    assert refusal(check_in, office, visitor(office, office.first_request)) == "session_unfinished"


def test_today_lists_it_and_another_desk_takes_it_over_when_it_is_interrupted(office: Office) -> None:
    view = check_in(office, visitor(office, office.first_request))
    (row,) = [each for each in office.do(day_list.today, office.actor()).rows if not each.row.booked]
    assert (row.row.session, row.readiness, row.row.desk) == (view.id, Readiness.UNDER_WAY, office.front)
    office.do(day_list.mark_interrupted, office.front)
    day = office.do(day_list.today, office.actor())
    assert [each.row.session for each in day.unfinished if not each.row.booked] == [view.id]
    office.clock.pass_by(days=2)
    late = office.do(day_list.today, office.actor())
    assert late.rows == () and [each.row.session for each in late.unfinished] == [view.id]
