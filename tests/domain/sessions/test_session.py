"""The session machine: the full product of states and actions, and walks at random; visits without an appointment,
and coming back.
"""

from __future__ import annotations

import hmac
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import LEAVE_NO_DOUBT, EarlierSession, short_check_serves
from desktop.domain.sessions.session import (
    RESUMES_TO,
    TABLE,
    UNDER_WAY,
    Action,
    Outcome,
    Party,
    Session,
    SightedDocument,
    State,
    WhyUnbooked,
    after,
    must_need_no_appointment,
    problems_of_unbooked,
    propose,
)
from desktop.domain.shared.ids import CopyId, DeskId, NoteId, PersonId, RequestId, SessionId
from desktop.domain.shared.spans import Span
from desktop.domain.shared.typed_text import Note
from desktop.errors import WrongStateError
from tests.domain.sessions.test_identity import POLICY
from tests.support.refusals import error_of, refusal

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

# The design's drawing, written down once more by hand: a row for each state, a word for each action that it has.
DRAWING = """
booked       check_in>checked_in call_off>closed
checked_in   confirm_identity>identified finish>closing close>closed interrupt>interrupted
identified   brief>briefed finish>closing interrupt>interrupted
briefed      listen>listening finish>closing interrupt>interrupted
listening    take_break>on_break finish>closing interrupt>interrupted
on_break     end_break>listening finish>closing interrupt>interrupted
closing      listen>listening close>closed interrupt>interrupted
interrupted  close>closed
closed
"""
DRAWN = {
    (row.split()[0], step.split(">")[0]): step.split(">")[1]
    for row in DRAWING.strip().splitlines()
    for step in row.split()[1:]
}
PAIRS = [(state, action) for state in State for action in Action]


def a_session(
    state: State = State.BOOKED, *, identified: bool = False, briefed: bool = False, heard: tuple[Span, ...] = ()
) -> Session:
    ids = (SessionId("5" * 32), RequestId("e" * 32), CopyId("c" * 32), PersonId("a" * 32), DeskId("d" * 32))
    return Session(*ids, opened_at=NOW, state=state, identified=identified, briefed=briefed, heard=heard)


def test_each_action_in_each_state_does_what_the_drawing_says_or_nothing() -> None:
    def done(state: State, action: Action) -> object:
        try:
            return a_session(state, identified=True, briefed=True).act(action).state
        except WrongStateError as refused:
            return refused.code, refused.arguments

    expected = {
        (state, action): State(DRAWN[state, action])
        if (state, action) in DRAWN
        else ("session_moved_on", {"state": state.value, "action": action.value})
        for state, action in PAIRS
    }
    assert {pair: done(*pair) for pair in PAIRS} == expected
    assert {pair: after(*pair) for pair in PAIRS if pair in DRAWN} == DRAWN


def test_the_table_has_nothing_that_is_not_drawn() -> None:
    assert {(state.value, action.value): then.value for (state, action), then in TABLE.items()} == DRAWN


def test_an_interrupted_session_goes_on_where_it_was_but_listening_from_a_break() -> None:
    stopped = {was: a_session(was, identified=True).act(Action.INTERRUPT) for was in UNDER_WAY}
    assert {(was, each.state, each.interrupted_from) for was, each in stopped.items()} == {
        (was, State.INTERRUPTED, was) for was in UNDER_WAY
    }
    resumed = {was: each.act(Action.RESUME) for was, each in stopped.items()}
    assert {was: each.state for was, each in resumed.items()} == {
        State.CHECKED_IN: State.CHECKED_IN,
        State.IDENTIFIED: State.IDENTIFIED,
        State.BRIEFED: State.BRIEFED,
        State.LISTENING: State.ON_BREAK,
        State.ON_BREAK: State.ON_BREAK,
        State.CLOSING: State.CLOSING,
    }
    assert {each.interrupted_from for each in resumed.values()} == {None}


def test_every_state_under_way_can_be_interrupted_and_gone_on_with_and_no_other() -> None:
    assert set(RESUMES_TO) == set(UNDER_WAY) == set(State) - {State.BOOKED, State.CLOSED, State.INTERRUPTED}


def test_without_knowing_where_it_was_nothing_resumes() -> None:
    with pytest.raises(WrongStateError):
        a_session(State.INTERRUPTED).act(Action.RESUME)


def test_it_may_listen_exactly_where_the_step_is_drawn_and_who_and_how_are_settled() -> None:
    drawn = [state for state in State if (state, Action.LISTEN) in DRAWN]
    assert [state for state in State if a_session(state, identified=True, briefed=True).may_listen] == drawn
    assert [state for state in State if a_session(state, identified=True).may_listen] == []
    assert [state for state in State if a_session(state, briefed=True).may_listen] == []


def test_acting_changes_nothing_else() -> None:
    session = replace(a_session(State.LISTENING, identified=True, heard=(Span(0, 10),)), at_frame=10)
    assert session.act(Action.TAKE_BREAK) == replace(session, state=State.ON_BREAK)


@given(st.data())
def test_no_walk_along_allowed_steps_listens_before_identity(data: st.DataObject) -> None:
    session, done = a_session(), list[Action]()
    for _ in range(30):
        steps = [action for action in Action if _allowed(session, action)]
        if not steps:
            break
        done.append(data.draw(st.sampled_from(steps)))
        session = session.act(done[-1])
        confirmed = Action.CONFIRM_IDENTITY in done
        assert session.identified is confirmed
        assert confirmed or session.state not in (State.LISTENING, State.ON_BREAK)
        assert (session.interrupted_from is not None) is (session.state is State.INTERRUPTED)
    assert session.state is State.CLOSED or len(done) == 30


def _allowed(session: Session, action: Action) -> bool:
    try:
        session.act(action)
    except WrongStateError:
        return False
    return True


def test_must_be_lets_the_named_states_pass_and_no_other() -> None:
    session = a_session(State.CLOSING)
    session.must_be(State.LISTENING, State.CLOSING)
    refused = error_of(WrongStateError, session.must_be, State.LISTENING)
    assert refused.code == "session_moved_on" and refused.arguments == {"state": "closing"}


def test_what_is_heard_adds_up_and_the_place_is_the_newest() -> None:
    session = (
        a_session(State.LISTENING).with_heard((Span(0, 100),), 100).with_heard((Span(50, 200), Span(300, 310)), 40)
    )
    assert session.heard == (Span(0, 200), Span(300, 310))
    assert session.at_frame == 40


HEARD = (Span(0, 10),)
ALWAYS = {
    Outcome.CUSTOMER_LEFT,
    Outcome.STOPPED_BY_STAFF,
    Outcome.TECHNICAL_FAULT,
    Outcome.APPROVAL_WITHDRAWN,
}


def test_only_outcomes_that_can_be_true_close_a_session() -> None:
    for session, possible in (
        (a_session(), {Outcome.NO_SHOW, Outcome.CANCELLED}),
        (a_session(State.CHECKED_IN), {Outcome.OPENED_BY_MISTAKE}),
        (a_session(State.CLOSING), ALWAYS | {Outcome.NOT_ENOUGH_EVIDENCE, Outcome.OPENED_BY_MISTAKE}),
        (a_session(State.CLOSING, identified=True), ALWAYS),
        (
            a_session(State.CLOSING, identified=True, heard=HEARD),
            ALWAYS | {Outcome.HEARD_IN_FULL, Outcome.HEARD_IN_PART},
        ),
    ):
        assert set(session.possible_outcomes()) == possible
        action = Action.CALL_OFF if session.state is State.BOOKED else Action.CLOSE
        for outcome in Outcome:
            if outcome in possible:
                closed = session.close(outcome, NOW, action=action)
                assert (closed.state, closed.outcome, closed.closed_at) == (State.CLOSED, outcome, NOW)
            else:
                assert error_of(WrongStateError, session.close, outcome, NOW, action=action).code == "outcome_cannot_be"


def test_an_interrupted_session_can_be_closed_as_it_is() -> None:
    session = a_session(State.LISTENING, identified=True, heard=HEARD).act(Action.INTERRUPT)
    assert session.close(Outcome.HEARD_IN_PART, NOW).state is State.CLOSED


def test_a_session_that_is_listening_is_not_closed_before_it_is_finished() -> None:
    with pytest.raises(WrongStateError):
        a_session(State.LISTENING, identified=True).close(Outcome.CUSTOMER_LEFT, NOW)


def test_the_proposed_outcome_follows_what_happened() -> None:
    for heard, identified, fraction, proposed in (
        (HEARD, True, 1.0, Outcome.HEARD_IN_FULL),
        (HEARD, True, 0.995, Outcome.HEARD_IN_FULL),
        (HEARD, True, 0.9949, Outcome.HEARD_IN_PART),
        ((), True, 0.0, Outcome.CUSTOMER_LEFT),
        ((), False, 0.0, Outcome.NOT_ENOUGH_EVIDENCE),
    ):
        session = a_session(State.CLOSING, identified=identified, heard=heard)
        assert propose(session, fraction) is proposed
        assert proposed in session.possible_outcomes()


ID = NoteId("1" * 32)


@given(st.binary(min_size=32, max_size=32), st.text())
def test_the_digest_of_a_note_is_over_its_words_and_keyed_by_its_salt(salt: bytes, words: str) -> None:
    assert Note(ID, salt, words).digest == hmac.new(salt, words.encode(), "sha256").hexdigest()


@given(st.binary(max_size=64).filter(lambda salt: len(salt) != 32))
def test_a_salt_of_another_length_is_none(salt: bytes) -> None:
    """Else the beginning of the words could be moved into it."""
    with pytest.raises(ValueError, match="another length"):
        _ = Note(ID, salt, "words").digest


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_the_same_words_with_another_salt_cannot_be_told_by_their_digest(one: bytes, other: bytes) -> None:
    note = Note(ID, one, "the same words")
    assert (note.digest == replace(note, salt=other).digest) is (one == other)


def test_of_a_document_no_number_and_no_image_has_a_place() -> None:
    assert {field.name for field in fields(SightedDocument)} == {
        "slot",
        "kind",
        "group",
        "in_date",
        "age_months",
        "checks",
        "sighted_by",
        "sighted_at",
    }


def test_an_outcome_that_a_supervisor_looks_at_first_has_the_same_code_as_its_exception() -> None:
    shared = {mark.value for mark in Exceptional} & {outcome.value for outcome in Outcome}
    assert shared == {"not_enough_evidence", "stopped_by_staff", "technical_fault", "opened_by_mistake"}


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
    assert refusal(must_need_no_appointment, [TOMORROW, TODAY], [], TODAY) == "appointment_today"


def test_an_unfinished_session_comes_first() -> None:
    for state in [state for state in State if state is not State.CLOSED]:
        assert refusal(must_need_no_appointment, [], [replace(SESSION, state=state)], TODAY) == "session_unfinished"


DAY = date(2026, 11, 24)
RETURNING = Session(
    id=SessionId("now"),
    request=RequestId("r"),
    copy=CopyId("c"),
    adviser=PersonId("adviser"),
    desk=DeskId("front"),
    opened_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
    state=State.CHECKED_IN,
    parties=frozenset({Party.CUSTOMER}),
)
THEN = replace(RETURNING, id=SessionId("then"), state=State.CLOSED, identified=True, outcome=Outcome.HEARD_IN_PART)
BEFORE = EarlierSession(THEN, DAY, ("passport", "utility_bill"), wholly=True)


def serves(now: Session = RETURNING, before: EarlierSession = BEFORE, **more: Any) -> bool:
    typed: dict[str, Any] = {"policy": POLICY, "today": DAY, "sighted": False} | more
    return short_check_serves(now, before, typed["policy"], typed["today"], sighted=typed["sighted"])


def then(**changes: Any) -> EarlierSession:
    return replace(BEFORE, session=replace(THEN, **changes))


def test_the_new_one_is_at_its_beginning_and_the_earlier_one_is_closed() -> None:
    pairs = product(State, State)
    assert [pair for pair in pairs if serves(replace(RETURNING, state=pair[0]), then(state=pair[1]))] == [
        (State.CHECKED_IN, State.CLOSED)
    ]


def test_an_outcome_that_leaves_a_doubt_asks_for_the_whole_check() -> None:
    assert {outcome for outcome in (*Outcome, None) if serves(before=then(outcome=outcome))} == set(LEAVE_NO_DOUBT)


def test_it_is_enough_for_as_many_days_as_the_policy_says() -> None:
    for days, enough in ((-1, False), (0, True), (POLICY.resume_days, True), (POLICY.resume_days + 1, False)):
        assert serves(today=DAY + timedelta(days=days)) is enough


def test_whoever_was_identified_wholly_and_alone_for_this_request_needs_only_the_short_check() -> None:
    assert serves()
    assert not serves(sighted=True)
    assert not serves(policy=replace(POLICY, of_staff=True))
    lesser = replace(BEFORE, wholly=False), replace(BEFORE, kinds=())
    others = then(identified=False), then(request=RequestId("another"))
    assert [each for each in (*lesser, *others) if serves(before=each)] == []
    for parties in ({Party.REPRESENTATIVE}, {Party.CUSTOMER, Party.REPRESENTATIVE}, {Party.COMPANION}, set()):
        assert not serves(replace(RETURNING, parties=frozenset(parties)))
        assert not serves(before=then(parties=frozenset(parties)))
