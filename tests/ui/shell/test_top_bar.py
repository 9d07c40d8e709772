"""The bar at the top stays one line: a long name is cut short, and complete in its hint."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.kit.widgets.top_bar import TopBar, TopBarView

OFFICER = "Demo information officer for housing, highways and public spaces"
PLACE = "The very long House of the Council at the River, Desk 12"


def bar(qtbot: QtBot, width: int, who: str, place: str = "Riverside House, Desk 2") -> TopBar:
    made = TopBar()
    qtbot.addWidget(made)
    made.show_view(TopBarView("Listening Room", place, who, "Demo office"))
    made.resize(width, made.heightForWidth(width))
    made.show()
    qtbot.waitExposed(made)
    return made


def lines(made: TopBar) -> int:
    tops = {w.geometry().center().y() // 20 for w in (made._place, made._demo, made._who, made.sign_out_button)}
    return len(tops)


def test_a_name_that_fits_is_shown_whole_and_needs_no_tooltip(qtbot: QtBot) -> None:
    made = bar(qtbot, 1366, "Demo information officer")
    assert made._who.words == "Demo information officer" and made._who.toolTip() == ""


@pytest.mark.parametrize(("width", "who", "place"), [(900, OFFICER, "Riverside House, Desk 2"), (1000, OFFICER, PLACE)])
def test_a_long_name_is_cut_and_told_whole_by_tooltip_and_screen_reader(
    qtbot: QtBot, width: int, who: str, place: str
) -> None:
    made = bar(qtbot, width, who, place)
    assert made._who.words != who and made._who.words.endswith("…")
    assert made._who.toolTip() == who == made._who.accessibleName()
    assert lines(made) == 1
    made.resize(2400, made.height())
    assert made._who.words == who and made._who.toolTip() == "" and made._place.words == place


def test_at_200_percent_an_information_officer_needs_one_line(qtbot: QtBot) -> None:
    assert lines(bar(qtbot, 683, "Demo information officer")) == 1
