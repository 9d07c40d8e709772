"""Today's list; sessions interrupted, resumed, and taken over from a PC that is off; a supervisor's questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.engines.locks import hold
from desktop.application.office.accounts import EndAccess, end_access
from desktop.application.office.desks import Why, WithdrawDesk
from desktop.application.ports.reading import ReviewFilter
from desktop.application.reviews import reviewing
from desktop.application.reviews.reviewing import ReviewView, SignOff
from desktop.application.sessions import checking_in, closing, day_list, listening
from desktop.application.sessions.day_list import AnswerReview, AskAdviser, mark_interrupted, today
from desktop.application.sessions.views import QuestionView, Readiness, TodayView
from desktop.application.shared.commands import Actor
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import RefusalReason
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.domain.shared.spans import Span
from desktop.errors import NotAllowedError
from tests.application.office import test_accounts as people
from tests.support.fakes import FakeClock
from tests.support.offices.builders import ZONE, Office
from tests.support.offices.places import embedded, shared
from tests.support.refusals import refusal


def rows(office: Office, name: str = "adviser") -> list[tuple[str, Readiness]]:
    view = today(office.actor(name), uow=office.uow(), clock=office.clock, zone=ZONE)
    return [(row.row.reference, row.readiness) for row in view.rows]


def test_today_shows_each_appointment_in_order_with_its_readiness(office: Office) -> None:
    taken = office.a_request()
    office.booked(taken, 120)
    office.booked(minutes_from_now=30)
    assert rows(office) == [("SAR-2026-0001", Readiness.READY), ("SAR-2026-0002", Readiness.NOT_APPROVED)]
    office.decided(taken, False, refusal=RefusalReason.THIRD_PARTY)
    assert rows(office, "officer")[1] == ("SAR-2026-0002", Readiness.NOT_APPROVED)


@pytest.mark.parametrize(
    ("state", "readiness"),
    [
        (State.LISTENING, Readiness.UNDER_WAY),
        (State.INTERRUPTED, Readiness.INTERRUPTED),
        (State.CLOSED, Readiness.DONE),
    ],
)
def test_an_appointment_with_a_session_says_where_that_is(office: Office, state: State, readiness: Readiness) -> None:
    office.in_state(state)
    assert rows(office) == [("SAR-2026-0001", readiness)]


def test_an_approval_that_ends_before_the_day_is_not_ready(office: Office) -> None:
    id = office.decided(office.prepared(office.imported(office.a_request())), until=office.clock.now().date())
    office.booked(id, 60)
    office.booked(id, 24 * 60 + 60)
    assert rows(office) == [("SAR-2026-0002", Readiness.READY)]
    office.clock.pass_by(days=1)
    assert rows(office) == [("SAR-2026-0002", Readiness.APPROVAL_ENDED)]


def test_a_day_is_the_offices_day_and_not_utcs(office: Office) -> None:
    office.clock = FakeClock(datetime(2027, 6, 30, 22, 30, tzinfo=UTC))
    office.booked(minutes_from_now=20)
    office.booked(minutes_from_now=80)
    assert len(rows(office)) == 1
    office.clock.pass_by(minutes=30)
    assert len(rows(office)) == 1


# Interruption


@pytest.mark.parametrize("state", [State.CHECKED_IN, State.LISTENING])
def test_at_the_next_start_what_was_under_way_here_is_interrupted(office: Office, state: State) -> None:
    id = office.in_state(state)
    before = office.session(id)
    assert office.do(mark_interrupted, office.front) == 1
    session = office.session(id)
    assert (session.state, session.interrupted_from) == (State.INTERRUPTED, state)
    assert session.heard == before.heard
    assert Exceptional.INTERRUPTED in office.exceptions(id)
    event = office.events(id)[-1]
    assert (event.kind, event.actor, event.desk) == (EventKind.SESSION_INTERRUPTED, None, office.front)
    assert event.facts["was"] == state.value
    assert office.do(mark_interrupted, office.front) == 0


def test_another_desks_session_is_left_alone(office: Office) -> None:
    id = office.listening()
    assert office.do(mark_interrupted, office.back, desk=office.back) == 0
    assert office.session(id).state is State.LISTENING


def unfinished(office: Office, name: str = "adviser") -> list[tuple[str, Readiness]]:
    view = today(office.actor(name), uow=office.uow(), clock=office.clock, zone=ZONE)
    return [(row.row.reference, row.readiness) for row in view.unfinished]


@pytest.mark.parametrize("days", [0, 3])
def test_what_was_interrupted_stands_above_today_until_it_is_closed(office: Office, days: int) -> None:
    id = office.interrupted()
    office.clock.pass_by(days=days)
    other = office.actor("other-adviser", office.back)
    view = today(other, uow=office.uow(desk=office.back), clock=office.clock, zone=ZONE)
    assert [(row.row.session, row.readiness) for row in view.unfinished] == [(id, Readiness.INTERRUPTED)]
    assert len(view.rows) == (0 if days else 1)
    office.do(closing.Close(other, id, False, False, False, Outcome.CUSTOMER_LEFT), desk=other.desk)
    assert unfinished(office) == []


def test_what_is_closed_was_called_off_or_is_yet_to_come_is_not_unfinished(office: Office) -> None:
    office.closed()
    off = office.booked(minutes_from_now=300)
    office.do(checking_in.CallOff(office.actor(), off.id, Outcome.CANCELLED))
    office.booked(minutes_from_now=2 * 24 * 60)
    for _ in range(3):
        assert unfinished(office) == []
        office.clock.pass_by(days=1)


def resume(office: Office, id: SessionId, actor: Actor, same_person: bool | None = True) -> State:
    return office.do(day_list.Resume(actor, id, same_person), desk=actor.desk).state


def test_a_session_that_was_listening_goes_on_from_a_break_with_what_was_heard(office: Office) -> None:
    id = office.interrupted()
    assert resume(office, id, office.actor()) is State.ON_BREAK
    session = office.session(id)
    assert (session.heard, session.at_frame, session.interrupted_from) == ((Span(0, 4000),), 4000, None)
    event = office.events(id)[-1]
    assert (event.kind, event.actor) == (EventKind.SESSION_RESUMED, office.people["adviser"])
    assert dict(event.facts) == {"state": "on_break", "short_check": True, "frame": 4000}
    opened = office.do(listening.OpenRecording(office.actor(), id))
    assert opened.session.at_frame == 4000


@pytest.mark.parametrize("here", [True, False])
def test_identity_counts_in_the_sitting_of_the_short_check_alone(office: Office, here: bool) -> None:
    id = office.interrupted()
    assert not office.do(day_list.open_unfinished, office.actor(), id).identified
    if here:
        resume(office, id, office.actor())
        assert office.do(listening.Finish(office.actor(), id, 4000)).identified
    closed = office.close(id, Outcome.HEARD_IN_PART)
    saved = office.do(closing.receipt_to_save, office.actor("supervisor"), id)
    assert [closed.session.identified, closed.receipt.identified, saved.identified] == [here] * 3
    assert office.session(id).identified


OTHERS = pytest.mark.parametrize(("name", "at_the_back"), [("other-adviser", False), ("adviser", True)])


def after_the_policys_days(office: Office, id: SessionId) -> datetime:
    return office.session(id).opened_at + timedelta(days=office.policy.resume_days)


@OTHERS
def test_after_the_policys_days_it_is_only_closed_by_whoever_is_there(
    office: Office, name: str, at_the_back: bool
) -> None:
    id, actor = office.interrupted(), office.actor(name, office.back if at_the_back else None)
    office.clock.at = after_the_policys_days(office, id) + timedelta(microseconds=1)
    for somebody in (office.actor(), actor):
        assert refusal(resume, office, id, somebody) == "too_late_to_resume"
    office.do(closing.Close(actor, id, False, False, False, Outcome.CUSTOMER_LEFT), desk=actor.desk)
    session = office.session(id)
    assert (session.state, session.adviser, session.desk) == (State.CLOSED, actor.by, actor.desk)
    assert (office.events(id)[-1].actor, office.events(id)[-1].desk) == (actor.by, actor.desk)
    office.do(closing.PrintReceipt(actor, id), desk=actor.desk)


@OTHERS
def test_until_then_another_adviser_or_desk_takes_it_over_and_the_log_says_so(
    office: Office, name: str, at_the_back: bool
) -> None:
    id, actor = office.interrupted(), office.actor(name, office.back if at_the_back else None)
    office.clock.at = after_the_policys_days(office, id)
    resume(office, id, actor)
    session = office.session(id)
    assert (session.adviser, session.desk) == (actor.by, actor.desk)
    event = office.events(id)[-1]
    assert (event.kind, event.actor, event.desk) == (EventKind.SESSION_TAKEN_OVER, actor.by, actor.desk)
    with pytest.raises(NotAllowedError):
        office.do(listening.OpenRecording(office.actor(), id))


def test_an_orderly_end_is_an_interruption_by_the_one_who_conducts(office: Office) -> None:
    id = office.listening()
    office.do(day_list.interrupt, office.actor(), id, 2000)
    assert office.session(id).interrupted_from is State.LISTENING
    event = office.events(id)[-1]
    assert (event.actor, dict(event.facts)) == (office.people["adviser"], {"was": "listening", "frame": 2000})
    assert office.exceptions(id) == (Exceptional.INTERRUPTED,)


ASKED, ANSWERED = "Why did they stop at 0:31?", "They asked for a glass of water."


def review(office: Office, use_case: Callable[..., Any], *arguments: Any) -> Any:
    return office.do(use_case, *arguments, is_holiday=lambda day: False)


def page(office: Office, id: SessionId) -> ReviewView:
    view: ReviewView = review(office, reviewing.open_review, office.actor("supervisor"), id)
    return view


def ask(office: Office, id: SessionId, words: str = ASKED, name: str = "supervisor") -> NoteId:
    asked: tuple[QuestionView, ...] = office.do(AskAdviser(office.actor(name), id, words))
    return asked[-1].id


def answer(office: Office, question: NoteId, words: str = ANSWERED, name: str = "adviser") -> None:
    office.do(AnswerReview(office.actor(name), question, words))


def asked_on_today(office: Office, name: str = "adviser") -> list[str]:
    return [each.words for each in office.do(today, office.actor(name)).questions]


def test_the_adviser_sees_it_on_today_answers_and_the_answer_stands_on_the_review(office: Office) -> None:
    id = office.closed()
    question = ask(office, id)
    assert asked_on_today(office) == [ASKED] and asked_on_today(office, "other-adviser") == []
    answer(office, question)
    assert asked_on_today(office) == []
    (stands,) = page(office, id).questions
    assert (stands.words, stands.answer) == (ASKED, ANSWERED)
    assert (stands.asked_by, stands.asked_to) == ("Test supervisor", "Test adviser")
    assert office.verify().whole


def test_the_log_says_who_asked_and_answered_and_none_of_the_words(office: Office) -> None:
    id = office.closed()
    answer(office, ask(office, id))
    asked, answered = office.events(id)[-2:]
    assert (asked.kind, asked.actor) == (EventKind.REVIEW_QUESTION_ASKED, office.people["supervisor"])
    assert (answered.kind, answered.actor) == (EventKind.REVIEW_QUESTION_ANSWERED, office.people["adviser"])
    assert answered.facts["question"] == asked.subjects[Subject.NOTE]
    assert len(str(asked.facts["digest"])) == len(str(answered.facts["digest"])) == 64
    stored = b"".join(office.bodies())
    assert b"stop at" not in stored and b"glass of water" not in stored


def test_only_whoever_it_was_put_to_answers_and_once(office: Office) -> None:
    question = ask(office, office.closed())
    for name in ("other-adviser", "supervisor"):
        with pytest.raises(NotAllowedError):
            answer(office, question, name=name)
    answer(office, question)
    assert refusal(answer, office, question) == "question_answered"


def test_a_signature_ends_it(office: Office) -> None:
    id = office.closed()
    question = ask(office, id)
    review(office, reviewing.sign_off, SignOff(office.actor("supervisor"), id, "Looked at."))
    assert asked_on_today(office) == []
    for call in (lambda: ask(office, id), lambda: answer(office, question)):
        assert refusal(call) == "signed_off_already"


def test_one_that_waits_for_its_answer_is_passed_over_until_it_is_there(office: Office) -> None:
    first, second = office.closed(), office.closed(minutes_from_now=90)
    by = (office.actor("supervisor"), ReviewFilter())
    assert review(office, reviewing.next_waiting, *by) == first
    question = ask(office, first)
    assert review(office, reviewing.next_waiting, *by) == second
    rows = office.do(reviewing.reviews, *by, is_holiday=lambda day: False).rows
    assert [(row.id, row.unanswered, row.answered) for row in rows] == [(first, 1, 0), (second, 0, 0)]
    answer(office, question)
    assert review(office, reviewing.next_waiting, *by) == first


def test_an_adviser_who_has_left_is_not_asked(office: Office) -> None:
    id = office.closed()
    people.done(office, end_access, EndAccess(people.by(office), people.person(office, "adviser")))
    assert refusal(ask, office, id) == "adviser_gone"


ON_A_SERVER = pytest.mark.parametrize("office", [shared], ids=["served"], indirect=True)
LONG = 91


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


@ON_A_SERVER
def test_while_its_pc_is_on_it_goes_on_there_however_long_nothing_happens(office: Office) -> None:
    with the_front_desk_is_on(office):
        id = office.listening()
        office.clock.pass_by(seconds=600)
        assert seen_at_the_back(office) is Readiness.UNDER_WAY
        assert refusal(opened_at_the_back, office, id) == "session_goes_on"
    assert office.session(id).state is State.LISTENING


@ON_A_SERVER
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


@ON_A_SERVER
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
