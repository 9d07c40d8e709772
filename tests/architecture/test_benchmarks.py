"""The parts of the measurements: when a figure is good, and sound that tells where it is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measure import Result, in_turn
from benchmarks.offices.pages import DEEP, SMALL, embedded
from benchmarks.sound.copies import RATE, frame_of, wav_blocks
from desktop.application.requests.listing import PAGE
from desktop.playback.source import HEADER_BYTES


@pytest.mark.parametrize(
    ("ours", "limit", "more", "good"),
    [(20, 2.0, False, True), (20.1, 2.0, False, False), (15, 5.0, True, True), (15.1, 5.0, True, False)],
)
def test_a_figure_is_good_up_to_its_limit(ours: float, limit: float, more: bool, good: bool) -> None:
    assert Result("name", ours, 10, "ms", limit, more).good is good


def test_both_are_measured_in_turn_and_the_first_of_each_does_not_count() -> None:
    called: list[str] = []
    ours, peer = iter((99.0, 1.0, 2.0, 6.0)), iter((99.0, 4.0, 5.0, 5.0))

    def gauge(name: str, told: object) -> float:
        called.append(name)
        return float(next(told))  # type: ignore[call-overload]

    assert in_turn(lambda: gauge("ours", ours), lambda: gauge("peer", peer), rounds=3) == (2.0, 5.0)
    assert called == ["ours", "peer"] * 4


def test_every_frame_of_the_long_copies_tells_its_number() -> None:
    wav = b"".join(wav_blocks(25 * RATE))
    assert len(wav) == HEADER_BYTES + 25 * RATE * 4
    for frame in (0, 1, 70_000, 25 * RATE - 1):
        assert frame_of(wav[HEADER_BYTES + 4 * frame :]) == frame


def test_every_page_that_is_measured_can_be_read(tmp_path: Path) -> None:
    with embedded(tmp_path / "office", SMALL, recordings_each=2) as measured:
        read = {name: page() for name, page in measured.pages()}
    assert {"requests", "closed-deep", "today", "reviews-words", "people"} <= set(read)
    lists = ("requests", "overdue", "waiting", "decisions", "reviews")
    assert {name: len(read[name].rows) for name in lists} == dict.fromkeys(lists, PAGE), "as many as in a large one"
    assert len(read["requests-deep"].rows) == (DEEP + 1) * PAGE
    assert len(read["closed-deep"].rows) - len(read["closed"].rows) == DEEP * PAGE
