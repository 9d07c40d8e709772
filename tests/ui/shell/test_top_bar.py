"""The bar at the top stays one line: a long name is cut short, and complete in its callout."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from desktop.ui.kit.bar import BarName, TopBar, TopBarView
from tests.ui.accessible import interface
from tests.ui.kit.test_bars import rest

OFFICER = "Demo information officer for housing, highways and public spaces"
PLACE = "The very long House of the Council at the River, Desk 12"


def bar(qtbot: QtBot, width: int, who: str, place: str = "Riverside House, Desk 2") -> TopBar:
    """Return a bar of that width that has the keyboard, as it is when it is first shown."""
    made = TopBar()
    qtbot.addWidget(made)
    made.show_view(TopBarView("Listening Room", place, who, "Demo office"))
    made.resize(width, made.heightForWidth(width))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def is_stop(name: BarName) -> bool:
    return bool(name.focusPolicy() & Qt.FocusPolicy.TabFocus)


def lines(made: TopBar) -> int:
    tops = {w.geometry().center().y() // 20 for w in (made._place, made._demo, made._who, made.sign_out_button)}
    return len(tops)


def is_one_line(made: TopBar, width: int) -> bool:
    return made.width() == width and lines(made) == 1


def test_a_name_that_fits_is_shown_whole_and_is_no_stop_of_the_keyboard(qtbot: QtBot) -> None:
    made = bar(qtbot, 1366, "Demo information officer")
    assert made._who.words == "Demo information officer" and not is_stop(made._who)
    rest(made._who)
    assert not made._who.callout.isVisible()


@pytest.mark.parametrize(
    ("width", "who", "place"), [(1080, OFFICER, "Riverside House, Desk 2"), (1200, OFFICER, PLACE)]
)
def test_a_long_name_is_cut_and_told_whole_by_its_callout_and_a_screen_reader(
    qtbot: QtBot, width: int, who: str, place: str
) -> None:
    made = bar(qtbot, width, who, place)
    assert made._who.words != who and made._who.words.endswith("…")
    assert is_stop(made._who) and interface(made._who).text(QAccessible.Text.Name) == who
    assert lines(made) == 1
    made._who.setFocus(Qt.FocusReason.TabFocusReason)
    assert made._who.callout.isVisible() and made._who.callout.words == who
    made.resize(2400, made.height())
    assert not made._who.callout.isVisible() and not is_stop(made._who)
    assert made._who.words == who and made._place.words == place


def test_it_is_one_line_from_a_window_of_700_pixels_on(qtbot: QtBot) -> None:
    made = bar(qtbot, 700, OFFICER, PLACE)
    for width in (*range(700, 1_101, 25), *range(1_030, 1_056)):
        made.resize(width, made.heightForWidth(width))
        qtbot.waitUntil(partial(is_one_line, made, width))  # a display may answer late
