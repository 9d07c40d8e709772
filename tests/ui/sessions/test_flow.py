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


def events() -> Iterator[Event]:
    for state, parties in product(STATES, (HERE, NOBODY)):
        view = a_view(state, parties)
        shown = replace(view, documents=(PASSPORT,))
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


def test_a_step_that_is_done_leads_where_it_is_drawn() -> None:
    assert {row[0] for row in ROWS} == {state.value for state in STATES}
    pages = {page.value for page in Page}
    for state, leads_to in ROWS:
        on_a_page, in_the_window = leads_to.split("  ", 1)
        for flow, drawn in ((Flow(), on_a_page), (Flow(listening=True), in_the_window)):
            expected = tuple(Show(Page(word)) if word in pages else FlowEffect(word) for word in drawn.split())
            assert step(flow, Changed(a_view(State(state))))[1] == expected, state


CHECKED_IN, LISTENS, ON_BREAK = a_view(State.CHECKED_IN), a_view(State.LISTENING), a_view(State.ON_BREAK)
SHOWN = replace(CHECKED_IN, documents=(PASSPORT,))
STEPS: list[tuple[Flow, Event, Effect]] = [
    (Flow(), Begun(True), FlowEffect.LOOK_AT_INTERRUPTED),
    (Flow(), Begun(False), Show(Page.CHECK_IN)),
    # Documents come before the questions about the call.
    (Flow(), Changed(CHECKED_IN), Show(Page.ID)),
    (Flow(), Changed(SHOWN), Show(Page.CALLER)),
    (Flow(), Changed(replace(CHECKED_IN, lesser_check=True)), Show(Page.CALLER)),
    (Flow(), Changed(SHOWN, asks_caller=False), FlowEffect.CONFIRM_STAFF),
    # The brief is noted once.
    (Flow(Page.BRIEF), Briefed(State.IDENTIFIED), FlowEffect.BRIEF),
    (Flow(Page.BRIEF), Briefed(State.BRIEFED), FlowEffect.OPEN),
    (Flow(Page.BRIEF), Briefed(State.LISTENING), FlowEffect.OPEN),
    # Listening begins where it stopped, or at what was not heard.
    (Flow(), Opened(LISTENS), ShowWindow(500)),
    (Flow(Page.CLOSE), NotHeardWanted(LISTENS), FlowEffect.OPEN),
    # A break that could not be noted is noted before it ends.
    (Flow(listening=True), Unlocked(State.LISTENING), FlowEffect.BREAK_THEN_OPEN),
    (Flow(listening=True), Unlocked(State.ON_BREAK), FlowEffect.OPEN),
    (Flow(Page.BREAK), Unlocked(State.LISTENING), FlowEffect.OPEN),
    # What was typed on a break stays when someone leaves.
    (Flow(Page.BREAK), PartyGone(replace(ON_BREAK, parties=NOBODY)), FlowEffect.SHOW_PARTIES),
    (Flow(Page.BRIEF), PartyGone(replace(ON_BREAK, parties=NOBODY)), Show(Page.NOBODY)),
    (Flow(Page.CLOSE), Closed(), Show(Page.CLOSED)),
    (Flow(Page.RESUME), CloseWanted(), Show(Page.CLOSE)),
]


def test_each_step_has_its_effect() -> None:
    for flow, event, effect in STEPS:
        assert step(flow, event)[1] == (effect,), event
    wanted, _ = step(Flow(Page.CLOSE), NotHeardWanted(LISTENS))
    opened, effects = step(wanted, Opened(LISTENS))
    assert effects == (ShowWindow(3000),) and opened.begin_at is None
    assert step(wanted, NotOpened())[0].begin_at == 3000, "it is tried again"


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


def test_a_copy_that_could_not_be_opened_after_a_break_asks_for_the_password_again() -> None:
    for blank in (Flow(Page.BREAK), Flow(listening=True)):
        unlocked, _ = step(replace(blank, locked=True), Unlocked(State.ON_BREAK))
        refused, _ = step(unlocked, NotOpened())
        assert refused.locked and step(refused, Opened(LISTENS))[1] == (FlowEffect.BREAK,)
    assert not step(Flow(Page.BRIEF), NotOpened())[0].locked


def test_why_it_was_shut_again_is_said_once() -> None:
    closed_again, _ = step(Flow(away=True), Opened(a_view(State.LISTENING)))
    seen, effects = step(replace(closed_again, away=False), Changed(a_view(State.ON_BREAK)))
    assert effects == (Show(Page.BREAK, closed_again=True),)
    assert step(seen, Changed(a_view(State.ON_BREAK)))[1] == (Show(Page.BREAK),)


def test_where_nobody_is_left_to_listen_or_the_copy_is_damaged_it_comes_to_the_close() -> None:
    for flow, event, after, effects in EVERYTHING:
        if isinstance(event, Changed) and event.view.parties == NOBODY and event.view.state in MAY_PLAY:
            if FlowEffect.SAVED_IN_WINDOW in effects:
                assert flow.listening
            else:
                assert Show(Page.NOBODY) in effects
        if isinstance(event, FinishWanted) and event.because is WhyFinished.ASKED and event.view.parties == NOBODY:
            assert effects == (Finish(WhyFinished.LEFT),)
        if isinstance(event, Broken):
            assert effects == (Finish(WhyFinished.FAULT),) and after.fault == event.words, "the close says why"


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


def test_what_opens_the_copy_asks_for_the_password_once_the_screen_went_blank_and_nothing_else_opens_it() -> None:
    for row in OPENING.strip().splitlines():
        name, before, after_a_blank = row.split()
        for locked, drawn in ((False, before), (True, after_a_blank)):
            of_kind = [each for each in EVERYTHING if isinstance(each[1], OPENERS[name]) and each[0].locked is locked]
            assert any(opens(effects) for *_, effects in of_kind) == (drawn == "opens"), name
            assert drawn == "opens" or any(Show(Page.BREAK) in effects for *_, effects in of_kind), name
    for _, event, _, effects in EVERYTHING:
        assert not opens(effects) or isinstance(event, tuple(OPENERS.values())), event


def test_what_was_interrupted_once_the_call_may_have_played_is_unlocked_before_it_plays() -> None:
    for was in STATES:
        resumed, effects = step(Flow(), Changed(replace(a_view(State.INTERRUPTED), interrupted_from=was)))
        assert effects == (Show(Page.RESUME),)
        assert resumed.locked is (was in (State.LISTENING, State.ON_BREAK, State.CLOSING))
        then = step(resumed, NotHeardWanted(a_view(State.CLOSING)))[1]
        assert then == ((Show(Page.BREAK),) if resumed.locked else (FlowEffect.OPEN,))


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
