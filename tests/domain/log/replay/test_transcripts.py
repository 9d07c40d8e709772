"""The replay of transcripts: saved, in a copy, approved, destroyed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.copies import CopyTranscript, Decision, SavedTranscript
from desktop.domain.log.replay.pcs import NOTHING
from tests.domain.log.replay.story import (
    Story,
    a_story,
    an_approved,
    an_id,
    an_office,
    decided,
    digest_of,
    prepared,
    released,
    transcribed,
    words_of,
)

K = EventKind


def test_a_transcript_is_followed_with_everybody_who_saved_it() -> None:
    facts = a_story().facts
    found = facts.of(SavedTranscript)[an_id("second")]
    assert (found.version, found.lines, found.savers) == (2, 4, (found.saved_by,))
    of_copy = facts.of(CopyTranscript)[an_id("copy of second")]
    assert (of_copy.lines, of_copy.digest) == (3, digest_of("words of copy of second"))
    approved = [each.transcript for each in facts.of(Decision).values() if each.transcript]
    assert approved == [of_copy.digest], "the second approval is of the copy alone"
    assert facts.of(CopyTranscript)[an_id("sent back")].body == NOTHING, "the copy was replaced"


def test_words_are_destroyed_with_their_recording() -> None:
    story = transcribed(_approved(), "first", 1)
    decided(story, K.APPROVAL_WITHDRAWN, "first", "copy of first")
    prepared(story, "first", "recording of first", "other", ["copy of first"], **words_of("other"))
    released(story, "hold of first")
    story.say(K.RECORDING_DESTROYED, RECORDING="recording of first", copies=[an_id("other")])
    facts = story.facts
    assert facts.findings == ()
    assert facts.of(SavedTranscript)[an_id("first")].body == facts.of(CopyTranscript)[an_id("other")].body == NOTHING


def _approved() -> Story:
    return an_approved(an_office(), "first", 1)


OUT_OF_ORDER: dict[str, tuple[Callable[[], Story], str]] = {
    "a version is skipped": (lambda: transcribed(_approved(), "first", 2), "wrong_order"),
    "another transcript is approved": (
        lambda: (
            _approved()
            .otherwise(K.COPY_PREPARED, **words_of("x"))
            .otherwise(K.REQUEST_APPROVED, transcript=digest_of("y"))
        ),
        "approval_of_another_copy",
    ),
    "a transcript is approved that is not there": (
        lambda: _approved().otherwise(K.REQUEST_APPROVED, transcript=digest_of("y")),
        "not_added",
    ),
    "a digest that is none": (lambda: _approved().otherwise(K.COPY_PREPARED, transcript_sha256="x"), "fact_malformed"),
}


@pytest.mark.parametrize("name", OUT_OF_ORDER)
def test_what_cannot_be_is_a_finding(name: str) -> None:
    make, code = OUT_OF_ORDER[name]
    assert make().facts.findings[0].code == code
