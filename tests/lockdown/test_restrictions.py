"""Restrictions: applied in order, undone in reverse, and those of each platform."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import ExternalSystemError
from desktop.lockdown import windows, x11
from desktop.lockdown.restrictions import PcLockdown, Step, restrictions
from desktop.lockdown.windows import ExcludeFromCapture, KeepDisplayOn, RemoteSession
from desktop.lockdown.x11 import HoldOffScreenSaver
from tests.support.refusals import error_of

WINDOW = 4711
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
        self.code, self._done, self._apply, self._undo = code, done, apply, undo

    def apply(self) -> None:
        self._apply()
        self._done.append(f"+{self.code}")

    def undo(self) -> None:
        self._done.append(f"-{self.code}")
        self._undo()


def of(*steps: Step) -> PcLockdown:
    return PcLockdown(steps=lambda platform, window: steps)


@pytest.fixture
def done() -> list[str]:
    return []


def test_each_platform_has_its_own_and_elsewhere_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert restrictions("win32", WINDOW) == (KeepDisplayOn(), ExcludeFromCapture(WINDOW))
    monkeypatch.setattr(windows, "is_remote", lambda: True)  # there an excluded window is blank
    assert restrictions("win32", WINDOW) == (KeepDisplayOn(), RemoteSession())
    assert [type(step) for step in restrictions("linux", WINDOW)] == [HoldOffScreenSaver]
    assert restrictions("darwin", WINDOW) == restrictions("haiku1", WINDOW) == ()
    assert PcLockdown("haiku1").begin(WINDOW) == ()


def test_each_platform_is_asked_whether_another_window_covers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x11, "covered", lambda window, own: (window, own) == (WINDOW, [1]))
    monkeypatch.setattr(windows, "covered", lambda window: window == WINDOW)
    assert [PcLockdown(each).covered(WINDOW, [1]) for each in ("linux", "win32", "darwin")] == [True, True, False]


def test_a_remote_session_is_told_and_noted_and_the_display_stays_on_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    states: list[int] = []

    def set_state(state: int) -> bool:
        states.append(state)
        return True

    assert of(KeepDisplayOn(set_state), RemoteSession()).begin(WINDOW) == ("remote_session",)
    assert states == [0x8000_0003]
    assert of(KeepDisplayOn(lambda _: False)).begin(WINDOW) == ("hold_off_screen_saver",)
    lockdown = of(KeepDisplayOn(set_state))
    lockdown.begin(WINDOW)
    lockdown.end()
    assert states[1:] == [0x8000_0003, 0x8000_0000]
    assert not PcLockdown("linux").is_remote()
    monkeypatch.setattr(windows, "is_remote", lambda: True)
    assert PcLockdown("win32").is_remote()


def test_what_is_refused_is_named_the_next_is_tried_and_beginning_again_ends_what_was_in_force(done: list[str]) -> None:
    lockdown = of(Recorded("a", done), Recorded("b", done, apply=refused), Recorded("c", done))
    assert lockdown.begin(WINDOW) == ("b",) == lockdown.begin(WINDOW)
    assert done == ["+a", "+c", "-c", "-a", "+a", "+c"]
    lockdown.end()
    lockdown.end()
    assert done[6:] == ["-c", "-a"]


def test_a_bug_while_undoing_is_loud_after_everything_was_undone(done: list[str]) -> None:
    lockdown = of(Recorded("a", done), Recorded("b", done, undo=bug), Recorded("c", done, undo=bug))
    lockdown.begin(WINDOW)
    assert len(error_of(ExceptionGroup, lockdown.end).exceptions) == 2 and done[3:] == ["-c", "-b", "-a"]
    lockdown.end()


def test_a_bug_while_applying_is_loud_after_what_was_applied_is_undone(done: list[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        of(Recorded("a", done), Recorded("b", done, apply=bug), Recorded("c", done)).begin(WINDOW)
    assert done == ["+a", "-a"]


@given(st.lists(st.tuples(st.sampled_from([fine, refused]), st.sampled_from([fine, refused, bug])), max_size=8))
def test_whatever_is_refused_each_applied_step_is_undone_once_in_reverse(faults: list[tuple[Fault, Fault]]) -> None:
    done: list[str] = []
    lockdown = of(*(Recorded(str(n), done, *fault) for n, fault in enumerate(faults)))
    degraded = lockdown.begin(WINDOW)
    try:
        lockdown.end()
    except ExceptionGroup:
        assert bug in [undo for _, undo in faults]
    applied = [str(n) for n in range(len(faults)) if str(n) not in degraded]
    assert done == [f"+{code}" for code in applied] + [f"-{code}" for code in reversed(applied)]


def test_the_window_is_excluded_while_in_force_and_shown_again_after() -> None:
    asked: list[tuple[int, int]] = []

    def agrees(window: int, affinity: int) -> bool:
        asked.append((window, affinity))
        return True

    lockdown = of(ExcludeFromCapture(WINDOW, agrees))
    assert lockdown.begin(WINDOW) == () and asked == [(WINDOW, 0x11)]
    lockdown.end()
    assert asked == [(WINDOW, 0x11), (WINDOW, 0x00)]


def test_a_refusal_by_windows_is_not_taken_for_success() -> None:
    assert of(ExcludeFromCapture(WINDOW, lambda *_: False)).begin(WINDOW) == ("exclude_from_capture",)


@pytest.mark.skipif(sys.platform == "win32", reason="there is a Windows to ask")
def test_where_there_is_no_windows_nothing_pretends_to_be_excluded() -> None:
    with pytest.raises(ExternalSystemError, match="capture_not_windows"):
        ExcludeFromCapture(WINDOW).apply()


@pytest.mark.skipif(sys.platform != "win32", reason="it asks the real Windows")
def test_the_real_windows_refuses_a_window_that_is_not_there() -> None:
    with pytest.raises(ExternalSystemError, match="capture_refused"):
        ExcludeFromCapture(0).apply()
