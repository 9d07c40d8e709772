"""A proposal is recognised when the recording is opened another time."""

from __future__ import annotations

from desktop.domain.copies.marking import Draft, chapters_told, proposal_key


def test_a_new_draft_has_nothing_in_it_and_is_of_no_version() -> None:
    assert Draft() == Draft(0, (), (), "silence", ())


def test_proposals_differ_by_kind_place_and_channel() -> None:
    keys = {
        proposal_key(kind, start, end, channel)
        for kind in ("keypad", "silence")
        for start, end in ((0, 10), (0, 20))
        for channel in (None, 0, 1)
    }
    assert len(keys) == 12
    assert proposal_key("keypad", 0, 10, None) == "keypad:0:10:all"


def test_what_the_listener_is_told_of_is_read_from_its_key_in_frames() -> None:
    keys = (proposal_key("hold_music", 1000, 61_000, None), proposal_key("silence", 0, 5000, 1))
    told = chapters_told(Draft(3, chapters=keys), 8000)
    assert told == (("hold_music", 8000, 488_000, None), ("silence", 0, 40_000, 1))
