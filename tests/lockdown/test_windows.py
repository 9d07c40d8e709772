"""Leaving the window out of captures: the call is faked, the handling of its answer is not."""

from __future__ import annotations

import sys

import pytest

from desktop.errors import ExternalSystemError
from desktop.lockdown.restrictions import Degraded, StepSequence
from desktop.lockdown.windows import ExcludeFromCapture

WINDOW = 4711


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
