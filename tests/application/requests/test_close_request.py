"""A request is closed when someone says how it was answered, and never by itself."""

from __future__ import annotations

import pytest

from desktop.application.requests.close_request import CloseRequest, close_request
from desktop.application.sessions import checking_in
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Answered, RefusalReason, Status
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, NotAllowedError, WrongStateError
from tests.builders import Office


def close(office: Office, request: RequestId, answered: Answered | None, by: str = "officer") -> None:
    office.do(close_request, CloseRequest(office.actor(by), request, answered))


def reached(office: Office, status: Status) -> RequestId:
    """Return a fresh request in that state."""
    id = office.a_request()
    if status is Status.REFUSED:
        return office.decided(id, False, refusal=RefusalReason.THIRD_PARTY)
    if status is Status.TAKEN:
        return id
    office.imported(id)
    if status is Status.MATCHED:
        return id
    office.prepared(id)
    return id if status is Status.PREPARED else office.decided(id)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (Status.TAKEN, {Answered.WITHDRAWN}),
        (Status.MATCHED, {Answered.WITHDRAWN}),
        (Status.PREPARED, {Answered.WITHDRAWN}),
        (Status.REFUSED, {Answered.REFUSAL_SENT, Answered.WITHDRAWN}),
        (Status.APPROVED, {Answered.COPY_SENT, Answered.WITHDRAWN}),
    ],
)
@pytest.mark.parametrize("answered", Answered)
def test_what_closes_a_request_depends_on_how_far_it_has_come(
    office: Office, status: Status, allowed: set[Answered], answered: Answered
) -> None:
    id = reached(office, status)
    if answered in allowed:
        close(office, id, answered)
        assert office.request(id).status is Status.CLOSED
        event = office.events()[-1]
        assert (event.kind, dict(event.facts)) == (EventKind.REQUEST_CLOSED, {"answered": answered.value})
        return
    before = office.bodies()
    with pytest.raises(FieldsError) as refused:
        close(office, id, answered)
    assert set(refused.value.problems) == {"answered"}
    assert office.request(id).status is status and office.bodies() == before


def test_what_was_listened_to_can_be_closed_as_that_and_not_before(office: Office) -> None:
    request = office.first_request
    with pytest.raises(FieldsError):
        close(office, request, Answered.LISTENED)
    office.closed()
    assert office.request(request).status is Status.APPROVED, "listening never closes a request"
    close(office, request, Answered.LISTENED)
    assert office.request(request).status is Status.CLOSED


def test_a_session_in_which_nothing_was_heard_is_no_listening(office: Office) -> None:
    office.close(office.checked_in_and_finished(), Outcome.CUSTOMER_LEFT)
    with pytest.raises(FieldsError):
        close(office, office.first_request, Answered.LISTENED)


def test_where_a_copy_is_wanted_it_closes_only_when_the_copy_was_sent(office: Office) -> None:
    id = office.closing()
    office.close(id, Outcome.HEARD_IN_PART, copy_wanted=True)
    assert office.request(office.first_request).copy_wanted
    with pytest.raises(FieldsError) as refused:
        close(office, office.first_request, Answered.LISTENED)
    assert refused.value.problems == {"answered": "copy_not_sent"}
    close(office, office.first_request, Answered.COPY_SENT)


def test_who_says_at_the_end_that_no_copy_is_wanted_is_taken_at_their_word(office: Office) -> None:
    request = office.decided(office.prepared(office.imported(office.a_request(copy_wanted=True))))
    office.close(office.closing(request=request), Outcome.HEARD_IN_PART)
    assert not office.request(request).copy_wanted
    close(office, request, Answered.LISTENED)


@pytest.mark.parametrize("state", [state for state in State if state not in (State.BOOKED, State.CLOSED)])
def test_not_while_a_session_is_open(office: Office, state: State) -> None:
    office.in_state(state)
    with pytest.raises(WrongStateError) as refused:
        close(office, office.first_request, Answered.WITHDRAWN)
    assert refused.value.code == "session_open"


def test_not_while_somebody_is_invited(office: Office) -> None:
    appointment = office.booked()
    with pytest.raises(WrongStateError) as refused:
        close(office, office.first_request, Answered.WITHDRAWN)
    assert refused.value.code == "appointment_open"
    office.do(checking_in.call_off, checking_in.CallOff(office.actor(), appointment.id, Outcome.CANCELLED))
    close(office, office.first_request, Answered.WITHDRAWN)


def test_how_it_was_answered_is_asked_for(office: Office) -> None:
    with pytest.raises(FieldsError) as refused:
        close(office, office.first_request, None)
    assert refused.value.problems == {"answered": "answer_missing"}


def test_it_is_closed_once(office: Office) -> None:
    close(office, office.first_request, Answered.WITHDRAWN)
    with pytest.raises(WrongStateError):
        close(office, office.first_request, Answered.WITHDRAWN)


def test_nothing_can_be_opened_of_a_closed_request(office: Office) -> None:
    close(office, office.first_request, Answered.WITHDRAWN)
    with pytest.raises(WrongStateError):
        office.booked()


@pytest.mark.parametrize("name", ["adviser", "approver", "supervisor", "administrator"])
def test_only_the_information_officer_closes_requests(office: Office, name: str) -> None:
    with pytest.raises(NotAllowedError):
        close(office, office.first_request, Answered.WITHDRAWN, by=name)
