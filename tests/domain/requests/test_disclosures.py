"""A file for the police is recorded as disclosed after approval, completely, and on a day that can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop.domain.requests.request import (
    Answered,
    DisclosureBasis,
    DisclosureRoute,
    Purpose,
    Request,
    Status,
    may_be_disclosed,
    possible_answers,
    problems_of_disclosing,
)
from desktop.domain.shared.kinds import Kind
from tests.domain.requests.test_request import REQUEST

APPROVED_ON, TODAY = date(2026, 11, 20), date(2026, 11, 24)
DAY = timedelta(days=1)


def for_police(**more: Any) -> Request:
    return replace(REQUEST, **{"kind": Kind.INTERNAL, "purpose": Purpose.POLICE, "status": Status.APPROVED} | more)


def problems(request: Request, **more: Any) -> dict[str, str]:
    given: dict[str, Any] = {
        "receiver": "Demo Constabulary",
        "route": DisclosureRoute.SECURE_TRANSFER,
        "basis": DisclosureBasis.CRIME,
        "on": TODAY,
        "approved_on": APPROVED_ON,
        "today": TODAY,
    }
    return problems_of_disclosing(request, **given | more)


def test_it_is_complete_and_between_the_approval_and_today() -> None:
    request = for_police()
    assert problems(request) == {} == problems(request, on=APPROVED_ON)
    assert problems(request, receiver=" ", route=None, basis=None) == {
        "disclosed_to": "disclosed_to_missing",
        "disclosure_route": "disclosure_route_missing",
        "disclosure_basis": "disclosure_basis_missing",
    }
    assert problems(request, on=TODAY + DAY) == {"disclosed_on": "day_in_future"}
    assert problems(request, on=APPROVED_ON - DAY) == {"disclosed_on": "before_the_approval"}
    ended = for_police(approved_until=TODAY - DAY)
    assert problems(ended) == {"disclosed_on": "after_the_approval"} and problems(ended, on=TODAY - DAY) == {}


@pytest.mark.parametrize("status", Status)
def test_only_an_approved_request_for_the_police_is_disclosed(status: Status) -> None:
    assert may_be_disclosed(for_police(status=status)) is (status is Status.APPROVED)
    assert not may_be_disclosed(for_police(status=status, purpose=Purpose.TRAINING))


def test_it_is_closed_as_disclosed_once_that_is_recorded_and_never_as_a_copy_that_was_sent() -> None:
    request = for_police()
    assert possible_answers(request, listened=False) == (Answered.WITHDRAWN,)
    assert possible_answers(request, listened=True) == (Answered.LISTENED, Answered.WITHDRAWN)
    assert possible_answers(request, listened=False, disclosed=True) == (Answered.DISCLOSED, Answered.WITHDRAWN)
    both = possible_answers(request, listened=True, disclosed=True)
    assert both == (Answered.DISCLOSED, Answered.LISTENED, Answered.WITHDRAWN)
