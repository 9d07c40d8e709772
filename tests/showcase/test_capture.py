from __future__ import annotations

import wave
from pathlib import Path

from desktop.playback.source import WavFormat
from desktop.showcase.capture import Capture

FORM = WavFormat(8000, 1, 8000)
PART = bytes(range(200)) * 4
"""50 ms: 400 frames."""


class Hand:
    """A clock that is moved by hand, in microseconds."""

    us = 1_000_000

    def __call__(self) -> int:
        return self.us


def a_capture(speed: float = 1.0) -> tuple[Capture, Hand]:
    hand = Hand()
    capture = Capture(hand)
    capture.begin(FORM, speed)
    return capture, hand


def test_what_is_handed_over_counts_when_its_moment_has_come() -> None:
    capture, hand = a_capture()
    capture.played(PART, hand.us + 10_000)
    assert (capture.heard_frames(), capture.samples(), capture.sounding()) == (0, b"", False)
    hand.us += 35_000
    assert (capture.heard_frames(), capture.samples(), capture.sounding()) == (200, PART[:400], True)
    assert not capture.finished()
    hand.us += 25_000
    assert (capture.heard_frames(), capture.samples(), capture.sounding()) == (400, PART, False)
    assert capture.finished()


def test_a_pause_holds_what_was_handed_over_and_loses_nothing() -> None:
    capture, hand = a_capture()
    capture.played(PART, hand.us)
    hand.us += 25_000
    capture.paused(hand.us)
    hand.us += 5_000_000
    assert (capture.heard_frames(), capture.sounding()) == (200, False)
    capture.resumed(hand.us)
    capture.played(PART, hand.us + 25_000)
    hand.us += 75_000
    assert capture.samples() == PART + PART
    assert capture.blocks()[1].at_us - capture.blocks()[0].at_us == 50_000


def test_a_cut_forgets_what_was_not_yet_heard_and_what_still_arrives() -> None:
    capture, hand = a_capture()
    capture.played(PART, hand.us)
    hand.us += 25_000
    capture.cut()
    capture.played(PART, hand.us)
    hand.us += 1_000_000
    assert capture.samples() == PART[:400]
    assert (capture.heard_frames(), capture.sounding()) == (0, False)


def test_frames_of_the_copy_are_counted_by_speed_and_never_too_many() -> None:
    capture, hand = a_capture(1.0)
    hand.us += 2_000_000
    capture.set_speed(1.5)
    capture.played(PART, hand.us)
    hand.us += 50_000
    assert capture.heard_frames() == 400
    hand.us += 600_000
    capture.played(PART, hand.us)
    hand.us += 50_000
    assert capture.heard_frames() == capture.handed_over_frames() == 400 + 600


def test_another_format_starts_anew() -> None:
    capture, hand = a_capture()
    capture.played(PART, hand.us)
    hand.us += 50_000
    capture.begin(FORM, 1.0)
    assert capture.samples() == PART
    capture.begin(WavFormat(16000, 2, 10), 1.0)
    assert capture.samples() == b""


def test_a_demonstration_can_be_written_as_wav(tmp_path: Path) -> None:
    capture, hand = a_capture()
    capture.played(PART, hand.us)
    hand.us += 50_000
    capture.write_wav(tmp_path / "out.wav")
    with wave.open(str(tmp_path / "out.wav")) as written:
        assert (written.getframerate(), written.getnchannels()) == (8000, 1)
        assert written.readframes(1000) == PART


def test_forgetting_overwrites_what_was_heard() -> None:
    capture, hand = a_capture()
    capture.played(PART, hand.us)
    capture.played(PART, hand.us + 50_000)
    hand.us += 75_000
    handed_over, kept = [block.data for block in capture.blocks()], capture.samples()
    assert kept == PART + PART[:400]
    capture.forget()
    assert capture.samples() == b"" and not any(handed_over[0])
    capture.begin(FORM, 1.0)
    capture.played(PART, hand.us)
    hand.us += 50_000
    assert capture.samples() == PART


def test_what_is_never_heard_is_overwritten_at_once() -> None:
    capture, hand = a_capture()
    heard, cut_off, late = bytearray(PART), bytearray(PART), bytearray(PART)
    capture.played(heard, hand.us)
    capture.played(cut_off, hand.us + 50_000)
    hand.us += 25_000
    capture.cut()
    capture.played(late, hand.us)
    assert not any(heard) and not any(cut_off) and not any(late)
    assert capture.samples() == PART[:400]
