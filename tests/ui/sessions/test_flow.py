"""The session's flow: every state, with every possible event there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

from desktop.application.sessions.views import CallView, SessionView
from desktop.domain.sessions.session import Party, SightedDocument, State, WhyFinished
from desktop.domain.shared.ids import PersonId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span
from desktop.ui.sessions.flow import MAY_PLAY, Effect, Finish, Flow, FlowEffect, Page, Show, ShowWindow, Step

AT = datetime(2026, 11, 3, 10, tzinfo=UTC)
PASSPORT = SightedDocument(0, "passport", "A", True, None, (), PersonId("a" * 32), AT)
HERE, NOBODY = frozenset({Party.CUSTOMER}), frozenset({Party.COMPANION})
STATES = [state for state in State if state not in (State.BOOKED, State.CLOSED)]
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
    """Return a session in that state; what the flow does not look at is empty."""
    known: dict[str, Any] = {
        "id": SessionId("5" * 32),
        "kind": Kind.SUBJECT_ACCESS,
        "call": CallView(AT, "", False, 80_000, 8000, 1, ()),
        "state": state,
        "interrupted_from": None,
        "parties": parties,
        "representative": None,
        "lesser_check": False,
        "not_heard": (Span(3000, 4000),),
        "at_frame": 500,
        "has_transcript": False,
    }
    return SessionView(**{each.name: known.get(each.name, ()) for each in fields(SessionView)})


BOTH = (False, True)
FLOWS = [
    Flow(*drawn) for drawn in product((None, *Page), BOTH, BOTH, BOTH, ("", "It is damaged."), (None, 3000), BOTH, BOTH)
]
Event = tuple[Any, ...]
"""The function of an event, and what it is told."""


def step(flow: Flow, event: Event) -> Step:
    function, *given = event
    made: Step = function(flow, *given)
    return made


def events() -> Iterator[Event]:
    for state, parties in product(STATES, (HERE, NOBODY)):
        view = a_view(state, parties)
        shown = replace(view, documents=(PASSPORT,))
        yield from (
            (Flow.changed, view),
            (Flow.changed, shown, True),
            (Flow.changed, shown, False),
            (Flow.party_gone, view),
            (Flow.opened, view),
            (Flow.not_heard_wanted, view),
            (Flow.not_heard_wanted, replace(view, not_heard=())),
            (Flow.unlocked, state),
            (Flow.briefed, state),
            (Flow.finish_wanted, view, WhyFinished.ASKED, ""),
            (Flow.finish_wanted, view, WhyFinished.FAULT, "The sound stopped."),
        )
    yield from (
        (Flow.begun, False),
        (Flow.begun, True),
        (Flow.broken, "It is damaged."),
        (Flow.not_opened,),
        (Flow.closed,),
        (Flow.close_wanted,),
        (Flow.blanked,),
        (Flow.front_changed, True),
        (Flow.front_changed, False),
    )


EVENTS = list(events())
EVERYTHING = [(flow, event, *step(flow, event)) for flow, event in product(FLOWS, EVENTS)]


def test_a_step_that_is_done_leads_where_it_is_drawn() -> None:
    assert {row[0] for row in ROWS} == {state.value for state in STATES}
    pages = {page.value for page in Page}
    for state, leads_to in ROWS:
        on_a_page, in_the_window = leads_to.split("  ", 1)
        for flow, drawn in ((Flow(), on_a_page), (Flow(listening=True), in_the_window)):
            expected = tuple(Show(Page(word)) if word in pages else FlowEffect(word) for word in drawn.split())
            assert flow.changed(a_view(State(state)))[1] == expected, state


CHECKED_IN, LISTENS, ON_BREAK = a_view(State.CHECKED_IN), a_view(State.LISTENING), a_view(State.ON_BREAK)
SHOWN = replace(CHECKED_IN, documents=(PASSPORT,))
STEPS: list[tuple[Step, Effect]] = [
    (Flow().begun(True), FlowEffect.LOOK_AT_INTERRUPTED),
    (Flow().begun(False), Show(Page.CHECK_IN)),
    # Documents come before the questions about the call.
    (Flow().changed(CHECKED_IN), Show(Page.ID)),
    (Flow().changed(SHOWN), Show(Page.CALLER)),
    (Flow().changed(replace(CHECKED_IN, lesser_check=True)), Show(Page.CALLER)),
    (Flow().changed(SHOWN, False), FlowEffect.CONFIRM_STAFF),
    # The brief is noted once.
    (Flow(Page.BRIEF).briefed(State.IDENTIFIED), FlowEffect.BRIEF),
    (Flow(Page.BRIEF).briefed(State.BRIEFED), FlowEffect.OPEN),
    (Flow(Page.BRIEF).briefed(State.LISTENING), FlowEffect.OPEN),
    # Listening begins where it stopped, or at what was not heard.
    (Flow().opened(LISTENS), ShowWindow(500)),
    (Flow(Page.CLOSE).not_heard_wanted(LISTENS), FlowEffect.OPEN),
    # A break that could not be noted is noted before it ends.
    (Flow(listening=True).unlocked(State.LISTENING), FlowEffect.BREAK_THEN_OPEN),
    (Flow(listening=True).unlocked(State.ON_BREAK), FlowEffect.OPEN),
    (Flow(Page.BREAK).unlocked(State.LISTENING), FlowEffect.OPEN),
    # What was typed on a break stays when someone leaves.
    (Flow(Page.BREAK).party_gone(replace(ON_BREAK, parties=NOBODY)), FlowEffect.SHOW_PARTIES),
    (Flow(Page.BRIEF).party_gone(replace(ON_BREAK, parties=NOBODY)), Show(Page.NOBODY)),
    (Flow(Page.CLOSE).closed(), Show(Page.CLOSED)),
    (Flow(Page.RESUME).close_wanted(), Show(Page.CLOSE)),
]


def test_each_step_has_its_effect() -> None:
    assert {event[0] for event in EVENTS} == {
        each for name, each in vars(Flow).items() if name.isidentifier() and callable(each) and not name.startswith("_")
    }
    assert [(step, effect) for step, effect in STEPS if step[1] != (effect,)] == []
    wanted, _ = Flow(Page.CLOSE).not_heard_wanted(LISTENS)
    opened, effects = wanted.opened(LISTENS)
    assert effects == (ShowWindow(3000),) and opened.begin_at is None
    assert wanted.not_opened()[0].begin_at == 3000, "it is tried again"


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
        if flow.away and event[0] is Flow.opened and not flow.listening:
            assert effects == (FlowEffect.BREAK,) and after.closed_again and not after.listening
        elif any(isinstance(each, ShowWindow) for each in effects):
            assert event[0] is Flow.opened and not flow.away


def test_a_copy_that_could_not_be_opened_after_a_break_asks_for_the_password_again() -> None:
    for blank in (Flow(Page.BREAK), Flow(listening=True)):
        unlocked, _ = replace(blank, locked=True).unlocked(State.ON_BREAK)
        refused, _ = unlocked.not_opened()
        assert refused.locked and refused.opened(LISTENS)[1] == (FlowEffect.BREAK,)
    assert not Flow(Page.BRIEF).not_opened()[0].locked


def test_why_it_was_shut_again_is_said_once() -> None:
    closed_again, _ = Flow(away=True).opened(a_view(State.LISTENING))
    seen, effects = replace(closed_again, away=False).changed(a_view(State.ON_BREAK))
    assert effects == (Show(Page.BREAK, closed_again=True),)
    assert seen.changed(a_view(State.ON_BREAK))[1] == (Show(Page.BREAK),)


def test_where_nobody_is_left_to_listen_or_the_copy_is_damaged_it_comes_to_the_close() -> None:
    for flow, event, after, effects in EVERYTHING:
        if event[0] is Flow.changed and event[1].parties == NOBODY and event[1].state in MAY_PLAY:
            if FlowEffect.SAVED_IN_WINDOW in effects:
                assert flow.listening
            else:
                assert Show(Page.NOBODY) in effects
        if event[0] is Flow.finish_wanted and event[2] is WhyFinished.ASKED and event[1].parties == NOBODY:
            assert effects == (Finish(WhyFinished.LEFT),)
        if event[0] is Flow.broken:
            assert effects == (Finish(WhyFinished.FAULT),) and after.fault == event[1], "the close says why"


def test_the_sound_starts_by_itself_after_the_sound_check_alone_and_once() -> None:
    for flow, event, after, effects in EVERYTHING:
        windows = [each for each in effects if isinstance(each, ShowWindow)]
        assert all(each.plays == flow.starts for each in windows), event
        if after.starts:
            assert event[0] is Flow.briefed or flow.starts, event
        if after.starts and not flow.listening and flow.starts and event[0] is not Flow.briefed:
            assert not windows and not any(isinstance(each, Show) for each in effects), event
        if event[0] in (Flow.not_opened, Flow.broken) or windows or any(isinstance(each, Show) for each in effects):
            assert not after.starts, event
    briefed, _ = Flow(Page.BRIEF).briefed(State.IDENTIFIED)
    assert briefed.opened(a_view(State.LISTENING))[1] == (ShowWindow(500, plays=True),)
    closed_again, _ = replace(briefed, away=True).opened(a_view(State.LISTENING))
    assert not closed_again.starts


OPENERS = Flow.changed, Flow.briefed, Flow.not_heard_wanted, Flow.unlocked


def opens(effects: tuple[Effect, ...]) -> bool:
    return FlowEffect.OPEN in effects or FlowEffect.BREAK_THEN_OPEN in effects


def goes_blank(event: Event, effects: tuple[Effect, ...]) -> bool:
    return event[0] is Flow.blanked or Show(Page.BREAK) in [
        replace(each, closed_again=False) if isinstance(each, Show) else each for each in effects
    ]


def test_what_opens_the_copy_asks_for_the_password_once_the_screen_went_blank_and_nothing_else_opens_it() -> None:
    for opener, locked in product(OPENERS, BOTH):
        at_once = opener is Flow.unlocked or not locked
        of_kind = [effects for flow, event, _, effects in EVERYTHING if event[0] is opener and flow.locked is locked]
        assert any(map(opens, of_kind)) is at_once, opener
        assert at_once or any(Show(Page.BREAK) in effects for effects in of_kind), opener
    for _, event, _, effects in EVERYTHING:
        assert not opens(effects) or event[0] in OPENERS, event


def test_what_was_interrupted_once_the_call_may_have_played_is_unlocked_before_it_plays() -> None:
    for was in STATES:
        resumed, effects = Flow().changed(replace(a_view(State.INTERRUPTED), interrupted_from=was))
        assert effects == (Show(Page.RESUME),)
        assert resumed.locked is (was in (State.LISTENING, State.ON_BREAK, State.CLOSING))
        then = resumed.not_heard_wanted(a_view(State.CLOSING))[1]
        assert then == ((Show(Page.BREAK),) if resumed.locked else (FlowEffect.OPEN,))


def test_no_order_of_events_leads_from_a_blank_screen_to_sound_without_the_password() -> None:
    """Every order of events, followed from the start. `asked`: the screen is blank, and no password was typed since."""
    followed = {(Flow(), False, False)}
    ahead = list(followed)
    while ahead:
        flow, asked, opening = ahead.pop()
        for event in EVENTS:
            if event[0] in (Flow.opened, Flow.not_opened, Flow.broken) and not opening:
                continue  # it answers an opening
            after, effects = step(flow, event)
            sounds = FlowEffect.REOPEN_IN_WINDOW in effects or any(isinstance(each, ShowWindow) for each in effects)
            assert not (sounds and asked), (flow, event)
            blank = (
                (asked and event[0] is not Flow.unlocked) or goes_blank(event, effects) or FlowEffect.BREAK in effects
            )
            still = opens(effects) or (opening and event[0] not in (Flow.opened, Flow.not_opened, Flow.broken))
            now = replace(after, fault="", begin_at=None), blank, still  # neither decides what opens
            if now not in followed:
                followed.add(now)
                ahead.append(now)
