"""Events that decide over a person's recording are anchored outside the database at once, with all earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.application.copies.deciding import WithdrawApproval, withdraw_approval
from desktop.application.recordings.holding import ask_release, release_hold
from desktop.domain.copies.weighing import Ruling
from desktop.domain.requests.request import RefusalReason
from tests.builders import Office


def waiting(office: Office) -> Any:
    return office.prepared(office.imported(office.a_request()))


def approve(office: Office) -> None:
    office.decided(waiting(office))


def refuse(office: Office) -> None:
    office.decided(waiting(office), ruling=Ruling.REFUSE, refusal=RefusalReason.MANIFESTLY_EXCESSIVE)


def send_back(office: Office) -> None:
    office.decided(waiting(office), ruling=Ruling.SEND_BACK, words="Take out the name at 31 seconds.")


def withdraw(office: Office) -> None:
    command = WithdrawApproval(office.actor("approver"), office.first_request, "The neighbour's name can be heard.")
    office.do(withdraw_approval, command)


def release(office: Office) -> None:
    with office.uow().look() as uow:
        (hold,) = uow.keeping.holds_of(office.first_request)
    office.do(ask_release, office.actor("officer"), hold.id)
    office.do(release_hold, office.actor("approver"), hold.id)


@pytest.mark.parametrize("act", [approve, refuse, send_back, withdraw, release])
def test_it_is_in_the_witness_when_it_is_said_to_be_done(office: Office, act: Callable[[Office], None]) -> None:
    before = office.verify()
    act(office)
    after = office.verify()
    assert after.whole and after.events > before.events
    assert after.anchored == after.events
