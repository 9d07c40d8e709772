"""Before listening: is there something to listen with?"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from desktop.application.ports.sound import PlayFailure, PlayState, SoundDevice
from desktop.errors import SoundError
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.sound_check import LOOKS
from desktop.words.errors import message_for
from tests.ui.sessions.counter import Counter
from tests.ui.sessions.test_closing import brief_page

HEADPHONES = (SoundDevice("headphones", "Headphones"),)
SPEAKER = SoundDevice("speaker", "Loudspeaker")


def look(page: BriefPage, times: int = LOOKS) -> None:
    """Let so many looks at the devices pass."""
    for _ in range(times):
        page.sound._headphones.look()
        page.sound._see.timeout.emit()
        page.sound._look.timeout.emit()
    QApplication.processEvents()


def without(counter: Counter) -> BriefPage:
    page = brief_page(counter)
    counter.player.found = ()
    look(page)
    return page


def test_with_headphones_nothing_is_said(counter: Counter) -> None:
    page = brief_page(counter)
    look(page)
    assert page.sound.works and not page.primary.isEnabled(), "nothing has come out yet"
    counter.hear(page)
    assert "Headphones not found" not in counter.words() and not page.sound.again.isVisible()


def test_without_any_it_says_what_to_do_and_nobody_can_have_heard_it(counter: Counter) -> None:
    page = without(counter)
    assert "Headphones not found. Plug them in, or go on if they can hear it." in counter.words()
    assert page.sound.again.isVisible() and not page.primary.isEnabled()
    counter.press(page.primary)
    assert counter.place.window_shown is None


def test_plugged_in_and_looked_again_it_goes_on(counter: Counter) -> None:
    page = without(counter)
    counter.player.found = HEADPHONES
    counter.press(page.sound.again)
    assert not page.sound.again.isEnabled() or page.sound.works
    look(page, 2)
    assert "Headphones not found" not in counter.words()
    counter.hear(page)
    assert not page.sound.again.isVisible()


def test_looked_again_in_vain_it_can_be_looked_again(counter: Counter) -> None:
    page = without(counter)
    counter.press(page.sound.again)
    assert page.sound.again.text() == "Looking …"
    look(page, 2)
    assert page.sound.again.text() == "Look again" and page.sound.again.isEnabled() and page.sound.again.isVisible()


def test_unplugged_after_it_was_heard_it_has_to_be_heard_again(counter: Counter) -> None:
    page = brief_page(counter)
    look(page, 1)
    counter.hear(page)
    counter.player.found = ()
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
    page = brief_page(counter)
    counter.hear(page)
    look(page, 2 * LOOKS)
    assert page.primary.isEnabled() and "Headphones not found" not in counter.words()


def test_a_voice_that_does_not_come_out_is_said(counter: Counter) -> None:
    page, player = brief_page(counter), counter.player
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
    page, player = brief_page(counter), counter.player
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


def test_without_a_device_at_play_it_says_what_happened_and_what_to_do() -> None:
    said = message_for(SoundError(PlayFailure.SOUND_NO_DEVICE.value))
    assert said == "No sound is coming out, so playing has stopped. Check the headphones, then press Play."
