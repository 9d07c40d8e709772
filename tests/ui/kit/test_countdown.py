"""The time that is left: counted each second for the eye, said twice to a screen reader, over once."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.kit.progress import Countdown


class Uptime:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def uptime() -> Uptime:
    return Uptime()


@pytest.fixture
def countdown(qtbot: QtBot, uptime: Uptime) -> Countdown:
    made = Countdown(uptime)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_is_said_at_its_beginning_at_a_minute_and_at_twenty_seconds_and_never_else(
    countdown: Countdown, uptime: Uptime
) -> None:
    with patch("desktop.ui.kit.progress.announce") as announced:
        countdown.begin(120)
        assert countdown.accessibleName() == "2 minutes left"
        names = []
        for _ in range(119):
            uptime.seconds += 1
            countdown.look()
            names.append(countdown.accessibleName())
    assert list(dict.fromkeys(names)) == ["2 minutes left", "1 minute left", "20 seconds left"]
    assert [call.args[1] for call in announced.call_args_list] == ["1 minute left", "20 seconds left"]
    assert countdown.seconds == 1


def test_it_is_over_once_also_where_nobody_looked_for_a_while(
    qtbot: QtBot, countdown: Countdown, uptime: Uptime
) -> None:
    over: list[bool] = []
    countdown.over.connect(lambda: over.append(True))
    countdown.begin(120)
    countdown.hide()
    uptime.seconds += 500
    assert over == []
    countdown.show()
    countdown.look()
    assert over == [True] and not countdown.counts and countdown.seconds == 0


def test_hidden_or_ended_no_timer_runs(countdown: Countdown) -> None:
    countdown.begin(30)
    assert countdown.accessibleName() == "30 seconds left" and countdown._timer.isActive()
    countdown.hide()
    assert not countdown._timer.isActive()
    countdown.show()
    assert countdown._timer.isActive()
    countdown.end()
    assert not countdown._timer.isActive()
