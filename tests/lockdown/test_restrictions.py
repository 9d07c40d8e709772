"""Restrictions: applied in order, undone in reverse, and those of each platform."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import ExternalSystemError
from desktop.lockdown.restrictions import Degraded, Outcome, PcLockdown, StepSequence, restrictions
from desktop.lockdown.windows import ExcludeFromCapture
from desktop.lockdown.x11 import HoldOffScreenSaver

WINDOW = 4711
ELSEWHERE = "haiku1"


class ClipboardStep:
    """A step that the window adds."""

    code = "empty_clipboard"

    def __init__(self, refuses: bool = False) -> None:
        self.in_force = 0
        self._refuses = refuses

    def apply(self) -> None:
        if self._refuses:
            raise ExternalSystemError("clipboard_busy")
        self.in_force += 1

    def undo(self) -> None:
        self.in_force -= 1


def test_windows_leaves_that_very_window_out_of_captures() -> None:
    assert restrictions("win32", WINDOW) == (ExcludeFromCapture(WINDOW),)


def test_linux_holds_off_its_screen_saver() -> None:
    (step,) = restrictions("linux", WINDOW)
    assert isinstance(step, HoldOffScreenSaver)


@pytest.mark.parametrize("platform", ["darwin", ELSEWHERE])
def test_other_systems_offer_nothing_and_nothing_is_claimed(platform: str) -> None:
    assert restrictions(platform, WINDOW) == ()


def test_a_session_begins_and_ends_the_windows_own_steps() -> None:
    step = ClipboardStep()
    lockdown = PcLockdown([step], ELSEWHERE)
    assert lockdown.begin(WINDOW) == ()
    assert step.in_force == 1
    lockdown.end()
    lockdown.end()
    assert step.in_force == 0


def test_what_could_not_be_applied_is_told_by_its_code() -> None:
    lockdown = PcLockdown([ClipboardStep(refuses=True)], ELSEWHERE)
    assert lockdown.begin(WINDOW) == ("empty_clipboard",)
    lockdown.end()


def test_beginning_again_ends_what_was_in_force() -> None:
    step = ClipboardStep()
    lockdown = PcLockdown([step], ELSEWHERE)
    lockdown.begin(WINDOW)
    lockdown.begin(WINDOW)
    assert step.in_force == 1
    lockdown.end()
    assert step.in_force == 0


def test_the_restrictions_of_the_platform_come_after_the_windows_own() -> None:
    step = ClipboardStep()
    lockdown = PcLockdown([step], "win32")
    # Here is no Windows (or no such window), so that one degrades and the other holds.
    assert lockdown.begin(0) == ("exclude_from_capture",)
    assert step.in_force == 1
    lockdown.end()


def test_ending_before_beginning_does_nothing() -> None:
    PcLockdown().end()


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


def test_the_window_is_excluded_while_in_force_and_shown_again_after() -> None:
    asked: list[tuple[int, int]] = []

    def agrees(window: int, affinity: int) -> bool:
        asked.append((window, affinity))
        return True

    with StepSequence([ExcludeFromCapture(WINDOW, agrees)]) as held:
        assert held.apply().applied == ("exclude_from_capture",)
        assert asked == [(WINDOW, 0x11)]
    assert asked == [(WINDOW, 0x11), (WINDOW, 0x00)]


def test_a_refusal_by_windows_is_not_taken_for_success() -> None:
    with StepSequence([ExcludeFromCapture(WINDOW, lambda *_: False)]) as held:
        assert held.apply().applied == ()
        assert held.apply().degraded == (Degraded("exclude_from_capture", "capture_refused"),)


@pytest.mark.skipif(sys.platform == "win32", reason="there is a Windows to ask")
def test_where_there_is_no_windows_nothing_pretends_to_be_excluded() -> None:
    with pytest.raises(ExternalSystemError) as refused:
        ExcludeFromCapture(WINDOW).apply()
    assert refused.value.code == "capture_not_windows"


@pytest.mark.skipif(sys.platform != "win32", reason="it asks the real Windows")
def test_the_real_windows_refuses_a_window_that_is_not_there() -> None:
    with pytest.raises(ExternalSystemError) as refused:
        ExcludeFromCapture(0).apply()
    assert refused.value.code == "capture_refused"
