"""A proposal is known again when the recording is opened another time."""

from __future__ import annotations

from desktop.domain.draft import Draft, proposal_key


def test_a_new_draft_has_nothing_in_it_and_is_of_no_version() -> None:
    assert Draft() == Draft(0, (), (), "silence")


def test_proposals_differ_by_kind_place_and_channel() -> None:
    keys = {
        proposal_key(kind, start, end, channel)
        for kind in ("keypad", "silence")
        for start, end in ((0, 10), (0, 20))
        for channel in (None, 0, 1)
    }
    assert len(keys) == 12
    assert proposal_key("keypad", 0, 10, None) == "keypad:0:10:all"
