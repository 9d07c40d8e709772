"""Every use case of a session: in an allowed state it leaves its event, elsewhere nothing at all."""

from __future__ import annotations

import pytest

from desktop.application.shared.commands import Actor
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import SessionId
from desktop.errors import NotAllowedError, WrongStateError
from tests.application.steps import STEPS, Step
from tests.support.offices.builders import Office
from tests.support.refusals import error_of

STATES = [state for state in State if state is not State.BOOKED]
BELONGS = [(step, state) for step in STEPS for state in step.states]
OF_ANYBODY = {"resume"}  # another adviser takes the session over by it


@pytest.mark.parametrize(("step", "state"), BELONGS, ids=lambda value: getattr(value, "name", str(value)))
def test_a_step_in_its_state_leaves_one_event_and_the_session_where_it_should_be(
    office: Office, step: Step, state: State
) -> None:
    id = office.in_state(state)
    office.sighted(id) if state is State.CHECKED_IN and "caller" in step.name else None
    before = len(office.bodies())
    step.run(office, office.who(id), id)
    new = [event for event in office.events()[before:] if event.kind.value != "documents_sighted"] or office.events()[
        -1:
    ]
    assert [event.kind for event in new] == [step.event]
    assert (new[0].actor, new[0].desk) == (office.people["adviser"], office.front)
    assert new[0].subjects["session"] == id and new[0].subjects["request"] == office.first_request  # type: ignore[index]
    assert office.session(id).state is (step.then or state)


@pytest.mark.parametrize("state", STATES)
def test_a_step_in_any_other_state_is_refused_and_leaves_nothing(office: Office, state: State) -> None:
    id = office.in_state(state)
    before = office.session(id), office.exceptions(id), office.bodies()
    for step in STEPS:
        same = {other.name for other in STEPS if other.run is step.run}
        if any(state in other.states for other in STEPS if other.name in same):
            continue
        with pytest.raises(WrongStateError):
            step.run(office, office.who(id), id)
        assert (office.session(id), office.exceptions(id), office.bodies()) == before, step.name
    assert "play" not in office.player.calls or state is State.LISTENING


@pytest.mark.parametrize("state", [State.CHECKED_IN, State.LISTENING, State.CLOSING, State.CLOSED, State.INTERRUPTED])
def test_nobody_else_acts_on_the_session_nor_the_adviser_at_another_desk(office: Office, state: State) -> None:
    id = office.in_state(state)
    before = office.session(id), office.bodies()
    for step in STEPS:
        if step.name in OF_ANYBODY:
            continue
        if step.name == "close" and state is State.INTERRUPTED:
            continue  # anybody closes what was interrupted: its adviser may be away
        for other in (office.actor("other-adviser"), office.actor("adviser", office.back)):
            assert code_of_refusal(office, step, other, id) == "not_your_session", step.name
    assert (office.session(id), office.bodies()) == before


def code_of_refusal(office: Office, step: Step, actor: Actor, id: SessionId) -> str:
    return error_of(NotAllowedError, step.run, office, actor, id).code
