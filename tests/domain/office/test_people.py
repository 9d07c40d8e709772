"""People and PCs: who may do what, which keys a PC holds, how one joins, and a recovery key on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office import pcs
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
from desktop.domain.office.recovery_proof import END, groups, proves
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.errors import NotAllowedError
from desktop.vault.keys import new_identity
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


@pytest.mark.against("adviser", "supervisor")
def test_a_role_may_do_what_is_its_own_and_nothing_else() -> None:
    pairs = list(product(Role, Permission))
    found = {pair: refusal(somebody(pair[0]).must, pair[1]) for pair in pairs}
    assert found == {(role, each): None if role in WHO[each] else "not_your_role" for role, each in pairs}


def test_whoever_has_left_may_do_nothing() -> None:
    pairs = [(role, each) for role in Role for each in ALLOWED[role]]
    assert [pair for pair in pairs if refusal(somebody(pair[0], active=False).must, pair[1]) is None] == []


@pytest.mark.against("supervisor")
def test_nobody_who_conducts_decides_prepares_or_reviews() -> None:
    apart = {Permission.CONDUCT_SESSION, Permission.PREPARE_COPY, Permission.DECIDE, Permission.REVIEW}
    assert all(len(allowed & apart) <= 1 for allowed in ALLOWED.values())


def test_a_second_person_is_somebody_who_had_no_part() -> None:
    person = somebody(Role.APPROVER)
    person.must_not_be(frozenset({PersonId("b" * 32)}))
    assert refusal(person.must_not_be, frozenset({PersonId("b" * 32), person.id})) == "needs_another_person"


def test_a_role_is_lent_from_the_first_day_to_the_last_both_included() -> None:
    for day, counts in (
        (date(2026, 12, 2), False),
        (FIRST, True),
        (date(2026, 12, 5), True),
        (LAST, True),
        (date(2026, 12, 10), False),
    ):
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


AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ADVISER, BOTH = frozenset({Role.ADVISER}), frozenset({Role.ADVISER, Role.SUPERVISOR})


def desk(kind: pcs.DeskKind, *, withdrawn: bool = False) -> pcs.EnrolledDesk:
    return pcs.EnrolledDesk(DeskId("a" * 32), "Desk 1", kind, "age1", AT, AT if withdrawn else None)


def test_each_kind_has_its_keys_and_its_customers() -> None:
    for kind, holds, sees_customers in (
        (pcs.DeskKind.COUNTER, {pcs.COPIES}, True),
        (pcs.DeskKind.BACK_OFFICE, {pcs.COPIES, pcs.ORIGINALS}, True),
        (pcs.DeskKind.DECISION, {pcs.COPIES}, False),
        (pcs.DeskKind.REVIEW, set(), False),
    ):
        found = desk(kind)
        assert set(found.holds) == holds and found.sees_customers is sees_customers
        assert found.opens_originals is (pcs.ORIGINALS in holds)
        assert all((kind in pcs.kinds_that_hold(key)) is (key in holds) for key in (pcs.COPIES, pcs.ORIGINALS))


def test_one_that_was_withdrawn_has_none_and_nothing_is_done_there() -> None:
    for kind in pcs.DeskKind:
        gone = desk(kind, withdrawn=True)
        assert gone.holds == frozenset() and not gone.sees_customers and not gone.opens_originals
        with pytest.raises(NotAllowedError, match="desk_withdrawn"):
            gone.must_be_for(Permission.REVIEW)
        with pytest.raises(NotAllowedError, match="desk_withdrawn"):
            gone.must_have_work_for(BOTH)


def test_an_adviser_has_nothing_to_do_where_nobody_is_seen_unless_they_have_another_role() -> None:
    for kind in pcs.DeskKind:
        found = desk(kind)
        found.must_have_work_for(BOTH)
        found.must_have_work_for(frozenset())
        if found.sees_customers:
            found.must_have_work_for(ADVISER)
            found.must_be_for(Permission.CONDUCT_SESSION)
            continue
        with pytest.raises(NotAllowedError, match="no_work_at_this_pc"):
            found.must_have_work_for(ADVISER)
        with pytest.raises(NotAllowedError, match="not_at_this_pc"):
            found.must_be_for(Permission.CONDUCT_SESSION)


def test_a_counter_leaves_to_others_what_a_back_office_can_do_once_there_is_one() -> None:
    counter, back = desk(pcs.DeskKind.COUNTER), desk(pcs.DeskKind.BACK_OFFICE)
    assert pcs.leaves_to_others(counter, [counter, back])
    assert not pcs.leaves_to_others(counter, [counter, desk(pcs.DeskKind.DECISION)])
    assert not pcs.leaves_to_others(counter, [counter, replace(back, withdrawn_at=AT)])
    assert not pcs.leaves_to_others(back, [counter, back])


REQUEST = pcs.JoinRequest(DeskId("7" * 32), "Desk 7", "age1" + "q" * 58, "A" * 43 + "=")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=100))
def test_what_is_written_is_read(name: str) -> None:
    request = pcs.JoinRequest(REQUEST.desk, name, REQUEST.recipient, REQUEST.key)
    assert pcs.read_join_request(request.text()) == request


def test_a_file_that_was_on_windows_has_its_line_ends() -> None:
    assert pcs.read_join_request(REQUEST.text().replace("\n", "\r\n")) == REQUEST


@given(st.integers(0, len(REQUEST.text()) - 1), st.characters(codec="ascii"))
def test_one_that_is_changed_anywhere_is_another_or_none(at: int, other: str) -> None:
    text = REQUEST.text()
    changed = pcs.read_join_request(text[:at] + other + text[at + 1 :])
    assert (changed == REQUEST) == (text[at] == other)


def test_one_that_is_cut_is_none() -> None:
    for cut in (0, 1, 30, 100, len(REQUEST.text()) - 1):
        assert pcs.read_join_request(REQUEST.text()[:cut]) is None


@given(st.text(max_size=300))
def test_any_other_text_is_none(text: str) -> None:
    assert pcs.read_join_request(text) is None


def test_its_file_and_its_answers_are_called_after_the_pc() -> None:
    cases = [
        ("Desk 2", "-desk-2"),
        ("COUNTER-1", "-counter-1"),
        ("Zähler/../3", "-zahler-3"),
        ("窓口", ""),
        ("a" * 60, "-" + "a" * (pcs.NAMED - 1)),
        ("a" * (pcs.NAMED - 2) + " b", "-" + "a" * (pcs.NAMED - 2)),
    ]
    assert [
        (name, ending)
        for name, ending in cases
        if (pcs.request_file(name), pcs.answer_file(name)) != (f"join-request{ending}.txt", f"join-answer{ending}.age")
    ] == []


@given(st.text(max_size=100))
def test_any_name_makes_the_name_of_a_file(name: str) -> None:
    assert re.fullmatch(r"join-request(-[a-z0-9]+)*\.txt", pcs.request_file(name))


SECRET = new_identity()[0]


def test_its_groups_are_the_key_and_the_last_two_are_what_is_typed() -> None:
    parts = groups(SECRET)
    assert "".join(parts) == SECRET and {len(part) for part in parts[1:]} == {4}
    assert parts[0].startswith("AGE-SECRET-KEY-1") and "".join(parts[-2:]) == SECRET[-END:]


def test_its_end_proves_it_however_it_is_typed() -> None:
    for write in (str, str.lower, lambda end: f" {end[:4]} {end[4:]} ", lambda end: f"{end[:4]}-{end[4:]}"):
        assert callable(write) and proves(write(SECRET[-END:]), SECRET)


def test_nothing_else_proves_it() -> None:
    for typed in ("", SECRET[-END:][:-1], SECRET[-END - 1 :], SECRET[:END], SECRET[-END:][::-1] + "Q"):
        assert not proves(typed, SECRET)
