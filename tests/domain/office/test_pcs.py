"""PCs: the keys that each kind holds and the work that is done there; and the request of one to join."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.pcs import (
    COPIES,
    NAMED,
    ORIGINALS,
    DeskKind,
    EnrolledDesk,
    JoinRequest,
    answer_file,
    kinds_that_hold,
    leaves_to_others,
    read_join_request,
    request_file,
)
from desktop.domain.office.people import Permission, Role
from desktop.domain.shared.ids import DeskId
from desktop.errors import NotAllowedError

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ADVISER, BOTH = frozenset({Role.ADVISER}), frozenset({Role.ADVISER, Role.SUPERVISOR})


def desk(kind: DeskKind, *, withdrawn: bool = False) -> EnrolledDesk:
    return EnrolledDesk(DeskId("a" * 32), "Desk 1", kind, "age1", AT, AT if withdrawn else None)


@pytest.mark.parametrize(
    ("kind", "holds", "sees_customers"),
    [
        (DeskKind.COUNTER, {COPIES}, True),
        (DeskKind.BACK_OFFICE, {COPIES, ORIGINALS}, True),
        (DeskKind.DECISION, {COPIES}, False),
        (DeskKind.REVIEW, set(), False),
    ],
)
def test_each_kind_has_its_keys_and_its_customers(kind: DeskKind, holds: set[str], sees_customers: bool) -> None:
    found = desk(kind)
    assert set(found.holds) == holds and found.sees_customers is sees_customers
    assert found.opens_originals is (ORIGINALS in holds)
    assert all((kind in kinds_that_hold(key)) is (key in holds) for key in (COPIES, ORIGINALS))


@pytest.mark.parametrize("kind", DeskKind)
def test_one_that_was_withdrawn_has_none_and_nothing_is_done_there(kind: DeskKind) -> None:
    gone = desk(kind, withdrawn=True)
    assert gone.holds == frozenset() and not gone.sees_customers and not gone.opens_originals
    with pytest.raises(NotAllowedError, match="desk_withdrawn"):
        gone.must_be_for(Permission.REVIEW)
    with pytest.raises(NotAllowedError, match="desk_withdrawn"):
        gone.must_have_work_for(BOTH)


@pytest.mark.parametrize("kind", DeskKind)
def test_an_adviser_has_nothing_to_do_where_nobody_is_seen_unless_they_have_another_role(kind: DeskKind) -> None:
    found = desk(kind)
    found.must_have_work_for(BOTH)
    found.must_have_work_for(frozenset())
    if found.sees_customers:
        found.must_have_work_for(ADVISER)
        found.must_be_for(Permission.CONDUCT_SESSION)
        return
    with pytest.raises(NotAllowedError, match="no_work_at_this_pc"):
        found.must_have_work_for(ADVISER)
    with pytest.raises(NotAllowedError, match="not_at_this_pc"):
        found.must_be_for(Permission.CONDUCT_SESSION)


def test_a_counter_leaves_to_others_what_a_back_office_can_do_once_there_is_one() -> None:
    counter, back = desk(DeskKind.COUNTER), desk(DeskKind.BACK_OFFICE)
    assert leaves_to_others(counter, [counter, back])
    assert not leaves_to_others(counter, [counter, desk(DeskKind.DECISION)])
    assert not leaves_to_others(counter, [counter, replace(back, withdrawn_at=AT)])
    assert not leaves_to_others(back, [counter, back])


REQUEST = JoinRequest(DeskId("7" * 32), "Desk 7", "age1" + "q" * 58, "A" * 43 + "=")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=100))
def test_what_is_written_is_read(name: str) -> None:
    request = JoinRequest(REQUEST.desk, name, REQUEST.recipient, REQUEST.key)
    assert read_join_request(request.text()) == request


def test_a_file_that_was_on_windows_has_its_line_ends() -> None:
    assert read_join_request(REQUEST.text().replace("\n", "\r\n")) == REQUEST


@given(st.integers(0, len(REQUEST.text()) - 1), st.characters(codec="ascii"))
def test_one_that_is_changed_anywhere_is_another_or_none(at: int, other: str) -> None:
    text = REQUEST.text()
    changed = read_join_request(text[:at] + other + text[at + 1 :])
    assert (changed == REQUEST) == (text[at] == other)


@pytest.mark.parametrize("cut", [0, 1, 30, 100, len(REQUEST.text()) - 1])
def test_one_that_is_cut_is_none(cut: int) -> None:
    assert read_join_request(REQUEST.text()[:cut]) is None


@given(st.text(max_size=300))
def test_any_other_text_is_none(text: str) -> None:
    assert read_join_request(text) is None


def test_its_file_and_its_answers_are_called_after_the_pc() -> None:
    cases = [
        ("Desk 2", "-desk-2"),
        ("COUNTER-1", "-counter-1"),
        ("Zähler/../3", "-zahler-3"),
        ("窓口", ""),
        ("a" * 60, "-" + "a" * (NAMED - 1)),
        ("a" * (NAMED - 2) + " b", "-" + "a" * (NAMED - 2)),
    ]
    assert [
        (name, ending)
        for name, ending in cases
        if (request_file(name), answer_file(name)) != (f"join-request{ending}.txt", f"join-answer{ending}.age")
    ] == []


@given(st.text(max_size=100))
def test_any_name_makes_the_name_of_a_file(name: str) -> None:
    assert re.fullmatch(r"join-request(-[a-z0-9]+)*\.txt", request_file(name))
