"""The session's flow: every state, with every possible event there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from desktop.application.sessions.views import CallView, DocumentView, SessionView
from desktop.domain.sessions.session import Answers, Outcome, Party, State, WhyFinished
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.ui.sessions.flow import (
    MAY_PLAY,
    Away,
    Begun,
    Blanked,
    Briefed,
    Broken,
    Changed,
    Closed,
    CloseWanted,
    Effect,
    Event,
    Finish,
    FinishWanted,
    Flow,
    FlowEffect,
    NotHeardWanted,
    NotOpened,
    Opened,
    Page,
    PartyGone,
    Show,
    ShowWindow,
    Unlocked,
    step,
)

HERE, NOBODY = frozenset({Party.CUSTOMER}), frozenset({Party.COMPANION})
STATES = [state for state in State if state not in (State.BOOKED, State.CLOSED)]

# The next state after each completed step: on a page, and while the customer's window fills the screen.
DRAWING = """
checked_in   id                          leave_window id
identified   brief                       leave_window brief
briefed      open                        leave_window open
listening    break                       saved_in_window
on_break     break                       saved_in_window
closing      close                       leave_window close
interrupted  resume                      leave_window resume
"""
ROWS = [row.split(maxsplit=1) for row in DRAWING.strip().splitlines()]


def a_view(state: State, parties: frozenset[Party] = HERE) -> SessionView:
    call = CallView(datetime(2026, 11, 3, 10, tzinfo=UTC), "", False, 80_000, 8000, 1, ())
    return SessionView(
        id=SessionId("5" * 32),
        request=RequestId("e" * 32),
        reference="SAR-2026-0001",
        kind=Kind.SUBJECT_ACCESS,
        purpose=None,
        shown_name="",
        given_names="",
        surname="",
        born=None,
        address="",
        appointment_at=None,
        adjustments=(),
        call=call,
        state=state,
        interrupted_from=None,
        parties=parties,
        copy_wanted=False,
        documents=(),
        lesser_check=False,
        heard=(),
        heard_fraction=0,
        not_heard=(Span(3000, 4000),),
        at_frame=500,
        notes=(),
        answers=Answers(),
        outcome=None,
        proposed=Outcome.HEARD_IN_PART,
        possible=(),
        may_listen=True,
    )


BOTH = (False, True)
FLOWS = [
    Flow(*drawn) for drawn in product((None, *Page), BOTH, BOTH, BOTH, ("", "It is damaged."), (None, 3000), BOTH, BOTH)
]


def events() -> Iterator[Event]:
    for state, parties in product(STATES, (HERE, NOBODY)):
        view = a_view(state, parties)
        shown = replace(view, documents=(DocumentView(0, "passport"),))
        yield from (Changed(view), Changed(shown, True), Changed(shown, False), PartyGone(view), Opened(view))
        yield from (NotHeardWanted(view), NotHeardWanted(replace(view, not_heard=())), Unlocked(state), Briefed(state))
        yield from (
            FinishWanted(view, WhyFinished.ASKED, ""),
            FinishWanted(view, WhyFinished.FAULT, "The sound stopped."),
        )
    yield from (Begun(False), Begun(True), Broken("It is damaged."), NotOpened(), Closed(), CloseWanted(), Blanked())
    yield from (Away(True), Away(False))


EVENTS = list(events())
EVERYTHING = [(flow, event, *step(flow, event)) for flow, event in product(FLOWS, EVENTS)]


@pytest.mark.parametrize(("state", "leads_to"), ROWS, ids=[row[0] for row in ROWS])
def test_a_step_that_is_done_leads_where_it_is_drawn(state: str, leads_to: str) -> None:
    view = a_view(State(state))
    on_a_page, in_the_window = leads_to.split("  ", 1)
    pages = {page.value for page in Page}
    for flow, drawn in ((Flow(), on_a_page), (Flow(listening=True), in_the_window)):
        expected = tuple(Show(Page(word)) if word in pages else FlowEffect(word) for word in drawn.split())
        assert step(flow, Changed(view))[1] == expected


def test_every_state_that_a_session_is_worked_in_is_drawn() -> None:
    assert {row[0] for row in ROWS} == {state.value for state in STATES}


def test_whatever_happens_a_page_and_the_customers_window_are_never_there_together() -> None:
    for flow, event, after, effects in EVERYTHING:
        shown = [effect for effect in effects if isinstance(effect, Show)]
        assert len(shown) <= 1, event
        if shown:
            assert not after.listening and after.page is shown[0].page, event
            assert (FlowEffect.LEAVE_WINDOW in effects) == flow.listening, event
        assert (after.listening and not flow.listening) == any(isinstance(each, ShowWindow) for each in effects), event
        assert (flow.listening and not after.listening) == (FlowEffect.LEAVE_WINDOW in effects), event


def test_nothing_comes_in_front_of_a_locked_desk_and_what_opened_is_shut_again() -> None:
    for flow, event, after, effects in EVERYTHING:
        if flow.away and isinstance(event, Opened) and not flow.listening:
            assert effects == (FlowEffect.BREAK,) and after.closed_again and not after.listening
        elif any(isinstance(each, ShowWindow) for each in effects):
            assert isinstance(event, Opened) and not flow.away


def test_why_it_was_shut_again_is_said_once() -> None:
    closed_again, _ = step(Flow(away=True), Opened(a_view(State.LISTENING)))
    seen, effects = step(replace(closed_again, away=False), Changed(a_view(State.ON_BREAK)))
    assert effects == (Show(Page.BREAK, closed_again=True),)
    assert step(seen, Changed(a_view(State.ON_BREAK)))[1] == (Show(Page.BREAK),)


def test_where_nobody_is_left_to_listen_it_comes_to_the_close() -> None:
    for flow, event, _, effects in EVERYTHING:
        if isinstance(event, Changed) and event.view.parties == NOBODY and event.view.state in MAY_PLAY:
            if FlowEffect.SAVED_IN_WINDOW in effects:
                assert flow.listening
            else:
                assert Show(Page.NOBODY) in effects
        if isinstance(event, FinishWanted) and event.because is WhyFinished.ASKED and event.view.parties == NOBODY:
            assert effects == (Finish(WhyFinished.LEFT),)


def test_what_was_typed_on_a_break_stays_when_somebody_leaves() -> None:
    view = a_view(State.ON_BREAK, NOBODY)
    assert step(Flow(Page.BREAK), PartyGone(view))[1] == (FlowEffect.SHOW_PARTIES,)
    assert step(Flow(Page.BRIEF), PartyGone(view))[1] == (Show(Page.NOBODY),)


def test_documents_come_before_the_questions_about_the_call() -> None:
    view = a_view(State.CHECKED_IN)
    shown = replace(view, documents=(DocumentView(0, "passport"),))
    assert step(Flow(), Changed(view))[1] == (Show(Page.ID),)
    assert step(Flow(), Changed(shown))[1] == (Show(Page.CALLER),)
    assert step(Flow(), Changed(replace(view, lesser_check=True)))[1] == (Show(Page.CALLER),)
    assert step(Flow(), Changed(shown, asks_caller=False))[1] == (FlowEffect.CONFIRM_STAFF,)


def test_listening_begins_where_it_stopped_or_at_what_was_not_heard() -> None:
    view = a_view(State.LISTENING)
    wanted, effects = step(Flow(Page.CLOSE), NotHeardWanted(view))
    assert effects == (FlowEffect.OPEN,)
    assert step(Flow(), Opened(view))[1] == (ShowWindow(500),)
    opened, effects = step(wanted, Opened(view))
    assert effects == (ShowWindow(3000),) and opened.begin_at is None
    assert step(wanted, NotOpened())[0].begin_at == 3000, "it is tried again"


def test_the_sound_starts_by_itself_after_the_sound_check_alone_and_once() -> None:
    for flow, event, after, effects in EVERYTHING:
        windows = [each for each in effects if isinstance(each, ShowWindow)]
        assert all(each.plays == flow.starts for each in windows), event
        if after.starts:
            assert isinstance(event, Briefed) or flow.starts, event
        if after.starts and not flow.listening and flow.starts and not isinstance(event, Briefed):
            assert not windows and not any(isinstance(each, Show) for each in effects), event
        if isinstance(event, NotOpened | Broken) or windows or any(isinstance(each, Show) for each in effects):
            assert not after.starts, event
    briefed, _ = step(Flow(Page.BRIEF), Briefed(State.IDENTIFIED))
    assert step(briefed, Opened(a_view(State.LISTENING)))[1] == (ShowWindow(500, plays=True),)
    closed_again, _ = step(replace(briefed, away=True), Opened(a_view(State.LISTENING)))
    assert not closed_again.starts


# What opens the copy: before any break, and once the screen has gone blank. The rest never does.
OPENING = """
changed     opens   asks
briefed     opens   asks
not_heard   opens   asks
unlocked    opens   opens
"""
OPENERS = {"changed": Changed, "briefed": Briefed, "not_heard": NotHeardWanted, "unlocked": Unlocked}


def opens(effects: tuple[Effect, ...]) -> bool:
    return FlowEffect.OPEN in effects or FlowEffect.BREAK_THEN_OPEN in effects


def goes_blank(event: Event, effects: tuple[Effect, ...]) -> bool:
    return isinstance(event, Blanked) or Show(Page.BREAK) in [
        replace(each, closed_again=False) if isinstance(each, Show) else each for each in effects
    ]


@pytest.mark.parametrize("row", OPENING.strip().splitlines(), ids=lambda row: row.split()[0])
def test_what_opens_the_copy_asks_for_the_password_once_the_screen_went_blank(row: str) -> None:
    name, before, after_a_blank = row.split()
    for locked, drawn in ((False, before), (True, after_a_blank)):
        found = [
            (effects, flow)
            for flow, event, _, effects in EVERYTHING
            if isinstance(event, OPENERS[name]) and flow.locked is locked
        ]
        assert any(opens(effects) for effects, _ in found) == (drawn == "opens"), name
        if drawn == "asks":
            assert any(Show(Page.BREAK) in effects for effects, _ in found), name


def test_nothing_else_opens_the_copy() -> None:
    for _, event, _, effects in EVERYTHING:
        assert not opens(effects) or isinstance(event, tuple(OPENERS.values())), event


@pytest.mark.parametrize("was", STATES)
def test_what_was_interrupted_once_the_call_may_have_played_is_unlocked_before_it_plays(was: State) -> None:
    interrupted = replace(a_view(State.INTERRUPTED), interrupted_from=was)
    resumed, effects = step(Flow(), Changed(interrupted))
    assert effects == (Show(Page.RESUME),)
    assert resumed.locked is (was in (State.LISTENING, State.ON_BREAK, State.CLOSING))
    assert step(resumed, NotHeardWanted(a_view(State.CLOSING)))[1] == (
        (Show(Page.BREAK),) if resumed.locked else (FlowEffect.OPEN,)
    )


def test_no_order_of_events_leads_from_a_blank_screen_to_sound_without_the_password() -> None:
    """Every order of events, followed from the start. `asked`: the screen is blank, and no password was typed since."""
    followed = {(Flow(), False, False)}
    ahead = list(followed)
    while ahead:
        flow, asked, opening = ahead.pop()
        for event in EVENTS:
            if isinstance(event, Opened | NotOpened | Broken) and not opening:
                continue  # it answers an opening
            after, effects = step(flow, event)
            sounds = FlowEffect.REOPEN_IN_WINDOW in effects or any(isinstance(each, ShowWindow) for each in effects)
            assert not (sounds and asked), (flow, event)
            blank = (
                (asked and not isinstance(event, Unlocked)) or goes_blank(event, effects) or FlowEffect.BREAK in effects
            )
            still = opens(effects) or (opening and not isinstance(event, Opened | NotOpened | Broken))
            now = replace(after, fault="", begin_at=None), blank, still  # neither decides what opens
            if now not in followed:
                followed.add(now)
                ahead.append(now)


def test_a_copy_that_is_damaged_ends_the_session_and_the_close_says_why() -> None:
    for _, event, after, effects in EVERYTHING:
        if isinstance(event, Broken):
            assert effects == (Finish(WhyFinished.FAULT),) and after.fault == event.words


def test_a_break_that_could_not_be_noted_is_noted_before_it_ends() -> None:
    assert step(Flow(listening=True), Unlocked(State.LISTENING))[1] == (FlowEffect.BREAK_THEN_OPEN,)
    assert step(Flow(listening=True), Unlocked(State.ON_BREAK))[1] == (FlowEffect.OPEN,)
    assert step(Flow(Page.BREAK), Unlocked(State.LISTENING))[1] == (FlowEffect.OPEN,)


def test_the_brief_is_noted_once() -> None:
    noted = [state for state in STATES if step(Flow(Page.BRIEF), Briefed(state))[1] == (FlowEffect.OPEN,)]
    assert noted == [State.BRIEFED, State.LISTENING]
    assert step(Flow(Page.BRIEF), Briefed(State.IDENTIFIED))[1] == (FlowEffect.BRIEF,)


def test_closed_is_the_end_and_an_interrupted_session_can_be_closed_or_looked_at() -> None:
    assert step(Flow(Page.CLOSE), Closed())[1] == (Show(Page.CLOSED),)
    assert step(Flow(), Begun(True))[1] == (FlowEffect.LOOK_AT_INTERRUPTED,)
    assert step(Flow(), Begun(False))[1] == (Show(Page.CHECK_IN),)
    assert step(Flow(Page.RESUME), CloseWanted())[1] == (Show(Page.CLOSE),)
