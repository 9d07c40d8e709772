"""The program's proposals that are left to look at."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import Proposed
from desktop.domain.copies.copy import SHORTEST_CHAPTER_SECONDS
from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.media.proposals.proposals import Kind
from desktop.ui.copies.preparing.editing import Content, left_of, proposals_of, to_look_at
from desktop.ui.copies.preparing.panels import ProposalList
from tests.ui.staff import shown

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


def test_one_that_the_listener_is_told_of_is_left_and_has_been_looked_at() -> None:
    told = Content(chapters=(SILENCE.key,))
    assert left_of((MUSIC, SILENCE), told) == (MUSIC, SILENCE) and to_look_at((MUSIC, SILENCE), told) == (MUSIC,)


def test_in_a_third_of_a_usual_screen_the_proposals_of_a_long_call_stay_a_table(qtbot: QtBot) -> None:
    made = ProposalList(("Member of staff", "Customer"))
    hours = [Proposed("hold_music", RATE * 4000, RATE * 4700 + 1234, None, 0.9), Proposed("silence", 0, RATE, 1, 0.5)]
    made.show_proposals(proposals_of(hours, RATE), None)
    shown(qtbot, made, (388, 400))
    assert not made.rows.cards and not made.rows.squeezed


def test_every_kind_of_proposal_has_words_and_a_reason_to_begin_with() -> None:
    for kind in Kind:
        (made,) = proposals_of((Proposed(kind, 0, RATE, None, 0.5),), RATE)
        assert made.words and made.mark() == Removal(0, 1000, None, made.mark().reason)


def test_a_listener_is_told_of_a_chapter_alone_that_is_on_all_voices_and_worth_skipping() -> None:
    worth = RATE * SHORTEST_CHAPTER_SECONDS
    found = [
        Proposed("hold_music", 0, worth, None, 0.5),
        Proposed("hold_music", 0, worth - RATE, None, 0.5),
        Proposed("hold_music", 0, worth, 1, 0.5),
        Proposed("keypad_tones", 0, worth, None, 0.5),
    ]
    assert [one.may_be_told for one in proposals_of(found, RATE)] == [True, False, False, False]
