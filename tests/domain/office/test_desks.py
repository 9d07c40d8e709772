"""The kinds of desk: which keys each holds, which work is done there, and who has nothing to do there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain.office.pcs import COPIES, ORIGINALS, DeskKind, EnrolledDesk, kinds_that_hold, leaves_to_others
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
