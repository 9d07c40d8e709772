"""The person was asked again: the new account is searched, held and logged, without a number in the log."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from desktop.application.requests.intake import CorrectCall
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RequestId
from desktop.errors import WrongStateError
from tests.support.builders import Office
from tests.support.fakes import TUESDAY
from tests.support.refusals import field_problems

DAY = timedelta(days=1)


def corrected(office: Office, id: RequestId, call: Call, by: str = "officer") -> Any:
    return office.do(CorrectCall(office.actor(by), id, call))


def test_the_call_is_another_from_now_on_and_the_log_tells_in_what_alone(office: Office) -> None:
    id = office.a_request()
    before = office.request(id)
    corrected(office, id, Call(before.call.at - DAY, "01632 960701"))
    assert office.request(id).call == Call(before.call.at - DAY, "+441632960701")
    event = office.events()[-1]
    assert event.kind is EventKind.CALL_CORRECTED
    assert {**event.facts, "stops": [], "asked": ""} == {
        "time": True,
        "number": True,
        "direction": False,
        "by_somebody_else": False,
        "held": 0,
        "recordings": [],
        "stops": [],
        "asked": "",
    }
    assert b"960701" not in office.bodies()[-1]
    with office.uow().read_only() as uow:
        (task,) = uow.keeping.tasks_of(id)
    assert task.deletes_on == (before.call.at - DAY).date() + timedelta(days=90)
    assert event.facts["stops"] == [[id, "switchboard", task.deletes_on.isoformat()]]


def test_what_could_be_the_call_now_is_held_too(office: Office) -> None:
    here = office.request(office.first_request)
    assert here.recording is not None
    with office.uow().read_only() as uow:
        original = uow.recordings.get(here.recording)
    id = office.a_request(call=Call(original.call_at - 60 * DAY, "01632 960702"))
    corrected(office, id, Call(original.call_at, WITHHELD if original.number is None else original.number))
    with office.uow().read_only() as uow:
        (hold,) = uow.keeping.holds_of(id)
        assert original.id in uow.keeping.held_by(hold.id)
    assert office.events()[-1].facts["held"] == 1


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (Call(TUESDAY + DAY, "01632 960701"), {"call_1_day": "call_in_future"}),
        (Call(TUESDAY, "01632 960701"), {"call_1_day": "call_after_receipt"}),
        (Call(TUESDAY - 20 * DAY, "my sister's"), {"call_1_number": "number_unreadable"}),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(office: Office, call: Call, problem: dict[str, str]) -> None:
    id = office.a_request()
    before, events = office.request(id), office.bodies()
    assert field_problems(corrected, office, id, call) == problem
    assert (office.request(id), office.bodies()) == (before, events)


def test_the_call_of_a_taken_request_moves_to_its_day_of_receipt_and_not_past_it(office: Office) -> None:
    id = office.a_request()
    received = datetime.combine(office.request(id).received_on, time(12), UTC)
    assert field_problems(corrected, office, id, Call(received + DAY, "")) == {"call_1_day": "call_after_receipt"}
    corrected(office, id, Call(received, ""))
    assert office.request(id).call.at == received


def test_once_it_is_found_it_is_not_another_call_any_more(office: Office) -> None:
    with pytest.raises(WrongStateError, match="request_moved_on"):
        corrected(office, office.imported(office.a_request()), Call(TUESDAY - DAY, ""))
