"""Do in order, undo in reverse, and never strand anyone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import ExternalSystemError
from desktop.lockdown.restrictions import Degraded, Outcome, StepSequence

Fault = Callable[[], None]


def fine() -> None:
    """Do nothing: all is well."""


def refused() -> None:
    raise ExternalSystemError("refused")


def bug() -> None:
    raise ZeroDivisionError


class Recorded:
    """A step that records its calls, and does what it is told to on each."""

    def __init__(self, code: str, done: list[str], apply: Fault = fine, undo: Fault = fine) -> None:
        self.code = code
        self._done = done
        self._apply = apply
        self._undo = undo

    def apply(self) -> None:
        self._apply()
        self._done.append(f"+{self.code}")

    def undo(self) -> None:
        self._done.append(f"-{self.code}")
        self._undo()


@pytest.fixture
def done() -> list[str]:
    return []


def test_steps_are_applied_in_order_and_undone_in_reverse(done: list[str]) -> None:
    with StepSequence([Recorded(code, done) for code in "abc"]) as held:
        assert done == ["+a", "+b", "+c"]
        assert held.apply() == Outcome(("a", "b", "c"), ())
    assert done == ["+a", "+b", "+c", "-c", "-b", "-a"]


def test_a_refused_step_is_noted_with_its_reason_and_the_next_is_tried(done: list[str]) -> None:
    held = StepSequence([Recorded("a", done), Recorded("b", done, apply=refused), Recorded("c", done)])
    assert held.apply() == Outcome(("a", "c"), (Degraded("b", "refused"),))
    held.undo()
    assert done == ["+a", "+c", "-c", "-a"]


def test_applying_or_undoing_again_does_nothing_more(done: list[str]) -> None:
    held = StepSequence([Recorded("a", done), Recorded("b", done, apply=refused)])
    assert held.apply() == held.apply()
    held.undo()
    assert held.undo() == ()
    assert done == ["+a", "-a"]


def test_what_was_undone_can_be_applied_again(done: list[str]) -> None:
    held = StepSequence([Recorded("a", done)])
    for _ in range(2):
        assert held.apply().applied == ("a",)
        held.undo()
    assert done == ["+a", "-a"] * 2


def test_undoing_before_applying_does_nothing(done: list[str]) -> None:
    assert StepSequence([Recorded("a", done)]).undo() == ()
    assert done == []


def test_a_step_that_cannot_be_taken_back_does_not_keep_the_others(done: list[str]) -> None:
    held = StepSequence([Recorded("a", done), Recorded("b", done, undo=refused), Recorded("c", done)])
    held.apply()
    assert held.undo() == (Degraded("b", "refused"),)
    assert done[3:] == ["-c", "-b", "-a"]


def test_a_bug_while_undoing_is_loud_after_everything_was_undone(done: list[str]) -> None:
    held = StepSequence([Recorded("a", done), Recorded("b", done, undo=bug), Recorded("c", done, undo=bug)])
    held.apply()
    with pytest.raises(ExceptionGroup) as bugs:
        held.undo()
    assert len(bugs.value.exceptions) == 2
    assert done[3:] == ["-c", "-b", "-a"]
    assert held.undo() == ()


def test_a_bug_while_applying_is_loud_after_what_was_applied_is_undone(done: list[str]) -> None:
    held = StepSequence([Recorded("a", done), Recorded("b", done, apply=bug), Recorded("c", done)])
    with pytest.raises(ZeroDivisionError), held:
        done.append("inside")
    assert done == ["+a", "-a"]


def test_an_error_inside_ends_the_restrictions(done: list[str]) -> None:
    with pytest.raises(RuntimeError), StepSequence([Recorded("a", done)]):
        raise RuntimeError
    assert done == ["+a", "-a"]


@given(st.lists(st.tuples(st.sampled_from([fine, refused]), st.sampled_from([fine, refused, bug])), max_size=8))
def test_whatever_is_refused_each_applied_step_is_undone_once_in_reverse(faults: list[tuple[Fault, Fault]]) -> None:
    done: list[str] = []
    held = StepSequence([Recorded(str(n), done, *fault) for n, fault in enumerate(faults)])
    applied = held.apply().applied
    try:
        held.undo()
    except ExceptionGroup:
        assert bug in [undo for _, undo in faults]
    assert done == [f"+{code}" for code in applied] + [f"-{code}" for code in reversed(applied)]
