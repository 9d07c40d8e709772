"""Step 3: the words that are read aloud, the sound check, the customer’s page, and who comes today."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.ports.sound import Ear, PlayFailure, PlayState, SoundDevice
from desktop.application.sessions.listening import Finish
from desktop.application.sessions.views import RemovedView
from desktop.domain.copies.marking import PublicReason
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Outcome, Party, State, WhyFinished
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.ui.player.controls import BARS, Displays
from desktop.ui.sessions import place
from desktop.ui.sessions.brief_page import BriefPage, CustomerWindow, script_of
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.listening import listening_window
from desktop.ui.sessions.sound_check import LOOKS
from tests.ui.sessions.counter import PAGE, Counter, words_on
from tests.ui.sessions.test_flow import a_view

# The words that are read aloud, made from the copy and the request


LONDON = ZoneInfo("Europe/London")
VIEW = a_view(State.IDENTIFIED)
THIRD, PLAIN = PublicReason.ABOUT_ANOTHER_PERSON, PublicReason.PLAIN


def words(*removed: RemovedView, frames: int = 80_000, adjustments: tuple[str, ...] = ()) -> str:
    call = replace(VIEW.call, removed=removed, frames=frames)
    return script_of(replace(VIEW, call=call, adjustments=adjustments), LONDON).words


def test_it_says_which_call_and_how_long() -> None:
    assert words().startswith("You are about to hear your call of 3 November 2026, 10 seconds long. Nothing is removed")
    assert "4 minutes long" in words(frames=8000 * 250)


def test_it_says_what_is_removed_and_why_where_that_may_be_told() -> None:
    one = RemovedView(8000, 8000 * 9, THIRD)
    assert "One part is removed: 8 seconds, about another person. You will see where." in words(one)
    assert "One part is removed: 8 seconds. You will see where." in words(replace(one, reason=PLAIN))
    other = RemovedView(8000 * 9, 8000 * 10, PLAIN)
    assert "2 parts are removed, 9 seconds in all. You will see" in words(one, other)
    assert "2 parts are removed, 9 seconds in all: about another person." in words(one, replace(other, reason=THIRD))


def test_it_is_short_a_sentence_or_two_a_line_and_for_a_colleague_says_nothing_of_their_call() -> None:
    script = script_of(VIEW, LONDON)
    assert len(script.words.split()) <= 75 and 25 <= script.seconds <= 35
    assert all(line.count(".") <= 2 for block in script.blocks for line in block)
    theirs = script_of(replace(VIEW, kind=Kind.INTERNAL), LONDON).words
    assert "your call" not in theirs and "disagree" not in theirs


def test_the_longest_brief_does_not_scroll(counter: Counter) -> None:
    counter.place.resize(*PAGE)
    view = counter.identified()
    asked = Need.LOUDER, Need.SLOWER, Need.LEFT_EAR, Need.TRANSCRIPT, Need.INTERPRETER
    removed = tuple(
        RemovedView(at, at + 2000, reason) for at, reason in zip((0, 4000, 8000), PublicReason, strict=False)
    )
    counter.go_to(replace(view, needs=asked, parties=frozenset(Party), call=replace(view.call, removed=removed)))
    page = counter.page(BriefPage)
    counter.until(lambda: (page.width(), page.height()) == PAGE)
    assert "I’ve set it to pause for your interpreter, as you asked." in counter.words()
    counter.all_in_sight()


# The sound check, and the start


def test_the_neutral_voice_comes_out_before_the_session_starts_and_nothing_of_the_customer_is_opened(
    counter: Counter,
) -> None:
    page = counter.brief()
    assert page.sound.play.hasFocus() and "Not played yet." in counter.words()
    counter.press(page.primary)
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    counter.settle()
    counter.press(page.sound.play)
    sound, player = counter.fake_sound, counter.player
    assert sound.calls == ["open sound check"] and player.calls[-1] == "play"
    player.seen = replace(player.seen, state=PlayState.PLAYING, sounding=True, frame=80)
    page.sound._move.timeout.emit()
    assert page.sound.meter.filled == BARS // 2 and counter.kept().state is State.IDENTIFIED


def test_one_press_starts_the_sound_as_they_need_it_and_as_the_sound_check_left_it(counter: Counter) -> None:
    page = counter.brief()  # "Hearing aid, wants it louder"
    sound, player = page.sound, counter.player
    assert sound.volume == 80 and "I’ve set it louder, as you asked." in counter.words() and sound.ear is Ear.MIXED
    for _ in range(5):
        sound.level.more.emit()
    assert sound.volume == counter.staff.desk.policy.sound_ceiling_percent == 85
    assert not sound.level.more_button.isEnabled()
    sound.level.usual.emit()
    assert sound.volume == 80
    sound.level.less.emit()
    sound.ears.chosen.emit("left")
    assert player.calls[-2:] == ["volume 70", "ear left"]
    counter.hear(page)
    assert page.primary.hasFocus() and not page.takes_presses
    checked = player.calls.count("play")
    counter.press(page.primary)
    counter.until_it_listens()
    counter.until(lambda: player.calls.count("play") > checked)
    assert counter.events()[-3:] == [EventKind.BRIEFED, EventKind.RECORDING_OPENED, EventKind.PLAY_STARTED]
    assert (counter.window.control.volume, counter.window.control.ear) == (70, Ear.LEFT)


def test_with_a_screen_reader_which_would_talk_over_it_somebody_presses_play(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (place, listening_window):
        monkeypatch.setattr(user, "read_aloud", lambda: True)
    page = counter.brief()
    counter.hear(page)
    page.primary.click()
    assert page.busy == "Opening and checking the recording. Nothing plays until you press Play."
    counter.until_it_listens()
    counter.until(counter.window.isActiveWindow)
    counter.settle()
    assert counter.events()[-1] is EventKind.RECORDING_OPENED and not counter.window.control.playing


def test_a_customer_who_leaves_before_listening_closes_with_nothing_opened(counter: Counter) -> None:
    counter.brief()
    counter.follow("The customer leaves")
    found = counter.page(ClosePage)
    assert found.outcome.value() == Outcome.CUSTOMER_LEFT.value and counter.kept().heard == ()
    assert counter.facts()["because"] == "left"


def test_a_database_gone_as_the_recording_opens_is_tried_again_with_the_same_button(counter: Counter) -> None:
    page = counter.brief()
    counter.hear(page)
    counter.database.lasts = 1
    counter.press(page.primary)
    counter.settle()
    assert "does not answer" in counter.place.banner.words and counter.kept().state is State.BRIEFED
    counter.database.lasts = None
    counter.press(page.primary)
    counter.until_it_listens()
    assert counter.kept().state is State.LISTENING


HEADPHONES = (SoundDevice("headphones", "Headphones"),)
SPEAKER = SoundDevice("speaker", "Loudspeaker")


def look(page: BriefPage, times: int = LOOKS) -> None:
    """Let so many looks at the devices pass."""
    for _ in range(times):
        page.sound._headphones.look()
        page.sound._look.timeout.emit()
    QApplication.processEvents()


def without(counter: Counter) -> BriefPage:
    page = counter.brief()
    counter.player.found = ()
    look(page)
    return page


def test_without_headphones_it_says_what_to_do_and_looks_again_until_there_are_some(counter: Counter) -> None:
    page = without(counter)
    assert "Headphones not found. Plug them in, or go on if they can hear it." in counter.words()
    assert page.sound.again.isVisible() and not page.primary.isEnabled()
    counter.press(page.sound.again)
    assert page.sound.again.text() == "Looking …"
    look(page, 2)
    assert page.sound.again.text() == "Look again" and page.sound.again.isEnabled() and page.sound.again.isVisible()
    counter.player.found = HEADPHONES
    counter.press(page.sound.again)
    look(page, 2)
    assert "Headphones not found" not in counter.words() and page.sound.works and not page.primary.isEnabled()
    counter.hear(page)
    assert not page.sound.again.isVisible()
    counter.player.found = ()  # unplugged after it was heard
    look(page)
    assert not page.primary.isEnabled() and "Not played yet." in counter.words()


def test_a_pc_that_lists_no_device_but_plays_is_believed(counter: Counter) -> None:
    page, player = without(counter), counter.player
    player.seen = replace(player.seen, state=PlayState.PLAYING, sounding=True)
    look(page, 1)
    assert page.sound.works and page.primary.isEnabled()
    player.seen = replace(player.seen, state=PlayState.ENDED, sounding=False)
    look(page)
    assert page.sound.works and page.primary.isEnabled()  # the voice came out, whatever the list says


def test_where_no_device_is_ever_named_a_sound_check_that_was_heard_stays_heard(counter: Counter) -> None:
    counter.player.found = ()
    page = counter.brief()
    counter.hear(page)
    look(page, 2 * LOOKS)
    assert page.primary.isEnabled() and "Headphones not found" not in counter.words()


def test_a_voice_that_does_not_come_out_is_said(counter: Counter) -> None:
    page, player = counter.brief(), counter.player
    look(page, 1)
    counter.press(page.sound.play)
    look(page, 1)
    player.seen = replace(player.seen, state=PlayState.FAILED, failure=PlayFailure.SOUND_NO_DEVICE.value)
    look(page, 1)
    assert "Headphones not found." in counter.words() and not page.primary.isEnabled()
    player.seen = replace(player.seen, state=PlayState.FAILED, failure=PlayFailure.PLAYER_ERROR.value)
    look(page, 1)
    assert "The sound check stopped. Play it again." in counter.words()
    player.seen = replace(player.seen, state=PlayState.PLAYING, failure=None, sounding=True)
    look(page, 1)
    assert page.sound.works


def test_a_second_device_that_is_plugged_in_can_be_chosen_and_the_choice_stays(counter: Counter) -> None:
    page, player = counter.brief(), counter.player
    look(page, 1)
    counter.press(page.sound.more)
    assert not page.sound.device.isVisible()
    player.found = (*HEADPHONES, SPEAKER)
    look(page, 1)
    assert page.sound.device.isVisible()
    page.sound.device.set_value("headphones")
    page.sound.device.edited.emit()
    assert player.calls[-1] == "device headphones"
    player.found = (*HEADPHONES, SPEAKER, SoundDevice("hdmi", "Screen"))
    look(page, 1)
    assert page.sound.device.value() == "headphones"


# Who comes today, during a session


def test_who_comes_today_can_be_looked_at_during_a_session_by_time_and_name_alone(counter: Counter) -> None:
    page = counter.brief()
    sheet = counter.day_sheet(page)
    people = [f"Demo Customer {name}" for name in ("One", "Two", "Three", "Four", "Seven")]
    assert list(sheet.sheet.values().values()) == people and next(iter(sheet.sheet.values())) == "9:30am"
    assert "SAR-" not in words_on(sheet) and not sheet.hold_button.isVisible()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    counter.until(lambda: counter.place._day is None)
    assert counter.place.page is page
    page.card.day.click()
    counter.place.hide()  # they went to another place, before the list had come
    counter.settle()
    assert counter.place._day is None


@pytest.mark.against("customer")
def test_its_names_are_covered_while_the_customer_can_see_the_screen(counter: Counter) -> None:
    sheet = counter.day_sheet(counter.closing())

    def names() -> set[str]:
        return set(sheet.sheet.values().values())

    assert names() == {"covered"} and sheet.hold_button.isVisible() and sheet.isAncestorOf(sheet.hold_button)
    QTest.keyPress(sheet, Qt.Key.Key_F8)
    assert "Demo Customer Two" in names() and "covered" not in names()
    QTest.keyRelease(sheet, Qt.Key.Key_F8)
    assert names() == {"covered"}
    QTest.keyPress(sheet, Qt.Key.Key_F8)
    other = QWidget()
    counter.qtbot.addWidget(other)
    other.show()
    other.activateWindow()  # the key is let go in another window
    counter.until(lambda: names() == {"covered"})
    other.close()
    sheet.activateWindow()
    counter.until(sheet.isActiveWindow)
    QTest.mousePress(sheet.hold_button, Qt.MouseButton.LeftButton)
    assert "Demo Customer Two" in names()
    QTest.mouseRelease(sheet.hold_button, Qt.MouseButton.LeftButton)
    assert names() == {"covered"}


# The customer's page: on their own display or turned to them, in 28 px


def windows() -> list[CustomerWindow]:
    return [
        found for found in QApplication.topLevelWidgets() if isinstance(found, CustomerWindow) and found.isVisible()
    ]


def test_turned_to_them_it_says_what_happens_and_nothing_of_staff(counter: Counter) -> None:
    page = counter.brief()
    assert windows() == []
    counter.press(page.turned)
    (window,) = windows()
    read = words_on(window)
    for said in (
        *("You will hear your call of ", "Please do not record."),
        *("You can stop at any time.", "One part is removed"),
    ):
        assert said in read
    view = counter.view
    for private in (view.shown_name, view.asker.address, "Demo adviser"):
        assert private not in read
    lines = [words for words in window.page.lines.findChildren(Words) if words.isVisible()]
    assert lines and all(words.font().pixelSize() >= Size.PANEL for words in lines)
    assert window.page.leave.hasFocus() or window.page.leave.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    counter.until(lambda: windows() == [])
    counter.press(page.turned)  # and again, for the next who wants to read it
    counter.until(windows)
    windows()[0].page.back.emit()
    counter.until(lambda: windows() == [])
    counter.press(page.turned)
    counter.until(windows)
    counter.place.hide()  # as the lock does
    counter.until(lambda: windows() == [])


def test_on_a_second_display_it_comes_with_the_brief_and_goes_with_it(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = QApplication.primaryScreen()
    monkeypatch.setattr("desktop.ui.sessions.brief_page.displays", lambda _: Displays(screen, screen))
    page = counter.brief()
    (window,) = windows()
    assert not window.page.leave.isVisible() and not page.turned.isVisible()
    assert not window.isActiveWindow(), "the adviser keeps the keyboard"
    counter.place.run(Finish(counter.place.context.actor, counter.id, 0, because=WhyFinished.LEFT))
    counter.settle()
    counter.until(lambda: windows() == [])


def test_a_display_plugged_in_or_out_during_the_brief_is_used_at_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, screen = QApplication.instance(), QApplication.primaryScreen()
    assert isinstance(app, QApplication)
    page = counter.brief()
    counter.press(page.turned)
    (turned,) = windows()
    monkeypatch.setattr("desktop.ui.sessions.brief_page.displays", lambda _: Displays(screen, screen))
    app.screenAdded.emit(screen)
    counter.until(lambda: windows() and windows() != [turned])
    (theirs,) = windows()
    assert not theirs.turned and not page.turned.isVisible(), "the adviser has their own page back"
    monkeypatch.setattr("desktop.ui.sessions.brief_page.displays", lambda _: Displays(screen, None))
    app.screenRemoved.emit(screen)
    counter.until(lambda: windows() == [] and page.turned.isVisible())
    counter.place.run(Finish(counter.place.context.actor, counter.id, 0, because=WhyFinished.LEFT))
    counter.settle()
    app.screenAdded.emit(screen)
    counter.settle()
    assert windows() == [], "the brief is over"
