"""A new administrator by a recovery key: only by one of the office's two, and only as a new account."""

from __future__ import annotations

import pytest

from desktop.application.office.accounts import Recover
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Person, Role
from desktop.vault.keys import new_identity
from tests.application.office.test_accounts import FIRST, signed_in
from tests.support.builders import Office
from tests.support.refusals import field_problems, refusal


def recipients(office: Office) -> list[str]:
    with office.uow().read_only() as uow:
        return list(uow.proven.recipients("recovery"))


def recover(office: Office, recipient: str, name: str = "recovered", shown: str = "Recovered") -> Person:
    made: Person = office.do(Recover(office.front, recipient, name, shown, FIRST))
    return made


@pytest.mark.parametrize("number", [0, 1])
def test_each_of_the_two_keys_makes_one_and_the_log_names_it(office: Office, number: int) -> None:
    recipient = recipients(office)[number]
    made = recover(office, recipient)
    assert made.roles == {Role.ADMINISTRATOR} and made.first_password
    event = office.events()[-1]
    assert (event.kind, event.actor, event.facts["recipient"]) == (EventKind.ADMINISTRATOR_RECOVERED, None, recipient)
    assert signed_in(office, "recovered", FIRST) == made
    proof = office.verify()
    assert proof.whole and not proof.findings


@pytest.mark.parametrize("recipient", ["", "age1nobody", new_identity()[1]])
def test_another_key_makes_nobody(office: Office, recipient: str) -> None:
    before = office.bodies()
    assert refusal(recover, office, recipient) == "not_a_recovery_key"
    assert office.bodies() == before


@pytest.mark.parametrize(
    ("name", "shown", "problem"),
    [
        ("adviser", "X", {"sign_in_name": "name_taken"}),
        ("", "X", {"sign_in_name": "sign_in_name_missing"}),
        ("x", "", {"shown_name": "shown_name_missing"}),
    ],
)
def test_nobody_elses_account_is_taken(office: Office, name: str, shown: str, problem: dict[str, str]) -> None:
    assert field_problems(recover, office, recipients(office)[0], name, shown) == problem
