"""A person's work on a draft, without a window."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.ui.copies.preparing.editing import Content, Editing, Part

TOTAL = 60_000
OTHER, CARD = RemovalReason.ABOUT_ANOTHER_PERSON, RemovalReason.CARD_DETAILS
A, B = Removal(1000, 2000, None, OTHER), Removal(5000, 6000, 0, CARD)


def editing(*marks: Removal) -> Editing:
    return Editing(TOTAL, Content(marks))


def moments() -> st.SearchStrategy[int]:
    return st.integers(-1000, TOTAL + 1000)


ACTS: st.SearchStrategy[Callable[[Editing], object]] = st.one_of(
    st.builds(lambda start, end: lambda on: on.select(start, end), moments(), moments()),
    st.builds(lambda ms: lambda on: on.set_in(ms), moments()),
    st.builds(lambda ms: lambda on: on.set_out(ms), moments()),
    st.builds(lambda by: lambda on: on.nudge(start_by=by), st.integers(-3000, 3000)),
    st.builds(lambda by: lambda on: on.nudge(end_by=by), st.integers(-3000, 3000)),
    st.builds(lambda ms, back: lambda on: on.choose_next(ms, back), moments(), st.booleans()),
    st.builds(lambda reason: lambda on: on.set_reason(reason), st.sampled_from((OTHER, CARD))),
    st.builds(lambda channel: lambda on: on.set_voice(channel), st.sampled_from((None, 0, 1))),
    st.builds(lambda key: lambda on: on.dismiss(key), st.sampled_from("abc")),
    st.builds(lambda style: lambda on: on.set_style(style), st.sampled_from(("silence", "bleep"))),
    st.sampled_from((Editing.mark, Editing.remove, Editing.undo, Editing.redo, Editing.select_nothing)),
)


@given(st.lists(ACTS, max_size=40))
def test_undoing_all_is_the_beginning_and_redoing_all_is_the_end(acts: list[Callable[[Editing], object]]) -> None:
    on = editing(A, B)
    for act in acts:
        act(on)
    redone = 0
    while on.redo():
        redone += 1
    end = on.content
    steps = 0
    while on.undo():
        steps += 1
    assert on.content == Content((A, B))
    for _ in range(steps):
        assert on.redo()
    assert on.content == end and not on.can_redo


@given(st.lists(ACTS, max_size=40))
def test_whatever_is_done_marks_and_selection_lie_within_the_recording(acts: list[Callable[[Editing], object]]) -> None:
    on = editing(A, B)
    for act in acts:
        act(on)
        for mark in on.marks:
            assert 0 <= mark.start_ms < mark.end_ms <= TOTAL
        assert on.current is None or on.current in on.marks
        part = on.selection
        assert part is None or 0 <= part.start < part.end <= TOTAL


def test_a_selection_with_a_reason_becomes_a_mark_and_is_worked_on() -> None:
    on = editing()
    on.nudge(start_by=10)
    assert not on.mark() and not on.remove() and not on.undo() and not on.redo() and on.content == Content()
    on.select(3000, 1000, 1)
    assert not on.mark(), "a mark needs a reason"
    on.set_reason(CARD)
    assert on.mark()
    assert on.marks == (Removal(1000, 3000, 1, CARD),) and on.current == on.marks[0]


def test_in_and_out_are_set_in_any_order_while_it_plays() -> None:
    on = editing()
    on.set_in(1000)
    assert on.selection is None and on.started == 1000
    on.set_out(2000)
    assert on.selection == Part(1000, 2000) and on.started is None
    on.set_in(2500)
    assert on.selection is None and on.started == 2500, "an end before the beginning is forgotten"
    on.set_out(2400)
    assert on.started == 2400
    on.set_in(2300)
    assert on.selection == Part(2300, 2400)


def test_what_is_set_elsewhere_takes_nothing_of_a_mark_that_was_worked_on() -> None:
    on = editing(A)
    on.choose(A)
    on.set_out(9000)
    assert on.selection is None and on.started == 9000, "not from the beginning of the mark to here"
    on.choose(A)
    on.set_out(1500)
    assert on.selection == Part(1000, 1500), "a mark that was set too long is done again from its beginning"


def test_what_is_chosen_is_nudged_and_changed_and_nothing_else() -> None:
    on = editing(A, B)
    on.choose(B)
    on.nudge(start_by=-10)
    on.nudge(end_by=10)
    on.set_reason(OTHER)
    on.set_voice(1)
    assert on.marks == (A, Removal(4990, 6010, 1, OTHER))
    for _ in range(4):
        assert on.undo()
    assert on.marks == (A, B) and not on.can_undo


def test_undoing_a_nudge_leaves_the_mark_in_hand_so_that_the_next_nudge_moves_it() -> None:
    on = editing(A, B)
    on.choose(A)
    on.nudge(end_by=10)
    on.nudge(end_by=10)
    on.undo()
    assert on.current == Removal(1000, 2010, None, OTHER) and on.selection == Part(1000, 2010)
    on.redo()
    assert on.current == Removal(1000, 2020, None, OTHER)
    on.undo()
    on.undo()
    assert on.current == A and on.selection == Part(1000, 2000)
    on.nudge(start_by=-10)
    assert on.marks == (Removal(990, 2000, None, OTHER), B)


def test_a_mark_that_was_taken_away_is_worked_on_again_when_that_is_undone() -> None:
    on = editing(A, B)
    on.choose(B)
    on.remove()
    on.choose(A)
    on.undo()
    assert (on.current, on.marks) == (B, (A, B))
    on.redo()
    assert (on.current, on.marks) == (A, (A,))


def test_the_next_mark_and_the_one_before() -> None:
    on = editing(A, B)
    assert on.choose_next(0) == A and on.choose_next(0) == B and on.choose_next(0) is None
    assert on.choose_next(0, back=True) == A and on.choose_next(0, back=True) is None
    on.select_nothing()
    assert on.choose_next(5500, back=True) == B
    on.select_nothing()
    assert on.choose_next(5500) is None


def test_a_new_step_after_undoing_forgets_what_was_undone() -> None:
    on = editing()
    on.set_style("bleep")
    on.undo()
    on.dismiss("silence:0:1:all")
    on.dismiss("silence:0:1:all")
    assert not on.can_redo and on.content == Content(dismissed=("silence:0:1:all",))
    assert on.undo() and not on.can_undo
