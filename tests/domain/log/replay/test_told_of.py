"""A recording as its own events say it, without those of its request."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.ledger import Entry
from desktop.domain.log.replay.recordings import Recording, told_of
from tests.domain.log.replay.story import Story, an_id, an_office, digest_of, imported, taken

K = EventKind


def told(story: Story, name: str = "recording") -> Recording | None:
    return told_of([Entry(seq, event) for seq, event in enumerate(story.events)], an_id(name))


def number_told(story: Story, name: str) -> Story:
    return story.say(K.CALL_METADATA_TOLD, RECORDING=name, number_digest=digest_of("number"), requests=[])


def test_its_import_says_it_and_its_number_can_be_told_later() -> None:
    story = imported(taken(an_office(), "first"), "first", "recording")
    [name] = [event.subjects for event in story.events if event.kind is K.RECORDING_IMPORTED]
    found = told(story)
    assert name and found is not None and found.number != digest_of("number")
    other = told(number_told(story, "another"))
    assert other == found
    again = told(number_told(story, "recording"))
    assert again is not None and again.number == digest_of("number")


def test_what_no_event_imports_is_none() -> None:
    assert told(imported(taken(an_office(), "first"), "first", "recording"), "another") is None
    assert told(number_told(Story(), "recording")) is None
    assert (
        told(imported(taken(an_office(), "first"), "first", "recording").without(K.RECORDING_IMPORTED, "frames"))
        is None
    )
