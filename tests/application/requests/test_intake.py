"""Taking a request for one call or several, with telephone numbers as people type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop.application.requests.intake import TakeRequest
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import (
    WITHHELD,
    Authority,
    Call,
    Channel,
    Language,
    Representative,
    Request,
)
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError
from tests.support.builders import ASKER, NORMAL, NUMBER, Office
from tests.support.fakes import TUESDAY

CALL = Call(TUESDAY - timedelta(days=30), NUMBER)
THREE = tuple(replace(CALL, at=CALL.at + timedelta(hours=hours), outbound=hours == 1) for hours in range(3))


def take(office: Office, *calls: Call, **more: Any) -> tuple[Request, ...]:
    command: dict[str, Any] = {"kind": Kind.SUBJECT_ACCESS, "asker": ASKER, "received_on": TUESDAY.date()}
    command |= {"came_by": Channel.LETTER}
    actor = office.actor("officer", office.back)
    taken: tuple[Request, ...] = office.do(TakeRequest(actor=actor, calls=calls, **command | more), desk=office.back)
    return taken


def refused(office: Office, *calls: Call, **more: Any) -> dict[str, str]:
    with pytest.raises(FieldsError) as error:
        take(office, *calls, **more)
    return error.value.problems


def test_each_call_is_a_request_under_one_number_with_its_own_hold_and_tasks(office: Office) -> None:
    taken = take(office, *THREE, reason="To hear what was said.")
    assert [request.reference for request in taken] == ["SAR-2026-0002", "SAR-2026-0002/2", "SAR-2026-0002/3"]
    assert [request.call.outbound for request in taken] == [False, True, False]
    with office.uow().read_only() as uow:
        assert list(uow.requests.of_number("SAR-2026-0002")) == list(taken)
        assert {uow.requests.reason(request.id) for request in taken} == {"To hear what was said."}
        holds = [hold for request in taken for hold in uow.keeping.holds_of(request.id)]
        tasks = [task.deletes_on for request in taken for task in uow.keeping.tasks_of(request.id)]
    assert len(holds) == 3 and tasks == [date(2027, 1, 23)] * 3
    *_, before, event = [event for event in office.events() if event.kind is EventKind.REQUEST_TAKEN]
    assert before.facts["reference"] == "SAR-2026-0001" and event.facts["reference"] == "SAR-2026-0002"
    assert event.facts["requests"] == [request.id for request in taken]
    assert event.facts["holds"] == [hold.id for hold in holds]
    assert take(office, CALL)[0].reference == "SAR-2026-0003"


def test_a_number_is_kept_in_one_form_however_it_was_typed(office: Office) -> None:
    for typed in (NUMBER, "+44 1632 960733", " 01632960733 "):
        assert take(office, replace(CALL, number=typed))[0].call.number == NORMAL
    assert take(office, replace(CALL, number=" Withheld "))[0].call.number == WITHHELD
    assert take(office, replace(CALL, number="  "))[0].call.number == ""


def test_what_is_no_number_is_said_at_its_call_beside_everything_else_and_nothing_is_taken(office: Office) -> None:
    before = office.bodies()
    bad = replace(THREE[1], number="ring me back")
    assert refused(office, CALL, bad, asker=replace(ASKER, address="")) == {
        "call_2_number": "number_unreadable",
        "address": "address_missing",
    }
    assert refused(office, CALL, replace(CALL, number="+441632960733")) == {"call_2_day": "call_twice"}
    assert office.bodies() == before


def test_who_acts_for_the_person_and_how_it_is_safe_to_reach_them_is_kept_and_not_in_the_log(office: Office) -> None:
    seen = date(2026, 11, 24)
    friend = Representative("Test Friend", Authority.WRITTEN_CONSENT, "This call alone", seen, "2 Nowhere Lane")
    asker = replace(ASKER, contact="By letter. Never ring.")
    (request,) = take(office, CALL, asker=asker, representative=friend)
    kept = office.request(request.id)
    assert (kept.asker, kept.representative) == (asker, friend)
    assert office.events()[-1].facts["represented"] is True
    log = b"".join(office.bodies())
    assert (
        b"Friend" not in log and b"2 Nowhere" not in log and b"Never ring" not in log and b"This call alone" not in log
    )


def test_what_is_asked_for_stays_with_each_request(office: Office) -> None:
    friend = Representative("Test Friend", Authority.WRITTEN_CONSENT, address="2 Nowhere Lane")
    typed: dict[str, Any] = {"purpose": None, "adjustments": ("Louder",), "copy_wanted": True, "representative": friend}
    typed |= {"needs": (Need.SLOWER, Need.LARGE_TYPE), "language": Language.BOTH}
    common: dict[str, Any] = {"kind": Kind.SUBJECT_ACCESS, "received_on": TUESDAY.date(), "asker": ASKER} | typed
    common |= {"came_by": Channel.LETTER, "copy_offered": False}
    for request in take(office, *THREE, **typed):
        assert office.request(request.id).asked() == request.asked()
        assert request.asked().items() >= common.items()


@pytest.mark.parametrize("channel", Channel)
def test_how_it_came_and_whether_a_copy_was_offered_stay_with_it_and_are_in_the_log(
    office: Office, channel: Channel
) -> None:
    (request,) = take(office, CALL, came_by=channel, copy_offered=True)
    assert office.request(request.id) == request
    assert (request.came_by, request.copy_offered) == (channel, True)
    facts = office.events()[-1].facts
    assert (facts["came_by"], facts["copy_offered"]) == (channel.value, True)
    with office.uow().read_only() as uow:
        assert not uow.proven.everything()
