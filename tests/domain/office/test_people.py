"""The permissions of each role."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from desktop.domain.office.people import (
    ALLOWED,
    Loan,
    Permission,
    Person,
    Role,
    directory_digest,
    must_stay_administered,
    roles_in,
    roles_text,
)
from desktop.domain.shared.ids import PersonId
from tests.support.refusals import refusal

# Who does what, written down once more by hand.
WHO = {
    Permission.CONDUCT_SESSION: {Role.ADVISER},
    Permission.SEE_APPOINTMENTS: {Role.ADVISER, Role.INFORMATION_OFFICER},
    Permission.TAKE_REQUEST: {Role.INFORMATION_OFFICER},
    Permission.CORRECT_ASKER: {Role.INFORMATION_OFFICER},
    Permission.SEE_REQUESTS: {Role.INFORMATION_OFFICER, Role.APPROVER},
    Permission.PREPARE_COPY: {Role.INFORMATION_OFFICER},
    Permission.BOOK_APPOINTMENT: {Role.INFORMATION_OFFICER},
    Permission.WRITE_LETTER: {Role.INFORMATION_OFFICER},
    Permission.RELEASE_HOLD: {Role.INFORMATION_OFFICER, Role.APPROVER},
    Permission.DECIDE: {Role.APPROVER},
    Permission.ALLOW_LESSER_CHECK: {Role.SUPERVISOR},
    Permission.REVIEW: {Role.SUPERVISOR},
    Permission.SAVE_RECEIPT: {Role.SUPERVISOR},
    Permission.SEE_STATISTICS: {Role.INFORMATION_OFFICER, Role.APPROVER, Role.SUPERVISOR},
    Permission.VERIFY_LOG: {Role.SUPERVISOR, Role.ADMINISTRATOR},
    Permission.ADMINISTER: {Role.ADMINISTRATOR},
    Permission.ADOPT_POLICY: {Role.ADMINISTRATOR, Role.SUPERVISOR},
}

FIRST, LAST = date(2026, 12, 3), date(2026, 12, 9)


def somebody(role: Role, active: bool = True) -> Person:
    return Person(PersonId("a" * 32), "somebody", "Somebody", frozenset({role}), active)


def test_every_role_and_every_permission_is_decided() -> None:
    assert set(ALLOWED) == set(Role)
    assert set(WHO) == set(Permission)


def test_a_role_may_do_what_is_its_own_and_nothing_else() -> None:
    pairs = list(product(Role, Permission))
    found = {pair: refusal(somebody(pair[0]).must, pair[1]) for pair in pairs}
    assert found == {(role, each): None if role in WHO[each] else "not_your_role" for role, each in pairs}


def test_whoever_has_left_may_do_nothing() -> None:
    pairs = [(role, each) for role in Role for each in ALLOWED[role]]
    assert [pair for pair in pairs if refusal(somebody(pair[0], active=False).must, pair[1]) is None] == []


def test_nobody_who_conducts_decides_prepares_or_reviews() -> None:
    apart = {Permission.CONDUCT_SESSION, Permission.PREPARE_COPY, Permission.DECIDE, Permission.REVIEW}
    assert all(len(allowed & apart) <= 1 for allowed in ALLOWED.values())


def test_a_second_person_is_somebody_who_had_no_part() -> None:
    person = somebody(Role.APPROVER)
    person.must_not_be(frozenset({PersonId("b" * 32)}))
    assert refusal(person.must_not_be, frozenset({PersonId("b" * 32), person.id})) == "needs_another_person"


@pytest.mark.parametrize(
    ("day", "counts"),
    [(date(2026, 12, 2), False), (FIRST, True), (date(2026, 12, 5), True), (LAST, True), (date(2026, 12, 10), False)],
)
def test_a_role_is_lent_from_the_first_day_to_the_last_both_included(day: date, counts: bool) -> None:
    assert Loan(Role.APPROVER, FIRST, LAST).in_force(day) is counts


def test_roles_are_kept_in_their_own_order_and_come_back() -> None:
    assert roles_text({Role.SUPERVISOR, Role.ADVISER}) == "adviser supervisor"
    assert roles_in("adviser supervisor") == {Role.ADVISER, Role.SUPERVISOR} and roles_in("") == frozenset()


def test_an_account_of_the_directory_has_a_digest_of_its_own_and_a_local_one_has_none() -> None:
    mine, theirs = PersonId("a" * 32), PersonId("b" * 32)
    assert directory_digest(mine, "") == ""
    assert len({directory_digest(mine, "1"), directory_digest(theirs, "1"), directory_digest(mine, "2")}) == 3


def test_somebody_here_and_local_stays_an_administrator() -> None:
    local = somebody(Role.ADMINISTRATOR)
    must_stay_administered([somebody(Role.ADVISER), local])
    for nobody in ([], [somebody(Role.SUPERVISOR)], [replace(local, active=False)], [replace(local, directory="1")]):
        assert refusal(must_stay_administered, nobody) == "last_administrator"
