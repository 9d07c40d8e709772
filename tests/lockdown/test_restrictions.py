"""The restrictions that a platform offers, and how a session begins and ends them."""

from __future__ import annotations

import pytest

from desktop.errors import ExternalSystemError
from desktop.lockdown.restrictions import PcLockdown, restrictions
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
