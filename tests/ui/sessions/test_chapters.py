"""Hold music and long silences: announced while they last, and skipped with one press."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from desktop.domain.copies.copy import Chapter, ChapterKind
from desktop.ui.sessions.listening_panel import removed_said
from tests.ui.sessions.counter import Counter


def test_hold_music_is_told_and_can_be_passed_over_and_is_then_not_heard(sound: Counter) -> None:
    window = sound.listen()
    panel, rate = window.panel, window.panel.call.rate
    music = Chapter(5 * rate, 20 * rate, ChapterKind.HOLD_MUSIC)
    panel.call = replace(panel.call, chapters=(music,))
    assert panel.skip.isHidden()
    window.control.seek(6 * rate)
    assert panel.next_part.words == "Hold music, another 14 s." and panel.skip.isVisible()
    panel.skip.setFocus()
    sound.until(panel.skip.hasFocus)
    sound.key(Qt.Key.Key_Return)
    sound.until(lambda: window.control.frame == music.end)
    sound.until(lambda: panel.skip.isHidden())
    sound.until(panel.play.hasFocus)  # the keyboard is not left on a button that is gone
    panel.show_heard(())
    assert "Hold music" in [span.words for span in panel.waveform.view.notes]
    sound.play_for(0.5)
    assert window.control.heard and all(span.start >= music.end for span in window.control.heard)


def test_a_removed_part_comes_before_a_chapter_in_words(sound: Counter) -> None:
    panel = sound.listen().panel
    removed = panel.call.removed[0]
    panel.call = replace(panel.call, chapters=(Chapter(0, panel.call.frames, ChapterKind.SILENCE),))
    panel.show_frame(removed.start)
    assert (
        panel.now.removed and panel.now.words == removed_said(removed, panel.call.rate) and panel.next_part.words == ""
    )
