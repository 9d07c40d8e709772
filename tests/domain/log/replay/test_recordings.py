"""Recordings, transcripts and disclosures in the replay: told, saved, copied, approved, destroyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.ledger import Entry
from desktop.domain.log.replay.office import NOTHING
from desktop.domain.log.replay.recordings import (
    CopyTranscript,
    Decision,
    Disclosure,
    Recording,
    SavedTranscript,
    digest_of_calls,
    told_of,
)
from tests.domain.log.replay.story import (
    OVER,
    Story,
    a_story,
    an_approved,
    an_id,
    an_office,
    decided,
    digest_of,
    disclosed,
    imported,
    prepared,
    released,
    taken,
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
    story.say(K.RECORDING_DESTROYED, RECORDING="recording of first", copies=[an_id("other")], **OVER)
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


def approved(purpose: str = "police") -> Story:
    return an_approved(an_office(), "first", 1, purpose)


def test_each_has_its_place_its_copy_and_its_words() -> None:
    facts = a_story().facts
    assert facts.findings == ()
    first, second = facts.of(Disclosure).values()
    assert (first.position, first.receiver, first.reference) == (0, an_id("force"), an_id("form"))
    assert (second.position, second.receiver, second.reference) == (1, an_id("other force"), None)
    assert (first.copy, first.route, first.basis) == (an_id("copy of police"), "secure_transfer", "crime")
    assert first.disclosed_on == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("story", "notes", "more", "code"),
    [
        (approved("training"), ("force",), {}, "wrong_order"),
        (approved(), ("force",), {"COPY": "another copy"}, "wrong_order"),
        (approved(), (), {}, "fact_malformed"),
        (approved(), ("force", "form", "more"), {}, "fact_malformed"),
        (approved(), ("force",), {"digests": [digest_of("force"), digest_of("form")]}, "fact_malformed"),
    ],
)
def test_what_cannot_have_been_is_a_finding_and_changes_nothing(
    story: Story, notes: tuple[str, ...], more: dict[str, Any], code: str
) -> None:
    before = story.facts.things
    facts = disclosed(story, "first", *notes, **more).facts
    assert [each.code for each in facts.findings] == [code] and facts.things == before


def test_nothing_is_disclosed_of_a_closed_request() -> None:
    story = approved().say(EventKind.REQUEST_CLOSED, REQUEST="first", answered="withdrawn")
    assert [each.code for each in disclosed(story, "first", "force").facts.findings] == ["wrong_order"]


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


@pytest.mark.parametrize(
    ("months", "compared", "is_destroyed", "named"),
    [
        (["2026-11"], ("first recording",), False, False),
        (["2026-11"], (), False, True),
        (["2026-10"], (), False, False),
        (["2026-11"], (), True, False),
    ],
    ids=["all of its month", "without one", "another month", "a destroyed one"],
)
def test_none_is_left_only_where_all_that_are_there_were_compared(
    months: list[str], compared: tuple[str, ...], is_destroyed: bool, named: bool
) -> None:
    story = taken(imported(taken(an_office(), "first"), "first", "first recording"), "second", 2)
    if is_destroyed:
        released(story, "hold of first")
        story.say(K.RECORDING_DESTROYED, RECORDING="first recording", copies=[], **OVER)
    digest = digest_of_calls(map(an_id, compared))
    looked: dict[str, Any] = {"sources": [], "left": [], "since": [], "months": months, "compared": digest}
    story.say(K.RECORDING_NOT_LEFT, REQUEST="second", after_request=False, **looked)
    codes = [each.code for each in story.facts.findings]
    assert codes == (["recordings_unseen"] if named else [])


def test_a_key_that_no_event_describes_ends_without_a_word() -> None:
    """No sound ever came under it."""
    story = an_office().say(K.RETENTION_KEY_DESTROYED, by="", key=an_id("unused"), kind="original", resealed=0)
    assert story.facts.findings == () and not story.facts.of(Recording)
