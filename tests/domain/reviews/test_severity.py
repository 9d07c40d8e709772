"""Findings in groups: the gravest first, each in one group, none forgotten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.reviews.review import SEVERITY, Exceptional, Severity, by_severity, gravest_first


def test_every_finding_has_a_group() -> None:
    assert set(SEVERITY) == set(Exceptional)


def test_distress_comes_before_what_is_only_unusual() -> None:
    found = (Exceptional.OUT_OF_HOURS, Exceptional.NEAR_ENOUGH, Exceptional.DISTRESS)
    assert gravest_first(found) == (Exceptional.DISTRESS, Exceptional.NEAR_ENOUGH, Exceptional.OUT_OF_HOURS)
    assert [severity for severity, _ in by_severity(found)] == list(Severity)


@given(st.lists(st.sampled_from(Exceptional), unique=True))
def test_groups_hold_each_finding_once_in_the_same_order(found: list[Exceptional]) -> None:
    groups = by_severity(found)
    assert tuple(one for _, group in groups for one in group) == gravest_first(found)
    assert all(SEVERITY[one] is severity for severity, group in groups for one in group)
    assert all(group for _, group in groups)
