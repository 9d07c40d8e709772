"""Whoever signs off what administrators did was shown all of it."""

from __future__ import annotations

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.replaying import replay
from desktop.domain.log.replay.reviews import digest_of_acts
from tests.domain.log.replay.story import Said, Story
from tests.domain.log.replay.test_entitled import office

K = EventKind
KINDS = ["person_added", "person_renamed"]


def unseen(story: Story) -> list[int]:
    """Return the sign-offs that are named, where every event is signed."""
    facts = replay(story.bodies, lambda seq, body, event: True)
    return [each.seq for each in facts.findings if each.code == "acts_unseen"]


def signed_off(story: Story, seen: list[int], up_to: int, kinds: list[str] = KINDS) -> Story:
    facts: Said = {"up_to": up_to, "acts": len(seen), "of": kinds, "seen": digest_of_acts(seen)}
    return story.say(K.ADMINISTRATION_REVIEWED, "approver", **facts)


def story_of_acts() -> Story:
    """Return an office in which two people were added (1, 2), and one was given another name (3)."""
    return office().say(K.PERSON_RENAMED, "admin", PERSON="approver")


@pytest.mark.parametrize(("seen", "named"), [([1, 2, 3], False), ([1, 3], True), ([], True), ([1, 2], True)])
def test_a_sign_off_is_of_all_acts_since_the_one_before(seen: list[int], named: bool) -> None:
    assert unseen(signed_off(story_of_acts(), seen, 3)) == ([4] if named else [])


def test_what_came_after_the_last_that_was_seen_waits_for_the_next() -> None:
    for second, named in (([3], []), ([], [5])):
        assert unseen(signed_off(signed_off(story_of_acts(), [1, 2], 2), second, 3)) == named


def test_a_program_that_knew_of_fewer_kinds_was_shown_those() -> None:
    assert unseen(signed_off(story_of_acts(), [1, 2], 3, ["person_added"])) == []


@pytest.mark.parametrize("said", [{"up_to": 3, "acts": 1}, {"up_to": "3", "of": KINDS}, {"of": 3, "seen": "x"}])
def test_a_sign_off_that_does_not_say_what_was_seen_is_a_finding(said: Said) -> None:
    story = story_of_acts().say(K.ADMINISTRATION_REVIEWED, "approver", **said)
    assert unseen(story) == [4]
