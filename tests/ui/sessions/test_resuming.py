"""The power goes while someone listens: the session is gone on with after the short check, or closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import Ear, PlayState
from desktop.application.sessions.day_list import mark_interrupted
from desktop.application.sessions.listening import ListeningPreferences
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.session import State
from desktop.ui.sessions.break_page import BreakPage, ResumePage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening_window import usable_look
from tests.ui.sessions.counter import Counter, a_counter, idempotent_open, with_sound, words_on


def resume_page(counter: Counter) -> ResumePage:
    desk = counter.staff.desk
    assert mark_interrupted(desk.id, uow=desk.uow(), clock=desk.clock) == 1
    counter.begin()
    return counter.page(ResumePage)


def test_after_the_short_check_it_stays_blank_until_the_adviser_unlocks_it_and_is_as_they_left_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """The power is cut in the middle of listening, unknown to the database."""
    with a_counter(qtbot, with_sound(tmp_path), tmp_path / "demo") as before:
        window = before.listen()
        window.control.set_volume(80)
        window.control.set_ear(Ear.RIGHT)
        window.control.set_rate(0.75)
        window.set_pieces(True)
        window.sheets.wear_theme("high-contrast")
        window.sheets.wear_text(150)
        before.play_for(2.5)
        window.control._save.timeout.emit()
        before.until(lambda: before.kept().heard)
        stood = before.kept().at_frame
    with a_counter(qtbot, idempotent_open(tmp_path), tmp_path / "demo") as again:
        goes_on(again, stood)
        control, sheets = again.window.control, again.window.sheets
        assert (control.volume, control.ear, control.rate, control.in_pieces) == (80, Ear.RIGHT, 0.75, True)
        assert (sheets.theme, sheets.text) == ("high-contrast", 150)


def goes_on(again: Counter, stood: int) -> None:
    page = resume_page(again)
    assert "interrupted, after 0:02. Up to a minute more may have been heard." in again.words()
    again.press(page.primary)
    assert page.same.problem.startswith("Check that it is the same person")
    assert again.kept().state is State.INTERRUPTED and page.primary.isEnabled()
    page.same.options["same"].click()
    again.press(page.primary)
    locked = again.page(BreakPage)
    player = again.staff.desk.player
    seconds = int(stood / again.place.view.call.rate)  # type: ignore[union-attr]
    assert "Welcome back" in again.words() and "On a break" not in again.words()
    assert f"We’ll carry on from 0:0{seconds} when you’re ready." in again.words()
    assert locked.stepper is not None and "4 Listen" in words_on(locked.stepper)
    assert locked.stepper.accessibleName().startswith("Step 4 of 5: Listen, now")
    assert again.kept().state is State.ON_BREAK
    again.press(locked.primary)
    assert locked.password.problem == "Type your password." and locked.primary.isEnabled()
    again.unlock(locked, "not it")
    assert "That is not your password." in locked.refusal.words
    assert again.place.window_shown is None and player.status().state is PlayState.EMPTY
    again.unlock(locked)
    again.until(lambda: again.place.window_shown is not None and again.window.isActiveWindow())
    again.until(lambda: again.window.control.frame == stood)
    assert again.window.panel.waveform.view.heard[0].end == again.kept().heard[0].end
    assert EventKind.DESK_UNLOCKED not in again.events()  # that is the desk's, not the session's
    assert again.events()[-2:] == [EventKind.SESSION_RESUMED, EventKind.BREAK_ENDED]


def test_a_crash_in_the_first_seconds_says_what_may_have_been_heard(qtbot: QtBot, tmp_path: Path) -> None:
    with a_counter(qtbot, with_sound(tmp_path), tmp_path / "demo") as before:
        before.listen()
        before.play_for(0.5)
        before.database.gone = True  # the power goes: nothing more is saved
        before.place.leave_window()
    with a_counter(qtbot, idempotent_open(tmp_path), tmp_path / "demo") as counter:
        page = resume_page(counter)
        assert not counter.kept().heard
        assert "interrupted, after 0:00. Up to a minute more may have been heard." in counter.words()
        assert "before listening began" not in counter.words() and "Nothing was lost" not in counter.words()
        page.same.options["same"].click()
        counter.press(page.primary)
        locked = counter.page(BreakPage)
        assert "The sound broke off after 0:00: you may have heard up to a minute more." in counter.words()
        assert "Nothing has been played yet" not in counter.words()
        counter.press(locked.finish)
        counter.page(ClosePage)
        assert "Up to a minute may have been heard." in counter.words()
        assert "Nothing was opened or played" not in counter.words()
        counter.close_session(acknowledged="no")
        assert counter.kept().state is State.CLOSED


def test_what_another_version_said_is_not_worn_and_nothing_is_louder_than_the_ceiling() -> None:
    before = ListeningPreferences(80, Ear.RIGHT, 75, False, "dark", 150)
    assert usable_look(None, 90) is None and usable_look(replace(before, theme="of another version"), 90) is None
    assert usable_look(replace(before, text=1000), 90) is None
    quieter = usable_look(before, 70)
    assert quieter is not None and quieter.volume == 70
