"""The program's proposals that are left to look at."""

from __future__ import annotations

import pytest

from desktop.application.ports.sound import Proposed
from desktop.domain.copies.removal import Removal, RemovalReason
from desktop.media.proposals.proposal import Kind
from desktop.ui.copies.preparing.editing import Content
from desktop.ui.copies.preparing.proposals import left_of, proposals_of

RATE = 11025
FOUND = (Proposed("hold_music", 11026, 22050, 0, 0.9), Proposed("silence", 33075, 55125, None, 0.5))
MUSIC, SILENCE = proposals_of(FOUND, RATE)


def test_frames_are_rounded_outwards_to_milliseconds() -> None:
    assert (MUSIC.start, MUSIC.end) == (1000, 2000)
    assert MUSIC.key == "hold_music:1000:2000:0" and SILENCE.key == "silence:3000:5000:all"


def test_what_was_dismissed_is_not_shown_again() -> None:
    assert left_of((MUSIC, SILENCE), Content()) == (MUSIC, SILENCE)
    assert left_of((MUSIC, SILENCE), Content(dismissed=(SILENCE.key,))) == (MUSIC,)


def test_what_is_marked_already_is_not_shown_and_what_is_marked_in_part_is() -> None:
    def left(*marks: Removal) -> bool:
        return MUSIC in left_of((MUSIC,), Content(marks))

    why = RemovalReason.SAFETY
    assert not left(Removal(900, 2100, None, why)) and not left(Removal(1000, 2000, 0, why))
    assert not left(Removal(900, 1500, 0, why), Removal(1500, 2000, None, why))
    assert left(Removal(1000, 1999, None, why)) and left(Removal(1000, 2000, 1, why))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_proposal_has_words_and_a_reason_to_begin_with(kind: Kind) -> None:
    (made,) = proposals_of((Proposed(kind.value, 0, RATE, None, 0.5),), RATE)
    assert made.words and made.mark() == Removal(0, 1000, None, made.mark().reason)
