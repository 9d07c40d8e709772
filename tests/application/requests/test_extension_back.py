"""An extension is taken back with a reason, for all calls of its number: the answer is due as before it was told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desktop.application.requests.deadlines import TakeExtensionBack, TellExtension
from desktop.application.requests.views import open_request
from desktop.domain.log.events import EventKind
from desktop.domain.requests.deadline import ExtensionReason
from desktop.domain.requests.deadline_days import DayOf
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import RequestId
from tests.support.builders import Office
from tests.support.fakes import TUESDAY
from tests.support.refusals import refusal

TODAY = TUESDAY.date()
WHY = "The calls were found sooner than expected."


@pytest.fixture
def extended(office: Office) -> RequestId:
    """Return a request received on 14 November, for two calls, whose answer takes longer."""
    request = office.a_request(calls=tuple(Call(TUESDAY - timedelta(days=days), "") for days in (30, 31)))
    command = TellExtension(office.actor("officer", office.back), request, TODAY, ExtensionReason.COMPLEX)
    office.do(command, desk=office.back)
    return request


def take_back(office: Office, request: RequestId, reason: str = WHY, by: str = "officer") -> Any:
    return office.do(TakeExtensionBack(office.actor(by), request, reason))


def dues(office: Office, request: RequestId) -> list[date | None]:
    with office.uow().read_only() as uow:
        return [each.due_on for each in uow.requests.of_number(uow.requests.get(request).number)]


def test_every_call_of_its_number_is_due_as_before_it_was_told(office: Office, extended: RequestId) -> None:
    assert dues(office, extended) == [date(2027, 2, 15)] * 2
    office.clock.pass_by(days=1)
    take_back(office, extended)
    assert dues(office, extended) == [date(2026, 12, 14)] * 2
    assert office.request(extended).deadline_facts.extension is None
    event = office.events()[-1]
    assert event.kind is EventKind.EXTENSION_TAKEN_BACK
    assert (event.facts["told_on"], event.facts["due_on"]) == ("2026-11-24", "2026-12-14")
    assert WHY.encode() not in b"".join(office.bodies()) and len(str(event.facts["digest"])) == 64


def test_who_took_it_back_when_and_why_stays_with_the_request(office: Office, extended: RequestId) -> None:
    office.clock.pass_by(days=1)
    take_back(office, extended)
    (kept,) = office.do(open_request, office.actor("officer"), extended).corrected
    assert (kept.noted.of, kept.noted.day) == (DayOf.EXTENSION_TAKEN_BACK, TODAY)
    assert (kept.became, kept.reason) == (TODAY + timedelta(days=1), WHY)


def test_it_can_be_told_again_and_is_taken_back_once(office: Office, extended: RequestId) -> None:
    take_back(office, extended)
    assert refusal(take_back, office, extended) == "not_extended"
    office.do(TellExtension(office.actor("officer"), extended, TODAY, ExtensionReason.MANY_REQUESTS))
    assert dues(office, extended) == [date(2027, 2, 15)] * 2
