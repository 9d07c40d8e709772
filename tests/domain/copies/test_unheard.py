"""The parts of a copy that its approver has not heard."""

from __future__ import annotations

from desktop.domain.copies.decision import unheard_of, was_heard
from desktop.domain.shared.spans import Span


def test_a_part_was_heard_where_less_than_a_second_of_it_is_left() -> None:
    part, rate = Span(8_000, 32_000), 8_000
    assert was_heard(part, [Span(0, 40_000)], rate)
    assert was_heard(part, [Span(0, 20_000), Span(21_000, 32_000)], rate)
    assert not was_heard(part, [Span(0, 20_000)], rate)
    assert not was_heard(Span(0, 10), [], rate)
    assert unheard_of([Span(4_000, 12_000)], 12_000, rate) == ()


def test_what_was_not_heard_is_counted_from_a_second_on() -> None:
    assert unheard_of((), 8000, 8000) == (Span(0, 8000),)
    assert unheard_of([Span(0, 7_900), Span(8_000, 24_000)], 24_500, 8000) == ()
    assert unheard_of([Span(0, 8_000)], 16_000, 8000) == (Span(8_000, 16_000),)
    assert unheard_of((), 0, 8000) == ()
