"""Every screen in every state as another program reads it over the accessibility bus: names, roles, states, targets.

`QT_LINUX_ACCESSIBILITY_ALWAYS_ON` must be set before Qt starts, and the desktop must be its own
(`script/with-desktop --keyring`): `tests/showcase/test_screens.py` does both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.showcase.demo import make_demo
from desktop.showcase.gallery.camera import Camera
from desktop.showcase.gallery.posing import StillClock
from desktop.showcase.screens import AT, render
from desktop.ui.kit.widgets.buttons import PrimaryButton
from tests.every_screen import dressed, without_a_picture
from tests.on_the_bus import Reader, Shown, faults
from tests.ui.accessible import interface

__all__ = ["dressed"]

PRESSED = ("button", "push button")
WINDOW = (1366, 768)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.end()


def wrong_levels(window: list[Shown]) -> Iterator[str]:
    """Yield what is wrong with the headings of a window: none or several of the first level, or one without a level."""
    found = [(each.level, each.name) for each in window if each.role == "heading"]
    first = [words for level, words in found if level == "1"]
    if len(first) != 1:
        yield f"headings of the first level: {first}"
    yield from (f"no level: {words}" for level, words in found if level not in ("1", "2", "3"))


def called_otherwise(widget: QWidget) -> list[str]:
    """Return the buttons whose name has not the words that are seen on them (WCAG 2.2, 2.5.3)."""
    buttons = [button for button in widget.findChildren(QAbstractButton) if button.isVisible() and button.text()]
    named = [(_plain(button.text()), _plain(interface(button).text(QAccessible.Text.Name))) for button in buttons]
    return [f"“{words}” is called “{name}”" for words, name in named if not _within(words, name)]


def _within(words: str, name: str) -> bool:
    """Return whether the words stand in the name, in their order. A sign that is no letter may be said otherwise."""
    wanted = (rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in re.findall(r"[a-z’']+", words))
    return re.search(".*?".join(wanted), name) is not None


def _plain(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("&", "").casefold().split())


def test_every_state_has_names_roles_states_and_targets_for_whoever_cannot_see_it(
    qtbot: QtBot, dressed: None, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Camera, "picture", without_a_picture)
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    seen: dict[str, int] = {}
    wrong: list[str] = []

    def look(name: str, widget: QWidget) -> None:
        windows = reader.windows()
        seen[name] = sum(each.focusable for window in windows for each in window)
        wrong.extend(f"{name}: {words}" for window in windows for words in faults(window))
        pressed = {each.name for window in windows for each in window if each.role in PRESSED}
        primary = [button.text() for button in widget.findChildren(PrimaryButton) if button.isVisible()]
        wrong.extend(f"{name}: no button: {text}" for text in primary if not any(text in each for each in pressed))
        wrong.extend(f"{name}: {words}" for words in called_otherwise(widget))
        wrong.extend(f"{name}: {words}" for window in windows for words in wrong_levels(window))

    render(office, tmp_path / "out", WINDOW, look)
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 70 and [name for name, count in seen.items() if not count] == []
